"""The second chapter: tandems agree, meet, write, fall silent, ask for help, and one ends."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from mentoring.models import AdviserGrant, Meeting, SupportRequest, Topic
from notifications import summaries
from notifications.localtime import MORNING, at_local, monday_of
from notifications.models import Message, MessageState
from portal.models import BarrierReport
from privacy.models import DataExport, ExportState
from reporting import actions as reporting
from reporting.quarters import Quarter
from tests.notifications.canaries.visitor import Visitor
from tests.notifications.canaries.words import found_in, word_of
from tests.notifications.canaries.world import MOTIVATION, NOWHERE, PEOPLE, World
from tests.notifications.faults.installation import wait_until
from tests.workshops.factories import WorkshopFactory
from workshops.models import Workshop, WorkshopState

MENTEE, MENTOR = "MenteeOne", "MentorOne"
TICKS = {"keeps_confidential": "on", "has_no_authority": "on"}
GOAL_WORDS = word_of("mentoring.GoalText.text")
KEPT_WORDS = word_of("mentoring.KeptGoalText.text")
REQUEST, ANSWER = word_of("mentoring.SupportRequest.text"), word_of("mentoring.SupportRequest.answer")
SHARED_NOTES, OWN_NOTE = word_of("mentoring.MeetingText.notes"), word_of("mentoring.MeetingNote.text")


def they_agree(world: World) -> None:
    tandem = world.tandem(MENTEE)
    names = "place", "focus", "if_it_does_not_fit"
    texts = {name: word_of(f"mentoring.AgreementText.{name}") for name in names}
    world.opens(MENTEE, "mentoring:tandem_detail", tandem.pk)
    edit = "mentoring:agreement_edit", tandem.pk
    world.sends(MENTEE, *edit, rhythm_weeks=99, version=1, expect=200, **dict.fromkeys(names, NOWHERE))
    world.sends(MENTEE, *edit, rhythm_weeks=6, version=1, **texts)
    world.sends(MENTOR, *edit, rhythm_weeks=5, version=1, expect=200, **dict.fromkeys(names, NOWHERE))
    agreement = "mentoring:agreement", tandem.pk
    world.sends(MENTEE, *agreement, version=2, shares_goals="on", **TICKS)
    world.wait_for_mails(["agreement-to-confirm"])
    world.opens(MENTOR, *agreement)
    world.opens(MENTOR, "mentoring:agreement_pdf", tandem.pk)
    world.sends(MENTOR, *agreement, version=2, **TICKS)


def they_set_goals(world: World) -> None:
    topic = Topic.objects.on_offer().filter(needs_words=False)[3]
    world.sends(MENTEE, "mentoring:goal_add", topic=0, words=NOWHERE, expect=200)
    world.sends(MENTOR, "mentoring:tandem_goal_add", world.tandem(MENTEE).pk, topic=topic.pk, words=GOAL_WORDS)
    world.opens(MENTEE, "mentoring:goals")


def they_meet(world: World) -> None:
    tandem, today = world.tandem(MENTEE), timezone.localdate()
    place = word_of("mentoring.MeetingText.place")
    plan, log = ("mentoring:meeting_plan", tandem.pk), ("mentoring:meeting_log", tandem.pk)
    world.sends(MENTEE, *plan, expect=200, **_at(at_local(today - timedelta(days=1)), NOWHERE))
    for days in (7, 14):
        world.sends(MENTEE, *plan, **_at(at_local(today + timedelta(days=days)), place))
    world.sends(MENTOR, *log, **_at(at_local(today - timedelta(days=20)), place))
    held, tomorrows, unanswered = Meeting.objects.order_by("starts_at")
    shared, own = ("mentoring:meeting_shared_notes", held.pk), ("mentoring:meeting_own_notes", held.pk)
    world.sends(MENTOR, *shared, text=SHARED_NOTES, version=1)
    world.sends(MENTEE, *shared, text=NOWHERE, version=1, expect=200)
    for key in (MENTEE, MENTOR):
        world.sends(key, *own, text=OWN_NOTE, version="")
        world.opens(key, "mentoring:meeting", held.pk)
    world.wait_for_mails(["meeting-tomorrow"], meanwhile=lambda: _move_to_tomorrow(tomorrows))
    _move(unanswered, timezone.now() - timedelta(days=4))
    world.wait_for_mails(["meeting-unanswered"])
    world.opens(MENTEE, "mentoring:meeting_calendar", tomorrows.pk)
    world.sends(MENTEE, "notifications:calendar_set_up")


def _at(moment: datetime, place: str) -> dict[str, Any]:
    local = timezone.localtime(moment)
    return {
        "starts_at_0": local.date().isoformat(),
        "starts_at_1": local.strftime("%H:%M"),
        "place": place,
        "kind": "conversation",
    }


def _move_to_tomorrow(meeting: Meeting) -> None:
    """It stays tomorrow, although midnight may come while we wait."""
    _move(meeting, at_local(timezone.localdate() + timedelta(days=1)) + timedelta(hours=12))


def _move(meeting: Meeting, moment: datetime) -> None:
    """Let it have been planned for that moment some days ago."""
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=moment, entry_changed_at=timezone.now() - timedelta(days=9))


def they_change_their_minds(world: World) -> None:
    tandem, later = world.tandem(MENTEE), at_local(timezone.localdate() + timedelta(days=9))
    place = word_of("mentoring.MeetingText.place")
    world.wait_for_mails(["meeting-planned"])
    meeting = Meeting.objects.upcoming(timezone.now()).filter(pairing=tandem).latest("starts_at")
    change, cancel = ("mentoring:meeting_change", meeting.pk), ("mentoring:meeting_cancel", meeting.pk)
    world.sends(MENTOR, *change, version=99, expect=200, **_at(later, NOWHERE))
    world.sends(MENTOR, *change, version=meeting.version, **_at(later, place))
    world.wait_for_mails(["meeting-changed"])
    world.sends(MENTEE, *cancel)
    world.wait_for_mails(["meeting-cancelled"])


def they_ask_for_help(world: World) -> None:
    ask = "mentoring:request_new"
    world.sends(MENTEE, ask, recipient="team", kind="weather", text=NOWHERE, expect=200)
    world.sends(MENTEE, ask, recipient="team", kind="change", text=REQUEST)
    world.sends(MENTOR, ask, recipient="adviser", kind="tandem", text=REQUEST)
    world.wait_for_mails(["help-request"])
    for reader, view in (("Team", "admin:mentoring_supportrequest_change"), ("Adviser", "mentoring:request_answer")):
        request = SupportRequest.objects.get(recipient=reader.lower())
        world.opens(reader, view, request.pk)
        world.sends(reader, view, request.pk, text=ANSWER)
    world.opens(MENTEE, "mentoring:request_list")
    world.wait_for_mails(["request-answered"])


def the_adviser_is_asked(world: World) -> None:
    """About a tandem; once with days that nobody could give."""
    tandem, day = world.tandem(MENTEE), timezone.localdate()
    form = {"action": "open_to_adviser", "_selected_action": tandem.pk, "adviser": world.user("Adviser").pk}
    page, days = "admin:mentoring_pairing_changelist", {"starts_on": day, "ends_on": day + timedelta(days=9)}
    form |= {"confirmed": "yes", "reason": word_of("mentoring.AdviserGrant.reason")}
    world.sends("Team", page, expect=200, **form | days | {"ends_on": day, "starts_on": "", "reason": NOWHERE})
    world.sends("Team", page, **form | days)
    world.wait_for_mails(["grant-given", "grant-notice"])
    grant = AdviserGrant.objects.get()
    world.opens("Team", "admin:mentoring_advisergrant_change", grant.pk)
    world.opens("Adviser", "mentoring:grants")
    world.opens("Adviser", "mentoring:grant_tandem", grant.pk)
    world.opens(MENTOR, "mentoring:grants_about_me")
    world.opens(MENTEE, "mentoring:tandem_detail", tandem.pk)
    world.sends("Team", "admin:mentoring_advisergrant_end", grant.pk)
    world.opens("Adviser", "mentoring:grant_tandem", grant.pk, expect=404)


def somebody_reports_a_barrier(world: World) -> None:
    """Without signing in; once with an address that is none."""
    words = {name: word_of(f"portal.BarrierReport.{name}") for name in ("text", "where", "reply_to")}
    form, visitor = reverse("portal:barrier_new"), world.stranger()
    visitor.read(f"{form}?q={words['text']}")
    visitor.send(form, expect=200, **words | {"text": NOWHERE})
    visitor.send(form, **words | {"reply_to": f"{words['reply_to']}@kerpen.example".lower()})
    world.wait_for_mails(["barrier-report"])
    page = "admin:portal_barrierreport_change", BarrierReport.objects.get().pk
    world.opens("Team", *page)
    world.sends("Team", *page)


def somebody_sets_a_password(world: World) -> None:
    """Once so that it is refused. What she types is kept by nobody."""
    words = f"{NOWHERE} trinkt jeden Morgen um sieben Kaffee mit Zucker und Sahne"
    world.sends("MenteeThree", "account_set_password", password1=words, password2=NOWHERE, expect=200)
    world.sends("MenteeThree", "account_set_password", password1=words, password2=words)
    world.wait_for_mails(["sign-in-changed"])


def a_role_is_given_on_the_command_line(world: World) -> None:
    call_command("assign_role", PEOPLE["Team"].email, Role.HR, stdout=StringIO())
    world.wait_for_mails(["roles-changed"])


def somebody_fetches_her_data(world: World) -> None:
    """One file, in a browser in which she has just signed in; it holds what is hers alone. The other one stays."""
    browser = Visitor(world.port, world.user(MENTEE))
    browser.send(reverse("privacy:export_request"))
    wait_until(lambda: DataExport.objects.get().state == ExportState.READY, "the export is ready")
    world.wait_for_mails(["data-ready"])
    browser.read(reverse("privacy:own_data"))
    files = [reverse("privacy:export_fetch", args=[DataExport.objects.get().pk, one]) for one in ("json", "pdf")]
    found = found_in(browser.send(files[0], expect=200).text.encode())
    assert {word.lower() for word in (GOAL_WORDS, OWN_NOTE, REQUEST, ANSWER, MOTIVATION)} <= found
    assert not found & PEOPLE["MenteeTwo"].words
    browser.send(files[0])
    world.browser("MenteeTwo").send(files[1], expect=404)


def somebody_wants_it_weekly(world: World) -> None:
    """What is held for her is told on a Monday; the last one was some days ago."""
    tandem = world.tandem("MenteeTwo")
    world.sends("MenteeTwo", "notifications:preferences", rhythm="weekly", wants_tomorrow="on")
    world.sends("MentorTwo", "mentoring:agreement", tandem.pk, version=1, **TICKS)
    held = Message.objects.filter(recipient=world.user("MenteeTwo"), kind="agreement-to-confirm")
    wait_until(lambda: held.filter(state=MessageState.HELD).exists(), "the message is held")
    last_monday = at_local(monday_of(timezone.localdate()) - timedelta(days=7), MORNING)
    held.update(due_at=last_monday - timedelta(days=1))
    summaries.queue_summaries(last_monday + timedelta(hours=1))
    world.wait_for_mails(["weekly-summary"])


def one_steps_back(world: World) -> None:
    """Nobody asks her why. Her mentor reads on what she had shared."""
    tandem, topic = world.tandem("MenteeTwo"), Topic.objects.on_offer().filter(needs_words=False)[4]
    world.sends("MenteeTwo", "mentoring:goal_add", topic=topic.pk, words=KEPT_WORDS)
    world.sends("MenteeTwo", "mentoring:goal_share", tandem.mentee.goals.latest("pk").pk)
    world.opens("MenteeTwo", "mentoring:tandem_step_back", tandem.pk)
    world.sends("MenteeTwo", "mentoring:tandem_step_back", tandem.pk, reason=NOWHERE)
    world.wait_for_mails(["step-back", "partner-step-back"])
    world.opens("MentorTwo", "mentoring:tandem_goals", tandem.pk)


def others_fall_silent(world: World) -> None:
    world.days_pass(125)
    world.wait_for_mails(["agreement-reminder", "first-meeting", "silence", "supply-low"])


def a_workshop_is_offered(world: World) -> None:
    starts_at = timezone.now() + timedelta(days=20)
    workshop = WorkshopFactory(cohort=world.cohort, starts_at=starts_at, seats=1, state=WorkshopState.PLANNED)
    world.sends("Team", "admin:workshops_workshop_open", workshop.pk)
    world.wait_for_mails(["workshop-invitation"])
    world.sends(MENTEE, "workshops:register", workshop.pk)
    world.wait_for_mails(["workshop-registered"])
    world.sends(MENTOR, "workshops:register", workshop.pk)
    world.sends(MENTEE, "workshops:cancel", workshop.pk)
    world.wait_for_mails(["workshop-seat"])
    world.opens("Team", "admin:workshops_workshop_attendance", workshop.pk)
    _move_workshop(world, workshop)
    world.wait_for_mails(["workshop-change"])
    world.wait_for_mails(["workshop-tomorrow"], meanwhile=lambda: _hold_tomorrow(workshop))
    world.sends("Team", "admin:workshops_workshop_cancel", workshop.pk)
    world.wait_for_mails(["workshop-cancelled"])


def _move_workshop(world: World, workshop: Workshop) -> None:
    workshop.refresh_from_db()
    times = {"starts_at": workshop.starts_at + timedelta(hours=1), "ends_at": workshop.ends_at + timedelta(hours=1)}
    fields = {
        f"{name}_{part}": timezone.localtime(moment).strftime(form)
        for name, moment in times.items()
        for part, form in enumerate(("%d.%m.%Y", "%H:%M"))
    }
    fields |= {name: getattr(workshop, name) for name in ("kind", "title", "place", "audience", "seats")}
    page = "admin:workshops_workshop_change", workshop.pk
    world.sends("Team", *page, description="", link="", host="", seen_version=workshop.version, **fields)


def _hold_tomorrow(workshop: Workshop) -> None:
    """It stays tomorrow, although midnight may come while we wait, and everything about it is some days old."""
    starts_at = at_local(timezone.localdate() + timedelta(days=1)) + timedelta(hours=12)
    before = timezone.now() - timedelta(days=3)
    Workshop.objects.filter(pk=workshop.pk).update(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), entry_changed_at=before
    )
    workshop.registrations.update(since=before)


def the_team_is_told(world: World) -> None:
    """On a Monday and at the end of a quarter, which may be longer ago than a scan makes up for."""
    today = timezone.localdate()
    # Beat wrote one at once, and it may have come to be sent while nothing waited yet.
    Message.objects.filter(kind="team-digest", state=MessageState.OBSOLETE).delete()
    reporting.queue_team_digest(at_local(monday_of(today), MORNING))
    reporting.queue_quarterly_numbers(at_local(Quarter.of(today).first_day, MORNING))
    world.wait_for_mails(["team-digest", "quarterly-numbers"])


def within_the_year(world: World) -> None:
    they_agree(world)
    they_set_goals(world)
    they_meet(world)
    they_change_their_minds(world)
    they_ask_for_help(world)
    the_adviser_is_asked(world)
    somebody_reports_a_barrier(world)
    somebody_sets_a_password(world)
    a_role_is_given_on_the_command_line(world)
    somebody_fetches_her_data(world)
    somebody_wants_it_weekly(world)
    one_steps_back(world)
    others_fall_silent(world)
    the_team_is_told(world)
    a_workshop_is_offered(world)
