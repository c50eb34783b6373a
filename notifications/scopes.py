"""What messages belong to, in words. Messages know it as an opaque text such as "cohort:3"."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

Titles = Callable[[list[int]], Mapping[int, str]]

_titles: dict[str, Titles] = {}


def register(prefix: str, titles: Titles) -> None:
    """Say how scopes with this prefix are called. `titles` gets many ids at once."""
    _titles[prefix] = titles


def titles_of(scopes: Iterable[str]) -> dict[str, str]:
    """Return the titles of those scopes that still exist, in as many statements as there are prefixes."""
    ids: dict[str, list[int]] = defaultdict(list)
    for scope in scopes:
        prefix, _, number = scope.partition(":")
        if prefix in _titles and number.isdigit():
            ids[prefix].append(int(number))
    return {f"{prefix}:{pk}": title for prefix in ids for pk, title in _titles[prefix](ids[prefix]).items()}
