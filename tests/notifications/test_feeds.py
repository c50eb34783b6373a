"""The calendar feed: its address, what fetches it, and the page from which it is had."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import User
from notifications import access, actions, feeds
from notifications.calendar import CalendarEvent
from notifications.models import CalendarFeed
from tests.factories import NOW, UserFactory
from tests.notifications.reading import read
from tests.notifications.test_calendar import OTHER_UID, UID, an_event
from tests.support.erasing import erase_while_acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

PAGE = "/nachrichten/kalender/"
MISSING = "/nachrichten/kalender/gibt-es-nicht/"


@pytest.fixture
def anna() -> User:
    return UserFactory()


@pytest.fixture
def as_anna(client: Client, anna: User) -> Client:
    client.force_login(anna)
    return client


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch, anna: User) -> list[CalendarEvent]:
    """What an app says stands in Anna's calendar."""
    events: list[CalendarEvent] = []
    monkeypatch.setitem(feeds._sources, "test", lambda user, since: events if user == anna else [])
    return events


@pytest.fixture
def address(anna: User) -> str:
    """The address of Anna's feed."""
    actions.open_feed(anna)
    return address_of(anna)


def address_of(user: User) -> str:
    return feeds.address_of(CalendarFeed.objects.get(user=user))


def fetch(address: str, **headers: str) -> HttpResponse:
    """Fetch an address as a calendar does: without a session."""
    return Client().get(address.removeprefix("http://testserver"), headers=headers)


def shown_address(page: HttpResponse) -> str | None:
    found = re.search(r'<input [^>]*value="([^"]+)" readonly', page.content.decode())
    return found and found[1]


# --- what fetches it -------------------------------------------------------------------------


def test_whoever_knows_the_address_reads_the_events_of_every_source(address, events, monkeypatch):
    events.append(an_event())
    monkeypatch.setitem(feeds._sources, "another", lambda user, since: [an_event(uid=OTHER_UID)])

    response = fetch(address)

    assert response.status_code == 200
    assert {entry.uid for entry in read(response.content).entries} == {f"{UID}@testserver", f"{OTHER_UID}@testserver"}


def test_sources_are_asked_for_the_last_twelve_months_and_all_that_follows(anna, monkeypatch):
    asked: list[datetime] = []
    monkeypatch.setitem(feeds._sources, "test", lambda user, since: asked.append(since) or [])

    feeds.content_of(anna, NOW)

    assert asked == [NOW - timedelta(days=365)]


def test_a_calendar_needs_no_cookie_and_gets_none(address, events):
    response = fetch(address)

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_feed_is_a_calendar_under_a_neutral_name_for_one_reader_alone(address, events):
    response = fetch(address)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="termine.ics"'
    assert "private" in response["Cache-Control"]


def test_a_feed_that_did_not_change_is_not_sent_again(address, events, clock):
    events.append(an_event())
    first = fetch(address)
    clock.shift(timedelta(days=2))

    second = fetch(address, if_none_match=first["ETag"])

    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"]
    assert "private" in second["Cache-Control"]


@pytest.mark.parametrize("change", [{"sequence": 3}, {"starts_at": NOW}, {"place": "Rathaus"}])
def test_a_feed_in_which_something_changed_is_sent_again(address, events, change):
    events.append(an_event())
    first = fetch(address)
    events[:] = [an_event(**change)]

    second = fetch(address, if_none_match=first["ETag"])

    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]


def test_an_event_that_leaves_changes_the_feed(address, events):
    events.append(an_event())
    first = fetch(address)
    events.clear()

    assert read(fetch(address, if_none_match=first["ETag"]).content).entries == ()


def test_a_feed_is_read_only(address):
    assert Client().post(address).status_code == 405


