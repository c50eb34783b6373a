"""Notes through which functions a test passes: each says so itself, which costs less than watching every call."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from scripts.mutation.graft import graft
from scripts.mutation.targets import ROOT

Function = tuple[Path, str]
NOTE = "note_call"

_seen: set[Function] = set()


def let_note(path: Path) -> None:
    """Let each function and method of a file note that it was called."""
    tree = ast.parse(path.read_text())
    for name, function in _functions(tree.body, ""):
        call = ast.parse(f"{NOTE}({str(path)!r}, {name!r})").body
        function.body[0:0] = call
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    vars(module)[NOTE] = note_call
    graft(module, f"from {__name__} import {NOTE}\n{ast.unparse(tree)}", with_constants=False)


@contextmanager
def noting() -> Iterator[set[Function]]:
    """Collect which functions are called meanwhile."""
    _seen.clear()
    yield _seen


def note_call(path: str, name: str) -> None:
    _seen.add((Path(path), name))


def _functions(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield f"{prefix}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")
