"""The pages of a tandem, of its meetings and agreement, and of mentors, as the client sees them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.actions import meetings
from mentoring.models import (
    Goal,
    GoalText,
    Meeting,
    MeetingState,
    Mentor,
    MentorState,
    PairingState,
    SupportRequest,
)
from tests import factories
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tandem():
    return announced_tandem(PairingState.ACTIVE)


@pytest.fixture
def as_mentee(client, tandem):
    client.force_login(tandem.mentee.participation.user)
    return client


@pytest.fixture
def as_mentor(client, tandem):
    client.force_login(tandem.mentor.participation.user)
    return client


def pages_of(tandem, meeting):
    """Return the address of every page of the tandem that shows something."""
    of_tandem = ["tandem_detail", "agreement", "agreement_edit", "meeting_plan", "meeting_log"]
    of_meeting = ["meeting", "meeting_change", "meeting_cancel", "meeting_shared_notes", "meeting_own_notes"]
    return [reverse(f"mentoring:{name}", args=[tandem.pk]) for name in of_tandem] + [
        reverse(f"mentoring:{name}", args=[meeting.pk]) for name in [*of_meeting, "meeting_calendar"]
    ]


@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_both_partners_read_every_page_of_their_tandem(client, tandem, side, now):
    meeting = meeting_of(tandem, starts_at=now + timedelta(days=3))
    client.force_login(getattr(tandem, side).participation.user)
    for url in pages_of(tandem, meeting):
        assert client.get(url).status_code == 200, url


def test_pages_of_others_answer_exactly_as_missing_ones(client, tandem, team_member, administrator, now):
    meeting = meeting_of(tandem, starts_at=now + timedelta(days=3))
    other = announced_tandem(PairingState.ACTIVE).mentor.participation.user
    for user in (other, team_member, administrator):
        client.force_login(user)
        for url in pages_of(tandem, meeting):
            found, missing = client.get(url), client.get(url.replace(f"/{tandem.pk}/", "/999999/"))
            assert found.status_code == missing.status_code == 404
            assert found.content.replace(url.encode(), b"") == missing.content.replace(
                url.replace(f"/{tandem.pk}/", "/999999/").encode(), b""
            )


def test_a_tandem_that_was_not_announced_does_not_exist(client):
    tandem = factories.PairingFactory(state=PairingState.APPROVED)
    client.force_login(tandem.mentee.participation.user)
    assert client.get(reverse("mentoring:tandem_detail", args=[tandem.pk])).status_code == 404
    assert "Hier steht bald Ihr Tandem" in client.get(reverse("mentoring:tandem")).content.decode()


def test_planning_a_meeting_by_form(as_mentee, tandem):
    url = reverse("mentoring:meeting_plan", args=[tandem.pk])
    form = {"starts_at_0": "2027-01-20", "starts_at_1": "10:00", "kind": "feedback", "place": "Raum 7"}
    response = as_mentee.post(url, form)
    meeting = Meeting.objects.get()
    assert response.url == reverse("mentoring:meeting", args=[meeting.pk])
    assert timezone.localtime(meeting.starts_at).hour == 10


def test_a_refused_form_says_so_in_the_title_and_keeps_the_input(as_mentee, tandem):
    url = reverse("mentoring:meeting_plan", args=[tandem.pk])
    page = as_mentee.post(
        url, {"starts_at_0": "2026-01-20", "starts_at_1": "10:00", "kind": "feedback", "place": "Raum 7"}
    ).content.decode()
    assert "<title>Fehler:" in page
    assert "Dieser Zeitpunkt ist vorbei" in page
    assert "Raum 7" in page
    assert not Meeting.objects.exists()


def test_one_click_says_that_a_meeting_took_place(as_mentor, tandem, now):
    meeting = meeting_of(tandem, starts_at=now - timedelta(days=1))
    assert "Hat stattgefunden" in as_mentor.get(reverse("mentoring:meetings")).content.decode()
    as_mentor.post(reverse("mentoring:meeting_held", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD


def test_cancelling_asks_once(as_mentor, tandem, now):
    meeting = meeting_of(tandem, starts_at=now + timedelta(days=1))
    url = reverse("mentoring:meeting_cancel", args=[meeting.pk])
    assert "Ja, Treffen absagen" in as_mentor.get(url).content.decode()
    as_mentor.post(url)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED


def test_who_cancels_reads_before_and_after_whether_the_partner_is_told(as_mentor, tandem, now):
    ahead, over = (meeting_of(tandem, starts_at=now + timedelta(days=days)) for days in (2, -2))
    urls = [reverse("mentoring:meeting_cancel", args=[meeting.pk]) for meeting in (ahead, over)]
    asked = [as_mentor.get(url).content.decode() for url in urls]
    done = [as_mentor.post(url, follow=True).content.decode() for url in urls]
    assert ["Die andere Person im Tandem bekommt" in page for page in asked] == [True, False]
    assert ["Die andere Person im Tandem bekommt eine Nachricht" in page for page in done] == [True, False]


def test_who_plans_or_changes_a_meeting_reads_that_the_partner_is_told(as_mentor, tandem, now):
    sent = {"starts_at_0": "2027-01-20", "starts_at_1": "14:00", "kind": "conversation", "minutes": "60", "place": "A"}
    plan = reverse("mentoring:meeting_plan", args=[tandem.pk])
    assert "Die andere Person im Tandem bekommt" in as_mentor.get(plan).content.decode()
    assert (
        "Die andere Person im Tandem bekommt eine Nachricht" in as_mentor.post(plan, sent, follow=True).content.decode()
    )

    change = reverse("mentoring:meeting_change", args=[Meeting.objects.get().pk])
    assert "Die andere Person im Tandem bekommt" in as_mentor.get(change).content.decode()
    moved = as_mentor.post(change, {**sent, "place": "B", "version": "1"}, follow=True).content.decode()
    assert "Die andere Person im Tandem bekommt eine Nachricht" in moved
    same = as_mentor.post(change, {**sent, "place": "B", "version": "2"}, follow=True).content.decode()
    assert "Die andere Person im Tandem bekommt eine Nachricht" not in same
    assert "Es hat sich nichts geändert" in same


def test_of_a_meeting_that_is_logged_nobody_is_told(as_mentor, tandem):
    log = reverse("mentoring:meeting_log", args=[tandem.pk])
    assert "Die andere Person im Tandem" not in as_mentor.get(log).content.decode()


def test_a_mentor_of_two_reads_with_whom_each_meeting_is(as_mentor, tandem, now):
    meeting_of(tandem, starts_at=now + timedelta(days=2))
    url = reverse("mentoring:meetings")
    assert f"mit {tandem.mentee}" not in as_mentor.get(url).content.decode()
    mentor = tandem.mentor
    mentor.capacity = 2
    mentor.save()
    other = announced_tandem(PairingState.ACTIVE, mentor=mentor, cohort=mentor.participation.cohort)
    meeting_of(other, starts_at=now - timedelta(days=2))
    page = as_mentor.get(url).content.decode()
    assert f"mit {tandem.mentee}" in page
    assert f"mit {other.mentee}" in page
    assert f"Treffen mit {tandem.mentee}" in as_mentor.get(reverse("portal:start")).content.decode()


def test_two_texts_to_choose_from_when_the_other_saved_first(as_mentee, tandem):
    meeting = meeting_of(tandem)
    meetings.write_shared_notes(meeting, "Text der anderen", by=tandem.mentor.participation.user, version=1)
    url = reverse("mentoring:meeting_shared_notes", args=[meeting.pk])
    page = as_mentee.post(url, {"text": "Mein Text", "version": "1"}).content.decode()
    assert "Text der anderen" in page
    assert "Mein Text" in page
    as_mentee.post(url, {"text": "Beide Texte", "version": "2"})
    meeting.text.refresh_from_db()
    assert meeting.text.notes == "Beide Texte"


def test_the_calendar_file_says_nothing_of_place_or_partner(as_mentee, tandem, now):
    meeting = meeting_of(tandem, starts_at=now + timedelta(days=1))
    response = as_mentee.get(reverse("mentoring:meeting_calendar", args=[meeting.pk]))
    assert response["Content-Type"] == "text/calendar; method=PUBLISH"
    assert response["Content-Disposition"] == 'attachment; filename="termin.ics"'
    text = response.content.decode()
    assert "Termin Mentoring" in text
    assert "Raum 12" not in text
    assert str(tandem.mentor) not in text


@pytest.mark.parametrize(("days", "is_offered"), [(1, True), (-1, False)])
def test_a_meeting_that_was_called_off_can_be_taken_out_of_the_calendar(as_mentee, tandem, now, days, is_offered):
    meeting = meeting_of(tandem, starts_at=now + timedelta(days=days), state=MeetingState.CANCELLED)
    page = as_mentee.get(reverse("mentoring:meeting", args=[meeting.pk])).content.decode()
    assert ("Aus dem Kalender nehmen" in page) is is_offered


def test_the_mentor_reads_topics_and_only_shared_words(as_mentor, tandem):
    goal = factories.GoalFactory(mentee=tandem.mentee)
    GoalText.objects.create(goal=goal, author=tandem.mentee.participation, text="Noch nicht für andere")
    page = as_mentor.get(reverse("mentoring:tandem_goals", args=[tandem.pk])).content.decode()
    assert goal.topic.title in page
    assert "Noch nicht für andere" not in page


def test_the_mentor_reads_in_words_where_each_goal_stands(as_mentor, tandem, now):
    factories.GoalFactory(mentee=tandem.mentee, state="open")
    factories.GoalFactory(mentee=tandem.mentee, state="settled", done_at=now)

    page = as_mentor.get(reverse("mentoring:tandem_goals", args=[tandem.pk])).text

    assert "geklärt" in page
    # What the matching calls "settled" is something else.
    assert "Festlegung" not in page


def test_a_page_under_an_entry_of_the_navigation_marks_it(as_mentor, tandem):
    page = as_mentor.get(reverse("mentoring:tandem_detail", args=[tandem.pk])).text

    assert [line for line in page.split("<a ") if 'aria-current="page"' in line and "Tandem" in line]
    assert page.count('aria-current="page"') == 1


def test_the_mentor_brings_in_a_goal_that_both_read(as_mentor, tandem, client):
    topic = factories.some_topic(3)
    url = reverse("mentoring:tandem_goal_add", args=[tandem.pk])
    as_mentor.post(url, {"topic": topic.pk, "words": "Das könnte Ihnen helfen"})
    goal = Goal.objects.get(mentee=tandem.mentee)
    assert goal.added_by == tandem.mentor.participation
    client.force_login(tandem.mentee.participation.user)
    assert "Das könnte Ihnen helfen" in client.get(reverse("mentoring:goals")).content.decode()


def test_confirming_the_agreement_needs_both_ticks(client):
    tandem = announced_tandem()
    client.force_login(tandem.mentee.participation.user)
    url = reverse("mentoring:agreement", args=[tandem.pk])
    page = client.post(url, {"version": "1", "keeps_confidential": "on"}).content.decode()
    assert "<title>Fehler:" in page
    assert "Bitte bestätigen Sie das mit dem Häkchen." in page
    client.post(url, {"version": "1", "keeps_confidential": "on", "has_no_authority": "on"})
    tandem.agreement.refresh_from_db()
    assert tandem.agreement.is_confirmed_by_mentee
    assert not tandem.agreement.is_confirmed_by_mentor


def test_stepping_back_tells_the_other_only_that_the_team_will_be_in_touch(client, now):
    tandem = announced_tandem()
    client.force_login(tandem.mentor.participation.user)
    url = reverse("mentoring:tandem_step_back", args=[tandem.pk])
    assert "Ja, zurücktreten" in client.get(url).content.decode()
    client.post(url)
    tandem.refresh_from_db()
    assert tandem.state == PairingState.DECLINED
    client.force_login(tandem.mentee.participation.user)
    page = client.get(reverse("mentoring:tandem_detail", args=[tandem.pk])).content.decode()
    assert "Das Projektteam meldet sich bei Ihnen" in page
    assert "zurückgetreten" not in page


def test_after_the_acquaintance_period_there_is_no_way_back(client, clock):
    tandem = announced_tandem()
    clock.move_to(timezone.now() + timedelta(days=200))
    client.force_login(tandem.mentor.participation.user)
    client.post(reverse("mentoring:tandem_step_back", args=[tandem.pk]))
    tandem.refresh_from_db()
    assert tandem.state == PairingState.APPROVED


def test_an_invited_mentor_says_yes_and_submits_her_profile(client, cohort):
    mentor = factories.MentorFactory(cohort=cohort, state=MentorState.INVITED)
    client.force_login(mentor.participation.user)
    assert "Möchten Sie Mentor:in werden?" in client.get(reverse("mentoring:mentor_invitation")).content.decode()
    profile = {"topics": [factories.some_topic().pk], "offers": ["conversation"], "capacity": "2", "mode": "either"}
    response = client.post(reverse("mentoring:mentor_profile"), profile | {"version": "1"})
    assert response.url == reverse("mentoring:mentor_submit")
    ticks = ["has_experience", "respects", "takes_time", "is_equal", "is_no_coach"]
    refused = client.post(response.url, dict.fromkeys(ticks[:-1], "on"))
    assert "<title>Fehler:" in refused.content.decode()
    client.post(response.url, dict.fromkeys(ticks, "on"))
    mentor.refresh_from_db()
    assert (mentor.state, mentor.capacity) == (MentorState.SUBMITTED, 2)


def test_an_invited_mentor_says_not_this_year(client, cohort):
    mentor = factories.MentorFactory(cohort=cohort, state=MentorState.INVITED)
    client.force_login(mentor.participation.user)
    client.post(reverse("mentoring:mentor_withdraw"))
    mentor.refresh_from_db()
    assert mentor.state == MentorState.WITHDRAWN


@pytest.mark.parametrize("state", [MentorState.CONFIRMED, MentorState.DECLINED])
def test_nobody_is_asked_what_she_can_no_longer_say(client, cohort, state):
    mentor = factories.MentorFactory(cohort=cohort, state=state)
    client.force_login(mentor.participation.user)
    assert client.get(reverse("mentoring:mentor_withdraw")).url == reverse("mentoring:mentor_profile")


def test_somebody_offers_to_be_a_mentor(client, cohort):
    user = factories.UserFactory(employee__level__rank=4)
    client.force_login(user)
    url = reverse("mentoring:mentor_nominate")
    assert "Ja, ich bin dabei" in client.get(url).content.decode()
    client.post(url, {"cohort": cohort.pk})
    assert Mentor.objects.get().state == MentorState.SELF_NOMINATED


def test_a_level_too_low_is_told_kindly(client, cohort):
    user = factories.UserFactory(employee__level__rank=1)
    client.force_login(user)
    page = client.post(reverse("mentoring:mentor_nominate"), {"cohort": cohort.pk}, follow=True).content.decode()
    assert "Ihre Führungsebene im Verzeichnis" in page
    assert "liegt unter" in page
    assert not Mentor.objects.exists()


def test_a_mentor_pauses_and_comes_back(client, cohort):
    mentor = factories.MentorFactory(cohort=cohort)
    client.force_login(mentor.participation.user)
    url = reverse("mentoring:mentor_pause", args=[mentor.pk])
    client.post(url)
    mentor.refresh_from_db()
    assert mentor.state == MentorState.PAUSED
    client.post(url, {"pause": "end"})
    mentor.refresh_from_db()
    assert mentor.state == MentorState.CONFIRMED


def test_writing_to_the_team_and_reading_the_answer(as_mentee, tandem):
    as_mentee.post(reverse("mentoring:request_new"), {"kind": "tandem", "text": "Es ist schwierig."})
    assert SupportRequest.objects.get().cohort == tandem.mentee.participation.cohort
    assert "Es ist schwierig." in as_mentee.get(reverse("mentoring:request_list")).content.decode()


def test_only_mentors_are_offered_the_adviser(client, tandem):
    url = reverse("mentoring:request_new")
    client.force_login(tandem.mentee.participation.user)
    assert "recipient" not in client.get(url).content.decode()
    client.force_login(tandem.mentor.participation.user)
    assert "recipient" in client.get(url).content.decode()


def test_the_adviser_answers_mentors_in_her_own_inbox(client, tandem, adviser, team_member):
    client.force_login(tandem.mentor.participation.user)
    client.post(reverse("mentoring:request_new"), {"recipient": "adviser", "kind": "question", "text": "Eine Frage."})
    url = reverse("mentoring:request_answer", args=[SupportRequest.objects.get().pk])
    client.force_login(team_member)
    assert client.get(url).status_code == 404
    assert client.get(reverse("mentoring:request_inbox")).status_code == 404
    client.force_login(adviser)
    assert "Eine Frage." in client.get(url).content.decode()
    client.post(url, {"text": "Eine Antwort."})
    assert SupportRequest.objects.get().answer == "Eine Antwort."


@pytest.mark.parametrize("view", ["meetings", "tandem"])
def test_lists_take_as_many_statements_for_many_as_for_few(
    client, cohort, view, now, django_assert_max_num_queries, django_assert_num_queries
):
    mentor = factories.MentorFactory(cohort=cohort, capacity=3)

    def statements(tandems):
        for number in range(tandems):
            tandem = announced_tandem(PairingState.ACTIVE, mentor=mentor, cohort=cohort)
            for day in range(5):
                meeting_of(tandem, starts_at=now + timedelta(days=day * 7 + number - 10))
        client.force_login(mentor.participation.user)
        with django_assert_max_num_queries(30) as few:
            client.get(reverse(f"mentoring:{view}"))
        return len(few)

    few = statements(2)
    assert statements(1) == few


def test_who_has_no_tandem_is_not_asked_about_one(as_mentee, client, adviser):
    url = reverse("mentoring:request_new")
    assert "Ich wünsche mir ein anderes Tandem" in as_mentee.get(url).content.decode()
    client.force_login(adviser)
    page = client.get(url).content.decode()
    assert "Tandem" not in page[page.index("<form method") :]
    assert client.post(url, {"kind": "change", "text": "Ein anderes bitte."}).status_code == 200
    assert not SupportRequest.objects.exists()
