"""The form of a page, which knows what was saved while somebody wrote."""

from typing import Any

from django import forms

from accounts.errors import Conflict
from portal.models import Page


class PageForm(forms.ModelForm):
    """A page as the team writes it, with the version that the form showed.

    Whoever meets a conflict sees what was saved in the meantime, and saves over it knowingly by sending once more.
    """

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    # What somebody else saved in the meantime.
    saved_meanwhile = ""

    class Meta:
        model = Page
        fields = ("title", "body", "is_in_footer", "is_public", "position")
        widgets = {"body": forms.Textarea(attrs={"rows": 24, "class": "vLargeTextField m-long-text"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("seen_version") != self.instance.version:
            self.saved_meanwhile = Page.objects.values_list("body", flat=True).get(pk=self.instance.pk)
            self.data = {**self.data.dict(), self.add_prefix("seen_version"): self.instance.version}  # type: ignore[union-attr]
            self.add_error(None, str(Conflict()))
        return values
