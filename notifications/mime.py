"""A mail, and the bytes that go to the mail server."""

from base64 import encodebytes
from email.header import Header
from email.utils import formataddr, formatdate, parseaddr
from functools import lru_cache
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives

# What a mail server has to take in one line (RFC 5321); what is longer is encoded.
LONGEST_LINE = 998
# A header up to this length need not be folded.
HEADER_LINE = 76


class Email(EmailMultiAlternatives):
    """A mail of the programme to one address: a text, the same as HTML, and perhaps files."""

    def as_bytes(self) -> bytes:
        """Write the mail down as `message()` does, in a tenth of the time.

        Raises:
            ValueError: when a header holds the end of a line, or an address more than ASCII.
        """
        html = [_part(kind, str(content)) for content, kind in self.alternatives]
        body = _multipart("alternative", [_part("text/plain", str(self.body)), *html])
        files = [_part(kind, content, filename) for filename, content, kind in self.attachments]
        return self._headers() + (_multipart("mixed", [body, *files]) if files else body)

    def _headers(self) -> bytes:
        headers = {
            "Subject": self.subject,
            "From": _in_ascii(self.from_email),
            "To": ", ".join(map(_in_ascii, self.to)),
            "Reply-To": ", ".join(map(_in_ascii, self.reply_to)),
            "Date": formatdate(),
            **self.extra_headers,
            "MIME-Version": "1.0",
        }
        return b"".join(_header(name, value) for name, value in headers.items())


def _multipart(subtype: str, parts: list[bytes]) -> bytes:
    """Put parts together. No boundary has to be looked for: a random one occurs in none of them."""
    boundary = f"=-{uuid4().hex}"
    start = f"--{boundary}\r\n".encode()
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(start + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()


def _part(kind: str, content: str | bytes, filename: str = "") -> bytes:
    """Write down a text or a file: a text as it is, unless a line is too long for mail servers."""
    headers = {"Content-Type": kind}
    if isinstance(content, str):
        headers["Content-Type"] += '; charset="utf-8"'
        content = content.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n").encode()
        is_plain = max(map(len, content.split(b"\r\n"))) <= LONGEST_LINE
    else:
        is_plain = False
    headers["Content-Transfer-Encoding"] = "8bit" if is_plain else "base64"
    if filename:
        headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    head = b"".join(_header(name, value) for name, value in headers.items())
    return head + b"\r\n" + (content if is_plain else encodebytes(content).replace(b"\n", b"\r\n"))


@lru_cache(maxsize=100)
def _header(name: str, value: str) -> bytes:
    """Write down a header, folded and encoded where it has to be."""
    if "\r" in value or "\n" in value:
        raise ValueError(f"{name} has to be one line.")
    if not value.isascii() or len(name) + len(value) > HEADER_LINE:
        charset = "us-ascii" if value.isascii() else "utf-8"
        value = Header(value, charset, header_name=name).encode(linesep="\r\n")
    return f"{name}: {value}\r\n".encode("ascii")


def _in_ascii(address: str) -> str:
    """Encode the name in front of an address, where it needs to be."""
    return address if address.isascii() else formataddr(parseaddr(address))
