"""What the documents say about who reads what is what the pages show.

`planting.py` says of each word of the world which roles read it, and the round over every address and
`test_texts.py` hold that against the pages. Here it is held against the inventory, from which the documents are made.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest
from django.db.models import Model

from accounts import inventory
from accounts.encryption import EncryptedTextField
from accounts.inventory import Holding, Reader
from accounts.models import Employee, User
from mentoring.models import Mentee, Pairing, Participation, SupportRequest
from tests.permissions.planting import TAKING_PART
from tests.permissions.world import World, build_world

pytestmark = pytest.mark.django_db

OFFICES = {
    "team": Reader.TEAM,
    "hr": Reader.HR,
    "adviser": Reader.ADVISER,
    "adviser_with_grant": Reader.ADVISER,
    "administrator": Reader.ADMINISTRATION,
    "superuser": Reader.ADMINISTRATION,
}
# Who reads part of a model in which no word of the world stands, and what that part is.
WITHOUT_WORD = {
    ("accounts.User", Reader.SIGNED_IN): "the name of who hosts a workshop",
    ("accounts.Employee", Reader.APPLICANTS): "function and unit of mentors; their word is a telephone number",
    ("mentoring.Mentor", Reader.HR): "state and origin; their word is the profile",
    ("mentoring.AdviserGrant", Reader.PERSON): "who reads what and until when; its word is the team's reason",
    ("mentoring.KeptGoalText", Reader.PERSON): "who reads on which words; her words of today stand in another model",
    ("mentoring.Pairing", Reader.PERSON): "with whom; its word is the team's reason for an exception",
    ("mentoring.Pairing", Reader.PARTNER): "as above",
    ("mentoring.Pairing", Reader.ADVISER): "as above",
}


@pytest.fixture
def world() -> World:
    return build_world()


def shown(world: World) -> dict[type[Model], set[Reader]]:
    """Return by model who reads words that stand in it."""
    found: dict[type[Model], set[Reader]] = defaultdict(set)
    for holding, row, roles in planted(world):
        found[holding.model] |= {reader_of(role, row, holding, world) for role in roles}
    return found


def planted(world: World) -> Iterator[tuple[Holding, Model, frozenset[str]]]:
    """Yield every row in which a word of the world stands, with the roles that read the word."""
    for holding in inventory.holdings():
        fields = [field.name for field in holding.model._meta.concrete_fields if not field.is_relation]
        for row in holding.model._base_manager.all():
            for name in fields:
                for word in words_in(getattr(row, name), world):
                    yield holding, row, world.readers[word]


def words_in(value: Any, world: World) -> set[str]:
    return set(re.findall("kanari[a-z]*?vogel", str(value).lower())) & set(world.readers) if value else set()


def reader_of(role: str, row: Model, holding: Holding, world: World) -> Reader:
    """Return in which of the words of the inventory a role reads a row: as whom."""
    if role in OFFICES:
        return OFFICES[role]
    user, persons = world.users[role], persons_of(row, holding)
    assert user is not None, f"anybody reads {holding.model._meta.label}"
    if user in persons:
        return Reader.PERSON
    if any(are_partners(user, person) for person in persons):
        return Reader.PARTNER
    if role in TAKING_PART and any(take_part_together(user, person) for person in persons):
        return Reader.APPLICANTS
    return Reader.SIGNED_IN


def persons_of(row: Model, holding: Holding) -> list[User]:
    """Return the accounts of whom a row is about."""
    found = [_at(row, path) for path in holding.persons]
    return [person for person in found if isinstance(person, User)]


def _at(row: Model, path: str) -> Any:
    return reduce(lambda at, step: getattr(at, step, None), filter(None, path.split("__")), row)


def are_partners(one: User, other: User) -> bool:
    sides = "mentee__participation__user", "mentor__participation__user"
    announced = Pairing.objects.announced()
    return any(
        announced.filter(**{sides[0]: mentee, sides[1]: mentor}).exists()
        for mentee, mentor in ((one, other), (other, one))
    )


def take_part_together(one: User, other: User) -> bool:
    cohorts = Participation.objects.filter(user=other).values("cohort")
    return Participation.objects.filter(user=one, cohort__in=cohorts).exists()


def unnamed(found: dict[type[Model], set[Reader]]) -> list[str]:
    """Return who reads something and is not named where it is described."""
    return [
        f"{model._meta.label} is read by: {reader.label}"
        for model, readers in found.items()
        for reader in readers - set(inventory.entry_of(model).readers)
        if not is_for_everybody(model)
    ]


def is_for_everybody(model: type[Model]) -> bool:
    entry = inventory.entry_of(model)
    return Reader.SIGNED_IN in entry.readers and Reader.SIGNED_IN not in entry.limits


def test_readers_are_those_who_read(world, monkeypatch):
    """Whoever reads a word is named where it is described, and nobody is named who reads none."""
    found = shown(world)

    assert unnamed(found) == []
    named = {model: set(inventory.entry_of(model).readers) for model in found}
    in_vain = {(model._meta.label, reader) for model in found for reader in named[model] - found[model]}
    assert in_vain == set(WITHOUT_WORD)
    # Otherwise nothing would be held against the pages.
    confidential = {holding.model for holding in inventory.holdings() if has_encrypted_fields(holding.model)}
    assert confidential | {User, Employee, Pairing} <= set(found)
    # A reader who is kept from the documents is found.
    for model, reader in ((SupportRequest, Reader.TEAM), (Mentee, Reader.TEAM), (User, Reader.HR)):
        entry = inventory.entry_of(model)
        fewer = Holding(**{**vars(entry), "readers": tuple(one for one in entry.readers if one != reader)})
        with monkeypatch.context() as patched:
            patched.setitem(inventory._entries, model, fewer)
            assert unnamed(found) == [f"{model._meta.label} is read by: {reader.label}"]


def has_encrypted_fields(model: type[Model]) -> bool:
    return any(isinstance(field, EncryptedTextField) for field in model._meta.concrete_fields)
