"""Tables to download: cells are told what they are, so that no spreadsheet takes one for a formula."""

import ast

from django.conf import settings

APPS = ("accounts", "config", "matching", "mentoring", "notifications", "portal", "reporting", "workshops")
# Each has its own test that sweeps formulas.
WRITERS = {"matching/exporting.py"}
LIBRARIES = {"xlsxwriter", "openpyxl"}
# A text stays a text there, a number a number.
PLAIN = {"write_string", "write_number", "write_blank"}


def test_every_table_is_written_cell_by_cell_as_what_it_is() -> None:
    found, careless = set(), []
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            name = str(path.relative_to(settings.BASE_DIR))
            tree = ast.parse(path.read_text())
            called = {node.func.attr for node in ast.walk(tree) if _is_method(node)}
            if _imported(tree) & LIBRARIES or called & {"writerow", "writerows"}:
                found.add(name)
                careless += [f"{name}: {one}" for one in called if one.startswith("write") and one not in PLAIN]
    assert found == WRITERS
    assert not careless


def _is_method(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _imported(tree: ast.AST) -> set[str]:
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return {name.partition(".")[0] for name in names}
