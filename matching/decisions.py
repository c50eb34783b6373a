"""How the decision log names what the team does about the matching."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts import audit
from matching.models import Weighting

LABELS: dict[str, audit.Words] = {
    "matching.started": _("Matching started"),
    "matching.moved": _("Proposal changed by hand"),
    "matching.locked": _("Proposal held fast"),
    "matching.kept_apart": _("Two people kept apart in the matching"),
    "matching.taken_out": _("Mentee taken out of the matching"),
    "matching.instruction_withdrawn": _("Instruction for the matching taken back"),
    "matching.weights_changed": _("Weights of the matching changed"),
}
DETAILS: dict[str, tuple[audit.Words, Mapping[str, audit.Words]]] = {
    "weights": (_("changed"), {field.name: field.verbose_name for field in Weighting._meta.fields}),
}
