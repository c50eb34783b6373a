"""One programme year in the browser, from the staff files to the first logged meeting."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import OrgUnit, Role
from mentoring.models import (
    Cohort,
    Goal,
    GoalState,
    Meeting,
    MeetingState,
    Mentee,
    Mentor,
    Pairing,
    PairingState,
)
from notifications.models import Message, MessageState
from tests import factories
from tests.accounts.staff_files import shared_file
from tests.journeys.people import Person
from tests.support.browser import CheckPage, KeepPicture, OpenPage
from workshops.models import Registration

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

BERLIN = ZoneInfo("Europe/Berlin")

# People of the shared staff files, and where they work.
MENTEES = {
    "anna.schaefers@kerpen.example": "Anna Schäfers",  # 51.1
    "anna.esser@kerpen.example": "Anna Esser",  # 40.1
    "zeynep.roettgen@kerpen.example": "Zeynep Röttgen",  # 60.1
}
INVITED = {
    "yasemin.oeztuerk@kerpen.example": "Yasemin Öztürk",  # heads 51
    "wiebke.oeztuerk@kerpen.example": "Wiebke Öztürk",  # heads 20
}
SELF_NOMINATED = "nils.grosskinsky@kerpen.example"  # heads 32
TANDEMS = {
    "Anna Schäfers": "Wiebke Öztürk",
    "Anna Esser": "Yasemin Öztürk",
    "Zeynep Röttgen": "Nils Großkinsky",
}
TOLD_AFTER_ANNOUNCEMENT = ["tandem-announced", "decision", "agreement-to-confirm", "workshop-invitation"]


class Year:
    """The journey's people and its calendar."""

    def __init__(self, open_page: OpenPage, look: Callable[[Page], None], clock: time_machine.Traveller) -> None:
        self._open_page, self._look, self._clock = open_page, look, clock
        self._users: dict[str, object] = {}

    def at(self, year: int, month: int, day: int, hour: int = 10) -> None:
        """Let it be this hour in Kerpen."""
        self._clock.move_to(datetime(year, month, day, hour, tzinfo=BERLIN))

    def somebody(self) -> Person:
        """Return somebody who is not signed in."""
        return Person(self._open_page(), self._look)

    def signed_in(self, user: object) -> Person:
        """Return somebody who signed in today."""
        return Person(self._open_page(user), self._look)


@pytest.fixture
def year(open_page: OpenPage, axe: CheckPage, screenshot: KeepPicture, clock: time_machine.Traveller) -> Year:
    seen: set[str] = set()

    def look(page: Page) -> None:
        """Look for barriers on every page once per heading, and keep its picture."""
        key = page.title()
        if key not in seen:
            seen.add(key)
            axe(page)
            screenshot(page, f"journey-{len(seen):02}-{key}")

    return Year(open_page, look, clock)


def test_a_year_from_the_staff_files_to_a_settled_goal(year: Year) -> None:
    team_user = factories.RoleAssignmentFactory(role=Role.TEAM, user__employee=None).user
    year.at(2027, 1, 4)
    team = year.signed_in(team_user)
    import_staff(team)
    cohort = set_up_year(team)

    invite(team, list(INVITED.values()))
    for email in INVITED:
        mentor = year.somebody()
        mentor.follow_invitation(email)
        mentor.press("Ja, ich bin dabei")
        complete_profile(mentor)
    nominate_herself(year)
    for email in MENTEES:
        apply(year, email)

    year.at(2027, 2, 3)
    team = year.signed_in(team_user)
    confirm_mentors(team)
    accept_all(team)
    propose_tandems(team)
    approve_all(team)
    assert not Message.objects.filter(kind__in=TOLD_AFTER_ANNOUNCEMENT).exists()
    assert Pairing.objects.filter(state=PairingState.APPROVED, announced_at=None).count() == 3

    announce(team)
    year.at(2027, 3, 2)
    for pairing in Pairing.objects.order_by("pk"):
        confirm_agreement(year, pairing)
    assert Pairing.objects.filter(state=PairingState.ACTIVE).count() == 3

    kickoff(year, team_user, cohort)
    first_meeting(year)
    assert_everything_was_sent()


def import_staff(team: Person) -> None:
    team.open("/verwaltung/accounts/employee/import/")
    for label, name in (
        ("Datei der Dienststellen", "dienststellen.csv"),
        ("Datei der Beschäftigten", "beschaeftigte.csv"),
    ):
        file = {"name": name, "mimeType": "text/csv", "buffer": shared_file(name)}
        team.page.get_by_label(label).set_input_files(file)
    team.press("Weiter zur Vorschau")
    team.reads("Arbeitszeit %")
    team.press("Alles übernehmen")
    team.reads("222")


