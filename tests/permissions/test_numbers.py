"""A number that no database can hold names nothing: such an address is a missing page, never a fault."""

import pytest
from django.urls import resolve, reverse
from django.urls.converters import IntConverter

from accounts.ids import GREATEST
from config.converters import IdConverter
from tests.permissions.asking import Everybody
from tests.permissions.table import TABLE, Row
from tests.permissions.urls import converters, named_urls
from tests.permissions.world import build_world

TOO_GREAT = 10**20
METHODS = ("get", "post")


def test_every_number_in_an_address_is_one_that_a_row_can_have():
    careless = {
        name
        for name, found in converters().items()
        if any(isinstance(one, IntConverter) and not isinstance(one, IdConverter) for one in found)
    }

    assert not careless


def test_the_greatest_number_is_still_an_address():
    address = reverse("admin:matching_run", args=[GREATEST])
    assert resolve(address).kwargs == {"pk": GREATEST}

    beyond = reverse("admin:matching_run", args=[GREATEST + 1])
    assert resolve(beyond).url_name != "matching_run"


@pytest.mark.django_db
def test_a_number_that_is_too_great_is_answered_as_a_missing_page():
    world = build_world()
    everybody = Everybody(world)
    wrong = []
    for name, row in TABLE.items():
        if not _takes_numbers(row, world.things):
            continue
        address = reverse(name, args=[TOO_GREAT for _parameter in named_urls()[name]])
        for role in sorted(row.allowed | {"team"}):
            for method in METHODS:
                status = everybody.ask(role, method, address).status_code
                if status == 200:
                    wrong.append(f"{role}: {method.upper()} {address} gave {status}")
    assert not wrong, "\n".join(wrong)


def _takes_numbers(row: Row, things: dict[str, int | str]) -> bool:
    return bool(row.things) and all(isinstance(things[thing], int) for thing in row.things.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "things", "parameter"),
    [
        ("admin:mentoring_mentee_next", [], "cohort"),
        ("admin:mentoring_mentee_changelist", [], "cohort"),
        ("admin:mentoring_pairing_approve", [], "cohort"),
        ("admin:mentoring_pairing_approve", [], "id"),
        ("admin:matching_choose", [], "cohort"),
        ("admin:matching_approve", ["run"], "id"),
        ("admin:matching_weights", ["cohort"], "probe"),
    ],
)
def test_a_number_that_is_too_great_asks_for_nothing(name, things, parameter):
    world = build_world()
    address = reverse(name, args=[world.things[thing] for thing in things])

    answer = Everybody(world).ask("team", "get", address, {parameter: TOO_GREAT})

    assert answer.status_code in (200, 302)


@pytest.mark.django_db
def test_a_number_that_is_too_great_is_no_mentor():
    world = build_world()
    address = reverse("admin:matching_candidates", args=[world.things["accepted"]])

    assert Everybody(world).ask("team", "post", address, {"mentor": TOO_GREAT}).status_code == 200
