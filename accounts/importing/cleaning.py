"""What a cell may hold: blanks and invisible characters removed, what looks wrong found."""

import re
import unicodedata

# What spreadsheets would run, and what browsers would. A phone number may begin with a plus.
FORMULA_IN_NAME = re.compile(r"[=+\-@]")
FORMULA = re.compile(r"[=@]")
MARKUP = re.compile(r"<[a-z!/?]", re.IGNORECASE)

# A letter that no encoding had: a question mark inside or beside letters, the replacement character,
# or UTF-8 read as Windows-1252 ("Ã¼" for "ü").
DAMAGED = re.compile(r"\?\w|\w\?|\ufffd|[ÃÄÅ][\u0080-\u00bf\u2018-\u201e\u2020-\u2022\u0152\u0153\u0178\u20ac]")
LOST_LETTER = re.compile(r"[?\ufffd]")

# What becomes of characters that nobody sees, by their category: blanks of all kinds and line ends
# are one blank, control and formatting characters nothing.
_VISIBLE = {"Zs": " ", "Zl": " ", "Zp": " ", "Cc": " ", "Cf": ""}

QUOTED_LENGTH = 60


def clean(text: str) -> str:
    """Return a cell with single blanks, none at its ends, no invisible characters, accents composed."""
    if not text.isprintable():
        text = "".join(_VISIBLE.get(unicodedata.category(character), character) for character in text)
    if " " in text:
        text = " ".join(text.split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def was_trimmed(text: str, cleaned: str) -> bool:
    """Say whether cleaning took away something that was there to see or to stumble over."""
    return text != cleaned and unicodedata.normalize("NFC", text) != cleaned


def looks_like_formula(text: str, *, in_name: bool = False) -> bool:
    return (FORMULA_IN_NAME if in_name else FORMULA).match(text) is not None


def looks_like_markup(text: str) -> bool:
    return MARKUP.search(text) is not None


def looks_damaged(text: str) -> bool:
    """Say whether letters seem to have been lost on the way ("?osi?")."""
    return DAMAGED.search(text) is not None


def may_have_been(damaged: str, original: str) -> bool:
    """Say whether a name with lost letters is what became of another one ("?osi?" of "Ćosić")."""
    pattern = ".".join(re.escape(part) for part in LOST_LETTER.split(damaged))
    return re.fullmatch(pattern, original) is not None


def quoted(text: str) -> str:
    """Return a cell as a message may repeat it."""
    return text if len(text) <= QUOTED_LENGTH else text[: QUOTED_LENGTH - 1] + "…"


def name_key(*parts: str) -> str:
    """Return a name as it is compared with others."""
    return " ".join(parts).casefold()
