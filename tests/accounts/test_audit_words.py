"""Every decision that some code records has German words in the log."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from accounts import audit

APPS = [config.name for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]


def recorded_actions() -> Iterator[tuple[str, str]]:
    """Return where each action is recorded that the code names in full."""
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "record"):
                    named = node.args[0]
                    if isinstance(named, ast.Constant):
                        yield named.value, f"{path.relative_to(settings.BASE_DIR)}:{node.lineno}"


def test_the_scan_finds_what_is_recorded():
    assert "role.assigned" in dict(recorded_actions())


@pytest.mark.parametrize(("action", "where"), sorted(set(recorded_actions())))
def test_an_action_has_words(action, where):
    assert audit.describe(action) != action, f"{where} records {action!r}, which no app names in its decisions.py."
