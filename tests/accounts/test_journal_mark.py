"""How the database and its journal go together: it is told from an older one, and from one whose journal is lost."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.db import connection, transaction

from accounts import journal_mark
from accounts.actions.retention import remove_expired_journals
from accounts.journal import Unwritable
from accounts.journal_mark import State
from accounts.models import JournalMark
from tests.factories import NOW

pytestmark = pytest.mark.django_db

AT = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)


def note(text: str, at: datetime = AT) -> None:
    """Write a line as if the present transaction had committed."""
    journal_mark._note_now("deletions", text, at)


def lines() -> list[str]:
    return [entry.text for entry in journal_mark.journal().entries()]


def empty() -> None:
    """Lose everything in the journal, but not its folder."""
    for path in journal_mark.journal().folder.iterdir():
        path.unlink()


def look() -> list[checks.CheckMessage]:
    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    return [each for each in found if str(each.id).startswith("accounts.")]


class TestOlderDatabase:
    def test_is_none_that_has_written_what_is_there(self) -> None:
        journal_mark.advance()
        with journal_mark.writer("sent", AT) as file:
            file.write(AT, "a")

        assert journal_mark.state() is State.GOOD

    def test_is_one_from_before_a_line(self) -> None:
        backup = transaction.savepoint()
        note("a")
        transaction.savepoint_rollback(backup)

        assert journal_mark.state() is State.BEHIND

    def test_does_not_catch_up_unseen(self) -> None:
        backup = transaction.savepoint()
        note("a")
        note("b")
        transaction.savepoint_rollback(backup)
        for text in "cdefg":
            note(text)

        assert journal_mark.state() is State.BEHIND
        assert lines() == list("abcdefg")

    def test_is_none_that_was_made_anew(self) -> None:
        """It takes no other journal for its own."""
        note("a")
        JournalMark.objects.all().delete()

        assert journal_mark.state() is State.NEW

    def test_is_none_that_went_on_while_it_was_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        note("a")
        before = JournalMark.objects.get()
        note("b")
        answers = iter([before, JournalMark.objects.get()])
        monkeypatch.setattr(journal_mark, "mark", lambda: next(answers))

        assert journal_mark.state() is State.GOOD

    def test_is_told_before_the_start_and_stops_it(self) -> None:
        backup = transaction.savepoint()
        note("a")
        assert look() == []
        transaction.savepoint_rollback(backup)

        assert [found.id for found in look()] == ["accounts.E002"]
        assert look()[0].is_serious()


class TestMissingJournal:
    @pytest.mark.parametrize("number", [1, 2])
    def test_is_one_whose_folder_is_gone_empty_or_another(self, settings: Any, number: int) -> None:
        for _ in range(number):
            journal_mark.advance()
        whole = settings.JOURNAL_DIR

        settings.JOURNAL_DIR = whole / "elsewhere"
        assert journal_mark.state() is State.MISSING
        settings.JOURNAL_DIR = whole
        assert journal_mark.state() is State.GOOD
        empty()
        assert journal_mark.state() is State.MISSING
        shutil.rmtree(whole)
        assert journal_mark.state() is State.MISSING

    def test_does_not_come_back_by_what_is_written(self) -> None:
        note("a")
        empty()
        number = JournalMark.objects.get().number
        note("b")

        assert journal_mark.state() is State.MISSING
        # It may be found again, and tell that the database is older.
        assert JournalMark.objects.get().number == number

    def test_is_told_before_the_start_and_stops_it(self) -> None:
        note("a")
        empty()

        assert [found.id for found in look()] == ["accounts.E003"]
        assert look()[0].is_serious()

    def test_lets_nothing_happen_that_has_to_be_noted(self) -> None:
        journal_mark.advance()
        empty()

        with pytest.raises(Unwritable):
            journal_mark.note("deletions", "a", at=AT)


class TestJournalWithoutLines:
    """It may well have none: that is no loss."""

    def test_of_a_new_database_is_none_and_stops_nothing(self) -> None:
        assert JournalMark.objects.count() == 1
        assert journal_mark.state() is State.NEW
        assert look() == []

    def test_of_one_that_died_before_its_first_line(self) -> None:
        journal_mark.advance()

        assert journal_mark.state() is State.GOOD
        assert look() == []

    def test_is_begun_before_the_first_number(self, settings: Any, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        settings.JOURNAL_DIR = tmp_path / "file"

        with pytest.raises(Unwritable):
            journal_mark.advance()
        assert JournalMark.objects.get().number == 0

    def test_takes_a_next_number_in_one_statement(self, django_assert_num_queries: Any) -> None:
        journal_mark.advance()

        with django_assert_num_queries(1):
            journal_mark.advance()
        assert JournalMark.objects.get().number == 2

    def test_after_months_without_any_mail(self, settings: Any) -> None:
        note("january", at=NOW)
        later = NOW + timedelta(days=settings.RETENTION_DAYS["journal"] + 31)

        assert remove_expired_journals(later) == 1
        assert (lines(), journal_mark.state()) == ([], State.GOOD)

    def test_still_tells_a_backup_from_before_what_went(self, settings: Any) -> None:
        note("january", at=NOW)
        backup = transaction.savepoint()
        note("later", at=NOW)
        transaction.savepoint_rollback(backup)

        remove_expired_journals(NOW + timedelta(days=settings.RETENTION_DAYS["journal"] + 31))

        assert journal_mark.state() is State.BEHIND


class TestNote:
    def test_is_written_when_its_cause_is_there_to_stay(self, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks() as committed, transaction.atomic():
            journal_mark.note("deletions", "a", at=AT)
        assert lines() == []

        committed[0]()
        assert lines() == ["a"]

    def test_that_cannot_be_written_lets_its_cause_not_happen(self, settings: Any, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        settings.JOURNAL_DIR = tmp_path / "file"

        with pytest.raises(Unwritable):
            journal_mark.note("deletions", "a", at=AT)


def test_files_go_when_no_backup_is_as_old(settings: Any) -> None:
    note("december", at=NOW - timedelta(days=30))
    note("january", at=NOW)
    kept = timedelta(days=settings.RETENTION_DAYS["journal"])

    assert remove_expired_journals(datetime(2026, 12, 31, 12, tzinfo=UTC) + kept) == 0
    assert remove_expired_journals(datetime(2027, 1, 1, 12, tzinfo=UTC) + kept) == 1
    assert lines() == ["january"]
    assert remove_expired_journals(datetime(2027, 1, 1, 12, tzinfo=UTC) + kept) == 0


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
