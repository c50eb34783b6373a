"""What this app itself holds of persons: next to nothing, as long as nobody asks for an export."""

from django.utils.translation import gettext_lazy as _

from accounts.inventory import TECHNICAL, Fate, Holding, Impersonal, Sphere
from privacy.models import Deletion, RetentionReport

ENTRIES = (
    Impersonal(RetentionReport, _("figures of what was deleted")),
    Holding(
        model=Deletion,
        what=_("Hashes of deletions"),
        purpose=_("deleting again when a restored backup brings somebody back"),
        sphere=Sphere.OPERATION,
        readers=(),
        periods=("deletions",),
        fate=Fate.KEPT,
        on_erasure=_("stays for its period; without the key nobody can tell from it who it was"),
        left_out={"digest": TECHNICAL, "at": TECHNICAL},
    ),
)
