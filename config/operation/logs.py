"""Log lines for machines: one JSON object each, and nothing personal in any.

Our own lines hold ids, kinds and codes only. Libraries are less careful: they repeat the texts of
errors, addresses of pages and what a task was given. Of theirs only what is known to be harmless is
kept.
"""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from celery import current_task
from pythonjsonlogger.json import JsonFormatter

from accounts.logs import kinds, places, without_text

OURS = frozenset(
    {
        "accounts",
        "config",
        "matching",
        "mentoring",
        "notifications",
        "portal",
        "privacy",
        "reporting",
        "scripts",
        "workshops",
    }
)
# What Celery says of a task without telling what it was given or gave back.
OF_A_TASK = frozenset({"id", "name", "description", "runtime"})
HIDDEN = "…"
MAIL_ADDRESS = re.compile(r"[^\s@<>\"'(),;:/]+@[^\s@<>\"'(),;:/]+")
# gunicorn's sentence goes on with the visitor's network address and what she asked for.
INVALID_REQUEST = "Invalid request"


class Refusals(logging.Filter):
    """Lets errors and limits that were reached be logged; that somebody may not see something is no event (R10)."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", HTTPStatus.INTERNAL_SERVER_ERROR)
        return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS


class JsonLines(JsonFormatter):
    """Writes time, level, logger, message; task, request and error where there are any."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            json_ensure_ascii=False,
        )

    def format(self, record: logging.LogRecord) -> str:
        """Format what may be said of a record; the record itself stays as it is for other handlers."""
        spoken = logging.LogRecord(record.name, record.levelno, "", 0, _words(record), None, None)
        spoken.created = record.created
        spoken.__dict__ |= _task(record) | _request(record) | _error(record)
        return super().format(spoken)


def _words(record: logging.LogRecord) -> str:
    """Return the message without what it may repeat."""
    if hasattr(record, "request"):
        return "A request was not answered as it should be"
    if record.name.partition(".")[0] in OURS:
        return _filled(record)
    if not isinstance(record.msg, str) or (record.exc_info and not record.args):
        return "An error"  # the message may be the error itself
    if record.msg.startswith(INVALID_REQUEST):
        return INVALID_REQUEST
    if record.exc_info and not isinstance(record.args, Mapping):
        return record.msg
    return MAIL_ADDRESS.sub(HIDDEN, _filled(record))


def _filled(record: logging.LogRecord) -> str:
    """Return the message with its arguments, of errors their kind and place."""
    try:
        if isinstance(record.args, Mapping):
            return str(record.msg) % {name: _harmless(name, value) for name, value in record.args.items()}
        return str(record.msg) % tuple(map(_without_text, record.args)) if record.args else str(record.msg)
    except (KeyError, TypeError, ValueError):
        return str(record.msg)  # arguments that do not fit


def _harmless(name: str, value: object) -> object:
    return value if name in OF_A_TASK else HIDDEN


def _without_text(value: object) -> object:
    return without_text(value) if isinstance(value, BaseException) else value


def _task(record: logging.LogRecord) -> dict[str, Any]:
    """Name the task that is running, or that Celery speaks of."""
    told = getattr(record, "data", None)
    if isinstance(told, dict) and {"id", "name"} <= told.keys():
        return {"task": told["name"], "task_id": told["id"]}
    if current_task and current_task.request.id:
        return {"task": current_task.name, "task_id": current_task.request.id}
    return {}


def _request(record: logging.LogRecord) -> dict[str, Any]:
    """Name what was asked for by its pattern: the address itself may be one that lets its reader in."""
    request = getattr(record, "request", None)
    if request is None:
        return {}
    match = getattr(request, "resolver_match", None)
    return {
        "method": getattr(request, "method", None),
        "route": match.route if match else None,
        "status": getattr(record, "status_code", None),
    }


def _error(record: logging.LogRecord) -> dict[str, Any]:
    if not record.exc_info or record.exc_info[1] is None:
        return {}
    return {"error": kinds(record.exc_info[1]), "places": places(record.exc_info[2])}
