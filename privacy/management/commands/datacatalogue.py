"""`manage.py datacatalogue`: writes the documents for data protection and for a works agreement."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy import documents

FOLDER = settings.VAR_DIR / "datenschutz"


class Command(BaseCommand):
    """Reads what the apps registered and the settings of this installation; no row of the database."""

    help = (
        "Writes data catalogue, evaluations, interfaces, role matrix and the record of processing activities "
        "(Art. 30 GDPR) in German, as Markdown and as accessible PDF files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=FOLDER, help=f"where to ({FOLDER})")
        parser.add_argument("--date", type=date.fromisoformat, help="the day that the documents bear: 2027-01-15")
        parser.add_argument("--no-pdf", action="store_true", help="Markdown alone")
        parser.add_argument("--page", action="store_true", help="bring docs/privacy.md up to date instead")
        parser.add_argument("--check", action="store_true", help="only say whether docs/privacy.md is up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
        elif options["page"]:
            documents.PAGE.write_text(documents.page(), encoding="utf-8")
        else:
            self._write(options["folder"], day=options["date"], with_pdf=not options["no_pdf"])

    def _check(self) -> None:
        if documents.page() != documents.PAGE.read_text(encoding="utf-8"):
            raise CommandError("docs/privacy.md does not say what the code does. Run: manage.py datacatalogue --page")
        self.stdout.write("docs/privacy.md is up to date.")

    def _write(self, folder: Path, *, day: date | None, with_pdf: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for document in documents.DOCUMENTS:
            text = documents.text_of(document, day=day)
            self._written((folder / f"{document.name}.md"), text.encode())
            if with_pdf:
                content = documents.pdf_of(document, now=timezone.now(), day=day)
                self._written((folder / f"{document.name}.pdf"), content)

    def _written(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        self.stdout.write(str(path))
