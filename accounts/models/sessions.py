"""Sessions, so that people can see where they are signed in."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class Session(AbstractBaseSession):
    """A sign-in on one device, or the visit of somebody who has not signed in yet.

    Its key stands here as a hash: whoever reads the table cannot take over a session. No network
    address, and of the browser only its name.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions", null=True, editable=False
    )
    begun_at = models.DateTimeField(_("signed in at"), null=True, editable=False)
    used_at = models.DateTimeField(_("last used at"), null=True, editable=False)
    browser = models.CharField(_("browser"), max_length=60, editable=False)

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls) -> type:
        from accounts.sessions import SessionStore  # reads this model

        return SessionStore
