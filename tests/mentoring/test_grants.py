"""Opening something to the adviser: by the team, for one purpose and a time, on the record."""

from datetime import time, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.errors import Refused
from accounts.models import AuditEntry, Employee, OrgUnit, RoleAssignment, User
from mentoring import grant_access
from mentoring.actions import grants, retention, review
from mentoring.models import (
    AdviserGrant,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Pairing,
    PairingState,
    Participation,
)
from notifications import kinds
from notifications.localtime import at_local
from notifications.models import Message
from tests import factories
from tests.factories import NOW, TODAY
from tests.mentoring.grants import grant_on, is_open
from tests.mentoring.tandems import announced_tandem

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
UNTIL = TODAY + 14 * DAY


@pytest.fixture
def mentee(cohort):
    return factories.MenteeFactory(cohort=cohort)


class TestOpening:
    def test_opens_one_application_to_one_adviser(self, give, mentee, adviser):
        other = factories.RoleAssignmentFactory(role="adviser", user__employee=None).user
        assert not is_open(adviser)
        grant = give(mentee.participation)

        assert (grant.purpose, grant.opened, grant.persons) == ("selection", "application", [mentee.participation])
        assert list(grant_access.grants_open_to(adviser, TODAY)) == [grant]
        assert not is_open(other)

    def test_opens_a_tandem_about_both_partners(self, give, tandem):
        grant = give(tandem)

        assert (grant.purpose, grant.opened) == ("tandem", "tandem")
        for person in (tandem.mentee, tandem.mentor):
            assert list(grant_access.grants_about(person.participation.user)) == [grant]

    def test_is_on_the_record_without_a_word(self, give, mentee, adviser, team_member):
        grant = give(mentee.participation)

        entry = AuditEntry.objects.get(action="grant.given")
        assert (entry.actor_id, entry.subject_type, entry.subject_id) == (
            team_member.pk,
            "mentoring.advisergrant",
            grant.pk,
        )
        assert entry.details == {
            "purpose": "selection",
            "adviser": adviser.pk,
            "until": UNTIL.isoformat(),
            "participations": [mentee.pk],
        }

    @pytest.mark.parametrize("role", ["adviser", "hr", "administration", None])
    def test_is_the_teams_alone(self, give, mentee, role):
        by = factories.RoleAssignmentFactory(role=role).user if role else factories.UserFactory(is_superuser=True)
        with pytest.raises(Refused):
            give(mentee.participation, by=by)

    def test_goes_to_advisers_alone(self, give, mentee, team_member, adviser):
        for somebody in (team_member, factories.UserFactory(is_superuser=True), _closed(adviser)):
            with pytest.raises(Refused):
                give(mentee.participation, adviser=somebody)

    def test_an_adviser_beside_does_not_make_an_adviser_of_somebody_else(self, give, mentee, adviser):
        with pytest.raises(Refused, match="Beratung"):
            give(mentee.participation, adviser=factories.UserFactory())

    def test_until_the_last_day_of_the_year(self, give, mentee, cohort):
        with time_machine.travel(at_local(cohort.ends_on, time(12)), tick=False):
            on = {"starts_on": cohort.ends_on, "ends_on": cohort.ends_on + DAY, "now": timezone.now()}
            assert give(mentee.participation, **on)
            with pytest.raises(Refused):
                give(factories.MenteeFactory(cohort=cohort).participation, **on | {"now": timezone.now() + DAY})

    def test_not_what_is_over_while_something_else_is_not(self, give, cohort, tandem, mentee):
        former = announced_tandem(PairingState.ENDED, cohort=cohort)
        declined = factories.MenteeFactory(cohort=cohort, state=MenteeState.DECLINED, announced=True)
        for about in (former, declined.participation):
            with pytest.raises(Refused):
                give(about)

    def test_again_once_it_is_over_and_to_another_adviser_beside(self, give, mentee, adviser):
        grant_on(mentee, adviser, starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY)
        other = factories.RoleAssignmentFactory(role="adviser", user__employee=None).user
        give(mentee.participation, adviser=other)
        give(mentee.participation)
        with pytest.raises(Refused, match=date_format(UNTIL, "SHORT_DATE_FORMAT")):
            give(mentee.participation)

    def test_nobody_advises_on_herself(self, give, mentee):
        factories.RoleAssignmentFactory(role="adviser", user=mentee.participation.user)
        with pytest.raises(Refused):
            give(mentee.participation, adviser=mentee.participation.user)

    def test_nobody_advises_on_whom_she_leads(self, give, mentee, tandem):
        """Neither by name nor through a unit; of a tandem it is enough to lead one of the two."""
        boss, head = factories.UserFactory(), factories.UserFactory()
        Employee.objects.filter(user=mentee.participation.user).update(superior=boss.employee)
        OrgUnit.objects.filter(employees__user=tandem.mentor.participation.user).update(head=head.employee)
        for adviser, about in ((boss, mentee.participation), (head, tandem)):
            factories.RoleAssignmentFactory(role="adviser", user=adviser)
            with pytest.raises(Refused, match="leitet"):
                give(about, adviser=adviser)
        assert give(tandem, adviser=boss)

    def test_the_nearest_reason_for_that_is_said(self, give, mentee):
        boss = factories.RoleAssignmentFactory(role="adviser").user
        Employee.objects.filter(user=mentee.participation.user).update(superior=boss.employee)
        OrgUnit.objects.filter(employees__user=mentee.participation.user).update(head=boss.employee)
        with pytest.raises(Refused, match="leitet die Dienststelle von"):
            give(mentee.participation, adviser=boss)

    @pytest.mark.parametrize(
        ("first", "last"), [(-1, 5), (0, -1), (3, 2), (0, 93)], ids=["past", "ended", "turned round", "too long"]
    )
    def test_is_for_a_time(self, give, mentee, first, last):
        with pytest.raises(Refused):
            give(mentee.participation, starts_on=TODAY + first * DAY, ends_on=TODAY + last * DAY)

    def test_a_time_that_is_too_long_says_which_would_be_the_last_day(self, give, mentee):
        longest = date_format(TODAY + 92 * DAY, "SHORT_DATE_FORMAT")
        with pytest.raises(Refused, match=longest):
            give(mentee.participation, ends_on=TODAY + 93 * DAY)

    def test_may_last_three_months_or_a_day(self, give, cohort):
        for last in (0, 92):
            give(factories.MenteeFactory(cohort=cohort).participation, ends_on=TODAY + last * DAY)

    def test_asks_for_a_reason(self, give, mentee):
        with pytest.raises(Refused):
            give(mentee.participation, reason=" ")

    def test_is_not_done_twice_at_a_time(self, give, mentee, tandem, team_member):
        for about in (mentee.participation, tandem):
            grant = give(about)
            with pytest.raises(Refused):
                give(about)
            grants.end(grant, by=team_member, now=NOW)
            give(about)

    @pytest.mark.parametrize("state", [MenteeState.DRAFT, MenteeState.WITHDRAWN])
    def test_nothing_opens_an_application_that_is_hers_alone(self, give, cohort, state):
        with pytest.raises(Refused):
            give(factories.MenteeFactory(cohort=cohort, state=state).participation)

    @pytest.mark.parametrize("state", [PairingState.PROPOSED, PairingState.APPROVED, PairingState.ENDED])
    def test_nothing_opens_a_tandem_that_is_none(self, give, cohort, state):
        with pytest.raises(Refused):
            give(factories.PairingFactory(cohort=cohort, state=state))

    def test_nothing_opens_when_the_year_is_over(self, give, mentee, cohort):
        after = cohort.ends_on + DAY
        with pytest.raises(Refused):
            give(mentee.participation, now=NOW + (after - TODAY), starts_on=after, ends_on=after)


