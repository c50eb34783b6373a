"""Two tabs at the same moment; only PostgreSQL shows what comes of it."""

import pytest

from accounts.models import User
from privacy.actions import exports
from privacy.models import DataExport, ExportState, FileFormat
from tests.factories import NOW, UserFactory
from tests.support.races import at_once, refusals

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def user() -> User:
    return UserFactory()


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports.nudging, "nudge", lambda *args, **options: None)


def test_a_file_that_several_tabs_fetch_at_once_is_given_once(user):
    export = exports.claim(exports.request(user, replacing=None, now=NOW).pk, now=NOW)
    exports.finish(export, {FileFormat.PDF: b"%PDF", FileFormat.JSON: b"{}"}, now=NOW)

    results = at_once([lambda: exports.fetch(export, FileFormat.PDF, by=user, now=NOW)] * 6)

    assert [result for result in results if isinstance(result, bytes)] == [b"%PDF"]
    assert len(refusals(results)) == 5


def test_both_files_at_once_leave_it_fetched(user):
    export = exports.claim(exports.request(user, replacing=None, now=NOW).pk, now=NOW)
    exports.finish(export, {FileFormat.PDF: b"%PDF", FileFormat.JSON: b"{}"}, now=NOW)

    at_once([lambda one=one: exports.fetch(export, one, by=user, now=NOW) for one in FileFormat])

    assert DataExport.objects.get().state == ExportState.FETCHED


def test_several_requests_at_once_are_one(user):
    results = at_once([lambda: exports.request(user, replacing=None, now=NOW)] * 6)

    assert set(results) == {DataExport.objects.get()}


def test_several_workers_at_once_are_one(user):
    export = exports.request(user, replacing=None, now=NOW)

    claimed = at_once([lambda: exports.claim(export.pk, now=NOW)] * 6)

    assert [one for one in claimed if one is not None] == [export]
