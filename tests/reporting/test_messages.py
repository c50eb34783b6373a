"""What the team's mailbox is told of its own accord: when, once, and only while it is true."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from accounts import access as accounts
from accounts.models import Role
from mentoring.actions import requests
from mentoring.models import Cohort, MenteeState, MentorState, RequestKind
from mentoring.models.requests import RequestRecipient
from notifications.delivery import deliver_due
from notifications.kinds import Choice
from notifications.models import Message, MessageState
from reporting import cockpit
from reporting.actions import MAKES_UP_FOR, queue_quarterly_numbers, queue_team_digest
from reporting.messages import KINDS, waiting
from tests.factories import MenteeFactory, MentorFactory, RoleAssignmentFactory, UserFactory
from tests.mentoring.years import a_tandem, a_year, a_year_of_tandems, meet

pytestmark = pytest.mark.django_db

# 07:00 in Berlin; the latter two on the day after the clocks have changed.
MONDAY = datetime(2027, 1, 18, 6, tzinfo=UTC)
MONDAY_IN_SUMMER = datetime(2027, 3, 29, 5, tzinfo=UTC)
MONDAY_IN_WINTER = datetime(2027, 11, 1, 6, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, 6, tzinfo=UTC)
APRIL = datetime(2027, 4, 1, 5, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def keys() -> list[str]:
    return sorted(Message.objects.values_list("dedupe_key", flat=True))


def states() -> list[str]:
    return [message.state for message in Message.objects.order_by("pk")]


def test_both_go_to_the_mailbox_and_stand_among_nobodys_choices():
    assert [(kind.choice, kind.is_listed, kind.is_reminder) for kind in KINDS] == [(Choice.NONE, False, False)] * 2


# --- what waits, each Monday -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("seven", "monday"), [(MONDAY, "2027-01-18"), (MONDAY_IN_SUMMER, "2027-03-29"), (MONDAY_IN_WINTER, "2027-11-01")]
)
def test_the_digest_is_written_on_monday_at_seven_whatever_the_clocks_do(seven, monday):
    queue_team_digest(seven - MOMENT)
    assert keys() == []

    queue_team_digest(seven)
    queue_team_digest(seven)

    message = Message.objects.get()
    assert (message.dedupe_key, message.due_at, message.recipient) == (f"team-digest:{monday}", seven, None)


def test_a_scan_that_is_days_late_writes_the_same_one_and_the_next_week_has_its_own():
    queue_team_digest(MONDAY)
    queue_team_digest(MONDAY + timedelta(days=6, hours=16))
    assert keys() == ["team-digest:2027-01-18"]

    queue_team_digest(MONDAY + timedelta(days=7))
    assert keys() == ["team-digest:2027-01-18", "team-digest:2027-01-25"]


def test_it_tells_what_waits_when_it_is_sent(cohort, clock, mailoutbox):
    MentorFactory(cohort=cohort, capacity=3)
    queue_team_digest(MONDAY)
    for _ in range(3):
        MenteeFactory(cohort=cohort)
    clock.move_to(MONDAY + HOUR)
    deliver_due()

    [mail] = mailoutbox
    assert mail.to == [settings.TEAM_EMAIL]
    assert f"{cohort}\n- 3 Bewerbungen prüfen\n" in mail.body
    assert mail.body.count("\n- ") == 1


def test_it_is_sent_until_the_next_monday_begins(cohort, clock, mailoutbox):
    MenteeFactory(cohort=cohort)
    queue_team_digest(MONDAY)
    clock.move_to(datetime(2027, 1, 24, 22, 59, tzinfo=UTC))
    deliver_due()
    assert len(mailoutbox) == 1


def test_it_is_not_sent_in_another_week(cohort, clock, mailoutbox):
    MenteeFactory(cohort=cohort)
    queue_team_digest(MONDAY)
    clock.move_to(datetime(2027, 1, 24, 23, 0, tzinfo=UTC))
    deliver_due()
    assert (mailoutbox, states()) == ([], [MessageState.OBSOLETE])


def test_when_nothing_waits_on_monday_none_comes_later_in_the_week(cohort, clock, mailoutbox):
    MentorFactory(cohort=cohort)
    clock.move_to(MONDAY)
    queue_team_digest(MONDAY)
    deliver_due()
    MenteeFactory(cohort=cohort)
    queue_team_digest(MONDAY + HOUR)
    deliver_due()

    assert (mailoutbox, states()) == ([], [MessageState.OBSOLETE])


def test_it_says_what_the_cockpit_says_to_the_team(cohort, team_member, now):
    other = a_year(title="Jahrgang 2026/27")
    MenteeFactory(cohort=cohort)
    MentorFactory(cohort=cohort, state=MentorState.SUBMITTED)
    for _ in range(2):
        MenteeFactory(cohort=other, state=MenteeState.WAITLISTED)
    requests.send(UserFactory(), "Hilfe", kind=RequestKind.OTHER)
    shown = cockpit.for_user(team_member, now=now)

    sections = [(section.title, list(section.tasks)) for section in waiting(now)]

    years = [(str(year.cohort), [task.button for task in year.tasks]) for year in shown.years]
    assert sections == [("", [task.button for task in shown.tasks]), *years]
    assert [title for title, _ in sections] == ["", "Jahrgang 2026/27", str(cohort)]


def test_what_was_written_to_the_adviser_is_not_the_mailboxs_business(now):
    requests.send(_a_mentor(), "Hilfe", kind=RequestKind.OTHER, recipient=RequestRecipient.ADVISER)
    assert waiting(now) == ()


def _a_mentor():
    RoleAssignmentFactory(role=Role.ADVISER)
    return MentorFactory(participation__cohort=a_year(ends_on=date(2027, 1, 14))).participation.user


def test_the_mailbox_reads_as_the_team_and_nobody_can_sign_in_as_it():
    assert accounts.roles_of(accounts.TEAM_MAILBOX) == {Role.TEAM}
    assert not accounts.TEAM_MAILBOX.is_authenticated
    assert accounts.TEAM_MAILBOX.pk is None


# --- numbers, each quarter -------------------------------------------------------------------


@pytest.mark.parametrize(("seven", "quarter"), [(NEW_YEAR, "2026-Q4"), (APRIL, "2027-Q1")])
def test_numbers_are_written_when_a_quarter_is_over(seven, quarter):
    year = a_year()
    queue_quarterly_numbers(seven - MOMENT)
    assert not any(key.endswith(quarter) for key in keys())

    queue_quarterly_numbers(seven)
    queue_quarterly_numbers(seven + timedelta(days=5))

    message = Message.objects.get(dedupe_key=f"quarterly-numbers:{year.pk}:{quarter}")
    assert (message.due_at, message.recipient, message.scope) == (seven, None, f"cohort:{year.pk}")


def test_each_year_that_had_a_day_in_the_quarter_has_its_own():
    first_day, last_day = date(2026, 10, 1), date(2026, 12, 31)
    ended_in_it = a_year(ends_on=first_day)
    a_year(ends_on=first_day - timedelta(days=1))
    began_in_it = a_year(
        starts_on=last_day, acquaintance_ends_on=last_day + timedelta(days=45), ends_on=date(2027, 12, 31)
    )
    a_year(starts_on=last_day + timedelta(days=1), acquaintance_ends_on=date(2027, 2, 1), ends_on=date(2027, 12, 31))

    queue_quarterly_numbers(NEW_YEAR)

    assert keys() == sorted(f"quarterly-numbers:{year.pk}:2026-Q4" for year in (ended_in_it, began_in_it))


def test_a_scan_that_is_very_late_writes_nothing_that_may_have_been_told_and_deleted():
    year = a_year()
    queue_quarterly_numbers(NEW_YEAR + MAKES_UP_FOR)
    assert keys() == []
    queue_quarterly_numbers(NEW_YEAR + MAKES_UP_FOR - MOMENT)
    assert keys() == [f"quarterly-numbers:{year.pk}:2026-Q4"]


def test_the_mail_tells_the_numbers_of_its_quarter_although_it_is_late(clock, mailoutbox, now):
    tandems = a_year_of_tandems(5)
    for tandem in tandems:
        meet(tandem, times=2)
    queue_quarterly_numbers(NEW_YEAR)
    for tandem in tandems:
        meet(tandem, times=10, at=now)
    deliver_due()

    [mail] = mailoutbox
    assert mail.to == [settings.TEAM_EMAIL]
    assert mail.subject.startswith("Mentoring in Zahlen: 4. Quartal 2026")
    assert "Tandems am Ende des Quartals: 5\n" in mail.body
    assert "Treffen, die stattgefunden haben: 10–19\n" in mail.body
    assert "Neue Ziele: zu wenige für eine Angabe\n" in mail.body


def test_a_year_that_ended_in_the_quarter_is_told_with_its_end(mailoutbox):
    a_year_of_tandems(1, ends_on=date(2026, 11, 30))
    queue_quarterly_numbers(NEW_YEAR)
    deliver_due()
    assert "Tandems am Ende des Mentoring-Jahres: 1\n" in mailoutbox[0].body


@pytest.mark.parametrize(
    ("moment", "sent"),
    [(datetime(2027, 3, 31, 21, 59, tzinfo=UTC), 1), (datetime(2027, 3, 31, 22, 0, tzinfo=UTC), 0)],
)
def test_numbers_are_told_until_the_next_quarter_is_over(clock, mailoutbox, moment, sent):
    a_year_of_tandems(1)
    queue_quarterly_numbers(NEW_YEAR)
    clock.move_to(moment)
    deliver_due()
    assert len(mailoutbox) == sent


def test_of_a_year_without_tandems_nothing_is_told(mailoutbox):
    a_tandem(a_year(), announced_at=NEW_YEAR)
    queue_quarterly_numbers(NEW_YEAR)
    deliver_due()
    assert (mailoutbox, states()) == ([], [MessageState.OBSOLETE])


@pytest.mark.parametrize("change", ["moved", "gone"])
def test_of_a_year_that_is_no_longer_in_the_quarter_nothing_is_told(mailoutbox, change):
    year = a_year()
    queue_quarterly_numbers(NEW_YEAR)
    if change == "gone":
        year.delete()
    else:
        a_tandem(year)
        Cohort.objects.filter(pk=year.pk).update(ends_on=date(2026, 9, 30))
    deliver_due()
    assert (mailoutbox, states()) == ([], [MessageState.OBSOLETE])