def set_up_year(team: Person) -> Cohort:
    team.open("/verwaltung/mentoring/cohort/add/")
    page = team.page
    page.locator("input[name=title]").fill("Mentoring-Jahr 2027/28")
    page.locator("textarea[name=requirements]").fill("Sie möchten bald eine Führungsaufgabe übernehmen.")
    for name, day in (
        ("applications_open_on", "2027-01-01"),
        ("applications_close_on", "2027-01-31"),
        ("starts_on", "2027-03-01"),
        ("acquaintance_ends_on", "2027-04-15"),
        ("ends_on", "2028-03-31"),
    ):
        page.locator(f"input[name={name}]").fill(day)
    town = OrgUnit.objects.get(code="BM")
    page.locator(f"input[name=organisations][value='{town.pk}']").check()
    page.locator("select[name=minimum_mentor_level]").select_option(label="Amtsleitung")
    page.locator("input[name=criteria-0-text]").fill("Motivation und Lernziele passen zum Programm")
    team.press("Speichern")
    return Cohort.objects.get()


def invite(team: Person, names: list[str]) -> None:
    for name in names:
        team.open("/verwaltung/mentoring/mentor/einladen/")
        team.fill("Name, Funktion oder Dienststelle", name)
        team.press("Suchen")
        team.tick(name)
        team.press("Weiter zur Einladung")
        team.press("Ja, ", exact=False)


def complete_profile(mentor: Person) -> None:
    for topic in ("Führungsverhalten und Durchsetzungsfähigkeit", "Vereinbarkeit von Familie und Beruf"):
        mentor.tick(topic)
    mentor.tick("Bewerberinnen dürfen meinen Namen")
    mentor.press("Speichern und weiter")
    for box in mentor.page.get_by_role("checkbox").all():
        box.check()
    mentor.press("Bestätigen und absenden")
    mentor.reads("Das Projektteam sieht sich Ihr Profil an")


def nominate_herself(year: Year) -> None:
    mentor = year.somebody()
    mentor.sign_in_by_code(SELF_NOMINATED)
    mentor.press("Als Mentor:in melden")
    mentor.press("Ja, ich bin dabei")
    complete_profile(mentor)


def apply(year: Year, email: str) -> None:
    mentee = year.somebody()
    mentee.sign_in_by_code(email)
    mentee.press("Zur Bewerbung")
    mentee.press("Bewerbung beginnen")
    application = Mentee.objects.get(participation__user__email=email)
    base = f"/bewerbung/{application.pk}"
    mentee.open(f"{base}/motivation/")
    mentee.page.locator("textarea[name=motivation]").fill("Ich möchte in zwei Jahren ein Team leiten.")
    mentee.press("Speichern und weiter")
    mentee.open(f"{base}/themen/")
    for topic in ("Führungsverhalten und Durchsetzungsfähigkeit", "Führen in Teilzeit"):
        mentee.tick(topic)
    mentee.press("Speichern und weiter")
    mentee.open(f"{base}/rahmen/")
    mentee.press("Speichern und weiter")
    mentee.open(f"{base}/wuensche/")
    mentee.open(f"{base}/absenden/")
    mentee.tick("Ich erfülle die Voraussetzungen")
    mentee.press("Bewerbung absenden")
    assert Message.objects.filter(kind="application-received", recipient__email=email).exists()


def confirm_mentors(team: Person) -> None:
    team.open("/verwaltung/")
    for name in TANDEMS.values():
        team.open("/verwaltung/mentoring/mentor/")
        team.press(name)
        team.press("Als Mentor:in bestätigen")
        team.press("Ja, ", exact=False)


def accept_all(team: Person) -> None:
    team.open("/verwaltung/mentoring/mentee/naechste/")
    for number in range(len(MENTEES)):
        team.reads("Ich möchte in zwei Jahren ein Team leiten.")
        team.tick("Annehmen")
        team.tick("Motivation und Lernziele passen zum Programm")
        is_last = number == len(MENTEES) - 1
        team.press("Entscheidung festhalten" if is_last else "Festhalten und zur nächsten Bewerbung")
    assert Mentee.objects.filter(state="accepted").count() == 3


def propose_tandems(team: Person) -> None:
    forbidden = Mentee.objects.get(participation__user__last_name="Schäfers")
    boss = Mentor.objects.get(participation__user__last_name="Öztürk", participation__user__first_name="Yasemin")
    team.open(f"/verwaltung/matching/von-hand/{forbidden.pk}/")
    # The page offers no button for her; somebody who sends the form nevertheless reads why not.
    team.page.locator("input[name=mentor]").first.evaluate("(input, pk) => { input.value = pk }", str(boss.pk))
    team.page.get_by_role("button", name="Als Tandem vorschlagen", exact=False).first.click()
    team.look()
    team.reads("Yasemin Öztürk leitet die übergeordnete Dienststelle")
    team.reads("(Dienstweg)")
    assert not Pairing.objects.exists()
    for mentee_name, mentor_name in TANDEMS.items():
        first, last = mentee_name.split()
        mentee = Mentee.objects.get(participation__user__first_name=first, participation__user__last_name=last)
        team.open(f"/verwaltung/matching/von-hand/{mentee.pk}/")
        row = team.page.locator("main").get_by_role("listitem").filter(has_text=mentor_name)
        row.get_by_role("button").first.click()
        team.look()
    assert Pairing.objects.filter(state=PairingState.PROPOSED).count() == 3


