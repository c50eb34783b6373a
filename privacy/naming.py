"""What fields are called in the documents, those too that no page ever names."""

from django.utils.translation import gettext, gettext_noop

from accounts.inventory import Holding

# Names that Django makes of the codes of fields, for the catalogue of translations.
NAMES = (
    gettext_noop("added by"),
    gettext_noop("alternative"),
    gettext_noop("answered by"),
    gettext_noop("approved by"),
    gettext_noop("certificate"),
    gettext_noop("content"),
    gettext_noop("data"),
    gettext_noop("decided by"),
    gettext_noop("findings"),
    gettext_noop("given by"),
    gettext_noop("invitation nonce"),
    gettext_noop("invited by"),
    gettext_noop("mentors"),
    gettext_noop("nonce"),
    gettext_noop("none"),
    gettext_noop("obstacles"),
    gettext_noop("overridden rules"),
    gettext_noop("override reason"),
    gettext_noop("pairing"),
    gettext_noop("parts"),
    gettext_noop("password is short"),
    gettext_noop("proposed by"),
    gettext_noop("reachable"),
    gettext_noop("reasons"),
    gettext_noop("requested by"),
    gettext_noop("session data"),
    gettext_noop("warnings"),
    gettext_noop("without mentor"),
)


def name_of(holding: Holding, path: str) -> str:
    """Return the name of a field, or of one behind a path, in the reader's language."""
    name = holding.label_of(path)
    is_made_of_code = name == path.rpartition("__")[2].replace("_", " ")
    return gettext(name) if is_made_of_code else name
