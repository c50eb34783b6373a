"""What somebody can do next, gathered from every app for the start page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One thing to do, with the one button that does it."""

    title: str
    url: str
    button: str
    text: str = ""
    # The lower, the more urgent.
    weight: int = 50
