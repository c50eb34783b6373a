from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("pages and contacts")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import audit, inventory, retention
        from accounts import waiting as entry
        from portal import decisions, messages, privacy, waiting
        from portal.actions.retention import RULES

        audit.label(decisions.LABELS)
        inventory.register(self.label, *privacy.ENTRIES, erasure=privacy.ERASURE)
        retention.register(*RULES)
        messages.register_kinds()
        entry.register("barriers", waiting.barriers_to_answer)
        entry.register_upkeep("pages", waiting.pages_with_blanks)
