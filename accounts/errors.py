"""How an action says no. Views turn these into messages, never into a 500."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class Refused(Exception):
    """An action was refused. `message` is a sentence for the person who asked for it."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class Stale(Refused):
    """The thing is no longer in a state in which this can be done."""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(message or _("This has changed in the meantime. Please look at it again."))


class Conflict(Refused):
    """Somebody saved another version of the same text in the meantime; nothing was overwritten."""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(message or _("This text was changed elsewhere in the meantime. Nothing was overwritten."))
