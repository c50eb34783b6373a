from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("messages")

    def ready(self) -> None:
        from accounts import audit  # reads models, which are loaded only now

        audit.label({"message.resent": _("Message sent again")})
