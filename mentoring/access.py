"""Who sees and does what in the programme (the table "Who may do what").

Querysets for lists, predicates for one thing. Nothing else asks for roles or partners.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts import access as accounts
from accounts.hierarchy import ReportingLines
from accounts.models import Employee, User
from mentoring import conflict_access
from mentoring.models import (
    LIVE,
    Agreement,
    Cohort,
    Exclusion,
    Goal,
    GoalText,
    KeptGoalText,
    Meeting,
    MeetingNote,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Origin,
    Pairing,
    PairingState,
    Participation,
    SupportRequest,
)
from mentoring.models.meetings import MeetingQuerySet
from mentoring.models.pairings import PairingQuerySet

AnyUser = User | AnonymousUser

# --- the team's side -------------------------------------------------------------------------


def may_run_programme(user: AnyUser) -> bool:
    """Cohorts, topics, applications, pairings, announcements: the project team alone."""
    return accounts.is_team(user)


def may_invite_mentors(user: AnyUser) -> bool:
    return accounts.is_team(user) or accounts.is_hr(user)


def may_answer_requests(user: AnyUser) -> bool:
    return accounts.is_team(user)


def applications_for_review(user: AnyUser) -> QuerySet[Mentee]:
    """Applications that the team reads: no drafts, which are their author's, nothing of erased people, not her own."""
    if not may_run_programme(user):
        return Mentee.objects.none()
    sent = Mentee.objects.exclude(state=MenteeState.DRAFT).filter(participation__user__erased_at=None)
    return sent.exclude(participation__user=user.pk)


def mentors_for_team(user: AnyUser) -> QuerySet[Mentor]:
    """Mentors of every state but erased ones: for the team with their profiles, for HR those whom it asked itself.

    Did HR see all of them, somebody who cannot be asked and is not among them would be an applicant. Who decides
    on them does not find herself.
    """
    mentors = Mentor.objects.filter(participation__user__erased_at=None)
    if accounts.is_team(user):
        return mentors.exclude(participation__user=user.pk)
    return mentors.filter(origin=Origin.HR) if accounts.is_hr(user) else Mentor.objects.none()


def pairings_for_team(user: AnyUser) -> PairingQuerySet:
    """Tandems that the user may decide on: not her own, and of a year in which she takes part what is announced."""
    if not may_run_programme(user):
        return Pairing.objects.none()
    of_her_years = Q(mentee__participation__cohort__in=conflict_access.years_of_her_own(user.pk))
    untold = Q(announced_at__isnull=True) & of_her_years
    return Pairing.objects.exclude(conflict_access.is_hers(user.pk)).exclude(untold)


def pairings_to_respect(cohort: Cohort) -> QuerySet[Pairing]:
    """Open proposals, live and former tandems of a year, for the computation that proposes more; no person asks."""
    counts = Q(state__in=[PairingState.PROPOSED, *LIVE]) | Q(announced_at__isnull=False)
    people = "mentee__participation__user", "mentor__participation__user"
    return Pairing.objects.of_cohort(cohort.pk).filter(counts).select_related(*people).order_by("pk")


def topics_for_matching(mentee_ids: Iterable[int]) -> QuerySet[Goal]:
    """Topic and order of goals that are not done, of mentees who look for a mentor; no person asks."""
    return Goal.objects.unsettled().filter(mentee__in=list(mentee_ids)).order_by("mentee", "position", "pk")


# --- taking part -----------------------------------------------------------------------------


def participations_of(user: AnyUser) -> QuerySet[Participation]:
    if not isinstance(user, User):
        return Participation.objects.none()
    return Participation.objects.filter(user=user).select_related("cohort")


class Obstacle(StrEnum):
    """Why somebody cannot join a cohort that takes people."""

    NOT_IN_DIRECTORY = "not_in_directory"
    OTHER_ORGANISATION = "other_organisation"
    TAKES_PART = "takes_part"


def may_apply(user: AnyUser, cohort: Cohort, today: date) -> bool:
    """Whether the user may begin an application as a mentee."""
    return cohort.accepts_applications(today) and obstacle_to_joining(user, cohort) is None