class TestHolding:
    """Each of these is asked at the next request."""

    @pytest.fixture(autouse=True)
    def _opened(self, mentee, tandem, adviser, cohort):
        mentor = factories.MentorFactory(cohort=cohort)
        self.adviser, self.mentee, self.mentor, self.tandem = adviser, mentee, mentor, tandem
        for about in (mentee, mentor, tandem):
            grant_on(about, adviser)

    def opened(self, on=TODAY) -> set[str]:
        adviser = User.objects.get(pk=self.adviser.pk)
        return {grant.opened.value for grant in grant_access.grants_open_to(adviser, on)}

    def test_lasts_from_its_first_to_its_last_day(self):
        everything = {"application", "profile", "tandem"}
        assert [self.opened(TODAY + days * DAY) for days in (-1, 0, 14, 15)] == [set(), everything, everything, set()]

    def test_ends_when_the_team_ends_it(self, team_member):
        for grant in AdviserGrant.objects.all():
            grants.end(grant, by=team_member, now=NOW)
        assert self.opened() == set()

    def test_ends_with_the_role(self):
        RoleAssignment.objects.filter(user=self.adviser).delete()
        assert self.opened() == set()

    def test_ends_with_the_account(self):
        _closed(self.adviser)
        assert self.opened() == set()

    def test_ends_when_she_has_left(self):
        entry = factories.EmployeeFactory()
        User.objects.filter(pk=self.adviser.pk).update(employee=entry)
        assert len(self.opened()) == 3
        Employee.objects.filter(pk=entry.pk).update(is_active=False)
        assert not grant_access.grants_in_force(TODAY).exists()

    def test_a_superuser_and_the_team_have_none(self, team_member):
        boss = factories.UserFactory(is_superuser=True)
        grant_on(self.mentee, boss)
        grant_on(self.mentee, team_member)
        assert not is_open(boss)
        assert not is_open(team_member)

    def test_topics_are_those_of_whom_it_is_about(self, cohort):
        hers = factories.GoalFactory(mentee=self.mentee)
        factories.GoalFactory(mentee=factories.MenteeFactory(cohort=cohort))
        grant = AdviserGrant.objects.get(participation=self.mentee.participation)
        assert list(grant_access.topics_opened(grant)) == [hers]
        factories.PairingFactory(mentee=self.mentee, state="ended")
        assert not grant_access.topics_opened(grant).exists()

    def test_the_anonymous_read_nothing(self):
        assert not grant_access.grants_open_to(AnonymousUser(), TODAY).exists()
        assert not grant_access.grants_about(AnonymousUser()).exists()

    def test_each_says_whether_it_is_over_itself(self, team_member):
        ended = AdviserGrant.objects.first()
        grants.end(ended, by=team_member, now=NOW)
        found = grant_access.with_end(AdviserGrant.objects.all(), TODAY)
        assert {grant.pk for grant in found if grant.is_over} == {ended.pk}

    def test_the_team_alone_lists_them(self, team_member, hr_member, administrator):
        assert grant_access.grants_for_team(team_member).count() == 3
        for user in (self.adviser, hr_member, administrator, factories.UserFactory(is_superuser=True)):
            assert not grant_access.grants_for_team(user).exists()

    def test_ends_when_she_withdraws(self):
        Mentee.objects.filter(pk=self.mentee.pk).update(state=MenteeState.WITHDRAWN)
        assert self.opened() == {"profile", "tandem"}

    @pytest.mark.parametrize("state", [MentorState.WITHDRAWN, MentorState.DECLINED])
    def test_ends_when_a_mentor_is_out(self, state):
        Mentor.objects.filter(pk=self.mentor.pk).update(state=state)
        assert self.opened() == {"application", "tandem"}

    def test_a_decision_that_nobody_was_told_of_changes_nothing(self, team_member, cohort):
        """Otherwise her page would tell her before the team does."""
        review.decline(self.mentee, factories.CriterionFactory(cohort=cohort), by=team_member, now=NOW)
        assert "application" in self.opened()

        review.announce(Mentee.objects.filter(pk=self.mentee.pk), by=team_member, now=NOW, talk_was_offered=True)
        assert "application" not in self.opened()

    def test_the_selection_is_over_with_a_tandem_that_was_announced(self, cohort):
        Mentee.objects.filter(pk=self.tandem.mentee.pk).update(announced_state=MenteeState.ACCEPTED)
        accepted = grant_on(self.tandem.mentee, self.adviser, given_at=factories.ANNOUNCED_AT + DAY)
        in_force = grant_access.grants_in_force(TODAY).filter(pk=accepted.pk)
        assert not in_force.exists()

        Pairing.objects.filter(pk=self.tandem.pk).update(
            state=PairingState.ENDED, seat=None, closed_at=factories.CLOSED_AT
        )
        assert in_force.exists()

    def test_the_selection_of_a_mentor_is_over_with_it_too(self):
        assert not grant_access.grants_in_force(TODAY).filter(pk=grant_on(self.tandem.mentor, self.adviser).pk).exists()

    @pytest.mark.parametrize("side", ["mentee", "mentor"])
    def test_a_tandem_that_failed_opens_nothing_again(self, cohort, side):
        pairing = factories.PairingFactory(cohort=cohort, state=PairingState.ENDED, announced=True)
        grant = grant_on(getattr(pairing, side), self.adviser, given_at=factories.ANNOUNCED_AT + DAY)
        in_force = grant_access.grants_in_force(TODAY).filter(pk=grant.pk)
        assert in_force.exists()

        AdviserGrant.objects.filter(pk=grant.pk).update(given_at=factories.ANNOUNCED_AT - DAY)
        assert not in_force.exists()

    @pytest.mark.parametrize("state", [PairingState.ENDED, PairingState.DECLINED, PairingState.COMPLETED])
    def test_ends_with_the_tandem(self, state):
        Pairing.objects.filter(pk=self.tandem.pk).update(state=state, seat=None, closed_at=factories.CLOSED_AT)
        assert self.opened() == {"application", "profile"}

    def test_goes_with_what_it_is_about(self):
        for row in (self.tandem.agreement, self.tandem):
            row.delete()
        Participation.objects.all().delete()
        assert not AdviserGrant.objects.exists()


