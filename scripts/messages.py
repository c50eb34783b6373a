"""Keeps the German catalogue: `update` adds new texts from the code, `compile` makes the .mo file.

Works with Babel alone, so that no system gettext is needed.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
APPS = ("accounts", "config", "matching", "mentoring", "notifications", "portal", "privacy", "reporting", "workshops")
KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def texts_in_code() -> Catalog:
    """Return every text that the code and the templates mark for translation."""
    found = Catalog(locale="de", charset="utf-8")
    for message, comments, context in _messages():
        found.add(message, None, [], (), comments, context=context)
    return found


def _messages() -> Iterator[Any]:
    """Give every text, two where it counts something, with its comments and its context."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for _line, message, comments, context in extract_from_file("python", path, keywords=KEYWORDS):
                yield message, comments, context
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield from _messages_of_template(path)


def _messages_of_template(path: Path) -> Iterator[Any]:
    # What is not a text for translation comes out of `templatize` as filler with the indentation of
    # the template, which is none of Python.
    lines = templatize(path.read_text(), origin=str(path)).splitlines()
    source = BytesIO("\n".join(line.lstrip() for line in lines).encode())
    for _line, function, message, comments in extract_python(source, KEYWORDS, [], {"encoding": "utf-8"}):
        texts: tuple[Any, ...] = tuple(text for text in (message if isinstance(message, tuple) else (message,)) if text)
        if not texts:
            continue
        context = texts[0] if function in ("pgettext", "npgettext") else None
        texts = texts[1:] if context else texts
        yield (texts[:2] if function in ("ngettext", "npgettext") else texts[0]), comments, context


def read_catalogue() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(locale="de", charset="utf-8")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="de", charset="utf-8")


def write_catalogue(catalogue: Catalog) -> None:
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, no_location=True, ignore_obsolete=True)


def update() -> int:
    """Add the texts that are new, drop those that are gone; return how many lack a translation."""
    catalogue = read_catalogue()
    catalogue.update(texts_in_code(), no_fuzzy_matching=True, update_creation_date=False)
    write_catalogue(catalogue)
    missing = untranslated(catalogue)
    for text in missing:
        print(f"not translated: {text}")
    return len(missing)


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the texts of the catalogue that have no German one."""
    missing = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(strings):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def compile_catalogue() -> None:
    """Write the .mo file that Django reads."""
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, read_catalogue())


def main(command: str) -> int:
    settings.configure(USE_I18N=True)
    if command == "update":
        return 1 if update() else 0
    compile_catalogue()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
