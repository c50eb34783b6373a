"""Journals: what has to be known even when the database is an older one, restored from a backup.

Short lines in files outside of the database, one file for each journal, month and machine, which are only
ever appended to. A line holds a number, a moment and one word without a blank, such as a keyed hash; never
a person. `accounts/journal_mark.py` gives the numbers, and says which folder is whose.

Any number of processes may write: a line is handed to the system in one call, which keeps it whole. A process
that is killed loses nothing it has written. A machine that loses its power may lose what was written since a
`Writer` was last closed, and leave half a line: readers pass over it, and the next writer begins a new one.
"""

import errno
import os
import re
import socket
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

LINE = re.compile(rb"(?P<number>\d+) (?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (?P<text>[^\s\0]+)\n")
# The same for many lines at once.
NUMBERS = re.compile(rb"^(\d+) \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [^\s\0]+(?=\n)", re.MULTILINE)
FILE = re.compile(r"(?P<name>[a-z-]+)\.(?P<month>\d{4}-\d\d)\.[A-Za-z0-9-]+\.log")
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
# Where the greatest number is looked for. Programs that write beside each other mix their lines, but never so many.
TAIL = 64 * 1024
# A month that has just begun does not hold all that is under way yet.
NEWEST_MONTHS = 2


class Unwritable(Exception):
    """The journal cannot be written: no room, no right, no disk."""


class Entry(NamedTuple):
    number: int
    at: datetime
    text: str


class Writer:
    """One file of a journal, open for appending.

    Raises:
        Unwritable: when it cannot be opened, written or, as it is closed, brought to the disk.
    """

    def __init__(self, path: Path, number: int) -> None:
        self._number = number
        self._is_kept = True
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            is_new = not path.exists()
            self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            if is_new:
                _keep_name(path)
            self._end_broken_line()
        except OSError as error:
            raise Unwritable from error

    def write(self, at: datetime, *texts: str) -> None:
        """Append a line for each text, all in one call."""
        moment = at.astimezone(UTC).strftime(MOMENT)
        lines = "".join(f"{self._number} {moment} {text}\n" for text in texts).encode()
        try:
            self._append(lines)
        except OSError as error:
            raise Unwritable from error

    def close(self) -> None:
        """Bring what was written to the disk."""
        try:
            if not self._is_kept:
                keep(self._file)
        except OSError as error:
            raise Unwritable from error
        finally:
            os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, lines: bytes) -> None:
        self._is_kept = False
        if os.write(self._file, lines) != len(lines):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _end_broken_line(self) -> None:
        """Begin a new line where somebody has left half of one."""
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            self._append(b"\n")


class Journal:
    """All journals of one installation: the files of its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def writer(self, name: str, number: int, at: datetime) -> Writer:
        """Open the present file of a journal; its lines get this number.

        Raises:
            Unwritable: when it cannot be opened.
        """
        machine = re.sub(r"[^A-Za-z0-9-]", "-", socket.gethostname()) or "machine"
        return Writer(self.folder / f"{name}.{at.astimezone(UTC):%Y-%m}.{machine}.log", number)

    def require_writable(self) -> None:
        """Try whether files can be made here.

        Raises:
            Unwritable: when they cannot.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self.folder).close()
        except OSError as error:
            raise Unwritable from error

    def entries(self, name: str | None = None) -> Iterator[Entry]:
        """Yield what stands in a journal, or in all, month by month. Lines that are not whole are passed over."""
        for _month, path in self._files(name):
            with path.open("rb") as file:
                yield from filter(None, map(_parsed, file))

    def greatest_number(self) -> int:
        """Return the greatest number of all lines; 0 when there are none. Reads little."""
        files = self._files()
        newest = sorted({month for month, _path in files})[-NEWEST_MONTHS:]
        return max((number for month, path in files if month in newest for number in _numbers_at_end(path)), default=0)

    def least_number(self) -> int:
        """Return the least number of all lines; 0 when there are none."""
        return min((entry.number for entry in self.entries()), default=0)

    def _files(self, name: str | None = None) -> list[tuple[str, Path]]:
        return sorted((month, path) for found, month, path in _files_in(self.folder) if name in (None, found))


def remove_months_before(folder: Path, day: date) -> int:
    """Remove the files below a folder whose month was over before a day; return how many lines they had."""
    lines = 0
    for journal in folder.iterdir() if folder.exists() else ():
        for _name, month, path in _files_in(journal):
            if month < f"{day:%Y-%m}":
                lines += path.read_bytes().count(b"\n")
                path.unlink()
    return lines


def _files_in(folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Yield the files of a folder with the journal and the month that they hold."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if parts := FILE.fullmatch(path.name):
            yield parts["name"], parts["month"], path


def _parsed(line: bytes) -> Entry | None:
    parts = LINE.fullmatch(line)
    if parts is None:
        return None
    at = datetime.strptime(parts["at"].decode(), MOMENT).replace(tzinfo=UTC)
    return Entry(int(parts["number"]), at, parts["text"].decode(errors="replace"))


def _numbers_at_end(path: Path) -> Iterator[int]:
    with path.open("rb") as file:
        begin = max(path.stat().st_size - TAIL, 0)
        file.seek(begin)
        if begin:
            # It may be the rest of a line.
            file.readline()
        yield from map(int, NUMBERS.findall(file.read()))


def keep(handle: int) -> None:
    """Wait until what was written has reached the disk. On its own, because tests need not wait."""
    os.fsync(handle)


def _keep_name(path: Path) -> None:
    """Bring the name of a new file to the disk, and that of its folder."""
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            keep(handle)
        finally:
            os.close(handle)
