"""Erases people, on their request, and again when a restored backup brings them back."""

from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, inventory, journal_mark
from accounts.actions.erasing import erase_entry
from accounts.encryption import keyed_hash
from accounts.errors import Refused, Stale
from accounts.inventory import Words
from accounts.journal import Unwritable
from accounts.models import Employee, User
from privacy import access
from privacy.models import Deletion

JOURNAL = "deletions"
# An account, or a directory entry of somebody who has none.
Person = User | Employee


def blockers(person: Person, *, by: User, now: datetime) -> list[Words]:
    """Return what has to end before somebody can be erased."""
    if isinstance(person, Employee):
        return []
    own = [_("This is your own account. Somebody else of the project team can do it.")] if person == by else []
    return [*own, *(reason for erasure in inventory.erasures() for reason in erasure.blockers(person, now))]


def erase(person: Person, *, by: User, now: datetime) -> None:
    """Erase somebody on her request: delete what is hers, and leave a partner what is the partner's.

    The log keeps that it was done, by numbers, and a hash stays, here and in the journal, so that a restored
    backup does it again. Whoever is erased already is left as she is.

    Raises:
        Refused: when something has to end first, with every reason; or when the user may not do it; or
            when the journal cannot be written, because a backup would bring her back.
        Stale: when something new came up while it was done. Nothing is deleted then.
    """
    if not access.may_erase(by):
        raise Refused(_("Only the project team can delete somebody's data."))
    try:
        with transaction.atomic():
            _erase_on_request(person, by=by, now=now)
    except IntegrityError as error:
        raise Stale from error
    except Unwritable as error:
        raise Refused(_("This cannot be noted for a restored backup at present. Nothing was deleted.")) from error


def _erase_on_request(person: Person, *, by: User, now: datetime) -> None:
    locked = _locked(person)
    if locked is None:
        return
    reasons = blockers(locked, by=by, now=now)
    if reasons:
        raise Refused(" ".join(str(reason) for reason in reasons))
    audit.record("person.erased", locked, by=by)
    journal_mark.note(JOURNAL, _digest(locked), at=now)
    _erase(locked, now)


@transaction.atomic
def replay_deletions(digests: set[str], *, now: datetime) -> int:
    """Erase everybody again whom a restored backup brought back, and return how many those were.

    Whatever would have to end first is ended. Safe to run again.
    """
    digests = digests | set(Deletion.objects.values_list("digest", flat=True))
    back = [person for person in _everybody() if _digest(person) in digests]
    for person in back:
        if isinstance(person, User):
            for erasure in inventory.erasures():
                erasure.release(person, now)
        audit.record("person.erased", person, by=None)
        _erase(person, now)
    return len(back)


def _erase(person: Person, now: datetime) -> None:
    Deletion.objects.get_or_create(digest=_digest(person), defaults={"at": now})
    if isinstance(person, Employee):
        erase_entry(person)
        return
    for erasure in inventory.erasures():
        erasure.erase(person, now)


def _locked(person: Person) -> Person | None:
    """Return the account or entry as it is now, locked; nothing when it is erased already."""
    if isinstance(person, Employee):
        return Employee.objects.select_for_update(of=("self",)).filter(pk=person.pk, user=None).first()
    # Whoever approves a tandem writes rows that point at the account, and is waited for at the mentor.
    users = User.objects.select_for_update(of=("self",), no_key=True).select_related("employee")
    return users.filter(pk=person.pk, erased_at=None).first()


def _everybody() -> Iterator[Person]:
    yield from User.objects.filter(erased_at=None).select_related("employee").order_by("pk")
    yield from Employee.objects.filter(user=None).order_by("pk")


def _digest(person: Person) -> str:
    """Return the hash that stands for somebody in every backup made since she was entered.

    The number alone would not do: after a restore the database may give it to somebody else. So the
    moment at which the account was opened is part of it, or the address of an entry without account.
    """
    if isinstance(person, User):
        return keyed_hash("deletion", "user", person.pk, person.date_joined.isoformat())
    return keyed_hash("deletion", "employee", person.pk, person.email)
