"""What the adviser reads of the programme, and who sees that she does: the part of `access.py` about grants.

An adviser has a grant or reads nothing. It holds while its days last, it was not ended, she is an
adviser, and what it is about stands where it did: all of that is asked at every request.
"""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Role, User
from mentoring.access import AnyUser, may_run_programme
from mentoring.conflict_access import is_hers
from mentoring.models import (
    LIVE,
    AdviserGrant,
    Goal,
    GrantPurpose,
    MenteeState,
    MentorState,
    Pairing,
    PairingState,
    Participation,
)
from mentoring.topic_access import never_matched

PEOPLE = (
    "adviser",
    "participation__cohort",
    "participation__user",
    "pairing__mentee__participation__cohort",
    "pairing__mentee__participation__user",
    "pairing__mentor__participation__user",
)


def may_give_grants(user: AnyUser) -> bool:
    return may_run_programme(user)


def grants_for_team(user: AnyUser) -> QuerySet[AdviserGrant]:
    """Every grant, with those that are over, until it is deleted; but none about herself, which holds others' words."""
    if not may_give_grants(user):
        return AdviserGrant.objects.none()
    others = AdviserGrant.objects.exclude(participation__user=user.pk)
    return others.exclude(is_hers(user.pk, "pairing__"))


def advisers() -> QuerySet[User]:
    """Those who can be given something to read."""
    return User.objects.filter(_may_advise()).order_by("last_name", "first_name", "pk")


def participations_to_advise_on() -> QuerySet[Participation]:
    """Those whose selection is still on its way.

    An application is read until she knows how it came out: that she is out, or her tandem; a profile until
    the mentor is out or has a tandem. What was decided and not announced changes nothing, because they see
    on their pages what is open.
    """
    is_told_out = Q(
        mentee__state__in=[MenteeState.DECLINED, MenteeState.NO_TANDEM], mentee__state=F("mentee__announced_state")
    )
    is_of_hers = Q(mentee=OuterRef("pk")) | Q(mentor=OuterRef("pk"))
    has_tandem = Pairing.objects.announced().filter(is_of_hers, state__in=[*LIVE, PairingState.COMPLETED])
    applies = Q(mentee__isnull=False) & ~Q(mentee__state__in=[MenteeState.DRAFT, MenteeState.WITHDRAWN]) & ~is_told_out
    offers = Q(mentor__state__in=[MentorState.SUBMITTED, MentorState.CONFIRMED, MentorState.PAUSED])
    return Participation.objects.filter(offers | applies, ~Exists(has_tandem))


def pairings_to_advise_on() -> QuerySet[Pairing]:
    """Tandems that both partners know of, as long as they are tandems."""
    return Pairing.objects.announced().live()


def grants_not_over(today: date) -> QuerySet[AdviserGrant]:
    """Grants by which an adviser reads something now, or will from a later day on.

    A tandem ends what was open of the selection for good: should that fail, the selection begins anew.
    """
    is_of_hers = Q(mentee=OuterRef("participation")) | Q(mentor=OuterRef("participation"))
    found_one = Pairing.objects.filter(is_of_hers, announced_at__gte=OuterRef("given_at"))
    selection = Q(
        ~Exists(found_one),
        purpose=GrantPurpose.SELECTION,
        participation__in=participations_to_advise_on(),
        participation__cohort__ends_on__gte=today,
    )
    tandem = Q(purpose=GrantPurpose.TANDEM, pairing__in=pairings_to_advise_on())
    return AdviserGrant.objects.filter(
        _may_advise("adviser__"), selection | tandem, ended_at__isnull=True, ends_on__gte=today
    )


def with_end(grants: QuerySet[AdviserGrant], today: date) -> QuerySet[AdviserGrant]:
    """Say of each grant in `is_over` whether nothing is read by it any more, for whichever reason."""
    return grants.annotate(is_over=~Exists(grants_not_over(today).filter(pk=OuterRef("pk"))))


def grants_fallen_away(today: date) -> QuerySet[AdviserGrant]:
    """Grants that nobody has ended, and whose reason fell away before their last day."""
    not_ended = AdviserGrant.objects.filter(ended_at__isnull=True, ends_on__gte=today)
    return not_ended.exclude(pk__in=grants_not_over(today).values("pk"))


def grants_in_force(today: date) -> QuerySet[AdviserGrant]:
    """Grants by which an adviser reads something on this day."""
    return grants_not_over(today).filter(starts_on__lte=today)


def grants_open_to(user: AnyUser, today: date) -> QuerySet[AdviserGrant]:
    """What is open to an adviser today. Everybody else has none, superusers too."""
    if not isinstance(user, User):
        return AdviserGrant.objects.none()
    return grants_in_force(today).filter(adviser=user).select_related(*PEOPLE)


def grants_about(user: AnyUser) -> QuerySet[AdviserGrant]:
    """Grants by which an adviser reads, will read or has read about the user."""
    if not isinstance(user, User):
        return AdviserGrant.objects.none()
    is_partner = Q(pairing__mentee__participation__user=user) | Q(pairing__mentor__participation__user=user)
    return AdviserGrant.objects.filter(Q(participation__user=user) | is_partner).select_related(*PEOPLE)


def topics_opened(grant: AdviserGrant) -> QuerySet[Goal]:
    """Topic and order of an applicant's goals, as the team reads them: never their words, nor after a tandem (R9)."""
    readable = never_matched().filter(pk=grant.participation_id)
    return Goal.objects.filter(mentee__in=readable).select_related("topic")


def _may_advise(prefix: str = "") -> Q:
    """An open account with the role, of somebody who has not left."""
    has_not_left = Q(**{f"{prefix}employee__isnull": True}) | Q(**{f"{prefix}employee__is_active": True})
    return has_not_left & Q(**{f"{prefix}is_active": True, f"{prefix}roles__role": Role.ADVISER})
