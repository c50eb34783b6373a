from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentoringConfig(AppConfig):
    name = "mentoring"
    verbose_name = _("mentoring programme")

    def ready(self) -> None:
        from mentoring import messages  # reads models, which are not ready before

        messages.register_kinds()
