"""How the decision log names what the team does about the matching."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from accounts import audit
from matching.models import InstructionKind, Weighting
from matching.naming import run_titles
from mentoring.models import Mentor

LABELS: dict[str, audit.Words] = {
    "matching.started": _("Matching started"),
    "matching.approved": _("Tandem approved from a matching run"),
    "matching.moved": _("Proposal changed by hand"),
    "matching.locked": _("Proposal held fast"),
    "matching.kept_apart": _("Two people kept apart in the matching"),
    "matching.taken_out": _("Mentee taken out of the matching"),
    "matching.instruction_withdrawn": _("Instruction for the matching taken back"),
    "matching.weights_changed": _("Weights of the matching changed"),
}


def mentors_in_words(ids: Iterable[str]) -> Mapping[str, str]:
    """Return the names of mentors; somebody may have been deleted since."""
    people = Mentor.objects.filter(pk__in=[pk for pk in ids if pk.isdecimal()]).select_related("participation__user")
    return {str(one.pk): str(one) for one in people}


DETAILS: dict[str, tuple[audit.Words, Mapping[str, audit.Words] | audit.LookUp]] = {
    "run": (_("matching run"), run_titles),
    "mentor": (_("mentor"), mentors_in_words),
    "before": (_("before"), mentors_in_words),
    "instruction": (_("settled"), dict(InstructionKind.choices)),
    "weights": (_("changed"), {field.name: field.verbose_name for field in Weighting._meta.fields}),
}
