"""Who stands above whom (R4 a), and under which department (R4 f)."""

import pytest
from django.utils import translation

from accounts import hierarchy
from accounts.hierarchy import Above, ReportingLines, Tie, departments_of, lines_of, organisation_of
from accounts.models import Employee, OrgUnit
from tests.factories import EmployeeFactory, OrganisationFactory, OrgUnitFactory

pytestmark = pytest.mark.django_db


def ties(employee: Employee, superior: Employee) -> list[Tie]:
    """Return through what `superior` stands above `employee`."""
    return [reason.tie for reason in lines_of([employee.pk])[employee.pk].get(superior.pk, ())]


def tower(depth: int) -> list[OrgUnit]:
    """Return a root and units each below the one before, every one with a head."""
    units = [OrganisationFactory(with_head=True)]
    for _number in range(depth - 1):
        units.append(OrgUnitFactory(parent=units[-1], with_head=True))
    return units


def test_the_head_of_the_own_unit_stands_above():
    unit = OrgUnitFactory(with_head=True)
    assert ties(EmployeeFactory(unit=unit), unit.head) == [Tie.HEAD]


def test_the_heads_and_deputies_of_all_units_above_stand_above():
    top, _middle, bottom = tower(3)
    top.deputy = EmployeeFactory()
    top.save()
    employee = EmployeeFactory(unit=bottom)

    assert ties(employee, top.head) == [Tie.HEAD]
    assert ties(employee, top.deputy) == [Tie.DEPUTY]


def test_a_colleague_of_the_same_unit_and_the_head_of_another_one_do_not_stand_above():
    unit, other = OrgUnitFactory(with_head=True), OrgUnitFactory(with_head=True)
    employee = EmployeeFactory(unit=unit)

    assert ties(employee, EmployeeFactory(unit=unit)) == []
    assert ties(employee, other.head) == []


def test_those_below_do_not_stand_above():
    unit = OrgUnitFactory(with_head=True)
    employee = EmployeeFactory(unit=unit, superior=unit.head)
    assert ties(unit.head, employee) == []


def test_nobody_stands_above_herself():
    top, bottom = tower(2)
    assert set(lines_of([bottom.head.pk])[bottom.head.pk]) == {top.head.pk}


def test_the_deputy_of_a_unit_stands_above_its_members_but_not_above_its_head():
    unit = OrgUnitFactory(with_head=True)
    unit.deputy = EmployeeFactory(unit=unit)
    unit.save()

    assert ties(EmployeeFactory(unit=unit), unit.deputy) == [Tie.DEPUTY]
    assert ties(unit.head, unit.deputy) == []
    assert ties(unit.deputy, unit.head) == [Tie.HEAD]


def test_the_deputy_of_a_unit_above_stands_above_the_head_of_a_unit_below():
    top, bottom = tower(2)
    top.deputy = EmployeeFactory()
    top.save()
    assert ties(bottom.head, top.deputy) == [Tie.DEPUTY]


def test_whoever_leads_a_unit_from_a_seat_below_it_is_not_led_by_those_below():
    top, middle, bottom = tower(3)
    middle.head.unit = bottom
    middle.head.save()

    assert ties(middle.head, bottom.head) == []
    assert ties(middle.head, top.head) == [Tie.HEAD]


def test_a_unit_that_somebody_leads_counts_as_hers_wherever_she_sits():
    top, bottom = tower(2)
    seat = OrgUnitFactory(with_head=True)
    bottom.head.unit = seat
    bottom.head.save()

    assert ties(bottom.head, top.head) == [Tie.HEAD]
    assert ties(bottom.head, seat.head) == [Tie.HEAD]


def test_the_named_superior_and_the_superiors_superior_stand_above():
    chief = EmployeeFactory()
    boss = EmployeeFactory(superior=chief)
    employee = EmployeeFactory(superior=boss)

    assert ties(employee, boss) == [Tie.SUPERIOR]
    assert ties(employee, chief) == [Tie.CHAIN]


def test_every_reason_is_named_when_there_are_several():
    top, bottom = tower(2)
    employee = EmployeeFactory(unit=bottom, superior=top.head)
    assert ties(employee, top.head) == [Tie.HEAD, Tie.SUPERIOR]


def test_people_who_left_and_closed_units_still_count():
    top, bottom = tower(2)
    OrgUnit.objects.update(is_active=False)
    Employee.objects.update(is_active=False)
    gone = EmployeeFactory(is_active=False, superior=top.head)
    employee = EmployeeFactory(unit=bottom, superior=gone)

    assert ties(employee, bottom.head) == [Tie.HEAD]
    assert ties(employee, gone) == [Tie.SUPERIOR]
    assert ties(employee, top.head) == [Tie.HEAD, Tie.CHAIN]


