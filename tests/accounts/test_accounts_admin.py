"""Accounts and the decision log in the admin: who sees them, and what can be done there."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import access, audit
from accounts.models import AuditEntry, Role, RoleAssignment, Session, User
from tests.factories import CohortFactory, EmployeeFactory, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST, ADD = "/verwaltung/accounts/user/", "/verwaltung/accounts/user/add/"
LOG = "/verwaltung/accounts/auditentry/"


def change(user: User) -> str:
    return f"{LIST}{user.pk}/change/"


@pytest.fixture
def admin_client(administrator) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def team_client(team_member) -> Client:
    client = Client()
    client.force_login(team_member)
    return client


def roles(user: User) -> set[str]:
    return set(user.roles.values_list("role", flat=True))


@pytest.mark.parametrize("role", [Role.TEAM, Role.HR])
def test_accounts_are_for_the_administration_alone(client, role):
    client.force_login(RoleAssignmentFactory(role=role).user)
    user = UserFactory()
    assert [client.get(page).status_code for page in (LIST, ADD, change(user))] == [403, 403, 403]


def test_the_list_shows_who_has_an_account_and_no_last_sign_in(admin_client):
    user = RoleAssignmentFactory(role=Role.TEAM).user
    page = admin_client.get(LIST).text
    assert user.full_name in page
    assert "Projektteam" in page
    for word in ("last_login", "Letzte", "letzte"):
        assert word not in page


def test_an_account_of_the_directory_is_opened_by_the_address_alone(admin_client, administrator):
    employee = EmployeeFactory()
    answer = admin_client.post(ADD, {"email": f" {employee.email.upper()} ", "roles": ["team"]})

    assert answer.headers["Location"] == LIST
    user = User.objects.get(employee=employee)
    assert (user.full_name, roles(user)) == (employee.full_name, {"team"})
    assert set(AuditEntry.objects.values_list("action", "actor_id")) == {
        ("account.opened", administrator.pk),
        ("role.assigned", administrator.pk),
    }


def test_somebody_from_outside_gets_an_account_with_a_name(admin_client):
    data = {"email": "beate@beratung.example", "first_name": "Beate", "last_name": "Rat", "roles": ["adviser"]}
    admin_client.post(ADD, data)

    user = User.objects.get(email="beate@beratung.example")
    assert (user.employee, user.full_name, user.has_usable_password()) == (None, "Beate Rat", False)
    assert roles(user) == {"adviser"}


def test_an_address_outside_the_directory_needs_a_name(admin_client):
    page = admin_client.post(ADD, {"email": "beate@beratung.example"}).text
    assert "steht nicht im Verzeichnis" in page
    assert not User.objects.filter(email="beate@beratung.example").exists()


def test_who_has_left_gets_no_account(admin_client):
    employee = EmployeeFactory(is_active=False)
    assert "steht nicht mehr im Verzeichnis" in admin_client.post(ADD, {"email": employee.email}).text


def test_an_account_is_not_opened_twice(admin_client):
    user = UserFactory()
    assert "Es gibt schon ein Konto" in admin_client.post(ADD, {"email": user.email}).text


def shown(user: User) -> dict[str, object]:
    """Return what the page of an account sends along of what it showed."""
    user.refresh_from_db()
    return {"initial-is_active": str(user.is_active or ""), "initial-roles": sorted(roles(user))}


def test_name_and_address_from_the_directory_cannot_be_changed(admin_client):
    user = UserFactory()
    admin_client.post(change(user), {"email": "x@y.example", "first_name": "X", "is_active": "on"})

    changed = User.objects.get(pk=user.pk)
    assert (changed.email, changed.first_name) == (user.email, user.first_name)


def test_name_and_address_of_somebody_from_outside_can(admin_client):
    user = UserFactory(employee=None)
    data = {"email": "neu@beratung.example", "first_name": "Bea", "last_name": "Rat", "is_active": "on"}
    admin_client.post(change(user), data)

    user.refresh_from_db()
    assert (user.email, user.full_name) == ("neu@beratung.example", "Bea Rat")


def test_an_adviser_who_becomes_an_employee_is_tied_to_the_directory(admin_client):
    user, employee = UserFactory(employee=None), EmployeeFactory()
    admin_client.post(change(user), {"email": employee.email, "first_name": "X", "last_name": "Y", "is_active": "on"})

    user.refresh_from_db()
    assert (user.employee, user.full_name) == (employee, employee.full_name)


def test_an_account_is_closed_and_opened_again(admin_client):
    user = UserFactory()
    Client().force_login(user)
    admin_client.post(change(user), shown(user))
    assert not User.objects.get(pk=user.pk).is_active
    assert not Session.objects.filter(user=user).exists()
    admin_client.post(change(user), shown(user) | {"is_active": "on"})
    assert User.objects.get(pk=user.pk).is_active


def test_the_page_sends_what_it_showed(admin_client):
    user = RoleAssignmentFactory(role=Role.TEAM).user
    page = admin_client.get(change(user)).text
    sent = re.findall(r'<input type="hidden" name="(initial-\w+)" value="(\w+)"', page)

    assert dict(sent) == {"initial-is_active": "True", "initial-roles": "team"}


def test_an_older_tab_undoes_nothing(admin_client):
    """Somebody closes an account and takes its role; somebody else saves what she has had open for long."""
    user = RoleAssignmentFactory(role=Role.TEAM).user
    older = shown(user) | {"is_active": "on", "roles": ["team", "hr"]}
    admin_client.post(change(user), shown(user))
    admin_client.post(change(user), older)

    assert (User.objects.get(pk=user.pk).is_active, roles(user)) == (False, {"hr"})


def test_the_account_of_who_has_left_cannot_be_opened_again(admin_client):
    user = UserFactory(employee__is_active=False, is_active=False)
    page = admin_client.post(change(user), {"is_active": "on"}, follow=True).text
    assert "steht nicht mehr im Verzeichnis" in page
    assert not User.objects.get(pk=user.pk).is_active


def test_roles_are_given_and_taken(admin_client):
    user = RoleAssignmentFactory(role=Role.TEAM).user
    admin_client.post(change(user), shown(user) | {"is_active": "on", "roles": ["hr"]})
    assert roles(user) == {"hr"}


def test_the_own_administration_stays_and_the_refusal_says_why(admin_client, administrator):
    page = admin_client.post(change(administrator), shown(administrator) | {"is_active": "on"}, follow=True).text
    assert "können Sie sich nicht selbst entziehen" in page
    assert roles(administrator) == {"administration"}


def test_a_refusal_keeps_nothing_of_what_was_entered_with_it(admin_client, administrator):
    RoleAssignment.objects.create(user=administrator, role=Role.HR)
    admin_client.post(change(administrator), shown(administrator) | {"is_active": "on", "roles": ["team"]})
    assert roles(administrator) == {"administration", "hr"}


def test_no_password_can_be_set_or_read(admin_client):
    user = UserFactory(password="ein langes Passwort")
    page = admin_client.get(change(user)).text
    assert "assword" not in page.split("<main", 1)[-1].split("id_email")[0]
    assert user.password not in page
    admin_client.post(change(user), {"is_active": "on", "password": "neu", "is_superuser": "on"})
    changed = User.objects.get(pk=user.pk)
    assert (changed.password, changed.is_superuser) == (user.password, False)


def test_no_account_is_deleted(admin_client):
    user = UserFactory()
    assert admin_client.post(f"{LIST}{user.pk}/delete/", {"post": "yes"}).status_code == 403
    admin_client.post(LIST, {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"})
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.logs_errors
@pytest.mark.parametrize("guess", ["password__startswith=a", "last_login__isnull=False", "is_superuser__exact=1"])
def test_the_address_cannot_ask_for_what_the_page_does_not_show(admin_client, guess):
    assert admin_client.get(f"{LIST}?{guess}").status_code in (302, 400)


def queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_the_list_costs_the_same_for_3_and_for_30_accounts(admin_client):
    RoleAssignmentFactory.create_batch(2)
    admin_client.get(LIST)
    few = queries_of(admin_client, LIST)
    RoleAssignmentFactory.create_batch(27)
    assert queries_of(admin_client, LIST) == few


def test_the_log_costs_the_same_for_3_and_for_30_entries(admin_client):
    def decide(number: int) -> None:
        for user in UserFactory.create_batch(number):
            audit.record("account.opened", user, by=user)

    decide(3)
    admin_client.get(LOG)
    few = queries_of(admin_client, LOG)
    decide(27)
    assert queries_of(admin_client, LOG) == few


def test_the_log_says_who_did_what_in_words(admin_client, administrator):
    user = UserFactory()
    audit.record("role.assigned", user, by=administrator, role="team")
    audit.record("account.closed", user, by=None)
    page = admin_client.get(LOG).text

    for words in (
        administrator.full_name,
        "Rolle gegeben",
        f"Konto, Nummer {user.pk}",
        "Rolle: Projektteam",
        "die Anwendung",
    ):
        assert words in page
    assert user.email not in page


def test_the_log_still_tells_of_accounts_that_are_gone(admin_client):
    AuditEntry.objects.create(actor_id=4711, action="account.closed", subject_type="accounts.user", subject_id=1)
    assert "ein gelöschtes Konto (Nummer 4711)" in admin_client.get(LOG).text


def test_each_reads_her_part_of_the_log(admin_client, team_client):
    audit.record("cohort.copied", CohortFactory(), by=None)
    audit.record("account.closed", UserFactory(), by=None)

    assert "cohort.copied" in team_client.get(LOG).text
    assert "Konto geschlossen" not in team_client.get(LOG).text
    assert "cohort.copied" not in admin_client.get(LOG).text
    assert "Konto geschlossen" in admin_client.get(LOG).text


def test_an_entry_of_the_other_part_is_not_found(team_client):
    audit.record("account.closed", UserFactory(), by=None)
    entry = AuditEntry.objects.get()
    assert team_client.get(f"{LOG}{entry.pk}/change/").status_code == 404


def test_the_log_can_be_filtered_by_action_and_day(team_client):
    for action in ("cohort.copied", "cohort.changed"):
        audit.record(action, CohortFactory(), by=None)
    page = team_client.get(f"{LOG}?action=cohort.copied")
    assert [entry.action for entry in page.context["cl"].result_list] == ["cohort.copied"]
    later = team_client.get(LOG, {"at__gte": "2027-01-16 00:00:00+01:00"})
    assert not later.context["cl"].result_list


def test_the_log_is_not_for_hr(client):
    client.force_login(RoleAssignmentFactory(role=Role.HR).user)
    assert client.get(LOG).status_code == 403


def test_nothing_in_the_log_can_be_added_changed_or_deleted(team_client):
    audit.record("cohort.copied", CohortFactory(), by=None)
    entry = AuditEntry.objects.get()
    assert team_client.get(f"{LOG}add/").status_code == 403
    assert team_client.post(f"{LOG}{entry.pk}/change/", {"action": "x"}).status_code == 403
    assert team_client.post(f"{LOG}{entry.pk}/delete/", {"post": "yes"}).status_code == 403


def test_visitors_have_no_part_of_the_log():
    assert not access.decisions_visible_to(AnonymousUser()).exists()
