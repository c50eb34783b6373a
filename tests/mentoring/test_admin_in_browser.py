"""The team's pages in a real browser: no barrier, no script needed, room on a phone."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Employee
from mentoring.actions import requests
from mentoring.models import MenteeState, MentorState, PairingState, RequestKind, Wish
from tests.factories import (
    MENTOR_RANK,
    CriterionFactory,
    EmployeeFactory,
    GoalFactory,
    LevelFactory,
    MeetingFactory,
    MenteeFactory,
    MentorFactory,
    PairingFactory,
    UserFactory,
    some_topic,
)
from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFUSED = re.compile("^Fehler:")


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.fixture
def team_pages(open_page, team_member, axe, screenshot):
    """Return a function that looks at addresses on desktop and phone: axe (once), width, one h1, a picture."""

    def look(**addresses: str) -> None:
        for width in (DESKTOP, PHONE):
            page = open_page(team_member, width=width)
            for name, address in addresses.items():
                page.goto(address)
                check(page, f"team-{name}-{width}", for_barriers=width == DESKTOP)

    def check(page, name: str, *, for_barriers: bool = True) -> None:
        if for_barriers:
            axe(page)
        assert fits(page), f"{page.url} is wider than the screen"
        assert page.locator("h1").count() == 1
        assert page.locator("#content-main .kern-btn--primary:visible").count() <= 1
        screenshot(page, name)

    look.check = check
    look.open = lambda width=DESKTOP, **options: open_page(team_member, width=width, **options)
    return look


@pytest.fixture
def year(cohort):
    """A year in which everything waits at once."""
    CriterionFactory(cohort=cohort, text="Motivation und Lernziele passen zum Programm")
    CriterionFactory(cohort=cohort, text="Ausgewogene Verteilung auf die Ämter")
    mentor = MentorFactory(cohort=cohort, capacity=3, topics=[some_topic(0), some_topic(1)])
    MentorFactory(cohort=cohort, state=MentorState.SUBMITTED, topics=[some_topic(2)])
    MentorFactory(cohort=cohort, state=MentorState.PAUSED)
    MentorFactory(cohort=cohort, level=LevelFactory(rank=3))
    for _ in range(2):
        applicant = MenteeFactory(cohort=cohort)
        GoalFactory(mentee=applicant, topic=some_topic(1))
        GoalFactory(mentee=applicant, topic=some_topic(0))
        Wish.objects.create(mentee=applicant, mentor=mentor)
    accepted = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED, level=LevelFactory(rank=3))
    GoalFactory(mentee=accepted, topic=some_topic(0))
    MenteeFactory(cohort=cohort, state=MenteeState.DECLINED)
    PairingFactory(cohort=cohort)
    PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    PairingFactory(cohort=cohort, state=PairingState.APPROVED, announced=True)
    tandem = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    MeetingFactory(pairing=tandem, state="held")
    boss = tandem.mentor.participation.user.employee
    Employee.objects.filter(pk=tandem.mentee.participation.user.employee.pk).update(superior=boss)
    requests.send(UserFactory(), "Ich habe eine Frage.", kind=RequestKind.QUESTION, cohort=cohort)
    for _ in range(3):
        EmployeeFactory(level=LevelFactory(rank=MENTOR_RANK))
    return cohort


def test_every_page_of_a_full_year_is_free_of_barriers(team_pages, year):
    mentee = year.participations.filter(mentee__state="submitted").first().mentee
    accepted = year.participations.filter(mentee__state="accepted", mentee__pairings=None).first().mentee
    mentor = year.participations.filter(mentor__state="submitted").first().mentor
    tandem = mentee.__class__.objects.filter(pairings__state="active").first().pairings.get()
    proposal = mentee.__class__.objects.filter(pairings__state="proposed").first().pairings.get()
    request = year.support_requests.get()
    team_pages(
        cockpit="/verwaltung/",
        applications="/verwaltung/mentoring/mentee/",
        application=reverse("admin:mentoring_mentee_change", args=[mentee.pk]),
        accepted=reverse("admin:mentoring_mentee_change", args=[accepted.pk]),
        no_tandem=reverse("admin:mentoring_mentee_no_tandem", args=[accepted.pk]),
        mentors="/verwaltung/mentoring/mentor/",
        mentor=reverse("admin:mentoring_mentor_change", args=[mentor.pk]),
        confirm=reverse("admin:mentoring_mentor_confirm", args=[mentor.pk]),
        invite=reverse("admin:mentoring_mentor_invite"),
        tandems="/verwaltung/mentoring/pairing/",
        tandem=reverse("admin:mentoring_pairing_change", args=[tandem.pk]),
        proposal=reverse("admin:mentoring_pairing_change", args=[proposal.pk]),
        end=reverse("admin:mentoring_pairing_end", args=[tandem.pk]),
        choose=reverse("admin:matching_choose"),
        candidates=reverse("admin:matching_candidates", args=[accepted.pk]),
        approve=reverse("admin:mentoring_pairing_approve"),
        announce=reverse("admin:mentoring_cohort_announce", args=[year.pk]),
        years="/verwaltung/mentoring/cohort/",
        year=reverse("admin:mentoring_cohort_change", args=[year.pk]),
        copy=reverse("admin:mentoring_cohort_copy", args=[year.pk]),
        topics="/verwaltung/mentoring/topic/",
        topic=reverse("admin:mentoring_topic_change", args=[some_topic().pk]),
        messages="/verwaltung/mentoring/supportrequest/",
        message=reverse("admin:mentoring_supportrequest_change", args=[request.pk]),
    )


def test_empty_pages_are_free_of_barriers(team_pages, cohort):
    mentee = MenteeFactory(cohort=cohort)
    team_pages(
        empty_cockpit="/verwaltung/",
        empty_tandems="/verwaltung/mentoring/pairing/",
        empty_choose=reverse("admin:matching_choose"),
        empty_candidates=reverse("admin:matching_candidates", args=[mentee.pk]),
        empty_approve=reverse("admin:mentoring_pairing_approve"),
        empty_announce=reverse("admin:mentoring_cohort_announce", args=[cohort.pk]),
        empty_application=reverse("admin:mentoring_mentee_change", args=[mentee.pk]),
        empty_invite=reverse("admin:mentoring_mentor_invite"),
    )


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_refused_pages_are_free_of_barriers(team_pages, year, width):
    mentee = year.participations.filter(mentee__state="submitted").first().mentee
    accepted = year.participations.filter(mentee__state="accepted", mentee__pairings=None).first().mentee
    page = team_pages.open(width)

    page.goto(reverse("admin:mentoring_mentee_change", args=[mentee.pk]))
    page.get_by_role("button", name="Festhalten").click()
    expect(page).to_have_title(REFUSED)
    team_pages.check(page, f"team-refused-application-{width}")

    page.goto(reverse("admin:matching_candidates", args=[accepted.pk]))
    page.get_by_text("Trotzdem vorschlagen").first.click()
    page.get_by_label("Begründung der Ausnahme").first.fill(" ")
    page.get_by_role("button", name="Mit dieser Begründung vorschlagen").first.click()
    expect(page).to_have_title(REFUSED)
    expect(page.get_by_text("Dieses Tandem ist nicht möglich")).to_be_visible()
    team_pages.check(page, f"team-refused-proposal-{width}")

    page.goto(reverse("admin:mentoring_cohort_change", args=[year.pk]))
    page.locator("#id_ends_on").fill("2027-01-01")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page).to_have_title(REFUSED)
    team_pages.check(page, f"team-refused-year-{width}")

    page.goto(reverse("admin:mentoring_cohort_announce", args=[year.pk]))
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_role("button", name="Weiter zu den E-Mails").click()
    expect(page).to_have_title(REFUSED)
    team_pages.check(page, f"team-refused-announcement-{width}")


def test_the_team_walks_from_review_to_announcement_without_scripts(team_pages, year):
    page = team_pages.open(java_script_enabled=False)
    page.goto("/verwaltung/")

    page.get_by_role("link", name="2 Bewerbungen prüfen").click()
    for _ in range(2):
        page.get_by_label("Annehmen").check()
        page.get_by_label("Motivation und Lernziele passen zum Programm").check()
        page.get_by_role("button", name="Festhalten").or_(
            page.get_by_role("button", name="Entscheidung festhalten")
        ).click()
        expect(page.get_by_text("angenommen. Bis zur Bekanntgabe")).to_be_visible()

    page.goto("/verwaltung/")
    page.get_by_role("link", name="Matching starten").click()
    page.get_by_role("link", name="Von Hand vorschlagen").click()
    page.get_by_role("link", name="Mentor:in suchen").first.click()
    page.get_by_role("button", name="Als Tandem vorschlagen").first.click()
    expect(page.get_by_text("sind als Tandem vorgeschlagen")).to_be_visible()

    page.goto("/verwaltung/")
    page.get_by_role("link", name="2 Vorschläge freigeben").click()
    page.get_by_role("button", name="Ja, ausgewählte Tandems freigeben").click()
    expect(page.get_by_text("2 Tandems freigegeben.")).to_be_visible()

    page.get_by_role("link", name="Bekannt geben").click()
    page.get_by_role("button", name="Weiter zu den E-Mails").click()
    expect(page.get_by_text("Die E-Mails, wie sie versendet werden")).to_be_visible()
    page.get_by_role("button", name="Ja, bekannt geben").click()
    expect(page.get_by_text("3 Tandems bekannt gegeben.")).to_be_visible()


def test_tab_order_on_the_review_page_is_reading_order(team_pages, year):
    mentee = year.participations.filter(mentee__state="submitted").first().mentee
    page = team_pages.open()
    page.goto(reverse("admin:mentoring_mentee_change", args=[mentee.pk]))
    tops = []
    page.locator("#content-main").evaluate("element => { element.tabIndex = -1; element.focus() }")
    for _ in range(5):
        page.keyboard.press("Tab")
        tops.append(page.evaluate("document.activeElement.getBoundingClientRect().top + window.scrollY"))
    assert tops == sorted(tops)