def may_nominate_herself(user: AnyUser, cohort: Cohort, today: date) -> bool:
    """Whether the user may offer to be a mentor. Mentors may still join until the start."""
    return cohort.accepts_mentors(today) and obstacle_to_joining(user, cohort) is None


def cohorts_to_apply_for(user: AnyUser, today: date) -> list[Cohort]:
    """Return the cohorts for which `may_apply` holds, in three statements."""
    return _without_obstacle(user, Cohort.objects.applying(today))


def cohorts_to_mentor_in(user: AnyUser, today: date) -> list[Cohort]:
    """Return the cohorts for which `may_nominate_herself` holds, in three statements."""
    return _without_obstacle(user, Cohort.objects.accepting_mentors(today).select_related("minimum_mentor_level"))


def _without_obstacle(user: AnyUser, cohorts: QuerySet[Cohort]) -> list[Cohort]:
    found = list(cohorts)
    obstacles = obstacles_to_joining(user, found)
    return [cohort for cohort in found if obstacles[cohort.pk] is None]


def obstacle_to_joining(user: AnyUser, cohort: Cohort) -> Obstacle | None:
    """Return what keeps the user out of a cohort, whatever its dates."""
    return obstacles_to_joining(user, [cohort])[cohort.pk]


def obstacles_to_joining(user: AnyUser, cohorts: Iterable[Cohort]) -> dict[int, Obstacle | None]:
    """Return what keeps the user out of each of the cohorts, by their keys, in two statements."""
    if not isinstance(user, User) or user.employee is None or not user.employee.is_active:
        return {cohort.pk: Obstacle.NOT_IN_DIRECTORY for cohort in cohorts}
    takes_part_in = set(Participation.objects.filter(user=user).values_list("cohort_id", flat=True))
    open_to_her = set(Cohort.objects.filter(organisations=user.employee.unit.root_id).values_list("pk", flat=True))

    def obstacle(cohort: Cohort) -> Obstacle | None:
        if cohort.pk in takes_part_in:
            return Obstacle.TAKES_PART
        return None if cohort.pk in open_to_her else Obstacle.OTHER_ORGANISATION

    return {cohort.pk: obstacle(cohort) for cohort in cohorts}


def own_applications(user: AnyUser) -> QuerySet[Mentee]:
    if not isinstance(user, User):
        return Mentee.objects.none()
    return Mentee.objects.filter(participation__user=user).select_related("participation__cohort")


def own_mentor_profiles(user: AnyUser) -> QuerySet[Mentor]:
    if not isinstance(user, User):
        return Mentor.objects.none()
    return Mentor.objects.filter(participation__user=user).select_related("participation__cohort")


def current_application(user: AnyUser, today: date) -> Mentee | None:
    """Return her application of the year that runs or comes, else the one of the year that ended last."""
    latest_first = own_applications(user).order_by("-participation__cohort__starts_on", "-pk")
    return latest_first.filter(participation__cohort__ends_on__gte=today).first() or latest_first.first()


def mentee_with_goals(user: AnyUser, today: date) -> Mentee | None:
    """Return the one of her applications whose goals are on her mind: the running year before a new draft."""
    current = current_application(user, today)
    for mentee in own_applications(user).order_by("-participation__cohort__starts_on", "-pk"):
        if mentee.told_state == MenteeState.ACCEPTED and mentee.participation.cohort.ends_on >= today:
            return mentee
    return current


def may_edit_application(user: AnyUser, mentee: Mentee) -> bool:
    """Until it is decided. That it was, may show; what was decided, may not."""
    return _is_hers(user, mentee) and mentee.state in (MenteeState.DRAFT, MenteeState.SUBMITTED)


def may_withdraw(user: AnyUser, mentee: Mentee, today: date) -> bool:
    """As far as she knows: decisions and tandems that were not announced do not count."""
    return (
        _is_hers(user, mentee)
        and mentee.told_state in (MenteeState.SUBMITTED, MenteeState.WAITLISTED, MenteeState.ACCEPTED)
        and mentee.participation.cohort.ends_on >= today
        and not live_pairings_of(user).filter(mentee=mentee).exists()
    )


