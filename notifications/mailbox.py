"""Reads the mails that were written as files, so that a demo needs no mail program."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

BACKEND = "notifications.backends.EmlFileBackend"
MOMENT = "%Y%m%d-%H%M%S-%f"


class NoSuchMail(LookupError):
    """There is no mail with this name."""


@dataclass(frozen=True)
class Mail:
    """A mail as the demo shows it."""

    name: str
    written_at: datetime
    subject: str
    to: str
    text: str
    attachments: list[str]


def is_open() -> bool:
    """Whether mails may be shown to everybody: in a demo that writes them as files, nowhere else."""
    return settings.DEMO and settings.EMAIL_BACKEND == BACKEND


def names() -> list[str]:
    """Return the names of all mails, newest first."""
    return sorted((path.stem for path in _folder().glob("*.eml")), reverse=True)


def read_all(some_names: list[str]) -> list[Mail]:
    """Read mails by name; one that was tidied away in the meantime is left out."""
    return list(_readable(some_names))


def read(name: str) -> Mail:
    """Read one mail.

    Raises:
        NoSuchMail: when there is none with this name.
    """
    email = message_from_bytes(source(name), _class=EmailMessage, policy=policy.default)
    text = email.get_body(("plain", "html"))
    return Mail(
        name=name,
        written_at=_moment(name),
        subject=email.get("Subject", ""),
        to=email.get("To", ""),
        text=text.get_content().replace("\r\n", "\n").strip() if text else "",
        attachments=[part.get_filename() or part.get_content_type() for part in email.iter_attachments()],
    )


def source(name: str) -> bytes:
    """Return a mail as it was written. Only names of the folder itself are known.

    Raises:
        NoSuchMail: when there is none with this name.
    """
    path = _folder() / f"{name}.eml"
    if path.parent != _folder():
        raise NoSuchMail(name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise NoSuchMail(name) from error


def _readable(some_names: list[str]) -> Iterator[Mail]:
    for name in some_names:
        try:
            yield read(name)
        except NoSuchMail:
            continue


def _moment(name: str) -> datetime:
    """Read the moment off a file's name; a name that somebody else gave has none of its own."""
    try:
        return datetime.strptime(name.rpartition("-")[0], MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp((_folder() / f"{name}.eml").stat().st_mtime, UTC)


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)
