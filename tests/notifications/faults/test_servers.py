"""What becomes of messages when PostgreSQL, Redis or the mail server have trouble, or the claim is missing."""

from collections import Counter
from http.cookiejar import Cookie, CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from django.db import connection
from django.test import Client
from redis import Redis as RedisClient

from accounts.models import User
from notifications.models import Message
from notifications.team import AddressUnreachable
from tests.factories import MenteeFactory
from tests.notifications.faults.installation import (
    Installation,
    count_by_id,
    free_port,
    ids,
    let_time_pass,
    states,
    wait_until,
    wait_until_settled,
)
from tests.notifications.smtp_sink import SmtpSink

pytestmark = [
    pytest.mark.system,
    pytest.mark.parametrize("installation", ["postgres"], indirect=True, scope="session"),
]

SLOW = 12


def address(message: Message) -> str:
    assert message.recipient is not None
    return message.recipient.email


def test_bad_addresses_among_a_thousand_stop_nobody(installation: Installation, sink: SmtpSink) -> None:
    messages = installation.queue(1_000)
    unknown, closing, full = messages[10], messages[300], messages[700]
    sink.script = {("RCPT", address(unknown)): "550 no such user"}
    for_now = {("RCPT", address(closing)): "421 closing", ("RCPT", address(full)): "452 storage is full"}
    sink.script |= for_now

    installation.deliver(deliverers=4)
    wait_until_settled(messages)

    assert states(messages) == {"sent": 997, "failed smtp-550": 1, "queued smtp-421": 1, "queued smtp-452": 1}
    for key in for_now:
        del sink.script[key]
    let_time_pass()
    installation.deliver()
    wait_until_settled(messages)
    assert states(messages) == {"sent": 999, "failed smtp-550": 1}
    to_the_team = list(Message.objects.filter(kind=AddressUnreachable.code))
    wait_until_settled(to_the_team)
    assert len(to_the_team) == 1
    assert count_by_id(sink) == Counter(ids(messages) - ids([unknown]) | ids(to_the_team))


def test_a_mail_server_that_answers_after_twelve_seconds_gets_a_repeat_of_that_mail_alone(
    installation: Installation, sink: SmtpSink
) -> None:
    messages = installation.queue(20)
    sink.script = {("DATA", address(messages[5])): "250 silence"}
    sink.silence = SLOW

    installation.deliver()
    wait_until_settled(messages)

    assert states(messages) == {"sent": 19, "queued no-answer": 1}
    sink.script = {}
    let_time_pass()
    installation.deliver()
    wait_until_settled(messages)
    assert count_by_id(sink) == Counter(ids(messages)) + Counter(ids(messages[5:6]))


def test_a_database_that_restarts_within_a_batch_repeats_nothing_that_the_journal_has(
    installation: Installation, sink: SmtpSink
) -> None:
    messages = installation.queue(60)
    sink.script = {("DATA", address(messages[20])): "250 pause"}
    installation.deliver()
    wait_until(sink.pauses.is_set, "the mail is under way")

    installation.postgres.stop()
    failed = installation.log().count("OperationalError")
    sink.goes_on.set()
    wait_until(lambda: installation.log().count("OperationalError") > failed, "the worker finds no database")
    installation.postgres.ensure_postgres_running()
    connection.close()
    let_time_pass()
    installation.deliver()
    wait_until_settled(messages)

    assert count_by_id(sink) == Counter(ids(messages))
    assert states(messages) == {"sent": 60}


def test_nudges_that_are_flushed_from_redis_are_made_good_by_the_sweep(
    installation: Installation, sink: SmtpSink
) -> None:
    messages = installation.queue(30)
    installation.stop_worker()
    installation.nudge(5)
    with RedisClient.from_url(installation.redis.url) as redis:
        assert redis.llen("celery") == 5
        redis.flushall()

    installation.have_worker()
    beat = installation.start_beat("flushed")
    wait_until_settled(messages)
    installation.stop(beat)

    assert count_by_id(sink) == Counter(ids(messages))


def test_a_form_is_answered_while_redis_is_down_and_its_message_arrives_later(
    installation: Installation, sink: SmtpSink
) -> None:
    port = free_port()
    installation.start("config.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket", program="gunicorn")
    browser = signed_in(MenteeFactory().participation.user)
    page = f"http://localhost:{port}/hilfe/schreiben/"
    wait_until(lambda: "Listening at" in installation.log(), "the web server listens")
    browser.open(page, timeout=60).close()
    installation.redis.stop()

    form = {
        "recipient": "team",
        "kind": "other",
        "text": "Bitte rufen Sie mich an.",
        "csrfmiddlewaretoken": token(browser),
    }
    with browser.open(page, urlencode(form).encode(), timeout=8) as answer:
        assert (answer.status, answer.url) == (200, f"http://localhost:{port}/hilfe/")
    [message] = Message.objects.all()
    assert message.state == Message.State.QUEUED

    installation.redis.start()
    installation.have_worker()
    beat = installation.start_beat("back")
    wait_until_settled([message])
    installation.stop(beat)
    assert count_by_id(sink) == Counter(ids([message]))


def test_without_the_claim_messages_arrive_twice(installation: Installation, sink: SmtpSink) -> None:
    """Says that the other tests would notice."""
    messages = installation.queue(200)
    installation.stop_worker()
    worker = installation.start_worker("tests.notifications.faults.without_claim")

    installation.nudge(4)
    wait_until_settled(messages)
    installation.stop(worker)

    assert max(count_by_id(sink).values()) > 1


def signed_in(user: User) -> OpenerDirector:
    """Return a browser with the session of a user."""
    client = Client()
    client.force_login(user)
    jar = CookieJar()
    session = client.cookies["sessionid"].value
    jar.set_cookie(
        Cookie(
            0,
            "sessionid",
            session,
            None,
            False,
            "localhost.local",
            False,
            False,
            "/",
            True,
            False,
            None,
            False,
            None,
            None,
            {},
        )
    )
    return build_opener(HTTPCookieProcessor(jar))


def token(browser: OpenerDirector) -> str:
    [processor] = [handler for handler in browser.handlers if isinstance(handler, HTTPCookieProcessor)]
    return next(str(cookie.value) for cookie in processor.cookiejar if cookie.name == "csrftoken")
