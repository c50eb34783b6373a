"""Own sessions: listed, ended, and over after half an hour without use or ten hours."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import sessions
from accounts.actions import signing_in
from accounts.models import Session
from tests.accounts.signing_in import PAGE, is_signed_in
from tests.factories import UserFactory
from tests.matching.factories import RunFactory

pytestmark = pytest.mark.django_db

END = reverse("accounts:end_sessions")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


@pytest.fixture
def user():
    return UserFactory()


def signed_in(user, browser: str = "") -> Client:
    client = Client(headers={"user-agent": browser})
    client.force_login(user)
    session = client.session
    session[sessions.BROWSER] = sessions.browser_in_words(browser)
    session.save()
    return client


def test_after_half_an_hour_without_use_a_session_is_over(user, clock):
    client = signed_in(user)
    clock.shift(30 * 60 + 1)
    answer = client.get(PAGE, follow=True)
    assert "weil Sie eine Weile nichts getan haben" in answer.text
    assert not Session.objects.filter(user=user).exists()


def test_use_prolongs_it_up_to_ten_hours(user, clock):
    client = signed_in(user)
    for _quarter in range(39):
        clock.shift(15 * 60)
        assert is_signed_in(client)
    clock.shift(15 * 60 + 1)
    assert not is_signed_in(client)


def test_a_page_that_asks_by_itself_prolongs_nothing(team_member, clock):
    client = signed_in(team_member)
    progress = reverse("admin:matching_progress", args=[RunFactory().pk])
    for _minute in range(29):
        clock.shift(60)
        assert client.get(progress).status_code == 200
    clock.shift(61)
    assert client.get(progress).status_code == 302
    assert not is_signed_in(client)


def test_a_session_that_does_not_say_when_it_began_is_over(user):
    client = signed_in(user)
    session = client.session
    del session[sessions.BEGUN]
    session.save()
    assert not is_signed_in(client)


def test_the_own_page_lists_where_somebody_is_signed_in(user, clock):
    signed_in(user, FIREFOX)
    signed_in(UserFactory(), EDGE)
    clock.shift(60)
    page = signed_in(user, IPHONE).get(PAGE).text
    assert "Firefox (Windows)" in page
    assert "Safari (iPhone)" in page
    assert page.count("diese hier") == 1
    assert "Edge" not in page


def test_one_that_has_run_out_is_not_listed(user, clock):
    signed_in(user, FIREFOX)
    clock.shift(31 * 60)
    assert "Firefox" not in signed_in(user, IPHONE).get(PAGE).text


def test_one_other_session_is_ended(user):
    here, there, third = signed_in(user), signed_in(user), signed_in(user)
    here.post(END, {"session": sessions.stored(there.session.session_key)})
    assert [is_signed_in(one) for one in (here, there, third)] == [True, False, True]


def test_all_others_are_ended(user):
    here, there, third = signed_in(user), signed_in(user), signed_in(user)
    stranger = signed_in(UserFactory())
    here.post(END)
    assert [is_signed_in(one) for one in (here, there, third, stranger)] == [True, False, False, True]


def test_nobody_ends_somebody_elses_session(user):
    theirs = signed_in(UserFactory())
    signed_in(user).post(END, {"session": sessions.stored(theirs.session.session_key)})
    assert is_signed_in(theirs)


def test_nobody_can_take_over_a_session_with_what_the_table_says(user):
    client = signed_in(user)
    row = Session.objects.get(user=user)
    assert client.session.session_key not in f"{row.pk}{row.session_data}"
    thief = Client()
    thief.cookies["sessionid"] = row.pk
    assert not is_signed_in(thief)


def test_signing_out_removes_the_row(user):
    client = signed_in(user)
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(user=user).exists()


def test_a_new_password_ends_all_others(user):
    here, there = signed_in(user), signed_in(user)
    password = "Der Igel trinkt Kaffee"
    here.post(reverse("account_set_password"), {"password1": password, "password2": password})
    assert [is_signed_in(one) for one in (here, there)] == [True, False]
    assert Session.objects.filter(user=user).count() == 1


def test_ending_others_counts_those_that_were_alive(user, now, clock):
    signed_in(user)
    assert signing_in.end_other_sessions(user, but=None, now=now) == 1
    assert signing_in.end_other_sessions(user, but=None, now=now) == 0


@pytest.mark.parametrize(
    ("agent", "words"),
    [(FIREFOX, "Firefox (Windows)"), (IPHONE, "Safari (iPhone)"), (EDGE, "Edge (Windows)"), ("curl/8", ""), ("", "")],
)
def test_a_browser_is_named_as_people_know_it(agent, words):
    assert sessions.browser_in_words(agent) == words
