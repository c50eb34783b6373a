"""Every kind of message of every app, rendered in full.

An app gives examples of its kinds in `tests/<app>/mail_examples.py`. A kind without one, or without
its templates, fails here.
"""

import re
from email import message_from_bytes, policy
from html.parser import HTMLParser
from importlib import import_module
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import resolve
from django.utils import timezone

from accounts.models import User
from notifications import kinds, preview
from notifications.kinds import Choice
from notifications.models import Message
from notifications.rendering import RenderedMail, as_email, render
from notifications.summaries import WeeklySummary
from tests.notifications.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

APPS = ("notifications", "mentoring", "workshops", "portal", "reporting", "privacy")
CODES = [kind.code for kind in kinds.registered()]

LINK = re.compile(r"https?://[^\s\"<]+")
ENGLISH = re.compile(r"\b(the|you|your|and|of|please|is|for)\b", re.IGNORECASE)
SECRET = "Kanarienvogel"


EXAMPLES = {code: build for app in APPS for code, build in import_module(f"tests.{app}.mail_examples").EXAMPLES.items()}


@pytest.fixture
def examples(code: str) -> list[Message]:
    """The examples of one kind."""
    return EXAMPLES[code]()


@pytest.fixture
def mails(examples: list[Message]) -> list[tuple[Message, RenderedMail]]:
    """The examples of one kind with their mails."""
    return [(message, render(message)) for message in examples]


def test_every_kind_has_an_example_and_a_german_name() -> None:
    assert sorted(EXAMPLES) == CODES
    assert [str(kind.label) for kind in kinds.registered() if ENGLISH.search(str(kind.label))] == []


@pytest.mark.parametrize("code", CODES)
def test_an_example_is_true_when_it_is_sent(examples: list[Message], code: str) -> None:
    for message in examples:
        assert kinds.get(code).is_still_true(message, timezone.now())


@pytest.mark.parametrize("code", CODES)
def test_subject_and_both_parts_are_german(mails: list[tuple[Message, RenderedMail]]) -> None:
    for _, mail in mails:
        assert ENGLISH.findall(mail.subject) == []
        assert ENGLISH.findall(mail.text) == []
        assert ENGLISH.findall(_words_of(mail.html)) == []


@pytest.mark.parametrize("code", CODES)
def test_a_mail_greets_its_reader_and_says_who_writes_and_why(mails: list[tuple[Message, RenderedMail]]) -> None:
    for message, mail in mails:
        greeting = f"Guten Tag {message.recipient.full_name}," if message.recipient else "Guten Tag,"
        for words in (mail.text, _words_of(mail.html)):
            assert greeting in words
            assert "Sie erhalten diese Nachricht, weil" in words
            assert settings.ORGANISATION_NAME in words


@pytest.mark.parametrize("code", CODES)
def test_a_mail_about_which_its_reader_may_choose_says_where(
    mails: list[tuple[Message, RenderedMail]], code: str
) -> None:
    may_choose = kinds.get(code).choice is not Choice.NONE
    for _, mail in mails:
        assert ("unter „E-Mails an Sie“" in mail.text) is may_choose
        assert ("unter „E-Mails an Sie“" in _words_of(mail.html)) is may_choose


@pytest.mark.parametrize("code", ["application-received", "decision", "draft-lapsing"])
def test_nobody_who_applied_is_told_that_she_takes_part(mails: list[tuple[Message, RenderedMail]]) -> None:
    for _, mail in mails:
        assert "teilnehmen" not in mail.text + mail.html


def test_what_can_be_told_weekly_says_as_a_task_what_there_is_to_do() -> None:
    weekly = [kind for kind in kinds.registered() if kind.choice is Choice.WEEKLY]
    assert [kind.code for kind in weekly if not kind.task] == []
    assert [str(kind.task) for kind in weekly if ENGLISH.search(str(kind.task))] == []


