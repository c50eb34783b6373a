"""How the decision log names what is decided about accounts and the directory."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Role

LABELS = {
    "account.opened": _("Account opened"),
    "account.linked": _("Account tied to the directory"),
    "account.changed": _("Account changed"),
    "account.closed": _("Account closed"),
    "account.reopened": _("Account opened again"),
    "account.factor_removed": _("Second factor removed"),
    "role.assigned": _("Role assigned"),
    "role.removed": _("Role removed"),
    "level.added": _("Level added"),
    "level.changed": _("Level changed"),
    "level.removed": _("Level removed"),
    "unit.added": _("Unit added"),
    "unit.changed": _("Unit changed"),
    "employee.added": _("Employee added"),
    "employee.changed": _("Employee changed"),
    "employee.merged": _("Two entries of one person merged"),
    "directory.imported": _("Staff files imported"),
}

DETAILS = {"role": (_("role"), dict(Role.choices))}
