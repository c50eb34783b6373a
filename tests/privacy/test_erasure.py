"""Erasing somebody on request: nothing of her is left, the other one keeps what is hers.

And a backup cannot bring her back.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from accounts.actions import directory
from accounts.errors import Refused
from accounts.journal import Unwritable
from accounts.models import AuditEntry, Employee, Role, StaffImport, User
from mentoring.actions import applications
from mentoring.models import Exclusion, Meeting, Pairing, PairingState, Participation
from portal.models import Contact
from privacy.actions import erasure
from privacy.models import Deletion
from tests import factories
from tests.factories import NOW, TODAY
from tests.mentoring.grants import grant_on
from tests.privacy import lives
from tests.workshops.factories import RegistrationFactory, WorkshopFactory
from workshops.models import RegistrationState

pytestmark = pytest.mark.django_db

SIDES = ("mentee", "mentor")


class TestWhatHasToEndFirst:
    def refused(self, person: Any, by: User) -> str:
        before = sorted(lives.everything_stored())
        with pytest.raises(Refused) as refusal:
            erasure.erase(person, by=by, now=NOW)
        assert sorted(lives.everything_stored()) == before
        return str(refusal.value)

    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize("state", [PairingState.APPROVED, PairingState.ACTIVE, PairingState.RESTING])
    def test_a_live_tandem(self, team, side, state):
        pairing = factories.PairingFactory(state=state)

        assert "Tandem" in self.refused(lives.people(pairing, side)[0], team)

    def test_a_role(self, team):
        adviser = factories.RoleAssignmentFactory(role=Role.ADVISER).user

        assert "Rolle (Beratung)" in self.refused(adviser, team)

    def test_being_a_superuser(self, team):
        assert "Superuser" in self.refused(factories.UserFactory(is_superuser=True), team)

    def test_a_workshop_to_come(self, team):
        host = factories.UserFactory()
        WorkshopFactory(host=host, title="Netzwerken")

        assert "„Netzwerken“" in self.refused(host, team)

    @pytest.mark.parametrize("change", [{"state": "cancelled"}, {"starts_at": NOW - timedelta(days=9)}])
    def test_not_a_workshop_that_was_called_off_or_is_over(self, team, change):
        host = factories.UserFactory()
        workshop = WorkshopFactory(host=host, **change)

        erasure.erase(host, by=team, now=NOW)

        workshop.refresh_from_db()
        assert workshop.host is None

    def test_being_a_contact_person(self, team):
        user = factories.UserFactory()
        Contact.objects.create(name="Ansprechperson", email=user.email.upper())

        assert "Ansprechperson" in self.refused(user, team)

    def test_not_that_somebody_else_is_a_contact_person(self, team):
        Contact.objects.create(name="Ansprechperson", email="jemand.anderes@kerpen.example")
        user = factories.UserFactory()

        erasure.erase(user, by=team, now=NOW)

        assert not User.objects.filter(pk=user.pk).exists()

    def test_a_staff_file_that_waits(self, team):
        StaffImport.objects.create(created_at=NOW, content={})

        assert "Personaldatei" in self.refused(factories.UserFactory(), team)

    def test_ones_own_account(self, team):
        assert "Ihr eigenes Konto" in self.refused(team, team)

    def test_every_reason_is_said_at_once(self, team):
        pairing = factories.PairingFactory(state=PairingState.ACTIVE)
        mentor = pairing.mentor.participation.user
        factories.RoleAssignmentFactory(user=mentor, role=Role.ADVISER)

        words = self.refused(mentor, team)

        assert "Tandem" in words
        assert "Rolle" in words

    @pytest.mark.parametrize("role", [Role.HR, Role.ADVISER, Role.ADMINISTRATION, None])
    def test_being_somebody_else_than_the_team(self, role):
        by = factories.RoleAssignmentFactory(role=role).user if role else factories.UserFactory(is_superuser=True)

        assert "Projektteam" in self.refused(factories.UserFactory(), by)


class TestAFormerAdviser:
    def test_leaves_to_whom_it_was_about_that_something_was_open(self, team, client):
        mentee, adviser = factories.MenteeFactory(), factories.UserFactory()
        grant_on(mentee, adviser)

        erasure.erase(adviser, by=team, now=NOW)

        assert not User.objects.filter(pk=adviser.pk).exists()
        client.force_login(mentee.participation.user)
        assert "Gelöschte Person (Beratung)" in client.get("/bewerbung/", follow=True).content.decode()


def test_who_stays_nameless_is_named_nowhere_as_host(former, team):
    gone, _stays = lives.people(former, "mentor")
    workshop = WorkshopFactory(host=gone, starts_at=NOW - timedelta(days=9))

    erasure.erase(gone, by=team, now=NOW)

    assert User.objects.filter(pk=gone.pk, erased_at=NOW).exists()
    workshop.refresh_from_db()
    assert workshop.host is None


class TestWhoNeverHadATandem:
    def test_goes_with_everything(self, team):
        mentee = factories.MenteeFactory()
        user = mentee.participation.user

        erasure.erase(user, by=team, now=NOW)

        assert not Participation.objects.exists()
        assert not User.objects.filter(pk=user.pk).exists()
        assert not Employee.objects.filter(email=user.email).exists()

    def test_frees_a_seat_for_who_waits(self, team):
        mentee = factories.MenteeFactory(state="accepted", announced=True)
        workshop = WorkshopFactory(cohort=mentee.participation.cohort, seats=1, starts_at=NOW + timedelta(days=9))
        RegistrationFactory(workshop=workshop, participation=mentee.participation)
        waiting = RegistrationFactory(workshop=workshop, state=RegistrationState.WAITLISTED)

        erasure.erase(mentee.participation.user, by=team, now=NOW)

        waiting.refresh_from_db()
        assert waiting.state == RegistrationState.REGISTERED
        assert workshop.registrations.count() == 1

    def test_a_proposal_goes_too(self, team):
        pairing = factories.PairingFactory()

        erasure.erase(pairing.mentor.participation.user, by=team, now=NOW)

        assert not Pairing.objects.exists()
        assert Participation.objects.get().user == pairing.mentee.participation.user


class TestTheDirectory:
    def test_keeps_who_leads_a_unit(self, team):
        unit = factories.OrgUnitFactory(with_head=True)
        user = factories.UserFactory(employee=unit.head)

        erasure.erase(user, by=team, now=NOW)

        assert Employee.objects.filter(pk=unit.head_id).exists()
        assert not User.objects.filter(pk=user.pk).exists()

    def test_an_entry_without_an_account_goes(self, team):
        entry = factories.EmployeeFactory()

        erasure.erase(entry, by=team, now=NOW)
        erasure.erase(entry, by=team, now=NOW)

        assert not Employee.objects.filter(pk=entry.pk).exists()

    def test_exclusions_by_others_stay_theirs(self, former, team):
        """Otherwise whoever is excluded could get rid of it by asking, and come back."""
        author, named = former.mentee.participation, factories.UserFactory()
        applications.exclude(author, named.email)

        erasure.erase(named, by=team, now=NOW)

        assert lives.where_stored(named.email) == {"mentoring.Exclusion.email"}
        assert Exclusion.objects.filter(author=author).count() == 2

    def test_a_staff_file_that_waits_would_bring_an_entry_back(self, team):
        StaffImport.objects.create(created_at=NOW, content={})

        with pytest.raises(Refused, match="Personaldatei"):
            erasure.erase(factories.EmployeeFactory(), by=team, now=NOW)


class TestTheRecord:
    def test_the_log_says_so_by_number(self, team):
        user = factories.UserFactory()

        erasure.erase(user, by=team, now=NOW)

        entry = AuditEntry.objects.get(action="person.erased")
        assert (entry.actor_id, entry.subject_id, entry.details) == (team.pk, user.pk, {})

    def test_of_the_person_only_a_hash_stays(self, team):
        user = factories.UserFactory()

        erasure.erase(user, by=team, now=NOW)

        # One for the account, one for the entry behind it.
        deletions = Deletion.objects.all()
        assert [(len(deletion.digest), deletion.at) for deletion in deletions] == [(64, NOW), (64, NOW)]

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.logs_errors
    def test_is_made_up_for_when_the_journal_takes_nothing(self, team, monkeypatch, caplog):
        """What is deleted is deleted, and nobody reads that it is not."""
        user = factories.UserFactory()
        with monkeypatch.context() as patch:
            patch.setattr(erasure.journal_mark, "note", fails_after_the_commit)
            erasure.erase(user, by=team, now=NOW)
        assert not User.objects.filter(pk=user.pk).exists()
        assert user.email not in caplog.text

        assert erasure.note_missing_deletions(NOW) == 2


def fails_after_the_commit(name: str, text: str, *, at: Any) -> None:
    transaction.on_commit(refuse)


def refuse() -> None:
    raise Unwritable


def backup() -> list[Any]:
    """Return every row, as a backup of the database has it."""
    return [row for model in apps.get_models(include_auto_created=True) for row in model._base_manager.all()]


class TestARestoredBackup:
    """What stood in the database before the erasure is there again, the hash is not: a journal beside it knows it."""

    def erase_and_restore(self, person: Any, team: User) -> set[str]:
        rows = backup()
        erasure.erase(person, by=team, now=NOW)
        digests = set(Deletion.objects.values_list("digest", flat=True))
        Deletion.objects.all().delete()
        for row in rows:
            if not isinstance(row, AuditEntry):
                row.save_base(raw=True)
        return digests

    @pytest.mark.parametrize("side", SIDES)
    def test_does_not_bring_anybody_back(self, former, team, side):
        gone, stays = lives.people(former, side)
        digests = self.erase_and_restore(gone, team)
        assert lives.where_stored(f"of-{side}")

        assert erasure.replay_deletions(digests, now=NOW) == 1

        assert lives.where_stored(f"of-{side}") == set()
        assert User.objects.filter(pk=stays.pk, erased_at=None).exists()

    def test_from_before_the_end_of_a_tandem_ends_it(self, tandem, team):
        gone, _stays = lives.people(tandem, "mentee")
        factories.RoleAssignmentFactory(user=gone, role=Role.ADVISER)
        WorkshopFactory(host=gone)
        Contact.objects.create(name="of-mentee", email=gone.email)
        StaffImport.objects.create(created_at=NOW, content={"rows": ["of-mentee"]})
        digests = {erasure._digest(gone)}

        assert erasure.replay_deletions(digests, now=NOW) == 1

        assert lives.where_stored("of-mentee") == set()
        tandem.refresh_from_db()
        assert tandem.state == PairingState.ENDED

    def test_is_cleaned_once(self, former, team):
        digests = self.erase_and_restore(lives.people(former, "mentor")[0], team)
        erasure.replay_deletions(digests, now=NOW)

        assert erasure.replay_deletions(digests, now=NOW) == 0

    def test_of_an_entry_without_account(self, team):
        entry = factories.EmployeeFactory()
        digests = self.erase_and_restore(entry, team)
        assert Employee.objects.filter(pk=entry.pk).exists()

        assert erasure.replay_deletions(digests, now=NOW) == 1
        assert not Employee.objects.filter(pk=entry.pk).exists()

    def test_of_an_entry_that_had_another_address_then(self, team):
        entry = factories.EmployeeFactory(email="frueher@kerpen.example")
        in_backup = Employee.objects.get(pk=entry.pk)
        entry.email, entry.last_name = "heute@kerpen.example", "Neumann"
        directory.save_employee(entry, by=team, today=TODAY)
        erasure.erase(entry, by=team, now=NOW)
        digests = set(Deletion.objects.values_list("digest", flat=True))
        Deletion.objects.all().delete()
        in_backup.save_base(raw=True, force_insert=True)

        assert erasure.replay_deletions(digests, now=NOW) == 1
        assert not Employee.objects.filter(pk=entry.pk).exists()

    def test_harms_no_entry_that_got_the_same_number(self, team):
        entry = factories.EmployeeFactory()
        erasure.erase(entry, by=team, now=NOW)
        digests = set(Deletion.objects.values_list("digest", flat=True))
        factories.EmployeeFactory(pk=entry.pk, email=entry.email, created_at=NOW + timedelta(days=1))

        assert erasure.replay_deletions(digests, now=NOW) == 0

    def test_from_before_her_first_sign_in(self, team):
        user = factories.UserFactory()
        entry = user.employee
        erasure.erase(user, by=team, now=NOW)
        digests = set(Deletion.objects.values_list("digest", flat=True))
        entry.save(force_insert=True)

        assert erasure.replay_deletions(digests, now=NOW) == 1
        assert not Employee.objects.filter(pk=entry.pk).exists()

    def test_harms_nobody_who_got_the_same_number(self, team):
        user = factories.UserFactory()
        erasure.erase(user, by=team, now=NOW)
        digests = set(Deletion.objects.values_list("digest", flat=True))
        factories.UserFactory(pk=user.pk, date_joined=NOW + timedelta(days=1))

        assert erasure.replay_deletions(digests, now=NOW) == 0


def test_an_erased_partner_hears_of_nothing_any_more(former, team):
    """Whatever is still told about the tandem goes to the other one only."""
    gone, _stays = lives.people(former, "mentee")
    erasure.erase(gone, by=team, now=NOW)

    gone.refresh_from_db()

    assert not gone.is_active
    assert Meeting.objects.filter(pairing=former).exists()
