"""The search itself: it finds a canary however it is written down, and knows what a reader may be called."""

import base64
import gzip
import json
import zlib
from email.message import EmailMessage
from email.policy import SMTP
from quopri import encodestring
from urllib.parse import quote

import pytest
from django.core import signing

from mentoring.models import SupportRequest
from tests.factories import UserFactory
from tests.notifications.canaries.mails import canaries_in_mail
from tests.notifications.canaries.readings import canaries_in
from tests.notifications.canaries.words import Person, canary, encrypted_fields, fields_without_canary, word_of

WORD = canary("Word")
SENTENCE = f"Ein <Satz> über {WORD}."
READER, PARTNER = Person("Reader"), Person("Partner")


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def as_monitor_prints(text: str) -> str:
    """Write down a task as Redis tells of it: kombu's JSON, quoted once more."""
    body = base64_of(json.dumps([[text], {}, {"callbacks": None}]))
    task = json.dumps({"body": body, "headers": {"task": "some.task"}}).replace("\\", "\\\\").replace('"', '\\"')
    return f'1795600000.1 [0 127.0.0.1:4711] "LPUSH" "celery" "{task}"'


WRITTEN = {
    "as it is": SENTENCE,
    "in other letters": SENTENCE.upper(),
    "cut off": SENTENCE.replace("Vogel", ""),
    "in JSON": json.dumps({"text": SENTENCE}),
    "in an address": f"/seite/?q={quote(SENTENCE)}",
    "in base64": base64_of(SENTENCE),
    "in base64, one further": base64_of(f"x{SENTENCE}"),
    "in base64, two further": base64_of(f"xx{SENTENCE}"),
    "in base64 behind something else": f"/pfad/{base64_of(SENTENCE)}",
    "in base64 in several lines": base64.encodebytes((SENTENCE * 5).encode()).decode(),
    "in base64 within base64": base64_of(base64_of(SENTENCE)),
    "in a task": as_monitor_prints(SENTENCE),
    "in a session": signing.dumps({"text": SENTENCE * 20}, compress=True),
    "with a soft break": encodestring(f"{'ä' * 21}{WORD}".encode()).decode(),
    "in a folded line": f"DESCRIPTION:{WORD[:9]}\r\n {WORD[9:]}",
}


@pytest.mark.parametrize("how", WRITTEN)
def test_a_canary_is_found(how: str) -> None:
    found = canaries_in(WRITTEN[how].encode())

    assert found & {WORD.lower(), WORD.lower().removesuffix("vogel")}


@pytest.mark.parametrize("compress", [zlib.compress, gzip.compress])
def test_a_canary_is_found_in_what_was_compressed(compress: object) -> None:
    assert canaries_in(compress((SENTENCE * 9).encode())) == {WORD.lower()}


def test_a_text_without_a_canary_has_none() -> None:
    assert canaries_in(SENTENCE.replace(WORD, "etwas anderes").encode()) == set()


# --- mails ---------------------------------------------------------------------------------------


def mail(text: str, *, encoding: str = "8bit", **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["To"] = f"{READER.full_name} <{READER.email}>"
    for name, value in {"Subject": "Neuigkeiten", **headers}.items():
        message[name] = value
    message.set_content(text, cte=encoding)
    message.add_alternative(f"<p>{text}</p>", subtype="html", cte=encoding)
    return message


def places(message: EmailMessage) -> set[str]:
    return {where for where, _word in canaries_in_mail(message.as_bytes())}


GREETING = f"Guten Tag {READER.full_name}, es gibt etwas zu lesen."


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_a_mail_may_greet_its_reader_and_name_nobody_else(encoding: str) -> None:
    in_both = {"text/plain", "text/html"}

    assert places(mail(GREETING, encoding=encoding)) == set()
    assert places(mail(f"{GREETING} {PARTNER.last_name}", encoding=encoding)) == in_both | {"as it came"}
    assert places(mail(f"{GREETING} {READER.full_name}", encoding=encoding)) == in_both
    assert places(mail(f"Guten Tag {PARTNER.full_name},", encoding=encoding)) == in_both | {"as it came"}
    assert places(mail(f"{GREETING} {SENTENCE}", encoding=encoding)) == in_both | {"as it came"}


def test_a_header_names_nobody_not_even_the_reader() -> None:
    assert places(mail(GREETING, Subject=f"Für {READER.first_name}")) == {"header Subject"}
    assert places(mail(GREETING, Cc=PARTNER.email)) == {"header Cc", "as it came"}
    assert places(mail(GREETING, Subject=f"Ä {WORD}")) >= {"header Subject", "as it came"}


def test_a_calendar_file_may_ask_its_reader_and_nobody_else() -> None:
    def with_file(line: str, name: str = "termin.ics") -> set[str]:
        message = mail(GREETING)
        folded = f"BEGIN:VEVENT\r\n{line[:40]}\r\n {line[40:]}\r\nEND:VEVENT\r\n"
        message.add_attachment(folded.encode(), maintype="text", subtype="calendar", filename=name)
        return places(message)

    assert with_file(f"ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:{READER.email}") == set()
    assert with_file(f"SUMMARY:Termin mit jemandem namens {READER.last_name}") == {"calendar"}
    assert with_file(f"ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:{PARTNER.email}") == {"calendar", "as it came"}
    assert "name of a file" in with_file("SUMMARY:Termin", name=f"{WORD}.ics")


# --- fields --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_field_without_its_canary_is_named() -> None:
    everything = set(encrypted_fields())
    assert {"mentoring.SupportRequest.text", "mentoring.SupportRequest.answer"} < everything
    assert set(fields_without_canary()) == everything

    text = f"Bitte: {word_of('mentoring.SupportRequest.text')}"
    SupportRequest.objects.create(sender=UserFactory(), kind="other", text=text)

    assert set(fields_without_canary()) == everything - {"mentoring.SupportRequest.text"}
