"""Accounts: opened, tied to the directory, closed, and what they may do."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db.models import Q

from accounts import access
from accounts.access import decisions_visible_to
from accounts.actions import accounts
from accounts.errors import Refused
from accounts.models import AuditEntry, Employee, Role, RoleAssignment, User
from notifications.models import Message
from tests.factories import NOW, EmployeeFactory, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return RoleAssignmentFactory(role=Role.ADMINISTRATION).user


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_an_account_takes_name_and_address_from_the_directory(admin):
    employee = EmployeeFactory(first_name="Rabia", last_name="Weiß", email="rabia.weiss@kerpen.example")

    user = accounts.open_account(employee, by=admin)

    assert (user.full_name, user.email, user.employee) == ("Rabia Weiß", "rabia.weiss@kerpen.example", employee)
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.subject_id) == ("account.opened", admin.pk, user.pk)


def test_who_opens_the_own_account_is_its_actor():
    user = accounts.open_account(EmployeeFactory())
    assert AuditEntry.objects.get().actor_id == user.pk


def test_opening_twice_makes_one_account():
    employee = EmployeeFactory()
    assert accounts.open_account(employee) == accounts.open_account(employee)
    assert actions() == ["account.opened"]


def test_who_has_left_gets_no_account():
    with pytest.raises(Refused):
        accounts.open_account(EmployeeFactory(is_active=False))
    assert not User.objects.exists()


def test_who_was_removed_from_the_directory_gets_no_account():
    employee = EmployeeFactory()
    Employee.objects.all().delete()

    with pytest.raises(Refused, match="nicht mehr im Verzeichnis"):
        accounts.open_account(employee)


def test_an_account_that_was_deleted_gets_no_role(admin):
    user = UserFactory()
    User.objects.filter(pk=user.pk).delete()

    with pytest.raises(Refused, match="Dieses Konto wurde gelöscht"):
        accounts.assign_role(user, Role.TEAM, by=admin)


def test_a_closed_account_stays_closed():
    user = UserFactory(is_active=False)
    with pytest.raises(Refused):
        accounts.open_account(user.employee)
    user.refresh_from_db()
    assert not user.is_active


def test_an_account_made_by_hand_becomes_that_of_the_person_in_the_directory():
    user = UserFactory(employee=None, email="it@kerpen.example", is_superuser=True)
    employee = EmployeeFactory(email="it@kerpen.example")

    assert accounts.open_account(employee) == user
    assert User.objects.get().employee == employee
    assert actions() == ["account.linked"]


def test_an_account_follows_name_and_address_in_the_directory():
    user = UserFactory()
    employee = user.employee
    employee.last_name, employee.email = "Neuname", "neu@kerpen.example"
    employee.save()

    accounts.follow_directory(employee)

    user.refresh_from_db()
    assert (user.last_name, user.email) == ("Neuname", "neu@kerpen.example")
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("neu@kerpen.example", True, True)
    ]


def test_an_address_that_the_directory_gave_to_somebody_else_moves_on():
    first, second = UserFactory(), UserFactory()
    swapped = {first: second.email, second: first.email}
    for user in swapped:
        user.employee.email = f"between{user.pk}@kerpen.example"
        user.employee.save()
    for user, email in swapped.items():
        user.employee.email = email
        user.employee.save()

    accounts.follow_directory(first.employee)

    assert {user: User.objects.get(pk=user.pk).email for user in swapped} == swapped


def test_an_address_of_somebody_from_outside_is_not_taken_away():
    outsider = UserFactory(employee=None)
    user = UserFactory()
    user.employee.email = outsider.email
    user.employee.save()

    with pytest.raises(Refused):
        accounts.follow_directory(user.employee)


def test_somebody_from_outside_gets_an_account(admin):
    user = accounts.open_external_account(" Beate@Beratung.Example ", first_name="Beate", last_name="Rat", by=admin)

    assert (user.email, user.employee, user.has_usable_password()) == ("beate@beratung.example", None, False)
    assert EmailAddress.objects.filter(user=user, verified=True).exists()


def test_an_account_from_outside_cannot_take_an_address_of_the_directory_or_of_another_account(admin):
    for email in (EmployeeFactory().email.upper(), UserFactory(employee=None).email):
        with pytest.raises(Refused):
            accounts.open_external_account(email, first_name="A", last_name="B", by=admin)


def test_name_and_address_of_somebody_from_outside_can_be_corrected(admin):
    user = UserFactory(employee=None)
    accounts.change_external_account(user, email="neu@beratung.example", first_name="Bea", last_name="Rat", by=admin)

    user.refresh_from_db()
    assert (user.email, user.full_name) == ("neu@beratung.example", "Bea Rat")
    assert actions() == ["account.changed"]


def test_name_and_address_from_the_directory_cannot(admin):
    user = UserFactory()
    with pytest.raises(Refused):
        accounts.change_external_account(user, email="x@y.example", first_name="A", last_name="B", by=admin)


def test_nothing_is_recorded_when_nothing_changed(admin):
    user = UserFactory(employee=None)
    accounts.change_external_account(
        user, email=user.email, first_name=user.first_name, last_name=user.last_name, by=admin
    )
    accounts.activate(user, by=admin)
    accounts.remove_role(user, Role.TEAM, by=admin)
    assert actions() == []


def test_an_adviser_who_becomes_an_employee_keeps_her_account(admin):
    user, employee = UserFactory(employee=None), EmployeeFactory()

    accounts.link_employee(user, employee, by=admin)

    user.refresh_from_db()
    assert (user.employee, user.email, user.full_name) == (employee, employee.email, employee.full_name)


def test_linking_an_account_to_its_own_entry_changes_nothing(admin):
    user = UserFactory()

    assert accounts.link_employee(user, user.employee, by=admin) == user
    assert actions() == []


def test_an_account_belongs_to_one_entry_and_an_entry_to_one_account(admin):
    user, other = UserFactory(), UserFactory()
    with pytest.raises(Refused):
        accounts.link_employee(user, EmployeeFactory(), by=admin)
    with pytest.raises(Refused):
        accounts.link_employee(UserFactory(employee=None), other.employee, by=admin)


def test_an_account_is_closed_and_opened_again(admin):
    user = UserFactory()
    accounts.deactivate(user, by=admin)
    assert not User.objects.get(pk=user.pk).is_active
    accounts.activate(user, by=admin)
    assert User.objects.get(pk=user.pk).is_active
    assert actions() == ["account.closed", "account.reopened"]


def test_the_account_of_who_has_left_cannot_be_opened_again(admin):
    user = UserFactory(employee__is_active=False, is_active=False)
    with pytest.raises(Refused):
        accounts.activate(user, by=admin)


def test_nobody_closes_the_own_account(admin):
    UserFactory(is_superuser=True)
    with pytest.raises(Refused):
        accounts.deactivate(admin, by=admin)


def test_the_last_one_of_the_administration_stays(admin):
    somebody = UserFactory()
    for refused in (accounts.deactivate, lambda user, by: accounts.remove_role(user, Role.ADMINISTRATION, by=by)):
        with pytest.raises(Refused):
            refused(admin, by=somebody)
    assert RoleAssignment.objects.filter(user=admin).exists()


def test_whoever_cannot_sign_in_does_not_count_as_administration(admin):
    RoleAssignmentFactory(role=Role.ADMINISTRATION, user__employee__is_active=False)
    RoleAssignmentFactory(role=Role.ADMINISTRATION, user__is_active=False)
    with pytest.raises(Refused):
        accounts.deactivate(admin, by=UserFactory())


def test_with_another_one_the_administration_can_change_hands(admin):
    other = UserFactory(is_superuser=True)
    accounts.remove_role(admin, Role.ADMINISTRATION, by=other)
    assert not RoleAssignment.objects.filter(user=admin).exists()


def test_nobody_takes_the_administration_from_herself(admin):
    UserFactory(is_superuser=True)
    with pytest.raises(Refused):
        accounts.remove_role(admin, Role.ADMINISTRATION, by=admin)


def test_who_has_left_is_locked_out_even_as_the_last_one_of_the_administration(admin):
    accounts.deactivate(admin, by=None)
    assert not User.objects.get(pk=admin.pk).is_active


def test_roles_are_given_and_taken_once(admin):
    user = UserFactory()
    for _time in range(2):
        accounts.assign_role(user, Role.TEAM, by=admin)
    for _time in range(2):
        accounts.remove_role(user, Role.TEAM, by=admin)

    assert actions() == ["role.assigned", "role.removed"]
    assert AuditEntry.objects.first().details == {"role": "team"}


@pytest.mark.parametrize("role", [Role.TEAM, Role.HR, Role.ADVISER])
def test_nobody_gives_herself_a_role_that_opens_the_programme(admin, role):
    with pytest.raises(Refused, match="niemand selbst"):
        accounts.assign_role(admin, role, by=admin)
    assert not admin.roles.filter(role=role).exists()

    accounts.assign_role(admin, role, by=UserFactory(is_superuser=True))
    accounts.assign_role(admin, role, by=admin)
    assert admin.roles.filter(role=role).count() == 1


def test_the_team_is_told_of_roles_once_a_day_for_each_person_and_role_and_reads_whose(admin, team_member, client):
    user, other = UserFactory(last_name="Rolle-Eins"), UserFactory(last_name="Rolle-Zwei")
    for role in (Role.TEAM, Role.HR):
        accounts.assign_role(user, role, by=admin)
        accounts.remove_role(user, role, by=admin)
    accounts.assign_role(other, Role.HR, by=admin)

    assert [(message.kind, message.recipient) for message in Message.objects.all()] == [("roles-changed", None)] * 3
    client.force_login(team_member)
    page = client.get("/verwaltung/accounts/auditentry/").text
    assert (page.count("Rolle-Eins"), page.count("Rolle-Zwei")) == (4, 1)


def test_others_of_the_team_are_those_with_the_role_who_may_sign_in(team_member):
    other, outsider = RoleAssignmentFactory(role=Role.TEAM).user, UserFactory(employee=None)
    RoleAssignmentFactory(role=Role.TEAM, user=outsider)
    RoleAssignmentFactory(role=Role.HR)
    RoleAssignmentFactory(role=Role.TEAM, user__is_active=False)
    RoleAssignmentFactory(role=Role.TEAM, user__employee__is_active=False)

    assert set(access.others_of_team(team_member)) == {other, outsider}


def test_an_app_keeps_from_a_reader_what_is_about_herself(admin, team_member, monkeypatch):
    accounts.assign_role(UserFactory(), Role.HR, by=admin)
    accounts.assign_role(team_member, Role.HR, by=admin)
    monkeypatch.setattr(access, "_kept_from_her", [lambda user: Q(subject_id=user.pk)])

    assert {entry.subject_id for entry in decisions_visible_to(admin)} > {team_member.pk}
    assert team_member.pk not in {entry.subject_id for entry in decisions_visible_to(team_member)}
    assert decisions_visible_to(team_member).exists()


def test_what_else_is_decided_about_accounts_stays_with_the_administration(admin, team_member):
    accounts.deactivate(UserFactory(), by=admin)

    assert not decisions_visible_to(team_member).exists()


def test_a_role_is_given_on_the_command_line_where_nobody_else_can(admin):
    call_command("assign_role", admin.email.upper(), "team", stdout=StringIO())
    assert admin.roles.filter(role=Role.TEAM).exists()

    with pytest.raises(CommandError, match="no account"):
        call_command("assign_role", "niemand@kerpen.example", "team")
    with pytest.raises(CommandError):
        call_command("assign_role", admin.email, "chef")


def test_a_superuser_of_the_command_line_can_sign_in(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "ein langes Passwort")
    call_command(
        "createsuperuser",
        "--noinput",
        email="Chefin@Kerpen.Example",
        first_name="Iris",
        last_name="Tee",
        verbosity=0,
    )
    user = User.objects.get()
    assert EmailAddress.objects.get().email == user.email == "chefin@kerpen.example"
    assert EmailAddress.objects.get().verified


def test_who_was_deleted_or_is_nameless_does_nothing_any_more():
    stays, nameless, gone = UserFactory(), UserFactory(), UserFactory()
    User.objects.filter(pk=nameless.pk).update(erased_at=NOW)
    User.objects.filter(pk=gone.pk).delete()
    accounts.lock_own(stays)
    for user in (nameless, gone):
        with pytest.raises(Refused):
            accounts.lock_own(user)


def test_somebody_from_outside_does_not_take_the_address_of_another(admin):
    user = UserFactory(employee=None)
    names = {"first_name": user.first_name, "last_name": user.last_name}
    for email in (EmployeeFactory().email, UserFactory(employee=None).email):
        with pytest.raises(Refused):
            accounts.change_external_account(user, email=email, by=admin, **names)
