"""The demo's Postausgang: open to all where mails are files, and nowhere else."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from notifications import mailbox
from notifications.mailbox import BACKEND
from tests.factories import UserFactory
from tests.support.second_factor import code_now, set_up_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A demo that writes its mails into an empty folder, which is made with the first one."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = BACKEND
    settings.EMAIL_FILE_PATH = str(tmp_path / "mails")
    return tmp_path / "mails"


def send(subject: str = "Ihr Code", *, body: str = "Ihr Code: 1234-5678", to: str = "anna@kerpen.example") -> None:
    mail.send_mail(subject, body, None, [to])


def test_every_mail_is_a_file_of_its_own(folder: Path) -> None:
    send("Eins")
    send("Zwei")

    assert [path.suffix for path in sorted(folder.iterdir())] == [".eml", ".eml"]
    assert [mailbox.read(name).subject for name in mailbox.names()] == ["Zwei", "Eins"]


def test_a_mail_is_read_as_it_was_written(folder: Path) -> None:
    email = EmailMultiAlternatives("Größe", "Guten Tag Rabia Weiß,\n\nLink: http://x/", to=["Weiß <r@kerpen.example>"])
    email.attach_alternative("<p>Guten Tag</p>", "text/html")
    email.attach("termin.ics", b"BEGIN:VCALENDAR", "text/calendar; method=PUBLISH")
    email.send()

    read = mailbox.read(mailbox.names()[0])

    assert (read.subject, read.to) == ("Größe", "Weiß <r@kerpen.example>")
    assert read.text == "Guten Tag Rabia Weiß,\n\nLink: http://x/"
    assert read.attachments == ["termin.ics"]


def test_somebody_who_tries_the_demo_finds_her_code_without_signing_in(client: Client, folder: Path) -> None:
    send()

    page = client.get(reverse("notifications:outgoing")).content.decode()
    address = re.search(r'href="(/nachrichten/postausgang/[^"]+)"', page)
    assert address is not None
    shown = client.get(address[1]).content.decode()

    assert "Ihr Code" in page
    assert "1234-5678" in shown


def test_every_page_of_a_demo_leads_there(client: Client, folder: Path, settings: Any) -> None:
    link = f'href="{reverse("notifications:outgoing")}"'
    assert link in client.get(reverse("account_login")).text

    # Where mails are sent there is nothing to show, even in a demo.
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert link not in client.get(reverse("account_login")).text


def test_she_finds_the_codes_of_the_second_step_there_too(client: Client, folder: Path) -> None:
    user = UserFactory()
    set_up_app(user)

    page = client.get(reverse("notifications:outgoing")).text

    assert user.email in page
    assert code_now() in page


def test_a_link_in_a_mail_can_be_followed_and_markup_is_not_believed(client: Client, folder: Path) -> None:
    send(body="http://localhost:8000/tandem/ <script>alert(1)</script>")

    shown = client.get(reverse("notifications:mail", args=[mailbox.names()[0]])).content.decode()

    assert 'href="http://localhost:8000/tandem/"' in shown
    assert "<script>alert" not in shown


def test_the_file_of_a_mail_can_be_downloaded(client: Client, folder: Path) -> None:
    send("Ihr Code")
    [name] = mailbox.names()

    response = client.get(reverse("notifications:mail_file", args=[name]))

    assert response["Content-Type"] == "message/rfc822"
    assert response["Content-Disposition"] == f'attachment; filename="{name}.eml"'
    assert b"Subject: Ihr Code" in response.content


def test_an_empty_outbox_says_what_will_appear(client: Client, folder: Path) -> None:
    assert "Noch keine Mail" in client.get(reverse("notifications:outgoing")).content.decode()


def test_a_long_outbox_has_pages_and_reads_only_the_one_that_is_shown(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        send(f"Nachricht {number:02}")
    read, names = mailbox.read, []
    monkeypatch.setattr(mailbox, "read", lambda name: (names.append(name), read(name))[1])

    first = client.get(reverse("notifications:outgoing")).content.decode()
    second = client.get(reverse("notifications:outgoing"), {"page": 2}).content.decode()

    assert ("Nachricht 29" in first, "Nachricht 05" in first, "Nachricht 04" in first) == (True, True, False)
    assert ("Nachricht 04" in second, "Nachricht 00" in second) == (True, True)
    assert len(names) == 30


def test_a_file_of_another_origin_breaks_nothing(client: Client, folder: Path) -> None:
    folder.mkdir()
    (folder / "hand-made.eml").write_bytes(b"\xff\xfe no headers at all")
    (folder / "20270115-100000-000000-half.new").write_bytes(b"Subject: Unfertig")

    page = client.get(reverse("notifications:outgoing"))

    assert page.status_code == 200
    assert "Unfertig" not in page.content.decode()
    assert client.get(reverse("notifications:mail", args=["hand-made"])).status_code == 200


@pytest.mark.parametrize("name", ["gone", "..", "%2e%2e%2fsecrets", "a/b"])
def test_only_mails_of_the_folder_can_be_asked_for(client: Client, folder: Path, name: str) -> None:
    folder.mkdir()
    (folder.parent / "secrets.eml").write_text("geheim")

    assert client.get(f"/nachrichten/postausgang/{name}/").status_code == 404
    with pytest.raises(mailbox.NoSuchMail):
        mailbox.source("../secrets")


@pytest.mark.parametrize("change", [{"DEMO": False}, {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}])
def test_outside_a_demo_there_is_no_such_page(client: Client, folder: Path, settings: Any, change: dict) -> None:
    send()
    [name] = mailbox.names()
    for setting, value in change.items():
        setattr(settings, setting, value)

    for address in (
        reverse("notifications:outgoing"),
        reverse("notifications:mail", args=[name]),
        reverse("notifications:mail_file", args=[name]),
    ):
        assert client.get(address).status_code == 404