class TestTelling:
    def is_true(self, message: Message, now=NOW) -> bool:
        return kinds.get(message.kind).is_still_true(message, now)

    def test_the_adviser_is_told_once_for_all_that_is_opened_at_once(self, give, cohort, adviser):
        for _number in range(3):
            give(factories.MenteeFactory(cohort=cohort).participation)

        told = Message.objects.get(kind="grant-given")
        assert (told.recipient, told.due_at) == (adviser, NOW)
        assert self.is_true(told)

    def test_she_is_told_on_the_first_day(self, give, mentee):
        give(mentee.participation, starts_on=TODAY + 3 * DAY)

        told = Message.objects.get(kind="grant-given")
        assert timezone.localtime(told.due_at).isoformat() == "2027-01-18T07:00:00+01:00"
        assert not self.is_true(told)
        assert self.is_true(told, told.due_at)

    def test_what_was_closed_since_is_not_told_also_when_something_else_is_open(self, give, cohort, team_member):
        grant = give(factories.MenteeFactory(cohort=cohort).participation)
        give(factories.MenteeFactory(cohort=cohort).participation, now=NOW + timedelta(seconds=1))
        grants.end(grant, by=team_member, now=NOW)

        first, second = Message.objects.filter(kind="grant-given").order_by("pk")
        assert (self.is_true(first), self.is_true(second)) == (False, True)

    def test_everybody_concerned_is_told_while_it_is_true(self, give, tandem, team_member):
        grant = give(tandem, starts_on=TODAY + 3 * DAY)
        told = list(Message.objects.filter(kind="grant-notice"))

        assert {one.recipient_id for one in told} == {one.user_id for one in grant.persons}
        assert all(one.due_at <= timezone.now() and self.is_true(one) for one in told)
        assert not any(self.is_true(one, NOW + 15 * DAY) for one in told)
        grants.end(grant, by=team_member, now=NOW)
        assert not any(self.is_true(one) for one in told)

    def test_a_message_is_about_its_reader(self, give, mentee, tandem):
        give(mentee.participation)
        told = Message.objects.get(kind="grant-notice")
        told.recipient = tandem.mentee.participation.user
        assert not self.is_true(told)


