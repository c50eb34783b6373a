"""The lines of a journal, written so that each is read whole or not at all.

    7 2027-01-15T08:00:00Z meeting-planned:5f2c… 9a0b3c1d

Number, moment, text without a blank, checksum of these three. A write may break off anywhere: a full disk takes
half of it, a power failure leaves half of it, or zeros. Therefore

- each write begins with a newline. It ends whatever somebody else has left, so a half line takes no other with
  it, in whichever order the writers append. To look for one before writing would not do: it may come in between.
  The newline at the end keeps a line apart from zeros that follow it;
- each line ends with its checksum. Half a line, once ended so, could pass for one with a shorter text.

Readers pass over everything else, empty lines too.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from zlib import crc32

LINE = re.compile(rb"^((\d+) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) ([^\s\0]+)) ([0-9a-f]{8})$", re.MULTILINE)
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class Entry(NamedTuple):
    number: int
    at: datetime
    text: str


def written(number: int, at: datetime, texts: Iterable[str]) -> bytes:
    """Return what one write appends: a line for each text."""
    begin = f"{number} {at.astimezone(UTC).strftime(MOMENT)}"
    return b"\n" + b"".join(_line(f"{begin} {text}".encode()) for text in texts)


def read(content: bytes) -> Iterator[Entry]:
    """Yield what the whole lines of a file say."""
    for words, number, at, text, checksum in LINE.findall(content):
        if checksum == _sum(words):
            yield Entry(int(number), datetime.fromisoformat(at.decode()), text.decode(errors="replace"))


def greatest_number(content: bytes) -> int:
    """Return the greatest number of the whole lines in a part of a file; 0 when there are none."""
    found = LINE.findall(content)
    return max((int(number) for words, number, _at, _text, checksum in found if checksum == _sum(words)), default=0)


def _line(words: bytes) -> bytes:
    return words + b" " + _sum(words) + b"\n"


def _sum(words: bytes) -> bytes:
    return b"%08x" % crc32(words)
