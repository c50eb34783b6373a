"""Documents as accessible PDF files, set by Typst from templates under `templates/pdf/`."""

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

import typst
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates" / "pdf"
# Readable with a screen reader, and for as long as an archive keeps it.
STANDARDS: Final = ("ua-1", "a-2a")
# How Typst says that its fonts lack a character, which the standards do not allow.
LACKING = re.compile(r'the (?:text|codepoint) `"(.+?)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# After so many refusals whatever is in none of the scripts of Europe is written as its number.
MOST_REFUSALS = 8
SCRIPTS_OF_EUROPE = (
    (0x20, 0x24F),
    (0x300, 0x3FF),
    (0x400, 0x45F),
    (0x1E00, 0x1FFF),
    (0x2010, 0x203A),
    (0x20AC, 0x20AC),
)
BREAKS = "\n\t"
# Unassigned, private, halves of others, and what steers devices.
NO_CHARACTERS = ("Cn", "Co", "Cs", "Cc")


def render(template: str, document: dict[str, Any], *, now: datetime) -> bytes:
    """Return a document as a PDF file (PDF/UA-1 and PDF/A-2a).

    `document` reaches the template as JSON and is set as text: nothing in it is read as markup. The
    fonts are those that Typst brings along, so that a file looks the same wherever it was made. A
    character that they lack, such as an emoji, stands there as its number: "[U+1F642]".
    """
    shown = _map(document, partial(_numbered, is_lacking=_is_no_character))
    for _refusal in range(MOST_REFUSALS):
        try:
            return _compile(template, shown, now)
        except typst.TypstError as refusal:
            lacking = _lacking(str(refusal))
            if not lacking:
                raise
            shown = _map(shown, partial(_numbered, is_lacking=lacking.__contains__))
    return _compile(template, _map(shown, partial(_numbered, is_lacking=_is_from_elsewhere)), now)


def _compile(template: str, document: Any, now: datetime) -> bytes:
    pdf: bytes = typst.compile(
        FOLDER / template,
        root=FOLDER,
        sys_inputs={"document": json.dumps(document)},
        ignore_system_fonts=True,
        pdf_standards=[*STANDARDS],
        timestamp=now.replace(microsecond=0),
    )
    return pdf


def _lacking(refusal: str) -> set[str]:
    """Return the characters that Typst complains of."""
    named = "".join(LACKING.findall(refusal))
    return set(ESCAPED.sub(lambda found: chr(int(found[1], 16)), named))


def _map(value: Any, change: Callable[[str], str]) -> Any:
    """Return a document in which every text has been changed."""
    if isinstance(value, dict):
        return {name: _map(part, change) for name, part in value.items()}
    if isinstance(value, list):
        return [_map(part, change) for part in value]
    return change(value) if isinstance(value, str) else value


def _numbered(text: str, is_lacking: Callable[[str], bool]) -> str:
    return "".join(f"[U+{ord(one):04X}]" if is_lacking(one) else one for one in text)


def _is_no_character(one: str) -> bool:
    return one not in BREAKS and unicodedata.category(one) in NO_CHARACTERS


def _is_from_elsewhere(one: str) -> bool:
    return one not in BREAKS and not any(first <= ord(one) <= last for first, last in SCRIPTS_OF_EUROPE)
