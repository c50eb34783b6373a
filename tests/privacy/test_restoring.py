"""`manage.py after_restore`: before it nothing goes out of a restored database, afterwards what is still to go."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from accounts import journal_mark
from accounts.actions import restoring
from accounts.actions.retention import remove_expired_journals
from accounts.errors import Refused
from accounts.journal import Journal
from accounts.journal_mark import State
from accounts.models import AuditEntry, JournalMark, Role, Session, User
from mentoring import grant_access
from mentoring.actions import pairings
from mentoring.models import AdviserGrant, RequestKind, SupportRequest
from notifications.delivery import deliver_due
from notifications.models import CalendarFeed, Message, MessageState
from privacy.actions import erasure
from tests.factories import NOW, TODAY, OrgUnitFactory, RoleAssignmentFactory, UserFactory
from tests.mentoring.grants import grant_on
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.notifications.conftest import note, server  # noqa: F401
from tests.notifications.mailing import Note, ScriptedServer, queued

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def restored(note: Note, server: type[ScriptedServer]) -> type[ScriptedServer]:  # noqa: F811
    """A database from a backup in which two messages waited. They were sent since, and two new people came."""
    queued(2)
    backup = transaction.savepoint()
    deliver_due()
    UserFactory.create_batch(2)
    transaction.savepoint_rollback(backup)
    return server


def after_restore(**options: Any) -> str:
    out = StringIO()
    call_command("after_restore", stdout=out, **options)
    return out.getvalue()


@pytest.mark.logs_errors
def test_nothing_goes_out_before_and_nothing_twice_after(restored):
    deliver_due()
    assert len(restored.taken) == 2
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.QUEUED}

    after_restore()
    [new] = queued()
    deliver_due()

    assert len(restored.taken) == 3
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
    assert restored.taken[-1].extra_headers["Message-ID"].startswith(f"<{new.message_id}@")


def test_it_says_what_it_did_in_numbers_and_no_persons(restored):
    words = after_restore()

    assert "bereits verschickt waren: 2" in words
    assert "@" not in words


def test_run_again_it_finds_nothing_to_do(restored):
    after_restore()
    mark, next_id = JournalMark.objects.get().number, OrgUnitFactory().pk

    words = after_restore()

    assert "kennt alles" in words
    assert JournalMark.objects.get().number == mark
    assert OrgUnitFactory().pk == next_id + 1


def test_one_that_broke_off_is_done_whole_the_next_time(restored, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("privacy.restoring.settle_sent", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            after_restore()
    assert journal_mark.state() is State.BEHIND

    after_restore()

    assert journal_mark.state() is State.GOOD
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


def test_a_database_that_is_none_from_a_backup_stays_as_it_is(note, server):  # noqa: F811
    queued(2)
    deliver_due()
    before, number = list(Message.objects.values()), JournalMark.objects.get().number
    unit = OrgUnitFactory()

    assert "kennt alles" in after_restore()

    assert list(Message.objects.values()) == before
    assert JournalMark.objects.get().number == number
    assert OrgUnitFactory().pk == unit.pk + 1


class TestNumbersOfRows:
    def test_that_came_after_the_backup_are_given_to_nobody_else(self, restored):
        last = User.objects.latest("pk").pk

        after_restore()

        assert UserFactory().pk > last + restoring.GAP

    def test_are_left_free_in_tables_that_were_empty_as_well(self, restored):
        after_restore()

        request = SupportRequest.objects.create(sender=UserFactory(), kind=RequestKind.OTHER, text="Bitte anrufen.")
        assert request.pk > restoring.GAP

    def test_of_an_earlier_restore_are_not_given_again_after_the_next_one(self, note, server):  # noqa: F811
        """The same old backup is restored twice."""
        queued()
        backup = transaction.savepoint()
        deliver_due()
        transaction.savepoint_rollback(backup)
        backup = transaction.savepoint()
        after_restore()
        lost = UserFactory().pk
        transaction.savepoint_rollback(backup)

        after_restore()

        assert UserFactory().pk > lost + restoring.GAP // 2


class TestJournalThatDoesNotKnowAll:
    @pytest.fixture
    def lost(self, note: Note, server: type[ScriptedServer], settings: Any) -> int:  # noqa: F811
        """A database from a backup of a message that was sent since, without its journal; gives the last row's number.

        The folder is gone; what is written from now on comes into another one.
        """
        queued()
        journal_mark.advance()
        backup = transaction.savepoint()
        deliver_due()
        last = UserFactory().pk
        transaction.savepoint_rollback(backup)
        server.taken.clear()
        settings.JOURNAL_DIR = settings.JOURNAL_DIR / "elsewhere"
        return last

    def test_is_refused(self, lost):
        with pytest.raises(CommandError, match="reicht nicht bis zu dieser Sicherung zurück"):
            after_restore()

        assert journal_mark.state() is State.MISSING

    @pytest.mark.logs_errors
    def test_keeps_messages_back_until_that_is_accepted(self, lost):
        deliver_due()
        assert ScriptedServer.taken == []

        assert "kennt alles" not in after_restore(journal_is_incomplete=True)
        deliver_due()

        assert len(ScriptedServer.taken) == 1
        assert journal_mark.state() is State.GOOD
        assert "kennt alles" in after_restore()

    def test_leaves_a_gap_in_the_numbers_of_rows_all_the_same(self, lost):
        after_restore(journal_is_incomplete=True)

        assert UserFactory().pk > lost + restoring.GAP // 2

    def test_may_be_accepted_again(self, lost):
        after_restore(journal_is_incomplete=True)
        deliver_due()
        before = list(Message.objects.values())

        after_restore(journal_is_incomplete=True)

        assert list(Message.objects.values()) == before
        assert journal_mark.state() is State.GOOD
        assert "kennt alles" in after_restore()

    @pytest.mark.parametrize("step", ["leave_a_gap", "begin_anew"])
    def test_is_still_missing_where_that_broke_off(self, lost, monkeypatch, step):
        with monkeypatch.context() as patch:
            patch.setattr(f"accounts.actions.restoring.{step}", lambda now: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                after_restore(journal_is_incomplete=True)
        assert journal_mark.state() is State.MISSING

        after_restore(journal_is_incomplete=True)
        assert journal_mark.state() is State.GOOD

    @pytest.mark.parametrize("later", [0, 50])
    def test_takes_no_older_backup_for_one_of_its_own_afterwards(self, lost, later):
        """Neither the same one again nor one from the time that nobody knows any more."""
        backup = transaction.savepoint()
        after_restore(journal_is_incomplete=True)
        deliver_due()
        transaction.savepoint_rollback(backup)
        JournalMark.objects.update(number=F("number") + later)

        assert journal_mark.state() is State.BEHIND
        with pytest.raises(CommandError, match="reicht nicht bis zu dieser Sicherung zurück"):
            after_restore()

        after_restore(journal_is_incomplete=True)
        assert journal_mark.state() is State.GOOD

    def test_may_end_too_early_although_it_is_there(self, note, server):  # noqa: F811
        """A copy from before the loss was brought back: nobody sees that but who knows it."""
        queued()
        deliver_due()
        last = UserFactory().pk
        number = JournalMark.objects.get().number

        after_restore(journal_is_incomplete=True)

        assert UserFactory().pk > last + restoring.GAP
        assert JournalMark.objects.get().number > number + restoring.GAP // 2

    def test_is_refused_when_months_went_since_the_backup(self, note, server, settings):  # noqa: F811
        deliver_due()
        backup = transaction.savepoint()
        queued()
        deliver_due()
        transaction.savepoint_rollback(backup)
        remove_expired_journals(NOW + timedelta(days=settings.RETENTION_DAYS["journal"] + 31))

        with pytest.raises(CommandError, match="reicht nicht bis zu dieser Sicherung zurück"):
            after_restore()

    def test_is_none_whose_first_line_is_newer_than_the_backup(self, note, server):  # noqa: F811
        """Under the number of the backup nothing was sent: the mail server was away."""
        queued()
        journal_mark.advance()
        backup = transaction.savepoint()
        deliver_due()
        transaction.savepoint_rollback(backup)

        assert "bereits verschickt waren: 1" in after_restore()

    def test_begins_anew_before_the_database_counts_on(self, lost, monkeypatch):
        number = JournalMark.objects.get().number
        monkeypatch.setattr(Journal, "begin", lambda self, number, at: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            after_restore(journal_is_incomplete=True)
        assert JournalMark.objects.get().number == number

    def test_is_no_matter_for_an_installation_that_has_never_sent_anything(self):
        assert "kennt alles" in after_restore()


class TestWhoWasErased:
    """After the backup, so that the database itself does not know it."""

    @pytest.fixture
    def person(self, team_member: User, django_capture_on_commit_callbacks: Any) -> User:
        person = UserFactory()
        backup = transaction.savepoint()
        with django_capture_on_commit_callbacks(execute=True):
            erasure.erase(person, by=team_member, now=NOW)
        transaction.savepoint_rollback(backup)
        return User.objects.get(pk=person.pk)

    def test_stays_erased(self, person):
        assert "erneut gelöscht wurden: 1" in after_restore()

        assert not User.objects.filter(pk=person.pk, erased_at=None).exists()
        assert "erneut gelöscht wurden: 0" in after_restore()

    def test_makes_the_database_an_older_one(self, person):
        assert journal_mark.state() is State.BEHIND

    def test_stands_in_the_journal_without_a_name(self, person):
        [path] = journal_mark.journal().folder.glob("deletions.*")

        line = path.read_text()
        assert len(line.split()[2]) == 64
        for word in (person.email, person.first_name, person.last_name):
            assert word not in line

    def test_and_nobody_else(self, person, team_member):
        after_restore()

        assert User.objects.filter(pk=team_member.pk, erased_at=None).exists()

    @pytest.mark.usefixtures("server")
    def test_leaves_a_partner_who_was_told_then_and_is_not_told_again(
        self, team_member, clock, django_capture_on_commit_callbacks
    ):
        tandem = announced_tandem("active")
        meeting_of(tandem, starts_at=NOW + timedelta(days=3))
        backup = transaction.savepoint()
        pairings.end(tandem, by=team_member, now=NOW)
        deliver_due()
        with django_capture_on_commit_callbacks(execute=True):
            erasure.erase(tandem.mentee.participation.user, by=team_member, now=NOW)
        transaction.savepoint_rollback(backup)
        told = len(ScriptedServer.taken)

        after_restore()
        deliver_due()

        mentor = tandem.mentor.participation.user
        assert Message.objects.filter(recipient=mentor, kind="meeting-cancelled", state=MessageState.SENT).exists()
        assert len(ScriptedServer.taken) == told

    def test_is_not_erased_where_no_journal_can_be_written(self, team_member, settings, tmp_path):
        (tmp_path / "file").write_text("")
        settings.JOURNAL_DIR = tmp_path / "file"
        person = UserFactory()

        with pytest.raises(Refused, match="nichts gelöscht"):
            erasure.erase(person, by=team_member, now=NOW)
        assert User.objects.filter(pk=person.pk, erased_at=None).exists()


class TestWhatWasClosedAfterTheBackup:
    """No journal knows of it: what can be ended is ended, and the rest is told to whoever restores."""

    @pytest.fixture
    def grant(self, restored) -> AdviserGrant:
        tandem = announced_tandem("active")
        adviser = RoleAssignmentFactory(role=Role.ADVISER).user
        return grant_on(tandem, adviser)

    def test_is_no_longer_open_to_an_adviser(self, grant):
        later = grant_on(grant.pairing, grant.adviser, starts_on=TODAY + timedelta(days=3))
        over = grant_on(grant.pairing, grant.adviser, starts_on=TODAY - timedelta(days=9), ends_on=TODAY - DAY)

        assert "Öffnungen für eine Beratung: 2" in after_restore()

        for one in (grant, later, over):
            one.refresh_from_db()
        assert grant.ended_at is not None
        assert later.ended_at is not None
        assert over.ended_at is None
        assert not grant_access.grants_open_to(grant.adviser, TODAY).exists()
        entries = AuditEntry.objects.filter(action="grant.ended", actor_id=None).values_list("subject_id", flat=True)
        assert set(entries) == {grant.pk, later.pk}

    def test_keeps_nobody_signed_in(self, restored, client, team_member):
        client.force_login(team_member)
        assert client.get("/verwaltung/").status_code == 200

        assert "Anmeldungen: 1" in after_restore()

        assert client.get("/verwaltung/").status_code == 302
        assert not Session.objects.filter(user__isnull=False).exists()

    def test_is_named_with_numbers_and_without_persons(self, restored):
        person = RoleAssignmentFactory(role=Role.TEAM).user
        RoleAssignmentFactory(role=Role.HR)
        CalendarFeed.objects.create(user=person)

        words = after_restore()

        assert "Projektteam 1, Personalverwaltung 1" in words
        for thing in (
            "Konten",
            "Passwörter",
            "Anmeldedienst",
            "Kalender-Abos",
            "1 insgesamt",
            "Einladungen",
            "geteilt",
        ):
            assert thing in words
        assert person.last_name not in words
        assert person.email not in words

    def test_stays_as_it_is_in_a_database_that_is_none_from_a_backup(self, client, team_member):
        client.force_login(team_member)
        adviser = RoleAssignmentFactory(role=Role.ADVISER).user
        grant = grant_on(announced_tandem("active"), adviser)

        assert "Konten" not in after_restore()

        grant.refresh_from_db()
        assert grant.ended_at is None
        assert client.get("/verwaltung/").status_code == 200
