"""Markdown of our own documents as blocks for the typesetter: headings, paragraphs, lists and tables.

Takes what the templates under `templates/datacatalogue/` use, and nothing else.
"""

import re
from collections.abc import Iterator
from typing import Any

Block = dict[str, Any]

HEADING = re.compile(r"(#+) (.+)")
INLINE = re.compile(r"\*\*(?P<strong>.+?)\*\*|`(?P<code>[^`]+)`|\[(?P<link>[^\]]+)\]\([^)]+\)")
# In parts of a page: the widest column, and how much a letter takes of words that are not broken.
WIDEST, WIDTH_OF_LETTER, LONGEST_WORD = 10, 0.3, 20


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a document, in their order."""
    return [block for lines in _chunks(text) for block in _read(lines)]


def _chunks(text: str) -> Iterator[list[str]]:
    """Yield lines that belong together: what stands between empty ones."""
    for chunk in re.split(r"\n\s*\n", text.strip()):
        yield chunk.strip().splitlines()


def _read(lines: list[str]) -> Iterator[Block]:
    heading = HEADING.fullmatch(lines[0])
    if heading:
        yield {"kind": "heading", "level": len(heading[1]), "text": heading[2]}
        if lines[1:]:
            yield from _read(lines[1:])
    elif lines[0].startswith("|"):
        yield _table(lines)
    elif lines[0].startswith("- "):
        yield {"kind": "list", "items": [runs_of(item) for item in _items(lines)]}
    else:
        yield {"kind": "paragraph", "runs": runs_of(" ".join(lines))}


def _items(lines: list[str]) -> Iterator[str]:
    """Yield the points of a list; a line that begins otherwise goes on with the one before."""
    yield from (" ".join(item.split()) for item in re.split(r"^- ", "\n".join(lines), flags=re.MULTILINE)[1:])


def _table(lines: list[str]) -> Block:
    header, _rule, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {
        "kind": "table",
        "widths": [_width([row[column] for row in [header, *rows]]) for column in range(len(header))],
        "header": [runs_of(cell) for cell in header],
        "rows": [[runs_of(cell) for cell in row] for row in rows],
    }


def _width(cells: list[str]) -> float:
    """Return how wide a column is beside the others: its longest word fits, and much text takes more."""
    text = sum(sorted(map(len, cells))[-3:]) / 3
    word = max((len(word) for cell in cells for word in re.split(r"[\s/-]", cell)), default=0)
    return round(max(min(text**0.5, WIDEST), min(word, LONGEST_WORD) * WIDTH_OF_LETTER), 2)


def runs_of(text: str) -> list[dict[str, str]]:
    """Return a text as stretches, each set in one way. Addresses of links are left out."""
    runs, end = [], 0
    for match in INLINE.finditer(text):
        runs.append({"style": "plain", "text": text[end : match.start()]})
        style = match.lastgroup or "plain"
        runs.append({"style": "plain" if style == "link" else style, "text": match[style]})
        end = match.end()
    runs.append({"style": "plain", "text": text[end:]})
    return [run for run in runs if run["text"]]
