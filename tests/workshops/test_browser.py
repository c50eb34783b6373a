"""The pages as people meet them: by eye, by keyboard order and by axe."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mentoring.models import Cohort, ParticipationRole
from tests.factories import RoleAssignmentFactory
from tests.support.browser import DESKTOP, PHONE
from tests.workshops.factories import (
    AFTERWARDS,
    BEFORE,
    THAT_MORNING,
    RegistrationFactory,
    WorkshopFactory,
    a_participant,
)
from workshops.models import RegistrationState, Workshop, WorkshopState

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NARROW = 320


@pytest.fixture
def look(axe: Any, screenshot: Any) -> Any:
    """Look at a page as a whole: no barrier, nothing wider than the screen, and keep pictures."""

    def look(page: Page, name: str) -> None:
        page.wait_for_load_state()
        assert page.locator("h1").count() == 1
        for width in (NARROW, PHONE, DESKTOP):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} at {width}"
            if width != NARROW:
                screenshot(page, f"workshops-{name}-{width}")
        axe(page)

    return look


@pytest.fixture
def kickoff(cohort: Cohort) -> Workshop:
    return WorkshopFactory(
        cohort=cohort,
        seats=2,
        description="Wir lernen uns kennen und klären, was wir voneinander erwarten.\n\nBitte bringen Sie Zeit mit.",
        link="https://treffen.kerpen.example/kickoff",
        host=RoleAssignmentFactory(role="adviser", user__employee=None).user,
    )


def test_a_participant_registers_and_cancels(cohort, kickoff, open_page, look, clock):
    clock.move_to(BEFORE)
    mentee = a_participant(cohort)
    page = open_page(mentee.user)
    page.goto("/workshops/")
    look(page, "list")
    page.get_by_role("link", name="Einführungsworkshop").click()
    look(page, "detail")
    page.get_by_role("button", name="Jetzt anmelden").click()
    look(page, "registered")
    page.get_by_role("link", name="Wieder abmelden").click()
    look(page, "cancel")
    page.get_by_role("button", name="Ja, wieder abmelden").click()
    look(page, "cancelled")
    assert kickoff.registrations.get().state == RegistrationState.CANCELLED


def test_a_full_workshop_says_which_place_on_the_waiting_list(cohort, kickoff, open_page, look, clock):
    clock.move_to(BEFORE)
    RegistrationFactory.create_batch(2, workshop=kickoff)
    RegistrationFactory(workshop=kickoff, state=RegistrationState.WAITLISTED)
    page = open_page(a_participant(cohort).user)
    page.goto(f"/workshops/{kickoff.pk}/")
    look(page, "full")
    page.get_by_role("button", name="Auf die Warteliste setzen").click()
    expect(page.get_by_text("Der Workshop ist voll. Sie stehen auf Platz 2 der Warteliste.")).to_be_visible()
    look(page, "waiting")


def test_what_is_past_and_what_was_called_off(cohort, kickoff, open_page, look, clock):
    clock.move_to(AFTERWARDS)
    mentee = a_participant(cohort)
    RegistrationFactory(workshop=kickoff, participation=mentee, attended=True)
    called_off = WorkshopFactory(
        cohort=cohort, title="Präsentieren mit Ruhe", starts_at=AFTERWARDS.replace(month=5), state="cancelled"
    )
    RegistrationFactory(workshop=called_off, participation=mentee)
    page = open_page(mentee.user)
    page.goto("/workshops/")
    look(page, "past")
    page.goto(f"/workshops/{called_off.pk}/")
    look(page, "called-off")


def test_nothing_there_yet(open_page, adviser, look):
    page = open_page(adviser)
    page.goto("/workshops/")
    look(page, "empty")


def test_the_host_sees_who_comes_and_enters_who_was_there(cohort, kickoff, open_page, look, clock):
    clock.move_to(BEFORE)
    RegistrationFactory.create_batch(2, workshop=kickoff)
    RegistrationFactory(workshop=kickoff, state=RegistrationState.WAITLISTED)
    page = open_page(kickoff.host)
    page.goto("/workshops/")
    look(page, "host-list")
    page.get_by_role("link", name="Einführungsworkshop").click()
    look(page, "host-before")
    clock.move_to(THAT_MORNING)
    page = open_page(kickoff.host)
    page.goto(f"/workshops/{kickoff.pk}/teilnahme/")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Speichern").click()
    look(page, "host-attendance")
    assert sorted(kickoff.registrations.registered().values_list("attended", flat=True)) == [False, True]


def test_the_team_plans_opens_and_calls_off(cohort, team_member, open_page, look, clock):
    clock.move_to(BEFORE)
    for role in (ParticipationRole.MENTEE, ParticipationRole.MENTOR):
        a_participant(cohort, role)
    page = open_page(team_member)
    page.goto("/verwaltung/workshops/workshop/")
    look(page, "admin-empty")
    page.goto("/verwaltung/workshops/workshop/add/")
    page.get_by_label("Titel").fill("")
    page.locator("[name=_save]").click()
    look(page, "admin-refused")
    page.get_by_label("Titel").fill("Einführungsworkshop")
    for name, value in {"starts_at": "10:00", "ends_at": "13:00"}.items():
        page.locator(f"[name={name}_0]").fill("18.03.2027")
        page.locator(f"[name={name}_1]").fill(value)
    page.locator("[name=place]").fill("Rathaus, Saal 1")
    page.get_by_label("Plätze").fill("20")
    page.locator("[name=_save]").click()
    look(page, "admin-planned")
    page.get_by_role("link", name="Anmeldung öffnen und einladen").click()
    look(page, "admin-open")
    page.get_by_role("button", name="Ja, öffnen und 4 Personen einladen").click()
    look(page, "admin-opened")
    workshop = Workshop.objects.get()
    assert workshop.state == WorkshopState.OPEN
    for registration in workshop.registrations.all()[:2]:
        registration.state = RegistrationState.REGISTERED
        registration.save()
    page.get_by_role("link", name="Absagen").click()
    look(page, "admin-cancel")
    page.get_by_role("button", name="Ja, Workshop absagen").click()
    look(page, "admin-called-off")


def test_the_team_enters_who_was_there(kickoff, team_member, open_page, look, clock):
    clock.move_to(BEFORE)
    RegistrationFactory.create_batch(2, workshop=kickoff)
    for state in (RegistrationState.WAITLISTED, RegistrationState.INVITED, RegistrationState.CANCELLED):
        RegistrationFactory(workshop=kickoff, state=state)
    page = open_page(team_member)
    page.goto("/verwaltung/workshops/workshop/")
    look(page, "admin-list")
    page.get_by_role("link", name="Einführungsworkshop").click()
    page.get_by_role("link", name="Teilnehmende und Teilnahme").click()
    look(page, "admin-participants")
    clock.move_to(THAT_MORNING)
    page = open_page(team_member)
    page.goto(f"/verwaltung/workshops/workshop/{kickoff.pk}/teilnehmende/")
    look(page, "admin-attendance")
    page.get_by_role("button", name="Alle waren da").click()
    look(page, "admin-attended")
    assert kickoff.registrations.filter(attended=True).count() == 2
