"""`manage.py reencrypt`: encrypts every stored text with the newest key of `FIELD_KEYS`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import stored_texts


class Command(BaseCommand):
    """Ends with an error when texts are left that need an older key, or that no key opens."""

    help = "Encrypts every stored text with the newest key, while the site runs. May be broken off and run again."
    # They ask whether the keys open the texts, which is said here field by field.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", action="store_true", help="only count the texts that need an older key")

    def handle(self, *args: Any, **options: Any) -> None:
        older = closed = 0
        for column in stored_texts.columns():
            done = 0 if options["count"] else stored_texts.reencrypt(column)
            found = stored_texts.count(column)
            older += found.older
            closed += found.closed
            words = {"field": column, "texts": found.texts, "done": done, "older": found.older, "closed": found.closed}
            line = _("%(field)s: %(texts)s texts, %(done)s done, %(older)s left, %(closed)s that no key opens")
            self.stdout.write(line % words)
        self._judge(older, closed, counted_only=options["count"])

    def _judge(self, older: int, closed: int, *, counted_only: bool) -> None:
        if closed:
            sentence = _(
                "No key in FIELD_KEYS opens %(closed)s texts. They are untouched; add the key that is missing."
            )
            raise CommandError(sentence % {"closed": closed})
        if older and counted_only:
            raise CommandError(_("%(older)s texts still need an older key.") % {"older": older})
        if older:
            sentence = _(
                "%(older)s texts were written with an older key meanwhile: a program still runs with the former "
                "FIELD_KEYS. Restart it, then call this again."
            )
            raise CommandError(sentence % {"older": older})
        self.stdout.write(self.style.SUCCESS(_("Every text stands under the newest key.")))
