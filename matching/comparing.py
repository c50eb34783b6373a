"""Two runs of a year side by side: figures, and every mentee for whom they differ."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from matching.models import Proposal, Quality, Run
from matching.trial_rows import ChangeRow

_NAMES = ("mentee__participation__user", "mentor__participation__user")


@dataclass(frozen=True)
class Comparison:
    """What differs between an older and a newer run."""

    # A label with its figure in the one and in the other.
    figures: list[tuple[str, int, int]]
    changes: list[ChangeRow]
    # Points are only comparable under the same weights.
    has_same_weights: bool


def compare(before: Run, after: Run) -> Comparison:
    """Return what differs, in two statements."""
    sides = [
        {one.mentee_id: one for one in Proposal.objects.filter(run=run).select_related(*_NAMES)}
        for run in (before, after)
    ]
    older, newer = sides
    names = {pk: str(one.mentee) for side in sides for pk, one in side.items()}
    changed = [pk for pk in names if _mentor(older.get(pk)) != _mentor(newer.get(pk))]
    return Comparison(
        figures=[
            (_("Mentees"), len(older), len(newer)),
            (_("Proposed tandems"), before.matched, after.matched),
            *((str(one.label), _count(older, one), _count(newer, one)) for one in Quality),
            (_("Points in all"), before.total, after.total),
        ],
        changes=sorted(
            (ChangeRow(names[pk], _outcome(older.get(pk)), _outcome(newer.get(pk))) for pk in changed),
            key=lambda row: row.mentee,
        ),
        has_same_weights=before.weights == after.weights,
    )


def _mentor(proposal: Proposal | None) -> int | None:
    return proposal.mentor_id if proposal is not None else -1


def _count(side: dict[int, Proposal], quality: Quality) -> int:
    return sum(one.quality == quality for one in side.values())


def _outcome(proposal: Proposal | None) -> str:
    if proposal is None:
        return _("not in this run")
    if proposal.mentor is None:
        return _("nobody")
    return f"{proposal.mentor} ({proposal.get_quality_display()})"
