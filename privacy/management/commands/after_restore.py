"""`manage.py after_restore`: tells a database that was restored from a backup what has happened since."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Refused
from privacy import looking_again, restoring


class Command(BaseCommand):
    """Prints numbers and no person. Ends with an error when the journal does not reach back to the backup."""

    help = "Tells a restored database what has happened since its backup. Run it before web server and workers start."
    # They refuse a database that is older than its journal.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--journal-is-incomplete",
            action="store_true",
            help="go on although the journal, or its end, was lost: what it does not know may be sent again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = restoring.after_restore(timezone.now(), journal_is_incomplete=options["journal_is_incomplete"])
        except Refused as refusal:
            hint = _("Is JOURNAL_DIR the right folder? If it is lost: see “Restoring” in docs/operations.md.")
            raise CommandError(f"{refusal} {hint}") from refusal
        if report.knew_all:
            self.stdout.write(_("The database knows everything that stands in its journal."))
        self.stdout.write(_("Messages that had been sent already: %(count)s") % {"count": report.messages})
        self.stdout.write(_("Occasions that are not told again: %(count)s") % {"count": report.occasions})
        self.stdout.write(_("People who were deleted again: %(count)s") % {"count": report.persons})
        if not report.knew_all:
            self.stdout.write(_("Sign-ins that were ended: %(count)s") % {"count": report.sessions})
            self.stdout.write(_("Openings to an adviser that were ended: %(count)s") % {"count": report.grants})
            self.stdout.write(_("Please look at this again, because the backup knows it as it was then:"))
            for sentence in looking_again.checklist():
                self.stdout.write(f"- {sentence}")
        self.stdout.write(self.style.SUCCESS(_("Web server and workers may start.")))
