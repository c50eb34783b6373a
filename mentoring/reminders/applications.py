"""Reminders before a year begins: applications that were not sent, invitations without an answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import samples
from mentoring.messages import MentorInvitation
from mentoring.models import Cohort, Mentee, MenteeState, Mentor, MentorState
from mentoring.models.reminder_days import usual_days
from mentoring.reminders.scanning import CohortReminder, cohort_of
from notifications import kinds
from notifications.localtime import at_local
from notifications.models import Message


class DraftLapsing(CohortReminder):
    """Applications close soon, and hers is not sent. Told twice, to who began it before that day."""

    code = "draft-lapsing"
    label = _("Application not sent yet")
    audience = _("Mentees")
    occasion = format_lazy(
        _("{first} and {last} before applications close, as long as the application is not sent"),
        first=usual_days("first_draft_reminder_days"),
        last=usual_days("last_draft_reminder_days"),
    )
    # After the close it would come too late.
    choice = kinds.Choice.NONE
    about = "mentee"

    def due(self, cohort: Cohort, now: datetime) -> QuerySet[Mentee]:
        today = timezone.localdate(now)
        drafts = Mentee.objects.filter(state=MenteeState.DRAFT, participation__cohort=cohort)
        begins_on = self._stage_begins_on(cohort, today)
        if begins_on is None or today > cohort.applications_close_on:
            return drafts.none()
        return drafts.filter(participation__created_at__lt=at_local(begins_on)).select_related("participation")

    def messages(self, found: Mentee, cohort: Cohort, now: datetime) -> Iterable[Message]:
        begins_on = self._stage_begins_on(cohort, timezone.localdate(now))
        stage = begins_on.isoformat() if begins_on else ""
        occasion, recipient = f"{found.pk}:{stage}", found.participation.user_id
        yield self.draft(found, occasion, recipient=recipient, cohort=cohort, now=now, stage=stage)

    def is_still_true(self, message: Message, now: datetime) -> bool:
        cohort = cohort_of(message)
        begins_on = self._stage_begins_on(cohort, timezone.localdate(now))
        is_its_stage = begins_on is not None and begins_on.isoformat() == message.references["stage"]
        return is_its_stage and super().is_still_true(message, now)

    def _stage_begins_on(self, cohort: Cohort, today: date) -> date | None:
        """Return the day on which the present one of the two reminders became due, if one has."""
        days = cohort.last_draft_reminder_days, cohort.first_draft_reminder_days
        begin = (cohort.applications_close_on - timedelta(days=count) for count in days)
        return next((day for day in begin if day <= today), None)

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:application_steps", message.references["mentee"])

    def context(self, message: Message) -> Mapping[str, Any]:
        return {"closes_on": cohort_of(message).applications_close_on}

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader, mentee=samples.mentee(reader, now), cohort=samples.cohort(now))


class InvitationReminder(MentorInvitation, CohortReminder):
    """Once more the invitation, to who has not answered."""

    code = "mentor-invitation-reminder"
    label = _("Reminder of an invitation to be a mentor")
    occasion = format_lazy(
        _("Once, {days} after an invitation without an answer"), days=usual_days("invitation_reminder_days")
    )
    # Who is invited has no account yet in which she could choose.
    choice = kinds.Choice.NONE
    about = "mentor"

    def load(self, messages: Sequence[Message]) -> None:
        MentorInvitation.load(self, messages)
        CohortReminder.load(self, messages)

    def due(self, cohort: Cohort, now: datetime) -> QuerySet[Mentor]:
        today = timezone.localdate(now)
        invited = Mentor.objects.filter(state=MentorState.INVITED, participation__cohort=cohort)
        if not cohort.accepts_mentors(today):
            return invited.none()
        until = at_local(today - timedelta(days=cohort.invitation_reminder_days - 1))
        return invited.filter(invited_at__lt=until).select_related("participation")

    def messages(self, found: Mentor, cohort: Cohort, now: datetime) -> Iterable[Message]:
        yield self.draft(found, str(found.pk), recipient=found.participation.user_id, cohort=cohort, now=now)

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return CohortReminder.is_still_true(self, message, now)
