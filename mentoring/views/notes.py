"""Notes on a meeting: the shared ones of both partners, and one's own (R9)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.errors import Conflict, Refused
from accounts.models import User
from mentoring import access
from mentoring.actions import meetings
from mentoring.forms.meetings import NotesForm
from mentoring.models import Meeting


@dataclass(frozen=True)
class _Saved:
    """The text that is stored now, and its version."""

    text: str
    version: int | None


def _shared(meeting: Meeting, user: User) -> _Saved:
    present = access.meetings_visible_to(user).get(pk=meeting.pk).text
    return _Saved(present.notes, present.version)


def _own(meeting: Meeting, user: User) -> _Saved:
    present = access.notes_visible_to(user).filter(meeting=meeting).first()
    return _Saved(present.text, present.version) if present else _Saved("", None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, pk: int) -> HttpResponse:
    """The notes that both partners see."""
    labels = {"label": gettext_lazy("Shared notes"), "help_text": gettext_lazy("You both see these.")}
    return _write(request, pk, read=_shared, save=meetings.write_shared_notes, labels=labels)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """The notes that only their author sees."""
    labels = {"label": gettext_lazy("Own notes"), "help_text": gettext_lazy("Only you see these.")}
    return _write(request, pk, read=_own, save=meetings.write_own_note, labels=labels)


def _write(
    request: HttpRequest,
    pk: int,
    *,
    read: Callable[[Meeting, User], _Saved],
    save: Callable[..., None],
    labels: dict[str, Any],
) -> HttpResponse:
    meeting = get_object_or_404(access.meetings_visible_to(request.user), pk=pk)
    saved = read(meeting, request.user)
    form = NotesForm(request.POST or None, initial={"text": saved.text, "version": saved.version}, **labels)
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            save(meeting, form.cleaned_data["text"], by=request.user, version=form.cleaned_data["version"])
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            theirs = read(meeting, request.user)
            # Both texts stand on the page now; saving once more is the reader's choice.
            form.data = form.data.copy()
            form.data["version"] = "" if theirs.version is None else str(theirs.version)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The notes are saved."))
            return redirect("mentoring:meeting", pk)
    context = {"meeting": meeting, "form": form, "theirs": theirs, **labels}
    return render(request, "mentoring/meetings/notes.html", context)
