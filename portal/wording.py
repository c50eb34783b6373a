"""Django's own messages that this site says in a friendlier way.

The German words stand in our catalogue, which wins over Django's. Naming the texts here keeps them there.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

REWORDED = [
    _("This field is required."),
    _("Select a valid choice. That choice is not one of the available choices."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
]
