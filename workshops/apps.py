from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = _("workshops")

    def ready(self) -> None:
        from workshops import messages  # reads models, which are not ready before

        messages.register_kinds()
