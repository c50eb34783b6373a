"""Blanks in the drafts of pages: what only the town knows, such as a telephone number.

A blank is written "[bitte ergänzen: Telefon]" and reads so on the page as well, until the team has filled it in.
"""

import re

BLANK = re.compile(r"\[bitte ergänzen: ([^\]]+)\]")


def blanks_in(text: str) -> list[str]:
    """Return what is missing in a text, in its order."""
    return [" ".join(words.split()) for words in BLANK.findall(text)]
