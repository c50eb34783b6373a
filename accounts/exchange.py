"""The interfaces of this app: staff files in, and what signing in exchanges with others."""

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.importing.columns import COLUMNS
from accounts.interfaces import Direction, Interface


def _has_identity_provider() -> bool:
    return getattr(settings, "IDENTITY_PROVIDER", None) is not None


TITLES = "; ".join(", ".join(column.title for column in columns) for columns in COLUMNS.values())

INTERFACES = (
    Interface(
        code="staff_files",
        modules=("accounts.admin.importing", "accounts.importing.reading"),
        title=_("Staff files of the HR system"),
        direction=Direction.IN,
        data=format_lazy(
            _("{columns}. Every other column of the files is forgotten while they are read, and never stored"),
            columns=TITLES,
        ),
        party=_("HR department, project team or administration upload them"),
        occasion=_("by hand, usually before a mentoring year and after reorganisations"),
        protection=_(
            "looked at before it is applied; rows wait for a day at most; no file is kept; the decision log "
            "holds numbers"
        ),
    ),
    Interface(
        code="signing_in",
        modules=(),
        title=_("Codes and invitations by mail"),
        direction=Direction.OUT,
        data=_("work address, name, a code that works for ten minutes or a link that works once"),
        party=_("the person's mailbox, by the town's mail server"),
        occasion=_("somebody wants to sign in, or is invited"),
        protection=_("eight digits, three tries, only in the browser that asked; the mailbox is the key"),
    ),
    Interface(
        code="second_factor",
        modules=(),
        title=_("Second factor"),
        direction=Direction.BOTH,
        data=_("numbers of an authenticator app, or the public part of a passkey"),
        party=_("the person's own device; no service of others is asked"),
        occasion=_("signing in; required for everybody with access to the administration"),
        protection=_("secrets encrypted, recovery codes work once"),
    ),
    Interface(
        code="identity_provider",
        modules=("accounts.identity.adapter", "accounts.views.identity"),
        title=_("The town's identity provider (OpenID Connect)"),
        direction=Direction.BOTH,
        data=_("out: that somebody signs in here; in: its identifier of the person, and her work address to find her"),
        party=_("the town's identity provider"),
        occasion=_("somebody signs in with her account of the town"),
        protection=_("TLS, signed answers; only the identifier is kept; roles are given here and not taken over"),
        is_in_use=_has_identity_provider,
    ),
)
