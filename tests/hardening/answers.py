"""What every answer of the site has to bring along, whoever asks for whatever."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.http import HttpResponse

ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# The one page in a frame: the HTML part of a mail, which loads, runs and sends nothing.
FRAMED = {
    "default-src": "'none'",
    "style-src-attr": "'unsafe-inline'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
}
OFF = ("camera", "microphone", "geolocation", "clipboard-read", "usb", "payment", "display-capture")

SITE = "testserver"
ELSEWHERE = "https://evil.example/"


def policy_of(response: HttpResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _blank, value in parts}


def missing_headers(response: HttpResponse, *, framed: bool = False) -> Iterator[str]:
    """Name what an answer lacks."""
    for name, value in ALWAYS.items():
        if response.headers.get(name) != value:
            yield f"{name}: {response.headers.get(name)}"
    if response.headers.get("X-Frame-Options") != ("SAMEORIGIN" if framed else "DENY"):
        yield f"X-Frame-Options: {response.headers.get('X-Frame-Options')}"
    if "Content-Security-Policy" not in response.headers or policy_of(response) != (FRAMED if framed else STRICT):
        yield f"Content-Security-Policy: {response.headers.get('Content-Security-Policy')}"
    permissions = response.headers.get("Permissions-Policy", "").split(", ")
    if not {f"{name}=()" for name in OFF} <= set(permissions) or "*" in str(permissions):
        yield f"Permissions-Policy: {permissions}"
    if "Access-Control-Allow-Origin" in response.headers:
        yield "Access-Control-Allow-Origin"


def is_kept(response: HttpResponse) -> bool:
    """Say whether a browser may keep an answer of a session."""
    return not {"private", "no-store"} <= set(response.headers.get("Cache-Control", "").split(", "))


def leads_away(response: HttpResponse) -> bool:
    """Say whether an answer leads the browser to another site."""
    target = response.headers.get("Location", "")
    parts = urlsplit(target.replace("\\", "/"))
    return bool(parts.netloc and parts.hostname != SITE) or parts.scheme not in ("", "http", "https")
