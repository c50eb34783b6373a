"""Which occasions were told: those of the messages that are there, and those of deleted ones.

What the mail server took stands in a journal outside of the database as well, by kind and keyed hash, so that a
database that was restored from a backup can be told (`restored.py`).
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.utils import timezone

from accounts import journal_mark
from accounts.encryption import keyed_hash
from accounts.journal import Writer
from notifications.models import Message, ToldOccasion

JOURNAL = "sent"


def told_among(keys: Collection[str]) -> set[str]:
    """Return those of some dedupe keys that were told or are about to be."""
    told = set(Message.objects.filter(dedupe_key__in=list(keys)).values_list("dedupe_key", flat=True))
    digests = {_digest(key): key for key in keys if key not in told}
    forgotten = ToldOccasion.objects.filter(digest__in=list(digests)).values_list("digest", flat=True)
    return told | {digests[digest] for digest in forgotten}


def remember(keys: Collection[str], *, since: date) -> None:
    """Keep of messages that are about to be deleted that they were told."""
    occasions = [ToldOccasion(digest=_digest(key), since=since) for key in keys]
    ToldOccasion.objects.bulk_create(occasions, ignore_conflicts=True)


def note_sent(messages: Iterable[Message], journal: Writer, at: datetime) -> None:
    """Write into the journal that the mail server has taken these.

    Raises:
        Unwritable: when that is not possible.
    """
    journal.write(at, *(_word(message) for message in messages))


def sent_by_journal(messages: Collection[Message]) -> dict[int, datetime]:
    """Return when some messages were sent, by id, as far as the journal says that they were."""
    words = {_word(message): message.pk for message in messages}
    entries = journal_mark.journal().entries(JOURNAL) if words else ()
    return {words[entry.text]: entry.at for entry in entries if entry.text in words}


def remember_sent_by_journal(codes: Collection[str]) -> int:
    """Take over from the journal which occasions of some kinds were told; return how many are new here."""
    found = {}
    for entry in journal_mark.journal().entries(JOURNAL):
        code, _, digest = entry.text.partition(":")
        if code in codes:
            found[digest] = ToldOccasion(digest=digest, since=timezone.localdate(entry.at))
    before = ToldOccasion.objects.count()
    ToldOccasion.objects.bulk_create(found.values(), ignore_conflicts=True, batch_size=1_000)
    return ToldOccasion.objects.count() - before


def _word(message: Message) -> str:
    return f"{message.kind}:{_digest(message.dedupe_key)}"


def _digest(key: str) -> str:
    return keyed_hash("occasion", key)
