from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("matching")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import audit, interfaces, inventory, retention
        from accounts import evaluations as evaluated
        from matching import decisions, evaluations, exchange, privacy
        from matching.actions import weights
        from matching.actions.retention import RULES
        from mentoring import signals

        audit.label(decisions.LABELS)
        audit.explain(decisions.DETAILS)
        inventory.register(self.label, *privacy.ENTRIES, erasure=privacy.ERASURE)
        evaluated.register(*evaluations.ENTRIES)
        interfaces.register(*exchange.INTERFACES)
        retention.register(*RULES)
        signals.cohort_copied.connect(weights.take_over, dispatch_uid="take-over-weights")
