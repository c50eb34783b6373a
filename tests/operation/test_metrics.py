"""`/metrics`: what is counted, and who may read it."""

import os
import re
import subprocess
import sys
from ipaddress import ip_network

import pytest
from django.db import OperationalError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from config.celery import app
from config.operation import measures
from notifications import monitoring
from notifications.models import Message, MessageState
from tests.notifications.mailing import CODE, queued

pytestmark = pytest.mark.django_db

TOKEN = "invented-for-the-tests"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@app.task(name="tests.succeeds")
def succeeds():
    """Does nothing."""


@app.task(name="tests.fails")
def fails(address):
    raise ValueError(f"{address} is wrong")


def value(client, name, **labels):
    """Return the value that Prometheus would read, or None."""
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return None


def test_messages_are_counted_by_kind_and_state(client, note, now):
    messages = queued(3)
    Message.objects.filter(pk=messages[0].pk).update(state=MessageState.SENT, sent_at=now)

    assert value(client, "mentoring_messages", kind=CODE, state="queued") == 2
    assert value(client, "mentoring_messages", kind=CODE, state="sent") == 1


def test_messages_that_tell_of_tandems_are_one_kind(client, note):
    """A mail goes out with each meeting: their kinds would count meetings for whoever watches."""
    codes = "meeting-planned", "silence", "a-kind-of-yesterday"
    for message, code in zip(queued(3), codes, strict=True):
        Message.objects.filter(pk=message.pk).update(kind=code)

    assert value(client, "mentoring_messages", kind="tandem", state="queued") == 3
    assert not any(code in client.get("/metrics").text for code in codes)


def test_the_oldest_due_message_is_told_by_its_age(client, note, clock):
    queued()
    clock.shift(90)

    assert 90 <= value(client, "mentoring_oldest_due_message_seconds") < 120


def test_tasks_are_counted_and_timed_by_name_and_outcome(client):
    before = value(client, "mentoring_task_seconds_count", task="tests.succeeds", outcome="success") or 0
    succeeds.delay()
    succeeds.delay()

    assert value(client, "mentoring_task_seconds_count", task="tests.succeeds", outcome="success") == before + 2
    assert value(client, "mentoring_task_seconds_sum", task="tests.succeeds", outcome="success") > 0


@pytest.mark.logs_errors
def test_tasks_that_fail_are_told_apart_and_say_nothing_of_why(client):
    before = value(client, "mentoring_task_seconds_count", task="tests.fails", outcome="failure") or 0
    fails.delay("mona.muster@kerpen.example")

    assert value(client, "mentoring_task_seconds_count", task="tests.fails", outcome="failure") == before + 1
    assert "muster" not in client.get("/metrics").text


def test_requests_are_timed_by_the_kind_of_answer(client):
    before = value(client, "mentoring_request_seconds_count", answer="4xx") or 0
    client.get("/gibt-es-nicht")

    assert value(client, "mentoring_request_seconds_count", answer="4xx") == before + 1
    assert value(client, "mentoring_requests_running") == 1  # the one that asks


def test_no_label_tells_more_than_kinds_states_tasks_and_outcomes(client, note):
    queued()
    succeeds.delay()

    labels = set(re.findall(r"[{,](\w+)=", client.get("/metrics").text))
    assert labels == {"kind", "state", "task", "outcome", "answer", "le"}


def test_a_database_that_is_away_leaves_the_rest_to_be_read(client, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr(monitoring, "counts", refuse)
    succeeds.delay()

    assert value(client, "mentoring_oldest_due_message_seconds") is None
    assert value(client, "mentoring_task_seconds_count", task="tests.succeeds", outcome="success")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_this_machine_may_read(client, address):
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 200


def test_the_token_opens_them_to_others(client, settings):
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}, **ELSEWHERE)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize("method", ["get", "post", "head", "options"])
@pytest.mark.parametrize(
    ("token", "asking"),
    [
        (TOKEN, ELSEWHERE),
        (TOKEN, ELSEWHERE | {"HTTP_AUTHORIZATION": "Bearer wrong"}),
        (TOKEN, ELSEWHERE | {"HTTP_AUTHORIZATION": "Bearer "}),
        (TOKEN, ELSEWHERE | {"HTTP_AUTHORIZATION": "Bearer tokän"}),
        (TOKEN, ELSEWHERE | {"HTTP_AUTHORIZATION": f"Basic {TOKEN}"}),
        ("", ELSEWHERE | {"HTTP_AUTHORIZATION": "Bearer "}),
        ("", ELSEWHERE | {"HTTP_AUTHORIZATION": "Bearer"}),
        ("", {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}),
        ("", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}),
        ("", {"HTTP_X_FORWARDED_PROTO": "https"}),
        ("", {"HTTP_FORWARDED": "for=127.0.0.1"}),
        ("", {"REMOTE_ADDR": ""}),
        ("", {"REMOTE_ADDR": "127.0.0.1.example.org"}),
    ],
)
def test_for_everybody_else_there_is_no_such_page(client, settings, token, asking, method):
    settings.METRICS_TOKEN = token
    ask = getattr(client, method)
    refused, missing = ask("/metrics", **asking), ask("/gibt-es-nicht", **asking)

    assert refused.status_code == missing.status_code == 404
    assert refused.text == missing.text


def test_a_form_that_is_sent_there_meets_no_check_that_other_missing_pages_have_not():
    assert Client(enforce_csrf_checks=True).post("/metrics", **ELSEWHERE).status_code == 404


def test_behind_a_proxy_this_machine_is_no_sign_of_trust(client, settings):
    settings.TRUSTED_PROXIES = [ip_network("192.0.2.0/28")]
    settings.METRICS_TOKEN = TOKEN

    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.fixture
def dead():
    """The number of a process that lived and lives no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_what_dead_processes_have_counted_goes_at_the_next_start_and_the_rest_stays(settings, tmp_path, dead):
    settings.METRICS_DIR = tmp_path
    for name in (f"histogram_{dead}.db", f"gauge_livesum_{dead}.db", f"histogram_{os.getpid()}.db", "histogram_1.db"):
        (tmp_path / name).touch()

    measures.forget_the_dead()

    assert {path.name for path in tmp_path.iterdir()} == {f"histogram_{os.getpid()}.db", "histogram_1.db"}


def test_what_a_dead_process_had_under_way_is_no_longer_counted(settings, tmp_path, dead):
    settings.METRICS_DIR = str(tmp_path)
    for name in (f"histogram_{dead}.db", f"gauge_livesum_{dead}.db"):
        (tmp_path / name).touch()

    measures.forget_running(dead)

    assert [path.name for path in tmp_path.iterdir()] == [f"histogram_{dead}.db"]
