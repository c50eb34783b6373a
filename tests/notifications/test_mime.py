"""What a mail server gets: the same mail that Django would write down."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from notifications.mime import LONGEST_LINE, Email

ICS = "BEGIN:VCALENDAR\r\nSUMMARY:Termin über Mittag\r\nEND:VCALENDAR\r\n"

HOW_IT_IS_WRITTEN = ("Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Date")


def mail(**changes: Any) -> Email:
    values = {
        "subject": "Neuigkeiten",
        "body": "Guten Tag Rabia Weiß,\n.\nFrom here on: viele Grüße\n",
        "from_email": "mentoring@kerpen.example",
        "to": ["rabia.weiss@kerpen.example"],
        "reply_to": ["gleichstellung@kerpen.example"],
        "headers": {"Message-ID": "<1@kerpen.example>", "Auto-Submitted": "auto-generated"},
    }
    email = Email(**values | changes)
    email.attach_alternative("<p>Guten Tag Rabia Weiß</p>\n", "text/html")
    return email


def with_file(content: bytes = ICS.encode(), kind: str = "text/calendar; method=REQUEST") -> Email:
    email = mail()
    email.attach("termin.ics", content, kind)
    return email


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)  # type: ignore[return-value]


def told_by(part: EmailMessage) -> list[Any]:
    """Return everything that a mail program learns, part by part, without what is drawn at random."""
    headers = {name: str(value).strip() for name, value in part.items() if name not in HOW_IT_IS_WRITTEN}
    described = [part.get_content_type(), part.get_param("method"), part.get_param("charset"), headers]
    if part.is_multipart():
        return [*described, *(told_by(inner) for inner in part.iter_parts())]
    return [*described, part.get_content()]


@pytest.mark.parametrize(
    "email",
    [
        mail(),
        with_file(),
        with_file(bytes(range(256)), "application/pdf"),
        mail(subject="Änderung an einem Workshop: Führen auf Augenhöhe, und was sonst noch zu bedenken ist"),
        mail(subject="A subject of many short words that does not fit into one line of a header and so is folded"),
        mail(from_email="Gleichstellungsbüro <mentoring@kerpen.example>"),
        mail(to=["=?utf-8?q?Rabia_Wei=C3=9F?= <rabia.weiss@kerpen.example>"]),
        mail(body="ü" * LONGEST_LINE + "\nEnde\n"),
        mail(body="old\rold\r\nnew\n"),
    ],
)
def test_a_mail_program_reads_what_django_would_have_written(email: Email) -> None:
    written = email.as_bytes()

    assert told_by(read(written)) == told_by(read(email.message().as_bytes(linesep="\r\n")))  # type: ignore[call-arg]
    assert all(not part.defects for part in read(written).walk())


@pytest.mark.parametrize("email", [mail(body="ü" * 3000), with_file(b"%PDF" + b"\xff" * 3000, "application/pdf")])
def test_every_line_is_one_that_mail_servers_take(email: Email) -> None:
    written = email.as_bytes()

    assert b"\n" not in written.replace(b"\r\n", b"")
    assert b"\r" not in written.replace(b"\r\n", b"")
    assert max(map(len, written.split(b"\r\n"))) <= LONGEST_LINE


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Neuigkeiten\nBcc: all@kerpen.example"},
        {"to": ["rabia@kerpen.example\r\nBcc: all@kerpen.example"]},
        {"headers": {"Message-ID": "<1@kerpen.example>\rBcc: all@kerpen.example"}},
    ],
)
def test_nothing_can_add_a_header(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="one line"):
        mail(**changes).as_bytes()


def test_an_address_that_is_not_ascii_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        mail(to=["rabia.weiß@kerpen.example"]).as_bytes()


def test_no_two_mails_share_a_boundary() -> None:
    email = with_file()

    boundaries = [
        part.get_boundary() for _ in range(2) for part in read(email.as_bytes()).walk() if part.is_multipart()
    ]

    assert len(set(boundaries)) == 4
