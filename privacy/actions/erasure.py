"""Erases people, on their request, and again when a restored backup brings them back."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, inventory, journal_mark
from accounts.actions.directory import lock_directory
from accounts.actions.erasing import entry_stays, erase_entry, waiting_staff_files
from accounts.encryption import keyed_hash
from accounts.errors import Refused, Stale
from accounts.inventory import Words
from accounts.journal import Unwritable
from accounts.models import Employee, User
from privacy import access
from privacy.models import Deletion

logger = logging.getLogger(__name__)

JOURNAL = "deletions"
# An account, or a directory entry of somebody who has none.
Person = User | Employee


def blockers(person: Person, *, by: User, now: datetime) -> list[Words]:
    """Return what has to end before somebody can be erased."""
    if isinstance(person, Employee):
        return [*waiting_staff_files(now)]
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
        if _is_noted(person):
            # Deleted, and only then found that the journal takes nothing: the nightly task notes it.
            logger.error("A deletion is not in the journal yet.")
            return
        raise Refused(_("This cannot be noted for a restored backup at present. Nothing was deleted.")) from error


def _erase_on_request(person: Person, *, by: User, now: datetime) -> None:
    # Before the account, as whoever changes her entry does.
    lock_directory()
    locked = _locked(person)
    if locked is None:
        return
    reasons = blockers(locked, by=by, now=now)
    if reasons:
        raise Refused(" ".join(str(reason) for reason in reasons))
    audit.record("person.erased", locked, by=by)
    for digest in _digests(locked):
        journal_mark.note(JOURNAL, digest, at=now)
    _erase(locked, now)


@transaction.atomic
def replay_deletions(digests: set[str], *, now: datetime) -> int:
    """Erase everybody again whom a restored backup brought back, and return how many those were.

    Whatever would have to end first is ended. Safe to run again.
    """
    lock_directory()
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
    for digest in _digests(person):
        Deletion.objects.get_or_create(digest=digest, defaults={"at": now})
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


def note_missing_deletions(now: datetime) -> int:
    """Write deletions into the journal that it lacks, because it took nothing at the time; return how many."""
    known = {entry.text for entry in journal_mark.journal().entries(JOURNAL)}
    missing = [digest for digest in Deletion.objects.values_list("digest", flat=True) if digest not in known]
    for digest in missing:
        journal_mark.note(JOURNAL, digest, at=now)
    return len(missing)


def _is_noted(person: Person) -> bool:
    return Deletion.objects.filter(digest=_digest(person)).exists()


def _digests(person: Person) -> list[str]:
    """Return the hashes of an account, and of the entry behind it that goes too: a backup may have that alone."""
    entry = person.employee if isinstance(person, User) else None
    return [_digest(one) for one in (person, entry) if one is not None and not (one is entry and entry_stays(entry))]


def _digest(person: Person) -> str:
    """Return the hash that stands for somebody in every backup made since she was entered.

    The number alone would not do: after a restore the database may give it to somebody else. So the moment at
    which account or entry was made is part of it. All else may be another in the backup: name, address, unit.
    """
    if isinstance(person, User):
        return keyed_hash("deletion", "user", person.pk, person.date_joined.isoformat())
    return keyed_hash("deletion", "employee", person.pk, person.created_at.isoformat())
