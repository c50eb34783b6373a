"""Changing the agreement: a letter with fields inside its sentences."""

import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from mentoring.agreement_letter import letter_of
from mentoring.models import PairingState
from tests.factories import GoalFactory, some_topic
from tests.mentoring.tandems import announced_tandem

pytestmark = pytest.mark.django_db

WRONG = {"rhythm_weeks": "99", "place": "Café", "focus": "Reden halten", "if_it_does_not_fit": "", "version": "1"}


@pytest.fixture
def tandem():
    tandem = announced_tandem(PairingState.ACTIVE)
    GoalFactory(mentee=tandem.mentee, topic=some_topic(0))
    return tandem


@pytest.fixture
def url(tandem):
    return reverse("mentoring:agreement_edit", args=[tandem.pk])


@pytest.fixture
def as_mentee(client, tandem):
    client.force_login(tandem.mentee.participation.user)
    return client


def words_of(page):
    return " ".join(strip_tags(page).split())


def test_it_reads_like_the_letter(as_mentee, tandem, url):
    page = as_mentee.get(url).content.decode()
    letter = letter_of(tandem.agreement, tandem.mentee.goals.unsettled())
    said = [letter.opening, *(section.heading for section in letter.sections)]
    said += [text for section in letter.sections for text in section.points]
    said += [text for section in letter.sections if not section.sets for text in section.sentences]
    assert [text for text in said if text not in words_of(page)] == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("rhythm_weeks", "Wir treffen uns alle … Wochen."), ("place", "In der Regel hier: … (freiwillig)")],
)
def test_a_sentence_labels_the_field_in_it(as_mentee, url, name, sentence):
    page = as_mentee.get(url).content.decode()
    label = re.search(rf'<label for="id_{name}">(.*?)</label>', page, re.DOTALL)[1]
    assert f'name="{name}"' in label
    assert words_of(re.sub("<input[^>]*>", "…", label)) == sentence


def test_a_refused_letter_keeps_what_was_typed(as_mentee, url):
    page = as_mentee.post(url, WRONG).content.decode()
    assert "<title>Fehler: Vereinbarung ändern" in " ".join(page.split())
    assert 'href="#id_rhythm_weeks"' in page
    assert page.count("Bitte geben Sie höchstens 26 an.") == 2
    assert 'value="Café"' in page
    assert "Reden halten" in page


def test_what_the_other_saved_meanwhile_stands_above_the_own_text(as_mentee, tandem, url):
    tandem.agreement.version = 2
    tandem.agreement.save()
    tandem.agreement.text.focus = "Text der anderen"
    tandem.agreement.text.save()
    page = as_mentee.post(url, WRONG | {"rhythm_weeks": "4"}).content.decode()
    assert page.index("Text der anderen") < page.index("Reden halten")
    as_mentee.post(url, WRONG | {"rhythm_weeks": "4", "version": "2"})
    tandem.agreement.text.refresh_from_db()
    assert tandem.agreement.text.focus == "Reden halten"


@pytest.mark.browser
def test_nothing_stands_in_the_way_of_anybody(open_page, axe, tandem, url):
    page = open_page(tandem.mentee.participation.user, width=320)
    page.goto(url)
    axe(page)
    page.get_by_label("Wir treffen uns alle").fill("99")
    page.get_by_role("button", name="Speichern").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
