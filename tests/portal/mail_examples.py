"""Messages of every kind of this app, as they would be sent on `factories.TODAY`."""

from collections.abc import Callable

from notifications import outbox
from notifications.models import Message
from portal.models import BarrierReport
from tests.mentoring.mail_examples import SECRET


def barrier_reported() -> list[Message]:
    reported = BarrierReport.objects.create(text=SECRET, where=SECRET, reply_to=f"{SECRET}@kerpen.example")
    return [outbox.draft("barrier-report", "1", recipient=None, report=reported.pk)]


EXAMPLES: dict[str, Callable[[], list[Message]]] = {"barrier-report": barrier_reported}
