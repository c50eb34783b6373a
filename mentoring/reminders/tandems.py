"""Reminders that keep a tandem going: its agreement, its first meeting, a long silence."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.messages import AT_WORK, AgreementToConfirm
from mentoring.models import Cohort, Meeting, MeetingState, Pairing, Participation
from mentoring.models.reminder_days import usual_days, usual_weeks
from mentoring.reminders.scanning import CohortReminder, cohort_of
from notifications import kinds
from notifications.localtime import at_local
from notifications.models import Message

# What the scan has to know of a tandem: reading all the rest of its five rows takes longer than everything else.
NEEDED = (
    "announced_at",
    "resumed_at",
    "agreement__rhythm_weeks",
    "agreement__version",
    "agreement__mentee_confirmed_version",
    "agreement__mentor_confirmed_version",
    "mentee__participation__user",
    "mentor__participation__user",
)


def at_work(cohort: Cohort) -> QuerySet[Pairing]:
    """Return the tandems of a year that work and know of each other."""
    tandems = Pairing.objects.of_cohort(cohort.pk).announced().filter(state__in=AT_WORK)
    return tandems.select_related("agreement", "mentee__participation", "mentor__participation").only(*NEEDED)


def begun_before(tandems: QuerySet[Pairing], cohort: Cohort, moment: datetime) -> QuerySet[Pairing]:
    """Keep the tandems that were told before a moment, if the year had begun by then."""
    return tandems.filter(announced_at__lt=moment) if at_local(cohort.starts_on) < moment else tandems.none()


def has_meeting(*, since: datetime | None = None) -> Exists:
    """Ask of a tandem whether a meeting was held or is planned, at all or from a moment on."""
    meetings = Meeting.objects.filter(pairing=OuterRef("pk")).exclude(state=MeetingState.CANCELLED)
    return Exists(meetings if since is None else meetings.filter(starts_at__gte=since))


def partners(pairing: Pairing) -> tuple[Participation, Participation]:
    return pairing.mentee.participation, pairing.mentor.participation


class AgreementReminder(AgreementToConfirm, CohortReminder):
    """Some time after the announcement the agreement still waits for one or both."""

    code = "agreement-reminder"
    label = _("Agreement not confirmed yet")
    occasion = format_lazy(
        _("Once, {days} after the announcement, to whoever has not confirmed the agreement yet"),
        days=usual_days("agreement_reminder_days"),
    )
    choice = kinds.Choice.WEEKLY
    about = "pairing"

    def due(self, cohort: Cohort, now: datetime) -> QuerySet[Pairing]:
        days = cohort.agreement_reminder_days
        told_before = at_local(timezone.localdate(now) - timedelta(days=days - 1))
        is_confirmed = Q(
            agreement__mentee_confirmed_version=F("agreement__version"),
            agreement__mentor_confirmed_version=F("agreement__version"),
        )
        return at_work(cohort).filter(announced_at__lt=told_before).exclude(is_confirmed)

    def messages(self, found: Pairing, cohort: Cohort, now: datetime) -> Iterable[Message]:
        confirmed = found.agreement.is_confirmed_by_mentee, found.agreement.is_confirmed_by_mentor
        for partner, has_confirmed in zip(partners(found), confirmed, strict=True):
            if not has_confirmed:
                occasion = f"{found.pk}:{partner.user_id}"
                yield self.draft(found, occasion, recipient=partner.user_id, cohort=cohort, now=now)


class FirstMeeting(CohortReminder):
    """The year has begun, and no meeting is planned. Told once, to the mentee."""

    code = "first-meeting"
    label = _("First meeting not planned yet")
    audience = _("Mentees")
    occasion = format_lazy(
        _("Once, {days} after the start of the year, if no meeting was held or is planned"),
        days=usual_days("first_meeting_reminder_days"),
    )
    task = _("Plan the first meeting")
    tells_of_tandem = True
    about = "pairing"

    def due(self, cohort: Cohort, now: datetime) -> QuerySet[Pairing]:
        days = cohort.first_meeting_reminder_days
        begun = begun_before(at_work(cohort), cohort, at_local(timezone.localdate(now) - timedelta(days=days - 1)))
        return begun.exclude(has_meeting())

    def messages(self, found: Pairing, cohort: Cohort, now: datetime) -> Iterable[Message]:
        recipient = found.mentee.participation.user_id
        yield self.draft(found, str(found.pk), recipient=recipient, cohort=cohort, now=now)

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:meeting_plan", message.references["pairing"])

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader, pairing=Pairing())


class Silence(CohortReminder):
    """No meeting was held or is planned for longer than the rhythm and some weeks. Told to both, once each time.

    A rest is no silence: after it the time begins anew.
    """

    code = "silence"
    label = _("No meeting for a long time")
    audience = _("Mentees and mentors")
    occasion = format_lazy(
        _("{weeks} beyond the rhythm of the tandem without a meeting; again after as long"),
        weeks=usual_weeks("silence_weeks"),
    )
    task = _("Plan the next meeting, or log one that was")
    tells_of_tandem = True
    about = "pairing"

    def due(self, cohort: Cohort, now: datetime) -> QuerySet[Pairing]:
        tandems = at_work(cohort)
        is_silent = Q(pk__in=[])
        for weeks in tandems.values_list("agreement__rhythm_weeks", flat=True).distinct().order_by():
            since = now - patience(cohort, weeks)
            quiet = begun_before(tandems, cohort, since).exclude(has_meeting(since=since) | Q(resumed_at__gte=since))
            is_silent |= Q(agreement__rhythm_weeks=weeks, pk__in=quiet.values("pk"))
        is_not_cancelled = ~Q(meetings__state=MeetingState.CANCELLED)
        last_meeting_at = Max("meetings__starts_at", filter=is_not_cancelled)
        return tandems.filter(is_silent).annotate(last_meeting_at=last_meeting_at)

    def messages(self, found: Pairing, cohort: Cohort, now: datetime) -> Iterable[Message]:
        silence = self._silence(found, cohort, now)
        for partner in partners(found):
            occasion = f"{found.pk}:{silence}:{partner.user_id}"
            yield self.draft(found, occasion, recipient=partner.user_id, cohort=cohort, now=now, silence=silence)

    def is_still_true(self, message: Message, now: datetime) -> bool:
        cohort = cohort_of(message)
        found = self.due(cohort, now).filter(pk=message.references["pairing"]).first()
        return found is not None and self._silence(found, cohort, now) == message.references["silence"]

    def _silence(self, found: Any, cohort: Cohort, now: datetime) -> str:
        """Name this silence: since when it lasts, and how often as long as that makes a reminder."""
        begin = found.announced_at, at_local(cohort.starts_on)
        since = max(filter(None, [found.last_meeting_at or max(begin), found.resumed_at]))
        times = (now - since) // patience(cohort, found.agreement.rhythm_weeks)
        return f"{timezone.localdate(since).isoformat()}:{times}"

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:meetings")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader)


def patience(cohort: Cohort, rhythm_weeks: int) -> timedelta:
    """Return how long a tandem may go without a meeting before it is reminded."""
    return timedelta(weeks=rhythm_weeks + cohort.silence_weeks)
