"""How the decision log names what is decided about pages, contacts and reported barriers."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "page.saved": _("Page changed"),
    "contact.saved": _("Contact person changed"),
    "contact.deleted": _("Contact person removed"),
    "barrier.read": _("Reported barrier opened"),
    "barrier.settled": _("Reported barrier done"),
}
