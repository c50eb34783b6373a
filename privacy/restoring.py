"""What has to happen after the database was restored from a backup, before anything is sent from it."""

from dataclasses import dataclass
from datetime import datetime

from accounts import journal_mark
from accounts.actions import restoring
from notifications.restored import settle_sent
from privacy.actions import erasure


@dataclass(frozen=True)
class Report:
    """What was done, in numbers."""

    was_behind: bool
    # Messages that had gone out after the backup, and occasions that no scan may tell again.
    messages: int
    occasions: int
    # People who had been erased after the backup.
    persons: int


def after_restore(now: datetime, *, journal_is_incomplete: bool = False) -> Report:
    """Tell a restored database what went out since its backup, and erase again whom it brought back.

    Safe to run again, also after it broke off.

    Raises:
        Refused: when the journal does not know all that was sent since, unless that is accepted.
    """
    if not journal_is_incomplete:
        restoring.require_journal()
    was_behind = journal_mark.is_behind()
    if was_behind:
        restoring.leave_a_gap(now)
    erased = {entry.text for entry in journal_mark.journal().entries(erasure.JOURNAL)}
    persons = erasure.replay_deletions(erased, now=now)
    # Afterwards, because whoever is left behind by that was told of it already.
    settled = settle_sent()
    restoring.catch_up()
    return Report(was_behind, settled.messages, settled.occasions, persons)
