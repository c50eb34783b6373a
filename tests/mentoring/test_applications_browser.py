"""An application in the browser: by eye, by axe, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from mentoring.actions import applications
from mentoring.actions.applications import Words
from mentoring.models import Cohort, Mentee, MenteeState, PairingState, Topic
from tests import factories
from tests.factories import CriterionFactory, MenteeFactory, MentorFactory, PairingFactory, UserFactory, some_topic
from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WIDTHS = pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
MOTIVATION = (
    "Seit vier Jahren leite ich Projekte im Amt für Jugend. Im Herbst wird eine Sachgebietsleitung frei, und ich "
    "überlege, mich zu bewerben.\n\nIch möchte mit jemandem sprechen, der diesen Schritt hinter sich hat."
)


@pytest.fixture
def year(cohort: Cohort) -> Cohort:
    cohort.title = "Mentoring-Jahr 2027/28"
    cohort.introduction = (
        "Das Programm begleitet Frauen, die bald führen oder mehr Verantwortung übernehmen möchten.\n\n"
        "Ein Jahr lang treffen Sie sich etwa alle sechs Wochen mit einer erfahrenen Führungskraft."
    )
    cohort.requirements = (
        "Sie arbeiten seit mindestens zwei Jahren bei uns.\nSie möchten eine Führungsaufgabe übernehmen."
    )
    cohort.save()
    CriterionFactory(cohort=cohort, text="Eine Führungsaufgabe liegt in erreichbarer Nähe")
    CriterionFactory(cohort=cohort, text="Es gibt passende Mentor:innen")
    texts = ("Ich leite seit zwölf Jahren und habe zweimal neu angefangen.", "Mir hat ein ehrliches Gespräch geholfen.")
    for number, text in enumerate(texts):
        MentorFactory(
            cohort=cohort,
            introduction=text,
            is_shown_to_applicants=True,
            topics=[some_topic(number), some_topic(4), some_topic(8)],
        )
    return cohort


@pytest.fixture
def filled(year: Cohort) -> Mentee:
    mentee = MenteeFactory(cohort=year, state=MenteeState.DRAFT, motivation=MOTIVATION)
    other = Topic.objects.get(needs_words=True)
    topics = [some_topic(1), some_topic(4), other]
    applications.choose_topics(mentee, topics, words={other.pk: Words("Umgang mit viel älteren Mitarbeitenden")})
    return mentee


@WIDTHS
def test_from_the_beginning_to_the_confirmation(year, open_page, look, width):
    user = UserFactory(employee__level__rank=2)
    page = open_page(user, width=width)
    page.goto("/bewerbung/")
    look(page, "01-new")
    page.get_by_role("button", name="Bewerbung beginnen").click()
    look(page, "02-steps-empty")
    page.get_by_role("link", name="Ihre Angaben").click()
    look(page, "03-details")
    page.get_by_role("link", name="Weiter", exact=True).click()

    page.get_by_label("Ihre Motivation").fill(MOTIVATION)
    expect(page.locator("#autosave")).to_contain_text("Gespeichert um")
    look(page, "04-motivation")
    page.get_by_role("button", name="Speichern und weiter").click()

    page.get_by_role("button", name="Speichern und weiter").click()
    look(page, "05-topics-refused")
    page.get_by_label("Führen in Teilzeit").check()
    page.get_by_label("Führungsverhalten und Durchsetzungsfähigkeit").check()
    page.get_by_label("Sonstige Themen", exact=True).check()
    page.get_by_label("„Sonstige Themen“").fill("Umgang mit viel älteren Mitarbeitenden")
    look(page, "06-topics-filled")
    page.get_by_role("button", name="Speichern und weiter").click()

    look(page, "07-topics-order")
    page.get_by_role("button", name="Nach oben: Führen in Teilzeit").click()
    expect(page.locator(".m-order__text").first).to_have_text("Führen in Teilzeit")
    expect(page.get_by_role("button", name="Nach unten: Führen in Teilzeit")).to_be_focused()
    page.get_by_role("link", name="Weiter", exact=True).click()

    page.get_by_label("Wo möchten Sie sich treffen?").fill("")
    page.get_by_role("button", name="Speichern und weiter").click()
    look(page, "08-frame-refused")
    page.get_by_label("Wo möchten Sie sich treffen?").fill("Rathaus")
    page.get_by_role("button", name="Speichern und weiter").click()

    look(page, "09-wishes-empty")
    page.get_by_role("button", name="Als Wunsch nennen").first.click()
    expect(page.locator("#wishes-title")).to_be_focused()
    expect(page.locator("#wishes .m-order")).to_have_count(1)
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-added, .htmx-settling")).to_have_count(0)
    page.get_by_role("button", name="Als Wunsch nennen").first.click()
    expect(page.locator("#wishes .m-order")).to_have_count(2)
    page.get_by_label("Dienstliche E-Mail-Adresse").fill("niemand@kerpen.example")
    page.get_by_role("button", name="Diese Person ausschließen").click()
    look(page, "10-wishes-refused")
    page.get_by_label("Dienstliche E-Mail-Adresse").fill(factories.EmployeeFactory().email)
    page.get_by_role("button", name="Diese Person ausschließen").click()
    look(page, "11-wishes-filled")
    page.get_by_role("link", name="Weiter", exact=True).click()

    look(page, "12-review")
    page.get_by_role("button", name="Bewerbung absenden").click()
    look(page, "13-review-refused")
    page.get_by_label("Ich erfülle die Voraussetzungen").check()
    page.get_by_role("button", name="Bewerbung absenden").click()
    look(page, "14-submitted")
    assert Mentee.objects.get(participation__user=user).state == MenteeState.SUBMITTED
    page.get_by_role("link", name="Bewerbung ändern").click()
    look(page, "15-steps-submitted")


def test_without_javascript_every_step_can_be_done(year, open_page):
    user = UserFactory(employee__level__rank=2)
    page = open_page(user, width=PHONE, java_script_enabled=False)
    page.goto("/bewerbung/")
    page.get_by_role("button", name="Bewerbung beginnen").click()
    page.get_by_role("link", name="Weiter mit dem nächsten Schritt").click()
    page.get_by_label("Ihre Motivation").fill(MOTIVATION)
    page.get_by_role("button", name="Speichern und weiter").click()
    page.get_by_label("Führen in Teilzeit").check()
    page.get_by_label("Führungsverhalten und Durchsetzungsfähigkeit").check()
    page.get_by_role("button", name="Speichern und weiter").click()
    page.get_by_role("button", name="Nach oben: Führen in Teilzeit").click()
    expect(page.locator(".m-order__text").first).to_have_text("Führen in Teilzeit")
    page.get_by_role("link", name="Weiter", exact=True).click()
    page.get_by_role("button", name="Speichern und weiter").click()
    page.get_by_role("button", name="Als Wunsch nennen").first.click()
    expect(page.locator("#wishes .m-order")).to_have_count(1)
    page.get_by_role("link", name="Weiter", exact=True).click()
    page.get_by_label("Ich erfülle die Voraussetzungen").check()
    page.get_by_role("button", name="Bewerbung absenden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Bewerbung ist bei uns")


def test_a_text_that_saves_itself_survives_a_second_window_and_a_reload(filled, open_page):
    user = filled.participation.user
    first, second = open_page(user), open_page(user)
    address = f"/bewerbung/{filled.pk}/motivation/"
    first.goto(address)
    second.goto(address)
    first.get_by_label("Ihre Motivation").fill("Aus dem ersten Fenster")
    expect(first.locator("#autosave")).to_contain_text("Gespeichert um")
    first.get_by_label("Ihre Motivation").fill("Aus dem ersten Fenster, weitergeschrieben")
    expect(first.locator("#id_version")).to_have_value("3")
    second.get_by_label("Ihre Motivation").fill("Aus dem zweiten Fenster")
    expect(second.locator("#autosave")).to_contain_text("Noch nicht gespeichert")
    second.get_by_role("button", name="Speichern und weiter").click()
    expect(second.locator(".m-words")).to_have_text("Aus dem ersten Fenster, weitergeschrieben")
    expect(second.get_by_label("Ihre Motivation")).to_have_value("Aus dem zweiten Fenster")
    first.reload()
    expect(first.get_by_label("Ihre Motivation")).to_have_value("Aus dem ersten Fenster, weitergeschrieben")


def test_a_text_that_could_not_save_itself_says_so_and_tries_again(filled, open_page, watcher):
    page = open_page(filled.participation.user)
    page.goto(f"/bewerbung/{filled.pk}/motivation/")
    page.context.set_offline(True)
    page.get_by_label("Ihre Motivation").fill("Im Zug geschrieben")
    expect(page.locator("#autosave")).to_contain_text("keine Verbindung")
    page.context.set_offline(False)
    page.get_by_label("Ihre Motivation").fill("Im Zug weitergeschrieben")
    expect(page.locator("#autosave")).to_contain_text("Gespeichert um")
    watcher.findings.clear()  # the failed request was the point


@WIDTHS
def test_two_texts_to_choose_from(filled, open_page, look, width):
    page = open_page(filled.participation.user, width=width)
    page.goto(f"/bewerbung/{filled.pk}/motivation/")
    applications.save_motivation(filled, "Ich habe in einem anderen Fenster weitergeschrieben.")
    page.get_by_label("Ihre Motivation").fill(MOTIVATION + " Und hier.")
    page.get_by_role("button", name="Speichern und weiter").click()
    expect(page.locator(".m-words")).to_have_text("Ich habe in einem anderen Fenster weitergeschrieben.")
    expect(page).to_have_title("Fehler: Ihre Motivation – Internes Mentoringprogramm")
    look(page, "41-conflict")


@WIDTHS
def test_the_other_pages_of_an_application(filled, year, open_page, look, width):
    page = open_page(filled.participation.user, width=width)
    page.goto(f"/bewerbung/{filled.pk}/")
    look(page, "20-steps-filled")
    page.get_by_role("link", name="Entwurf löschen").click()
    look(page, "21-discard")
    page.goto("/bewerbung/neu/")
    look(page, "22-new-takes-part")
    applications.submit(filled, belongs_to_target_group=True, now=factories.NOW, today=factories.TODAY)
    page.goto(f"/bewerbung/{filled.pk}/zurueckziehen/")
    look(page, "23-withdraw")
    stranger = open_page(UserFactory(employee=None), width=width)
    stranger.goto("/bewerbung/")
    look(stranger, "24-new-refused")
    Cohort.objects.filter(pk=year.pk).update(applications_open_on=factories.date(2027, 1, 20))
    stranger.goto("/bewerbung/neu/")
    look(stranger, "25-new-not-open")


@WIDTHS
def test_each_answer(year, open_page, look, width):
    told = [MenteeState.ACCEPTED, MenteeState.WAITLISTED, MenteeState.DECLINED, MenteeState.NO_TANDEM]
    mentees = {f"30-{state}": MenteeFactory(cohort=year, state=state, announced=True) for state in told}
    mentees["31-withdrawn"] = MenteeFactory(cohort=year, state=MenteeState.WITHDRAWN)
    mentees["32-tandem"] = PairingFactory(cohort=year, state=PairingState.APPROVED, announced=True).mentee
    mentees["33-decided"] = MenteeFactory(cohort=year, state=MenteeState.DECLINED)
    for name, mentee in mentees.items():
        page = open_page(mentee.participation.user, width=width)
        page.goto("/bewerbung/")
        look(page, name)
    page.get_by_role("link", name="Lesen, was Sie abgeschickt haben").click()
    look(page, "34-read")
    page.goto(f"/bewerbung/{mentees['33-decided'].pk}/wuensche/")
    look(page, "35-exclusions-only")


@WIDTHS
def test_what_was_typed_after_the_sign_in_expired(filled, open_page, look, width):
    page = open_page(filled.participation.user, width=width)
    page.goto(f"/bewerbung/{filled.pk}/motivation/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Ihre Motivation").fill("Lange daran geschrieben")
    expect(page.locator("#autosave")).to_contain_text("nicht mehr angemeldet")
    page.get_by_role("button", name="Speichern und weiter").click()
    expect(page.get_by_label("Ihr Text")).to_have_value("Lange daran geschrieben")
    look(page, "40-signed-out")
