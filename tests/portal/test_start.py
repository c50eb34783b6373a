"""The start page of everybody, and the pages around it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.models import MentorState, PairingState
from portal.markdown import to_html
from portal.models import Contact
from tests import factories
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = pytest.mark.django_db


def start(client, user=None):
    if user is not None:
        client.force_login(user)
    return client.get(reverse("portal:start")).content.decode()


def a_year_ago():
    """Return a year that is over."""
    dates = ("applications_open_on", "applications_close_on", "starts_on", "acquaintance_ends_on", "ends_on")
    now_running = factories.CohortFactory.build(minimum_mentor_level=None)
    return factories.CohortFactory(**{name: getattr(now_running, name) - timedelta(days=730) for name in dates})


def test_strangers_read_what_the_programme_is_and_find_two_doors(client, cohort):
    page = start(client)
    assert "Als Mentee bewerben" in page
    assert "Mentor:in werden" in page
    assert "31.01.2027" in page


def test_between_two_years_strangers_read_when_the_next_one_opens(client, clock, cohort):
    clock.move_to(factories.NOW - timedelta(days=60))
    assert "Bewerbung ab 01.01.2027" in start(client)


def test_a_meeting_without_answer_comes_first_with_both_buttons(client, now):
    tandem = announced_tandem(PairingState.ACTIVE)
    meeting_of(tandem, starts_at=now - timedelta(days=1))
    page = start(client, tandem.mentor.participation.user)
    assert page.index("Hat stattgefunden") < page.index("Ist ausgefallen") < page.index("Mein Tandem")


def test_a_partner_sees_the_other_with_work_contact_only(client):
    tandem = announced_tandem(PairingState.ACTIVE)
    other = tandem.mentor.participation.user
    page = start(client, tandem.mentee.participation.user)
    assert other.email in page
    assert other.employee.phone in page


def test_an_approved_tandem_stays_unseen_until_it_is_announced(client):
    tandem = factories.PairingFactory(state=PairingState.APPROVED)
    assert str(tandem.mentor) not in start(client, tandem.mentee.participation.user)


def test_an_invited_mentor_is_led_to_the_invitation(client, cohort):
    mentor = factories.MentorFactory(cohort=cohort, state=MentorState.INVITED)
    assert reverse("mentoring:mentor_invitation") in start(client, mentor.participation.user)


def test_the_year_stands_there_with_its_present_phase_in_words(client, cohort):
    mentor = factories.MentorFactory(cohort=cohort)
    page = start(client, mentor.participation.user)
    assert 'aria-current="step"' in page
    assert "jetzt" in page


@pytest.mark.parametrize("role", ["team_member", "adviser", "administrator"])
def test_people_in_charge_have_a_start_page_too(client, role, request):
    assert "Guten Tag" in start(client, request.getfixturevalue(role))


def test_applying_does_not_hide_the_way_into_the_administration(client, cohort, team_member):
    client.force_login(team_member)

    page = client.get("/").text

    first, second = "Zur Verwaltung", "Als Mentee bewerben"
    assert page.index(first) < page.index(second)
    assert page.count("m-next-step") == 1


@pytest.mark.parametrize("meetings", [0, 1])
def test_a_participant_finds_her_appointments_and_the_way_into_her_calendar(client, now, meetings):
    tandem = announced_tandem(PairingState.ACTIVE)
    for days in range(meetings):
        meeting_of(tandem, starts_at=now + timedelta(days=days + 1))
    page = start(client, tandem.mentee.participation.user)
    assert ("Zurzeit ist nichts geplant." in page) is (meetings == 0)
    assert page.index("Termine</h2>") < page.index(reverse("notifications:calendar"))


def test_whoever_has_nothing_to_do_with_appointments_reads_nothing_of_them(client):
    assert reverse("notifications:calendar") not in start(client, factories.UserFactory())


def test_goals_of_an_earlier_year_do_not_count(client, cohort):
    earlier = announced_tandem(PairingState.COMPLETED, cohort=a_year_ago())
    factories.GoalFactory(mentee=earlier.mentee)
    user = earlier.mentee.participation.user
    factories.MenteeFactory(cohort=cohort, user=user, state="accepted", announced=True)
    assert "0 offen, 0 in Arbeit, 0 abgeschlossen" in start(client, user)


def test_contacts_are_for_those_who_signed_in(client, adviser):
    Contact.objects.create(name="Petra Beispiel", phone="02237 58-100")
    url = reverse("portal:contacts")
    assert client.get(url).status_code == 302
    client.force_login(adviser)
    assert "Petra Beispiel" in client.get(url).content.decode()


def test_a_page_for_participants_does_not_exist_for_strangers(client):
    assert client.get(reverse("portal:page", args=["hilfe"])).status_code == 404
    assert client.get(reverse("portal:page", args=["impressum"])).status_code == 200


def test_markdown_keeps_no_script_and_no_foreign_markup():
    html = to_html("# Titel\n\n<script>alert(1)</script> [Link](javascript:alert(1)) <img src=x onerror=y>")
    assert "<h2>Titel</h2>" in html
    assert "script" not in html
    assert "<img" not in html
