"""Runs the mutants inside of pytest: everything is loaded and the database made only once.

First each test runs as it is, and it is noted through which functions of the mutated files it passes.
Then a copy of the process (`fork`) is made for each mutant, takes the fault in, and runs the tests that
pass through its function, the quickest first and for some seconds, until one fails.
"""

import json
import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connections

from scripts.mutation.apart import apart
from scripts.mutation.graft import graft
from scripts.mutation.mutants import Mutant, mutants_of
from scripts.mutation.noting import Function, let_note, noting
from scripts.mutation.targets import ROOT

# What needs other programs, or many people, would take too long for each mutant.
TOO_SLOW = {"browser", "system", "postgres", "long"}
KILLED, SURVIVED = 1, 0
# Seconds, and how many times what its tests took unmutated, beyond which a mutant is taken to run for ever.
PATIENCE, TIMES = 60, 3
# What nobody notices within so many seconds of tests is not noticed where it can break.
BUDGET = 30

Passes = dict[Function, list[tuple[float, int]]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutate", action="append", default=[], help="a file to mutate")
    parser.addoption("--mutation-report", required=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if not TOO_SLOW & {mark.name for mark in item.iter_markers()}]


class Failures:
    """Which tests have failed."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.names.add(report.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    config = session.config
    files = [Path(name).resolve() for name in config.getoption("--mutate")]
    failures = Failures()
    config.pluginmanager.register(failures)
    from accounts import pdf  # needs the settings, which pytest reads after its plugins

    # Typst keeps threads, which a copy of the process would wait for in vain.
    pdf._compile = apart(pdf._compile)
    passes = _watch(session, files, failures)
    with Path(config.getoption("--mutation-report")).open("w") as report:
        for path in files:
            for mutant in mutants_of(path):
                outcome = _outcome(session, mutant, _tests_for(mutant, passes), failures)
                row = {"mutant": str(mutant), "name": mutant.name, "outcome": outcome}
                report.write(json.dumps(row) + "\n")
                report.flush()
    return True


def _run(session: pytest.Session, item: pytest.Item) -> None:
    # The session as the next item: its fixtures stay, those of modules and classes go.
    session.config.hook.pytest_runtest_protocol(item=item, nextitem=session)


def _watch(session: pytest.Session, files: list[Path], failures: Failures) -> Passes:
    """Run every test, and return by function which tests pass through it, with how long they take."""
    passes: Passes = {}
    for path in files:
        let_note(path)
    for number, item in enumerate(session.items):
        began = time.perf_counter()
        with noting() as seen:
            _run(session, item)
        took = time.perf_counter() - began
        if item.nodeid not in failures.names:
            for function in seen:
                passes.setdefault(function, []).append((took, number))
    return passes


def _tests_for(mutant: Mutant, passes: Passes) -> list[tuple[float, int]]:
    """Return the tests that pass through a mutant's function, or through any of its file for what stands outside."""
    found = {
        test
        for (path, function), tests in passes.items()
        if path == mutant.path and mutant.function in ("", function)
        for test in tests
    }
    spent = 0.0
    quickest: list[tuple[float, int]] = []
    for took, number in sorted(found):
        spent += took
        if quickest and spent > BUDGET:
            break
        quickest.append((took, number))
    return quickest


def _outcome(session: pytest.Session, mutant: Mutant, tests: list[tuple[float, int]], failures: Failures) -> str:
    if not tests:
        return "no test"
    connections.close_all()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os._exit(_try(session, mutant, tests, failures))
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return "timed out"
    return "survived" if status == 0 else "killed"


def _try(session: pytest.Session, mutant: Mutant, tests: list[tuple[float, int]], failures: Failures) -> int:
    """Say whether a test fails on the mutant. Runs in the copy of the process."""
    signal.alarm(PATIENCE + TIMES * int(sum(took for took, _number in tests)))
    module = import_module(".".join(mutant.path.relative_to(ROOT).with_suffix("").parts))
    try:
        graft(module, mutant.source, with_constants=not mutant.function)
    except Exception:  # a fault that no module survives being loaded with
        return KILLED
    failures.names.clear()
    for _took, number in tests:
        _run(session, session.items[number])
        if failures.names:
            return KILLED
    return SURVIVED
