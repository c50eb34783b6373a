"""What somebody of the team may not see or decide because it is about herself (R15).

Her application, her profile and her tandems are another member's. So is finding the tandems of a year in
which she takes part: who sees all the others sees her own by what is missing.
"""

from django.db.models import F, Q, QuerySet

from accounts import access as accounts
from accounts.models import User
from mentoring.models import MenteeState, MentorState, Pairing, Participation


def may_decide_on(user: User, participation: Participation) -> bool:
    return participation.user_id != user.pk


def may_pair_in(user: User, cohort_id: int) -> bool:
    """Whether she may help to find the tandems of a year."""
    return not years_of_her_own(user.pk).filter(cohort=cohort_id).exists()


def others_who_may_pair_in(user: User, cohort_id: int) -> QuerySet[User]:
    """Who else of the team decides about her and may help to find the tandems of a year."""
    taking_part = _taking_part().filter(cohort=cohort_id).order_by().values("user")
    return accounts.others_of_team(user).exclude(pk__in=taking_part)


def years_of_her_own(user_id: int | None) -> QuerySet:
    """Return the years in which somebody takes part, each as `cohort`."""
    return _taking_part().filter(user=user_id).order_by().values("cohort")


def _taking_part() -> QuerySet[Participation]:
    """Return those that count as taking part.

    As far as each knows: what was decided and not announced changes nothing, or she would learn it by this.
    """
    is_told_out = Q(
        mentee__state__in=[MenteeState.DECLINED, MenteeState.NO_TANDEM], mentee__state=F("mentee__announced_state")
    )
    applies = Q(mentee__isnull=False) & ~Q(mentee__state__in=[MenteeState.DRAFT, MenteeState.WITHDRAWN]) & ~is_told_out
    offers = Q(mentor__state__in=[MentorState.SUBMITTED, MentorState.CONFIRMED, MentorState.PAUSED])
    return Participation.objects.filter(applies | offers)


def acceptances_of_her_years(user_id: int | None) -> Q:
    """Say of an application that its acceptance is another's to announce.

    Accepted applicants are told with their tandem once it is approved: who is missing from the others has one.
    """
    return Q(state=MenteeState.ACCEPTED, participation__cohort__in=years_of_her_own(user_id))


def is_hers(user_id: int | None, prefix: str = "") -> Q:
    """Say of a tandem that somebody is one of the two."""
    return Q(**{f"{prefix}mentee__participation__user": user_id}) | Q(
        **{f"{prefix}mentor__participation__user": user_id}
    )


def entries_about_herself(user: User) -> Q:
    """Entries of the decision log that would tell her what nobody has told her yet."""
    own = Participation.objects.filter(user=user).order_by().values("pk")
    in_her_years = Participation.objects.filter(cohort__in=years_of_her_own(user.pk)).order_by().values("pk")
    tandems = Pairing.objects.filter(is_hers(user.pk)).order_by().values("pk")
    return (
        Q(subject_type__in=["mentoring.mentee", "mentoring.mentor"], subject_id__in=own)
        | Q(subject_type="mentoring.mentee", action__startswith="matching.", subject_id__in=in_her_years)
        | Q(subject_type="mentoring.pairing", subject_id__in=tandems)
    )
