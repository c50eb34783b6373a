"""What `manage.py check --deploy` asks of an installation beside Django's own questions."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

# Kept by each process for itself, or by nobody.
NOT_SHARED = ("locmem.LocMemCache", "dummy.DummyCache")


@register(Tags.security, deploy=True)
def limits_are_counted_together(**kwargs: Any) -> list[Error]:
    """Attempts to sign in are counted in the cache; each process alone would allow them all anew."""
    if settings.CACHES["default"]["BACKEND"].endswith(NOT_SHARED):
        return [
            Error(
                "The cache is not shared by all processes, so limits for signing in do not hold.",
                hint="Use SHARED_CACHE of config/settings/base.py.",
                id="mentoring.E001",
            )
        ]
    return []
