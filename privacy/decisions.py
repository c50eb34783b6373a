"""How the decision log names what is decided about somebody's data."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "person.erased": _("Data deleted on request"),
}
