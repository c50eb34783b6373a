"""Accounts: opened from the directory or for somebody from outside, and what they may do.

Each function locks, checks, changes and records in one transaction.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import audit, changed_addresses, rules
from accounts.errors import Refused
from accounts.models import Employee, Role, RoleAssignment, Session, User
from accounts.signals import roles_changed


@transaction.atomic
def open_account(employee: Employee, *, by: User | None = None) -> User:
    """Return the account of somebody in the directory; opens it when there is none.

    Without `by` it is her own first sign-in. An account that was made by hand with the same
    address becomes hers. Name and address follow the directory.

    Raises:
        Refused: when she has left or her entry was removed, or her account is closed.
    """
    employee = _locked_entry(employee)
    if not employee.is_active:
        raise Refused(_("%(name)s is no longer in the directory.") % {"name": employee.full_name})
    user = User.objects.filter(employee=employee).first()
    if user is None:
        user = User.objects.filter(email=employee.email, employee__isnull=True).first()
        if user is not None and rules.may_be_one_person(user, employee):
            user = _link(user, employee, by=by)
        else:
            user = _create(employee, by=by)
    if not user.is_active:
        raise Refused(_("The account of %(name)s is closed.") % {"name": employee.full_name})
    return _follow(user, employee)


def _create(employee: Employee, *, by: User | None) -> User:
    _free(employee.email)
    user = User.objects.create_user(
        employee.email, first_name=employee.first_name, last_name=employee.last_name, employee=employee
    )
    audit.record("account.opened", user, by=by or user)
    return user


def _link(user: User, employee: Employee, *, by: User | None) -> User:
    user.employee = employee
    user.save(update_fields=["employee"])
    audit.record("account.linked", user, by=by or user, employee=employee.pk)
    return user


@transaction.atomic
def follow_directory(employee: Employee) -> None:
    """Give an account the name and the address that its owner has in the directory now."""
    user = User.objects.select_for_update(of=("self",)).filter(employee=employee).first()
    if user is not None:
        _follow(user, employee)


def _follow(user: User, employee: Employee, *, known_by: str = "") -> User:
    """Take over name and address. `known_by` is the account's own address where that is parked."""
    fields = ("email", "first_name", "last_name")
    if any(getattr(user, field) != getattr(employee, field) for field in fields):
        if user.email != employee.email:
            _free(employee.email)
            # Of two who swapped their addresses, freeing the one has moved the other along already.
            user.refresh_from_db()
        if user.email != employee.email:
            changed_addresses.change(user, employee.email, known_by=known_by or user.email)
        user.first_name, user.last_name = employee.first_name, employee.last_name
        user.save(update_fields=[*fields, "earlier_email", "email_changed_at"])
    return user


def _free(email: str) -> None:
    """Make sure that no account has the address any more which the directory gives to somebody else.

    Raises:
        Refused: when somebody from outside has it, whose account is open.
    """
    holder = User.objects.select_related("employee").filter(email=email).first()
    if holder is None:
        return
    if holder.employee is None and holder.is_active:
        raise Refused(_("There is already an account with the address %(email)s.") % {"email": email})
    # Parked first: two people may have swapped their addresses. That of who has left stays there.
    holder.email = f"account-{holder.pk}@parked.invalid"
    holder.save(update_fields=["email"])
    if holder.employee is not None:
        _follow(holder, holder.employee, known_by=email)


@transaction.atomic
def meet_directory(user: User) -> None:
    """Tie an account made by hand, such as a superuser's, to its owner's entry in the directory."""
    if user.employee_id is None:
        entries = Employee.objects.select_for_update(of=("self",))
        employee = entries.filter(email=user.email, user__isnull=True).first()
        if employee is not None and rules.may_be_one_person(user, employee):
            _link(user, employee, by=None)


@transaction.atomic
def open_external_account(email: str, *, first_name: str, last_name: str, by: User) -> User:
    """Open an account for somebody from outside, such as an adviser. She signs in by code.

    Raises:
        Refused: when the address is that of somebody in the directory, or of another account.
    """
    email = email.strip().lower()
    _require_outside(email)
    user = User.objects.create_user(email, first_name=first_name, last_name=last_name)
    audit.record("account.opened", user, by=by)
    return user


@transaction.atomic
def change_external_account(user: User, *, email: str, first_name: str, last_name: str, by: User) -> User:
    """Correct name or address of somebody from outside.

    Raises:
        Refused: when she is in the directory, or the address is somebody else's.
    """
    user = lock_account(user)
    email = email.strip().lower()
    if user.employee_id is not None:
        raise Refused(_("Name and address of this account come from the directory."))
    if (user.email, user.first_name, user.last_name) == (email, first_name, last_name):
        return user
    if email != user.email:
        _require_outside(email)
    changed_addresses.change(user, email, known_by=user.email)
    user.first_name, user.last_name = first_name, last_name
    user.save(update_fields=["email", "first_name", "last_name", "earlier_email", "email_changed_at"])
    audit.record("account.changed", user, by=by)
    return user


def _require_outside(email: str) -> None:
    if Employee.objects.filter(email=email).exists():
        raise Refused(_("This address is in the directory. Please choose the person there."))
    if User.objects.filter(email=email).exists():
        raise Refused(_("There is already an account with the address %(email)s.") % {"email": email})


