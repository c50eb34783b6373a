"""Keeps what the worker found: proposals with their reasons, and price lists."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from matching.actions import runs
from matching.models import Change, PriceList, Proposal, Run

if TYPE_CHECKING:
    from matching.prices import Draft  # brings NumPy, which the web process does without


@transaction.atomic
def keep(run: Run, drafts: "Iterable[Draft]", **columns: Any) -> bool:
    """Keep the result of a run, unless it was given up or changed meanwhile; says whether it was kept.

    `columns` are those of the run itself: places, fingerprints and certificate.

    Proposals of mentees who have a tandem by now stay as they are. Price lists of older runs of the year go: nobody
    decides by them any more.
    """
    if runs.lock_claimed(run) is None:
        return False
    by_mentee = {draft.mentee_id: draft for draft in drafts}
    kept = {proposal.mentee_id: proposal for proposal in Proposal.objects.filter(run=run)}
    gone = [one.pk for mentee_id, one in kept.items() if mentee_id not in by_mentee]
    Proposal.objects.filter(pk__in=gone).exclude(
        pk__in=Proposal.objects.filter(run=run).decided().values("pk")
    ).delete()
    PriceList.objects.filter(proposal__run__cohort=run.cohort_id).delete()
    for draft in by_mentee.values():
        proposal = kept.setdefault(draft.mentee_id, Proposal(run=run, mentee_id=draft.mentee_id))
        _write(proposal, draft)
    PriceList.objects.bulk_create(
        PriceList(proposal=kept[draft.mentee_id], **draft.price_list) for draft in by_mentee.values()
    )
    return runs.finish(run, now=timezone.now(), **columns, **figures(run))


def _write(proposal: Proposal, draft: "Draft") -> None:
    if proposal.pk and proposal.mentor_id != draft.mentor_id:
        proposal.change = Change.IN_TURN
    proposal.mentor_id = draft.mentor_id
    for name, value in draft.proposal.items():
        setattr(proposal, name, value)
    proposal.save()


def figures(run: Run) -> dict[str, Any]:
    """Return what a run comes to, counted from its proposals."""
    rows = list(Proposal.objects.filter(run=run).values_list("mentor_id", "score"))
    scores = [score for mentor_id, score in rows if mentor_id is not None]
    return {
        "mentees": len(rows),
        "matched": len(scores),
        "total": sum(scores),
        "lowest": min(scores, default=None),
    }
