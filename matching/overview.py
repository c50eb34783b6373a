"""Where the matching of a year stands: who still looks, what is free, and what comes next."""

from dataclasses import dataclass
from datetime import date

from matching.facts import Facts
from matching.models import InstructionKind, Run
from mentoring.models import Pairing, PairingState


@dataclass(frozen=True)
class Overview:
    """The matching of a year at a glance."""

    # Mentees who look for a mentor, without those whom the team has taken out.
    looking: int
    taken_out: int
    places: int
    # Tandems that were approved and wait for their announcement.
    untold: int
    newest: Run | None
    is_over: bool

    @property
    def is_underway(self) -> bool:
        """Whether a run is being computed."""
        return not self.is_over and self.newest is not None and self.newest.is_unfinished

    @property
    def may_start(self) -> bool:
        """Whether a run would have somebody to find a mentor for."""
        return not self.is_over and not self.is_underway and self.looking > 0


def overview_of(facts: Facts, newest: Run | None, *, today: date) -> Overview:
    """Return where the matching of a year stands. One statement beside the facts."""
    out = {one.mentee_id for one in facts.instructions if one.kind == InstructionKind.LEAVE_OUT}
    taken_out = sum(one.mentee.pk in out for one in facts.mentees)
    approved = Pairing.objects.of_cohort(facts.cohort.pk).filter(state=PairingState.APPROVED, announced_at=None)
    return Overview(
        looking=len(facts.mentees) - taken_out,
        taken_out=taken_out,
        places=sum(one.free_places for one in facts.mentors),
        untold=approved.count(),
        newest=newest,
        is_over=facts.cohort.ends_on < today,
    )
