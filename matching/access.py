"""Who sees runs and proposals: the project team alone, and of it nobody who takes part in the year.

Who took part and no longer does, sees what has nothing to do with her.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, StrIndex

from accounts.models import User
from matching.models import Instruction, Proposal, Run
from matching.models.runs import ProposalQuerySet
from mentoring import access as programme
from mentoring import conflict_access, topic_access
from mentoring.access import AnyUser
from mentoring.models import Cohort, Mentee, Pairing, PairingState, Participation

# How a participation is written as a key of JSON.
_KEY = Concat(Value('"'), Cast("pk", TextField()), Value('":'), output_field=TextField())


def may_match(user: AnyUser) -> bool:
    return programme.may_run_programme(user)


def cohorts_to_match(user: AnyUser) -> QuerySet[Cohort]:
    """The years whose tandems the user may help to find: none in which she takes part herself (R15)."""
    if not may_match(user):
        return Cohort.objects.none()
    return Cohort.objects.exclude(pk__in=conflict_access.years_of_her_own(user.pk))


def takes_part_in(user: AnyUser, cohort_id: int) -> bool:
    """Whether that is what keeps somebody of the team from the matching of a year."""
    return may_match(user) and isinstance(user, User) and not conflict_access.may_pair_in(user, cohort_id)


def mentees_to_pair(user: AnyUser) -> QuerySet[Mentee]:
    """Those for whom the user may propose somebody by hand."""
    found = programme.applications_for_review(user)
    return found.exclude(participation__cohort__in=conflict_access.years_of_her_own(user.pk))


def runs_visible_to(user: AnyUser) -> QuerySet[Run]:
    if not may_match(user):
        return Run.objects.none()
    found = Run.objects.select_related("cohort__minimum_mentor_level", "requested_by").numbered()
    return found.exclude(cohort__in=conflict_access.years_of_her_own(user.pk)).exclude(pk__in=_runs_with_her(user))


def _runs_with_her(user: AnyUser) -> QuerySet:
    """Return keys of the runs that were computed with somebody, whatever became of her since.

    Not only her own proposal names her: so do alternatives, ways out, and who would move for others. A run knows
    everybody by her participation among its fingerprints; asked within the statement, as pages have none to spare.
    """
    if not isinstance(user, User):
        return Run.objects.none()
    known = (
        Participation.objects.filter(user=user, cohort=OuterRef("cohort"))
        .annotate(place=StrIndex(Cast(OuterRef("fingerprints"), TextField()), _KEY))
        .filter(place__gt=0)
    )
    proposed = Proposal.objects.filter(conflict_access.is_hers(user.pk)).order_by().values("run")
    return Run.objects.filter(Exists(known) | Q(pk__in=proposed)).order_by().values("pk")


def proposals_visible_to(user: AnyUser) -> ProposalQuerySet:
    """Proposals of runs that have a result."""
    if not may_match(user):
        return Proposal.objects.none()
    found = Proposal.objects.filter(run__finished_at__isnull=False)
    of_others = found.exclude(run__cohort__in=conflict_access.years_of_her_own(user.pk))
    return of_others.exclude(run__in=_runs_with_her(user))


def with_topics(proposals: ProposalQuerySet, user: AnyUser, today: date) -> ProposalQuerySet:
    """Say of each proposal in `tells_topics` whether the team still reads her topics. A run keeps them for longer."""
    readable = topic_access.applications_with_topics(user, today).filter(pk=OuterRef("mentee"))
    return proposals.annotate(tells_topics=Exists(readable))


def mentees_with_topics(user: AnyUser, today: date) -> QuerySet[Mentee]:
    """Those whose topics the team still reads, for what names mentees without proposals: a trial of weights."""
    return topic_access.applications_with_topics(user, today)


def tandems_to_announce(user: AnyUser, cohort_id: int) -> QuerySet[Pairing]:
    """Approved tandems of a year of which nobody was told."""
    found = programme.pairings_for_team(user).filter(mentee__participation__cohort=cohort_id)
    return found.filter(state=PairingState.APPROVED, announced_at__isnull=True)


def instructions_visible_to(user: AnyUser) -> QuerySet[Instruction]:
    if not may_match(user):
        return Instruction.objects.none()
    found = Instruction.objects.exclude(mentee__participation__cohort__in=conflict_access.years_of_her_own(user.pk))
    return found.exclude(conflict_access.is_hers(user.pk)) if isinstance(user, User) else found


def proposed_by_hand(user: AnyUser, found: Iterable[Pairing]) -> list[Pairing]:
    """Return open proposals that were read for the matching, without those of somebody herself."""
    return [one for one in found if programme.own_participation_in(user, one) is None]
