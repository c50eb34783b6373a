"""Log lines in production: one JSON object each, and nothing personal."""

import io
import json
import logging
import sys

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils.log import log_response

from config import urls as site
from config.celery import app
from config.operation.logs import JsonLines

ADDRESS = "mona.muster@kerpen.example"
WORDS = "Ich möchte lernen, nein zu sagen"


def breaks(request, token):
    try:
        raise KeyError(ADDRESS)
    except KeyError as error:
        raise ValueError(f"{ADDRESS}: {WORDS}") from error


urlpatterns = [*site.urlpatterns, path("kaputt/<str:token>/", breaks)]


@app.task(name="tests.breaks")
def broken_task(address):
    raise ValueError(f"{address}: {WORDS}")


@pytest.fixture
def lines():
    """What stands in the log, as production writes it: call it for the lines written so far."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.setLevel(level)
    root.removeHandler(handler)


def holds_nothing_personal(found):
    text = json.dumps(found, ensure_ascii=False)
    return not any(word in text for word in ("muster", "kerpen.example", WORDS, "geheim-token"))


def last(lines, logger):
    return [line for line in lines() if line["logger"] == logger][-1]


@pytest.mark.logs_errors
@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_page_that_breaks_tells_kind_place_and_pattern_and_no_word_of_anybody(lines):
    client = Client(raise_request_exception=False)
    assert client.post(f"/kaputt/geheim-token/?email={ADDRESS}", {"words": WORDS}).status_code == 500

    line = last(lines, "django.request")
    assert (line["level"], line["method"], line["status"]) == ("ERROR", "POST", 500)
    assert line["route"] == "kaputt/<str:token>/"
    assert line["error"] == "ValueError <- KeyError"
    assert line["places"][-1].endswith(" breaks")
    assert line["time"].endswith("+00:00")
    assert holds_nothing_personal(lines())


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_request_that_is_refused_is_named_by_its_pattern(lines):
    assert Client(enforce_csrf_checks=True).post("/kaputt/geheim-token/", {"words": WORDS}).status_code == 403

    line = last(lines, "django.security.csrf")
    assert (line["level"], line["status"], line["route"]) == ("WARNING", 403, "kaputt/<str:token>/")
    assert holds_nothing_personal(lines())


@pytest.mark.logs_errors
@pytest.mark.parametrize(("status", "is_logged"), [(403, False), (404, False), (429, True), (500, True)])
def test_what_is_not_there_for_somebody_is_no_event_and_a_limit_is(caplog, status, is_logged):
    log_response("%s: %s", "Answer", "/", response=HttpResponse(status=status), request=RequestFactory().get("/"))

    assert bool(caplog.records) is is_logged


@pytest.mark.logs_errors
def test_a_task_that_breaks_tells_its_name_and_number_and_not_what_it_was_given(lines):
    broken_task.delay(ADDRESS)

    line = last(lines, "celery.app.trace")
    assert (line["level"], line["task"]) == ("ERROR", "tests.breaks")
    assert line["task_id"] in line["message"]
    assert line["error"] == "ValueError"
    assert line["places"][-1].endswith(" broken_task")
    assert holds_nothing_personal(lines())


def test_a_pool_of_workers_does_not_repeat_what_a_task_is_given_at_any_level(lines):
    logging.getLogger("celery.pool").debug("TaskPool: Apply %s (args:%r kwargs:%r)", "trace", (WORDS,), {})
    logging.getLogger("celery.bootsteps").debug("The others are heard")

    assert last(lines, "celery.bootsteps")
    assert holds_nothing_personal(lines())


def test_a_line_of_our_own_within_a_task_names_the_task(lines):
    @app.task(name="tests.speaks", bind=True)
    def speaks(self):
        logging.getLogger("mentoring.tests").warning("Message %s is given up", 17)
        return self.request.id

    number = speaks.delay().get()

    line = last(lines, "mentoring.tests")
    assert line["message"] == "Message 17 is given up"
    assert (line["task"], line["task_id"]) == ("tests.speaks", number)


def test_lines_outside_of_tasks_and_requests_hold_four_things(lines):
    logging.getLogger("accounts.tests").warning("Nothing to do")

    assert set(last(lines, "accounts.tests")) == {"time", "level", "logger", "message"}


def error_of(text=ADDRESS):
    try:
        raise ValueError(text)
    except ValueError:
        return sys.exc_info()


@pytest.mark.logs_errors
@pytest.mark.parametrize(
    ("logger", "message", "arguments", "with_error", "words"),
    [
        # What Django does with suspicious requests: the message is the error's own text.
        ("django.security", ADDRESS, (), True, "An error"),
        ("some.library", "Cannot take %r", (ADDRESS,), True, "Cannot take %r"),
        ("some.library", "Cannot take %s", (ADDRESS,), False, "Cannot take …"),
        ("some.library", "%(name)s was given %(args)s", ({"name": "a.task", "args": ADDRESS},), False, None),
        ("some.library", ValueError(ADDRESS), (), False, "An error"),
        ("gunicorn.error", f"Invalid request from ip=192.0.2.7: {ADDRESS}", (), False, "Invalid request"),
        ("mentoring.actions", "Not saved: %s", (ValueError(ADDRESS),), False, "Not saved: ValueError"),
    ],
)
def test_what_a_line_repeats_of_others_is_left_out(lines, logger, message, arguments, with_error, words):
    logging.getLogger(logger).error(message, *arguments, exc_info=error_of() if with_error else None)

    line = last(lines, logger)
    assert holds_nothing_personal(line)
    assert "192.0.2.7" not in line["message"]
    assert line["message"] == words or words is None


def test_arguments_that_do_not_fit_lose_no_line():
    record = logging.LogRecord("mentoring.tests", logging.WARNING, "", 0, "%s and %s", (17,), None)

    assert json.loads(JsonLines().format(record))["message"] == "%s and %s"


def test_the_text_of_an_error_stays_out_however_deep_it_lies(lines):
    error = ValueError(ADDRESS)
    error.__context__ = error
    logging.getLogger("matching.tests").warning("Run %s has no proof", 3, exc_info=error)

    assert last(lines, "matching.tests")["error"] == "ValueError"
