"""Every way in which a text may be written down, undone.

Nothing hides in base64, behind compression or a broken line.
"""

import base64
import binascii
import gzip
import re
import zlib
from collections.abc import Iterator
from quopri import decodestring

from tests.notifications.canaries.words import found_in

DEPTH = 4
# Long enough for half a canary.
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
# A header or a calendar goes on in a line that begins with a blank, a mail after "=".
BROKEN_LINE = re.compile(rb"=?\r?\n[ \t]?")
URL_SAFE = bytes.maketrans(b"-_", b"+/")


def canaries_in(content: bytes) -> set[str]:
    """Return the canaries in any reading of a text."""
    return {word for reading in readings(content) for word in found_in(reading)}


def readings(content: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """Yield a text and whatever can be read in it, and in that again."""
    yield content
    if depth == 0:
        return
    for inner in _inner(content):
        yield from readings(inner, depth - 1)


def _inner(content: bytes) -> Iterator[bytes]:
    if unpacked := _unpacked(content):
        yield unpacked
    if BROKEN_LINE.search(content):
        whole = BROKEN_LINE.sub(b"", content)
        yield whole
        yield decodestring(whole)
    for text in set(BASE64.findall(content)):
        yield from _decoded(text)


def _decoded(text: bytes) -> Iterator[bytes]:
    text = text.translate(URL_SAFE)
    # It may stand right behind something that could belong to it, such as a path.
    for start in range(4):
        part = text[start:]
        part = part[: len(part) - 1] if len(part) % 4 == 1 else part
        try:
            yield base64.b64decode(part + b"=" * (-len(part) % 4))
        except binascii.Error:
            continue


def _unpacked(content: bytes) -> bytes:
    """Return what was compressed, nothing for what was not."""
    try:
        if content[:2] == b"\x1f\x8b":
            return gzip.decompress(content)
        if content[:1] == b"x":
            return zlib.decompress(content)
    except (zlib.error, OSError, EOFError):
        pass
    return b""
