"""How long somebody stays signed in, and what is kept of it.

A session ends after half an hour without use, and after ten hours whatever happens. The server counts,
not the cookie. What counts as use: every page and every form, and texts that save themselves, since they
do so only while somebody types. What does not: pages that ask by themselves (`does_not_prolong`).
"""

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

BEGUN, USED, BROWSER = "begun_at", "used_at", "browser"
# Seconds. Use is noted no more often than that.
NOTED_EVERY = 60

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android")),
    *(("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux")),
)

View = TypeVar("View", bound=Callable[..., Any])


def stored(session_key: str) -> str:
    """Return the hash under which a session is kept."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Keeps sessions in `accounts.models.Session`: by the hash of their key, with whose they are."""

    @classmethod
    def get_model_class(cls) -> Any:
        from accounts.models import Session  # models are loaded after the settings that name this module

        return Session

    def _get_session_from_db(self) -> Any:
        found = self.model.objects.filter(
            session_key=stored(str(self.session_key)), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(stored(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.session_key = stored(row.session_key)
        row.user_id = data.get(SESSION_KEY)
        if row.user_id is not None:
            row.begun_at, row.used_at = _moment(data.get(BEGUN)), _moment(data.get(USED))
            row.browser = data.get(BROWSER, "")
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=stored(key)).delete()


def begin(*, request: HttpRequest, **kwargs: Any) -> None:
    """Note when somebody signed in, and with what browser."""
    request.session[BEGUN] = request.session[USED] = int(time.time())
    request.session[BROWSER] = browser_in_words(request.META.get("HTTP_USER_AGENT", ""))


def browser_in_words(agent: str) -> str:
    """Return what a browser calls itself as people know it: "Firefox (Windows)"; empty when it is unknown."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return f"{browser} ({system})" if browser and system else browser or system


def standing(user: Any, *, now: datetime) -> QuerySet[Any]:
    """Return somebody's sessions that let her in now, the newest first."""
    from accounts.models import Session  # see `get_model_class`

    return Session.objects.filter(
        user=user,
        begun_at__gt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
        used_at__gt=now - timedelta(seconds=settings.SESSION_IDLE_AGE),
    ).order_by("-used_at", "session_key")


def does_not_prolong(view: View) -> View:
    """Mark a view that pages ask for by themselves: it keeps nobody signed in."""
    view.prolongs_session = False  # type: ignore[attr-defined]
    return view


class SessionLimits:
    """Ends sessions that were not used for too long, or that are too old; notes the use of the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_signed_in(request) and (reason := _over(request, now=time.time())):
            logout(request)
            messages.info(request, reason)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not _is_signed_in(request) or not getattr(view, "prolongs_session", True):
            return
        now = int(time.time())
        if now - request.session[USED] >= NOTED_EVERY:
            request.session[USED] = now


def _is_signed_in(request: HttpRequest) -> bool:
    """Say whether a session is somebody's. Without a cookie none is looked at: what has none may be kept by caches."""
    return request.session.session_key is not None and SESSION_KEY in request.session


def _over(request: HttpRequest, *, now: float) -> str:
    """Say why a session is over; empty when it is not. One that says not when it began is."""
    if now - request.session.get(BEGUN, 0) > settings.SESSION_COOKIE_AGE:
        return _("You were signed out because you had been signed in for a long time. Please sign in again.")
    if now - request.session.get(USED, 0) > settings.SESSION_IDLE_AGE:
        return _("You were signed out because you had done nothing for a while. Please sign in again.")
    return ""


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
