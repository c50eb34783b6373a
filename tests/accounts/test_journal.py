"""The journal: lines that stay when the database is an older one, whoever writes them and however that ends."""

import multiprocessing
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from accounts.journal import Journal, Unwritable, journals_in

AT = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
LATER = datetime(2027, 2, 1, 0, 30, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal" / "here")


def write(journal: Journal, number: int, *texts: str, at: datetime = AT, name: str = "sent") -> None:
    with journal.writer(name, number, at) as file:
        file.write(at, *texts)


def texts(journal: Journal, name: str | None = "sent") -> list[str]:
    return [entry.text for entry in journal.entries(name)]


def files(journal: Journal) -> list[Path]:
    return sorted(journal.folder.iterdir())


class TestLines:
    def test_come_back_as_they_were_written(self, journal: Journal) -> None:
        write(journal, 7, "a:1", "b:2")

        assert list(journal.entries("sent")) == [(7, AT, "a:1"), (7, AT, "b:2")]

    def test_of_an_empty_journal_are_none(self, journal: Journal) -> None:
        assert (texts(journal), journal.greatest_number(), journal.beginning()) == ([], 0, None)

    def test_of_each_month_stand_in_a_file_of_their_own_that_only_its_owner_reads(self, journal: Journal) -> None:
        write(journal, 1, "january")
        write(journal, 2, "february", at=LATER)

        assert [path.name[:13] for path in files(journal)] == ["sent.2027-01.", "sent.2027-02."]
        assert [path.stat().st_mode & 0o777 for path in (journal.folder, *files(journal))] == [0o700, 0o600, 0o600]
        assert texts(journal) == ["january", "february"]

    def test_of_several_machines_are_read_together(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        for number, machine in enumerate(("one.example.org", "two"), start=1):
            monkeypatch.setattr("socket.gethostname", lambda machine=machine: machine)
            write(journal, number, machine)

        assert [path.name for path in files(journal)] == ["sent.2027-01.one-example-org.log", "sent.2027-01.two.log"]
        assert sorted(texts(journal)) == ["one.example.org", "two"]
        assert journal.greatest_number() == 2

    def test_of_other_journals_are_told_apart(self, journal: Journal) -> None:
        write(journal, 1, "mail")
        write(journal, 5, "person", name="deletions")

        assert (texts(journal), texts(journal, "deletions"), len(texts(journal, None))) == (["mail"], ["person"], 2)
        assert journal.greatest_number() == 5

    def test_of_many_processes_are_all_there_and_whole(self, journal: Journal) -> None:
        fork = multiprocessing.get_context("fork")
        writers = [fork.Process(target=_write_many, args=(journal, number)) for number in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()

        assert sorted(texts(journal)) == sorted(f"{number}:{line}" for number in range(4) for line in range(300))

    def test_are_counted_at_the_end_of_a_long_file_without_the_half_one_before(
        self, journal: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("accounts.journal.TAIL", 90)
        write(journal, 900, "long-ago")
        write(journal, 41, "a", "b", "c")

        assert journal.greatest_number() == 41

    def test_out_of_order_hide_no_greater_number(self, journal: Journal) -> None:
        """A slow program of the month before ends after a quick one of this month has begun."""
        write(journal, 12, "quick")
        write(journal, 11, "slow", at=LATER)

        assert journal.greatest_number() == 12


def append(journal: Journal, rest: bytes) -> None:
    """Leave something at the end of the only file there is."""
    [path] = (path for path in files(journal) if path.name.startswith("sent."))
    with path.open("ab") as file:
        file.write(rest)


def half(write: Callable[[int, bytes], int]) -> Callable[[int, bytes], int]:
    """Let a write take half of what it is given, as one on a full disk."""
    return lambda file, lines: write(file, lines[: len(lines) // 2])


def _write_many(journal: Journal, number: int) -> None:
    with journal.writer("sent", number, AT) as file:
        for line in range(300):
            file.write(AT, f"{number}:{line}")


class TestHalfALine:
    """Somebody's write broke off: the disk was full, the power failed."""

    RESTS = (b"\n3 2027-01-15T08:0", b"\n3 2027-01-15T08:00:00Z c", b"\n3 2027-01-15T08:00:00Z c 0a", b"\0" * 50)

    @pytest.mark.parametrize("rest", RESTS)
    def test_is_none_and_takes_no_other_with_it(self, journal: Journal, rest: bytes) -> None:
        write(journal, 2, "b")
        append(journal, rest)
        assert (texts(journal), journal.greatest_number()) == (["b"], 2)

        write(journal, 4, "d", "e")
        assert (texts(journal), journal.greatest_number()) == (["b", "d", "e"], 4)

    @pytest.mark.parametrize("rest", RESTS)
    def test_takes_none_of_a_process_with_it_that_had_opened_the_file_before(
        self, journal: Journal, rest: bytes
    ) -> None:
        with journal.writer("sent", 2, AT) as file:
            file.write(AT, "b")
            append(journal, rest)
            file.write(AT, "c")

        assert texts(journal) == ["b", "c"]

    def test_is_none_at_any_length(self, journal: Journal) -> None:
        """Also ended by the next line: it must not pass for one with a shorter number, hash or checksum."""
        write(journal, 12, "meeting:5f2c")
        [path] = files(journal)
        line = path.read_bytes().strip()
        for length in range(len(line)):
            path.write_bytes(b"\n" + line[:length])
            write(journal, 3, "next")
            assert texts(journal) == ["next"], line[:length]

    def test_is_none_either_where_its_begin_is_lost(self, journal: Journal) -> None:
        write(journal, 12, "meeting:5f2c")
        [path] = files(journal)
        line = path.read_bytes().strip()
        for length in range(1, len(line)):
            path.write_bytes(line[length:] + b"\n")
            assert (texts(journal), journal.greatest_number()) == ([], 0), line[length:]

    def test_is_told_to_its_writer_and_spoils_nothing(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        other = journal.writer("sent", 1, AT)
        other.write(AT, "a")
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", half(os.write))
            file = journal.writer("sent", 2, AT)
            with pytest.raises(Unwritable):
                file.write(AT, "b")
            file.close()

        other.write(AT, "c")
        other.close()
        assert texts(journal) == ["a", "c"]


class TestBeginning:
    def test_stays_and_is_the_latest_one_of_all_machines(
        self, journal: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        journal.begin(0, AT)
        assert (journal.beginning(), texts(journal, None)) == (0, [])

        monkeypatch.setattr("socket.gethostname", lambda: "two")
        journal.begin(7, AT)
        monkeypatch.setattr("socket.gethostname", lambda: "three")
        journal.begin(5, AT)
        assert Journal(journal.folder).beginning() == 7

    def test_counts_as_a_number(self, journal: Journal) -> None:
        """Else a backup from before it would pass for the present database."""
        journal.begin(7, AT)
        write(journal, 3, "a")

        assert journal.greatest_number() == 7

    def test_that_broke_off_is_none(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", half(os.write))
            with pytest.raises(Unwritable):
                journal.begin(0, AT)
        assert journal.beginning() is None

        journal.begin(0, AT)
        assert journal.beginning() == 0

    def test_is_on_the_disk_when_it_is_told(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        kept: list[int] = []
        monkeypatch.setattr("accounts.journal.keep", kept.append)
        journal.begin(0, AT)

        # The folder's name, the file's, and what stands in it.
        assert len(kept) == 3


class TestRemoval:
    def test_takes_whole_months_and_counts_their_lines(self, journal: Journal) -> None:
        write(journal, 1, "a", "b")
        append(journal, b"\n2 2027")
        write(journal, 3, "c", at=LATER)

        assert journal.remove_months_before(date(2027, 1, 31), LATER) == 0
        assert journal.remove_months_before(date(2027, 2, 1), LATER) == 2
        assert texts(journal) == ["c"]

    def test_leaves_the_beginning_after_what_is_gone(self, journal: Journal) -> None:
        journal.begin(0, AT)
        write(journal, 2, "a")
        write(journal, 1, "late")

        journal.remove_months_before(date(2027, 2, 1), LATER)
        journal.remove_months_before(date(2027, 2, 1), LATER)
        assert (journal.beginning(), texts(journal, None)) == (2, [])

    def test_makes_no_beginning_where_there_is_none(self, journal: Journal) -> None:
        """What is lost must not pass for whole."""
        write(journal, 2, "a")

        journal.remove_months_before(date(2027, 2, 1), LATER)
        assert journal.beginning() is None

    def test_takes_nothing_where_it_cannot_be_noted(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        journal.begin(0, AT)
        write(journal, 2, "a")
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", half(os.write))
            with pytest.raises(Unwritable):
                journal.remove_months_before(date(2027, 2, 1), LATER)

        assert texts(journal) == ["a"]

    def test_goes_through_the_journals_of_all_installations(self, journal: Journal, tmp_path: Path) -> None:
        write(journal, 1, "a")
        (tmp_path / "journal" / "lost+found.txt").write_text("")

        assert [found.folder for found in journals_in(tmp_path / "journal")] == [journal.folder]
        assert journals_in(tmp_path / "nowhere") == []


class TestWithoutRoom:
    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        journal = Journal(tmp_path / "file" / "here")

        with pytest.raises(Unwritable):
            journal.writer("sent", 1, AT)
        with pytest.raises(Unwritable):
            journal.require_writable()
