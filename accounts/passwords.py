"""What a password must be, for those who want one: long, and nothing that stands in a list of guesses.

There are no rules about digits and signs, no upper limit, and nothing keeps anybody from pasting one.
"""

import re
from itertools import pairwise

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import second_factor
from accounts.models import User
from accounts.models.users import LONG_PASSWORD

WITH_SECOND_FACTOR = 12
# What a guess about this programme would begin with.
OWN_WORDS = ("mentoring", "mentee", "mentor", "gleichstellung", "willkommen", "passwort", "kennwort", "stadtverwaltung")
# Rows of the keyboard and of counting, to be followed in either direction.
ROWS = (
    "qwertzuiopü",
    "qwertyuiop",
    "asdfghjklöä",
    "yxcvbnm",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "12345678901234567890",
)


class EnoughCharacters:
    """Asks for 15 characters, or 12 of somebody who has a second factor."""

    def validate(self, password: str, user: User | None = None) -> None:
        has_factor = user is not None and user.pk is not None and second_factor.is_set_up(user)
        least = WITH_SECOND_FACTOR if has_factor else LONG_PASSWORD
        if len(password) < least:
            raise ValidationError(
                _("This password is too short. Please use at least %(length)s characters.") % {"length": least}
            )

    def get_help_text(self) -> str:
        return _(
            "At least %(length)s characters; with a second factor %(shorter)s are enough. "
            "A short sentence is easiest to remember. Not your name and nothing common."
        ) % {"length": LONG_PASSWORD, "shorter": WITH_SECOND_FACTOR}


class NothingCommon(CommonPasswordValidator):
    """Refuses what is guessed first, also where it was only made longer: repeated, or with digits added."""

    def validate(self, password: str, user: User | None = None) -> None:
        words = re.sub(r"\s+", "", password.casefold())
        core = words.strip("0123456789!?.,-_#*+ ")
        if words in self.passwords or core in self._guesses() or self._is_worn(words):
            raise ValidationError(_("This password is easy to guess. Please choose another one."))

    def _guesses(self) -> set[str]:
        town = re.sub(r"\s+", "", settings.ORGANISATION_NAME.casefold())
        own = {*OWN_WORDS, town}
        return {"", *self.passwords, *own, *(one + other for one in own for other in own)}

    @staticmethod
    def _is_worn(words: str) -> bool:
        """Say whether it is a short piece again and again, or runs along a row."""
        repeats = re.fullmatch(r"(.{1,6}?)\1+.{0,5}", words) is not None
        steps = ["".join(step) for step in pairwise(words)]
        along = sum(any(step in row or step[::-1] in row for row in ROWS) for step in steps)
        return repeats or (bool(steps) and along >= len(steps) - 2)
