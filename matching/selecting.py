"""Which proposals of a run a page shows: by name, fit and where they stand."""

from django.db.models import Q, QuerySet

from matching.forms import RunFilterForm
from matching.models import Proposal
from mentoring.models import LIVE, PairingState

_NAMES = (
    "mentee__participation__user__first_name",
    "mentee__participation__user__last_name",
    "mentor__participation__user__first_name",
    "mentor__participation__user__last_name",
)


def chosen(proposals: QuerySet[Proposal], form: RunFilterForm) -> QuerySet[Proposal]:
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


def _standing(proposals: QuerySet[Proposal], show: str) -> QuerySet[Proposal]:
    if show == RunFilterForm.UNDECIDED:
        return undecided(proposals)
    if show == RunFilterForm.APPROVED:
        return proposals.filter(pairing__state__in=LIVE)
    if show == RunFilterForm.LEFT_OVER:
        return proposals.filter(mentor__isnull=True)
    if show == RunFilterForm.HINTS:
        return proposals.exclude(warnings=[], overridden_rules=[])
    return proposals


def undecided(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Return proposals that can still be approved; a tandem that was taken back is one again."""
    return proposals.filter(mentor__isnull=False).exclude(pairing__state__in=[*LIVE, PairingState.COMPLETED])
