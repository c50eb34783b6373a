"""The agreement as a letter: the same words on the page and in the file to keep."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from mentoring.agreement_letter import letter_of
from mentoring.models import GoalState, PairingState
from tests.factories import GoalFactory, some_topic
from tests.mentoring.tandems import announced_tandem

pytestmark = pytest.mark.django_db

# Would be set as something else, or stop the typesetter, if it were read as markup.
WORDS = "Auftreten #panic() *vor* $x$ dem Rat\n= Zweite Zeile"


@pytest.fixture
def tandem(cohort):
    tandem = announced_tandem(PairingState.ACTIVE, cohort=cohort)
    tandem.agreement.text.focus = WORDS
    tandem.agreement.text.save()
    GoalFactory(mentee=tandem.mentee, topic=some_topic(0))
    GoalFactory(mentee=tandem.mentee, topic=some_topic(1), state=GoalState.SETTLED)
    return tandem


def file_of(client, tandem):
    client.force_login(tandem.mentor.participation.user)
    return client.get(reverse("mentoring:agreement_pdf", args=[tandem.pk]))


def squeezed(text):
    return "".join(text.split()).replace("\u00ad", "")


def test_the_file_says_what_the_page_says(client, tandem):
    response = file_of(client, tandem)
    pages = PdfReader(BytesIO(response.getvalue())).pages
    text = squeezed("".join(page.extract_text() for page in pages)).replace("-", "")

    letter = letter_of(tandem.agreement, tandem.mentee.goals.unsettled())
    said = [letter.title, letter.opening, *letter.signatures]
    for section in letter.sections:
        said += [section.heading, *section.sentences, *section.points, section.words]
    assert [sentence for sentence in said if squeezed(sentence).replace("-", "") not in text] == []
    page = strip_tags(client.get(reverse("mentoring:agreement", args=[tandem.pk])).content.decode())
    assert [sentence for sentence in said if squeezed(sentence) not in squeezed(page)] == []
    assert len(pages) == 1


def test_only_what_is_open_is_worked_on(tandem):
    letter = letter_of(tandem.agreement, tandem.mentee.goals.unsettled())
    points = [point for section in letter.sections for point in section.points]
    assert points == [str(some_topic(0))]


def test_the_file_can_be_read_by_a_screen_reader(client, tandem):
    catalog = PdfReader(BytesIO(file_of(client, tandem).getvalue())).trailer["/Root"]
    assert catalog["/Lang"].startswith("de")
    assert catalog["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in catalog["/Metadata"].get_data().decode()


def test_the_name_of_the_file_tells_nothing(client, tandem):
    response = file_of(client, tandem)
    assert response["Content-Disposition"] == 'attachment; filename="Mentoring-Vereinbarung.pdf"'
    assert response["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(("version", "ending"), [(1, "bestätigt am 15.01.2027"), (2, "noch nicht bestätigt")])
def test_a_confirmation_counts_for_the_text_that_was_read(tandem, now, version, ending):
    agreement = tandem.agreement
    agreement.version, agreement.mentee_confirmed_version, agreement.mentee_confirmed_at = version, 1, now
    mentee, mentor = letter_of(agreement, []).signatures
    assert mentee.endswith(ending)
    assert mentor.endswith("noch nicht bestätigt")
