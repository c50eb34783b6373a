"""Who sees which workshop and does what with it. The only place of this app that asks for roles."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import is_adviser, is_team
from accounts.models import Role, RoleAssignment, User
from mentoring.models import Participation
from workshops.audience import ROLES, in_tandem
from workshops.models import Registration, RegistrationQuerySet, RegistrationState, Workshop, WorkshopState


def can_manage_workshops(user: User | AnonymousUser) -> bool:
    """Planning, opening and calling off workshops is the team's."""
    return is_team(user)


def possible_hosts() -> QuerySet[User]:
    """Return who may host: advisers and the team."""
    return User.objects.filter(
        Exists(RoleAssignment.objects.filter(user=OuterRef("pk"), role__in=[Role.ADVISER, Role.TEAM])),
        is_active=True,
    )


def workshops_hosted_by(user: User) -> QuerySet[Workshop]:
    """Return the published workshops that the user hosts as an adviser or as one of the team."""
    if not (is_adviser(user) or is_team(user)):
        return Workshop.objects.none()
    return Workshop.objects.published().filter(host=user)


def can_mark_attendance(user: User | AnonymousUser, workshop: Workshop) -> bool:
    """The team for every workshop, an adviser for those she hosts."""
    return is_team(user) or (is_adviser(user) and workshop.host_id is not None and workshop.host_id == user.pk)


def can_open_workshop_pages(user: User) -> bool:
    """Participants of any year, and who may host. For others the pages do not exist."""
    return is_adviser(user) or is_team(user) or Participation.objects.filter(user=user).exists()


def workshops_visible_to(user: User) -> QuerySet[Workshop]:
    """Return the workshops that the user may take part in, or has an answer of hers on.

    One that was called off is seen by those who had heard of it.
    """
    own = Registration.objects.filter(workshop=OuterRef("pk"), participation__user=user)
    places = in_tandem().filter(cohort=OuterRef("cohort"), user=user)
    is_for_her = Q()
    for audience, roles in ROLES.items():
        is_for_her |= Q(Exists(places.filter(role__in=roles)), audience=audience)
    return Workshop.objects.published().filter(
        Q(is_for_her, state=WorkshopState.OPEN)
        | Q(Exists(own), state=WorkshopState.CANCELLED)
        | Q(Exists(own.exclude(state=RegistrationState.INVITED)))
    )


def registrations_of(user: User) -> RegistrationQuerySet:
    """Return the user's own registrations."""
    return Registration.objects.filter(participation__user=user)


def participation_in(workshop: Workshop, user: User) -> QuerySet[Participation]:
    """Return the user's part in the workshop's cohort, at most one."""
    return Participation.objects.filter(user=user, cohort=workshop.cohort_id)
