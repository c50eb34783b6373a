"""Workshops on the site: what participants register for, and the list of who was there for hosts."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Refused
from accounts.models import User
from mentoring.models import Participation
from notifications import calendar
from workshops import access, calendars
from workshops.actions import registrations
from workshops.actions.attendance import day_has_come, mark_attendance
from workshops.forms import AttendanceForm
from workshops.models import RegistrationState, Workshop, WorkshopState
from workshops.own import OwnWorkshop, own_workshop, own_workshops


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


@login_required
@require_safe
def workshop_list(request: SignedInRequest) -> HttpResponse:
    """The workshops of whoever asks: to come, past, and those she hosts."""
    if not access.can_open_workshop_pages(request.user):
        raise Http404
    own = own_workshops(request.user, now=timezone.now())
    return render(
        request,
        "workshops/list.html",
        {
            "upcoming": [item for item in own if not item.is_past],
            "past": [item for item in reversed(own) if item.is_past],
            "hosted": access.workshops_hosted_by(request.user).order_by("-starts_at"),
        },
    )


@login_required
@require_safe
def workshop_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One workshop with the reader's own answer."""
    own = _own_or_404(request, pk, timezone.now())
    taken = own.workshop.registrations.registered().count()
    seats = own.workshop.seats
    free_seats = None if seats is None else max(seats - taken, 0)
    return render(request, "workshops/detail.html", {"own": own, "workshop": own.workshop, "free_seats": free_seats})


@login_required
@require_POST
def register(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a seat, or a place on the waiting list."""
    own = _own_or_404(request, pk, timezone.now())
    try:
        registration = registrations.register(own.workshop, _participation(request, own.workshop), now=own.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if registration.state == RegistrationState.REGISTERED:
            messages.success(request, _("A confirmation with the entry for your calendar is on its way to you."))
    return redirect("workshops:detail", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, then note that the reader does not come."""
    own = _own_or_404(request, pk, timezone.now())
    if request.method == "POST":
        try:
            registrations.cancel_registration(own.workshop, _participation(request, own.workshop), now=own.now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you, we know now that you are not coming."))
        return redirect("workshops:detail", pk)
    if not own.can_cancel:
        return redirect("workshops:detail", pk)
    return render(request, "workshops/cancel.html", {"own": own, "workshop": own.workshop})


@login_required
@require_safe
def calendar_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The entry for the reader's calendar, once she is registered."""
    own = _own_or_404(request, pk, timezone.now())
    if own.registration is None or not own.is_registered:
        raise Http404
    return calendar.download(calendars.seat_file(own.registration))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who is registered and, from the day on, who was there: for the host."""
    workshop = get_object_or_404(access.workshops_hosted_by(request.user), pk=pk)
    now = timezone.now()
    form = AttendanceForm(workshop, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mark_attendance(workshop, form.marks(), by=request.user, now=now)
            messages.success(request, form.summary())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("workshops:attendance", pk)
    return render(
        request,
        "workshops/attendance.html",
        {
            "workshop": workshop,
            "form": form,
            "registrations": form.registrations,
            "waiting": workshop.registrations.waiting().count(),
            "can_be_filled": workshop.state == WorkshopState.OPEN and day_has_come(workshop, now=now),
        },
    )


def _own_or_404(request: SignedInRequest, pk: int, now: datetime) -> OwnWorkshop:
    own = own_workshop(request.user, pk, now=now)
    if own is None:
        raise Http404
    return own


def _participation(request: SignedInRequest, workshop: Workshop) -> Participation:
    return get_object_or_404(access.participation_in(workshop, request.user))
