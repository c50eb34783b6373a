"""The documents for data protection and for a works agreement, as Markdown and as accessible PDF files."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from accounts import pdf
from accounts.interfaces import Interface, all_interfaces, interfaces_in_use
from privacy import catalogue, roles
from privacy.blocks import blocks_of
from privacy.generated import with_parts

FOLDER = "datacatalogue"
# Where the page for the data protection officer stands, and what of it is made from the code.
PAGE = settings.BASE_DIR / "docs" / "privacy.md"
PARTS = ("datenarten", "felder", "fristen", "auswertungen", "listen", "schnittstellen", "lesen", "tun", "bereiche")


@dataclass(frozen=True)
class Document:
    """One document: its file name without ending, its title, and how its pages lie."""

    name: str
    title: str
    is_wide: bool = True


DOCUMENTS = (
    Document("datenkatalog", "Datenkatalog"),
    Document("auswertungen", "Auswertungen"),
    Document("schnittstellen", "Schnittstellen"),
    Document("rollen", "Rollen und Berechtigungen"),
    Document("verzeichnis-art-30", "Verzeichnis der Verarbeitungstätigkeiten"),
)


def text_of(document: Document, *, day: date | None = None) -> str:
    """Return a document as Markdown, as this installation is set up; the same each time on the same day.

    Args:
        day: from which it is; without one it says none.
    """
    with translation.override("de"):
        words = {"title": document.title, "town": settings.ORGANISATION_NAME, "address": settings.BASE_URL}
        stand = {"day": date_format(day, "d.m.Y") if day else ""}
        return _rendered(document.name, _tables(interfaces_in_use()) | words | stand)


def pdf_of(document: Document, *, now: datetime, day: date | None = None) -> bytes:
    """Return a document as a PDF file (PDF/UA-1), set from its Markdown."""
    title, *blocks = blocks_of(text_of(document, day=day))
    return pdf.render(
        "catalogue.typ",
        {
            "title": title["text"],
            "author": settings.ORGANISATION_NAME,
            "is_wide": document.is_wide,
            "blocks": blocks,
        },
        now=now,
    )


def page() -> str:
    """Return the page for the data protection officer with its parts as the code has them now.

    It names all interfaces, whether they are set up here or not.
    """
    with translation.override("de"):
        tables = _tables(all_interfaces())
        return with_parts(
            PAGE.read_text(encoding="utf-8"), {name: _rendered(f"tables/{name}", tables) for name in PARTS}
        )


def _rendered(name: str, context: dict[str, Any]) -> str:
    """Return a template filled in. What includes and loops leave of empty lines is one."""
    text = render_to_string(f"{FOLDER}/{name}.md", context).strip()
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def _tables(interfaces: list[Interface]) -> dict[str, Any]:
    """Return what tables are made of; a template computes what it names."""
    return {
        "groups": catalogue.groups,
        "periods": catalogue.periods,
        "without_persons": catalogue.without_persons,
        "evaluations": catalogue.evaluation_rows,
        "interfaces": partial(catalogue.interface_rows, interfaces),
        "readers": roles.readers,
        "reading": roles.reading,
        "roles": roles.roles,
        "abilities": roles.abilities,
        "areas": roles.areas,
        "lists": roles.lists,
    }
