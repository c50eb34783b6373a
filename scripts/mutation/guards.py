"""Faults that matter here and that no general tool makes: a guard that is missing, a filter that forgets something."""

import ast
from collections.abc import Iterator

from scripts.mutation.targets import is_requirement

FILTERS = ("filter", "exclude")


def mutations(source: str, tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield line, fault and mutated source of each."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Raise | ast.Return | ast.Continue):
            yield node.test.lineno, "guard never", _replace(source, node.test, "False")
        elif isinstance(node, ast.Expr) and is_requirement(node.value):
            yield node.lineno, "requirement left out", _replace(source, node, "pass")
        elif isinstance(node, ast.Return) and node.value is not None and _decides(node.value):
            for answer in ("True", "False"):
                yield node.lineno, f"always {answer}", _replace(source, node.value, answer)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FILTERS:
            conditions = [(ast.unparse(one), one) for one in node.args]
            conditions += [(keyword.arg or "**", keyword.value) for keyword in node.keywords]
            for name, condition in conditions:
                yield condition.lineno, f"{node.func.attr} forgets {name}", _without(source, node, condition)


def _decides(value: ast.expr) -> bool:
    """Whether an expression is a yes or a no: comparisons, and what is joined by and, or, not."""
    return isinstance(value, ast.BoolOp | ast.Compare) or (
        isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
    )


def _without(source: str, call: ast.Call, condition: ast.expr) -> str:
    """Return the source with one argument of a call taken out."""
    kept = [ast.unparse(one) for one in call.args if one is not condition]
    kept += [ast.unparse(keyword) for keyword in call.keywords if keyword.value is not condition]
    return _replace(source, call, f"{ast.unparse(call.func)}({', '.join(kept)})")


def _replace(source: str, node: ast.expr | ast.stmt, text: str) -> str:
    present = ast.get_source_segment(source, node) or ""
    lines = source.splitlines(keepends=True)
    # The syntax tree counts columns in bytes.
    before = lines[node.lineno - 1].encode()[: node.col_offset].decode()
    start = sum(len(line) for line in lines[: node.lineno - 1]) + len(before)
    return source[:start] + text + source[start + len(present) :]
