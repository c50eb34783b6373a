"""Messages of every kind that the outbox has of its own."""

from collections.abc import Callable

from notifications import outbox
from notifications.models import Message, MessageState
from notifications.signing_in import WORDS
from tests.factories import UserFactory
from tests.mentoring import mail_examples as programme


def weekly_summary() -> list[Message]:
    held = programme.agreement_to_confirm()[:1]
    [message] = held
    summary = outbox.draft("weekly-summary", "1", recipient=message.recipient)
    summary.save()
    message.state, message.summary = MessageState.HELD, summary
    message.save()
    return [summary]


def address_unreachable() -> list[Message]:
    account = UserFactory()
    Message.objects.create(kind="decision", dedupe_key="decision:1", recipient=account, state=MessageState.FAILED)
    return [outbox.draft("address-unreachable", "1", recipient=None, account=account.pk)]


def roles_changed() -> list[Message]:
    return [outbox.draft("roles-changed", "1", recipient=None)]


def sign_in_changed() -> list[Message]:
    return [outbox.draft("sign-in-changed", what.value, recipient=UserFactory(), what=what.value) for what in WORDS]


EXAMPLES: dict[str, Callable[[], list[Message]]] = {
    "weekly-summary": weekly_summary,
    "address-unreachable": address_unreachable,
    "roles-changed": roles_changed,
    "sign-in-changed": sign_in_changed,
}
