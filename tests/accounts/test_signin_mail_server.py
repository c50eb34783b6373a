"""Asking for a code while the mail server is away: a page that says so, and the same one for everybody."""

import pytest
from django.test import Client

from accounts import signin
from tests.accounts.signing_in import CONFIRM, SIGN_IN, UNKNOWN, ask
from tests.accounts.test_signin_secrecy import clean
from tests.factories import EmployeeFactory, UserFactory
from tests.notifications.smtp_sink import running
from tests.support.servers import free_port, silent_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


@pytest.fixture(autouse=True)
def real_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 0.5


@pytest.fixture
def waiting_threads(monkeypatch):
    """Wait for what is sent beside the answer, so that it happens before the test looks."""

    class AtOnce(signin.Thread):
        def start(self):
            super().start()
            self.join()

    monkeypatch.setattr(signin, "Thread", AtOnce)


@pytest.fixture(params=["refused", "silent", "silent after its greeting", "busy"])
def mail_server_is_away(request, settings):
    """Let nobody listen, or somebody who says nothing, or who sends everybody away."""
    if request.param == "refused":
        settings.EMAIL_PORT = free_port()
        yield
    elif request.param == "silent":
        with silent_port() as settings.EMAIL_PORT:
            yield
    else:
        with running() as sink:
            sink.silence = 1.0
            sink.script = {("EHLO", ""): "silence" if request.param.startswith("silent") else "421 busy"}
            sink.script[("HELO", "")] = "421 busy"
            settings.EMAIL_PORT = sink.port
            yield


def answers():
    """Ask as somebody known, somebody at her first sign-in, and somebody unknown."""
    for email in (UserFactory().email, EmployeeFactory().email, UNKNOWN):
        client = Client()
        answer = ask(client, email)
        yield answer.status_code, set(client.cookies), clean(answer.text, email)
        assert client.get(CONFIRM).headers["Location"] == SIGN_IN


@pytest.mark.logs_errors
def test_the_page_says_so_and_what_to_do_and_does_not_tell_who_is_known(mail_server_is_away):
    first, *others = answers()

    status, _cookies, page = first
    assert status == 503
    assert "<title>Fehler:" in page
    assert "konnte gerade nicht gesendet werden" in page
    assert "Unser Mailsystem antwortet gerade nicht" in page
    assert "gleichstellung@kerpen.example" in page
    assert others == [first, first]


@pytest.mark.logs_errors
def test_the_address_stays_in_the_form_and_the_next_attempt_works(settings, waiting_threads):
    user = UserFactory()
    settings.EMAIL_PORT = free_port()
    client = Client()
    assert f'value="{user.email}"' in ask(client, user.email).text

    with running() as sink:
        settings.EMAIL_PORT = sink.port
        assert ask(client, user.email).headers["Location"] == CONFIRM

    assert [mail["To"] for mail in sink.taken] == [user.email]


@pytest.mark.parametrize("reply", ["550 no such user", "451 try later", "hang up", "silence"])
def test_a_server_that_takes_no_mail_tells_nobody_who_is_known_and_no_log_either(
    settings, waiting_threads, caplog, reply
):
    known = UserFactory()
    with running() as sink:
        sink.silence = 1.0
        sink.script = {("RCPT", ""): reply}
        settings.EMAIL_PORT = sink.port
        locations = [ask(Client(), email).headers["Location"] for email in (known.email, UNKNOWN)]

    assert locations == [CONFIRM, CONFIRM]
    assert sink.taken == []
    assert len(caplog.messages) == 1
    assert known.email not in caplog.text
