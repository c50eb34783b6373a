"""What the programme tells the team's mailbox of its own accord: what waits each Monday, and numbers each quarter."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.access import TEAM_MAILBOX
from accounts.models import User
from accounts.waiting import Task
from mentoring import samples
from mentoring.models import Cohort
from notifications import kinds
from notifications.localtime import monday_of
from notifications.models import Message
from reporting import cockpit
from reporting.bands import Band
from reporting.numbers import Numbers, in_words, numbers_of
from reporting.quarters import Quarter


class Section(NamedTuple):
    """What waits in one year; without a title what belongs to none."""

    title: str
    tasks: tuple[str, ...]


class TeamDigest(kinds.Kind):
    """What waits for the team at the beginning of the week, year by year. Of each task it tells the button.

    The sentences beside the buttons can name people.
    """

    code = "team-digest"
    label = _("What is next, each Monday")
    audience = _("Project team")
    occasion = _("On Monday morning, when something waits for a decision")
    is_listed = False
    is_scanned = True

    def is_still_true(self, message: Message, now: datetime) -> bool:
        is_its_week = monday_of(timezone.localdate(now)).isoformat() == message.references["monday"]
        return is_its_week and bool(waiting(now))

    def link(self, message: Message) -> str:
        return kinds.link_to("admin:index")

    def context(self, message: Message) -> Mapping[str, Any]:
        sections = message.loaded.get("sections")
        return {"sections": waiting(timezone.now()) if sections is None else sections}

    def sample(self, reader: User, now: datetime) -> Message:
        message = self.example(None)
        review = ngettext("Review %(count)s application", "Review %(count)s applications", 3) % {"count": 3}
        message.loaded["sections"] = (Section(str(samples.cohort(now)), (review, gettext("Start the matching"))),)
        return message


class QuarterlyNumbers(kinds.Kind):
    """The numbers of one year in the quarter that is over."""

    code = "quarterly-numbers"
    label = _("Numbers of a quarter")
    audience = _("Project team")
    occasion = _("After each quarter, for every year with tandems")
    is_listed = False
    is_scanned = True

    def is_still_true(self, message: Message, now: datetime) -> bool:
        """Until the next quarter has its own numbers, and if there was a tandem to count."""
        cohort, quarter = _cohort_of(message), _quarter_of(message)
        is_newest = Quarter.of(timezone.localdate(now)) == quarter.next
        return cohort is not None and is_newest and numbers_of(cohort, quarter).tandems > 0

    def link(self, message: Message) -> str:
        return kinds.link_to("admin:index")

    def context(self, message: Message) -> Mapping[str, Any]:
        cohort, quarter = kinds.referred(message, "cohort", Cohort.objects.all()), _quarter_of(message)
        return {
            "title": cohort.title,
            "number": quarter.number,
            "year": quarter.year,
            "numbers": message.loaded.get("numbers") or numbers_of(cohort, quarter),
            "is_last": cohort.ends_on <= quarter.last_day,
        }

    def sample(self, reader: User, now: datetime) -> Message:
        quarter = Quarter.of(timezone.localdate(now)).previous
        message = self.example(None, cohort=samples.cohort(now), quarter=str(quarter))
        message.loaded["numbers"] = Numbers(
            tandems=12, meetings=in_words(Band(20, 49)), goals_added=in_words(Band(10, 19)), goals_done=in_words(None)
        )
        return message


KINDS = (TeamDigest(), QuarterlyNumbers())


def register_kinds() -> None:
    """Make the kinds known. Called when the app is ready."""
    for kind in KINDS:
        kinds.register(kind)


def waiting(now: datetime) -> tuple[Section, ...]:
    """Return what waits for the team, as far as something does."""
    shown = cockpit.for_user(TEAM_MAILBOX, now=now)
    sections = (
        Section("", _buttons(shown.tasks)),
        *(Section(str(year.cohort), _buttons(year.tasks)) for year in shown.years),
    )
    return tuple(section for section in sections if section.tasks)


def _buttons(tasks: list[Task]) -> tuple[str, ...]:
    """Return each button once, with how often it is there."""
    times = Counter(task.button for task in tasks)
    return tuple(button if count == 1 else f"{button} ({count})" for button, count in times.items())


def _cohort_of(message: Message) -> Cohort | None:
    """Return the year of the message, if it still has a day in the quarter."""
    quarter = _quarter_of(message)
    running = Cohort.objects.running_between(quarter.first_day, quarter.last_day)
    return running.filter(pk=message.references["cohort"]).first()


def _quarter_of(message: Message) -> Quarter:
    return Quarter.read(message.references["quarter"])