def may_exclude(user: AnyUser, side: Mentee | Mentor) -> bool:
    """Exclusions are hers to name, on either side, as long as she may still be given a partner."""
    if isinstance(side, Mentor):
        return _is_hers(user, side) and side.state not in (MentorState.DECLINED, MentorState.WITHDRAWN)
    closed = (MenteeState.DECLINED, MenteeState.WITHDRAWN, MenteeState.NO_TANDEM)
    return _is_hers(user, side) and side.told_state not in closed


def _is_hers(user: AnyUser, side: Mentee | Mentor) -> bool:
    return user.pk is not None and side.participation.user_id == user.pk


def exclusions_of(user: AnyUser) -> QuerySet[Exclusion]:
    """Whom the user does not want as partner: one's own, and nobody else's (R9)."""
    if not isinstance(user, User):
        return Exclusion.objects.none()
    return Exclusion.objects.filter(author__user=user).order_by("pk")


def mentors_to_wish_for(mentee: Mentee) -> QuerySet[Mentor]:
    """Mentors of her cohort who agreed to be shown and do not stand in her line of command."""
    employee_id = mentee.participation.user.employee_id
    above = list(ReportingLines([employee_id]).line_of(employee_id)) if employee_id else []
    return (
        Mentor.objects.filter(
            participation__cohort_id=mentee.participation.cohort_id,
            state=MentorState.CONFIRMED,
            is_shown_to_applicants=True,
        )
        .exclude(participation__user__employee__in=above)
        .select_related("participation__user__employee__unit")
    )


def known_sites(cohort: Cohort) -> list[str]:
    """Return the sites at which staff of the cohort's organisations work, to choose a place from."""
    roots = cohort.organisations.values("pk")
    staff = Employee.objects.active().filter(Q(unit__in=roots) | Q(unit__organisation__in=roots)).exclude(site="")
    return list(staff.order_by("site").values_list("site", flat=True).distinct())


# --- the tandem ------------------------------------------------------------------------------

_MENTEE = "mentee__participation__user"
_MENTOR = "mentor__participation__user"


def _partner(user: User, *, prefix: str = "") -> Q:
    return Q(**{f"{prefix}{_MENTEE}": user}) | Q(**{f"{prefix}{_MENTOR}": user})


def pairings_visible_to(user: AnyUser) -> QuerySet[Pairing]:
    """Announced tandems in which the user is or was a partner."""
    if not isinstance(user, User):
        return Pairing.objects.none()
    return (
        Pairing.objects.announced()
        .filter(_partner(user))
        .select_related(
            "agreement",
            "mentee__participation__cohort",
            "mentee__participation__user__employee__unit",
            "mentor__participation__user__employee__unit",
        )
    )


def live_pairings_of(user: AnyUser) -> QuerySet[Pairing]:
    return pairings_visible_to(user).filter(state__in=LIVE)


def is_partner(user: AnyUser, pairing: Pairing) -> bool:
    """Whether the user is one of the two, in a tandem that was announced."""
    return pairing.announced_at is not None and (is_mentee_of(user, pairing) or is_mentor_of(user, pairing))


def is_mentee_of(user: AnyUser, pairing: Pairing) -> bool:
    return user.pk is not None and pairing.mentee.participation.user_id == user.pk


def is_mentor_of(user: AnyUser, pairing: Pairing) -> bool:
    return user.pk is not None and pairing.mentor.participation.user_id == user.pk


def own_participation_in(user: AnyUser, pairing: Pairing) -> Participation | None:
    """Return the side of the tandem on which the user stands."""
    if is_mentee_of(user, pairing):
        return pairing.mentee.participation
    if is_mentor_of(user, pairing):
        return pairing.mentor.participation
    return None


def may_work_in(user: AnyUser, pairing: Pairing) -> bool:
    """Whether the user may plan, log and write in the tandem: while it is live and does not rest."""
    return is_partner(user, pairing) and pairing.state in (PairingState.APPROVED, PairingState.ACTIVE)


