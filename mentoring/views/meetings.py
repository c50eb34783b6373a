"""Meetings: planning, logging in one step, notes (R8, R9)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Conflict, Refused
from mentoring import access, calendars
from mentoring.actions import meetings
from mentoring.forms.meetings import LogForm, MeetingForm
from mentoring.models import Meeting, MeetingKind, MeetingState
from notifications import calendar


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All meetings of the user's tandems: what waits for an answer, what comes, what was."""
    now = timezone.now()
    live = list(access.live_pairings_of(request.user))
    found = list(access.meetings_visible_to(request.user).order_by("-starts_at"))
    upcoming = [meeting for meeting in found if meeting.state == MeetingState.PLANNED and meeting.starts_at >= now]
    context = {
        "shows_partner": len({meeting.pairing_id for meeting in found}) > 1,
        "working": [pairing for pairing in live if access.may_work_in(request.user, pairing)],
        "unanswered": [m for m in found if m.waits_for_answer(now)],
        "presumed": [m for m in found if m.is_presumably_held(now)],
        "upcoming": list(reversed(upcoming)),
        "past": [meeting for meeting in found if meeting.state == MeetingState.HELD],
        "cancelled": [meeting for meeting in found if meeting.state == MeetingState.CANCELLED],
    }
    return render(request, "mentoring/meetings/overview.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a meeting of one tandem."""
    return _new(request, pk, is_ahead=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a meeting that took place without having been planned here."""
    return _new(request, pk, is_ahead=False)


def _new(request: HttpRequest, pk: int, *, is_ahead: bool) -> HttpResponse:
    pairing = get_object_or_404(access.live_pairings_of(request.user), pk=pk)
    now = timezone.now()
    form = MeetingForm(request.POST or None, initial=MeetingForm.suggested(now, days=7 if is_ahead else -1))
    if request.method == "POST" and form.is_valid():
        action = meetings.plan if is_ahead else meetings.log
        try:
            meeting = action(pairing, by=request.user, now=now, **_details(form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            planned = _("The meeting is planned. The other person of your tandem is told by e-mail.")
            messages.success(request, planned if is_ahead else _("The meeting is logged."))
            return redirect("mentoring:meeting", meeting.pk)
    context = {"pairing": pairing, "meeting": None, "form": form, "theirs": None, "is_ahead": is_ahead}
    return render(request, "mentoring/meetings/form.html", context)


def _details(form: MeetingForm) -> dict[str, Any]:
    values = form.cleaned_data
    return {
        "starts_at": values["starts_at"],
        "kind": MeetingKind(values["kind"]),
        "minutes": values["minutes"],
        "place": values["place"],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting; when it took place, what can be added to it."""
    meeting = _meeting(request, pk)
    form = None
    if meeting.state == MeetingState.HELD and access.may_work_in(request.user, meeting.pairing):
        goals = access.goals_visible_to(request.user).filter(mentee=meeting.pairing.mentee_id)
        initial = {
            "minutes": meeting.minutes,
            "kind": meeting.kind,
            "goals": list(meeting.goals.all()),
            "version": meeting.version,
        }
        form = LogForm(request.POST or None, initial=initial, goals=goals)
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            try:
                meetings.complete_log(
                    meeting,
                    by=request.user,
                    minutes=values["minutes"],
                    goals=values["goals"],
                    kind=MeetingKind(values["kind"]),
                    version=values["version"],
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return redirect("mentoring:meeting", pk)
    return render(request, "mentoring/meetings/detail.html", _context(request, meeting, form))


def _context(request: HttpRequest, meeting: Meeting, form: LogForm | None) -> dict[str, Any]:
    now = timezone.now()
    is_planned = meeting.state == MeetingState.PLANNED
    return {
        "meeting": meeting,
        "pairing": meeting.pairing,
        "form": form,
        "is_ahead": is_planned and meeting.starts_at > now,
        "is_over": is_planned and meeting.starts_at <= now,
        "is_called_off": meeting.state == MeetingState.CANCELLED and meeting.starts_at > now,
        "may_work": access.may_work_in(request.user, meeting.pairing),
        "own_note": access.notes_visible_to(request.user).filter(meeting=meeting).first(),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a planned meeting, or change what it is. A conflict shows what was saved meanwhile; nothing is lost."""
    meeting = _meeting(request, pk)
    may_change = meeting.state == MeetingState.PLANNED and access.may_work_in(request.user, meeting.pairing)
    form = MeetingForm(request.POST or None, initial=MeetingForm.values_of(meeting))
    theirs = None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            changed = meetings.change(meeting, by=request.user, now=timezone.now(), version=version, **_details(form))
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            theirs = _meeting(request, pk)
            # Saving once more is a choice: the reader has seen the other version beside her own.
            form.data = form.data.copy()
            form.data["version"] = str(theirs.version)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            is_told = changed.version != version
            told = _("The change is saved. The other person of your tandem is told by e-mail.")
            messages.success(request, told if is_told else _("Nothing has changed."))
            return redirect("mentoring:meeting", pk)
    elif not form.is_bound and not may_change:
        messages.error(request, _("Only a planned meeting can be moved."))
        return redirect("mentoring:meeting", pk)
    context = {"pairing": meeting.pairing, "meeting": meeting, "form": form, "theirs": theirs, "is_ahead": True}
    return render(request, "mentoring/meetings/form.html", context)


@login_required
@require_POST
def mark_held(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in one step that a meeting took place."""
    meeting = _meeting(request, pk)
    try:
        meetings.mark_held(meeting, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Logged. If you like, add how long it was and which goals you touched."))
    return redirect("mentoring:meeting", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then say that a meeting does not, or did not, take place."""
    meeting = _meeting(request, pk)
    is_ahead = meeting.starts_at > timezone.now()
    if request.method == "POST":
        try:
            meetings.cancel(meeting, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            told = _("The meeting is cancelled. The other person of your tandem is told by e-mail.")
            messages.success(request, told if is_ahead else _("The meeting is cancelled."))
        return redirect("mentoring:meetings")
    context = {"meeting": meeting, "is_ahead": is_ahead}
    return render(request, "mentoring/meetings/cancel.html", context)


@login_required
@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting as a calendar file with a neutral title; its place stays behind the sign-in."""
    return calendar.download(calendars.meeting_file(_meeting(request, pk)))


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(access.meetings_visible_to(request.user), pk=pk)
