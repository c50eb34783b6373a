"""What somebody typed into a form that could not be taken: shown once more, kept nowhere.

It goes back into the page of whoever pressed the button, and from there she copies it. No server, no
session and no storage of the browser keeps it: on a shared computer the next person would find it.
"""

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from accounts import access

# Fields whose content is nobody's text, or must not stand on a screen; buttons of the admin begin with a line.
NO_TEXT_FIELD = re.compile(r"passw|token|code|secret|^next$|^_|^initial-", re.IGNORECASE)
# What a form sends beside texts: numbers, days and times, ticks. A choice is known by its code.
NO_TEXT = re.compile(r"\s*|\d{1,9}|\d{4}-\d\d-\d\d|\d\d?:\d\d(:\d\d)?|on|yes|true|false")


def typed_texts(posted: QueryDict) -> list[str]:
    """Return what looks like written by a person, in the order of the form. One word too many does no harm."""
    values = [value for name, values in posted.lists() if not NO_TEXT_FIELD.search(name) for value in values]
    return [value for value in values if not NO_TEXT.fullmatch(value) and value not in _codes_of_choices()]


@cache
def _codes_of_choices() -> frozenset[str]:
    """Return what can be chosen in any field of any model."""
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    return frozenset(str(code) for field in fields for code, _label in field.flatchoices)


class KeepTypedTexts:
    """Answers who is no longer signed in, or has lost her role, with what she typed, not with the sign-in alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Who asks is looked at last: answers for programs that watch know no session.
        if request.method != "POST" or not _asks_to_sign_in(request, response):
            return response
        if request.user.is_authenticated:
            # The admin sends away in this manner who has lost her role; who has it is led to her second factor.
            return response if access.may_enter_admin(request.user) else not_allowed(request)
        if request.headers.get("HX-Request"):
            return render(request, "accounts/signed_out_note.html")
        texts = typed_texts(request.POST)
        if not texts:
            return response
        page = render(request, "accounts/signed_out.html", {"texts": texts, "path": request.path}, status=401)
        add_never_cache_headers(page)
        return page


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether a page leads to the sign-in. The pages of the sign-in itself lead to each other."""
    sign_in = {resolve_url(settings.LOGIN_URL), resolve_url("admin:login")}
    is_of_sign_in = request.resolver_match is None or request.resolver_match.view_name.startswith("account_")
    return urlsplit(response.headers.get("Location", "")).path in sign_in and not is_of_sign_in


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a page was open for too long, and show what was typed into it."""
    response = HttpResponse(render_to_string("403_csrf.html", {"texts": _sent_from_here(request)}), status=403)
    add_never_cache_headers(response)
    return response


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that something is not open to an account, for example any more, and show what was typed there."""
    return _refused(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, for example any more, and show what was typed there.

    What belongs to somebody else is answered with the same words as what was never there.
    """
    return _refused(request, "404.html", 404)


def _refused(request: HttpRequest, template: str, status: int) -> HttpResponse:
    # No form leads where there is no page, so nobody has read yet what was sent: it may be anything.
    texts = _sent_from_here(request) if request.resolver_match else []
    response = render(request, template, {"texts": texts}, status=status)
    if texts:
        add_never_cache_headers(response)
    return response


def _sent_from_here(request: HttpRequest) -> list[str]:
    """Return what was typed into a form of this site. Anybody else's would put words on a page of ours."""
    return typed_texts(request.POST) if _was_sent_from_here(request) else []


def _was_sent_from_here(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
