from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("pages and contacts")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import audit
        from portal import decisions

        audit.label(decisions.LABELS)
