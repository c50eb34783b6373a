"""Two runs of a year side by side: what both proposed, and who was in one of them only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from matching.changed import ChangeRow, sorted_rows
from matching.models import Proposal, Quality, Run
from mentoring.models import LIVE, MenteeState, Pairing, PairingState

_NAMES = ("mentee__participation__user", "mentor__participation__user")


@dataclass(frozen=True)
class Comparison:
    """What differs between an older and a newer run."""

    # Of the mentees of both runs: a label with its figure in the one and in the other.
    figures: list[tuple[str, str, str]]
    changes: list[ChangeRow]
    # Mentees of one run only, with what became of them or that they are new.
    only_in_one: list[ChangeRow]
    # Fit and points are only comparable under the same weights.
    has_same_weights: bool


def compare(before: Run, after: Run) -> Comparison:
    """Return what differs between two runs, the older one first, in three statements.

    Who was approved in between is no change: she looks for nobody any more. So figures and changes are those of
    the mentees whom both runs had.
    """
    older, newer = (
        {one.mentee_id: one for one in Proposal.objects.filter(run=run).select_related(*_NAMES)}
        for run in (before, after)
    )
    has_same_weights = before.weights == after.weights
    both = [pk for pk in older if pk in newer]
    tandems = _tandems_of(older.keys() - newer.keys())
    return Comparison(
        figures=_figures([older[pk] for pk in both], [newer[pk] for pk in both], has_same_weights=has_same_weights),
        changes=sorted_rows(
            ChangeRow(
                str(older[pk].mentee),
                _outcome(older[pk], with_fit=has_same_weights),
                _outcome(newer[pk], with_fit=has_same_weights),
                loses=newer[pk].mentor_id is None,
                gains=older[pk].mentor_id is None,
            )
            for pk in both
            if older[pk].mentor_id != newer[pk].mentor_id
        ),
        only_in_one=sorted_rows(
            [
                *(
                    ChangeRow(str(one.mentee), _outcome(one), _what_became_of(one, tandems.get(pk)))
                    for pk, one in older.items()
                    if pk not in newer
                ),
                *(
                    ChangeRow(str(one.mentee), _("not looking yet"), _outcome(one))
                    for pk, one in newer.items()
                    if pk not in older
                ),
            ]
        ),
        has_same_weights=has_same_weights,
    )


def _figures(older: list[Proposal], newer: list[Proposal], *, has_same_weights: bool) -> list[tuple[str, str, str]]:
    def counted(label: str, count: Callable[[list[Proposal]], int]) -> tuple[str, str, str]:
        before, after = (number_format(count(side), force_grouping=True) for side in (older, newer))
        return label, before, after

    found = [
        counted(_("Mentees of both runs"), len),
        counted(_("Proposed tandems"), lambda side: sum(one.mentor_id is not None for one in side)),
    ]
    if has_same_weights:
        found.extend(counted(str(quality.label), partial(_count, quality)) for quality in Quality)
        found.append(counted(_("Points in all"), lambda side: sum(one.score for one in side)))
    return found


def _count(quality: Quality, side: list[Proposal]) -> int:
    return sum(one.quality == quality for one in side)


def _tandems_of(mentees: Iterable[int]) -> dict[int, Pairing]:
    found = Pairing.objects.filter(mentee__in=list(mentees), state__in=[*LIVE, PairingState.COMPLETED])
    return {one.mentee_id: one for one in found.select_related("mentor__participation__user")}


def _outcome(proposal: Proposal, *, with_fit: bool = True) -> str:
    if proposal.mentor is None:
        return _("nobody")
    return f"{proposal.mentor} ({proposal.get_quality_display()})" if with_fit else str(proposal.mentor)


def _what_became_of(proposal: Proposal, tandem: Pairing | None) -> str:
    """Say why a mentee of the older run is not in the newer one."""
    if tandem is not None and tandem.mentor_id == proposal.mentor_id:
        return _("approved since")
    if tandem is not None:
        return _("approved since, with %(mentor)s") % {"mentor": tandem.mentor}
    if proposal.mentee.state != MenteeState.ACCEPTED:
        return str(proposal.mentee.get_state_display())
    return _("not in this run")
