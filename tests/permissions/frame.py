"""What has to be true of every answer, whoever asks for what: the links below a page, and no cookie but two."""

import re
from collections.abc import Iterator

from django.http import HttpResponse

# What the law wants within reach of every page, and the barrier form.
LINKS = ["/seite/impressum/", "/seite/datenschutz/", "/seite/barrierefreiheit/", "/barriere-melden/"]
# Those that the privacy notice tells of.
COOKIES = {"sessionid", "csrftoken"}

FOOTER = re.compile(r'<nav[^>]* aria-label="Über diese Website">(.*?)</nav>', re.DOTALL)
LINK = re.compile(r'<a class="m-footer__link" href="([^"]+)"')
# A mail as it will be, which the team sees in a frame.
MAIL = '<base target="_blank">'


def faults_of(response: HttpResponse) -> Iterator[str]:
    """Yield what is wrong with an answer, in words."""
    if others := set(response.cookies) - COOKIES:
        yield f"sets {others}"
    if is_page(response) and links_of(response.content.decode()) != LINKS:
        yield "lacks links below"


def links_of(page: str) -> list[str]:
    """Return where the links below a page lead."""
    return [link for footer in FOOTER.findall(page) for link in LINK.findall(footer)]


def is_page(response: HttpResponse) -> bool:
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return False
    text = response.content.decode()
    return "</html>" in text and MAIL not in text
