"""An export is asked for, put together by one worker, told of, fetched once, and gone after a week."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from accounts import inventory, stored_texts
from accounts.encryption import CannotDecrypt
from accounts.errors import Refused
from accounts.models import AuditEntry, User
from notifications import kinds
from notifications.models import Message
from privacy import access, building, exporting, tasks
from privacy.actions import exports, retention
from privacy.models import DataExport, ExportFile, ExportState, FileFormat
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)
OTHER_KEY = "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlcnI="


@pytest.fixture
def user(db: None) -> User:
    return UserFactory()


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The exports of which a worker was told; none comes."""
    told: list[int] = []
    monkeypatch.setattr(
        tasks.build_export, "apply_async", lambda args, **options: told.append(args[0]) if len(args) == 1 else None
    )
    return told


def ask(user: User, now: datetime = NOW, replacing: int | None = None) -> DataExport:
    return exports.request(user, replacing=replacing, now=now)


def ready(user: User, now: datetime = NOW) -> DataExport:
    """An export that a worker has put together, with short files."""
    export = exports.claim(ask(user, now).pk, now=now)
    assert exports.finish(export, {FileFormat.PDF: b"%PDF", FileFormat.JSON: "{ä}".encode()}, now=now)
    export.refresh_from_db()
    return export


def state_of(export: DataExport) -> str:
    return DataExport.objects.get(pk=export.pk).state


# --- asking ---------------------------------------------------------------------------------------


