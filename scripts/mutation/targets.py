"""Which code is mutated, and which of its lines."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "notifications", "mentoring", "matching", "workshops", "portal", "reporting", "privacy")
# Tests of an app that stand elsewhere, because they need another app too.
ELSEWHERE = {
    "accounts": ("tests/privacy/test_restoring.py", "tests/notifications/test_signing_in.py"),
    "mentoring": (
        "tests/privacy/test_erasure_of_partners.py",
        "tests/matching/test_candidates.py",
        "tests/matching/test_criteria.py",
        "tests/matching/test_staleness.py",
        "tests/matching/test_supply_pages.py",
    ),
}
# What functions are called that only refuse.
REQUIRING = ("_require", "require")
# All of it decides: who sees and does what, who may be paired, who may come.
WHOLE = ("access.py", "conflict_access.py", "grant_access.py", "request_access.py", "rules.py", "topic_access.py")


def files() -> list[Path]:
    """Return the files that are mutated, whole or in their guards."""
    found = [ROOT / app / name for app in APPS for name in WHOLE]
    found += [ROOT / app / "actions.py" for app in APPS]
    found += [path for app in APPS for path in sorted((ROOT / app / "actions").glob("*.py"))]
    return [path for path in found if path.exists() and path.stat().st_size > 1]


def lines_of(path: Path, tree: ast.Module) -> set[int] | None:
    """Return the lines of a file that are mutated; None stands for all."""
    return None if path.name in WHOLE else guard_lines(tree)


def guard_lines(tree: ast.Module) -> set[int]:
    """Return the lines on which an action refuses or does nothing: conditions, and calls that only refuse."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and is_guard(node):
            lines.update(range(node.test.lineno, (node.test.end_lineno or node.test.lineno) + 1))
        if isinstance(node, ast.Expr) and is_requirement(node.value):
            lines.add(node.lineno)
        if isinstance(node, ast.FunctionDef) and node.name.startswith((*REQUIRING, "blockers")):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def is_requirement(value: ast.expr) -> bool:
    """Whether a statement is a call whose only work is to refuse."""
    if not isinstance(value, ast.Call):
        return False
    name = value.func.id if isinstance(value.func, ast.Name) else getattr(value.func, "attr", "")
    return name.startswith(REQUIRING)


def is_guard(node: ast.If) -> bool:
    """Whether a condition lets nothing happen, or refuses."""
    return isinstance(node.body[-1], ast.Raise | ast.Return | ast.Continue)
