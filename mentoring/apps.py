from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentoringConfig(AppConfig):
    name = "mentoring"
    verbose_name = _("mentoring programme")

    def ready(self) -> None:
        # These read models, which are loaded only now.
        from accounts import access as accounts
        from accounts import audit, interfaces, inventory, retention, signals
        from accounts import evaluations as evaluated
        from mentoring import (
            calendars,
            conflict_access,
            decisions,
            evaluations,
            exchange,
            grant_messages,
            meeting_messages,
            meeting_news,
            merged_entries,
            messages,
            privacy,
            reminders,
            returned_entries,
        )
        from mentoring.actions.retention import RULES
        from notifications import feeds

        audit.label(decisions.LABELS)
        audit.explain(decisions.DETAILS)
        accounts.keep_from_reader(conflict_access.entries_about_herself)
        inventory.register(self.label, *privacy.ENTRIES, erasure=privacy.ERASURE)
        evaluated.register(*evaluations.ENTRIES)
        interfaces.register(*exchange.INTERFACES)
        retention.register(*RULES)
        messages.register_kinds()
        meeting_messages.register_kinds()
        meeting_news.register_kinds()
        grant_messages.register_kinds()
        reminders.register_kinds()
        feeds.register("meetings", calendars.meetings_in_feed)
        signals.organisation_changed.connect(returned_entries.find_excluded_again, dispatch_uid="find-excluded-again")
        signals.employees_merged.connect(merged_entries.keep_exclusions, dispatch_uid="keep-exclusions")
