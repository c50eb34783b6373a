"""Every address of the project, by name, read from the resolver."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver


def named_urls() -> dict[str, list[str]]:
    """Return the names of all addresses, each with its parameters. Nameless redirects are left out."""
    return {name: list(parameters) for name, parameters in _walk(get_resolver().url_patterns) if name}


def converters() -> dict[str, list[Any]]:
    """Return the names of all addresses, each with what turns its parameters into numbers and words."""
    return {name: list(parameters.values()) for name, parameters in _walk(get_resolver().url_patterns)}


def _walk(
    patterns: list[URLPattern | URLResolver], namespace: str = "", outer: dict[str, Any] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in patterns:
        parameters = {**(outer or {}), **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, parameters)
        elif entry.name:
            yield f"{namespace}{entry.name}", parameters
