"""Levels, units and people in the admin."""

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, Employee, Level, OrgUnit
from tests.factories import EmployeeFactory, LevelFactory, OrganisationFactory, OrgUnitFactory

pytestmark = pytest.mark.django_db

LISTS = ["level", "orgunit", "employee"]


@pytest.fixture
def hr(client, hr_member):
    client.force_login(hr_member)
    return client


@pytest.fixture
def statements() -> Callable[[Callable[[], HttpResponse]], int]:
    """Return a function that counts the statements of a page."""

    def count(page: Callable[[], HttpResponse]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page().status_code == 200
        return len(queries)

    return count


def page_of(model: str, what: str = "changelist", *args: int) -> str:
    return reverse(f"admin:accounts_{model}_{what}", args=args)


def unit_data(unit: OrgUnit, **changes: object) -> dict[str, object]:
    values = {"code": unit.code, "name": unit.name, "parent": unit.parent_id or "", "is_active": "on"}
    return values | {"head": unit.head_id or "", "deputy": unit.deputy_id or ""} | changes


def employee_data(employee: Employee, **changes: object) -> dict[str, object]:
    names = ("email", "first_name", "last_name", "function", "site", "phone")
    values = {name: getattr(employee, name) for name in names}
    ids = {"unit": employee.unit_id, "level": employee.level_id, "superior": employee.superior_id or ""}
    return values | ids | {"is_active": "on"} | changes


@pytest.mark.parametrize("model", LISTS)
def test_lists_take_the_same_statements_for_3_and_for_30(model, hr, statements):
    def make(number: int) -> None:
        for _index in range(number):
            if model == "level":
                Level.objects.create(name=f"Stufe {Level.objects.count()}", rank=100 + Level.objects.count())
            else:
                unit = OrgUnitFactory(with_head=True, deputy=EmployeeFactory())
                EmployeeFactory(unit=unit, superior=unit.head)

    make(3)
    few = statements(lambda: hr.get(page_of(model)))
    make(27)
    assert statements(lambda: hr.get(page_of(model))) == few
    assert few <= 12


def test_units_stand_below_the_unit_they_belong_to(hr):
    town = OrganisationFactory(code="BM", name="Stadt")
    second, first = OrgUnitFactory(code="101", parent=town), OrgUnitFactory(code="10", parent=town)
    OrgUnitFactory(code="A", parent=second)
    OrgUnitFactory(code="20", parent=first)

    page = hr.get(page_of("orgunit"), {"organisation": town.pk})

    rows = [(unit.code, unit.depth) for unit in page.context["cl"].result_list]
    assert rows == [("BM", 0), ("10", 1), ("20", 2), ("101", 1), ("A", 2)]


def test_units_can_still_be_sorted_by_a_column(hr):
    town = OrganisationFactory(code="BM", name="B")
    OrgUnitFactory(code="10", name="A", parent=town)
    page = hr.get(page_of("orgunit"), {"o": "-1", "organisation": town.pk})
    assert [unit.code for unit in page.context["cl"].result_list] == ["BM", "10"]


def test_people_are_found_by_name_address_and_unit(hr):
    unit = OrgUnitFactory(code="66.6", name="Tiefbau")
    gabi = EmployeeFactory(first_name="Gabriele", last_name="Zobel", email="zobel@kerpen.example", unit=unit)
    for word in ("Zobel", "gabriele", "zobel@", "66.6", "Tiefbau"):
        assert list(hr.get(page_of("employee"), {"q": word}).context["cl"].result_list) == [gabi]


def test_the_filter_by_organisation_shows_once_there_are_two(hr):
    here, there = EmployeeFactory(), EmployeeFactory(unit=OrganisationFactory())
    assert "organisation=" in hr.get(page_of("employee")).content.decode()

    found = hr.get(page_of("employee"), {"organisation": there.unit_id}).context["cl"].result_list
    assert list(found) == [there]
    assert here.unit.organisation.pk


def test_with_one_organisation_there_is_no_filter_for_it(hr):
    assert "organisation=" not in hr.get(page_of("employee")).content.decode()


@pytest.mark.logs_errors
@pytest.mark.parametrize("guess", ["email__startswith", "user__password__startswith", "unit__head__phone"])
def test_the_address_cannot_be_used_to_guess_at_fields(guess, hr):
    assert hr.get(page_of("employee"), {guess: "x"}).status_code == 400


def test_a_unit_is_changed_through_the_action(hr, hr_member):
    unit = OrgUnitFactory()
    boss = EmployeeFactory()
    answer = hr.post(page_of("orgunit", "change", unit.pk), unit_data(unit, deputy=boss.pk, is_department="on"))

    unit.refresh_from_db()
    assert answer.status_code == 302
    assert (unit.deputy, unit.is_department) == (boss, True)
    entry = AuditEntry.objects.get(action="unit.changed")
    assert (entry.actor_id, entry.details) == (hr_member.pk, {"fields": ["deputy", "is_department"]})


def test_a_new_unit_gets_its_organisation(hr):
    unit = OrgUnitFactory()
    hr.post(page_of("orgunit", "add"), {"code": "77", "name": "Neu", "parent": unit.pk, "is_active": "on"})
    assert OrgUnit.objects.get(code="77").organisation == unit.organisation


@pytest.mark.parametrize(
    ("changes", "field"), [({"parent": "below"}, "parent"), ({"code": "taken"}, "code"), ({"name": ""}, "name")]
)
def test_what_speaks_against_a_unit_stands_at_its_field(changes, field, hr):
    unit = OrgUnitFactory()
    below = OrgUnitFactory(parent=unit)
    OrgUnitFactory(code="taken")
    changes = {name: below.pk if value == "below" else value for name, value in changes.items()}

    page = hr.post(page_of("orgunit", "change", unit.pk), unit_data(unit, **changes))

    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == [field]
    assert "<title>Fehler:" in page.content.decode()


def test_an_employee_is_changed_through_the_action(hr):
    employee = EmployeeFactory()
    answer = hr.post(
        page_of("employee", "change", employee.pk), employee_data(employee, email="Neu@kerpen.example", phone="1")
    )

    employee.refresh_from_db()
    assert answer.status_code == 302
    assert (employee.email, employee.phone) == ("neu@kerpen.example", "1")
    assert AuditEntry.objects.get(action="employee.changed").details == {"fields": ["email", "phone"]}


def test_a_circle_of_superiors_stands_at_its_field(hr):
    boss = EmployeeFactory()
    employee = EmployeeFactory(superior=boss)
    page = hr.post(page_of("employee", "change", boss.pk), employee_data(boss, superior=employee.pk))
    assert list(page.context["adminform"].form.errors) == ["superior"]


def test_what_the_action_refuses_is_told_and_not_saved(hr, hr_member):
    own = hr_member.employee
    data = employee_data(own)
    del data["is_active"]

    page = hr.post(page_of("employee", "change", own.pk), data, follow=True)

    own.refresh_from_db()
    assert own.is_active
    assert "Sie können sich nicht selbst deaktivieren." in page.content.decode()


def test_nobody_is_deleted_here(hr):
    employee, unit = EmployeeFactory(), OrgUnitFactory()
    assert hr.post(page_of("employee", "delete", employee.pk), {"post": "yes"}).status_code == 403
    assert hr.post(page_of("orgunit", "delete", unit.pk), {"post": "yes"}).status_code == 403
    answer = hr.post(page_of("employee"), {"action": "delete_selected", "_selected_action": employee.pk, "post": "yes"})
    assert answer.status_code in (200, 302)
    assert Employee.objects.filter(pk=employee.pk).exists()


def test_deleting_says_what_is_deleted_or_why_it_stays(hr):
    used, free = EmployeeFactory().level, LevelFactory(name="Ohne Leute", rank=77)

    assert (
        "wird noch von anderen Einträgen gebraucht und bleibt deshalb bestehen."
        in hr.get(page_of("level", "delete", used.pk)).content.decode()
    )
    page = hr.get(page_of("level", "delete", free.pk)).content.decode()
    assert "„Ohne Leute“ wird endgültig gelöscht." in page
    assert "Ja, löschen" in page


def test_a_form_has_one_way_to_save_and_no_pencils(hr):
    page = hr.get(page_of("employee", "change", EmployeeFactory().pk)).content.decode()
    assert 'name="_save"' in page
    assert not any(name in page for name in ("_addanother", "_continue", "related-widget-wrapper-link"))


def test_a_level_that_is_in_use_is_not_deleted_and_one_that_is_not_is(hr):
    used, free = EmployeeFactory().level, Level.objects.create(name="Stab", rank=9)
    for level in (used, free):
        hr.post(page_of("level", "delete", level.pk), {"post": "yes"})
    assert Level.objects.filter(pk=used.pk).exists()
    assert not Level.objects.filter(pk=free.pk).exists()


def test_a_field_offers_active_people_with_unit_and_address(hr):
    employee = EmployeeFactory(last_name="Zobel")
    EmployeeFactory(last_name="Zobel", is_active=False)
    answer = hr.get(
        reverse("admin:autocomplete"),
        {"term": "zobel", "app_label": "accounts", "model_name": "orgunit", "field_name": "head"},
    )
    expected = f"{employee.full_name} ({employee.email}, {employee.unit.code})"
    assert [choice["text"] for choice in answer.json()["results"]] == [expected]


def test_the_admins_own_log_stays_empty(hr):
    employee = EmployeeFactory()
    hr.post(page_of("employee", "change", employee.pk), employee_data(employee, phone="1"))
    assert LogEntry.objects.count() == 0
    assert hr.get(page_of("employee", "history", employee.pk)).status_code == 404


# Two entries of one person


def test_two_entries_are_merged_after_a_question(hr):
    old, new = EmployeeFactory(), EmployeeFactory(email="neu@kerpen.example")
    chosen = hr.post(page_of("employee"), {"action": "merge_two", "_selected_action": [old.pk, new.pk]})
    assert chosen.url == page_of("employee", "merge", old.pk, new.pk)

    question = hr.get(chosen.url).content.decode()
    assert old.email in question
    assert Employee.objects.filter(pk=new.pk).exists()
    hr.post(chosen.url)
    assert Employee.objects.get(pk=old.pk).email == "neu@kerpen.example"


@pytest.mark.parametrize("number", [1, 3])
def test_other_than_two_entries_are_not_merged(number, hr):
    chosen = [EmployeeFactory().pk for _index in range(number)]
    page = hr.post(page_of("employee"), {"action": "merge_two", "_selected_action": chosen}, follow=True)
    assert "genau zwei" in page.content.decode()


def test_entries_that_are_not_there_cannot_be_merged(hr):
    assert hr.get(page_of("employee", "merge", EmployeeFactory().pk, 987654)).status_code == 404


@pytest.mark.parametrize("model", LISTS)
def test_the_directory_is_closed_to_others(model, client, adviser):
    client.force_login(adviser)
    assert client.get(page_of(model)).status_code in (302, 403)


def test_with_an_empty_directory_the_list_says_how_to_begin(client, hr_member):
    hr_member.employee = None
    hr_member.save()
    Employee.objects.all().delete()
    client.force_login(hr_member)
    page = client.get(page_of("employee")).content.decode()
    assert "Noch steht niemand im Verzeichnis." in page
    assert page_of("employee", "import") in page
