"""The page "Ihre Daten": what is held, everything as a file after proving who one is, and whom to write to."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import inventory, second_factor
from accounts.models import User
from privacy import building
from privacy.actions import exports
from privacy.models import DataExport, ExportFile, ExportState, FileFormat
from tests.factories import NOW, UserFactory
from tests.support.erasing import erase_while_acting
from tests.support.second_factor import code_now, prove, sign_in_without_factor

pytestmark = pytest.mark.django_db

PAGE = reverse("privacy:own_data")
REQUEST = reverse("privacy:export_request")
PASSWORD = "kein Kanarienvogel singt hier"


@pytest.fixture
def user(db: None) -> User:
    return UserFactory()


@pytest.fixture
def mine(client: Client, user: User) -> Client:
    """Somebody who has just come in by a code, as most people do."""
    sign_in_without_factor(client, user)
    return client


def ready(user: User) -> DataExport:
    export = exports.request(user, replacing=None, now=NOW)
    building.build(export.pk)
    return export


def file_of(export: DataExport, file_format: str) -> str:
    return reverse("privacy:export_fetch", args=[export.pk, file_format])


def test_from_asking_to_having_fetched(mine, user):
    assert "Meine Daten zusammenstellen lassen" in mine.get(PAGE).text
    assert mine.post(REQUEST).headers["Location"] == PAGE
    export = DataExport.objects.get()
    assert "Ihre Daten werden zusammengestellt" in mine.get(PAGE).text
    assert "hx-get" in mine.get(reverse("privacy:export_progress")).text

    building.build(export.pk)
    assert mine.get(reverse("privacy:export_progress")).headers["HX-Refresh"] == "true"
    assert "bis zum 22.01.2027, 10:00 Uhr" in mine.get(PAGE).text

    answer = mine.post(file_of(export, "json"))
    assert answer.json()["person"]["email"] == user.email
    assert answer.headers["Content-Disposition"] == 'attachment; filename="meine-daten.json"'
    assert "no-store" in answer.headers["Cache-Control"]
    text = mine.get(PAGE).text
    assert "Als PDF" in text
    assert "Als JSON" not in text
    answer = mine.post(file_of(export, "pdf"))
    assert (answer.content[:5], answer.headers["Content-Type"]) == (b"%PDF-", "application/pdf")
    assert "haben Sie abgeholt" in mine.get(PAGE).text


def test_who_is_deleted_in_the_same_moment_gets_a_sentence(mine, user, monkeypatch):
    erase_while_acting(monkeypatch, exports)

    assert mine.post(REQUEST).headers["Location"] == PAGE
    assert not DataExport.objects.exists()


def test_a_file_that_is_gone_says_so(mine, user):
    export = ready(user)
    mine.post(file_of(export, "pdf"))

    answer = mine.post(file_of(export, "pdf"), follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Diese Datei ist nicht mehr da" in answer.text


def test_opening_the_page_or_the_address_fetches_nothing(mine, user):
    export = ready(user)

    mine.get(PAGE)
    assert mine.get(file_of(export, "pdf")).headers["Location"] == PAGE
    assert ExportFile.objects.count() == 2


@pytest.mark.parametrize("file_format", ["pdf", "json", "xml"])
def test_what_is_somebody_elses_or_of_no_known_format_is_not_there(mine, user, file_format):
    theirs, own = ready(UserFactory()), ready(user)

    missing = mine.post(reverse("privacy:export_fetch", args=[999_999, file_format]))
    assert mine.post(file_of(theirs, file_format)).content == missing.content
    assert missing.status_code == 404
    if file_format == "xml":
        assert mine.post(file_of(own, file_format)).status_code == 404
    assert ExportFile.objects.count() == 4


def test_after_a_week_the_page_says_so(mine, user, clock):
    ready(user)
    clock.move_to(NOW.replace(day=22, hour=9, minute=1))
    sign_in_without_factor(mine, user)

    text = mine.get(PAGE).text

    assert "sind gelöscht, weil eine Woche vorbei ist" in text
    assert "Meine Daten zusammenstellen lassen" in text


def test_a_failure_is_told_and_leads_on(mine, user):
    DataExport.objects.create(user=user, state=ExportState.FAILED, requested_at=NOW)

    text = mine.get(PAGE).text

    assert "konnten nicht zusammengestellt werden" in text
    assert "Meine Daten zusammenstellen lassen" in text


def test_another_one_takes_the_place_of_what_lies_ready(mine, user):
    export = ready(user)
    assert f'name="replacing" value="{export.pk}"' in mine.get(PAGE).text

    mine.post(REQUEST, {"replacing": export.pk})

    assert DataExport.objects.get().state == ExportState.QUEUED


@pytest.mark.parametrize("replacing", ["x", "-1", "99999999999999999999"])
def test_what_nobody_would_send_replaces_nothing(mine, user, replacing):
    export = ready(user)

    assert mine.post(REQUEST, {"replacing": replacing}).status_code == 302
    assert DataExport.objects.get() == export


def test_it_says_what_is_held_at_all_and_whom_to_write_to(mine):
    text = mine.get(PAGE).text

    for holding in inventory.holdings():
        assert str(holding.what) in text
        assert str(holding.purpose) in text
    assert f'href="{reverse("mentoring:request_new")}"' in text
    assert f'href="{PAGE}"' in mine.get(reverse("accounts:account")).text


# --- who it is ------------------------------------------------------------------------------------


def test_an_old_session_of_somebody_without_password_and_factor_signs_in_again_first(mine, user, clock):
    export = ready(user)
    clock.shift(second_factor.FRESH + 1)

    for url in (REQUEST, file_of(export, "pdf")):
        answer = mine.post(url)
        assert (answer.status_code, "Bitte melden Sie sich noch einmal an" in answer.text) == (403, True)
        assert f"next={PAGE}" in answer.text
    assert mine.get(PAGE).status_code == 200
    assert ExportFile.objects.count() == 2


def test_whoever_has_a_password_is_asked_for_it_and_led_back(client):
    user = UserFactory(password=PASSWORD)
    sign_in_without_factor(client, user)
    export = ready(user)

    confirm = client.post(file_of(export, "pdf")).headers["Location"]
    assert confirm == f"{reverse('account_reauthenticate')}?next={PAGE}"
    assert "account_reauthentication_state" not in client.session, "what was sent is not kept"
    assert client.post(confirm, {"password": PASSWORD, "next": PAGE}).headers["Location"] == PAGE
    assert client.post(file_of(export, "pdf")).status_code == 200


def test_whoever_has_a_second_factor_is_asked_for_it_although_she_has_just_signed_in(client, clock, fresh_limits):
    user = UserFactory(password=PASSWORD)
    sign_in_without_factor(client, user)
    prove(client, user)

    confirm = client.post(REQUEST).headers["Location"]
    assert confirm == f"{reverse('mfa_reauthenticate')}?next={PAGE}"
    assert client.post(confirm, {"code": code_now(), "next": PAGE}).headers["Location"] == PAGE
    client.post(REQUEST)
    assert DataExport.objects.get().user == user

    clock.shift(15 * 60 + 1)
    assert client.post(REQUEST).headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_nobody_fetches_for_somebody_else(client, user, team_member):
    export = ready(user)
    client.force_login(team_member)

    assert client.post(file_of(export, FileFormat.PDF)).status_code == 404
