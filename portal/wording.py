"""Django's own messages that this site says in a friendlier way.

The German words stand in our catalogue, which wins over Django's. Naming the texts here keeps them there.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

REWORDED = [
    _("This field is required."),
    _("Enter a valid email address."),
    _("Items must be selected in order to perform actions on them. No items have been changed."),
    _("No action selected."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
]
