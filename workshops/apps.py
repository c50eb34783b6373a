from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = _("workshops")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import audit, inventory, retention
        from accounts import evaluations as evaluated
        from notifications import feeds
        from workshops import calendars, decisions, evaluations, messages, privacy
        from workshops.actions.retention import RULES

        audit.label(decisions.LABELS)
        audit.explain(decisions.DETAILS)
        inventory.register(self.label, *privacy.ENTRIES, erasure=privacy.ERASURE)
        retention.register(*RULES)
        evaluated.register(*evaluations.ENTRIES)
        messages.register_kinds()
        feeds.register("workshops", calendars.workshops_in_feed)
