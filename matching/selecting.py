"""Which proposals of a run a page shows: by name, fit and where they stand."""

from django.db.models import Q

from matching.forms import RunFilterForm
from matching.models.runs import ProposalQuerySet

_NAMES = (
    "mentee__participation__user__first_name",
    "mentee__participation__user__last_name",
    "mentor__participation__user__first_name",
    "mentor__participation__user__last_name",
)


def chosen(proposals: ProposalQuerySet, form: RunFilterForm) -> ProposalQuerySet:
    """Return the proposals that a filter asks for; a filter that makes no sense asks for all."""
    if not form.is_valid():
        return proposals
    for word in form.cleaned_data["q"].split():
        matches = Q()
        for name in _NAMES:
            matches |= Q(**{f"{name}__icontains": word})
        proposals = proposals.filter(matches)
    if quality := form.cleaned_data["quality"]:
        proposals = proposals.filter(quality=quality)
    return _standing(proposals, form.cleaned_data["show"])


def _standing(proposals: ProposalQuerySet, show: str) -> ProposalQuerySet:
    if show == RunFilterForm.UNDECIDED:
        return proposals.undecided()
    if show == RunFilterForm.APPROVED:
        return proposals.approved()
    if show == RunFilterForm.LEFT_OVER:
        return proposals.filter(mentor__isnull=True)
    if show == RunFilterForm.HINTS:
        return proposals.exclude(warnings=[], overridden_rules=[])
    return proposals
