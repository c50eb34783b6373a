"""Whom a workshop is for."""

from django.db.models import Exists, OuterRef, QuerySet

from mentoring.models import Pairing, Participation, ParticipationRole
from workshops.models import Audience, Workshop

ROLES = {
    Audience.ALL: (ParticipationRole.MENTEE, ParticipationRole.MENTOR),
    Audience.MENTEES: (ParticipationRole.MENTEE,),
    Audience.MENTORS: (ParticipationRole.MENTOR,),
}


def in_tandem() -> QuerySet[Participation]:
    """Return everybody who has a live tandem and knows of it.

    Whoever was accepted and waits for a tandem is not among them: an invitation would tell her
    something that was not announced.
    """
    tandems = Pairing.objects.live().announced()
    return Participation.objects.filter(
        Exists(tandems.filter(mentee=OuterRef("pk"))) | Exists(tandems.filter(mentor=OuterRef("pk"))),
        user__is_active=True,
    )


def audience_of(workshop: Workshop) -> QuerySet[Participation]:
    """Return the participants whom the workshop is for today."""
    return in_tandem().filter(cohort=workshop.cohort_id, role__in=ROLES[Audience(workshop.audience)])


def not_yet_invited(workshop: Workshop) -> QuerySet[Participation]:
    """Return those of the audience who know nothing of the workshop yet, by name."""
    return (
        audience_of(workshop)
        .exclude(registrations__workshop=workshop)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )
