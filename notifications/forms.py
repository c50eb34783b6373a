"""What somebody chooses about her messages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import MailPreference


class PreferenceForm(forms.ModelForm):
    """At once or weekly, and whether the day before an appointment."""

    mark_optional = False

    class Meta:
        model = MailPreference
        fields = ("rhythm", "wants_tomorrow")
        widgets = {"rhythm": forms.RadioSelect}
        help_texts = {
            "rhythm": _("At most one reminder a week reaches you either way, beside appointments."),
        }
