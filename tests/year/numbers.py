"""Several people in a few words: "1 bis 3, 5 und 7"."""

import re
from collections.abc import Iterable

PATTERN = r"\d+(?: bis \d+)?(?:, \d+(?: bis \d+)?)*(?: und \d+(?: bis \d+)?)?"


def read(words: str) -> list[int]:
    """Read numbers as a person writes them."""
    found: list[int] = []
    for part in re.split(r", | und ", words):
        first, _, last = part.partition(" bis ")
        found += range(int(first), int(last or first) + 1)
    return found


def written(numbers: Iterable[int]) -> str:
    """Write numbers as `read` reads them, from three in a row on as a range."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]} bis {run[-1]}"] if len(run) > 2 else map(str, run)
    return " und ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
