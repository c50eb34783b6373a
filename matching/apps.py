from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("matching")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import audit, retention
        from matching import decisions
        from matching.actions import weights
        from matching.actions.retention import RULES
        from mentoring import signals

        audit.label(decisions.LABELS)
        audit.explain(decisions.DETAILS)
        retention.register(*RULES)
        signals.cohort_copied.connect(weights.take_over, dispatch_uid="take-over-weights")
