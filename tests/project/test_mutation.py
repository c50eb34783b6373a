"""The faults that mutation testing makes, and how they get into running code."""

import ast
from functools import wraps
from types import ModuleType
from typing import Any

import pytest

from scripts.mutation.graft import graft
from scripts.mutation.guards import mutations
from scripts.mutation.targets import guard_lines

ACTION = '''
def act(thing, by):
    """Größe"""
    _require_open(thing)
    if thing.is_over:
        raise Refused("ß")
    found = rows.filter(user=by, state="open")
    return found.exists() and not thing.is_gone
'''


def test_guards_and_conditions_are_taken_out():
    found = [(line, fault) for line, fault, _mutant in mutations(ACTION, ast.parse(ACTION))]

    assert sorted(found) == [
        (4, "requirement left out"),
        (5, "guard never"),
        (7, "filter forgets state"),
        (7, "filter forgets user"),
        (8, "always False"),
        (8, "always True"),
    ]


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ("requirement left out", "    pass"),
        ("guard never", "    if False:"),
        ("filter forgets user", "    found = rows.filter(state='open')"),
        ("always True", "    return True"),
    ],
)
def test_the_rest_of_a_mutant_is_as_it_was(fault, line):
    mutants = dict(one[1:] for one in reversed(list(mutations(ACTION, ast.parse(ACTION)))))
    before, after = ACTION.splitlines(), mutants[fault].splitlines()

    assert [new for old, new in zip(before, after, strict=True) if old != new] == [line]


def test_in_actions_only_guards_are_mutated():
    assert guard_lines(ast.parse(ACTION)) == {4, 5}


def a_module(source: str) -> Any:
    module = ModuleType("a_module")
    module.__file__ = "a_module.py"
    exec(source, vars(module))  # noqa: S102 - the source above and below
    return module


def once(function: Any) -> Any:
    @wraps(function)
    def wrapper() -> Any:
        return function()

    return wrapper


RUNNING = """
LIMIT = 3
def plain(): return LIMIT
class Thing:
    @property
    def name(self): return 'old'
"""
MUTANT = RUNNING.replace("LIMIT = 3", "LIMIT = 4").replace("return LIMIT", "return LIMIT + 1").replace("old", "new")


def test_whoever_holds_a_function_runs_the_mutant():
    module = a_module(RUNNING)
    module.wrapped = once(module.plain)
    held, wrapped, thing = module.plain, module.wrapped, module.Thing()

    graft(module, MUTANT, with_constants=True)

    assert (held(), wrapped(), thing.name) == (5, 5, "new")
