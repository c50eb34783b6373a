"""Nothing counts people, and no data comes in or goes out, that evaluations and interfaces do not name."""

import re
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings

from accounts import evaluations, interfaces

APPS = ("accounts", "config", "matching", "mentoring", "notifications", "portal", "privacy", "reporting", "workshops")
COUNTS = re.compile(r"\b(?:Count|Sum|Avg|Min|Max|StdDev|Counter|Rank|DenseRank|RowNumber|Ntile)\(|\.aggregate\(")
LETS_THROUGH = re.compile(
    r"Content-Disposition|as_attachment|FileResponse|content_type=|request\.FILES|FileField|Workbook\("
    r"|^\s*(?:import|from) (?:smtplib|socket|ftplib|requests|httpx|http\.client|urllib\.request)\b",
    re.MULTILINE,
)
# Code that counts, and evaluates nothing about people.
COUNTS_NO_PEOPLE = {
    "accounts.stored_texts": "how many texts stand under which key",
    "mentoring.actions.applications": "the next place in somebody's own order",
    "mentoring.actions.goals": "the next place in somebody's own order",
    "mentoring.actions.purging": "when the last year ends",
    "mentoring.admin.topics": "the next place in the catalogue",
}


def modules_with(pattern: re.Pattern[str]) -> set[str]:
    """Return the modules of the application in whose code something stands."""
    paths = [path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py") if "migrations" not in path.parts]
    found = [path.relative_to(settings.BASE_DIR) for path in paths if pattern.search(path.read_text())]
    return {".".join(path.with_suffix("").parts) for path in found}


def named_in(entries: Iterable[evaluations.Evaluation | interfaces.Interface]) -> set[str]:
    return {module for entry in entries for module in entry.modules}


def test_whatever_counts_belongs_to_an_evaluation():
    missing = modules_with(COUNTS) - named_in(evaluations.evaluations()) - set(COUNTS_NO_PEOPLE)

    assert not missing, "enter them in the app's evaluations.py, or say here why they are none"


def test_whatever_lets_data_through_belongs_to_an_interface():
    missing = modules_with(LETS_THROUGH) - named_in(interfaces.all_interfaces())

    assert not missing, "enter them in the app's exchange.py"


def without(entries: dict[str, Any], code: str) -> dict[str, Any]:
    """Return a registry that lacks an entry. Taken out and put back, it would stand at the end."""
    return {name: entry for name, entry in entries.items() if name != code}


@pytest.mark.parametrize(("code", "module"), [("messages", "notifications.overview"), ("cockpit", "reporting.counts")])
def test_an_evaluation_that_is_forgotten_is_found(code, module, monkeypatch):
    monkeypatch.setattr(evaluations, "_evaluations", without(evaluations._evaluations, code))

    assert module in modules_with(COUNTS) - named_in(evaluations.evaluations())


@pytest.mark.parametrize(
    ("code", "module"), [("staff_files", "accounts.admin.importing"), ("mail_server", "notifications.transport")]
)
def test_an_interface_that_is_forgotten_is_found(code, module, monkeypatch):
    monkeypatch.setattr(interfaces, "_interfaces", without(interfaces._interfaces, code))

    assert module in modules_with(LETS_THROUGH) - named_in(interfaces.all_interfaces())


def test_every_module_that_is_named_is_there():
    named = named_in(evaluations.evaluations()) | named_in(interfaces.all_interfaces()) | set(COUNTS_NO_PEOPLE)

    assert [module for module in sorted(named) if find_spec(module) is None] == []


def test_every_entry_says_everything():
    silent = [
        f"{entry.code}: {name}"
        for entry in [*evaluations.evaluations(), *interfaces.all_interfaces()]
        for name, words in vars(entry).items()
        if name != "modules" and not str(words)
    ]

    assert not silent
