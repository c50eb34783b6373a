"""Numbers of rows, as addresses and forms name them."""

from django.db import models

GREATEST = models.BigAutoField.MAX_BIGINT


def id_from(text: str) -> int | None:
    """Return the number that a text names; None when no row can have it.

    A number that no column can hold is an error to the drivers of the databases, although it simply
    names nothing.
    """
    # Python refuses to read thousands of digits.
    if not text.isdecimal() or len(text) > len(str(GREATEST)):
        return None
    number = int(text)
    return number if number <= GREATEST else None
