"""The documents for auditors name tests; those have to be there."""

import re

from django.conf import settings


def test_every_proof_that_is_named_exists() -> None:
    text = (settings.BASE_DIR / "docs" / "security.md").read_text()
    named = set(re.findall(r"`((?:tests|docs|config|mentoring)/[\w/.]+)`", text))

    assert len(named) > 50
    assert not [path for path in sorted(named) if not (settings.BASE_DIR / path).exists()]


def test_what_is_partly_met_or_open_stands_once_more_at_the_end() -> None:
    text = (settings.BASE_DIR / "docs" / "security.md").read_text()
    table, _, end = text.partition("## What is open")
    short_of = re.findall(r"^\| ([\d.]+) [^|]*\| (?:partly|open) \|", table, re.MULTILINE)

    assert short_of
    assert re.findall(r"\((\d+\.\d+\.\d+)\)", end) == short_of
