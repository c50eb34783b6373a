from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("overview")

    def ready(self) -> None:
        # This reads models, which are loaded only now.
        from reporting import messages

        messages.register_kinds()
