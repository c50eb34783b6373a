"""Signing in by code and by password, and that nobody learns who is known."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import AuditEntry, Employee, Role, User
from tests.factories import EmployeeFactory, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN, CONFIRM = "/konto/anmelden/", "/konto/anmelden/code/"
BY_PASSWORD, SIGN_OUT, CLOSED = "/konto/anmelden/passwort/", "/konto/abmelden/", "/konto/geschlossen/"
PASSWORD = "ein langes Passwort"
PAGE = "/konto/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


class Refusing(SmtpBackend):
    """A mail server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class Rejecting(SmtpBackend):
    """A mail server that answers, and takes no mail."""

    asked: list[int] = []

    def open(self) -> bool:
        return True

    def close(self) -> None:
        return None

    def send_messages(self, email_messages):
        self.asked.append(len(email_messages))
        raise ConnectionResetError


def ask(client: Client, email: str, **data: str):
    return client.post(SIGN_IN, {"email": email, **data})


def code() -> str:
    """Return the code in the newest mail."""
    return re.search(r"^\d{4}-\d{4}$", mail.outbox[-1].body, re.MULTILINE).group()


def wrong(right: str) -> str:
    return right.translate(str.maketrans("0123456789", "1234567890"))


def is_signed_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def enter(client: Client, email: str) -> None:
    ask(client, email)
    client.post(CONFIRM, {"code": code()})


def test_a_code_by_mail_lets_in_and_leads_to_the_start_page(client):
    user = UserFactory()
    assert ask(client, user.email).headers["Location"] == CONFIRM

    answer = client.post(CONFIRM, {"code": code()})

    assert answer.headers["Location"] == reverse("portal:start")
    assert is_signed_in(client)


def test_the_mail_goes_to_the_asking_address_alone_and_says_little(client):
    user = UserFactory()
    ask(client, user.email)

    (sent,) = mail.outbox
    assert sent.to == [user.email]
    assert sent.subject == "Ihr Code für die Anmeldung"
    assert user.last_name not in sent.body
    assert code() in sent.alternatives[0].content
    assert code() not in sent.subject


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}  ", "UPPER"])
def test_capitals_and_blanks_do_not_matter(client, typed):
    user = UserFactory()
    ask(client, user.email.upper() if typed == "UPPER" else typed.format(user.email))
    client.post(CONFIRM, {"code": f" {code().replace('-', ' ')} "})
    assert is_signed_in(client)


def test_the_first_sign_in_opens_the_account_when_the_code_comes_back(client):
    employee = EmployeeFactory()
    ask(client, employee.email)
    assert not User.objects.exists()

    client.post(CONFIRM, {"code": code()})

    user = User.objects.get()
    assert (user.employee, user.full_name) == (employee, employee.full_name)
    assert EmailAddress.objects.get(user=user).verified
    assert AuditEntry.objects.get().action == "account.opened"
    assert is_signed_in(client)


def test_whoever_types_a_colleagues_address_opens_no_account_for_her(client):
    ask(client, EmployeeFactory().email)
    client.post(CONFIRM, {"code": wrong(code())})
    assert not User.objects.exists()


def test_the_second_sign_in_meets_the_same_account(client):
    employee = EmployeeFactory()
    enter(client, employee.email)
    enter(Client(), employee.email)
    assert User.objects.count() == 1


def test_an_account_follows_the_directory_at_sign_in(client):
    user = UserFactory()
    Employee.objects.filter(pk=user.employee_id).update(email="neu@kerpen.example", last_name="Neuname")

    enter(client, "neu@kerpen.example")

    user.refresh_from_db()
    assert (user.email, user.last_name) == ("neu@kerpen.example", "Neuname")
    assert is_signed_in(client)


def test_the_former_address_lets_nobody_in_any_more(client):
    user = UserFactory()
    Employee.objects.filter(pk=user.employee_id).update(email="neu@kerpen.example")
    ask(client, user.email)
    assert not mail.outbox


def unknown() -> str:
    return "niemand@kerpen.example"


def left() -> str:
    return EmployeeFactory(is_active=False).email


def left_with_account() -> str:
    return UserFactory(employee__is_active=False).email


def closed() -> str:
    return UserFactory(is_active=False).email


