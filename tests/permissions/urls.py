"""Every address of the project, by name, read from the resolver."""

from collections.abc import Iterator
from inspect import unwrap
from typing import Any

from django.contrib.admin import AdminSite
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.views.generic import RedirectView

Patterns = list[URLPattern | URLResolver]


def named_urls() -> dict[str, list[str]]:
    """Return the names of all addresses, each with its parameters."""
    return {name: list(parameters) for name, parameters, _ in _walk(get_resolver().url_patterns) if name}


def converters() -> dict[str, list[Any]]:
    """Return the names of all addresses, each with what turns its parameters into numbers and words."""
    return {name: list(parameters.values()) for name, parameters, _ in _walk(get_resolver().url_patterns) if name}


def unlisted(patterns: Patterns | None = None) -> list[str]:
    """Return the addresses that no table can list: those without a name, and those whose name is another's too."""
    known, found = set(), []
    for name, _, pattern in _walk(get_resolver().url_patterns if patterns is None else patterns):
        if name in known or not (name or _needs_no_name(pattern)):
            found.append(f"{name or 'without a name'}: {pattern.pattern}")
        known |= {name} - {None}
    return found


def _needs_no_name(pattern: URLPattern) -> bool:
    """Say whether an address is one of the two that Django's admin makes without a name."""
    view = pattern.callback
    if unwrap(view) is unwrap(AdminSite.catch_all_view):
        # Answers for every address below the admin that is none: by the sign-in, else as a missing page.
        return True
    # How addresses of a changing page looked before Django 1.9. It only leads to one that has a name.
    leads_to = getattr(view, "view_initkwargs", {}).get("pattern_name")
    return getattr(view, "view_class", None) is RedirectView and leads_to in named_urls()


def _walk(
    patterns: Patterns, namespace: str = "", outer: dict[str, Any] | None = None
) -> Iterator[tuple[str | None, dict[str, Any], URLPattern]]:
    for entry in patterns:
        parameters = {**(outer or {}), **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, parameters)
        else:
            yield f"{namespace}{entry.name}" if entry.name else None, parameters, entry
