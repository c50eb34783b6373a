"""The documents say what the code does, in German, the same each time, and what this installation does."""

from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from accounts import inventory
from accounts.inventory import TECHNICAL, Holding
from mentoring.models import Mentee
from privacy import catalogue, documents, roles
from privacy.blocks import blocks_of
from privacy.documents import DOCUMENTS
from privacy.generated import PartMissing, with_parts
from privacy.naming import name_of
from tests.factories import NOW

BY_NAME = {document.name: document for document in DOCUMENTS}
# Their names are the same in both languages, or the code itself.
SAME_IN_GERMAN = {"Mentee", "mentee", "browser", "link", "workshop"}


@pytest.fixture
def page(tmp_path, monkeypatch) -> Any:
    """A copy of the page for the data protection officer, to write into."""
    copy = tmp_path / "privacy.md"
    copy.write_text(documents.PAGE.read_text())
    monkeypatch.setattr(documents, "PAGE", copy)
    return copy


def written(folder: Any, *options: str) -> dict[str, bytes]:
    call_command("datacatalogue", "--folder", str(folder), *options, stdout=StringIO())
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_page_says_what_the_code_does():
    """If not: make catalogue."""
    call_command("datacatalogue", "--check", stdout=StringIO())


def test_a_page_that_says_something_else_is_found_and_brought_up_to_date(page):
    page.write_text(page.read_text().replace("| **Bewerbungen** |", "| **Anträge** |"))
    with pytest.raises(CommandError, match="--page"):
        call_command("datacatalogue", "--check")

    call_command("datacatalogue", "--page")

    call_command("datacatalogue", "--check", stdout=StringIO())
    assert "| **Anträge** |" not in page.read_text()


def test_a_changed_description_makes_the_page_untrue(page, monkeypatch):
    entry = inventory.entry_of(Mentee)
    monkeypatch.setitem(inventory._entries, Mentee, Holding(**{**vars(entry), "periods": ("drafts",)}))

    with pytest.raises(CommandError):
        call_command("datacatalogue", "--check")


def test_a_page_without_room_for_a_part_is_refused():
    with pytest.raises(PartMissing, match="fristen"):
        with_parts("# Datenschutz\n", {"fristen": "| |"})


def test_the_command_writes_the_same_each_time_and_no_day_unless_it_is_given(tmp_path):
    first, again = written(tmp_path / "a", "--no-pdf"), written(tmp_path / "b", "--no-pdf")
    dated = written(tmp_path / "c", "--no-pdf", "--date", "2027-01-15")

    assert sorted(first) == sorted(f"{document.name}.md" for document in DOCUMENTS)
    assert first == again
    for name, content in first.items():
        assert b"Stand:" not in content.partition(b"##")[0]
        assert b"Stand: 15.01.2027" in dated[name]


def test_each_document_is_an_accessible_pdf_that_says_what_its_markdown_says(tmp_path):
    files = written(tmp_path)

    for document in DOCUMENTS:
        reader = PdfReader(BytesIO(files[f"{document.name}.pdf"]))
        assert reader.metadata.title == document.title
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()
        assert {"/Table", "/TH"} <= structure_of(reader.trailer["/Root"]["/StructTreeRoot"])
        text = "".join(page.extract_text() for page in reader.pages)
        for heading in (line.lstrip("# ") for line in headings_of(files[f"{document.name}.md"].decode())):
            assert squeezed(heading) in squeezed(text), heading


def headings_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def structure_of(element: Any) -> set[str]:
    """Return what kinds of elements a screen reader finds in a file."""
    element = element.get_object()
    if isinstance(element, list):
        return set().union(*(structure_of(child) for child in element))
    if not isinstance(element, dict):
        return set()
    own = {str(element["/S"])} if "/S" in element else set()
    return own | (structure_of(element["/K"]) if "/K" in element else set())


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("\u00ad", "").replace("-", "")


@pytest.mark.parametrize("name", BY_NAME)
def test_no_word_is_lost_on_the_way_to_the_typesetter(name):
    text = documents.text_of(BY_NAME[name])
    said = "".join(words_of(blocks_of(text)))

    lines = [line for line in text.splitlines() if not set(line) <= set("|-")]
    assert squeezed(said) == squeezed("".join(lines).translate(str.maketrans("", "", "#*`|")))


