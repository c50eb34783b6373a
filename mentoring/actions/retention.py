"""What the programme removes when its period is over (R14).

Periods of a year run from days of that year, so that everybody in it can know them beforehand.
Statistics that were told stay; they name nobody.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, days_of
from mentoring.actions.purging import NO_YEAR, PAST_YEAR, purge_directory, purge_waiting
from mentoring.models import (
    AdviserGrant,
    AgreementText,
    Exclusion,
    Goal,
    GoalShare,
    GoalText,
    Meeting,
    MeetingNote,
    Mentee,
    MenteeState,
    Mentor,
    Mode,
    Pairing,
    Participation,
    RequestState,
    SupportRequest,
    Wish,
)


def _last_day(code: str, now: datetime) -> date:
    """Return the day before which the event must lie for a period to be over."""
    return timezone.localdate(now) - timedelta(days=days_of(code))


@transaction.atomic
def remove_drafts(now: datetime) -> int:
    """Remove applications that were never sent, some time after applications closed."""
    close = _last_day("drafts", now)
    drafts = Mentee.objects.filter(state=MenteeState.DRAFT, participation__cohort__applications_close_on__lt=close)
    return leave(Participation.objects.filter(mentee__in=drafts))


@transaction.atomic
def remove_unpaired(now: datetime) -> int:
    """Remove applications and mentors' profiles out of which no tandem came.

    The period of somebody who was turned down or has withdrawn begins with the mentoring year, or with
    a later decision; that of anybody who could still be paired begins at the end of the year.
    """
    last, before = _last_day("unpaired", now), now - timedelta(days=days_of("unpaired"))
    is_out = Q(mentee__state__in=[MenteeState.DECLINED, MenteeState.WITHDRAWN, MenteeState.NO_TANDEM]) | Q(
        mentor__state__in=["declined", "withdrawn", "invited", "self_nominated"]
    )
    was_decided = Q(mentee__decided_at__gte=before) | Q(mentor__decided_at__gte=before)
    began, ended = Q(cohort__starts_on__lt=last), Q(cohort__ends_on__lt=last)
    found = Participation.objects.filter((is_out & began) | ended).exclude(is_out & was_decided)
    told = Pairing.objects.announced()
    return leave(found.exclude(mentee__pairings__in=told).exclude(mentor__pairings__in=told))


def leave(participations: QuerySet[Participation]) -> int:
    """Remove participations with all that hangs on them. Their tandems were proposed at most."""
    ids = list(participations.values_list("pk", flat=True))
    Pairing.objects.filter(Q(mentee__in=ids) | Q(mentor__in=ids)).delete()
    Participation.objects.filter(pk__in=ids).delete()
    return len(ids)


@transaction.atomic
def remove_texts(now: datetime) -> int:
    """Remove what belonged to the tandems and to each alone: words, meetings, notes, exclusions.

    An agreement keeps that both confirmed it, and loses its text.
    """
    last = _last_day("texts", now)
    ended = "cohort__ends_on__lt"
    of_goal, of_meeting = f"goal__mentee__participation__{ended}", f"pairing__mentee__participation__{ended}"
    removed = _remove(
        GoalText.objects.filter(**{of_goal: last}),
        GoalShare.objects.filter(**{of_goal: last}),
        MeetingNote.objects.filter(**{f"meeting__{of_meeting}": last}),
        Meeting.objects.filter(**{of_meeting: last}),
        Exclusion.objects.filter(**{f"author__{ended}": last}),
    )
    return removed + _empty(AgreementText.objects.filter(**{f"agreement__{of_meeting}": last}))


def _empty(texts: QuerySet[AgreementText]) -> int:
    """Empty the texts that are not empty: being encrypted, they cannot be asked for."""
    emptied = 0
    for text in texts.iterator():
        if text.place or text.focus or text.if_it_does_not_fit:
            text.place = text.focus = text.if_it_does_not_fit = ""
            text.save()
            emptied += 1
    return emptied


@transaction.atomic
def remove_profiles(now: datetime) -> int:
    """Remove what people said of themselves, and why the team made exceptions for them.

    Those are motivations, goals and wishes, how and where somebody would like to meet, mentors' profiles, and
    the rules that were set aside for a tandem. That there was one stays.
    """
    last = _last_day("profiles", now)
    of_mentee = Mentee.objects.filter(participation__cohort__ends_on__lt=last)
    of_mentor = Mentor.objects.filter(participation__cohort__ends_on__lt=last)
    removed = _remove(Goal.objects.filter(mentee__in=of_mentee), Wish.objects.filter(mentee__in=of_mentee))
    topics, _by_model = Mentor.topics.through.objects.filter(mentor__in=of_mentor).delete()
    frame = {"mode": Mode.EITHER, "place": ""}
    return (
        removed
        + topics
        + _blank(of_mentee, motivation="", **frame)
        + _blank(of_mentor, introduction="", offers=[], is_shown_to_applicants=False, **frame)
        + _blank(Pairing.objects.filter(mentee__in=of_mentee), overridden_rules=[], override_reason="")
    )


def _blank(rows: QuerySet[Any], **values: Any) -> int:
    """Give rows these values, and return how many had others."""
    return rows.exclude(**values).update(**values)


@transaction.atomic
def remove_tandems(now: datetime) -> int:
    """Remove that there was a tandem, and who took part: the last that is left of a year's people."""
    last = _last_day("tandems", now)
    Pairing.objects.filter(mentee__participation__cohort__ends_on__lt=last).delete()
    over = Participation.objects.filter(cohort__ends_on__lt=last)
    count = over.count()
    over.delete()
    return count


