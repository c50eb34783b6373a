"""Fields of forms that every app uses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.ids import id_from


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows by their ids. One that no row can have is a wrong choice; the drivers would break at it."""

    def clean(self, value: Any) -> Any:
        for chosen in value or ():
            if id_from(str(chosen)) is None:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": chosen}
                )
        return super().clean(value)
