"""Which occasions were told: those of the messages that are there, and those of deleted ones."""

from collections.abc import Collection
from datetime import date

from accounts.encryption import keyed_hash
from notifications.models import Message, ToldOccasion


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


def _digest(key: str) -> str:
    return keyed_hash("occasion", key)