def approve_all(team: Person) -> None:
    team.open("/verwaltung/mentoring/pairing/freigeben/")
    for box in team.page.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    team.press("Ja, ausgewählte Tandems freigeben")


def announce(team: Person) -> None:
    cohort = Cohort.objects.get()
    team.open(f"/verwaltung/mentoring/cohort/{cohort.pk}/bekannt-geben/")
    for box in team.page.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    team.page.get_by_role("main").get_by_role("button").last.click()
    team.look()
    team.press("Ja, bekannt geben")
    assert Pairing.objects.announced().count() == 3


def confirm_agreement(year: Year, pairing: Pairing) -> None:
    for side in (pairing.mentee, pairing.mentor):
        person = year.signed_in(side.participation.user)
        person.open("/")
        person.open(f"/tandem/{pairing.pk}/vereinbarung/")
        for box in person.page.get_by_role("main").get_by_role("checkbox").all():
            box.check()
        person.press("Vereinbarung bestätigen")


def kickoff(year: Year, team_user: object, cohort: Cohort) -> None:
    team = year.signed_in(team_user)
    team.open("/verwaltung/workshops/workshop/add/")
    page = team.page
    page.locator("select[name=cohort]").select_option(label=str(cohort))
    page.locator("input[name=title]").fill("Einführungsworkshop")
    for name, day, hour in (("starts_at", "18.03.2027", "09:00"), ("ends_at", "18.03.2027", "12:00")):
        page.locator(f"input[name={name}_0]").fill(day)
        page.locator(f"input[name={name}_1]").fill(hour)
    page.locator("input[name=place]").fill("Rathaus, Saal 1")
    page.locator("[name=_save]").click()
    team.look()
    team.open(f"/verwaltung/workshops/workshop/{cohort.workshops.get().pk}/oeffnen/")
    team.press("Ja, ", exact=False)
    workshop = cohort.workshops.get()
    for pairing in Pairing.objects.order_by("pk"):
        for side in (pairing.mentee, pairing.mentor):
            person = year.signed_in(side.participation.user)
            person.open(f"/workshops/{workshop.pk}/")
            person.press("Jetzt anmelden")
    assert Registration.objects.registered().count() == 6
    year.at(2027, 3, 18, 13)
    team = year.signed_in(team_user)
    team.open(f"/verwaltung/workshops/workshop/{workshop.pk}/teilnehmende/")
    team.press("Alle waren da")
    assert Registration.objects.filter(attended=True).count() == 6


def first_meeting(year: Year) -> None:
    pairing = Pairing.objects.order_by("pk").first()
    assert pairing is not None
    year.at(2027, 3, 22)
    mentee = year.signed_in(pairing.mentee.participation.user)
    mentee.open(f"/tandem/{pairing.pk}/treffen/planen/")
    mentee.page.locator("input[name=starts_at_0]").fill("2027-03-24")
    mentee.page.locator("input[name=starts_at_1]").fill("14:00")
    mentee.press("Treffen planen")
    meeting = Meeting.objects.get()
    assert timezone.localtime(meeting.starts_at).hour == 14

    year.at(2027, 3, 25)
    mentor = year.signed_in(pairing.mentor.participation.user)
    mentor.open("/")
    mentor.press("Hat stattgefunden")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    mentor.page.get_by_label("Wie viele Minuten?", exact=False).fill("60")
    mentor.tick("Führungsverhalten und Durchsetzungsfähigkeit")
    mentor.press("Speichern")

    mentee = year.signed_in(pairing.mentee.participation.user)
    mentee.open("/ziele/")
    # The button swaps the list without a new page; what follows waits for its answer.
    with mentee.page.expect_response(lambda response: "/geklaert/" in response.url):
        mentee.press("Geklärt", exact=False)
    assert Goal.objects.filter(mentee=pairing.mentee, state=GoalState.SETTLED).count() == 1
    mentee.open("/treffen/")


def assert_everything_was_sent() -> None:
    """Every mail of the journey lies in the outbox as sent."""
    assert not Message.objects.exclude(state__in=[MessageState.SENT, MessageState.OBSOLETE]).exists()
    sent = set(Message.objects.filter(state=MessageState.SENT).values_list("kind", flat=True))
    assert sent >= {
        "mentor-invitation",
        "application-received",
        "tandem-announced",
        "agreement-to-confirm",
        "workshop-invitation",
        "workshop-registered",
    }
