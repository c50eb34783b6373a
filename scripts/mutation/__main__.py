"""Runs all mutants, or those of the files that are named, and says which ones no test notices.

A survivor that changes nothing, or that only a test on another level notices, stands in `explained.json` with the
reason. Any other one makes the run fail.
"""

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.mutation.targets import ELSEWHERE, ROOT, files

EXPLAINED = Path(__file__).with_name("explained.json")
# What all apps are asked for, beside the tests of their own.
EVERYWHERE = "tests/privacy/test_erasure.py"
# Asks nobody who may do what, and is slow while calls are noted.
ARITHMETIC = "tests/matching/engine"
# Two of them fill a machine of two cores.
PROCESSES = 2


def main(names: list[str]) -> int:
    chosen = [ROOT / name for name in names] or files()
    groups: dict[str, list[Path]] = {}
    for path in chosen:
        groups.setdefault(path.relative_to(ROOT).parts[0], []).append(path)
    with ThreadPoolExecutor(PROCESSES) as pool:
        results = list(pool.map(_run_group, groups.items()))
    rows = [row for result in results for row in result]
    return _report(rows)


def _run_group(group: tuple[str, list[Path]]) -> list[dict[str, str]]:
    """Run the mutants of one app with its tests in a process of their own."""
    app, paths = group
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report"
        command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "--tb=no", "-p", "no:cacheprovider"]
        command += ["-p", "scripts.mutation.plugin", "--mutation-report", str(report)]
        command += [f"--mutate={path}" for path in paths]
        tests = [f"--ignore={ARITHMETIC}", f"tests/{app}", *ELSEWHERE.get(app, ()), EVERYWHERE]
        subprocess.run([*command, *tests], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        return [json.loads(line) for line in report.read_text().splitlines()]


def _report(rows: list[dict[str, str]]) -> int:
    explained: dict[str, str] = json.loads(EXPLAINED.read_text())
    left = [row for row in rows if row["outcome"] != "killed"]
    unexplained = [row for row in left if row["name"] not in explained]
    print(f"{len(rows)} mutants:", dict(Counter(row["outcome"] for row in rows)))
    print(f"explained: {len(left) - len(unexplained)}")
    for row in unexplained:
        print(f"{row['outcome']}: {row['mutant']}")
    return 1 if unexplained or not rows else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
