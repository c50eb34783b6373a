"""The goals page in the browser: by eye, by axe, by keyboard, with and without JavaScript."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mentoring.actions import goals, pairings
from mentoring.models import Goal, MeetingState, MenteeState, ObsoleteReason, Pairing, PairingState
from tests import factories
from tests.factories import GoalFactory, MeetingFactory, MenteeFactory, UserFactory, some_topic
from tests.mentoring.tandems import announced_tandem
from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WIDTHS = pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
WORDS = "Ich möchte in Besprechungen früher das Wort ergreifen und dabei ruhig bleiben."


@pytest.fixture
def tandem(cohort: Any) -> Pairing:
    return announced_tandem(PairingState.ACTIVE, cohort=cohort)


@pytest.fixture
def filled(tandem: Pairing) -> list[Goal]:
    """Goals in every state, with words of both sides, one of them shared."""
    mentee, user = tandem.mentee, tandem.mentee.participation.user
    first, second, third, settled, obsolete = (
        GoalFactory(mentee=mentee, topic=some_topic(n)) for n in (14, 4, 9, 8, 6)
    )
    goals.write_words(first, mentee.participation, WORDS, version=None)
    goals.write_words(second, mentee.participation, "Vor dem Gespräch mit der Amtsleitung üben.", version=None)
    goals.write_words(settled, mentee.participation, "Zwei Tage im Home-Office sind vereinbart.", version=None)
    goals.write_words(
        third, tandem.mentor.participation, "Das habe ich selbst gemacht. Lassen Sie uns reden.", version=None
    )
    goals.share([first], tandem, by=user)
    goals.take_up(second, by=user)
    goals.settle(settled, by=user, now=factories.NOW)
    goals.make_obsolete(obsolete, ObsoleteReason.PERSON_GONE, by=user, now=factories.NOW)
    for days in (40, 5):
        meeting = MeetingFactory(
            pairing=tandem, state=MeetingState.HELD, starts_at=factories.NOW - timedelta(days=days)
        )
        meeting.goals.set([second, settled])
    return [first, second, third]


def settled(page: Page) -> None:
    """Wait until htmx has taken over the new list: until then its buttons work as without scripts."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-added, .htmx-settling")).to_have_count(0)


@WIDTHS
def test_the_goals_of_a_year(filled, tandem, open_page, look, width):
    page = open_page(tandem.mentee.participation.user, width=width)
    page.goto("/ziele/")
    look(page, "01-list")
    page.locator("#done").click()
    look(page, "02-list-open")
    page.get_by_role("link", name="Hat sich erledigt").first.click()
    look(page, "03-obsolete")
    page.get_by_role("button", name="Zu den geschafften Zielen legen").click()
    look(page, "04-obsolete-refused")
    page.goto("/ziele/neu/")
    look(page, "05-add")
    page.get_by_label("Sonstige Themen", exact=True).check()
    page.get_by_role("button", name="Ziel hinzufügen").click()
    look(page, "06-add-refused")
    page.goto(f"/ziele/{filled[0].pk}/bearbeiten/")
    look(page, "07-edit")
    goals.write_words(filled[0], tandem.mentee.participation, "Anderswo weitergeschrieben.", version=1)
    page.get_by_label("In Ihren eigenen Worten").fill("Hier weitergeschrieben.")
    page.get_by_role("button", name="Speichern").click()
    look(page, "08-edit-conflict")
    expect(page.locator(".m-words")).to_have_text("Anderswo weitergeschrieben.")


@WIDTHS
def test_what_stays_of_a_tandem_that_is_over(filled, tandem, open_page, look, width):
    pairings.end(tandem, by=None, now=factories.NOW)
    nothing = announced_tandem(PairingState.COMPLETED, cohort=tandem.mentor.participation.cohort, mentor=tandem.mentor)
    page = open_page(tandem.mentor.participation.user, width=width)
    page.goto(f"/tandem/{tandem.pk}/")
    look(page, "09-former-tandem")
    page.get_by_role("link", name="Worte zu Zielen lesen").click()
    expect(page.locator(".m-words")).to_have_count(2)
    look(page, "10-former-goals")
    page.goto(f"/tandem/{nothing.pk}/ziele/")
    look(page, "11-former-goals-empty")
    hers = open_page(tandem.mentee.participation.user, width=width)
    hers.goto("/ziele/")
    look(hers, "12-list-after-the-tandem")


def test_buttons_change_the_list_in_place_and_keep_the_focus(filled, tandem, open_page):
    page = open_page(tandem.mentee.participation.user)
    page.goto("/ziele/")
    page.evaluate("window.stays = true")
    first, second, third = filled
    page.locator(f"#down-{first.pk}").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#goals h3").first).to_have_text(second.topic.title)
    expect(page.locator(f"#down-{first.pk}")).to_be_focused()
    settled(page)
    page.keyboard.press("Enter")
    expect(page.locator(f"#up-{first.pk}")).to_be_focused()
    settled(page)
    row = page.locator("li", has=page.locator(f"#goal-{third.pk}"))
    row.get_by_role("button", name="In Arbeit").click()
    expect(page.locator(f"#goal-{third.pk}")).to_be_focused()
    expect(page.locator("#news")).to_contain_text("ist jetzt in Arbeit")
    settled(page)
    row.get_by_role("button", name="Geklärt").click()
    expect(page.locator("#done")).to_be_focused()
    expect(page.locator("#done")).to_contain_text("3 Ziele sind geschafft")
    settled(page)
    page.locator(f"#share-{first.pk}").click()
    expect(page.locator(f"#share-{first.pk}")).to_have_text(
        "Mit " + str(tandem.mentor) + " teilen: " + first.topic.title
    )
    expect(page.locator(f"#share-{first.pk}")).to_be_focused()
    assert page.evaluate("window.stays")


def test_without_javascript_the_same_buttons_work(filled, tandem, open_page):
    page = open_page(tandem.mentee.participation.user, java_script_enabled=False)
    page.goto("/ziele/")
    first, second, _ = filled
    page.locator(f"#down-{first.pk}").click()
    expect(page.locator("#goals h3").first).to_have_text(second.topic.title)
    row = page.locator("li", has=page.locator(f"#goal-{second.pk}"))
    row.get_by_role("button", name="Geklärt").click()
    expect(page.locator("#done")).to_contain_text("3 Ziele sind geschafft")
    page.locator("#done").click()
    row.get_by_role("button", name="Wieder öffnen").click()
    expect(page.locator("#done")).to_contain_text("2 Ziele sind geschafft")


@WIDTHS
def test_pages_with_little_on_them(cohort, tandem, clock, open_page, look, width):
    nobody = open_page(UserFactory(), width=width)
    nobody.goto("/ziele/")
    look(nobody, "10-none")
    clock.move_to(factories.ACTIVATED_AT)
    page = open_page(tandem.mentee.participation.user, width=width)
    page.goto("/ziele/")
    look(page, "11-empty")
    GoalFactory(mentee=tandem.mentee, state="settled")
    page.reload()
    look(page, "12-all-done")
    waiting = GoalFactory(mentee=MenteeFactory(cohort=cohort, state=MenteeState.WAITLISTED, announced=True)).mentee
    page = open_page(waiting.participation.user, width=width)
    page.goto("/ziele/")
    look(page, "13-read-only")
