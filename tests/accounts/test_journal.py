"""The journal: lines that stay when the database is an older one, whoever writes them and however that ends."""

import multiprocessing
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.db import connection, transaction

from accounts import journal_mark
from accounts.actions.retention import remove_expired_journals
from accounts.journal import Journal, Unwritable
from accounts.models import JournalMark
from tests.factories import NOW

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
        assert (texts(journal), journal.greatest_number(), journal.least_number()) == ([], 0, 0)

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
        assert (journal.least_number(), journal.greatest_number()) == (1, 2)

    def test_of_other_journals_are_told_apart(self, journal: Journal) -> None:
        write(journal, 1, "mail")
        write(journal, 5, "person", name="deletions")

        assert (texts(journal), texts(journal, "deletions"), len(texts(journal, None))) == (["mail"], ["person"], 2)
        assert journal.greatest_number() == 5

    @pytest.mark.parametrize("rest", [b"3 2027-01-15T08:0", b"3 2027-01-15T08:00:00Z c", b"\0\0\0\0"])
    def test_that_broke_off_are_passed_over_and_spoil_no_other(self, journal: Journal, rest: bytes) -> None:
        write(journal, 2, "b")
        [path] = files(journal)
        path.write_bytes(path.read_bytes() + rest)

        assert (texts(journal), journal.greatest_number()) == (["b"], 2)
        write(journal, 4, "d")
        assert texts(journal)[-1] == "d"
        assert texts(journal)[0] == "b"

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
        monkeypatch.setattr("accounts.journal.TAIL", 60)
        write(journal, 900, "long-ago")
        write(journal, 41, "a", "b", "c")

        assert journal.greatest_number() == 41

    def test_out_of_order_hide_no_greater_number(self, journal: Journal) -> None:
        """A slow program of the month before ends after a quick one of this month has begun."""
        write(journal, 12, "quick")
        write(journal, 11, "slow", at=LATER)

        assert journal.greatest_number() == 12


def _write_many(journal: Journal, number: int) -> None:
    with journal.writer("sent", number, AT) as file:
        for line in range(300):
            file.write(AT, f"{number}:{line}")


class TestWithoutRoom:
    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        journal = Journal(tmp_path / "file" / "here")

        with pytest.raises(Unwritable):
            journal.writer("sent", 1, AT)
        with pytest.raises(Unwritable):
            journal.require_writable()

    def test_half_a_line_is_no_line(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        write(journal, 1, "a")
        whole = os.write
        monkeypatch.setattr(os, "write", lambda file, line: whole(file, line[:10]))
        file = journal.writer("sent", 2, AT)
        with pytest.raises(Unwritable):
            file.write(AT, "b")
        file.close()
        monkeypatch.undo()

        write(journal, 3, "c")
        assert texts(journal) == ["a", "c"]


@pytest.mark.django_db
class TestMark:
    def test_a_new_database_has_one_and_is_neither_behind_nor_without_journal(self) -> None:
        assert JournalMark.objects.count() == 1
        assert (journal_mark.is_behind(), journal_mark.is_missing()) == (False, False)

    def test_what_was_written_under_its_number_makes_nobody_older(self) -> None:
        journal_mark.advance()
        with journal_mark.writer("sent", AT) as file:
            file.write(AT, "a")

        assert not journal_mark.is_behind()
        assert not journal_mark.is_missing()

    def test_a_database_from_before_a_line_is_behind(self) -> None:
        backup = transaction.savepoint()
        note("a")
        transaction.savepoint_rollback(backup)

        assert journal_mark.is_behind()

    def test_one_that_is_behind_does_not_catch_up_unseen(self) -> None:
        backup = transaction.savepoint()
        note("a")
        note("b")
        transaction.savepoint_rollback(backup)
        for text in "cdefg":
            note(text)

        assert journal_mark.is_behind()
        assert texts(journal_mark.journal(), "deletions") == list("abcdefg")

    def test_a_database_made_anew_takes_no_other_journal_for_its_own(self) -> None:
        note("a")
        JournalMark.objects.all().delete()

        assert not journal_mark.is_behind()
        assert not journal_mark.is_missing()

    def test_a_lost_journal_is_told_before_the_start_and_stops_nothing(self, settings: Any) -> None:
        note("a")
        settings.JOURNAL_DIR = settings.JOURNAL_DIR / "elsewhere"

        assert journal_mark.is_missing()
        assert [found.id for found in look()] == ["accounts.W001"]
        assert not look()[0].is_serious()

    def test_an_older_database_is_told_before_the_start_and_stops_it(self) -> None:
        backup = transaction.savepoint()
        note("a")
        assert look() == []
        transaction.savepoint_rollback(backup)

        assert [found.id for found in look()] == ["accounts.E002"]
        assert look()[0].is_serious()

    def test_a_line_is_written_when_its_cause_is_there_to_stay(self, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks() as committed, transaction.atomic():
            journal_mark.note("deletions", "a", at=AT)
        assert texts(journal_mark.journal(), None) == []

        committed[0]()
        assert texts(journal_mark.journal(), None) == ["a"]

    def test_where_no_line_can_be_written_its_cause_does_not_happen(self, settings: Any, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        settings.JOURNAL_DIR = tmp_path / "file"

        with pytest.raises(Unwritable):
            journal_mark.note("deletions", "a", at=AT)

    def test_files_go_when_no_backup_is_as_old(self, settings: Any) -> None:
        note("december", at=NOW - timedelta(days=30))
        note("january", at=NOW)
        kept = timedelta(days=settings.RETENTION_DAYS["journal"])

        assert remove_expired_journals(datetime(2026, 12, 31, 12, tzinfo=UTC) + kept) == 0
        assert remove_expired_journals(datetime(2027, 1, 1, 12, tzinfo=UTC) + kept) == 1
        assert texts(journal_mark.journal(), None) == ["january"]
        assert remove_expired_journals(datetime(2027, 1, 1, 12, tzinfo=UTC) + kept) == 0


def note(text: str, at: datetime = AT) -> None:
    """Write a line as if the present transaction had committed."""
    journal_mark._note_now("deletions", text, at)


def look() -> list[checks.CheckMessage]:
    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    return [each for each in found if each.id in ("accounts.E002", "accounts.W001")]


@pytest.mark.django_db(transaction=True)
def test_sqlite_waits_for_the_disk_before_a_number_appears_in_the_journal() -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA synchronous").fetchone()[0]
        try:
            cursor.execute(f"PRAGMA synchronous={journal_mark.SQLITE_NORMAL}")
            with journal_mark.durably():
                within = cursor.execute("PRAGMA synchronous").fetchone()[0]
            after = cursor.execute("PRAGMA synchronous").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA synchronous={usual}")

    assert (within, after) == (journal_mark.SQLITE_FULL, journal_mark.SQLITE_NORMAL)
