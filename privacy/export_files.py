"""Writes what is held of somebody down: as JSON for programs, as an accessible PDF for people."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import pdf
from privacy.exporting import Content, Entry, Kind, told
from privacy.models import FileFormat

# Raised when a program that reads the file would have to be changed.
VERSION = 1


def write(content: Content, *, now: datetime) -> dict[FileFormat, bytes]:
    """Return both files. They say the same."""
    return {
        FileFormat.JSON: json.dumps(_for_programs(content), ensure_ascii=False, indent=2).encode(),
        FileFormat.PDF: pdf.render("own_data.typ", _for_people(content), now=now),
    }


def _notes() -> list[str]:
    return [
        _("This is what the internal mentoring programme holds of you, as far as you may know it now."),
        _(
            "Left out is what others wrote, even where you may read it on the site, what protects the sign-in, "
            "and what is not decided or not announced yet. With each kind of data stands what is left out of it."
        ),
        _("Please keep this file as you would a letter that is for you alone."),
    ]


def _for_programs(content: Content) -> dict[str, Any]:
    return {
        "title": _("What is held of you"),
        "version": VERSION,
        "programme": _("Internal mentoring programme"),
        "organisation": settings.ORGANISATION_NAME,
        "created_at": told(content.at).value,
        "person": {"name": content.name, "email": content.email},
        "notes": _notes(),
        "data": {
            kind.about.code: {**_head(kind), "rows": [{one.path: _field(one) for one in row} for row in kind.rows]}
            for kind in content.filled
        },
        "without_entries": {kind.about.code: _head(kind) for kind in content.empty},
        "not_included": {kind.about.code: _head(kind) for kind in content.untold},
    }


def _head(kind: Kind) -> dict[str, Any]:
    return {
        "label": kind.about.what,
        "purpose": kind.about.purpose,
        "readers": kind.about.readers,
        "kept": kind.about.kept,
        "left_out": kind.left_out,
        "withheld": kind.withheld,
    }


def _field(entry: Entry) -> dict[str, Any]:
    return {"label": entry.label, "value": entry.told.value, "text": entry.told.words}


def _for_people(content: Content) -> dict[str, Any]:
    # Numbers in brackets: `accounts.pdf`.
    numbers = _("A character that cannot be shown here stands as its number, such as [U+1F642].")
    return {
        "title": _("What is held of you"),
        "author": _("Internal mentoring programme"),
        "lines": [
            _term(_("Name"), content.name),
            _term(_("Work e-mail"), content.email),
            _term(_("Put together on"), told(content.at).words),
            _term(_("By"), settings.ORGANISATION_NAME),
        ],
        "notes": [*_notes(), numbers],
        "kinds": [_section(kind) for kind in content.filled],
        "empty_heading": _("Kinds of data without an entry"),
        "empty": [_without_entry(kind) for kind in content.empty],
        "untold_heading": _("Kinds of data that are not in this file"),
        "untold": [_term(kind.about.what, _list_of(_reasons(kind))) for kind in content.untold],
    }


def _section(kind: Kind) -> dict[str, Any]:
    about = [
        _term(_("What for"), kind.about.purpose),
        _term(_("Who reads it"), ", ".join(kind.about.readers)),
        _term(_("How long"), "\n".join(kind.about.kept)),
    ]
    reasons = _reasons(kind)
    if reasons:
        about.append(_term(_("What is left out, and why"), _list_of(reasons)))
    return {
        "heading": kind.about.what,
        "about": about,
        "rows": [
            {
                "heading": _("Entry %(number)s") % {"number": number},
                "terms": [_term(one.label, one.told.words or _("nothing entered")) for one in row],
            }
            for number, row in enumerate(kind.rows, start=1)
        ],
    }


def _without_entry(kind: Kind) -> str:
    if not kind.withheld:
        return kind.about.what
    return _("%(what)s. Left out: %(withheld)s") % {"what": kind.about.what, "withheld": kind.withheld}


def _reasons(kind: Kind) -> list[str]:
    """Return why something is not told, each reason once."""
    return list(dict.fromkeys([*filter(None, [kind.withheld]), *kind.left_out.values()]))


def _list_of(reasons: Iterable[str]) -> str:
    return "\n".join(reasons)


def _term(label: str, words: str) -> dict[str, str]:
    return {"label": label, "words": words}
