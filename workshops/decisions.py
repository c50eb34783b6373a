"""How the decision log names what is decided about workshops."""

from django.utils.translation import gettext_lazy as _

from workshops.models import Workshop

LABELS = {
    "workshop.created": _("Workshop planned"),
    "workshop.changed": _("Workshop changed"),
    "workshop.opened": _("Registration for a workshop opened"),
    "workshop.cancelled": _("Workshop called off"),
    "workshop.attendance": _("Attendance at a workshop entered"),
}

DETAILS = {"workshop_fields": (_("changed"), {field.name: field.verbose_name for field in Workshop._meta.fields})}
