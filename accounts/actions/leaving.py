"""What becomes of the accounts of people who leave and of people who come back."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from accounts import audit
from accounts.models import AuditEntry, Session, User

CHUNK = 1_000


@transaction.atomic
def close_accounts(employee_ids: Iterable[int], *, left_on: date, by: User | None) -> None:
    """Close the accounts of people who left, and sign them out. The log keeps since when, for their return."""
    for ids in _chunks(employee_ids):
        open_accounts = User.objects.filter(employee__in=ids, is_active=True)
        users = list(open_accounts.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        User.objects.filter(pk__in=users).update(is_active=False)
        Session.objects.filter(user__in=users).delete()
        audit.record_each("account.closed", User, users, by=by, left_on=left_on.isoformat())


@transaction.atomic
def reopen_accounts(left_on: Mapping[int, date | None], *, by: User | None) -> None:
    """Open the accounts of people who are back, as far as they were closed because they had left.

    `left_on` says by employee since when each was away. An account that the administration had
    closed stays closed.
    """
    for ids in _chunks(left_on):
        closed = User.objects.filter(employee__in=ids, is_active=False).select_for_update(of=("self",)).order_by("pk")
        left = {
            user_id: since.isoformat()
            for user_id, employee_id in closed.values_list("pk", "employee_id")
            if (since := left_on[employee_id])
        }
        entries = AuditEntry.objects.filter(
            action="account.closed", subject_type=User._meta.label_lower, subject_id__in=left
        )
        users = sorted(
            {entry.subject_id for entry in entries if entry.details.get("left_on") == left[entry.subject_id]}
        )
        User.objects.filter(pk__in=users).update(is_active=True)
        audit.record_each("account.reopened", User, users, by=by)


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    every = sorted(ids)
    return (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))
