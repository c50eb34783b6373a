"""Empties the staff directory of people whom no mentoring year needs (R2)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.actions.directory import lock_directory
from accounts.models import Employee, OrgUnit, RoleAssignment, StaffImport, StaffImportState, User
from mentoring.models import Cohort, Participation, SupportRequest

CHUNK = 500


@transaction.atomic
def purge_directory(now: datetime) -> int:
    """Remove entries that nobody needs once nobody can join a year any more; return how many went.

    Needed are those who take part or have taken part, whoever has a role or an open matter with the team,
    heads and deputies, and everybody above who takes part. Accounts of the others go with their entries.
    Staff files that came since the last year began are for the year to come: they stay.
    """
    today = timezone.localdate(now)
    began = _last_year_began(today)
    if began is None or _came_since(began):
        return 0
    lock_directory()
    unneeded = sorted(set(Employee.objects.values_list("pk", flat=True)) - needed_entries())
    for start in range(0, len(unneeded), CHUNK):
        chunk = unneeded[start : start + CHUNK]
        User.objects.filter(employee__in=chunk).delete()
        Employee.objects.filter(pk__in=chunk).delete()
    return len(unneeded)


def needed_entries() -> set[int]:
    """Return the numbers of the entries that the programme needs."""
    taking_part = _entries_of(Participation.objects.values_list("user", flat=True))
    others = _entries_of(
        [
            *RoleAssignment.objects.values_list("user", flat=True),
            *SupportRequest.objects.values_list("sender", flat=True),
            *User.objects.filter(is_superuser=True).values_list("pk", flat=True),
        ]
    )
    leading = OrgUnit.objects.values_list("head", "deputy")
    return taking_part | others | {leader for pair in leading for leader in pair if leader} | _above(taking_part)


def _entries_of(users: Iterable[int]) -> set[int]:
    ids = set(users)
    entries = User.objects.filter(employee__isnull=False).values_list("pk", "employee")
    return {employee for user, employee in entries if user in ids}


def _above(employees: set[int]) -> set[int]:
    """Return named superiors, their superiors, and so on."""
    superior_of = dict(Employee.objects.filter(superior__isnull=False).values_list("pk", "superior"))
    above: set[int] = set()
    for employee in employees:
        superior = superior_of.get(employee)
        while superior is not None and superior not in above:
            above.add(superior)
            superior = superior_of.get(superior)
    return above


def _last_year_began(today: date) -> date | None:
    """Return when the latest year began, unless there is one that people can still join, or will be able to."""
    if Cohort.objects.filter(starts_on__gt=today).exists():
        return None
    began: date | None = Cohort.objects.aggregate(began=Max("starts_on"))["began"]
    return began


def _came_since(began: date) -> bool:
    applied = StaffImport.objects.filter(state=StaffImportState.APPLIED)
    latest = applied.aggregate(latest=Max("created_at"))["latest"]
    return latest is not None and timezone.localdate(latest) >= began