def closed_from_outside() -> str:
    return UserFactory(employee=None, is_active=False).email


def closed_and_not_yet_tied() -> str:
    user = UserFactory(employee=None, is_active=False)
    EmployeeFactory(email=user.email)
    return user.email


STRANGERS = [unknown, left, left_with_account, closed, closed_from_outside, closed_and_not_yet_tied]


def clean(page: str, email: str) -> str:
    """Return a page without what is another one each time: the address and the token of the form."""
    page = page.replace(email, "…")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_who_may_not_sign_in_gets_the_same_answer_and_no_mail(stranger):
    pages = []
    for email in (UserFactory().email, stranger()):
        client = Client()
        first = ask(client, email)
        second = client.get(CONFIRM)
        third = client.post(CONFIRM, {"code": "0000-0000"})
        pages.append(
            [(first.status_code, first.headers["Location"]), set(client.cookies)]
            + [(page.status_code, clean(page.text, email)) for page in (second, third)]
        )

    assert pages[0] == pages[1]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("stranger", STRANGERS)
def test_who_may_not_sign_in_cannot_guess_a_code_either(client, stranger):
    ask(client, stranger())
    for guess in ("", "0", "0000-0000"):
        assert client.post(CONFIRM, {"code": guess}).status_code in (200, 302)
    assert not is_signed_in(client)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_asking_costs_as_many_queries_for_every_address(stranger):
    counts = set()
    for email in (UserFactory().email, EmployeeFactory().email, stranger()):
        with CaptureQueriesContext(connection) as queries:
            ask(Client(), email)
        counts.add(len(queries))
    assert len(counts) == 1


def test_who_is_closed_out_between_asking_and_answering_stays_outside(client):
    user = UserFactory()
    ask(client, user.email)
    Employee.objects.update(is_active=False)

    assert client.post(CONFIRM, {"code": code()}).headers["Location"] == CLOSED
    assert not is_signed_in(client)


@pytest.mark.parametrize("field", ["user", "employee"])
def test_a_session_ends_with_the_next_request_when_somebody_leaves(client, field):
    user = UserFactory()
    enter(client, user.email)
    assert is_signed_in(client)

    thing = user if field == "user" else user.employee
    thing.is_active = False
    thing.save()

    assert not is_signed_in(client)


def test_a_wrong_code_says_so_and_the_right_one_still_works(client):
    ask(client, UserFactory().email)
    answer = client.post(CONFIRM, {"code": wrong(code())})
    assert "Dieser Code stimmt nicht" in answer.text
    assert "<title>Fehler:" in answer.text

    client.post(CONFIRM, {"code": code()})
    assert is_signed_in(client)


def test_three_wrong_codes_end_the_attempt(client):
    ask(client, UserFactory().email)
    right = code()
    for _attempt in range(3):
        answer = client.post(CONFIRM, {"code": wrong(right)})

    assert answer.headers["Location"] == SIGN_IN
    assert "zu oft" in client.get(SIGN_IN).text
    client.post(CONFIRM, {"code": right})
    assert not is_signed_in(client)


def test_a_code_works_for_ten_minutes(client):
    user = UserFactory()
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        ask(client, user.email)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert client.post(CONFIRM, {"code": code()}).headers["Location"] == SIGN_IN
        assert "gilt nicht mehr" in client.get(SIGN_IN).text
        assert not is_signed_in(client)


def test_a_code_works_once(client):
    ask(client, UserFactory().email)
    client.post(CONFIRM, {"code": code()})
    client.post(SIGN_OUT)
    client.post(CONFIRM, {"code": code()})
    assert not is_signed_in(client)


def test_a_code_works_in_the_browser_that_asked_for_it_alone(client):
    ask(client, UserFactory().email)
    other = Client()
    other.post(CONFIRM, {"code": code()})
    assert not is_signed_in(other)


def test_a_new_code_replaces_the_old_one(client):
    user = UserFactory()
    ask(client, user.email)
    old = code()
    ask(client, user.email)

    client.post(CONFIRM, {"code": old})
    assert not is_signed_in(client)
    client.post(CONFIRM, {"code": code()})
    assert is_signed_in(client)


