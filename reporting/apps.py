from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("overview")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import evaluations as evaluated
        from reporting import evaluations, messages

        evaluated.register(*evaluations.ENTRIES)
        messages.register_kinds()