@pytest.mark.parametrize("code", CODES)
def test_both_parts_have_the_same_one_link_to_a_page_of_this_site(mails: list[tuple[Message, RenderedMail]]) -> None:
    for _, mail in mails:
        [in_text] = LINK.findall(mail.text)
        [in_html] = LINK.findall(mail.html)
        assert in_text.startswith(settings.BASE_URL)
        assert in_html.startswith(settings.BASE_URL)
        assert mail.html.count("<a ") == 1
        assert resolve(urlsplit(in_text).path).view_name == resolve(urlsplit(in_html).path).view_name


@pytest.mark.parametrize("code", CODES)
def test_a_mail_names_nobody_else_and_tells_nothing_that_is_theirs(mails: list[tuple[Message, RenderedMail]]) -> None:
    for message, mail in mails:
        others = User.objects.exclude(pk=message.recipient_id)
        own = {message.recipient.first_name, message.recipient.last_name} if message.recipient else set()
        private = {SECRET} | {name for user in others for name in (user.last_name, user.email)} - own
        everything = "\n".join([mail.subject, mail.text, mail.html])
        assert [word for word in private if word in everything] == []
        assert [name for name in own if name in mail.subject] == []


@pytest.mark.parametrize("code", CODES)
def test_both_parts_say_the_same(mails: list[tuple[Message, RenderedMail]]) -> None:
    for _, mail in mails:
        in_html = _words_of(mail.html).replace(mail.subject, "", 1)
        in_text = LINK.sub("", mail.text).replace(":\n\n", "\n\n", 1)
        assert sorted(re.findall(r"\w+", in_text)) == sorted(re.findall(r"\w+", in_html))


@pytest.mark.parametrize("code", CODES)
def test_the_html_part_is_a_page_that_loads_nothing(mails: list[tuple[Message, RenderedMail]]) -> None:
    for _, mail in mails:
        assert '<html lang="de">' in mail.html
        assert f"<title>{mail.subject}</title>" in mail.html
        assert re.findall(r"<(?:script|img|link|iframe|form)\b", mail.html) == []
        assert not re.search(r"<p[^>]*>\s*</p>", mail.html)


@pytest.mark.parametrize("code", CODES)
def test_the_text_part_has_no_gaps(mails: list[tuple[Message, RenderedMail]]) -> None:
    for _, mail in mails:
        assert "\n\n\n" not in mail.text
        assert not re.search(r"[ \t]+\n", mail.text)
        assert not re.search(r"&[a-z#]+;", mail.text)


@pytest.mark.parametrize("code", CODES)
def test_a_mail_can_be_read_by_a_mail_program(examples: list[Message]) -> None:
    for message in examples:
        email = message_from_bytes(as_email(message).message().as_bytes(), policy=policy.default)
        assert email["Subject"] == render(message).subject
        assert not email.defects
        for part in email.iter_attachments():
            assert re.fullmatch(r"[a-z]+\.[a-z]+", part.get_filename())
            assert SECRET not in str(part.get_content())


@pytest.mark.parametrize("mailbox", ["", "termine@kerpen.example"])
@pytest.mark.parametrize("code", CODES)
def test_a_calendar_entry_names_nobody_but_its_reader(
    examples: list[Message], mailbox: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CALENDAR_MAILBOX", mailbox)
    for message in examples:
        for file in kinds.get(message.kind).attachments(message):
            calendar, text = read(file.content), file.content.decode().replace("\r\n ", "")
            reader = message.recipient
            assert reader is not None
            assert [address for address, *_ in calendar.entry.attendees] == [f"mailto:{reader.email}"] * bool(mailbox)
            others = User.objects.exclude(pk=reader.pk)
            private = {SECRET} | {word for user in others for word in (user.last_name, user.email)}
            assert [word for word in private - {reader.last_name} if word in text] == []
            assert calendar.entry.title == "Termin Mentoring"


@pytest.mark.parametrize("code", CODES)
def test_a_preview_needs_no_saved_message_and_lets_nobody_in(examples: list[Message]) -> None:
    for message in examples:
        # A summary is about messages that were saved.
        assert message.pk is None or message.kind == WeeklySummary.code
        [link] = LINK.findall(preview.render(message).text)
        assert resolve(urlsplit(link).path).view_name != "accounts:invitation"


class _Words(HTMLParser):
    """Collects what a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _words_of(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    return " ".join(" ".join(parser.words).split())
