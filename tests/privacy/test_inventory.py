"""Everything that is held of persons is described: in the export or not and why, and what an erasure does with it."""

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Field

from accounts import inventory
from accounts.inventory import Fate, Holding, Impersonal
from accounts.models import Level, OrgUnit, User
from mentoring.models import Exclusion, Mentee
from workshops.models import Workshop


def holdings() -> Any:
    return pytest.mark.parametrize("holding", inventory.holdings(), ids=lambda holding: holding.model._meta.label)


def test_every_model_and_every_field_is_described():
    assert list(inventory.faults()) == []


@pytest.mark.parametrize("model", [User, Level, Exclusion])
def test_a_model_without_an_entry_is_found(model, monkeypatch):
    monkeypatch.delitem(inventory._entries, model)

    assert model._meta.label in list(inventory.faults())


@pytest.mark.parametrize(("model", "field"), [(Mentee, "motivation"), (User, "password"), (OrgUnit, "code")])
def test_a_field_without_an_entry_is_found(model, field, monkeypatch):
    entry = inventory.entry_of(model)
    fewer = Holding(
        **{
            **vars(entry),
            "exported": tuple(name for name in entry.exported if name != field),
            "left_out": {name: reason for name, reason in entry.left_out.items() if name != field},
        }
    )
    monkeypatch.setitem(inventory._entries, model, fewer)

    assert list(inventory.faults()) == [f"{model._meta.label}.{field}"]


def test_a_model_that_is_about_nobody_says_why_it_points_at_somebody(monkeypatch):
    names = inventory._names(Workshop)
    for said in (names, names - {"host"}):
        monkeypatch.setitem(inventory._entries, Workshop, Impersonal(Workshop, "was stattfindet", fields=tuple(said)))

        assert list(inventory.faults()) == ["workshops.Workshop.host"]


@pytest.mark.parametrize("entry", inventory.impersonal(), ids=lambda entry: entry.model._meta.label)
def test_a_model_that_is_about_nobody_names_each_of_its_fields(entry, monkeypatch):
    """A new one, such as an address, may make it a model about somebody."""
    for name in entry.fields:
        fewer = replace(entry, fields=tuple(field for field in entry.fields if field != name))
        monkeypatch.setitem(inventory._entries, entry.model, fewer)

        assert list(inventory.faults()) == [f"{entry.model._meta.label}.{name}"]


def test_an_entry_for_a_field_that_is_gone_is_found(monkeypatch):
    entry = inventory.entry_of(Mentee)
    monkeypatch.setitem(
        inventory._entries, Mentee, Holding(**{**vars(entry), "left_out": {**entry.left_out, "x": "y"}})
    )
    level = inventory.entry_of(Level)
    monkeypatch.setitem(inventory._entries, Level, replace(level, fields=(*level.fields, "x")))

    assert list(inventory.faults()) == ["accounts.Level.x", "mentoring.Mentee.x"]


@holdings()
def test_its_paths_lead_to_an_account(holding):
    for path in holding.persons:
        assert _field_at(holding.model, path).related_model in (User, None) if path else holding.model is User


@holdings()
def test_what_is_exported_has_a_name_in_german(holding):
    """A field without a name of its own would be called by its code."""
    for path in holding.exported:
        name = path.split("__")[-1]
        assert holding.label_of(path).lower() != name.replace("_", " ") or name in SAME_IN_GERMAN, path


SAME_IN_GERMAN = {"name", "browser", "workshop", "mentee", "motivation"}


@holdings()
def test_its_periods_are_known(holding):
    assert set(holding.periods) <= set(settings.RETENTION_DAYS)
    assert holding.periods or holding.on_erasure


@holdings()
def test_what_is_not_deleted_says_why(holding):
    assert holding.fate == Fate.DELETED or holding.on_erasure


@holdings()
def test_nothing_of_tandem_or_own_sphere_is_read_by_an_office(holding):
    """Whoever runs the programme reads none of it (R9)."""
    if holding.sphere in (inventory.Sphere.TANDEM, inventory.Sphere.OWN):
        assert set(holding.readers) <= {inventory.Reader.PERSON, inventory.Reader.PARTNER}


def _field_at(model: Any, path: str) -> Field:
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)