def words_of(block: Any) -> list[str]:
    if isinstance(block, dict) and "text" in block:
        return [block["text"]]
    parts = block.values() if isinstance(block, dict) else block if isinstance(block, list) else []
    return [word for part in parts for word in words_of(part)]


def test_what_it_says_of_periods_and_interfaces_is_that_of_the_installation(settings):
    def text(name: str) -> str:
        return documents.text_of(BY_NAME[name])

    assert "Antworten auf Kalendereinträge" not in text("schnittstellen")
    assert "Anmeldedienst der Stadt" not in text("schnittstellen")
    before = text("datenkatalog")

    settings.RETENTION_DAYS = settings.RETENTION_DAYS | {"requests": 183}
    settings.CALENDAR_MAILBOX = "termine@kerpen.example"
    settings.IDENTITY_PROVIDER = object()
    settings.CELERY_BROKER_URL = "redis://localhost"
    settings.ORGANISATION_NAME = "Stadt Bedburg"

    interfaces = text("schnittstellen")
    assert "Antworten auf Kalendereinträge" in interfaces
    assert "Anmeldedienst der Stadt" in interfaces
    assert "(Redis)" in interfaces
    assert "Stadt Bedburg" in interfaces
    row = "| **Nachrichten an Projektteam und Beratung** | mit der Antwort; mit dem Absenden, wenn niemand antwortet |"
    assert f"{row} 12 Monate |" in before
    assert f"{row} 6 Monate |" in text("datenkatalog")


def test_what_only_the_town_knows_is_left_blank():
    assert documents.text_of(BY_NAME["verzeichnis-art-30"]).count("[bitte ergänzen: ") > 10


@pytest.mark.parametrize("holding", inventory.holdings(), ids=lambda holding: holding.model._meta.label)
def test_every_field_that_says_something_has_a_name_in_german(holding):
    """If not: privacy/naming.py, or `labels` of the entry."""
    fields = [*holding.exported, *(name for name, reason in holding.left_out.items() if reason != TECHNICAL)]
    with translation.override("de"):
        unnamed = [path for path in fields if name_of(holding, path).lower() == path.split("__")[-1].replace("_", " ")]
    assert set(unnamed) <= {*SAME_IN_GERMAN, "name", "motivation", "alternative"}


def test_what_somebody_wrote_ends_no_cell():
    assert catalogue.cell("eins | zwei\ndrei") == "eins / zwei drei"


def test_what_roles_do_is_found_out_by_asking(monkeypatch):
    with translation.override("de"):
        can = {row.what: row.cells for row in roles.abilities()}
        areas = {row.what: row.cells for row in roles.areas()}

        assert roles.roles() == ["Projektteam", "Personalverwaltung", "Beratung", "Administration"]
        assert can["Menschen als Mentor:innen ansprechen"] == ["ja", "ja", "–", "–"]
        assert can["Daten einer Person auf Wunsch löschen"] == ["ja", "–", "–", "–"]
        assert areas["Bewerbungen"] == ["sehen", "–", "–", "–"]
        assert areas["Konten"] == ["–", "–", "–", "sehen, anlegen, ändern"]

        monkeypatch.setattr("mentoring.access.accounts.is_hr", lambda user: False)
        assert {row.what: row.cells for row in roles.areas()}["Mentor:innen"] == ["sehen", "–", "–", "–"]


def test_a_document_can_bear_a_day():
    text = documents.text_of(BY_NAME["rollen"], day=date(2027, 1, 15))

    assert text.splitlines()[2] == "Internes Mentoringprogramm, Stadt Kerpen. Stand: 15.01.2027"
    assert documents.pdf_of(BY_NAME["rollen"], now=NOW).startswith(b"%PDF")


@pytest.mark.django_db
def test_the_team_fetches_the_documents_from_the_page_of_periods(client, team_member):
    client.force_login(team_member)
    page = client.get(reverse("admin:privacy_retentionreport_changelist"))

    for document in DOCUMENTS:
        assert reverse("admin:privacy_retentionreport_document", args=[document.name]) in page.text
    response = client.get(reverse("admin:privacy_retentionreport_document", args=["rollen"]))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="rollen.pdf"'
    assert "Stand: 15.01.2027" in PdfReader(BytesIO(response.content)).pages[0].extract_text()
    assert client.get(reverse("admin:privacy_retentionreport_document", args=["nichts"])).status_code == 404
