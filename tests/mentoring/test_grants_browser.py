"""What is open to the adviser in a real browser: no barrier, and room on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.models import PairingState
from tests import factories
from tests.factories import NOW, TODAY
from tests.mentoring.grants import grant_on
from tests.mentoring.tandems import announced_tandem
from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADMIN_LIST = "admin:mentoring_advisergrant_changelist"


@pytest.fixture
def look(axe, screenshot):
    """Look at a page on desktop and phone; barriers are looked for once."""

    def look(page, name: str) -> None:
        axe(page)
        for width in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"
            assert page.locator("h1").count() == 1
            screenshot(page, f"grants-{name}-{width}")

    return look


def test_the_adviser_and_those_concerned_read_it_without_a_barrier(open_page, look, cohort, adviser):
    mentee, mentor = factories.MenteeFactory(cohort=cohort), factories.MentorFactory(cohort=cohort)
    factories.GoalFactory(mentee=mentee)
    tandem = announced_tandem(PairingState.ACTIVE, cohort=cohort)
    hers = open_page(adviser)
    hers.goto(reverse("mentoring:grants"))
    look(hers, "empty")

    opened = {
        kind: grant_on(about, adviser)
        for kind, about in (("application", mentee), ("profile", mentor), ("tandem", tandem))
    }
    grant_on(tandem, adviser, ended_at=NOW, ends_on=TODAY + timedelta(days=30))
    for name in ("mentoring:grants", "portal:start"):
        hers.goto(reverse(name))
        look(hers, name)
    for kind, grant in opened.items():
        hers.goto(reverse(f"mentoring:grant_{kind}", args=[grant.pk]))
        look(hers, kind)

    partner = open_page(tandem.mentor.participation.user)
    partner.goto(reverse("mentoring:tandem_detail", args=[tandem.pk]))
    look(partner, "tandem-of-her-own")
    partner.get_by_role("link", name="Alles, was die Beratung über Sie liest").click()
    partner.wait_for_url("**/beratung/einsicht/")
    look(partner, "about-me")


def test_the_team_opens_and_closes_it_without_a_barrier(open_page, look, cohort, team_member, adviser):
    mentee = factories.MenteeFactory(cohort=cohort)
    page = open_page(team_member)
    page.goto(reverse("admin:mentoring_mentee_changelist"))
    page.get_by_role("checkbox", name=str(mentee)).check()
    page.get_by_label("Aktion:").select_option("open_to_adviser")
    page.get_by_role("button", name="Ausführen").click()
    page.get_by_role("heading", name="Der Beratung öffnen").wait_for()
    look(page, "question")
    page.get_by_role("button", name="Ja, der Beratung öffnen").click()
    page.wait_for_function("document.title.startsWith('Fehler:')")
    look(page, "refused")
    page.get_by_label("Bis").fill((TODAY + timedelta(days=9)).isoformat())
    page.get_by_label("Worum bitten Sie die Beratung?").fill("Passt das Vorhaben?")
    page.get_by_role("button", name="Ja, der Beratung öffnen").click()
    page.get_by_text("1 für die Beratung geöffnet.").wait_for()

    page.goto(reverse(ADMIN_LIST))
    look(page, "list")
    page.get_by_role("link", name=str(mentee)).click()
    page.get_by_text("Passt das Vorhaben?").wait_for()
    look(page, "read")
    page.get_by_role("link", name="Für die Beratung schließen").click()
    page.get_by_role("button", name="Ja, für die Beratung schließen").click()
    page.get_by_text("Es ist für die Beratung geschlossen.").wait_for()
    look(page, "closed")
