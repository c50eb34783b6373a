"""What the people of the demo wrote. All of it is invented."""

import tomllib
from pathlib import Path

_TEXTS = tomllib.loads((Path(__file__).parent / "data" / "texts.toml").read_text())

MOTIVATIONS: list[str] = _TEXTS["motivations"]
INTRODUCTIONS: list[str] = _TEXTS["introductions"]
SHARED_NOTES: list[str] = _TEXTS["shared_notes"]
OWN_NOTES: list[str] = _TEXTS["own_notes"]
REQUESTS: list[str] = _TEXTS["requests"]
# For an application, and for a tandem.
GRANT_REASONS: list[str] = _TEXTS["grant_reasons"]
# What mentors write for a goal of their mentee.
MENTORS_WORDS: list[str] = _TEXTS["mentors_words"]
ANSWER: str = _TEXTS["answer"]
FOCUS: str = _TEXTS["focus"]
IF_IT_DOES_NOT_FIT: str = _TEXTS["if_it_does_not_fit"]
# By the position of the topic in the catalogue.
GOAL_WORDS: dict[int, str] = {int(position): words for position, words in _TEXTS["goal_words"].items()}
# First names in the demo's staff file that belong to women.
WOMEN = frozenset(_TEXTS["women"])
