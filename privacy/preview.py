"""What an erasure would do, in words, before somebody decides on it.

It names the kinds of data and not what there is of them: whether somebody wrote notes or met her
partner is no business of whoever decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts import inventory
from accounts.inventory import Fate, Holding, Words
from accounts.models import Employee, User
from privacy.actions.erasure import Person, blockers


@dataclass(frozen=True)
class Preview:
    person: Person
    # What has to end first; nothing can be erased before.
    blockers: Sequence[Words]
    deleted: Sequence[Holding]
    anonymised: Sequence[Holding]
    kept: Sequence[Holding]


def preview(person: Person, *, by: User, now: datetime) -> Preview:
    """Return what would happen to everything that is held of somebody."""
    held = inventory.holdings()
    if isinstance(person, Employee):
        held = [holding for holding in held if holding.model is Employee]
    return Preview(
        person=person,
        blockers=blockers(person, by=by, now=now),
        deleted=[holding for holding in held if holding.fate is Fate.DELETED],
        anonymised=[holding for holding in held if holding.fate is Fate.ANONYMISED],
        kept=[holding for holding in held if holding.fate is Fate.KEPT],
    )
