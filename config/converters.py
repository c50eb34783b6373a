"""Numbers in addresses."""

from django.urls.converters import IntConverter

from accounts.ids import id_from


class IdConverter(IntConverter):
    """The number of a row. One that no row can have fits no address, so it answers as a missing page."""

    def to_python(self, value: str) -> int:
        """Return the number.

        Raises:
            ValueError: when no row can have it; the resolver then looks for another address.
        """
        number = id_from(value)
        if number is None:
            raise ValueError("No row has this number.")
        return number