def test_a_second_click_asks_for_nothing_new(user, nudges, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(user) == ask(user)

    assert nudges == [DataExport.objects.get().pk]


def test_an_account_that_was_deleted_meanwhile_asks_for_nothing(user):
    gone = UserFactory()
    User.objects.filter(pk=gone.pk).delete()
    User.objects.filter(pk=user.pk).update(erased_at=NOW)
    for nobody in (gone, user):
        with pytest.raises(Refused, match="gelöscht"):
            ask(nobody)
    assert not DataExport.objects.exists()


def test_what_lies_ready_is_replaced_by_whoever_saw_it_and_by_nobody_else(user):
    lying = ready(user)
    assert ask(user) == lying
    assert ask(user, replacing=lying.pk + 1) == lying

    newer = ask(user, replacing=lying.pk)

    assert newer != lying
    assert list(DataExport.objects.all()) == [newer]
    assert not ExportFile.objects.exists()


def test_what_is_past_its_time_stands_in_nobodys_way(user):
    old = ready(user)

    assert ask(user, now=NOW + WEEK) != old


def test_a_broker_that_is_away_delays_it_and_loses_nothing(
    user, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def fail(*args: Any, **options: Any) -> None:
        raise ConnectionError("redis://:secret@broker")

    with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr(tasks.build_export, "apply_async", fail)
        export = ask(user)
    assert state_of(export) == ExportState.QUEUED
    assert "secret" not in caplog.text
    assert exports.sweep(now=NOW + timedelta(seconds=30)) == 0

    with django_capture_on_commit_callbacks(execute=True):  # tasks run in place
        assert exports.sweep(now=NOW + timedelta(minutes=2)) == 1
    assert state_of(export) == ExportState.READY


# --- building -------------------------------------------------------------------------------------


def test_the_task_puts_it_together_and_tells_without_content(user):
    export = ask(user)
    tasks.build_export(export.pk)
    tasks.build_export(export.pk)

    assert state_of(export) == ExportState.READY
    assert sorted(ExportFile.objects.values_list("format", flat=True)) == ["json", "pdf"]
    message = Message.objects.get()
    assert (message.kind, message.recipient, message.references) == ("data-ready", user, {"export": export.pk})
    assert kinds.get("data-ready").choice is kinds.Choice.NONE


def test_one_worker_alone_gets_it(user):
    export = ask(user)

    assert exports.claim(export.pk, now=NOW) == export
    assert exports.claim(export.pk, now=NOW) is None


def test_whose_worker_died_is_given_to_another_and_the_first_one_keeps_nothing(user, nudges):
    export = ask(user)
    first = exports.claim(export.pk, now=NOW)
    assert exports.sweep(now=NOW + exports.LEASE) == 0

    exports.sweep(now=NOW + exports.LEASE + timedelta(seconds=1))
    second = exports.claim(export.pk, now=NOW + exports.LEASE)

    assert exports.finish(first, {FileFormat.PDF: b"first"}, now=NOW) is False
    assert exports.finish(second, {FileFormat.PDF: b"second"}, now=NOW) is True
    assert bytes(ExportFile.objects.get().content) == b"second"
    assert Message.objects.count() == 1


@pytest.mark.logs_errors
def test_what_fails_is_tried_again_but_not_for_ever_and_the_log_repeats_nothing(user, monkeypatch, caplog):
    def fail(*args: Any, **options: Any) -> None:
        raise ValueError("Kanarienvogel")

    monkeypatch.setattr(exporting, "collect", fail)
    export = ask(user)
    for attempt in range(exports.MOST_ATTEMPTS):
        assert state_of(export) == ExportState.QUEUED, attempt
        building.build(export.pk)

    assert state_of(export) == ExportState.FAILED
    assert "ValueError" in caplog.text
    assert "Kanarienvogel" not in caplog.text
    assert ask(user) != export, "she may ask again"


def test_whoever_was_erased_meanwhile_gets_nothing(user):
    claimed = exports.claim(ask(user).pk, now=NOW)
    for erasure in inventory.erasures():
        erasure.erase(user, NOW)

    assert exports.finish(claimed, {FileFormat.PDF: b"%PDF"}, now=NOW) is False
    assert not ExportFile.objects.exists()


# --- fetching -------------------------------------------------------------------------------------


def test_each_file_is_fetched_once_and_then_it_is_gone(user):
    export = ready(user)

    assert exports.fetch(export, FileFormat.JSON, by=user, now=NOW) == "{ä}".encode()
    assert state_of(export) == ExportState.READY
    with pytest.raises(Refused, match="einmal"):
        exports.fetch(export, FileFormat.JSON, by=user, now=NOW)
    assert exports.fetch(export, FileFormat.PDF, by=user, now=NOW) == b"%PDF"
    assert state_of(export) == ExportState.FETCHED
    assert not ExportFile.objects.exists()


def test_the_anonymous_have_none(user):
    ask(user)
    assert access.exports_of(user).exists()
    assert not access.exports_of(AnonymousUser()).exists()


def test_nobody_else_fetches_it(user):
    export = ready(user)

    with pytest.raises(Refused):
        exports.fetch(export, FileFormat.PDF, by=UserFactory(), now=NOW)
    assert ExportFile.objects.count() == 2


def test_after_a_week_it_is_gone_even_before_the_night_and_nobody_is_told_of_it(user):
    export = ready(user)
    kind, message = kinds.get("data-ready"), Message.objects.get()
    just_before = NOW + WEEK - timedelta(seconds=1)
    assert kind.is_still_true(message, just_before)
    assert retention.remove_old_exports(just_before) == 0

    with pytest.raises(Refused):
        exports.fetch(export, FileFormat.PDF, by=user, now=NOW + WEEK)
    assert not kind.is_still_true(message, NOW + WEEK)
    assert retention.remove_old_exports(NOW + WEEK) == 1
    assert not ExportFile.objects.exists()
    assert not kind.is_still_true(message, NOW)


def test_what_waits_for_a_worker_outlives_a_week_and_what_failed_does_not(user):
    waiting, failed = ask(user), ask(UserFactory())
    DataExport.objects.filter(pk=failed.pk).update(state=ExportState.FAILED)

    assert retention.remove_old_exports(NOW + WEEK) == 1
    assert list(DataExport.objects.all()) == [waiting]


# --- at rest --------------------------------------------------------------------------------------


def test_the_files_are_ciphertext_and_come_under_a_new_key(user, settings, capsys):
    export = ready(user)
    [column] = [column for column in stored_texts.columns() if str(column) == "privacy.ExportFile.content"]
    before = list(column.rows().values_list("stored", flat=True))
    assert not any("%PDF" in stored or "ä" in stored for stored in before)
    settings.FIELD_KEYS = [OTHER_KEY, *settings.FIELD_KEYS]

    call_command("reencrypt")

    settings.FIELD_KEYS = [OTHER_KEY]
    assert exports.fetch(export, FileFormat.PDF, by=user, now=NOW) == b"%PDF"
    assert "privacy.ExportFile.content: 2 Texte, 2 umgestellt" in capsys.readouterr().out


def test_a_file_that_no_key_opens_stays(user, settings):
    export = ready(user)
    settings.FIELD_KEYS = [OTHER_KEY]

    with pytest.raises(CannotDecrypt):
        exports.fetch(export, FileFormat.PDF, by=user, now=NOW)
    assert ExportFile.objects.count() == 2


def test_that_somebody_asked_stands_in_no_log_that_others_read(user):
    exports.fetch(ready(user), FileFormat.PDF, by=user, now=NOW)

    assert not AuditEntry.objects.exists()
