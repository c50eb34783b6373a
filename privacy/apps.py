from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("data protection")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import audit, interfaces, inventory, retention
        from accounts import evaluations as evaluated
        from privacy import decisions, evaluations, exchange, privacy
        from privacy.actions.retention import RULES

        audit.label(decisions.LABELS)
        inventory.register(self.label, *privacy.ENTRIES)
        evaluated.register(*evaluations.ENTRIES)
        interfaces.register(*exchange.INTERFACES)
        retention.register(*RULES)
