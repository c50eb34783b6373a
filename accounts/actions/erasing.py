"""Lets go of a person: her account with all that belongs to signing in, and her directory entry."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.models import Employee, OrgUnit, RoleAssignment, Session, SignIn, StaffImport, StaffImportState, User
from accounts.models.users import new_nonce

NOBODY = "erased.invalid"


def blockers(user: User, now: datetime) -> Iterable[str]:
    """Yield what an account can do that somebody has to take from it first, and staff files that wait."""
    roles = [assignment.get_role_display() for assignment in user.roles.all()]
    if user.is_superuser:
        roles.append(_("superuser"))
    if roles:
        message = _("The account has a role (%(roles)s). The administration has to take it away first.")
        yield message % {"roles": ", ".join(roles)}
    yield from waiting_staff_files(now)


def waiting_staff_files(now: datetime) -> Iterable[str]:
    """Yield whether a staff file waits, which would bring her entry back."""
    if StaffImport.objects.open(now).exists():
        yield _("A staff file waits to be applied, and the person may stand in it. Apply or cancel it first.")


def release(user: User, now: datetime) -> None:
    """Take every role, and cancel staff files that wait."""
    RoleAssignment.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(is_superuser=False)
    user.is_superuser = False
    for waiting in StaffImport.objects.filter(state=StaffImportState.OPEN):
        waiting.close(StaffImportState.DISCARDED)
        waiting.save()


def entry_stays(employee: Employee) -> bool:
    """Whether others need the directory entry: it leads a unit, or somebody."""
    leads = OrgUnit.objects.filter(head=employee) | OrgUnit.objects.filter(deputy=employee)
    return leads.exists() or employee.reports.exists()


def erase(user: User, now: datetime) -> None:
    """Delete an account and the directory entry behind it.

    While something stays for a partner that is tied to the account, a nameless one takes its place; it
    goes with the last of that. An entry that leads others stays.
    """
    employee = user.employee
    Session.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    SignIn.objects.filter(account_id=user.pk).delete()
    EmailAddress.objects.filter(user=user).delete()
    StaffImport.objects.filter(uploader=user).update(uploader=None)
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).delete()
    except ProtectedError:
        _make_nameless(user, now)
    if employee is not None:
        erase_entry(employee)


def erase_entry(employee: Employee) -> None:
    """Delete a directory entry, unless it leads others."""
    if not entry_stays(employee):
        Employee.objects.filter(pk=employee.pk).delete()


def _make_nameless(user: User, now: datetime) -> None:
    """Let an account say of nobody whose it was. The statement tells no signal, which would make an address of it."""
    user.groups.clear()
    user.user_permissions.clear()
    User.objects.filter(pk=user.pk).update(
        email=f"{uuid4().hex}@{NOBODY}",
        first_name="",
        last_name=_("Deleted person"),
        password=make_password(None),
        password_is_short=False,
        employee=None,
        is_active=False,
        is_superuser=False,
        date_joined=now,
        invitation_nonce=new_nonce(),
        has_signed_in=False,
        earlier_email="",
        email_changed_at=None,
        erased_at=now,
    )
