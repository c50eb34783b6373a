"""Journals: what has to be known even when the database is an older one, restored from a backup.

Short lines in files outside of the database, one file for each journal, month and machine, which are only
ever appended to. A line holds a number, a moment and one word without a blank, such as a keyed hash; never
a person. `accounts/journal_mark.py` gives the numbers, and says which folder is whose.

Any number of processes may write: a line is handed to the system in one call, which keeps it whole. A process
that is killed loses nothing it has written. A machine that loses its power may lose what was written since a
`Writer` was last closed, and leave half a line, as a full disk does: `accounts/journal_lines.py` has no other
suffer from it.

A folder also says from which number on it knows everything, in files of the same kind that never go. Without
that, one that was lost could not be told from one in which nothing stands yet, or nothing any more.
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
from typing import Self

from accounts import journal_lines
from accounts.journal_lines import Entry

FILE = re.compile(r"(?P<name>[a-z-]+)\.(?P<month>\d{4}-\d\d)\.[A-Za-z0-9-]+\.log")
# Where it is said from which number on everything is known; the greatest one counts.
BEGUN = "begun"
BEGUN_FILE = re.compile(rf"{BEGUN}\.[A-Za-z0-9-]+\.log")
# Where the greatest number is looked for. Programs that write beside each other mix their lines, but never so many.
TAIL = 64 * 1024
# A month that has just begun does not hold all that is under way yet.
NEWEST_MONTHS = 2


class Unwritable(Exception):
    """The journal cannot be written: no room, no right, no disk, or it is lost."""


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
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            if is_new:
                _keep_name(path)
        except OSError as error:
            raise Unwritable from error

    def write(self, at: datetime, *texts: str) -> None:
        """Append a line for each text, all in one call."""
        lines = journal_lines.written(self._number, at, texts)
        self._is_kept = False
        try:
            if os.write(self._file, lines) != len(lines):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
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


class Journal:
    """All journals of one installation: the files of its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def writer(self, name: str, number: int, at: datetime) -> Writer:
        """Open the present file of a journal; its lines get this number.

        Raises:
            Unwritable: when it cannot be opened.
        """
        return Writer(self.folder / f"{name}.{at.astimezone(UTC):%Y-%m}.{_machine()}.log", number)

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

    def begin(self, number: int, at: datetime) -> None:
        """Bring to the disk that everything is known from this number on, and perhaps not what was before.

        Raises:
            Unwritable: when that is not possible.
        """
        with Writer(self.folder / f"{BEGUN}.{_machine()}.log", number) as file:
            file.write(at, BEGUN)

    def beginning(self) -> int | None:
        """Return the number from which on everything is known; nothing when the journal is not there."""
        files = (path for path in _files_in(self.folder) if BEGUN_FILE.fullmatch(path.name))
        return max((entry.number for path in files for entry in _entries_of(path)), default=None)

    def entries(self, name: str | None = None) -> Iterator[Entry]:
        """Yield what stands in a journal, or in all, month by month. Lines that are not whole are passed over."""
        for _month, path in self._months(name):
            yield from _entries_of(path)

    def greatest_number(self) -> int:
        """Return the greatest number of all lines; 0 when there are none. Reads little."""
        files = self._months()
        newest = sorted({month for month, _path in files})[-NEWEST_MONTHS:]
        return max(self.beginning() or 0, *(_greatest_at_end(path) for month, path in files if month in newest), 0)

    def remove_months_before(self, day: date, at: datetime) -> int:
        """Remove the files whose month was over before a day; return how many lines they had.

        A backup from before one of these has to find that not everything is known any more.

        Raises:
            Unwritable: when that cannot be noted. Nothing is removed then.
        """
        paths = [path for month, path in self._months() if month < f"{day:%Y-%m}"]
        numbers = [entry.number for path in paths for entry in _entries_of(path)]
        if numbers and self.beginning() is not None:
            self.begin(max(numbers), at)
        for path in paths:
            path.unlink()
        return len(numbers)

    def _months(self, name: str | None = None) -> list[tuple[str, Path]]:
        """Return the files of a journal, or of all, each with its month, the oldest first."""
        files = ((FILE.fullmatch(path.name), path) for path in _files_in(self.folder))
        return sorted((parts["month"], path) for parts, path in files if parts and name in (None, parts["name"]))


def journals_in(folder: Path) -> list[Journal]:
    """Return the journals of all installations below a folder."""
    return [Journal(each) for each in _files_in(folder) if each.is_dir()]


def _files_in(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _entries_of(path: Path) -> Iterator[Entry]:
    yield from journal_lines.read(path.read_bytes())


def _greatest_at_end(path: Path) -> int:
    with path.open("rb") as file:
        # There it may be in the middle of a line, which is not whole then.
        file.seek(max(path.stat().st_size - TAIL, 0))
        return journal_lines.greatest_number(file.read())


def _machine() -> str:
    """Name this machine as it may stand in the name of a file: each writes files of its own."""
    return re.sub(r"[^A-Za-z0-9-]", "-", socket.gethostname()) or "machine"


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
