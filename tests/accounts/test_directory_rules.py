"""What moves along when a unit moves, and which short names count where it would stand."""

import pytest

from accounts import rules
from accounts.models import OrgUnit
from tests.factories import OrganisationFactory, OrgUnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> OrgUnit:
    return OrgUnitFactory()


@pytest.fixture
def below(department: OrgUnit) -> set[OrgUnit]:
    """Two units below the department, one of them below the other; a third stands beside it."""
    first = OrgUnitFactory(parent=department)
    OrgUnitFactory()
    return {first, OrgUnitFactory(parent=first)}


def test_everything_below_moves_along_to_another_organisation(department, below):
    assert set(rules.units_moving_along(department, OrganisationFactory())) == below


def test_everything_below_moves_along_when_a_unit_becomes_an_organisation(department, below):
    assert set(rules.units_moving_along(department, None)) == below


def test_nothing_moves_within_the_organisation(department, below):
    assert rules.units_moving_along(department, department.organisation) == []


def test_nothing_moves_with_an_organisation_that_stays_one(department, below):
    assert rules.units_moving_along(department.organisation, None) == []


def test_below_a_new_organisation_its_units_keep_their_names(department):
    """They stand in a tree of their own, whatever other organisations are called."""
    OrgUnitFactory(parent=department, code="11")
    OrganisationFactory(code="11")
    department.parent = None
    assert rules.faults_of_unit(department) == {}


def test_a_new_organisation_needs_a_name_of_its_own(department):
    OrganisationFactory(code=department.code)
    department.parent = None
    assert set(rules.faults_of_unit(department)) == {"code"}