def test_a_mistyped_address_can_be_put_right_at_once(client):
    user = UserFactory()
    ask(client, "vertippt@kerpen.example")
    assert client.get(SIGN_IN).status_code == client.get(BY_PASSWORD).status_code == 200
    enter(client, user.email)
    assert is_signed_in(client)


def test_the_confirmation_page_is_for_those_who_asked(client):
    assert client.get(CONFIRM).headers["Location"] == SIGN_IN


def test_who_is_signed_in_needs_no_sign_in_page(client):
    client.force_login(UserFactory())
    for page in (SIGN_IN, CONFIRM, BY_PASSWORD):
        assert client.get(page).headers["Location"] == reverse("portal:start")


@pytest.mark.parametrize("bad", ["", "kein-at", "a@b"])
def test_what_is_no_address_is_told_in_plain_words(client, bad):
    answer = ask(client, bad)
    assert answer.status_code == 200
    assert "<title>Fehler:" in answer.text
    assert "dienstliche E-Mail" in answer.text or "name@example.org" in answer.text


def test_signing_in_leads_on_to_the_page_that_was_asked_for(client):
    user = UserFactory()
    first = client.get(PAGE).headers["Location"]
    assert first == f"{SIGN_IN}?next={PAGE}"
    confirm = client.post(first, {"email": user.email}).headers["Location"]
    assert client.post(confirm, {"code": code()}).headers["Location"] == PAGE


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
@pytest.mark.parametrize("way", ["code", "password"])
def test_nobody_is_led_to_another_site(client, evil, way):
    user = UserFactory(password=PASSWORD)
    if way == "code":
        ask(client, user.email, next=evil)
        answer = client.post(CONFIRM, {"code": code(), "next": evil})
    else:
        answer = client.post(BY_PASSWORD, {"login": user.email, "password": PASSWORD, "next": evil})
    assert answer.headers["Location"] == reverse("portal:start")


@pytest.mark.logs_errors
@pytest.mark.parametrize("email", [None, unknown()])
def test_a_mail_server_that_does_not_answer_is_told_to_everybody_alike(client, settings, email):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    answer = ask(client, email or UserFactory().email)

    assert answer.status_code == 503
    assert "konnte gerade nicht gesendet werden" in answer.text
    assert "<title>Fehler:" in answer.text
    assert client.get(CONFIRM).headers["Location"] == SIGN_IN