def remove_requests(now: datetime) -> int:
    """Remove requests for help that were answered long ago, with their answers.

    What nobody has answered goes that long after it was sent: until then it waits on the entry of whom it was
    written to.
    """
    before = now - timedelta(days=days_of("requests"))
    never_answered = Q(state=RequestState.OPEN, created_at__lt=before)
    return _remove(SupportRequest.objects.filter(Q(answered_at__lt=before) | never_answered))


def remove_grants(now: datetime) -> int:
    """Remove what was open to an adviser, some time after its last day or after it was ended before."""
    was_ended = Q(ended_at__lt=now - timedelta(days=days_of("grants")))
    return _remove(AdviserGrant.objects.filter(was_ended | Q(ends_on__lt=_last_day("grants", now))))


def _remove(*rows: QuerySet) -> int:
    """Delete rows and return how many there were, without those that hang on them."""
    return sum(_count_and_delete(found) for found in rows)


def _count_and_delete(found: QuerySet) -> int:
    count = found.count()
    found.delete()
    return count


END_OF_YEAR = _("at the end of the mentoring year")

RULES: Iterable[Rule] = (
    Rule(
        code="drafts",
        what=_("Applications that were never sent"),
        begins=_("when applications close"),
        outcome=_("deleted"),
        remove=remove_drafts,
    ),
    Rule(
        code="unpaired",
        what=_("Applications and mentors' profiles without a tandem"),
        begins=_("with the mentoring year or a later decision; at its end for who could still be paired"),
        outcome=_("deleted"),
        remove=remove_unpaired,
    ),
    Rule(
        code="texts",
        what=_("Words for goals, meetings, notes, texts of agreements, exclusions"),
        begins=END_OF_YEAR,
        outcome=_("deleted, and never offered to the archive"),
        remove=remove_texts,
    ),
    Rule(
        code="profiles",
        what=_("Motivations, goals, wishes, mentors' profiles and reasons for exceptions"),
        begins=END_OF_YEAR,
        outcome=_("deleted"),
        remove=remove_profiles,
    ),
    Rule(
        code="tandems",
        what=_("That there was a tandem, and proof of taking part"),
        begins=END_OF_YEAR,
        outcome=_("deleted"),
        remove=remove_tandems,
    ),
    Rule(
        code="requests",
        what=_("Messages to project team and adviser"),
        begins=_("when they were answered; when they were sent, if nobody answers them"),
        outcome=_("deleted"),
        remove=remove_requests,
    ),
    Rule(
        code="grants",
        what=_("What was open to the adviser, and why"),
        begins=_("with the last day, or when the project team ended it before"),
        outcome=_("deleted"),
        remove=remove_grants,
    ),
    # The last ones: whoever has lost her participation to a rule before needs no entry any more.
    Rule(
        code=PAST_YEAR,
        what=_("Directory entries that nobody needs, with their accounts"),
        begins=_("when a staff file or somebody by hand last confirmed them"),
        outcome=_("deleted, but not before the mentoring year for which they came has begun"),
        remove=purge_directory,
    ),
    Rule(
        code=NO_YEAR,
        what=_("Directory entries for which no mentoring year is in sight, with their accounts"),
        begins=_("when they were last confirmed, or with the end of the last year of their organisation"),
        outcome=_("deleted, unless somebody needs them"),
        remove=purge_waiting,
    ),
)
