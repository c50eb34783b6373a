"""Builds runs and proposals as the worker leaves them, for tests in which nothing is computed."""

from typing import Any

from factory import LazyAttribute, SubFactory, post_generation
from factory.django import DjangoModelFactory

from matching import facts
from matching.models import (
    Instruction,
    InstructionKind,
    PriceList,
    Proposal,
    Quality,
    Run,
    RunKind,
    RunState,
    Weighting,
)
from mentoring.models import MenteeState, Mentor
from tests.factories import NOW, CohortFactory, MenteeFactory, MentorFactory


class RunFactory(DjangoModelFactory[Run]):
    """A finished run, computed from what is there when it is made."""

    class Meta:
        model = Run

    cohort = SubFactory(CohortFactory)
    kind = RunKind.MATCHING
    state = RunState.READY
    weights = LazyAttribute(lambda run: Weighting(cohort=run.cohort).snapshot())
    requested_at = NOW
    finished_at = NOW
    fingerprints = LazyAttribute(lambda run: facts.read(run.cohort).fingerprints)


class ProposalFactory(DjangoModelFactory[Proposal]):
    """A suitable proposal. `priced=[…]` are other mentors whom the price list names, at no cost."""

    class Meta:
        model = Proposal
        skip_postgeneration_save = True

    run = SubFactory(RunFactory)
    mentee = LazyAttribute(lambda one: MenteeFactory(cohort=one.run.cohort, state=MenteeState.ACCEPTED))
    mentor = LazyAttribute(lambda one: MentorFactory(cohort=one.run.cohort))
    quality = Quality.GOOD
    score = 500
    reachable = 1000
    parts = LazyAttribute(lambda one: {"topics": one.score})
    reasons = LazyAttribute(lambda one: {"topics": [], "wanted": 0, "is_first": False})

    @post_generation
    def priced(proposal: Proposal, create: bool, given: list[Mentor] | None, **kwargs: Any) -> None:
        if create:
            nobody_moves = {"mentees_lost": 0, "points_lost": 0, "moves": []}
            PriceList.objects.create(
                proposal=proposal,
                mentors=[
                    {"mentor": mentor.pk, "score": 400, "quality": Quality.GOOD, "topics": [], "overriding": []}
                    | nobody_moves
                    for mentor in given or []
                ],
                without_mentor=nobody_moves | {"moves": [[proposal.mentee_id, proposal.mentor_id, None]]},
                none=nobody_moves,
            )


class InstructionFactory(DjangoModelFactory[Instruction]):
    """Two people whom the team keeps apart."""

    class Meta:
        model = Instruction

    kind = InstructionKind.FORBID
    given_at = NOW
