"""The own data: what is held, everything as a file, and how it is deleted."""

import time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts import second_factor
from accounts.errors import Refused
from accounts.ids import id_from
from accounts.sessions import does_not_prolong
from mentoring.views.signed_in import posts_only
from privacy import access
from privacy.actions import exports
from privacy.holdings_in_words import all_described
from privacy.models import FileFormat

PAGE = "privacy:own_data"
CONTENT_TYPES = {FileFormat.PDF: "application/pdf", FileFormat.JSON: "application/json"}


def asks_who_it_is(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to whoever has to prove first that it is she: it is about everything of a person at once.

    Those with a password or a second factor are asked for it; anybody else's session has to be young.
    """
    page = reverse(PAGE)
    if not second_factor.signed_in_lately(request, now=time.time()):
        reason = _("Before you get everything about yourself, we want to be sure that it is you.")
        context = {"reason": reason, "next_path": page, "cancel_path": page}
        return render(request, "mfa/sign_in_again.html", context, status=403)
    way = second_factor.way_to_prove_again(request, page)
    return redirect(way) if way else None


@login_required
@require_safe
@never_cache
def own_data(request: HttpRequest) -> HttpResponse:
    """Say what is held of people and how long, and how far the reader's own export is."""
    export = access.exports_of(request.user).first()
    can_be_fetched = export is not None and export.can_be_fetched(timezone.now())
    context = {
        "export": export,
        "can_be_fetched": can_be_fetched,
        # Their names alone: reading a file would open it.
        "formats": set(export.files.values_list("format", flat=True)) if can_be_fetched else set(),
        "kinds": all_described(),
    }
    return render(request, "privacy/own_data.html", context)


@login_required
@require_safe
@never_cache
@does_not_prolong
def progress(request: HttpRequest) -> HttpResponse:
    """Say that the export is under way, to a page that asks by itself; once it is not, let that load anew."""
    export = access.exports_of(request.user).first()
    if export is None or not export.is_unfinished:
        return HttpResponseClientRefresh()
    return render(request, "privacy/progress.html")


@posts_only(PAGE)
def request_export(request: HttpRequest) -> HttpResponse:
    """Ask for everything about oneself."""
    if question := asks_who_it_is(request):
        return question
    try:
        exports.request(request.user, replacing=id_from(request.POST.get("replacing", "")), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(PAGE)


@posts_only(PAGE)
def fetch(request: HttpRequest, pk: int, file_format: str) -> HttpResponse:
    """Hand a file out, once."""
    export = get_object_or_404(access.exports_of(request.user), pk=pk)
    if file_format not in FileFormat.values:
        raise Http404
    if question := asks_who_it_is(request):
        return question
    try:
        content = exports.fetch(export, FileFormat(file_format), by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(PAGE)
    headers = {"Content-Disposition": f'attachment; filename="meine-daten.{file_format}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[FileFormat(file_format)], headers=headers)
