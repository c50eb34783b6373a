"""Lets go of a person: her participations with all that she wrote. A partner keeps what is hers (R9, R14)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import User
from mentoring.actions import pairings
from mentoring.actions.retention import leave
from mentoring.models import (
    AdviserGrant,
    AgreementText,
    Exclusion,
    GoalShare,
    GoalText,
    KeptGoalText,
    MeetingNote,
    MeetingText,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Pairing,
    Participation,
    SupportRequest,
    Wish,
)
from mentoring.models.pairings import PairingQuerySet


def blockers(user: User, now: datetime) -> Iterable[str]:
    """Yield whether she is in a tandem that somebody has to end first."""
    if _pairings_of(user).live().exists():
        yield _("She is in a tandem that is not over. End it first, so that the other one learns of it.")


def release(user: User, now: datetime) -> None:
    """End the tandems that she is in; one that nobody knows of is no tandem any more."""
    for pairing in _pairings_of(user).live().order_by("mentor_id", "mentee_id"):
        pairings.end(pairing, by=None, now=now)


def erase(user: User, now: datetime) -> None:
    """Delete what somebody wrote, and her participations.

    Where a tandem was announced, participation and tandem stay without name and words, so that the other
    one keeps what she wrote, and the figures stay true; she counts as withdrawn, so that nobody pairs her.
    Texts that both could write are those of whoever saved them last. By whom somebody else does not want
    to be paired stays that one's secret, in which she is named: she may come back.

    Raises:
        Refused: when she is in a tandem that is not over.
    """
    hers = Participation.objects.filter(user=user)
    _lock(hers)
    for reason in blockers(user, now):
        raise Refused(reason)
    SupportRequest.objects.filter(sender=user).delete()
    AdviserGrant.objects.filter(Q(participation__in=hers) | Q(pairing__in=_pairings_of(user))).delete()
    # Whom they are about still sees that something was open.
    AdviserGrant.objects.filter(adviser=user).update(adviser=None)
    told = Pairing.objects.announced().filter(Q(mentee=OuterRef("pk")) | Q(mentor=OuterRef("pk")))
    leave(hers.exclude(Exists(told)))
    Pairing.objects.filter(
        Q(mentee__in=hers.values("pk")) | Q(mentor__in=hers.values("pk")), announced_at=None
    ).delete()
    kept = list(hers.values_list("pk", flat=True))
    _delete_words(kept)
    _empty_profiles(kept)


def _pairings_of(user: User) -> PairingQuerySet:
    return Pairing.objects.filter(Q(mentee__participation__user=user) | Q(mentor__participation__user=user))


def _lock(participations: QuerySet[Participation]) -> None:
    """Hold back whoever would pair her now, in the order in which pairing locks."""
    list(Mentor.objects.select_for_update(of=("self",)).filter(pk__in=participations.values("pk")).order_by("pk"))
    list(Mentee.objects.select_for_update(of=("self",)).filter(pk__in=participations.values("pk")).order_by("pk"))


def _delete_words(kept: list[int]) -> None:
    GoalText.objects.filter(author__in=kept).delete()
    GoalShare.objects.filter(goal__mentee__in=kept).delete()
    # What was kept for her to read on; whose words they are has her own.
    KeptGoalText.objects.filter(share__pairing__mentor__in=kept).delete()
    MeetingNote.objects.filter(author__in=kept).delete()
    MeetingText.objects.filter(place_by__in=kept).update(place="", place_by=None)
    MeetingText.objects.filter(notes_by__in=kept).update(notes="", notes_by=None)
    # A text that nobody has changed yet holds the place that both had named.
    of_hers = Q(agreement__pairing__mentee__in=kept) | Q(agreement__pairing__mentor__in=kept)
    untouched = of_hers & Q(written_by=None)
    AgreementText.objects.filter(untouched | Q(written_by__in=kept)).update(
        place="", focus="", if_it_does_not_fit="", written_by=None
    )
    Exclusion.objects.filter(author__in=kept).delete()
    Wish.objects.filter(Q(mentee__in=kept) | Q(mentor__in=kept)).delete()


def _empty_profiles(kept: list[int]) -> None:
    Mentee.objects.filter(pk__in=kept).update(
        state=MenteeState.WITHDRAWN,
        motivation="",
        place="",
        criterion=None,
        decided_at=None,
        decided_by=None,
        announced_state="",
        announced_criterion=None,
        announced_at=None,
    )
    Mentor.objects.filter(pk__in=kept).update(
        state=MentorState.WITHDRAWN, introduction="", place="", offers=[], is_shown_to_applicants=False, decided_by=None
    )
    Mentor.topics.through.objects.filter(mentor__in=kept).delete()
    Pairing.objects.filter(Q(mentee__in=kept) | Q(mentor__in=kept)).update(override_reason="")
