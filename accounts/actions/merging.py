"""Two entries of one person made one."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, rules
from accounts.actions import accounts, directory, leaving
from accounts.errors import Refused
from accounts.models import Employee, OrgUnit, User
from accounts.signals import employees_merged

# What the kept entry takes over. When it was made stays: a deletion is known again by it.
DATA = [field.attname for field in Employee._meta.concrete_fields if field.name not in ("id", "created_at")]


@transaction.atomic
def merge(old: Employee, new: Employee, *, by: User, today: date) -> Employee:
    """Make two entries of one person, whose address changed, one: the old one under the new data.

    The old entry stays, with the account and everything that belongs to it; the new one goes. Who
    had the new one as superior, head or deputy has the old one now. Tells the other apps.

    Raises:
        Refused: when both are the same entry or one is gone, when both have an account, because
            nobody can say which one is to stay, or when somebody would stand above herself.
    """
    directory.lock_directory()
    old, new = _locked(old, new)
    _bring_account(old, new)
    away_since = None if old.is_active else old.left_on
    removed_id = new.pk
    _hand_over(old, new)
    new.delete()
    for name in DATA:
        setattr(old, name, getattr(new, name))
    old.confirmed_on = today
    if old.superior_id == old.pk:
        old.superior = None
    faults = rules.faults_of_employee(old)
    if faults:
        raise Refused(" ".join(faults.values()))
    old.save()
    accounts.follow_directory(old)
    if old.is_active:
        leaving.reopen_accounts({old.pk: away_since}, by=by)
    audit.record("employee.merged", old, by=by, removed=removed_id)
    employees_merged.send(sender=Employee, kept_id=old.pk, removed_id=removed_id)
    directory.tell_organisation_changed(by=by)
    return old


def which_is_older(one: Employee, other: Employee) -> tuple[Employee, Employee]:
    """Return two entries of one person as `merge` takes them: whoever left is the old one, else the earlier."""
    old, new = sorted((one, other), key=lambda employee: (employee.is_active, employee.pk))
    return old, new


def _locked(old: Employee, new: Employee) -> tuple[Employee, Employee]:
    if old.pk == new.pk:
        raise Refused(_("Please choose two different entries."))
    both = Employee.objects.select_for_update(of=("self",)).order_by("pk").in_bulk([old.pk, new.pk])
    if len(both) < 2:
        raise Refused(_("One of the two entries is no longer there."))
    return both[old.pk], both[new.pk]


def _bring_account(old: Employee, new: Employee) -> None:
    """Give the old entry the account, whichever of the two has it."""
    users = list(User.objects.select_for_update(of=("self",)).filter(employee__in=[old, new]))
    if len(users) > 1:
        message = _(
            "Both entries of %(name)s have an account. Only one of them can stay: please ask the administration."
        )
        raise Refused(message % {"name": new.full_name})
    User.objects.filter(employee=new).update(employee=old)


def _hand_over(old: Employee, new: Employee) -> None:
    Employee.objects.filter(superior=new).exclude(pk=old.pk).update(superior=old)
    OrgUnit.objects.filter(head=new).update(head=old)
    OrgUnit.objects.filter(deputy=new).update(deputy=old)
