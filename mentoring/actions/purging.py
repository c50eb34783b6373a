"""Empties the staff directory of people whom no mentoring year needs (R2).

An entry is there for the year that begins after it was last confirmed, by a staff file or by hand. Once
that has begun, nobody can join with it any more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions.directory import lock_directory
from accounts.models import Employee, OrgUnit, RoleAssignment, User
from accounts.retention import days_of
from mentoring.models import Cohort, Participation, SupportRequest

PAST_YEAR, NO_YEAR = "directory", "directory_waiting"
CHUNK = 500


def purge_directory(now: datetime) -> int:
    """Remove entries whose year has begun, with their accounts, unless somebody needs them; return how many went.

    Those confirmed a short time ago stay a little longer: whoever is entered by hand on the eve is wanted.
    """
    return _purge(PAST_YEAR, timezone.localdate(now))


def purge_waiting(now: datetime) -> int:
    """Remove entries that wait for a year which nobody has set up for long; return how many went."""
    return _purge(NO_YEAR, timezone.localdate(now))


@transaction.atomic
def _purge(period: str, today: date) -> int:
    """Remove the entries for which a period is over, with their accounts, unless somebody needs them.

    Locks years, directory, entries and accounts, in the order in which everybody locks. Whoever joins a year
    holds that, whoever changes the directory its lock, whoever opens an account the entry, and whoever gets a
    role or writes to the team the account. So what is asked once more under the locks stays true, and whoever
    comes later finds nobody, and is told so.
    """
    list(Cohort.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    lock_directory()
    found = _unneeded(period, today)
    chunks = [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)]
    _lock(chunks)
    gone = set(_unneeded(period, today)) if found else set()
    return sum(_remove([entry for entry in chunk if entry in gone]) for chunk in chunks)


def _lock(chunks: list[list[int]]) -> None:
    """Hold entries, then their accounts, until the transaction ends, so that nothing new comes to point at them."""
    entries, accounts = Employee.objects.select_for_update(of=("self",)), User.objects.select_for_update(of=("self",))
    for chunk in chunks:
        list(entries.filter(pk__in=chunk).order_by("pk").values_list("pk"))
    for chunk in chunks:
        list(accounts.filter(employee__in=chunk).order_by("pk").values_list("pk"))


def _remove(entries: list[int]) -> int:
    User.objects.filter(employee__in=entries).delete()
    Employee.objects.filter(pk__in=entries).delete()
    return len(entries)


def _unneeded(period: str, today: date) -> list[int]:
    """Return the entries for which this period is over, and that nobody needs."""
    over: dict[str, set[int]] = {PAST_YEAR: set(), NO_YEAR: set(), "": set()}
    for entry, period_over in _periods_over(today):
        over[period_over].add(entry)
    return sorted(over[period] - _needed(staying=over[""]))


@dataclass
class _Years:
    """What the years that an organisation may join say of its entries."""

    has_one_to_begin: bool = False
    began: date = date.min
    ended: date = date.min

    def add(self, starts_on: date, ends_on: date, today: date) -> None:
        if starts_on > today:
            self.has_one_to_begin = True
        else:
            self.began, self.ended = max(self.began, starts_on), max(self.ended, ends_on)

    def period_over(self, confirmed_on: date, today: date) -> str:
        """Return the period that is over for an entry; nothing while it may be needed for a year to come.

        An organisation that has never taken part may be about to: files come before a year is set up for it.
        They do not wait for ever, nor do those of an organisation that takes part no more.
        """
        if self.has_one_to_begin:
            return ""
        waits_for_a_year = confirmed_on >= self.began
        period = NO_YEAR if waits_for_a_year else PAST_YEAR
        since = max(confirmed_on, self.ended) if waits_for_a_year else confirmed_on
        return period if since < today - timedelta(days=days_of(period)) else ""


def _periods_over(today: date) -> Iterator[tuple[int, str]]:
    """Yield every entry with the period that is over for it, if there is one. Two statements."""
    years: dict[int, _Years] = {}
    for root, starts_on, ends_on in Cohort.objects.values_list("organisations", "starts_on", "ends_on"):
        years.setdefault(root, _Years()).add(starts_on, ends_on, today)
    entries = Employee.objects.values_list("pk", "confirmed_on", "unit", "unit__organisation")
    for entry, confirmed_on, unit, organisation in entries:
        yield entry, years.get(organisation or unit, _Years()).period_over(confirmed_on, today)


def _needed(staying: set[int]) -> set[int]:
    """Return the entries that the programme needs, whatever their age.

    Those are who takes part or has taken part, whoever has a role or an open matter with the team, heads and
    deputies, and everybody above who takes part or still may: nobody is to mentor along the line of command.
    """
    taking_part = _entries_of(Participation.objects.values_list("user", flat=True))
    others = _entries_of(
        [
            *RoleAssignment.objects.values_list("user", flat=True),
            *SupportRequest.objects.values_list("sender", flat=True),
            *User.objects.filter(is_superuser=True).values_list("pk", flat=True),
        ]
    )
    leading = OrgUnit.objects.values_list("head", "deputy")
    leaders = {leader for pair in leading for leader in pair if leader}
    return taking_part | others | leaders | _above(taking_part | staying)


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
