"""How tests ask for the matching pages, and read them."""

import re

from django.urls import reverse


def url(name: str, *arguments: int) -> str:
    return reverse(f"admin:matching_{name}", args=arguments)


def text_of(response) -> str:
    """Return the words of a page, with single spaces."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)
