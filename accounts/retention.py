"""How long each kind of data is kept (R14): the rules that the apps have, for whoever applies and shows them.

An app has its rules in `actions/retention.py`, beside what removes, and registers them when it is ready.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Rule:
    """What happens to one kind of data, and when.

    `remove` takes a moment, removes whatever its period is over for by then, and returns how much that
    was. It may run again at any time and then finds nothing.
    """

    # The name of its period in `RETENTION_DAYS`.
    code: str
    what: Words
    # From when on its period runs.
    begins: Words
    outcome: Words
    remove: Callable[[datetime], int]

    @property
    def days(self) -> int:
        return days_of(self.code)


def days_of(code: str) -> int:
    """Return how many days a kind of data is kept."""
    return settings.RETENTION_DAYS[code]


_rules: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    """Make rules known, in the order in which they are applied. Called from the app's `ready()`."""
    for rule in rules:
        _rules[rule.code] = rule


def rules() -> list[Rule]:
    return list(_rules.values())
