"""The people of the year, and what all its chapters use of the running installation."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import Employee, Role, User
from mentoring.models import Cohort, Criterion, Mentee, MenteeState, Mentor, Pairing
from notifications.models import Message, MessageState, ReminderTurn
from tests import factories
from tests.notifications.canaries.visitor import Answer, Visitor
from tests.notifications.canaries.words import Person, canary, word_of
from tests.notifications.faults.installation import Installation, wait_until
from tests.notifications.smtp_sink import SmtpSink

ROLES = {"Team": Role.TEAM, "Adviser": Role.ADVISER, "Personnel": Role.HR}
MENTEES = ("MenteeOne", "MenteeTwo", "MenteeThree", "MenteeFour", "MenteeFive")
MENTORS = ("MentorOne", "MentorTwo", "MentorThree", "MentorFour")
PEOPLE = {key: Person(key) for key in (*ROLES, *MENTEES, *MENTORS)}
# Who asks to be erased when all is over.
ERASED = "MenteeTwo"
# Whom somebody does not want as partner: the address that she types is the canary of that field.
AVOIDED = f"{word_of('mentoring.Exclusion.email')}@kerpen.example".lower()

# Typed for the team to read, and kept as it is.
MOTIVATION, INTRODUCTION = canary("Motivation"), canary("Introduction")
# Typed, and kept by nobody: in forms that are refused, in addresses that lead nowhere.
NOWHERE = canary("Nowhere")
# Somebody who tries to sign in and is not known.
STRANGER = canary("Stranger")

LINK = re.compile(r"https?://\S+")


class World:
    """A year that takes applications today, and a browser for everybody in it."""

    def __init__(self, installation: Installation, sink: SmtpSink, port: int) -> None:
        self.installation, self.sink, self.port = installation, sink, port
        self._browsers: dict[str, Visitor] = {}
        today = timezone.localdate()
        self.cohort = factories.CohortFactory(
            applications_open_on=today - timedelta(days=30),
            applications_close_on=today + timedelta(days=12),
            starts_on=today + timedelta(days=30),
            acquaintance_ends_on=today + timedelta(days=150),
            ends_on=today + timedelta(days=500),
        )
        self.criterion = Criterion.objects.create(cohort=self.cohort, text="Motivation und Lernziele passen")
        for key, role in ROLES.items():
            factories.RoleAssignmentFactory(role=role, user=self._account(key))
        for key in MENTEES:
            self._account(key)
        # The others are invited.
        for key in ("MentorOne", "MentorFour"):
            _employee(key)
        for key in ("MentorTwo", "MentorThree"):
            factories.MentorFactory(cohort=self.cohort, user=self._account(key), introduction=INTRODUCTION)
        factories.EmployeeFactory(email=AVOIDED)
        # Her draft goes by itself after a while; her account stays, because others need her entry.
        drafting = Employee.objects.get(email=PEOPLE["MenteeFive"].email)
        Employee.objects.filter(email=PEOPLE["MenteeOne"].email).update(superior=drafting)

    def _account(self, key: str) -> User:
        return factories.UserFactory(employee=_employee(key))

    def user(self, key: str) -> User:
        return User.objects.get(email=PEOPLE[key].email)

    def mentee(self, key: str) -> Mentee:
        return Mentee.objects.get(participation__user__email=PEOPLE[key].email)

    def tandem(self, key: str) -> Pairing:
        """Return the tandem of a mentee."""
        return Pairing.objects.get(mentee=self.mentee(key))

    def mentor(self, key: str) -> Mentor:
        return Mentor.objects.get(participation__user__email=PEOPLE[key].email)

    def applicant(self, key: str, state: MenteeState) -> Mentee:
        """Let somebody have applied, or begun to."""
        return factories.MenteeFactory(cohort=self.cohort, user=self.user(key), state=state, motivation=MOTIVATION)

    # --- browsers ----------------------------------------------------------------------------

    def browser(self, key: str) -> Visitor:
        """Return the browser in which somebody is signed in."""
        if key not in self._browsers:
            self._browsers[key] = Visitor(self.port, self.user(key))
        return self._browsers[key]

    def stranger(self) -> Visitor:
        """Return a browser in which nobody is signed in."""
        return Visitor(self.port)

    def opens(self, key: str, view: str, *args: Any, expect: int = 200) -> Answer:
        return self.browser(key).read(reverse(view, args=args), expect=expect)

    def sends(self, key: str, view: str, *args: Any, expect: int = 302, **fields: Any) -> Answer:
        return self.browser(key).send(reverse(view, args=args), expect=expect, **fields)

    def invitation_of(self, key: str) -> str:
        """Return the address in the newest mail that lets somebody in."""
        mails = [mail for mail in list(self.sink.taken) if PEOPLE[key].email in str(mail["To"])]
        link = LINK.search(mails[-1].get_body(("plain",)).get_content())
        assert link is not None
        return urlsplit(link.group()).path

    # --- time --------------------------------------------------------------------------------

    def days_pass(self, days: int) -> None:
        """Put what has happened in the year so many days back."""
        past = timedelta(days=days)
        dates = "applications_open_on", "applications_close_on", "starts_on", "acquaintance_ends_on", "ends_on"
        Cohort.objects.update(**{name: F(name) - past for name in dates})
        Mentor.objects.update(invited_at=F("invited_at") - past)
        Pairing.objects.update(announced_at=F("announced_at") - past)
        self.cohort.participations.update(created_at=F("created_at") - past)
        self.cohort.refresh_from_db()

    def hours_pass(self) -> None:
        """Let every pause and every week between two reminders be over, and the morning have come."""
        Message.objects.filter(state=MessageState.QUEUED, due_at__gt=timezone.now()).update(due_at=timezone.now())
        ReminderTurn.objects.update(day=F("day") - timedelta(days=7))

    def log_lines(self) -> list[str]:
        return self.installation.log().splitlines()

    def wait_for_mails(self, kinds: Iterable[str], *, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Wait until at least one mail of each of these kinds has come."""
        wanted = set(kinds)

        def have_come() -> bool:
            meanwhile()
            self.hours_pass()
            return wanted <= self.kinds_at_the_sink()

        try:
            wait_until(have_come, "the mails have come")
        except AssertionError:
            states = Message.objects.values_list("kind", "state", "error").order_by("kind")
            pytest.fail(f"No mail has come of {wanted - self.kinds_at_the_sink()}. The outbox: {list(states)}")

    def kinds_at_the_sink(self) -> set[str]:
        """Return the kinds of the messages that have come."""
        ids = [str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in list(self.sink.taken)]
        return set(Message.objects.filter(message_id__in=ids).values_list("kind", flat=True))


def _employee(key: str) -> Employee:
    person = PEOPLE[key]
    rank = factories.MENTOR_RANK if key in MENTORS else factories.MENTEE_RANK
    return factories.EmployeeFactory(
        first_name=person.first_name, last_name=person.last_name, email=person.email, level__rank=rank
    )
