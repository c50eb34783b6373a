"""Who may read the metrics: programs on this machine, and who has the token."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

# A request with one of these came through a proxy, whatever the settings say about it.
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


def may_read_metrics(request: HttpRequest) -> bool:
    return has_token(request) or comes_from_this_machine(request)


def has_token(request: HttpRequest) -> bool:
    """Say whether a request brings `METRICS_TOKEN`. Where none is set, none is right."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    is_right = constant_time_compare(token, settings.METRICS_TOKEN)
    return is_right and scheme.lower() == "bearer" and bool(settings.METRICS_TOKEN)


def comes_from_this_machine(request: HttpRequest) -> bool:
    """Say whether a program on this machine asks directly.

    Behind a proxy everybody seems to: it hands over the requests of the whole world from here.
    """
    if settings.TRUSTED_PROXIES or any(name in request.META for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
