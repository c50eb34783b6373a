"""What this app itself holds of persons, and how it lets go of somebody."""

from django.utils.translation import gettext_lazy as _

from accounts.inventory import (
    TECHNICAL,
    Erasure,
    Fate,
    Holding,
    Impersonal,
    Reader,
    Sphere,
    nothing_blocks,
    nothing_to_release,
)
from privacy.actions import erasing
from privacy.models import DataExport, Deletion, ExportFile, RetentionReport

TO_INFORM = _("telling people what is held of them")

ENTRIES = (
    Impersonal(RetentionReport, _("figures of what was deleted"), fields=("at", "removed", "failed")),
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
    Holding(
        model=DataExport,
        what=_("Exports: who asked for everything about herself, and when"),
        purpose=TO_INFORM,
        sphere=Sphere.OPERATION,
        readers=(Reader.PERSON,),
        periods=("exports",),
        fate=Fate.DELETED,
        persons=("user",),
        exported=("requested_at",),
        left_out={
            "state": _("is always the same in the export itself"),
            "ready_at": _("is always the same in the export itself"),
            "attempts": TECHNICAL,
            "leased_until": TECHNICAL,
        },
    ),
    Holding(
        model=ExportFile,
        what=_("Files of an export that were not fetched yet"),
        purpose=TO_INFORM,
        sphere=Sphere.OWN,
        readers=(Reader.PERSON,),
        periods=("exports",),
        fate=Fate.DELETED,
        persons=("export__user",),
        left_out={"format": TECHNICAL, "content": _("says what the export itself says")},
    ),
)

ERASURE = Erasure(blockers=nothing_blocks, release=nothing_to_release, erase=erasing.erase)
