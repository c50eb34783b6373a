from allauth.account.signals import password_changed, password_set
from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("people and organisation")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import (
            append_only,
            audit,
            checks,
            decisions,
            exchange,
            interfaces,
            inventory,
            journal_mark,
            privacy,
            retention,
            sessions,
            signin,
        )
        from accounts.actions import signin_log, signing_in
        from accounts.actions.retention import RULES
        from accounts.models import User

        for check in (checks.keys_open_the_texts, checks.database_knows_what_its_journal_knows):
            register(check, Tags.database)
        audit.label(decisions.LABELS)
        audit.explain(decisions.DETAILS)
        inventory.register(self.label, *privacy.ENTRIES, erasure=privacy.ERASURE)
        interfaces.register(*exchange.INTERFACES)
        retention.register(*RULES)
        connection_created.connect(append_only.bring_mode, dispatch_uid="decision-log-mode")
        post_migrate.connect(append_only.install, sender=self, dispatch_uid="decision-log-triggers")
        post_migrate.connect(journal_mark.begin, sender=self, dispatch_uid="journal-mark")
        user_logged_in.connect(sessions.begin, dispatch_uid="session-begins")
        user_logged_in.connect(signin_log.note_sign_in, dispatch_uid="sign-in-is-noted")
        user_logged_in.connect(signing_in.use_up_invitations, dispatch_uid="sign-in-uses-up-invitations")
        for changed in (password_set, password_changed):
            changed.connect(signing_in.end_sessions_of_old_password, dispatch_uid="password-ends-sessions")
        post_save.connect(signin.keep_address, sender=User, dispatch_uid="account-address")
