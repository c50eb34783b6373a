"""What has to happen after the database was restored from a backup, before anything is sent from it."""

from dataclasses import dataclass
from datetime import datetime

from accounts import journal_mark
from accounts.actions import restoring
from accounts.journal_mark import State
from mentoring.actions import grants
from notifications.restored import settle_sent
from privacy.actions import erasure


@dataclass(frozen=True)
class Report:
    """What was done, in numbers."""

    # Nothing had to be done: it is no restored database, or has been told everything already.
    knew_all: bool
    # Messages that had gone out after the backup, and occasions that no scan may tell again.
    messages: int
    occasions: int
    # People who had been erased after the backup.
    persons: int
    # What was ended because nobody knows whether it still should be: sign-ins, and what was open to an adviser.
    sessions: int = 0
    grants: int = 0


def after_restore(now: datetime, *, journal_is_incomplete: bool = False) -> Report:
    """Tell a restored database what went out since its backup, and erase again whom it brought back.

    Everybody is signed out, and whatever was open to an adviser is closed: what was ended since the backup
    would be open again, and no journal knows of it. `looking_again` says what only a person can set right.

    Safe to run again, also after it broke off. Where the journal is said to be incomplete, what it has
    is taken, and it begins anew.

    Raises:
        Refused: when the journal does not know all that was sent since, unless that is accepted.
    """
    if not journal_is_incomplete:
        restoring.require_journal()
    knew_all = journal_mark.state() is not State.BEHIND and not journal_is_incomplete
    if not knew_all:
        restoring.leave_a_gap(now)
    erased = {entry.text for entry in journal_mark.journal().entries(erasure.JOURNAL)}
    persons = erasure.replay_deletions(erased, now=now)
    sessions, closed = (0, 0) if knew_all else (restoring.end_sessions(), grants.end_all(now))
    # Afterwards, because whoever is left behind by that was told of it already.
    settled = settle_sent()
    if journal_is_incomplete:
        restoring.begin_anew(now)
    else:
        restoring.catch_up()
    return Report(knew_all, settled.messages, settled.occasions, persons, sessions, closed)
