"""Messages of every kind of this app, as they would be sent on `factories.TODAY`."""

from collections.abc import Callable

from notifications import outbox
from notifications.models import Message
from privacy.models import DataExport, ExportState
from tests.factories import NOW, UserFactory


def data_ready() -> list[Message]:
    user = UserFactory()
    export = DataExport.objects.create(user=user, state=ExportState.READY, requested_at=NOW, ready_at=NOW)
    return [outbox.draft("data-ready", str(export.pk), recipient=user, export=export.pk)]


EXAMPLES: dict[str, Callable[[], list[Message]]] = {"data-ready": data_ready}
