"""What stands in a mail, as it came and decoded. Its reader's own name is hers: in the address and the greeting."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

from tests.notifications.canaries.readings import canaries_in
from tests.notifications.canaries.words import found_in

GREETING = re.compile(r"Guten Tag ([^,<]*),")
ATTENDEE = re.compile(rb"^ATTENDEE[;:].*$", re.MULTILINE)


def canaries_in_mail(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield canaries that do not belong into a mail, each with where it stands.

    In the bytes as they came nobody's but the reader's are allowed. Decoded, hers may stand in the
    greeting once for each text, in the address, and in a calendar file where it asks her for an answer.
    """
    mail = message_from_bytes(content, policy=policy.default)
    reader = str(mail["To"])
    hers = found_in(reader.encode())
    for word in canaries_in(content):
        # Read line by line, hers may be cut off; anybody else's is found decoded.
        if not any(own.startswith(word) for own in hers):
            yield "as it came", word
    for name, value in mail.items():
        if name.lower() != "to":
            yield from ((f"header {name}", word) for word in canaries_in(str(value).encode()))
    for part in mail.walk():
        for where, text in _texts_of(part, reader):
            yield from ((where, word) for word in canaries_in(text))


def _texts_of(part: EmailMessage, reader: str) -> Iterator[tuple[str, bytes]]:
    """Yield what one part holds, without the places at which its reader may be named."""
    if part.is_multipart():
        return
    yield "name of a file", str(part.get_filename() or "").encode()
    content = part.get_payload(decode=True)
    if part.get_content_type() == "text/calendar":
        yield "calendar", _without_attendee(content, reader)
    elif part.get_content_maintype() == "text":
        yield part.get_content_type(), _without_greeting(content.decode(), reader).encode()
    else:
        yield part.get_content_type(), content


def _without_greeting(text: str, reader: str) -> str:
    """Take the reader's own name out of the first greeting; that of anybody else stays."""
    [(name, _address)] = getaddresses([reader])
    found = GREETING.search(text)
    if found is None or found.group(1) != name:
        return text
    return text[: found.start()] + text[found.end() :]


def _without_attendee(calendar: bytes, reader: str) -> bytes:
    [(_name, address)] = getaddresses([reader])
    unfolded = re.sub(rb"\r?\n[ \t]", b"", calendar)
    return ATTENDEE.sub(lambda line: line.group().replace(f"mailto:{address}".encode(), b"", 1), unfolded)
