"""How much waits in each year, counted for all of them at once.

A constant number of statements, however many years, people and tandems there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from matching import access as matching
from matching.models import Run, RunKind, RunState
from mentoring import access, conflict_access
from mentoring.access import AnyUser
from mentoring.models import LIVE, Cohort, Mentee, MenteeState, Mentor, MentorState, Pairing, PairingState
from workshops.models import RegistrationState, Workshop, WorkshopKind, WorkshopState

# Mentors of whom an answer or a decision is still to come.
EXPECTED_MENTORS = (MentorState.INVITED, MentorState.SELF_NOMINATED, MentorState.SUBMITTED)


@dataclass
class Counts:
    """What waits in one year."""

    applications: int = 0
    # Sent and neither turned down nor withdrawn: who may need a mentor.
    hopeful: int = 0
    mentors_to_confirm: int = 0
    # Places of confirmed mentors, and one for each who was asked and may still say yes.
    places: int = 0
    expected_mentors: int = 0
    without_tandem: int = 0
    proposals: int = 0
    # The newest matching run, while it is on its way or proposes something that nobody decided on.
    run: Run | None = None
    run_proposals: int = 0
    decisions_to_announce: int = 0
    tandems_to_announce: int = 0
    # The user takes part herself: whom she is with, and who is with whom, is another's to decide.
    takes_part: bool = False
    kickoffs: list[Workshop] = field(default_factory=list)
    # Workshops that are over and whose attendance nobody noted.
    unmarked: list[Workshop] = field(default_factory=list)


def counts_of(cohorts: Iterable[Cohort], *, user: AnyUser, now: datetime) -> dict[int, Counts]:
    """Return by cohort what waits there for the user of the team."""
    found = defaultdict(Counts, {cohort.pk: Counts() for cohort in cohorts})
    ids = list(found)
    _count_applications(found, access.applications_for_review(user).filter(participation__cohort__in=ids), user)
    _count_mentors(found, access.mentors_for_team(user), access.own_mentor_profiles(user))
    _count_pairings(found, access.pairings_for_team(user).filter(mentee__participation__cohort__in=ids))
    _find_runs(found, ids, user)
    _find_workshops(found, ids, now)
    for pk in conflict_access.years_of_her_own(user.pk).filter(cohort__in=ids).values_list("cohort", flat=True):
        found[pk].takes_part = True
    return found


def _count_applications(found: dict[int, Counts], applications: QuerySet[Mentee], user: AnyUser) -> None:
    with_tandem = Pairing.objects.filter(state__in=[PairingState.PROPOSED, *LIVE]).values("mentee")
    to_be_told_with_tandem = Pairing.objects.filter(state=PairingState.APPROVED, announced_at__isnull=True)
    is_untold = Q(state__in=Mentee.DECIDED) & ~Q(state=F("announced_state"))
    is_untold &= ~conflict_access.acceptances_of_her_years(user.pk)
    rows = (
        applications.order_by()
        .values(cohort=F("participation__cohort"))
        .annotate(
            submitted=Count("pk", filter=Q(state=MenteeState.SUBMITTED)),
            hopeful=Count("pk", filter=Q(state__in=[MenteeState.SUBMITTED, MenteeState.ACCEPTED])),
            without_tandem=Count("pk", filter=Q(state=MenteeState.ACCEPTED) & ~Q(pk__in=with_tandem)),
            untold=Count("pk", filter=is_untold & ~Q(pk__in=to_be_told_with_tandem.values("mentee"))),
        )
    )
    for row in rows:
        counts = found[row["cohort"]]
        counts.applications, counts.hopeful = row["submitted"], row["hopeful"]
        counts.without_tandem, counts.decisions_to_announce = row["without_tandem"], row["untold"]


def _count_mentors(found: dict[int, Counts], to_decide: QuerySet[Mentor], own: QuerySet[Mentor]) -> None:
    """Count places with her own, which she knows, and decisions without."""
    of_her = Q(pk__in=own.order_by().values("pk"))
    mentors = Mentor.objects.filter(of_her | Q(pk__in=to_decide.order_by().values("pk")))
    rows = (
        mentors.filter(participation__cohort__in=list(found))
        .order_by()
        .values(cohort=F("participation__cohort"))
        .annotate(
            to_confirm=Count("pk", filter=Q(state=MentorState.SUBMITTED) & ~of_her),
            places=Sum("capacity", filter=Q(state__in=[MentorState.CONFIRMED, MentorState.PAUSED]), default=0),
            expected=Count("pk", filter=Q(state__in=EXPECTED_MENTORS)),
        )
    )
    for row in rows:
        counts = found[row["cohort"]]
        counts.mentors_to_confirm, counts.places = row["to_confirm"], row["places"]
        counts.expected_mentors = row["expected"]


def _count_pairings(found: dict[int, Counts], pairings: QuerySet[Pairing]) -> None:
    rows = (
        pairings.order_by()
        .values(cohort=F("mentee__participation__cohort"))
        .annotate(
            proposed=Count("pk", filter=Q(state=PairingState.PROPOSED)),
            untold=Count("pk", filter=Q(state=PairingState.APPROVED, announced_at__isnull=True)),
        )
    )
    for row in rows:
        counts = found[row["cohort"]]
        counts.proposals, counts.tandems_to_announce = row["proposed"], row["untold"]


def _find_runs(found: dict[int, Counts], cohort_ids: list[int], user: AnyUser) -> None:
    runs = matching.runs_visible_to(user).filter(cohort__in=cohort_ids, kind=RunKind.MATCHING)
    newest = {run.cohort_id: run for run in runs.exclude(state=RunState.FAILED).order_by("pk")}
    proposals = matching.proposals_visible_to(user).filter(run__in=newest.values()).undecided()
    waiting = dict(proposals.order_by().values_list("run").annotate(Count("pk")))
    for cohort_id, run in newest.items():
        found[cohort_id].run_proposals = waiting.get(run.pk, 0)
        if run.is_unfinished or run.pk in waiting:
            found[cohort_id].run = run


def _find_workshops(found: dict[int, Counts], cohort_ids: list[int], now: datetime) -> None:
    unmarked = Count(
        "registrations", filter=Q(registrations__state=RegistrationState.REGISTERED, registrations__attended=None)
    )
    workshops = Workshop.objects.filter(cohort__in=cohort_ids).exclude(state=WorkshopState.CANCELLED)
    for workshop in workshops.annotate(unmarked=unmarked).order_by("starts_at", "pk"):
        counts = found[workshop.cohort_id]
        if workshop.kind == WorkshopKind.KICKOFF:
            counts.kickoffs.append(workshop)
        if workshop.unmarked and workshop.state == WorkshopState.OPEN and workshop.is_over(now):
            counts.unmarked.append(workshop)