class TestTheDatabase:
    @pytest.mark.parametrize(
        "broken",
        [
            {"ends_on": TODAY - DAY},
            {"ends_on": None},
            {"purpose": "tandem"},
            {"purpose": "curiosity"},
            {"participation": None},
        ],
        ids=["before the first day", "without an end", "of something else", "unknown", "about nobody"],
    )
    def test_takes_no_grant_without_an_end_or_about_something_else(self, mentee, adviser, broken):
        with pytest.raises(IntegrityError), transaction.atomic():
            grant_on(mentee, adviser, **broken)

    def test_knows_who_ended_only_what_was_ended(self, mentee, adviser, team_member):
        with pytest.raises(IntegrityError), transaction.atomic():
            grant_on(mentee, adviser, ended_by=team_member)


class TestKeeping:
    def test_goes_a_year_after_its_last_day(self, mentee, adviser, settings):
        grant_on(mentee, adviser)
        over = NOW + (UNTIL - TODAY) + settings.RETENTION_DAYS["grants"] * DAY

        assert retention.remove_grants(over) == 0
        assert retention.remove_grants(over + DAY) == 1
        assert retention.remove_grants(over + DAY) == 0

    def test_goes_a_year_after_it_was_ended_before(self, mentee, adviser, settings):
        grant_on(mentee, adviser, ended_at=NOW)
        over = NOW + settings.RETENTION_DAYS["grants"] * DAY

        assert retention.remove_grants(over) == 0
        assert retention.remove_grants(over + timedelta(seconds=1)) == 1

    def test_the_decision_log_stays(self, give, mentee, settings):
        give(mentee.participation)
        assert retention.remove_grants(NOW + 1000 * DAY) == 1
        assert AuditEntry.objects.filter(action="grant.given").exists()


def _closed(user: User) -> User:
    User.objects.filter(pk=user.pk).update(is_active=False)
    return user
