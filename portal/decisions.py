"""How the decision log names what is decided about pages and contacts."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "page.saved": _("Page changed"),
    "contact.saved": _("Contact person changed"),
    "contact.deleted": _("Contact person removed"),
}
