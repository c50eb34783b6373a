"""Writing to the project team or the adviser, and reading the answers (R13)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access as accounts
from accounts.errors import Refused
from mentoring import access, request_access
from mentoring.actions import requests
from mentoring.forms.requests import AnswerForm, RequestForm
from mentoring.models import RequestKind


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What one has written, with the answers."""
    return render(request, "mentoring/requests/overview.html", {"requests": access.own_requests(request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a confidential message."""
    form = RequestForm(
        request.POST or None,
        initial={"recipient": "team", "kind": RequestKind.QUESTION},
        may_write_to_adviser=access.may_write_to_adviser(request.user),
        has_tandem=access.pairings_visible_to(request.user).exists(),
    )
    if request.method == "POST" and form.is_valid():
        participation = access.participations_of(request.user).order_by("-cohort__starts_on").first()
        try:
            requests.send(
                request.user,
                form.cleaned_data["text"],
                kind=RequestKind(form.cleaned_data["kind"]),
                cohort=participation.cohort if participation else None,
                recipient=form.chosen_recipient,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your message has been sent. You will get an answer here."))
            return redirect("mentoring:request_list")
    return render(request, "mentoring/requests/new.html", {"form": form})


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What mentors have written to the adviser."""
    if not accounts.is_adviser(request.user):
        raise Http404
    found = request_access.requests_to_adviser(request.user).select_related("sender").order_by("state", "-created_at")
    return render(request, "mentoring/requests/inbox.html", {"requests": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one message to the adviser, which is recorded, and answer it."""
    if not accounts.is_adviser(request.user):
        raise Http404
    found = get_object_or_404(request_access.requests_to_adviser(request.user).select_related("sender"), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            requests.answer(found, form.cleaned_data["text"], by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your answer has been sent."))
            return redirect("mentoring:request_inbox")
    requests.note_reading(found, by=request.user)
    return render(request, "mentoring/requests/answer.html", {"request_for_help": found, "form": form})
