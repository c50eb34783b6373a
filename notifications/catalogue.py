"""What the programme writes, to whom and when: every kind of message in words, for the team."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.kinds import Choice, Kind, in_order

# What its readers may decide about a kind.
CHOICES: dict[Choice, str | Promise] = {
    Choice.NONE: _("Mandatory"),
    Choice.WEEKLY: _("At once or weekly, as chosen"),
    Choice.TOMORROW: _("Can be switched off"),
    Choice.SUMMARY: _("Only for those who chose “weekly”"),
}


@dataclass(frozen=True)
class Entry:
    """A kind in words."""

    code: str
    label: str | Promise
    audience: str | Promise
    occasion: str | Promise
    choice: str | Promise


@dataclass(frozen=True)
class Group:
    """The kinds that go to the same people, in order of their names."""

    audience: str
    entries: Sequence[Entry]


def entry_of(kind: Kind) -> Entry:
    return Entry(kind.code, kind.label, kind.audience, kind.occasion, CHOICES[kind.choice])


def groups() -> list[Group]:
    """Return every kind, by whom it goes to."""
    entries = sorted(
        map(entry_of, kinds.registered()), key=lambda entry: (in_order(str(entry.audience)), in_order(str(entry.label)))
    )
    return [Group(audience, list(alike)) for audience, alike in groupby(entries, lambda entry: str(entry.audience))]
