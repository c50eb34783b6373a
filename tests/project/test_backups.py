"""Backups: made while others write, restored into an empty database only, and equal or refused."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts import audit
from accounts.models import User
from scripts.backups import backup, postgres
from scripts.backups.__main__ import main
from scripts.backups.backup import Database
from scripts.backups.contents import Contents, contents_of, differences
from scripts.backups.errors import NotDone
from scripts.backups.manifest import NAME
from scripts.backups.postgres import Postgres
from scripts.backups.sqlite import Sqlite
from tests.factories import MenteeFactory

AT = datetime(2027, 1, 15, 2, 0, tzinfo=UTC)
FRESH = "mentoring_restored"


@pytest.fixture
def fresh(tmp_path: Path, django_db_blocker: Any) -> Iterator[Database]:
    """An empty database of the kind on which the suite runs."""
    if connection.vendor == "sqlite":
        yield Sqlite(tmp_path / "restored" / "mentoring.sqlite3")
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {FRESH}")
        cursor.execute(f"CREATE DATABASE {FRESH}")
        yield Postgres(connection.settings_dict | {"NAME": FRESH})
        cursor.execute(f"DROP DATABASE {FRESH}")


def present() -> Database:
    return backup.database_of(connection.settings_dict)


def make(place: Path) -> Path:
    return backup.make(present(), place, migrations=["accounts.0001_initial"], now=AT)


@pytest.mark.django_db(transaction=True)
def test_what_is_restored_equals_what_was_there_and_a_database_made_anew(tmp_path: Path, fresh: Database) -> None:
    """The database of the suite was migrated minutes ago: nobody has lost a trigger of it."""
    mentee = MenteeFactory()
    audit.record("application.accepted", mentee, by=None)
    before = present().contents()

    folder = make(tmp_path)
    User.objects.update(first_name="Erika")
    manifest = backup.restore(folder, fresh)

    assert manifest.tables == before == fresh.contents()
    assert differences(before, present().contents()) == ["accounts_user has as many rows, and other ones"]
    assert fresh.schema() == present().schema()
    assert any("keep_" in each and "trigger" in each.lower() for each in fresh.schema())
    assert fresh.late_counters() == []
    assert folder == tmp_path / "2027-01-15T020000Z"
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())} == {0}
    assert not any(key in (folder / manifest.file).read_bytes().decode(errors="replace") for key in settings.FIELD_KEYS)
    # Into what is not empty, and from what is not whole, nothing is restored.
    with pytest.raises(NotDone, match="not empty"):
        backup.restore(folder, fresh)


@pytest.mark.django_db
def test_the_command_says_what_it_did_and_what_is_not_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["make", str(tmp_path)]) == 0

    words = capsys.readouterr().out
    [folder] = tmp_path.iterdir()
    assert words.startswith(f"{folder}\n")
    assert "The keys are not in it" in words
    assert "accounts.0001_initial" in json.loads((folder / NAME).read_text())["migrations"]


def test_the_command_ends_with_a_sentence_when_it_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", str(tmp_path)]) == 1

    assert capsys.readouterr().err == f"{tmp_path} is no backup: there is no {NAME} in it.\n"


@pytest.fixture
def small(tmp_path: Path) -> Sqlite:
    """A database of a few rows, with changes that stand beside it in another file."""
    path = tmp_path / "small.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """
            PRAGMA journal_mode=WAL;
            CREATE TABLE people (id integer PRIMARY KEY AUTOINCREMENT, name text UNIQUE);
            INSERT INTO people (name) VALUES ('Rabia'), ('Weiß'), ('Öztürk');
            DELETE FROM people WHERE name = 'Öztürk';
            """
        )
    return Sqlite(path)


def small_backup(small: Sqlite) -> Path:
    return backup.make(small, small.path.parent, migrations=[], now=AT)


class TestFile:
    def test_is_copied_while_somebody_writes(self, small: Sqlite) -> None:
        with closing(sqlite3.connect(small.path)) as writer:
            writer.execute("INSERT INTO people (name) VALUES ('not yet')")
            folder = small_backup(small)
            writer.commit()
        fresh = Sqlite(small.path.parent / "fresh.sqlite3")

        manifest = backup.restore(folder, fresh)

        assert manifest.tables["people"].rows == 2
        assert sorted(path.name for path in folder.iterdir()) == ["database.sqlite3", NAME]

    def test_goes_on_to_count_where_it_was(self, small: Sqlite) -> None:
        fresh = Sqlite(small.path.parent / "fresh.sqlite3")
        backup.restore(small_backup(small), fresh)

        with closing(sqlite3.connect(fresh.path)) as database:
            assert database.execute("INSERT INTO people (name) VALUES ('new')").lastrowid == 4

    def test_with_counters_that_are_late_is_found(self, small: Sqlite) -> None:
        with closing(sqlite3.connect(small.path)) as database:
            database.execute("UPDATE sqlite_sequence SET seq = 1")
            database.commit()

        assert small.late_counters() == ["people"]

    def test_that_is_not_there_is_not_made(self, tmp_path: Path) -> None:
        with pytest.raises(NotDone, match="There is no database"):
            backup.make(Sqlite(tmp_path / "none.sqlite3"), tmp_path / "backups", migrations=[], now=AT)

        assert not list((tmp_path / "backups").iterdir())

    def test_that_is_none_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "letter.txt").write_text("Sehr geehrte Damen und Herren" * 100)

        with pytest.raises(NotDone, match="SQLite: file is not a database"):
            backup.make(Sqlite(tmp_path / "letter.txt"), tmp_path / "backups", migrations=[], now=AT)


class TestRefused:
    @pytest.fixture
    def fresh(self, tmp_path: Path) -> Sqlite:
        return Sqlite(tmp_path / "fresh.sqlite3")

    def refused(self, folder: Path, fresh: Database, sentence: str) -> None:
        with pytest.raises(NotDone, match=sentence):
            backup.restore(folder, fresh)

    def test_is_a_folder_that_is_no_backup(self, tmp_path: Path, fresh: Sqlite) -> None:
        self.refused(tmp_path, fresh, "is no backup")
        (tmp_path / NAME).write_text("{")
        self.refused(tmp_path, fresh, "cannot be read")
        assert fresh.is_empty()

    def test_is_one_that_was_changed(self, small: Sqlite, fresh: Sqlite) -> None:
        folder = small_backup(small)
        file = folder / "database.sqlite3"
        file.write_bytes(file.read_bytes()[:-1] + b"!")
        self.refused(folder, fresh, "not as it was")
        file.unlink()
        self.refused(folder, fresh, "is missing")
        assert fresh.is_empty()

    def test_is_one_of_the_other_kind_of_database(self, small: Sqlite) -> None:
        self.refused(small_backup(small), Postgres({"NAME": "mentoring"}), "a backup of sqlite")

    def test_is_what_does_not_hold_what_it_should(self, small: Sqlite, fresh: Sqlite) -> None:
        folder = small_backup(small)
        manifest = json.loads((folder / NAME).read_text())
        manifest["tables"]["people"][0] += 1
        (folder / NAME).write_text(json.dumps(manifest))

        self.refused(folder, fresh, "people has 2 rows instead of 3")

    def test_is_a_second_one_of_the_same_second(self, small: Sqlite) -> None:
        small_backup(small)

        with pytest.raises(NotDone, match="is there already"):
            small_backup(small)


def test_contents_know_no_order_and_miss_nothing() -> None:
    assert contents_of([b"a", b"b"]) == contents_of([b"b", b"a"])
    assert contents_of([b"a", b"b"]) != contents_of([b"ab"])
    assert contents_of([b"a", b"a"]) != contents_of([b"b", b"b"])
    assert contents_of([]) == Contents(0, "0" * 64)


def test_differences_are_told_in_sentences() -> None:
    one, other = contents_of([b"a"]), contents_of([b"b"])

    assert differences(
        {"same": one, "gone": one, "more": one, "else": one},
        {"same": one, "new": one, "more": contents_of([b"a", b"b"]), "else": other},
    ) == [
        "else has as many rows, and other ones",
        "gone is missing",
        "more has 2 rows instead of 1",
        "new is new",
    ]


class TestPrograms:
    def program(self, folder: Path, version: str) -> Path:
        folder.mkdir()
        path = folder / "pg_dump"
        path.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
        path.chmod(0o755)
        return path

    def test_are_taken_that_know_the_server(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        old, new = self.program(tmp_path / "old", "15.18 (Debian)"), self.program(tmp_path / "new", "18.1")
        monkeypatch.setattr(postgres, "_candidates", lambda name: [old, new])

        assert postgres.program_for("pg_dump", 15) == old
        assert postgres.program_for("pg_dump", 17) == new
        with pytest.raises(NotDone, match="pg_dump of version 19 or newer is missing"):
            postgres.program_for("pg_dump", 19)

    def test_get_the_password_where_nobody_sees_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "geheim" not in Postgres({"NAME": "mentoring", "HOST": "db", "PASSWORD": "geheim"})._place
