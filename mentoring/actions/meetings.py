"""Planning and logging meetings (R8), and the notes on them (R9)."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import Conflict, Refused
from accounts.models import User
from accounts.transitions import require_transition
from mentoring import access, meeting_news
from mentoring.models import (
    Goal,
    GoalState,
    Meeting,
    MeetingKind,
    MeetingNote,
    MeetingState,
    MeetingText,
    Pairing,
    Participation,
)


def _lock_pairing(pairing: Pairing, user: User) -> Pairing:
    """Lock a tandem in which the user may work.

    Raises:
        Refused: when she is not a partner, or it is over or rests.
    """
    pairing = (
        Pairing.objects.select_for_update(of=("self",))
        .select_related("mentee__participation", "mentor__participation")
        .get(pk=pairing.pk)
    )
    if not access.may_work_in(user, pairing):
        raise Refused(_("Meetings of this tandem can no longer be changed."))
    return pairing


def _lock(meeting: Meeting, user: User) -> Meeting:
    pairing = _lock_pairing(meeting.pairing, user)
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("text").get(pk=meeting.pk)
    meeting.pairing = pairing
    return meeting


@transaction.atomic
def plan(
    pairing: Pairing,
    *,
    by: User,
    starts_at: datetime,
    now: datetime,
    kind: MeetingKind = MeetingKind.CONVERSATION,
    minutes: int | None = None,
    place: str = "",
) -> Meeting:
    """Plan a meeting that lies ahead. The other partner is told.

    Raises:
        Refused: when the user may not work in the tandem, the time is past, or there is a meeting at that time.
    """
    pairing = _lock_pairing(pairing, by)
    _require_ahead(starts_at, now)
    _require_free(pairing, starts_at)
    meeting = Meeting.objects.create(pairing=pairing, kind=kind, starts_at=starts_at, minutes=minutes)
    MeetingText.objects.create(meeting=meeting, place=place, place_by=_side(by, pairing))
    meeting_news.tell_of_plan(meeting, by=by)
    return meeting


def _require_free(pairing: Pairing, starts_at: datetime) -> None:
    """Let a form that is sent twice make one meeting."""
    if pairing.meetings.filter(starts_at=starts_at).exclude(state=MeetingState.CANCELLED).exists():
        raise Refused(_("There is a meeting of your tandem at this time already."))


@transaction.atomic
def change(
    meeting: Meeting,
    *,
    by: User,
    starts_at: datetime,
    now: datetime,
    kind: MeetingKind,
    minutes: int | None,
    place: str,
    version: int,
) -> Meeting:
    """Move a planned meeting or change what it is.

    Its calendar entry gets a new sequence, and the other partner is told; not when all stays as it was.

    Raises:
        Refused: when it is no longer planned, or the new time is past.
        Conflict: when it was changed elsewhere since `version`.
    """
    meeting = _lock(meeting, by)
    if meeting.version != version:
        raise Conflict(_("This meeting was changed in the meantime. Nothing was overwritten."))
    if meeting.state != MeetingState.PLANNED:
        raise Refused(_("Only a planned meeting can be moved."))
    _require_ahead(starts_at, now)
    before = meeting.starts_at, meeting.kind, meeting.minutes, meeting.text.place
    if before == (starts_at, kind, minutes, place):
        return meeting
    meeting.starts_at, meeting.kind, meeting.minutes = starts_at, kind, minutes
    meeting.version += 1
    meeting.change_entry()
    meeting.save()
    if meeting.text.place != place:
        meeting.text.place, meeting.text.place_by = place, _side(by, meeting.pairing)
        meeting.text.save(update_fields=["place", "place_by"])
    meeting_news.tell_of_change(meeting, by=by)
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, by: User) -> Meeting:
    """Say that a planned meeting does not, or did not, take place. The other partner is told of one that lies ahead.

    Raises:
        Stale: when it is no longer planned.
    """
    meeting = _lock(meeting, by)
    require_transition(meeting, MeetingState.CANCELLED)
    meeting.state = MeetingState.CANCELLED
    meeting.version += 1
    meeting.change_entry()
    meeting.save(update_fields=["state", "version", "sequence", "entry_changed_at"])
    meeting_news.tell_of_cancellation(meeting, by=by)
    return meeting


@transaction.atomic
def mark_held(meeting: Meeting, *, by: User, now: datetime) -> Meeting:
    """Say in one step that a planned meeting took place. All else can be added later.

    Raises:
        Refused: when it still lies ahead.
        Stale: when it is no longer planned.
    """
    meeting = _lock(meeting, by)
    require_transition(meeting, MeetingState.HELD)
    if meeting.starts_at > now:
        raise Refused(_("This meeting still lies ahead."))
    meeting.state = MeetingState.HELD
    meeting.version += 1
    meeting.save(update_fields=["state", "version"])
    return meeting


@transaction.atomic
def log(
    pairing: Pairing,
    *,
    by: User,
    starts_at: datetime,
    now: datetime,
    kind: MeetingKind = MeetingKind.CONVERSATION,
    minutes: int | None = None,
    place: str = "",
) -> Meeting:
    """Note a meeting that took place without having been planned here.

    Raises:
        Refused: when the user may not work in the tandem, the time lies ahead, or there is a meeting at that time.
    """
    pairing = _lock_pairing(pairing, by)
    if starts_at > now:
        raise Refused(_("This time lies ahead. Please plan the meeting instead."))
    _require_free(pairing, starts_at)
    meeting = Meeting.objects.create(
        pairing=pairing, kind=kind, starts_at=starts_at, minutes=minutes, state=MeetingState.HELD
    )
    MeetingText.objects.create(meeting=meeting, place=place, place_by=_side(by, pairing))
    return meeting


@transaction.atomic
def complete_log(
    meeting: Meeting, *, by: User, minutes: int | None, goals: Iterable[Goal], kind: MeetingKind, version: int
) -> Meeting:
    """Add to a meeting that took place: how long, of which kind, which goals it touched.

    An open goal that was touched is in work from then on, when the mentee says so herself. Another
    length changes its calendar entry.

    Raises:
        Refused: when it did not take place, or a goal is not one of this mentee's.
        Conflict: when it was changed elsewhere since `version`.
    """
    meeting = _lock(meeting, by)
    if meeting.version != version:
        raise Conflict(_("This meeting was changed in the meantime. Nothing was overwritten."))
    if meeting.state != MeetingState.HELD:
        raise Refused(_("Only a meeting that took place can be logged."))
    touched = list(goals)
    if any(goal.mentee_id != meeting.pairing.mentee_id for goal in touched):
        raise Refused(_("One of these goals does not belong to this tandem."))
    if meeting.minutes != minutes:
        meeting.change_entry()
    meeting.minutes, meeting.kind = minutes, kind
    meeting.version += 1
    meeting.save(update_fields=["minutes", "kind", "version", "sequence", "entry_changed_at"])
    meeting.goals.set(touched)
    if access.is_mentee_of(by, meeting.pairing):
        Goal.objects.filter(pk__in=[goal.pk for goal in touched], state=GoalState.OPEN).update(state=GoalState.IN_WORK)
    return meeting


@transaction.atomic
def write_shared_notes(meeting: Meeting, text: str, *, by: User, version: int) -> None:
    """Keep the notes that both partners read and write.

    Raises:
        Conflict: when the other saved since `version`; the caller shows both texts to choose from.
    """
    meeting = _lock(meeting, by)
    shared = MeetingText.objects.select_for_update().get(meeting=meeting)
    if shared.version != version:
        raise Conflict
    if shared.notes != text:
        shared.notes, shared.notes_by = text, _side(by, meeting.pairing)
        shared.version += 1
        shared.save(update_fields=["notes", "notes_by", "version"])


@transaction.atomic
def write_own_note(meeting: Meeting, text: str, *, by: User, version: int | None) -> None:
    """Keep a note for the author alone; an empty one is removed.

    `version` is the one the author read, None when there was no note yet.

    Raises:
        Conflict: when she saved it elsewhere in the meantime.
    """
    meeting = _lock(meeting, by)
    author = _side(by, meeting.pairing)
    present = MeetingNote.objects.select_for_update().filter(meeting=meeting, author=author).first()
    if (present.version if present else None) != version:
        raise Conflict
    if present is None:
        if text.strip():
            MeetingNote.objects.create(meeting=meeting, author=author, text=text)
    elif not text.strip():
        present.delete()
    elif present.text != text:
        present.text, present.version = text, present.version + 1
        present.save(update_fields=["text", "version"])


def _side(user: User, pairing: Pairing) -> Participation:
    """Return the side on which somebody stands whom the lock of the tandem has let pass: one of the two partners."""
    return cast(Participation, access.own_participation_in(user, pairing))


def _require_ahead(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise Refused(_("This time is past. Please log the meeting instead."))
