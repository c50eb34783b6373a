from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentoringConfig(AppConfig):
    name = "mentoring"
    verbose_name = _("mentoring programme")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import audit
        from mentoring import decisions, messages

        audit.label(decisions.LABELS)
        messages.register_kinds()