def test_a_mail_server_that_takes_no_mail_does_not_tell_who_is_known(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Rejecting"
    Rejecting.asked.clear()
    answers = [ask(Client(), email) for email in (UserFactory().email, unknown())]

    assert [answer.headers["Location"] for answer in answers] == [CONFIRM, CONFIRM]
    assert sorted(Rejecting.asked) == [0, 1]


def test_codes_for_one_address_are_limited_and_others_are_not(client):
    user, other = UserFactory(), UserFactory()
    for _time in range(3):
        ask(Client(), user.email)
    answer = ask(Client(), user.email)

    assert "zu oft" in answer.text
    assert len(mail.outbox) == 3
    enter(client, other.email)
    assert is_signed_in(client)


def test_unknown_addresses_are_limited_in_the_same_way():
    answers = [ask(Client(), unknown()) for _time in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]


def test_a_town_hall_behind_one_address_can_sign_in():
    for employee in EmployeeFactory.create_batch(40):
        assert ask(Client(), employee.email).status_code == 302


def test_whoever_has_a_password_signs_in_with_it(client):
    user = UserFactory(password=PASSWORD)
    answer = client.post(BY_PASSWORD, {"login": f" {user.email.upper()} ", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("portal:start")
    assert is_signed_in(client)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("has_password", [True, False])
def test_a_wrong_password_and_an_unknown_address_get_the_same_words(client, known, has_password):
    user = UserFactory(password=PASSWORD if has_password else None)
    answer = client.post(BY_PASSWORD, {"login": user.email if known else unknown(), "password": "falsch"})
    assert answer.status_code == 200
    assert "passen nicht zusammen" in answer.text
    assert not is_signed_in(client)


@pytest.mark.parametrize("field", ["is_active", "employee__is_active"])
def test_the_right_password_of_a_closed_account_lets_nobody_in(client, field):
    user = UserFactory(password=PASSWORD, **{field: False})
    answer = client.post(BY_PASSWORD, {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == CLOSED
    assert client.get(CLOSED).status_code == 200
    assert not is_signed_in(client)


def test_a_superuser_who_left_cannot_use_an_account_that_was_made_by_hand(client):
    user = UserFactory(employee=None, password=PASSWORD, is_superuser=True)
    EmployeeFactory(email=user.email, is_active=False)
    answer = client.post(BY_PASSWORD, {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == CLOSED


def test_five_wrong_passwords_end_the_attempts_for_this_account(client):
    user = UserFactory(password=PASSWORD)
    for _attempt in range(5):
        client.post(BY_PASSWORD, {"login": user.email, "password": "falsch"})
    answer = client.post(BY_PASSWORD, {"login": user.email, "password": PASSWORD})
    assert "zu oft" in answer.text
    assert not is_signed_in(client)


def test_a_flood_from_one_network_meets_a_friendly_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    for _attempt in range(2):
        answer = client.post(BY_PASSWORD, {"login": unknown(), "password": "falsch"})
    assert answer.status_code == 429
    assert "Bitte versuchen Sie es in einigen Minuten noch einmal" in answer.text


def test_the_session_gets_another_key_at_sign_in(client):
    user = UserFactory()
    ask(client, user.email)
    before = client.session.session_key
    client.post(CONFIRM, {"code": code()})
    assert client.session.session_key != before


def test_signing_out_needs_a_button(client):
    client.force_login(UserFactory())
    assert "Möchten Sie sich abmelden?" in client.get(SIGN_OUT).text
    assert is_signed_in(client)
    client.post(SIGN_OUT)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "account_reauthenticate"]
)
def test_pages_of_allauth_that_nobody_needs_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"account_{name}")


def test_a_password_is_set_and_changed(client):
    user = UserFactory()
    client.force_login(user)
    client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert is_signed_in(client)

    change = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    assert client.post(reverse("account_change_password"), change).headers["Location"] == PAGE
    assert User.objects.get(pk=user.pk).check_password(PASSWORD + "!")
    assert is_signed_in(client)


def test_a_password_is_not_changed_without_the_present_one(client):
    user = UserFactory(password=PASSWORD)
    client.force_login(user)
    change = {"oldpassword": "falsch", "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    assert "nicht Ihr jetziges Passwort" in client.post(reverse("account_change_password"), change).text
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_the_own_page_shows_what_the_directory_says(client):
    user = UserFactory(employee__function="Sachgebietsleitung", employee__phone="02237 58-1")
    client.force_login(user)
    page = client.get(PAGE).text
    for words in (user.full_name, user.email, "Sachgebietsleitung", "02237 58-1", str(user.employee.unit)):
        assert words in page


def test_the_own_page_of_somebody_from_outside_names_whom_to_write_to(client, settings):
    client.force_login(UserFactory(employee=None))
    assert settings.TEAM_EMAIL in client.get(PAGE).text


def test_the_admin_sends_visitors_to_the_sign_in_and_back(client):
    answer = client.get("/verwaltung/accounts/user/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{SIGN_IN}?next=/verwaltung/accounts/user/"


def test_the_admin_refuses_those_without_a_role(client):
    client.force_login(UserFactory())
    assert client.get("/verwaltung/", follow=True).status_code == 403


def test_the_admin_opens_for_those_with_a_role(client):
    client.force_login(RoleAssignmentFactory(role=Role.ADMINISTRATION).user)
    assert client.get("/verwaltung/").status_code == 200
    assert client.get("/verwaltung/login/").headers["Location"] == "/verwaltung/"


def test_the_admin_signs_out_like_the_site(client):
    client.force_login(RoleAssignmentFactory(role=Role.ADMINISTRATION).user)
    assert client.post("/verwaltung/logout/").headers["Location"] == reverse("portal:start")
    assert not is_signed_in(client)


def test_the_admin_changes_passwords_where_the_site_does(client):
    client.force_login(RoleAssignmentFactory(role=Role.ADMINISTRATION).user)
    assert client.get("/verwaltung/password_change/").headers["Location"] == reverse("account_change_password")
