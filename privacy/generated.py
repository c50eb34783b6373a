"""Parts of a page that are made from the code, between marks that readers do not see."""

import re
from collections.abc import Mapping

PART = re.compile(r"(<!-- erzeugt: (?P<name>[\w-]+) -->\n).*?(<!-- Ende: (?P=name) -->)", re.DOTALL)


class PartMissing(Exception):
    """A page has no place for a part, or one for a part that nobody makes."""


def with_parts(page: str, parts: Mapping[str, str]) -> str:
    """Return a page with the given texts in the places that bear their names.

    Raises:
        PartMissing: when places and parts do not fit each other.
    """
    places = [match["name"] for match in PART.finditer(page)]
    if sorted(places) != sorted(parts):
        raise PartMissing(", ".join(sorted(set(places) ^ set(parts))))
    return PART.sub(lambda match: f"{match[1]}\n{parts[match['name']].strip()}\n\n{match[3]}", page)
