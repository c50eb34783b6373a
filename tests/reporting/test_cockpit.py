""" "Was jetzt ansteht": the entry of the admin says what waits, to whom it concerns."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Employee
from matching.actions import approving
from matching.models import RunState
from mentoring.actions import requests
from mentoring.models import MenteeState, MentorState, PairingState, RequestKind
from reporting import cockpit
from tests.factories import (
    CohortFactory,
    CriterionFactory,
    MeetingFactory,
    MenteeFactory,
    MentorFactory,
    PairingFactory,
    UserFactory,
)
from tests.matching.factories import ProposalFactory, RunFactory
from tests.workshops.factories import RegistrationFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

INDEX = "/verwaltung/"


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


def buttons(user, now) -> list[str]:
    shown = cockpit.for_user(user, now=now)
    return [task.button for task in [*shown.tasks, *(task for year in shown.years for task in year.tasks)]]


def text_of(response) -> str:
    return response.content.decode()


def test_everything_that_waits_has_its_number_and_one_button(cohort, team_member, now):
    for _ in range(2):
        MenteeFactory(cohort=cohort)
    MentorFactory(cohort=cohort, capacity=3)
    MentorFactory(cohort=cohort, state=MentorState.SUBMITTED)
    MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED, announced=True)
    for _ in range(3):
        PairingFactory(cohort=cohort)
    PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    requests.send(UserFactory(), "Hilfe", kind=RequestKind.OTHER)

    assert buttons(team_member, now) == [
        "1 Nachricht beantworten",
        "2 Bewerbungen prüfen",
        "1 Mentor:in bestätigen",
        "Matching starten",
        "3 Vorschläge freigeben",
        "Bekannt geben",
    ]


def test_every_button_leads_somewhere(cohort, team, team_member, now):
    MenteeFactory(cohort=cohort)
    MentorFactory(cohort=cohort, state=MentorState.SUBMITTED)
    PairingFactory(cohort=cohort)
    PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
    requests.send(UserFactory(), "Hilfe", kind=RequestKind.OTHER)
    shown = cockpit.for_user(team_member, now=now)
    tasks = [*shown.tasks, *shown.years[0].tasks]
    assert len(tasks) == 7
    for task in tasks:
        assert team.get(task.url, follow=True).status_code == 200, task.url


def test_what_is_done_does_not_wait(cohort, team_member, now):
    MentorFactory(cohort=cohort, capacity=3)
    MenteeFactory(cohort=cohort, state=MenteeState.DRAFT)
    MenteeFactory(cohort=cohort, state=MenteeState.DECLINED, announced=True)
    MenteeFactory(cohort=cohort, state=MenteeState.WITHDRAWN)
    PairingFactory(cohort=cohort, state=PairingState.APPROVED, announced=True)

    assert buttons(team_member, now) == []


def test_a_run_leads_to_its_proposals_until_all_are_decided(cohort, team_member, now):
    proposal = ProposalFactory(run__cohort=cohort)
    assert "1 Vorschlag ansehen" in buttons(team_member, now)

    approving.approve(proposal, revision=proposal.run.revision, by=team_member, now=now)
    assert not any("ansehen" in button for button in buttons(team_member, now))


def test_a_run_on_its_way_is_led_to_and_none_is_started_beside_it(cohort, team_member, now):
    MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED, announced=True)
    RunFactory(cohort=cohort, state=RunState.RUNNING, finished_at=None)

    assert "Matching starten" not in buttons(team_member, now)


def test_a_failed_run_is_started_again(cohort, team_member, now):
    MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED, announced=True)
    RunFactory(cohort=cohort, state=RunState.FAILED, failure="broken", finished_at=None)

    assert "Matching starten" in buttons(team_member, now)


def test_a_decision_is_announced_with_the_tandem_and_not_twice(cohort, team_member, now):
    PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    MenteeFactory(cohort=cohort, state=MenteeState.WAITLISTED)

    (task,) = [task for task in cockpit.for_user(team_member, now=now).years[0].tasks if task.button == "Bekannt geben"]

    assert "Tandems: 1, Entscheidungen: 1" in task.text


def test_more_mentors_are_asked_for_while_there_are_too_few(cohort, team_member, now, clock):
    assert buttons(team_member, now) == ["Mentor:innen einladen"]
    MentorFactory(cohort=cohort, state=MentorState.INVITED)
    assert buttons(team_member, now) == []
    for _ in range(2):
        MenteeFactory(cohort=cohort)
    assert "Mentor:innen einladen" in buttons(team_member, now)
    later = now.replace(year=2027, month=5)
    assert "Mentor:innen einladen" not in buttons(team_member, later)


def test_a_tandem_that_breaks_a_rule_now_is_named_with_the_rule(cohort, team_member, now):
    tandem = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    boss = tandem.mentor.participation.user.employee
    Employee.objects.filter(pk=tandem.mentee.participation.user.employee.pk).update(superior=boss)

    (task,) = [t for t in cockpit.for_user(team_member, now=now).years[0].tasks if t.button == "Tandem ansehen"]

    assert str(tandem) in task.text
    assert "(Dienstweg)" in task.text


# --- workshops -------------------------------------------------------------------------------


def test_the_kickoff_is_set_up_opened_and_followed_up(cohort, team_member, now):
    MentorFactory(cohort=cohort)
    spring = now.replace(month=3)
    assert "Einführungsworkshop anlegen" not in buttons(team_member, now)
    assert buttons(team_member, spring) == ["Einführungsworkshop anlegen"]

    workshop = WorkshopFactory(
        cohort=cohort, state="planned", starts_at=spring, ends_at=spring + timedelta(hours=3), place="Rathaus"
    )
    assert buttons(team_member, spring) == ["Zum Einführungsworkshop einladen"]
    workshop.state = "open"
    workshop.save()
    registration = RegistrationFactory(workshop=workshop, state="registered")
    assert buttons(team_member, spring) == []
    assert buttons(team_member, spring + timedelta(days=1)) == ["Teilnahme eintragen"]
    registration.attended = False
    registration.save()
    assert buttons(team_member, spring + timedelta(days=1)) == []


# --- where the year stands -------------------------------------------------------------------


def test_phase_and_next_date_are_said_in_words(cohort, team, team_member, now):
    (year,) = cockpit.for_user(team_member, now=now).years
    assert (year.phase, year.next_date.day) == ("Bewerbung", date(2027, 1, 31))
    assert "als Nächstes: Bewerbungsschluss am 31.01.2027" in text_of(team.get(INDEX))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2027, 1, 31), date(2027, 1, 31)),
        (date(2027, 2, 1), date(2027, 3, 1)),
        (date(2027, 4, 1), date(2027, 4, 15)),
        (date(2028, 3, 31), date(2028, 3, 31)),
    ],
)
def test_the_next_date_is_the_first_that_is_not_over(cohort, today, expected):
    assert cockpit.next_date_of(cohort, today).day == expected


def test_nothing_waiting_is_a_friendly_page_with_the_next_date(cohort, team):
    MentorFactory(cohort=cohort)
    page = text_of(team.get(INDEX))
    assert "Hier wartet gerade nichts auf Sie" in page
    assert "Der nächste Termin: Bewerbungsschluss am 31.01.2027." in page


def test_before_the_first_year_the_page_says_how_to_begin(team):
    page = text_of(team.get(INDEX))
    assert reverse("admin:mentoring_cohort_add") in page


def test_a_finished_year_is_no_longer_shown(cohort, team_member, now):
    assert cockpit.for_user(team_member, now=now.replace(year=2029)).years == []


# --- milestones ------------------------------------------------------------------------------


def test_milestones_are_bars_with_the_names_that_are_missing(cohort, team, team_member, now):
    waiting = PairingFactory(cohort=cohort, state=PairingState.APPROVED, announced=True)
    met = MeetingFactory(pairing=PairingFactory(cohort=cohort, state=PairingState.ACTIVE), state="held").pairing
    PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    PairingFactory(cohort=cohort, state=PairingState.ENDED)

    agreement, meeting, kickoff = cockpit.for_user(team_member, now=now).years[0].milestones

    assert (agreement.reached, agreement.expected, agreement.missing) == (1, 2, [str(waiting)])
    assert (meeting.reached, meeting.expected, meeting.missing) == (1, 2, [str(waiting)])
    assert (kickoff.reached, kickoff.expected, len(kickoff.missing)) == (0, 4, 4)
    page = text_of(team.get(INDEX))
    assert "1 von 2" in page
    assert '<progress class="m-bar" value="1" max="2"' in page
    assert str(met) not in page.split("Alle Bereiche")[0]


def test_how_often_two_people_met_is_not_to_be_seen(cohort, team, now):
    tandem = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    before = MeetingFactory(pairing=tandem, state="held") and text_of(team.get(INDEX))
    for _ in range(7):
        MeetingFactory(pairing=tandem, state="held")
    strip = lambda page: page.split('id="content-main"')[1]  # noqa: E731 - what stands around changes with the session
    assert strip(text_of(team.get(INDEX))) == strip(before)


# --- the other roles -------------------------------------------------------------------------


def test_hr_finds_the_staff_file_and_the_invitation_only(client, hr_member, cohort, now):
    MenteeFactory(cohort=cohort)
    assert buttons(hr_member, now) == ["Personaldatei einlesen", "Mentor:innen einladen"]
    client.force_login(hr_member)
    page = text_of(client.get(INDEX))
    for hidden in (str(cohort), "Bewerbung", "Meilenstein", "Tandem"):
        assert hidden not in page


def test_the_administration_finds_accounts_and_directory_only(client, administrator, cohort, now):
    assert buttons(administrator, now) == ["Konten öffnen", "Verzeichnis öffnen"]
    client.force_login(administrator)
    assert str(cohort) not in text_of(client.get(INDEX))


@pytest.mark.parametrize("role", ["hr_member", "administrator"])
def test_every_button_of_the_other_roles_leads_somewhere(client, request, now, role):
    user = request.getfixturevalue(role)
    client.force_login(user)
    for task in cockpit.for_user(user, now=now).tasks:
        assert client.get(task.url).status_code == 200, task.url


def test_one_button_stands_out(cohort, team):
    CriterionFactory(cohort=cohort)
    MenteeFactory(cohort=cohort)
    MentorFactory(cohort=cohort, state=MentorState.SUBMITTED)
    assert text_of(team.get(INDEX)).count("kern-btn--primary") == 1


def test_the_entry_takes_the_same_statements_for_1_year_and_for_3(team, django_assert_max_num_queries):
    counts = []
    for years, size in ((1, 3), (2, 15)):
        for _ in range(years):
            cohort = CohortFactory()
            WorkshopFactory(cohort=cohort)
            for _ in range(size):
                MenteeFactory(cohort=cohort)
                PairingFactory(cohort=cohort)
                PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
        with django_assert_max_num_queries(30) as entry:
            team.get(INDEX)
        counts.append(len(entry))
    assert counts[0] == counts[1]


def test_browsers_keep_the_words_of_the_scripts_that_every_page_asks_for(team):
    kept = team.get(reverse("admin:jsi18n"))["Cache-Control"]
    assert "private" in kept
    assert "max-age=3600" in kept
