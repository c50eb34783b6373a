"""Is the installation ready to work: database, broker, the keys of the texts, delivery of messages, and periods."""

import logging
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, connection

from accounts import journal_mark, stored_texts
from accounts.journal import Unwritable
from accounts.journal_mark import State
from config.celery import app
from notifications import monitoring
from privacy import monitoring as periods

logger = logging.getLogger(__name__)

# What keeps messages back: the word for it, and what the log says.
JOURNAL = {
    State.BEHIND: ("newer", "The database is older than its journal. Run manage.py after_restore."),
    State.MISSING: ("missing", "The journal of this database is missing. Is JOURNAL_DIR the right folder?"),
}
# Seconds within which the broker has to answer.
PATIENCE = 2
# How old the last report on deletions may be, of which each night brings one.
NIGHTS = timedelta(days=2)


@dataclass(frozen=True)
class Finding:
    """What one look has shown. The words tell an attacker nothing."""

    subject: str
    is_fine: bool
    words: str


def look(*, now: datetime) -> list[Finding]:
    """Look at everything that has to work. Takes a few seconds at most when something is away."""
    database = database_answers()
    broker = broker_answers()
    return [
        Finding("database", database, _answer(database)),
        Finding("broker", broker, _answer(broker)),
        _keys() if database else Finding("keys", False, "unknown"),
        _journal() if database else Finding("journal", False, "unknown"),
        _messages(now) if database else Finding("messages", False, "unknown"),
        _periods(now) if database else Finding("periods", False, "unknown"),
    ]


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        logger.warning("The database does not answer: %s", type(error).__name__)
        return False
    return True


def broker_answers() -> bool:
    """Say whether the broker takes tasks: Redis answers, or the folder of a broker of files can be written."""
    try:
        if app.conf.broker_url.startswith("filesystem"):
            # Without a name, so that no worker takes it for a task.
            tempfile.TemporaryFile(dir=app.conf.broker_transport_options["data_folder_out"]).close()
        else:
            with app.connection_for_write() as broker:
                broker.ensure_connection(max_retries=0, timeout=PATIENCE)
    except Exception as error:  # each transport has errors of its own
        logger.warning("The broker does not answer: %s", type(error).__name__)
        return False
    return True


def _keys() -> Finding:
    """Say whether `FIELD_KEYS` opens the oldest and the newest text of each field: all are tried at the start alone."""
    closed = stored_texts.closed_at_the_ends()
    if closed:
        logger.warning("FIELD_KEYS does not open stored texts: %s", ", ".join(map(str, closed)))
    return Finding("keys", not closed, "do not fit" if closed else "ok")


def _journal() -> Finding:
    """Say whether the journal is there, can be written, and knows nothing that the database does not."""
    try:
        state = journal_mark.state()
        if state in JOURNAL:
            word, line = JOURNAL[state]
            logger.warning(line)
            return Finding("journal", False, word)
        journal_mark.journal().require_writable()
    except (Unwritable, OSError) as error:
        logger.warning("The journal cannot be read or written: %s", type(error).__name__)
        return Finding("journal", False, "no answer")
    return Finding("journal", True, "ok")


def _messages(now: datetime) -> Finding:
    is_fine = monitoring.longest_wait(now) < timedelta(minutes=settings.LATE_MESSAGE_MINUTES)
    return Finding("messages", is_fine, "ok" if is_fine else "late")


def _periods(now: datetime) -> Finding:
    """Say whether the periods were applied of late. A new installation never did: nothing is said against that."""
    last = periods.last_applied()
    is_fine = last is None or now - last < NIGHTS
    if not is_fine:
        logger.warning("The periods of data were not applied for two nights")
    return Finding("periods", is_fine, "ok" if is_fine else "late")


def _answer(is_there: bool) -> str:
    return "ok" if is_there else "no answer"
