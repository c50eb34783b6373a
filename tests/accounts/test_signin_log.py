"""The log of sign-ins: what stands in it, what does not, and who reads it."""

from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts import invitations
from accounts.actions import signin_log
from accounts.actions.retention import remove_expired_sign_ins
from accounts.models import Employee, Factor, SignIn, User, Way
from tests.accounts.identities import CONNECT, SUB, begin
from tests.accounts.identities import sign_in as sign_in_at_provider
from tests.accounts.signing_in import BY_PASSWORD, CONFIRM, PAGE, UNKNOWN, ask, code, enter, wrong
from tests.factories import EmployeeFactory, UserFactory
from tests.support.second_factor import code_now, set_up_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

PASSWORD = "Der Igel trinkt Kaffee"
PROVE = reverse("mfa_authenticate")


@pytest.fixture
def user():
    return UserFactory(password=PASSWORD)


def log() -> list[tuple[int | None, str, str, bool]]:
    return list(SignIn.objects.order_by("pk").values_list("account_id", "way", "factor", "was_let_in"))


def by_password(client: Client, email: str, password: str = PASSWORD, **extra: str) -> None:
    client.post(BY_PASSWORD, {"login": email, "password": password}, **extra)


def test_a_sign_in_by_code_is_noted(client, user):
    enter(client, user.email)
    assert log() == [(user.pk, Way.CODE, "", True)]


def test_the_first_one_too(client):
    enter(client, EmployeeFactory().email)
    assert log() == [(User.objects.get().pk, Way.CODE, "", True)]


def test_a_sign_in_by_password_is_noted(client, user):
    by_password(client, user.email)
    assert log() == [(user.pk, Way.PASSWORD, "", True)]


def test_a_sign_in_by_invitation_is_noted(client, user):
    client.post(invitations.link_for(user, "/").removeprefix("http://testserver"))
    assert log() == [(user.pk, Way.INVITATION, "", True)]


def test_a_sign_in_with_the_provider_is_noted(client, user, provider):
    SocialAccount.objects.create(user=user, provider=provider.issuer, uid=SUB)
    sign_in_at_provider(client, provider)
    assert log() == [(user.pk, Way.IDENTITY, "", True)]


def test_the_second_factor_is_noted_with_the_first_step(client, user):
    set_up_app(user)
    by_password(client, user.email)
    assert log() == []

    client.post(PROVE, {"code": "000000"})
    client.post(PROVE, {"code": code_now()})

    assert log() == [(user.pk, Way.PASSWORD, "", False), (user.pk, Way.PASSWORD, Factor.APP, True)]


def test_a_wrong_password_is_noted_at_the_account(client, user):
    by_password(client, user.email.upper(), "falsch")
    assert log() == [(user.pk, Way.PASSWORD, "", False)]


def test_a_wrong_code_is_noted_at_the_account(client, user):
    ask(client, user.email)
    client.post(CONFIRM, {"code": wrong(code())})
    assert log() == [(user.pk, Way.CODE, "", False)]


def test_of_an_unknown_address_nothing_is_kept(client):
    by_password(client, UNKNOWN, "falsch")
    ask(client, UNKNOWN)
    client.post(CONFIRM, {"code": "1234-5678"})
    assert log() == [(None, Way.PASSWORD, "", False), (None, Way.CODE, "", False)]
    assert not any("niemand" in str(value) for row in SignIn.objects.values_list() for value in row)


def test_known_and_unknown_addresses_take_the_same_statements(rf, user, django_assert_num_queries):
    for email in (user.email, UNKNOWN):
        with django_assert_num_queries(2):
            signin_log.note_refusal(rf.post("/"), Way.CODE, signin_log.account_of(email))


def test_who_has_left_is_noted_when_she_tries(client, user):
    ask(client, user.email)
    right = code()
    Employee.objects.update(is_active=False)
    client.post(CONFIRM, {"code": right})
    by_password(Client(), user.email)
    client.post(invitations.link_for(user, "/").removeprefix("http://testserver"))
    assert log() == [(user.pk, way, "", False) for way in (Way.CODE, Way.PASSWORD, Way.INVITATION)]


def test_what_the_provider_leads_to_in_vain_is_noted(client, user, provider):
    provider.says(SUB, email=user.email, email_verified=True)
    sign_in_at_provider(client, provider)
    SocialAccount.objects.create(user=UserFactory(is_active=False), provider=provider.issuer, uid="nr-2")
    sign_in_at_provider(client, provider, "nr-2")
    assert [(entry[0] is None, *entry[1:]) for entry in log()] == [
        (True, Way.IDENTITY, "", False),
        (False, Way.IDENTITY, "", False),
    ]


