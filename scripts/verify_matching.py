"""Compares the matching engine with exhaustive search and with HiGHS on thousands of random cases.

    make verify-matching

Small cases are compared with every assignment there is: the answer, worst-first too, the price of every
forced pair, of every forbidden one and of leaving each mentee out, every set of moves, and the changes
suggested to who has no mentor. Medium ones are compared with a linear programme, where one mentee of
each is priced whole, and are solved by column generation with both solvers too. All are solved again in
another order. The cases are the same in every run, and the first of them are part of the suite. Exits
with 1 when anything is wrong.
"""

import os

# Small problems gain nothing from threads, and two processes with two each stand in each other's way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from collections.abc import Callable
from multiprocessing import Pool

from tests.matching.engine.cases import MEDIUM_CASES, SMALL_CASES
from tests.matching.engine.comparison import Findings, compare_medium, compare_small

# Cases that a process looks at before it reports.
SHARE = 50
WRONG_SHOWN = 20


def compare_all(what: str, compare: Callable[[int], Findings], count: int) -> Findings:
    """Compare so many cases on all processors and print what came of it."""
    begun = time.perf_counter()
    findings = Findings()
    with Pool() as pool:
        for number, found in enumerate(pool.imap(compare, range(count), chunksize=SHARE)):
            findings.compared += found.compared
            findings.wrong += [f"{what} case {number}: {sentence}" for sentence in found.wrong]
    took = time.perf_counter() - begun
    print(f"{count} {what} cases in {took:.0f} s: {len(findings.wrong)} wrong")
    for kind, times in sorted(findings.compared.items()):
        print(f"  {kind:<24} {times:>9} compared")
    for sentence in findings.wrong[:WRONG_SHOWN]:
        print(f"  wrong: {sentence}")
    sys.stdout.flush()
    return findings


def main() -> int:
    small = compare_all("small", compare_small, SMALL_CASES)
    medium = compare_all("medium", compare_medium, MEDIUM_CASES)
    wrong = len(small.wrong) + len(medium.wrong)
    print(f"{SMALL_CASES + MEDIUM_CASES} cases: {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
