"""The written timetable of a year (docs/beispieljahr.md): what happens on each day, and who gets which message."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.utils import translation

from notifications import kinds
from tests.year import numbers

PAGE = Path(__file__).parents[2] / "docs" / "beispieljahr.md"
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
HEADING = re.compile(r"### (?P<weekday>\w+), (?P<day>\d\d\.\d\d\.\d{4})")
DATE = re.compile(r"\| (?P<name>[^|]+) \| (?P<day>\d\d\.\d\d\.\d{4}) \|")
LETTER = "✉ "
ROLES = ("Mentee", "Mentor:in", "Beratung", "Projektteam")
GROUP = re.compile(rf"({'|'.join(ROLES)})(?: ({numbers.PATTERN}))?(?: \((\d+)-mal\))?(?:, |$)")


class Sent(NamedTuple):
    """One message: its kind by its German name, and its reader ("Mentee", 3); those of the office have number 0."""

    kind: str
    role: str
    number: int


@dataclass
class Day:
    """A day on which something happens or is sent."""

    day: date
    # What goes out in the morning, what people do then, and what goes out after it.
    early: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[str]:
        return self.early + self.later

    def note(self, line: str) -> None:
        """Add a line of the page, each in its turn."""
        if not line.startswith(LETTER):
            self.events.append(line)
        elif self.events:
            self.later.append(line)
        else:
            self.early.append(line)


def read() -> list[Day]:
    """Read the page.

    Raises:
        ValueError: for a weekday that is wrong, or days out of order.
    """
    days: list[Day] = []
    for line in PAGE.read_text().splitlines():
        if heading := HEADING.fullmatch(line):
            day = _date(heading["day"])
            if WEEKDAYS[day.weekday()] != heading["weekday"]:
                raise ValueError(f"{line}: this day is a {WEEKDAYS[day.weekday()]}.")
            if days and day <= days[-1].day:
                raise ValueError(f"{line}: this day comes after {days[-1].day}.")
            days.append(Day(day))
        elif days and line.startswith("- "):
            words = line.removeprefix("- ")
            days[-1].note(words)
    return days


def dates() -> dict[str, date]:
    """Read the dates of the year from the table at the top."""
    return {found["name"]: _date(found["day"]) for found in DATE.finditer(PAGE.read_text())}


def written(messages: Iterable[Sent]) -> list[str]:
    """Write down what was sent at once as it stands on the page: a line for each kind."""
    by_kind: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for message in messages:
        by_kind[message.kind][message.role].append(message.number)
    return [
        f"{LETTER}{kind}: " + ", ".join(_group(role, by_role[role]) for role in sorted(by_role, key=ROLES.index))
        for kind, by_role in sorted(by_kind.items())
    ]


def _group(role: str, found: list[int]) -> str:
    if found[0]:
        if len(set(found)) < len(found):
            raise ValueError(f"{role} {found}: somebody got the same kind twice on one day.")
        return f"{role} {numbers.written(found)}"
    return role if len(found) == 1 else f"{role} ({len(found)}-mal)"


def parsed(line: str) -> list[Sent]:
    """Read a line of the page as the messages that it stands for."""
    kind, _, readers = line.removeprefix(LETTER).partition(": ")
    return [
        Sent(kind, role, number)
        for role, several, times in GROUP.findall(readers)
        for number in (numbers.read(several) if several else [0] * int(times or 1))
    ]


def name_of(code: str) -> str:
    """Return what a kind of message is called on the page."""
    with translation.override("de"):
        return str(kinds.get(code).label)


def _date(words: str) -> date:
    day, month, year = map(int, words.split("."))
    return date(year, month, day)
