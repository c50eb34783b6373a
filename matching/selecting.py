"""Which proposals of a run a page shows: by name, fit and where they stand."""

from collections.abc import Callable

from django.db.models import Q

from matching.forms import RunFilterForm
from matching.models.runs import ProposalQuerySet
from matching.reasons import ABOUT_TOPICS

_NAMES = (
    "mentee__participation__user__first_name",
    "mentee__participation__user__last_name",
    "mentor__participation__user__first_name",
    "mentor__participation__user__last_name",
)


def _with_hints(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Proposals of which `reasons.hints` says something to this reader: topics count only while they are told."""
    nothing_else = Q(warnings=[])
    # A proposal has at most one warning about topics.
    for code in ABOUT_TOPICS:
        nothing_else |= Q(warnings=[code.value])
    told = Q(tells_topics=True) & ~Q(warnings=[])
    return proposals.filter(told | ~nothing_else | ~Q(overridden_rules=[]))


_STANDING: dict[str, Callable[[ProposalQuerySet], ProposalQuerySet]] = {
    RunFilterForm.UNDECIDED: ProposalQuerySet.undecided,
    RunFilterForm.APPROVED: ProposalQuerySet.approved,
    RunFilterForm.LEFT_OVER: lambda proposals: proposals.filter(mentor__isnull=True),
    RunFilterForm.HELD: ProposalQuerySet.held,
    RunFilterForm.TAKEN_OUT: ProposalQuerySet.taken_out,
    RunFilterForm.EXCEPTION: ProposalQuerySet.by_exception,
    RunFilterForm.HINTS: _with_hints,
}


def chosen(proposals: ProposalQuerySet, form: RunFilterForm) -> ProposalQuerySet:
    """Return of proposals, read with `access.with_topics`, those that a filter asks for.

    A filter that makes no sense asks for all.
    """
    if not form.is_valid():
        return proposals
    for word in form.cleaned_data["q"].split():
        matches = Q()
        for name in _NAMES:
            matches |= Q(**{f"{name}__icontains": word})
        proposals = proposals.filter(matches)
    if quality := form.cleaned_data["quality"]:
        proposals = proposals.filter(quality=quality)
    standing = _STANDING.get(form.cleaned_data["show"])
    return standing(proposals) if standing else proposals
