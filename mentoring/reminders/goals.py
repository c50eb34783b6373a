"""The reminder of a mentee whose topics run short (R7)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.goal_supply import has_time_for_new_goals
from mentoring.messages import AT_WORK
from mentoring.models import UNSETTLED, Cohort, Mentee, Pairing
from mentoring.reminders.scanning import CohortReminder, cohort_of
from notifications import kinds
from notifications.models import Message

# At most monthly, and first when the year is as old.
DAYS_OF_A_MONTH = 30


class SupplyLow(CohortReminder):
    code = "supply-low"
    label = _("Topics run short")
    audience = _("Mentees")
    occasion = _("When fewer of her topics are open than the year asks for; at most once a month")
    task = _("Think of new topics")
    tells_of_tandem = True
    about = "mentee"

    def due(self, cohort: Cohort, now: datetime) -> QuerySet[Mentee]:
        today = timezone.localdate(now)
        mentees = Mentee.objects.filter(participation__cohort=cohort)
        if not has_time_for_new_goals(cohort, today) or not self._month(cohort, now):
            return mentees.none()
        tandems = Pairing.objects.announced().filter(mentee=OuterRef("pk"), state__in=AT_WORK)
        unsettled = Count("goals", filter=Q(goals__state__in=UNSETTLED))
        found = mentees.filter(Exists(tandems)).exclude(self._was_told_lately(now)).annotate(unsettled=unsettled)
        return found.filter(unsettled__lt=cohort.minimum_open_goals).select_related("participation")

    def _was_told_lately(self, now: datetime) -> Exists:
        """Two reminders of successive months of the year can be due within days."""
        since = now - timedelta(days=DAYS_OF_A_MONTH)
        told = Message.objects.filter(kind=self.code, sent_at__gt=since, recipient=OuterRef("participation__user"))
        return Exists(told)

    def messages(self, found: Mentee, cohort: Cohort, now: datetime) -> Iterable[Message]:
        month = str(self._month(cohort, now))
        occasion, recipient = f"{found.pk}:{month}", found.participation.user_id
        yield self.draft(found, occasion, recipient=recipient, cohort=cohort, now=now, month=month)

    def is_still_true(self, message: Message, now: datetime) -> bool:
        cohort = cohort_of(message)
        is_its_month = str(self._month(cohort, now)) == message.references["month"]
        return is_its_month and super().is_still_true(message, now)

    def _month(self, cohort: Cohort, now: datetime) -> int:
        """Return how many months of the year are over."""
        return (timezone.localdate(now) - cohort.starts_on).days // DAYS_OF_A_MONTH

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:goals")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader)
