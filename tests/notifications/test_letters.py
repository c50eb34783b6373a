"""Letters: rendered once, and filled with the name and the link of each reader."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import Template

from notifications import rendering
from notifications.models import Message
from notifications.rendering import render
from tests.factories import UserFactory
from tests.notifications.mailing import CODE, Note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_letters(note: Note) -> None:
    """Nothing has been rendered yet."""
    rendering._letter.cache_clear()


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[Template]:
    """The templates that were filled."""
    templates: list[Template] = []
    fill = Template.render

    def note_and_fill(template: Template, context: Any) -> str:
        templates.append(template)
        return fill(template, context)

    monkeypatch.setattr(Template, "render", note_and_fill)
    return templates


def to(first_name: str, last_name: str = "Weiß") -> Message:
    return Message(kind=CODE, recipient=UserFactory(first_name=first_name, last_name=last_name))


def test_each_reader_of_the_same_letter_finds_her_own_name(filled: list[Template]) -> None:
    texts = [render(to(name)).text for name in ("Rabia", "Ayşe")]

    assert [text.splitlines()[0] for text in texts] == ["Guten Tag Rabia Weiß,", "Guten Tag Ayşe Weiß,"]
    assert len(filled) == 3


def test_the_teams_mailbox_gets_a_letter_of_its_own() -> None:
    assert render(to("Rabia")).text.startswith("Guten Tag Rabia Weiß,")
    assert render(Message(kind=CODE)).text.startswith("Guten Tag,")


def test_a_name_is_escaped_in_html_and_shown_as_it_is_in_text() -> None:
    mail = render(to("<b>Rabia</b>", "O'Neill & Söhne"))

    assert "Guten Tag &lt;b&gt;Rabia&lt;/b&gt; O&#x27;Neill &amp; Söhne," in mail.html
    assert "<b>Rabia" not in mail.html
    assert "Guten Tag <b>Rabia</b> O'Neill & Söhne," in mail.text


def test_a_link_is_escaped_in_html_and_shown_as_it_is_in_text(note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note, "link", lambda message: 'https://kerpen.example/?a=1&b="2"')

    mail = render(to("Rabia"))

    assert 'href="https://kerpen.example/?a=1&amp;b=&quot;2&quot;"' in mail.html
    assert 'https://kerpen.example/?a=1&b="2"\n' in mail.text


@pytest.mark.parametrize("name", ["{{ link }}", "{% include 'x' %}", "%(name)s", "\\1", rendering.LINK])
def test_a_name_is_never_read_as_anything_but_a_name(name: str) -> None:
    mail = render(to(name))

    assert f"Guten Tag {name} Weiß," in mail.text


def test_what_differs_makes_another_letter(note: Note, filled: list[Template], monkeypatch: pytest.MonkeyPatch) -> None:
    for hour in (9, 9, 10):
        details = {"starts_at": datetime(2027, 3, 18, hour, tzinfo=UTC)}
        monkeypatch.setattr(note, "context", lambda message, details=details: details)
        render(to("Rabia"))

    assert len(filled) == 2 * 3


def test_what_could_change_unnoticed_is_refused(note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note, "context", lambda message: {"reader": message.recipient})

    with pytest.raises(TypeError, match="reader"):
        render(to("Rabia"))
