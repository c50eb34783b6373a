"""The own account, and the page behind an invitation."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access, changed_addresses, invitations, second_factor, sessions
from accounts.actions import identities, signin_log, signing_in
from accounts.models import Employee, User, Way

SIGN_INS_SHOWN = 10


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What the directory says about the reader, and how it is put right."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - nobody else is signed in
    known, now = settings.IDENTITY_PROVIDER, timezone.now()
    earlier = user.earlier_email
    has_new_address = changed_addresses.is_new(user, now) and changed_addresses.address_to_tell(user, now) == earlier
    context = {
        "employee": Employee.objects.select_related("unit", "level").filter(user=user).first(),
        "team_email": settings.TEAM_EMAIL,
        "has_second_factor": second_factor.is_set_up(user),
        "earlier_email": earlier if has_new_address else "",
        "counts_from": changed_addresses.counts_from(user) if has_new_address else None,
        "sessions": sessions.standing(user, now=now),
        "provider_name": known.name if known else "",
        "is_connected": known is not None and identities.is_connected(user, issuer=known.issuer),
        "sign_ins": access.sign_ins_of(user)[:SIGN_INS_SHOWN],
        "this_session": sessions.stored(str(request.session.session_key)),
    }
    return render(request, "accounts/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of the reader's other sessions, or all of them. Who comes by GET is led to the button."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - nobody else is signed in
    if request.method == "POST":
        if named := request.POST.get("session"):
            ended = signing_in.end_session(user, named)
        else:
            ended = signing_in.end_other_sessions(user, but=request.session.session_key, now=timezone.now())
        if ended:
            messages.success(request, _("Signed out there."))
    return redirect("accounts:account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Welcome an invited person; her button signs her in and leads her on."""
    if request.method == "POST":
        return _accept(request, token)
    found = invitations.read(token)
    if found is not None and found.user == request.user:
        return redirect(found.next_path)
    return _show(request, found)


@transaction.atomic
def _accept(request: HttpRequest, token: str) -> HttpResponse:
    found = invitations.read(token, lock=True)
    if found is None or not found.is_open:
        if found is not None:
            signin_log.note_refusal(request, Way.INVITATION, found.user.pk)
        return _show(request, found)
    record_authentication(request, found.user, "invitation")
    return perform_login(request, found.user, email=found.user.email, redirect_url=found.next_path)


def _show(request: HttpRequest, found: invitations.Invitation | None) -> HttpResponse:
    if found is None or not found.is_open:
        next_path = found.next_path if found else ""
        return render(request, "accounts/invitation_over.html", {"next_path": next_path}, status=410)
    return render(request, "accounts/invitation.html", {"invited": found.user})
