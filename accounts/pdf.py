"""Documents as accessible PDF files, set by Typst from templates under `templates/pdf/`."""

import json
from datetime import datetime
from typing import Any, Final

import typst
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates" / "pdf"
# Readable with a screen reader, and for as long as an archive keeps it.
STANDARDS: Final = ("ua-1", "a-2a")


def render(template: str, document: dict[str, Any], *, now: datetime) -> bytes:
    """Return a document as a PDF file (PDF/UA-1 and PDF/A-2a).

    `document` reaches the template as JSON and is set as text: nothing in it is read as markup. The
    fonts are those that Typst brings along, so that a file looks the same wherever it was made.
    """
    pdf: bytes = typst.compile(
        FOLDER / template,
        root=FOLDER,
        sys_inputs={"document": json.dumps(document)},
        ignore_system_fonts=True,
        pdf_standards=[*STANDARDS],
        timestamp=now.replace(microsecond=0),
    )
    return pdf