def test_a_circle_of_superiors_ends():
    first = EmployeeFactory()
    second = EmployeeFactory(superior=first)
    third = EmployeeFactory(superior=second)
    Employee.objects.filter(pk=first.pk).update(superior=third)

    assert ties(first, third) == [Tie.SUPERIOR]
    assert ties(first, second) == [Tie.CHAIN]
    assert ties(first, first) == []


def test_a_circle_of_units_ends():
    _top, middle, bottom = tower(3)
    OrgUnit.objects.filter(pk=middle.pk).update(parent=bottom)
    assert ties(EmployeeFactory(unit=bottom), middle.head) == [Tie.HEAD]


@pytest.mark.parametrize("depth", [3, 30])
@pytest.mark.parametrize("people", [2, 40])
def test_two_statements_answer_for_any_depth_and_any_number_of_people(depth, people, django_assert_num_queries):
    units = tower(depth)
    chief = EmployeeFactory()
    for _number in range(depth):
        chief = EmployeeFactory(superior=chief)
    employees = [EmployeeFactory(unit=units[-1], superior=chief) for _number in range(people)]

    with django_assert_num_queries(2):
        lines = lines_of(employee.pk for employee in employees)

    assert len(lines) == people
    assert all(len(line) == 2 * depth + 1 for line in lines.values())


def test_more_people_than_one_statement_may_name_are_answered_too(monkeypatch):
    monkeypatch.setattr(hierarchy, "MAX_IDS", 1)
    top, bottom = tower(2)
    employees = [EmployeeFactory(unit=bottom) for _number in range(3)]

    lines = lines_of(employee.pk for employee in employees)

    assert set(lines) == {employee.pk for employee in employees}
    assert all(set(line) == {top.head.pk, bottom.head.pk} for line in lines.values())
    assert organisation_of(employee.pk for employee in employees) == dict.fromkeys(lines, top.pk)


def test_nobody_asked_for_needs_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert lines_of([]) == {}


def test_somebody_whom_the_directory_does_not_know_has_nobody_above():
    assert dict(lines_of([987654])[987654]) == {}
    assert departments_of([987654]) == {987654: frozenset()}
    assert organisation_of([987654]) == {}


def test_departments_are_those_at_or_above_the_unit(django_assert_num_queries):
    top, department, section = tower(3)
    OrgUnit.objects.filter(pk=department.pk).update(is_department=True)
    below, at, over = (EmployeeFactory(unit=unit) for unit in (section, department, top))

    with django_assert_num_queries(2):
        found = departments_of([below.pk, at.pk, over.pk])

    assert found == {below.pk: {department.pk}, at.pk: {department.pk}, over.pk: set()}


def test_the_organisation_is_the_root_of_the_tree(django_assert_num_queries):
    top, _middle, bottom = tower(3)
    below, at = EmployeeFactory(unit=bottom), EmployeeFactory(unit=top)

    with django_assert_num_queries(1):
        assert organisation_of([below.pk, at.pk]) == {below.pk: top.pk, at.pk: top.pk}
    assert ReportingLines([below.pk]).organisation_of(below.pk) == top.pk


@pytest.mark.parametrize(
    ("tie", "is_own_unit", "expected"),
    [
        (Tie.HEAD, True, "Frank Pütz leitet die Dienststelle von Rabia Weiß, 10 (Zentrale Dienste)."),
        (Tie.HEAD, False, "Frank Pütz leitet die übergeordnete Dienststelle 10 (Zentrale Dienste)."),
        (Tie.DEPUTY, True, "Frank Pütz leitet stellvertretend die Dienststelle von Rabia Weiß, 10 (Zentrale Dienste)."),
        (Tie.DEPUTY, False, "Frank Pütz leitet stellvertretend die übergeordnete Dienststelle 10 (Zentrale Dienste)."),
        (Tie.SUPERIOR, False, "Frank Pütz ist Vorgesetzte:r von Rabia Weiß."),
        (Tie.CHAIN, False, "Frank Pütz steht in der Vorgesetztenkette von Rabia Weiß."),
    ],
)
def test_the_reason_is_said_in_plain_german(tie, is_own_unit, expected):
    boss = EmployeeFactory()
    unit = OrgUnitFactory(code="10", name="Zentrale Dienste", head=boss)
    employee = EmployeeFactory(unit=unit)
    known = ReportingLines([employee.pk]).unit(unit.pk)
    above = Above(boss.pk, tie, None if tie in (Tie.SUPERIOR, Tie.CHAIN) else known, is_own_unit)

    with translation.override("de"):
        assert above.sentence(superior="Frank Pütz", employee="Rabia Weiß") == expected
