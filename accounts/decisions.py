"""How the decision log names what is decided about accounts."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "account.opened": _("Account opened"),
    "account.linked": _("Account tied to the directory"),
    "account.changed": _("Account changed"),
    "account.closed": _("Account closed"),
    "account.reopened": _("Account opened again"),
    "role.assigned": _("Role assigned"),
    "role.removed": _("Role removed"),
}
