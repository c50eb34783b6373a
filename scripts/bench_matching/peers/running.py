"""Installs the peers and runs them on the same problems as the engine."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from matching.engine.problem import Problem
from matching.engine.remaining import remaining
from matching.engine.solve import solve
from scripts.bench_matching.towns import town

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "var" / "bench-matching"
TIME_LIMIT = 90.0
# Name, program, packages.
PEERS = (
    ("mentor-match 7.0.1, munkres 1.1.4", "mentor_match.py", ("mentor-match==7.0.1", "munkres==1.1.4")),
    ("mentor-match 7.0.1, munkres 3.0.0", "mentor_match.py", ("mentor-match==7.0.1", "munkres==3.0.0")),
    ("matching 1.4.3", "hospital_resident.py", ("matching==1.4.3", "numpy==1.26.4")),
)


def environment(packages: tuple[str, ...]) -> Path | str:
    """Return the Python of an environment that holds the packages, or why there is none."""
    folder = FOLDER / "-".join(packages).replace("=", "")
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        installed = subprocess.run(command, check=False, capture_output=True, text=True)
        if installed.returncode:
            return "could not be installed"
        (folder / "complete").touch()
    return python


def one_to_one(size: int) -> Problem:
    """Return a town in which every mentor has one place, which is what all peers can do."""
    plain = town(size, size)
    ones = np.ones(size, dtype=np.int64)
    return Problem(plain.mentees, plain.mentors, ones, plain.criteria, plain.rules)


def compare(sizes: tuple[int, ...]) -> Iterator[list[str]]:
    """Yield lines of a table: who, size, seconds, times as long as the engine, matched, total."""
    too_slow: set[str] = set()
    for size in sizes:
        problem = one_to_one(size)
        table = remaining(problem).table
        assert table is not None  # noqa: S101 - sizes here always fit
        begun = time.process_time()
        solution = solve(problem)
        own = time.process_time() - begun
        yield ["this engine", f"{size}", f"{own:.3f}", "1", f"{solution.matched}", f"{solution.total}"]
        for name, program, packages in PEERS:
            if name in too_slow:
                continue
            found = _run(program, packages, json.dumps(table.tolist()))
            if isinstance(found, str):
                too_slow.add(name)
                yield [name, f"{size}", found, "", "", ""]
                continue
            times = f"{found['seconds'] / own:,.0f}"
            yield [name, f"{size}", f"{found['seconds']:.2f}", times, f"{found['matched']}", f"{found['total']}"]


def _run(program: str, packages: tuple[str, ...], table: str) -> dict[str, float] | str:
    python = environment(packages)
    if isinstance(python, str):
        return python
    command = [str(python), "-W", "ignore", str(Path(__file__).with_name(program))]
    try:
        # Elsewhere, so that the peer's own package is found, not this project's.
        ran = subprocess.run(
            command, input=table, capture_output=True, text=True, check=False, timeout=TIME_LIMIT, cwd=FOLDER
        )
    except subprocess.TimeoutExpired:
        return f"more than {TIME_LIMIT:.0f}"
    if ran.returncode:
        return ran.stderr.strip().splitlines()[-1]
    found: dict[str, float] = json.loads(ran.stdout)
    return found
