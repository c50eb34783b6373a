"""Sweeps over the whole code: what docs/architecture.md says and no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

ROOT = settings.BASE_DIR
APPS = ("accounts", "notifications", "mentoring", "matching", "workshops", "portal", "reporting", "privacy")
CODE = (*APPS, "config", "scripts", "tests")
LONGEST_FILE = 400

# Whose models the models of an app may point to, beside their own.
MAY_POINT_TO = {
    "accounts": set(),
    "notifications": {"accounts"},
    "mentoring": {"accounts", "notifications"},
    "matching": {"accounts", "notifications", "mentoring"},
    "workshops": {"accounts", "notifications", "mentoring"},
    "portal": {"accounts", "notifications", "mentoring", "matching", "workshops"},
    "reporting": {"accounts", "notifications", "mentoring", "matching", "workshops"},
    "privacy": {"accounts", "notifications", "mentoring", "matching", "workshops"},
}


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def test_every_app_has_its_place_in_the_order():
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == ROOT and app.label in CODE}

    assert ours == set(MAY_POINT_TO)


@pytest.mark.parametrize("label", APPS)
def test_foreign_keys_point_one_way(label):
    wrong = []
    for model in apps.get_app_config(label).get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            target = field.related_model if isinstance(field, models.ForeignKey | models.ManyToManyField) else None
            if target is None or target._meta.app_label not in APPS:
                continue
            if target._meta.app_label not in MAY_POINT_TO[label] | {label}:
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")

    assert not wrong


def test_models_are_imported_and_not_looked_up_by_name():
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files(*APPS, "config")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "get_model"
    ]

    assert not wrong


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_file_is_long():
    files = [*python_files(*CODE), *(ROOT / "templates").rglob("*.*"), *(ROOT / "static" / "css").rglob("*.css")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


FORBIDDEN_BY_POLICY = {
    "a script inside the page": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "a style inside the page": re.compile(r"<style|\sstyle=", re.IGNORECASE),
    "a handler inside the page": re.compile(r"<[^>{%]*\son[a-z]+=", re.IGNORECASE),
    "something from another host": re.compile(
        r"(?:src|srcset|action)=\"(?:https?:)?//|<link[^>]*href=\"(?:https?:)?//"
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN_BY_POLICY)
def test_no_template_holds(what):
    """The Content-Security-Policy would refuse it in the browser. Mails are not pages."""
    pages = [path for path in (ROOT / "templates").rglob("*.html") if not {"emails", "email"} & set(path.parts)]

    assert not [str(path.relative_to(ROOT)) for path in pages if FORBIDDEN_BY_POLICY[what].search(path.read_text())]
