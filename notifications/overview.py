"""The outbox as the team sees it: counts, and addresses that cannot be reached (R10)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications import kinds, scopes
from notifications.models import Message, MessageState

# How the states are told apart here. What is held for a weekly summary, or just
# being sent, still waits for the team.
COLUMNS: tuple[tuple[str | Promise, tuple[MessageState, ...]], ...] = (
    (_("waiting"), (MessageState.QUEUED, MessageState.HELD, MessageState.SENDING)),
    (_("sent"), (MessageState.SENT,)),
    (_("no longer needed"), (MessageState.OBSOLETE,)),
    (_("could not be delivered"), (MessageState.FAILED,)),
)

NOT_TAKEN = _("The mail server of the recipient does not take mails for this address.")
NO_ANSWER = _("The mail server refused the mail again and again, or did not answer.")
NOT_MADE = _("The mail could not be written. Please tell the administration.")
MADE_HERE = frozenset({"no-text", "no-mail", "unknown-kind", "gave-up"})


@dataclass(frozen=True)
class Row:
    """How many messages of one kind there are, in the order of `COLUMNS`; None where it is not told."""

    label: str | Promise
    counts: Sequence[int | None]


@dataclass(frozen=True)
class Unreachable:
    """Somebody whom messages did not reach; without a recipient it is the team's own mailbox."""

    recipient: User | None
    count: int
    reasons: list[str | Promise]


def counts(scope: str | None = None) -> list[Row]:
    """Count messages per kind and state, in one scope or in all; the last row is their sum.

    Kinds that tell of a tandem stand in one row without numbers, whatever there is of them, and are not
    in the sum: how often two people meet is nobody's to count (R10, R11).
    """
    messages = Message.objects.all() if scope is None else Message.objects.filter(scope=scope)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for kind, state, count in messages.order_by().values_list("kind", "state").annotate(Count("pk")):
        found[kind][state] = count
    if not found:
        return []
    told = {kind: by_state for kind, by_state in found.items() if not kinds.tells_of_tandem(kind)}
    rows = [Row(kinds.get(kind).label, _by_column([by_state])) for kind, by_state in told.items()]
    rows.sort(key=lambda row: kinds.in_order(str(row.label)))
    if len(rows) > 1:
        rows.append(Row(_("Together"), _by_column(told.values())))
    rows.append(Row(_("About tandems, and for one person alone"), [None] * len(COLUMNS)))
    return rows


def _by_column(counted: Iterable[Mapping[str, int]]) -> list[int]:
    return [sum(by_state.get(state, 0) for by_state in counted for state in states) for _title, states in COLUMNS]


def scope_titles() -> dict[str, str]:
    """Return what there are messages of, by scope, newest first."""
    known = set(Message.objects.order_by().values_list("scope", flat=True).distinct())
    titles = scopes.titles_of(known)
    return dict(sorted(titles.items(), key=lambda item: item[1], reverse=True))


def unreachable() -> list[Unreachable]:
    """Return whom messages did not reach, by name, without saying which messages."""
    failures: dict[User | None, list[str]] = defaultdict(list)
    for message in Message.objects.failed().select_related("recipient"):
        failures[message.recipient].append(message.error)
    found = [
        Unreachable(recipient, len(codes), sorted({reason_of(code) for code in codes}, key=str))
        for recipient, codes in failures.items()
    ]
    return sorted(found, key=lambda entry: (entry.recipient is not None, str(entry.recipient)))


def reason_of(code: str) -> str | Promise:
    """Say in words why a message was given up."""
    if code in MADE_HERE:
        return NOT_MADE
    return NOT_TAKEN if code.startswith("smtp-5") else NO_ANSWER