@pytest.mark.logs_errors
def test_an_answer_of_the_provider_that_is_not_believed_is_noted(client, provider):
    client.get(provider.answers(begin(client), SUB, nonce="another"))
    assert log() == [(None, Way.IDENTITY, "", False)]

    enter(client, UserFactory().email)
    SignIn.objects.all().delete()
    client.get(provider.answers(begin(client, CONNECT), SUB, nonce="another"))
    assert log() == []


def test_what_nobody_began_here_is_not_noted(client, provider):
    """Otherwise anybody could fill the log."""
    client.get(reverse("accounts:identity_callback"))
    client.post(reverse("accounts:invitation", args=["made-up"]))
    assert log() == []


def test_what_a_limit_stops_is_not_noted_so_that_nobody_fills_the_log(client, user):
    for _attempt in range(8):
        by_password(client, user.email, "falsch")
    assert len(log()) == 5


def test_a_place_is_known_within_a_day_and_the_next_day_no_more(client, user, clock):
    for address in ("198.51.100.7", "198.51.100.7", "198.51.100.8", "2001:db8:1:2::7", "2001:db8:1:2::8"):
        by_password(Client(), user.email, REMOTE_ADDR=address)
    clock.shift(timedelta(days=1))
    by_password(Client(), user.email, REMOTE_ADDR="198.51.100.7")

    one, same, other, six, same_six, tomorrow = SignIn.objects.order_by("pk").values_list("place", flat=True)
    assert one == same
    assert six == same_six
    assert len({one, other, six, tomorrow}) == 4


def test_a_place_cannot_be_found_without_the_key(now, settings):
    before = signin_log.place_of("198.51.100.7", now)
    settings.HASH_KEY = "another"
    assert signin_log.place_of("198.51.100.7", now) != before
    assert signin_log.place_of("", now) == ""


def test_everybody_reads_her_own_and_no_others(client, user, clock):
    by_password(Client(), UserFactory(password=PASSWORD).email)
    by_password(Client(), user.email, "falsch")
    clock.shift(3600)
    enter(client, user.email)

    page = client.get(PAGE)

    assert [entry.account_id for entry in page.context["sign_ins"]] == [user.pk, user.pk]
    moment = date_format(localtime(SignIn.objects.latest("pk").at), "d.m.Y, H:i")
    assert f"{moment} Uhr: Code per E-Mail" in page.text
    assert "Uhr: Passwort – <strong>abgelehnt</strong>" in page.text


def test_the_own_page_shows_the_last_ten(client, user):
    SignIn.objects.bulk_create(SignIn(account_id=user.pk, way=Way.CODE, was_let_in=True) for _time in range(12))
    enter(client, user.email)
    assert len(client.get(PAGE).context["sign_ins"]) == 10


def test_the_administration_counts_and_reads_no_names(client, administrator, clock):
    known = UserFactory(password=PASSWORD)
    for email in (known.email, UNKNOWN, UNKNOWN):
        by_password(Client(), email, "falsch", REMOTE_ADDR="198.51.100.7")
    by_password(Client(), known.email, REMOTE_ADDR="198.51.100.7")
    clock.shift(timedelta(days=1))
    by_password(Client(), UNKNOWN, "falsch", REMOTE_ADDR="198.51.100.8")

    client.force_login(administrator)
    page = client.get(reverse("admin:accounts_signin_changelist"))

    rows = [(row["day"].isoformat(), row["count"], row["unknown"], row["places"]) for row in page.context["days"]]
    assert rows == [("2027-01-16", 1, 1, 1), ("2027-01-15", 3, 2, 1)]
    assert known.last_name not in page.text.replace(administrator.last_name, "")
    assert known.email not in page.text


@pytest.mark.parametrize("who", ["team_member", "hr_member"])
def test_nobody_else_counts(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("admin:accounts_signin_changelist")).status_code == 403


def test_no_address_leads_to_a_single_entry(client, administrator):
    client.force_login(administrator)
    SignIn.objects.create(account_id=administrator.pk, way=Way.CODE, was_let_in=False)
    page = reverse("admin:accounts_signin_changelist")
    assert client.get(f"{page}{SignIn.objects.latest('pk').pk}/change/").status_code == 404
    assert client.get(page, {"account_id": administrator.pk}).text.count("<tr") == client.get(page).text.count("<tr")


def test_after_ninety_days_an_entry_goes(now):
    for days in (89, 91):
        SignIn.objects.create(at=now - timedelta(days=days), way=Way.CODE, was_let_in=False)
    assert remove_expired_sign_ins(now) == 1
    assert SignIn.objects.get().at == now - timedelta(days=89)
    assert remove_expired_sign_ins(now) == 0


def test_nothing_else_says_when_somebody_was_here(client, user):
    enter(client, user.email)
    assert "last_login" not in {field.name for field in User._meta.get_fields()}
    assert User.objects.get(pk=user.pk).last_login is None
