"""What the site tells people about what they asked for."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications import kinds
from notifications.models import Message
from privacy.models import DataExport


class DataReady(kinds.Kind):
    """Everything about oneself can be fetched. What it is stands behind the sign-in."""

    code = "data-ready"
    label = _("Your data is ready")
    audience = _("Whoever asked for it")
    # Who asked for it is to be seen by nobody, as who got news of a tandem.
    tells_of_tandem = True
    occasion = _("When the data that somebody asked for about herself can be fetched")

    def is_still_true(self, message: Message, now: datetime) -> bool:
        export = DataExport.objects.filter(pk=message.references["export"]).first()
        return export is not None and export.can_be_fetched(now)

    def link(self, message: Message) -> str:
        return kinds.link_to("privacy:own_data")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader, export=DataExport())


def register_kinds() -> None:
    """Make the kinds known. Called when the app is ready."""
    kinds.register(DataReady())
