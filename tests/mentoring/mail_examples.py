"""Messages of every kind of this app, as they would be sent on `factories.TODAY`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from mentoring.meeting_news import news_about
from mentoring.models import (
    AdviserGrant,
    Cohort,
    Meeting,
    MeetingState,
    MenteeState,
    MentorState,
    Pairing,
    PairingState,
    Participation,
    RequestKind,
    RequestState,
    SupportRequest,
)
from mentoring.models.requests import RequestRecipient
from mentoring.reminders import applications, goals, meetings, tandems
from mentoring.reminders.scanning import CohortReminder
from notifications import outbox
from notifications.models import Message, MessageState
from tests import factories
from tests.mentoring.grants import grant_on
from tests.mentoring.tandems import announced_tandem, meeting_of

# Stands wherever only one or two people may read.
SECRET = "Kanarienvogel"


def mentor_invitation() -> list[Message]:
    mentor = factories.MentorFactory(state=MentorState.INVITED)
    return [outbox.draft("mentor-invitation", "1", recipient=mentor.participation.user, mentor=mentor.pk)]


def mentor_confirmed() -> list[Message]:
    mentor = factories.MentorFactory(introduction=SECRET)
    return [outbox.draft("mentor-confirmed", "1", recipient=mentor.participation.user, mentor=mentor.pk)]


def application_received() -> list[Message]:
    mentee = factories.MenteeFactory(motivation=SECRET)
    return [outbox.draft("application-received", "1", recipient=mentee.participation.user, mentee=mentee.pk)]


def decision() -> list[Message]:
    mentee = factories.MenteeFactory(state=MenteeState.ACCEPTED, announced=True, motivation=SECRET)
    return [outbox.draft("decision", "1", recipient=mentee.participation.user, mentee=mentee.pk)]


def tandem_announced() -> list[Message]:
    tandem = a_tandem()
    return [
        outbox.draft("tandem-announced", f"{side.pk}", recipient=side.participation.user, pairing=tandem.pk)
        for side in (tandem.mentee, tandem.mentor)
    ]


def agreement_to_confirm() -> list[Message]:
    tandem = a_tandem()
    return [
        outbox.draft("agreement-to-confirm", f"{side.pk}", recipient=side.participation.user, pairing=tandem.pk)
        for side in (tandem.mentee, tandem.mentor)
    ]


def meeting_tomorrow() -> list[Message]:
    return meetings.reminders_of(a_meeting(timedelta(days=1)), factories.TODAY)


def meeting_unanswered() -> list[Message]:
    return [meetings.question_about(a_meeting(-timedelta(days=3)), factories.TODAY)]


def meeting_news(code: str, **meeting: Any) -> Callable[[], list[Message]]:
    def build() -> list[Message]:
        planned = a_meeting(timedelta(days=3), **meeting)
        return list(news_about(planned, code))

    return build


def meeting_cancelled() -> list[Message]:
    cancelled = a_meeting(timedelta(days=3), state=MeetingState.CANCELLED)
    for told in news_about(cancelled, "meeting-planned"):
        told.state, told.sent_at = MessageState.SENT, factories.NOW
        told.save()
    return list(news_about(cancelled, "meeting-cancelled"))


def help_request() -> list[Message]:
    adviser = factories.RoleAssignmentFactory(role="adviser", user__employee=None).user
    to_team, to_adviser = a_request(), a_request(recipient=RequestRecipient.ADVISER)
    return [
        outbox.draft("help-request", "1", recipient=None, request=to_team.pk),
        outbox.draft("help-request", "2", recipient=adviser, request=to_adviser.pk),
    ]


def request_answered() -> list[Message]:
    request = a_request(state=RequestState.ANSWERED, answer=SECRET, answered_at=factories.NOW)
    return [outbox.draft("request-answered", "1", recipient=request.sender, request=request.pk)]


def grant_given() -> list[Message]:
    grant = a_grant()
    return [outbox.draft("grant-given", "1", recipient=grant.adviser, given_at=grant.given_at.isoformat())]


def grant_notice() -> list[Message]:
    grant = a_grant()
    return [outbox.draft("grant-notice", f"{one.pk}", recipient=one.user, grant=grant.pk) for one in grant.persons]


def step_back() -> list[Message]:
    tandem = factories.PairingFactory(state=PairingState.DECLINED)
    return [outbox.draft("step-back", "1", recipient=None, pairing=tandem.pk)]


def partner_step_back() -> list[Message]:
    tandem = factories.PairingFactory(state=PairingState.DECLINED)
    recipient = tandem.mentor.participation.user
    return [outbox.draft("partner-step-back", "1", recipient=recipient, pairing=tandem.pk)]


def draft_lapsing() -> list[Message]:
    cohort = factories.CohortFactory(applications_close_on=factories.TODAY + timedelta(days=8))
    mentee = factories.MenteeFactory(cohort=cohort, state=MenteeState.DRAFT, motivation=SECRET)
    began_on(mentee.participation, factories.NOW - timedelta(days=1))
    return found_by(applications.DraftLapsing(), cohort)


def invitation_reminder() -> list[Message]:
    invited_at = factories.NOW - timedelta(days=7)
    mentor = factories.MentorFactory(state=MentorState.INVITED, invited_at=invited_at, introduction=SECRET)
    return found_by(applications.InvitationReminder(), mentor.participation.cohort)


def agreement_reminder() -> list[Message]:
    return found_by(tandems.AgreementReminder(), a_year_under_way(a_tandem(), days=14))


def first_meeting() -> list[Message]:
    return found_by(tandems.FirstMeeting(), a_year_under_way(a_tandem(), days=14))


def silence() -> list[Message]:
    return found_by(tandems.Silence(), a_year_under_way(a_tandem(), days=8 * 7 + 1))


def supply_low() -> list[Message]:
    return found_by(goals.SupplyLow(), a_year_under_way(a_tandem(), days=31))


EXAMPLES: dict[str, Callable[[], list[Message]]] = {
    "mentor-invitation": mentor_invitation,
    "mentor-confirmed": mentor_confirmed,
    "application-received": application_received,
    "decision": decision,
    "tandem-announced": tandem_announced,
    "agreement-to-confirm": agreement_to_confirm,
    "meeting-tomorrow": meeting_tomorrow,
    "meeting-unanswered": meeting_unanswered,
    "meeting-planned": meeting_news("meeting-planned"),
    "meeting-changed": meeting_news("meeting-changed", sequence=1),
    "meeting-cancelled": meeting_cancelled,
    "help-request": help_request,
    "request-answered": request_answered,
    "grant-given": grant_given,
    "grant-notice": grant_notice,
    "step-back": step_back,
    "partner-step-back": partner_step_back,
    "draft-lapsing": draft_lapsing,
    "mentor-invitation-reminder": invitation_reminder,
    "agreement-reminder": agreement_reminder,
    "first-meeting": first_meeting,
    "silence": silence,
    "supply-low": supply_low,
}


def found_by(reminder: CohortReminder, cohort: Cohort) -> list[Message]:
    """Return what a scan would write today."""
    cohort = Cohort.objects.get(pk=cohort.pk)
    due = reminder.due(cohort, factories.NOW)
    return [message for found in due for message in reminder.messages(found, cohort, factories.NOW)]


def began_on(participation: Participation, moment: datetime) -> None:
    Participation.objects.filter(pk=participation.pk).update(created_at=moment)


def a_year_under_way(tandem: Pairing, *, days: int) -> Cohort:
    """Let the year of a tandem have begun so many days ago, when it was announced too."""
    begin = factories.TODAY - timedelta(days=days)
    Cohort.objects.filter(participations__mentee=tandem.mentee).update(
        applications_open_on=begin - timedelta(days=60),
        applications_close_on=begin - timedelta(days=30),
        starts_on=begin,
        acquaintance_ends_on=begin + timedelta(days=45),
        ends_on=begin + timedelta(days=365),
    )
    Pairing.objects.filter(pk=tandem.pk).update(announced_at=factories.NOW - timedelta(days=days))
    return Cohort.objects.get(participations__mentee=tandem.mentee)


def a_tandem() -> Pairing:
    tandem = announced_tandem(PairingState.APPROVED)
    tandem.agreement.text.focus = SECRET
    tandem.agreement.text.save()
    return tandem


def a_meeting(from_now: timedelta, **fields: Any) -> Meeting:
    meeting = meeting_of(a_tandem(), starts_at=factories.NOW + from_now, **fields)
    meeting.text.place = meeting.text.notes = SECRET
    meeting.text.save()
    return meeting


def a_grant() -> AdviserGrant:
    adviser = factories.RoleAssignmentFactory(role="adviser", user__employee=None).user
    return grant_on(a_tandem(), adviser, reason=SECRET)


def a_request(**fields: Any) -> SupportRequest:
    return SupportRequest.objects.create(sender=factories.UserFactory(), kind=RequestKind.CHANGE, text=SECRET, **fields)
