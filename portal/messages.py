"""What the site tells the team's mailbox."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications import kinds
from notifications.models import Message
from portal.models import BarrierReport, BarrierState


class BarrierReported(kinds.Kind):
    """Somebody has met a barrier. What it is and who wants an answer stands behind the sign-in."""

    code = "barrier-report"
    label = _("Barrier reported")
    audience = _("Project team")
    occasion = _("When somebody reports a barrier")
    is_listed = False

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return BarrierReport.objects.filter(pk=message.references["report"], state=BarrierState.OPEN).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("admin:portal_barrierreport_change", message.references["report"])

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(None, report=BarrierReport())


def register_kinds() -> None:
    """Make the kinds known. Called when the app is ready."""
    kinds.register(BarrierReported())
