from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("messages")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import audit, interfaces, inventory, retention
        from accounts import evaluations as evaluated
        from accounts.signals import roles_changed, sign_in_changed
        from notifications import evaluations, exchange, kinds, privacy, signing_in, summaries, team
        from notifications.retention import RULES

        audit.label({"message.resent": _("Message sent again")})
        inventory.register(self.label, *privacy.ENTRIES, erasure=privacy.ERASURE)
        evaluated.register(*evaluations.ENTRIES)
        interfaces.register(*exchange.INTERFACES)
        kinds.register(summaries.WeeklySummary())
        kinds.register(team.AddressUnreachable())
        kinds.register(signing_in.SignInChanged())
        sign_in_changed.connect(signing_in.tell, dispatch_uid="sign-in-change-is-told")
        kinds.register(team.RolesChanged())
        roles_changed.connect(team.tell_of_roles, dispatch_uid="role-change-is-told")
        retention.register(*RULES)
