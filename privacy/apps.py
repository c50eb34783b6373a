from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("data protection")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import audit, interfaces, inventory, retention
        from accounts import evaluations as evaluated
        from privacy import decisions, evaluations, exchange, messages, privacy
        from privacy.actions.retention import RULES

        audit.label(decisions.LABELS)
        inventory.register(self.label, *privacy.ENTRIES, erasure=privacy.ERASURE)
        evaluated.register(*evaluations.ENTRIES)
        interfaces.register(*exchange.INTERFACES)
        messages.register_kinds()
        retention.register(*RULES)