def test_a_feed_is_fetched_in_few_statements(address, events, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        fetch(address)


def test_too_many_requests_from_one_place_have_to_wait(address, settings):
    settings.ACCOUNT_RATE_LIMITS = {"calendar_feed": "2/m/ip"}
    cache.clear()

    assert [fetch(address).status_code for _ in range(3)] == [200, 200, 429]


# --- its address -----------------------------------------------------------------------------


def broken(address: str) -> Iterator[str]:
    """Yield addresses that are nearly right."""
    start, token = address.removesuffix(".ics").rsplit("/", 1)
    other = UserFactory()
    actions.open_feed(other)
    others = address_of(other).removesuffix(".ics").rsplit("/", 1)[1]
    for wrong in (
        token[:-1],
        token[:-1] + ("0" if token[-1] != "0" else "1"),
        token[:32],
        token[32:],
        token + "0",
        others[:32] + token[32:],
        token[:32] + others[32:],
        "0" * len(token),
        "-",
    ):
        yield f"{start}/{wrong}.ics"


def test_addresses_that_nobody_gave_out_are_answered_as_any_missing_page(address, events):
    missing = fetch(MISSING)

    for wrong in broken(address):
        answer = fetch(wrong)
        assert (answer.status_code, answer.content) == (404, missing.content), wrong
        assert "ETag" not in answer


@pytest.mark.parametrize("field", ["is_active", "employee__is_active"])
def test_the_feed_of_a_closed_account_is_answered_as_any_missing_page(address, anna, field):
    owner = anna.employee if field.startswith("employee") else anna
    owner.is_active = False
    owner.save()

    answer = fetch(address)

    assert (answer.status_code, answer.content) == (404, fetch(MISSING).content)


def test_the_signature_stands_nowhere_in_the_database(address):
    [row] = CalendarFeed.objects.values()
    signature = address.removesuffix(".ics")[-64:]

    assert row["nonce"] in address
    assert signature not in str(row)


def test_nobody_makes_the_address_from_the_database_without_the_secret_key(address, settings):
    settings.SECRET_KEY = "another"

    assert fetch(address).status_code == 404


def test_whoever_knew_the_old_address_and_reads_the_new_nonce_does_not_know_the_new_one(address, anna):
    old_nonce = CalendarFeed.objects.get().nonce
    actions.renew_feed(anna)

    mixed = address.replace(old_nonce, CalendarFeed.objects.get().nonce)

    assert mixed != address
    assert fetch(mixed).status_code == 404


def test_a_new_address_for_one_leaves_that_of_the_other(address, anna):
    other = UserFactory()
    actions.open_feed(other)
    of_other = address_of(other)

    actions.renew_feed(anna)

    assert fetch(address).status_code == 404
    assert fetch(of_other).status_code == 200


def test_ones_own_feed_is_not_that_of_another(address):
    other = UserFactory()
    assert access.own_feed(other) is None
    actions.open_feed(other)
    assert access.own_feed(other).user == other


def test_two_people_have_two_addresses_and_each_reads_her_own(address, anna, events):
    events.append(an_event())
    other = UserFactory()
    actions.open_feed(other)

    assert address_of(other) != address
    assert read(fetch(address_of(other)).content).entries == ()


# --- the page --------------------------------------------------------------------------------


def test_nobody_has_a_feed_who_did_not_ask_for_it(as_anna):
    page = as_anna.get(PAGE)

    assert shown_address(page) is None
    assert not CalendarFeed.objects.exists()


def test_the_page_shows_the_address_once_it_was_asked_for(as_anna, events):
    page = as_anna.post(reverse("notifications:calendar_set_up"), follow=True)

    address = shown_address(page)
    assert address is not None
    assert fetch(address).status_code == 200
    assert f'href="{address.replace("http://", "webcal://")}"' in page.content.decode()


def test_the_page_with_the_address_is_kept_by_nobody(as_anna, address):
    assert "no-store" in as_anna.get(PAGE)["Cache-Control"]


def test_asking_twice_keeps_the_address(as_anna, address):
    as_anna.post(reverse("notifications:calendar_set_up"))

    assert shown_address(as_anna.get(PAGE)) == address


@pytest.mark.parametrize("name", ["calendar_renew", "calendar_switch_off"])
def test_asking_first_changes_nothing(as_anna, address, name):
    assert as_anna.get(reverse(f"notifications:{name}")).status_code == 200
    assert shown_address(as_anna.get(PAGE)) == address


def test_with_a_new_address_the_old_one_leads_nowhere(as_anna, address, events):
    page = as_anna.post(reverse("notifications:calendar_renew"), follow=True)

    new = shown_address(page)
    assert "Ihr Kalender hat eine neue Adresse." in page.content.decode()
    assert new not in (None, address)
    assert (fetch(address).status_code, fetch(new).status_code) == (404, 200)


def test_once_switched_off_the_address_leads_nowhere_for_ever(as_anna, address):
    page = as_anna.post(reverse("notifications:calendar_switch_off"), follow=True)

    assert "Das Abonnement ist abgeschaltet." in page.content.decode()
    assert fetch(address).status_code == 404
    as_anna.post(reverse("notifications:calendar_set_up"))
    assert fetch(address).status_code == 404


@pytest.mark.parametrize("name", ["calendar_renew", "calendar_switch_off"])
def test_whoever_has_no_feed_is_led_to_the_page(as_anna, name):
    assert as_anna.get(reverse(f"notifications:{name}")).headers["Location"] == PAGE


def test_an_account_that_was_deleted_meanwhile_gets_no_feed(as_anna, monkeypatch):
    gone = UserFactory()
    User.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Refused, match="gelöscht"):
        actions.open_feed(gone)

    erase_while_acting(monkeypatch, actions)
    assert "gelöscht" in as_anna.post(reverse("notifications:calendar_set_up"), follow=True).text
    assert not CalendarFeed.objects.exists()


def test_a_feed_that_was_switched_off_elsewhere_gets_no_new_address(as_anna):
    page = as_anna.post(reverse("notifications:calendar_renew"), follow=True)

    assert "Hier hat sich inzwischen etwas geändert." in page.content.decode()
    assert not CalendarFeed.objects.exists()