@transaction.atomic
def link_employee(user: User, employee: Employee, *, by: User) -> User:
    """Tie the account of somebody from outside to the directory, now that she is in it.

    Raises:
        Refused: when either already belongs to another one or is gone, or when the account is the closed one
            of somebody else.
    """
    employee, user = _locked_entry(employee), lock_account(user)
    if user.employee_id == employee.pk:
        return user
    if user.employee_id is not None:
        raise Refused(_("This account belongs to another entry of the directory."))
    if User.objects.filter(employee=employee).exists():
        raise Refused(_("%(name)s already has an account.") % {"name": employee.full_name})
    if not rules.may_be_one_person(user, employee):
        words = {"account": user.full_name, "entry": employee.full_name}
        raise Refused(
            _(
                "This is the account of %(account)s, and the entry is that of %(entry)s. "
                "If they are two people, please give the account another address first."
            )
            % words
        )
    return _follow(_link(user, employee, by=by), employee)


@transaction.atomic
def deactivate(user: User, *, by: User | None) -> None:
    """Close an account: whoever has it is signed out everywhere. Nothing else is deleted.

    Without `by` the directory says that she has left; then nothing stands in the way.

    Raises:
        Refused: when it is one's own, or the last one of the administration.
    """
    if by is not None:
        if by.pk == user.pk:
            raise Refused(_("You cannot close your own account."))
        _require_other_administration(user)
    user = lock_account(user)
    if not user.is_active:
        return
    user.is_active = False
    user.save(update_fields=["is_active"])
    Session.objects.filter(user=user).delete()
    audit.record("account.closed", user, by=by)


@transaction.atomic
def activate(user: User, *, by: User | None) -> None:
    """Let a closed account sign in again.

    Raises:
        Refused: when the directory says that she has left.
    """
    user = lock_account(user)
    if user.employee is not None and not user.employee.is_active:
        raise Refused(_("%(name)s is no longer in the directory.") % {"name": user.full_name})
    if user.is_active:
        return
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("account.reopened", user, by=by)


@transaction.atomic
def assign_role(user: User, role: Role, *, by: User | None) -> None:
    """Give somebody a role, and tell the team's mailbox. Nothing happens when she has it.

    Without `by` it was the command line.

    Raises:
        Refused: when it is oneself who gives it, and it opens what the administration does not see.
    """
    user = lock_account(user)
    if RoleAssignment.objects.filter(user=user, role=role).exists():
        return
    if by is not None and by.pk == user.pk and role != Role.ADMINISTRATION:
        message = _("Nobody gives this role to herself: %(role)s. Somebody else of the administration can.")
        raise Refused(message % {"role": Role(role).label})
    RoleAssignment.objects.create(user=user, role=role)
    audit.record("role.assigned", user, by=by, role=Role(role).value)
    roles_changed.send(sender=User, user=user, role=role)


@transaction.atomic
def remove_role(user: User, role: Role, *, by: User | None) -> None:
    """Take a role from somebody, and tell the team's mailbox. Nothing happens when she does not have it.

    Raises:
        Refused: when it is the administration and one's own, or the last one of it.
    """
    if role == Role.ADMINISTRATION:
        if by is not None and by.pk == user.pk:
            raise Refused(_("You cannot take the administration away from yourself. Somebody else can."))
        if not user.is_superuser:
            _require_other_administration(user)
    removed, _by_model = RoleAssignment.objects.filter(user=lock_account(user), role=role).delete()
    if removed:
        audit.record("role.removed", user, by=by, role=Role(role).value)
        roles_changed.send(sender=User, user=user, role=role)


def lock_own(user: User) -> None:
    """Hold the account of whoever acts until the transaction ends, so that it is not deleted meanwhile.

    Raises:
        Refused: when it was.
    """
    if not User.objects.select_for_update(of=("self",), no_key=True).filter(pk=user.pk, erased_at=None).exists():
        raise Refused(_("This account was deleted."))


def _locked_entry(employee: Employee) -> Employee:
    """Return an entry as the directory has it now, locked, before any account, until the transaction ends."""
    locked = Employee.objects.select_for_update(of=("self",)).filter(pk=employee.pk).first()
    if locked is None:
        raise Refused(_("%(name)s is no longer in the directory.") % {"name": employee.full_name})
    return locked


def lock_account(user: User) -> User:
    """Return an account as the database has it now, locked until the transaction ends.

    Raises:
        Refused: when it was deleted.
    """
    locked = User.objects.select_for_update(of=("self",)).select_related("employee").filter(pk=user.pk).first()
    if locked is None:
        raise Refused(_("This account was deleted."))
    return locked


def administrators() -> QuerySet[User]:
    """Return the accounts that can sign in and have the administration."""
    assigned = RoleAssignment.objects.filter(user=OuterRef("pk"), role=Role.ADMINISTRATION)
    return User.objects.filter(
        Q(is_superuser=True) | Exists(assigned),
        Q(employee__isnull=True) | Q(employee__is_active=True),
        is_active=True,
    )


def _require_other_administration(user: User) -> None:
    """Refuse what would leave nobody in the administration.

    Its accounts are locked, before any other one, and counted in a second statement, so that two
    of them cannot remove each other at the same moment.
    """
    list(administrators().select_for_update(of=("self",)).order_by("pk"))
    everybody = set(administrators().values_list("pk", flat=True))
    if everybody == {user.pk}:
        raise Refused(_("%(name)s is the last one of the administration.") % {"name": user.full_name})
