"""The life of an export: asked for, claimed by one worker, ready, fetched once.

Celery is only nudged; the row is the truth. An export whose worker died is found when its lease is over.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import nudging
from accounts.actions.accounts import lock_own
from accounts.errors import Stale
from accounts.models import User
from accounts.transitions import require_transition
from notifications import outbox
from privacy import tasks
from privacy.models import UNFINISHED, DataExport, ExportFile, ExportState, FileFormat

# Much longer than it takes to put together what is held of one person.
LEASE = timedelta(minutes=10)
# After so many workers that failed or died it is given up, and she may ask again.
MOST_ATTEMPTS = 3
# A nudge arrives within seconds; what waits longer is nudged again.
WAITING = timedelta(minutes=1)
NUDGE_EXPIRES = 60


@transaction.atomic
def request(user: User, *, replacing: int | None, now: datetime) -> DataExport:
    """Ask for everything about oneself, and return what is on its way: a second click gets the same.

    What lies ready already goes when `replacing` names it, or when it is past its time. Wakes a worker.

    Raises:
        Refused: when her account was deleted meanwhile.
    """
    # Two requests at the same moment wait for each other here.
    lock_own(user)
    current = DataExport.objects.filter(user=user, state__in=[*UNFINISHED, ExportState.READY]).first()
    if current is not None and (current.is_unfinished or (current.can_be_fetched(now) and current.pk != replacing)):
        return current
    if current is not None:
        current.delete()
    export = DataExport.objects.create(user=user, requested_at=now)
    _nudge(export)
    return export


@transaction.atomic
def claim(export_id: int, *, now: datetime) -> DataExport | None:
    """Give an export that waits to the worker that asks first; nobody else gets it."""
    export = DataExport.objects.select_for_update(of=("self",)).filter(pk=export_id, state=ExportState.QUEUED).first()
    if export is None:
        return None
    require_transition(export, ExportState.BUILDING)
    export.state, export.leased_until, export.attempts = ExportState.BUILDING, now + LEASE, export.attempts + 1
    export.save()
    return export


@transaction.atomic
def finish(export: DataExport, files: Mapping[FileFormat, bytes], *, now: datetime) -> bool:
    """Keep the files, and tell her that they are there. Returns False when somebody else has the export by now."""
    current = _lock_claimed(export)
    if current is None:
        return False
    require_transition(current, ExportState.READY)
    current.state, current.leased_until, current.ready_at = ExportState.READY, None, now
    current.save()
    ExportFile.objects.bulk_create(
        ExportFile(export=current, format=file_format, content=content) for file_format, content in files.items()
    )
    outbox.queue("data-ready", str(current.pk), recipient=current.user_id, export=current.pk)
    return True


@transaction.atomic
def give_back(export: DataExport) -> None:
    """Let another worker try what one has failed with, or give it up after some."""
    current = _lock_claimed(export)
    if current is not None:
        _leave(current)


@transaction.atomic
def fetch(export: DataExport, file_format: FileFormat, *, by: User, now: datetime) -> bytes:
    """Hand a file out and delete it: whoever comes second finds none.

    Raises:
        Stale: when it was fetched before, or is past its time.
        CannotDecrypt: when no key opens it; it stays.
    """
    current = DataExport.objects.select_for_update(of=("self",)).filter(pk=export.pk, user=by).first()
    file = None
    if current is not None and current.can_be_fetched(now):
        file = current.files.filter(format=file_format).first()
    if current is None or file is None:
        raise Stale(_("This file is no longer there: each can be fetched once, within a week."))
    content = file.content
    file.delete()
    if not current.files.exists():
        require_transition(current, ExportState.FETCHED)
        current.state = ExportState.FETCHED
        current.save()
    return content


@transaction.atomic
def sweep(*, now: datetime) -> int:
    """Take exports from workers that died, nudge those that nobody took; return how many. Safe to run again."""
    left = DataExport.objects.filter(state=ExportState.BUILDING, leased_until__lt=now)
    touched = 0
    for export in left.select_for_update(of=("self",)).order_by("pk"):
        _leave(export)
        touched += 1
    for export in DataExport.objects.filter(state=ExportState.QUEUED, requested_at__lt=now - WAITING):
        _nudge(export)
        touched += 1
    return touched


def _nudge(export: DataExport) -> None:
    """Tell a worker, once the transaction is through. The sweep finds what nobody heard."""
    transaction.on_commit(partial(nudging.nudge, tasks.build_export, export.pk, expires=NUDGE_EXPIRES))


def _lock_claimed(export: DataExport) -> DataExport | None:
    """Return the export, locked, if the worker that claimed it still has it."""
    claimed = DataExport.objects.select_for_update(of=("self",)).filter(
        pk=export.pk, state=ExportState.BUILDING, attempts=export.attempts
    )
    return claimed.first()


def _leave(export: DataExport) -> None:
    """Make a claimed export wait again, or give it up."""
    state = ExportState.FAILED if export.attempts >= MOST_ATTEMPTS else ExportState.QUEUED
    require_transition(export, state)
    export.state, export.leased_until = state, None
    export.save()