def may_step_back(user: AnyUser, pairing: Pairing, today: date) -> bool:
    cohort = pairing.mentee.participation.cohort
    return is_partner(user, pairing) and pairing.state == PairingState.APPROVED and today <= cohort.acquaintance_ends_on


def agreements_visible_to(user: AnyUser) -> QuerySet[Agreement]:
    return Agreement.objects.filter(pairing__in=pairings_visible_to(user)).select_related("text")


# --- goals and their words -------------------------------------------------------------------


def goals_visible_to(user: AnyUser) -> QuerySet[Goal]:
    """Her own goals, and those of the mentees whose live tandem the user mentors."""
    if not isinstance(user, User):
        return Goal.objects.none()
    mentored = _mentored_by(user).values("mentee")
    return Goal.objects.filter(Q(mentee__participation__user=user) | Q(mentee__in=mentored)).select_related("topic")


def _mentored_by(user: User) -> QuerySet[Pairing]:
    return Pairing.objects.announced().live().filter(**{_MENTOR: user})


def goal_texts_visible_to(user: AnyUser) -> QuerySet[GoalText]:
    """Words the user wrote, words her mentors wrote for her, and what is shared with her in a live tandem (R9).

    A new mentor reads it only once the mentee has shared it anew; a former one has `kept_words_visible_to`.
    """
    if not isinstance(user, User):
        return GoalText.objects.none()
    shared_with_me = Q(goal__shares__pairing__in=_mentored_by(user), author__role="mentee")
    written_for_me = Q(goal__mentee__participation__user=user)
    return GoalText.objects.filter(Q(author__user=user) | written_for_me | shared_with_me).distinct()


def kept_words_visible_to(user: AnyUser) -> QuerySet[KeptGoalText]:
    """What had been shared in a tandem when it ended, as it was then: the two who were its partners (R9)."""
    return KeptGoalText.objects.filter(share__pairing__in=pairings_visible_to(user))


def may_edit_goal(user: AnyUser, goal: Goal) -> bool:
    """State, order and topic of a goal are the mentee's."""
    return _is_hers(user, goal.mentee) and _works_on_goals(goal.mentee)


def may_add_goal(user: AnyUser, mentee: Mentee) -> bool:
    """Goals come from either partner of a live tandem, and from the applicant herself."""
    if _is_hers(user, mentee):
        return _works_on_goals(mentee)
    return any(is_mentor_of(user, pairing) for pairing in live_pairings_of(user).filter(mentee=mentee))


def _works_on_goals(mentee: Mentee) -> bool:
    """While she applies, and once she knows that she was accepted.

    In between nothing can be changed, whatever was decided: buttons would tell her before the team does.
    """
    is_applying = mentee.state in (MenteeState.DRAFT, MenteeState.SUBMITTED)
    return is_applying or mentee.told_state == MenteeState.ACCEPTED


# --- meetings --------------------------------------------------------------------------------


def meetings_visible_to(user: AnyUser) -> MeetingQuerySet:
    """Meetings of the tandems in which the user is or was a partner (R9)."""
    if not isinstance(user, User):
        return Meeting.objects.none()
    return Meeting.objects.filter(
        _partner(user, prefix="pairing__"), pairing__announced_at__isnull=False
    ).select_related("text", "pairing__mentee__participation__user", "pairing__mentor__participation__user")


def notes_visible_to(user: AnyUser) -> QuerySet[MeetingNote]:
    """One's own notes, and nobody else's."""
    if not isinstance(user, User):
        return MeetingNote.objects.none()
    return MeetingNote.objects.filter(author__user=user)


def own_requests(user: AnyUser) -> QuerySet[SupportRequest]:
    if not isinstance(user, User):
        return SupportRequest.objects.none()
    return SupportRequest.objects.filter(sender=user)


def may_write_to_adviser(user: AnyUser) -> bool:
    """Mentors may choose the adviser instead of the team (R13)."""
    return isinstance(user, User) and Mentor.objects.filter(participation__user=user).exists()
