"""Measures the matching engine against SciPy alone (R), a plain loop, and other programs.

    make bench-matching
    python -m scripts.bench_matching --quick

Every figure stems from a process of its own with one thread. Prints what docs/benchmarks.md holds;
a whole run, not a quick one, writes it there.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from scripts.bench_matching.peers.running import TIME_LIMIT, compare
from scripts.bench_matching.towns import hard

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
PACKAGES = ("numpy", "scipy", "ortools")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
HARD_SIZE = ("2000", "1000")


class Run(NamedTuple):
    """A size and what is hoped for: at most so many times R, seconds, or MiB."""

    mentees: int
    mentors: int
    solver: str
    times_r: float | None = None
    seconds: float | None = None
    mib: float | None = None


RUNS = (
    Run(2_000, 2_000, "scipy", times_r=2.5),
    Run(2_000, 2_000, "ortools", times_r=1),
    Run(2_000, 1_000, "scipy"),
    Run(2_000, 1_000, "ortools"),
    Run(5_000, 2_500, "scipy", times_r=0.45),
    Run(5_000, 2_500, "ortools", times_r=0.45),
    Run(10_000, 5_000, "scipy", times_r=0.25, mib=400),
    Run(10_000, 5_000, "ortools", times_r=0.25, mib=400),
    Run(20_000, 10_000, "scipy", seconds=40, mib=1000),
    Run(20_000, 10_000, "ortools", seconds=18, mib=1000),
)
NO_REFERENCE_FROM = 20_000
# Seconds; a smaller R is compared with nothing.
LEAST_R = 0.001


def measured(*arguments: object) -> dict[str, float]:
    """Return the figures of one measure, taken in a process of its own."""
    command = [sys.executable, "-m", "scripts.bench_matching.measures", *map(str, arguments)]
    ran = subprocess.run(command, env=os.environ | ONE_THREAD, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def table(titles: list[str], lines: Iterable[list[str]]) -> Iterator[str]:
    yield from (_line(titles), _line(["---"] * len(titles)))
    yield from map(_line, lines)
    yield ""


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def verdict(value: float, goal: float | None, unit: str) -> str:
    """Return the goal and whether it was reached."""
    if goal is None:
        return ""
    return f"≤ {goal:g} {unit}: {'reached' if value <= goal else '**missed**'}"


def full_runs(runs: Iterable[Run]) -> Iterator[list[str]]:
    """Yield a line per run. R is measured right before the runs of its size."""
    references: dict[tuple[int, int], float] = {}
    for run in runs:
        size, times = (run.mentees, run.mentors), 3 if run.mentees <= 5_000 else 1
        if size not in references and run.mentees < NO_REFERENCE_FROM:
            references[size] = measured("reference", *size, times)["seconds"]
        found = measured("full", *size, run.solver, times)
        r = references.get(size)
        ratio = found["seconds"] / r if r else None
        goals = [
            verdict(ratio or 0, run.times_r, "R"),
            verdict(found["seconds"], run.seconds, "s"),
            verdict(found["mib"], run.mib, "MB"),
        ]
        yield [
            f"{run.mentees:,} × {run.mentors:,}",
            run.solver,
            f"{r:.2f}" if r else "–",
            f"{found['seconds']:.2f}",
            f"{ratio:.2f}" if ratio else "–",
            f"{found['mib']:.0f}",
            "; ".join(goal for goal in goals if goal),
        ]


def hard_runs() -> Iterator[list[str]]:
    for name in hard(2, 2):
        for solver in ("scipy", "ortools"):
            found = measured("hard_instance", name, *HARD_SIZE, solver)
            seconds, r = found["seconds"], found["r"]
            reached = verdict(seconds / r, 2, "R") if r >= LEAST_R else "nothing to do"
            yield [name, solver, f"{r:.4f}", f"{seconds:.4f}", f"{seconds / r:,.2f}" if r >= LEAST_R else "–", reached]


def other_figures() -> Iterator[str]:
    scoring = measured("scoring", 2_000, 2_000)
    times = scoring["loop"] / scoring["seconds"]
    yield (
        f"- Scoring 2,000 × 2,000 in blocks: {scoring['seconds']:.3f} s; a plain Python loop: {scoring['loop']:.2f} s, "
        f"{times:.0f} times as long (goal: 45, {'reached' if times >= 45 else '**missed**'})."
    )
    row = measured("price_row", 2_000, 2_000, "scipy")
    cheaper = row["again"] / row["row"]
    yield (
        f"- All exact prices of one mentee at 2,000 × 2,000: {row['row'] * 1000:.1f} ms, after {row['first']:.2f} s "
        f"once for all; solving again for each mentor: {row['again']:.0f} s, {cheaper:,.0f} times as long "
        f"(goal: 10,000, {'reached' if cheaper >= 10_000 else '**missed**'})."
    )
    yield ""


def page(quick: bool) -> Iterator[str]:
    """Yield the lines of docs/benchmarks.md while they are measured."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    yield from ("# Benchmarks of the matching engine", "")
    yield from ("`make bench-matching` measures all of this on the machine at hand and writes this page.", "")
    yield from (f"{os.cpu_count()} cores ({_processor()}), Python {platform.python_version()}, {versions}.", "")
    yield "R is `scipy.optimize.linear_sum_assignment` on the ready float64 matrix of the same problem, every place a"
    yield "column of its own. A run is everything: score, solve, certificate and its check, canonical choice. Each"
    yield "figure is the best of three (from 10,000 on: of one), in a process of its own with one thread. Seconds are"
    yield "processor time, which on an idle machine is the time on the clock. Memory is what a run adds to the peak of"
    yield "a process (`ru_maxrss`) that has loaded everything and solved a small town."
    yield from ("", "## Whole runs", "")
    titles = ["mentees × mentors", "solver", "R, s", "run, s", "run / R", "memory, MiB", "goal"]
    yield from table(titles, full_runs(RUNS[:4] if quick else RUNS))
    yield from ("## Parts", "")
    yield from other_figures()
    yield from (f"## Hard instances, {' × '.join(HARD_SIZE)}", "")
    yield from ("An R of less than a millisecond says nothing but that there is nothing to do.", "")
    yield from table(["instance", "solver", "R, s", "run, s", "run / R", "goal"], hard_runs())
    yield from ("## Other programs", "")
    yield "As many mentors as mentees, one place each; the peers get the scores ready, the engine computes them."
    yield f"Each was stopped after {TIME_LIMIT:.0f} seconds, and not tried on more people then."
    yield ""
    titles = ["program", "mentees", "seconds", "times as long", "matched", "total"]
    yield from table(titles, compare((50,) if quick else (50, 100, 200, 400, 1_000)))


def _processor() -> str:
    names = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    return names[0] if names else platform.machine()


def main() -> None:
    quick = "--quick" in sys.argv
    lines = []
    for line in page(quick):
        print(line, flush=True)
        lines.append(line)
    if not quick:
        PAGE.write_text("\n".join(lines).rstrip() + "\n")


if __name__ == "__main__":
    main()
