"""Who sees runs and proposals: the project team alone."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from matching.models import Instruction, Proposal, Run
from matching.models.runs import ProposalQuerySet
from mentoring import access as programme
from mentoring.access import AnyUser
from mentoring.models import Cohort, Pairing, PairingState


def may_match(user: AnyUser) -> bool:
    return programme.may_run_programme(user)


def cohorts_to_match(user: AnyUser) -> QuerySet[Cohort]:
    return Cohort.objects.all() if may_match(user) else Cohort.objects.none()


def runs_visible_to(user: AnyUser) -> QuerySet[Run]:
    return (
        Run.objects.select_related("cohort__minimum_mentor_level", "requested_by").numbered()
        if may_match(user)
        else Run.objects.none()
    )


def proposals_visible_to(user: AnyUser) -> ProposalQuerySet:
    """Proposals of runs that have a result."""
    if not may_match(user):
        return Proposal.objects.none()
    return Proposal.objects.filter(run__finished_at__isnull=False)


def mentees_with_topics(user: AnyUser, proposals: Iterable[Proposal], today: date) -> set[int]:
    """Return of whom of the mentees, by key, the team still reads topics. A run keeps them for longer."""
    mentees = [one.mentee_id for one in proposals]
    readable = programme.applications_with_topics(user, today).filter(pk__in=mentees)
    return set(readable.values_list("pk", flat=True))


def tandems_to_announce(user: AnyUser, cohort_id: int) -> QuerySet[Pairing]:
    """Approved tandems of a year of which nobody was told."""
    found = programme.pairings_for_team(user).filter(mentee__participation__cohort=cohort_id)
    return found.filter(state=PairingState.APPROVED, announced_at__isnull=True)


def instructions_visible_to(user: AnyUser) -> QuerySet[Instruction]:
    return Instruction.objects.all() if may_match(user) else Instruction.objects.none()
