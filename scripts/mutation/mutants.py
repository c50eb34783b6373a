"""The mutants of a file."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray import ast as cosmic_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

from scripts.mutation import guards
from scripts.mutation.targets import ROOT, lines_of

# Faults that somebody makes in a condition. Left out: what no Python would take or nobody would write, such
# as a shift in the place of an "or".
OPERATORS = (
    "core/AddNot",
    "core/ReplaceAndWithOr",
    "core/ReplaceOrWithAnd",
    "core/ReplaceBinaryOperator_BitAnd_BitOr",
    "core/ReplaceBinaryOperator_BitOr_BitAnd",
    "core/ReplaceBinaryOperator_Add_Sub",
    "core/ReplaceBinaryOperator_Sub_Add",
    "core/ReplaceComparisonOperator_Eq_NotEq",
    "core/ReplaceComparisonOperator_NotEq_Eq",
    "core/ReplaceComparisonOperator_Is_IsNot",
    "core/ReplaceComparisonOperator_IsNot_Is",
    "core/ReplaceComparisonOperator_Lt_LtE",
    "core/ReplaceComparisonOperator_LtE_Lt",
    "core/ReplaceComparisonOperator_Gt_GtE",
    "core/ReplaceComparisonOperator_GtE_Gt",
    "core/ReplaceComparisonOperator_Lt_Gt",
    "core/ReplaceComparisonOperator_Gt_Lt",
    "core/ReplaceComparisonOperator_LtE_GtE",
    "core/ReplaceComparisonOperator_GtE_LtE",
    "core/ReplaceUnaryOperator_Delete_Not",
    "core/ReplaceUnaryOperator_Delete_Invert",
    "core/ReplaceTrueWithFalse",
    "core/ReplaceFalseWithTrue",
    "core/ReplaceContinueWithBreak",
    "core/ReplaceBreakWithContinue",
    "core/ZeroIterationForLoop",
    "core/NumberReplacer",
)


@dataclass(frozen=True)
class Mutant:
    """A file with one fault in it."""

    path: Path
    line: int
    # The function around it, as Python names it; empty outside of all.
    function: str
    fault: str
    source: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.fault} in {self.function or 'the module'}"

    @property
    def name(self) -> str:
        """What stays although lines above it come and go."""
        line = self.path.read_text().splitlines()[self.line - 1].strip()
        return f"{self.path.relative_to(ROOT)} {self.function} {self.fault}: {line}"


def mutants_of(path: Path) -> list[Mutant]:
    """Return every mutant of a file that Python can read, in the order of its lines."""
    source = path.read_text()
    tree = ast.parse(source)
    lines = lines_of(path, tree)
    found = {}
    meaning = _meaning(source)
    for line, fault, mutated in [*_by_operators(source), *guards.mutations(source, tree)]:
        if mutated not in found and (lines is None or line in lines) and _meaning(mutated) not in ("", meaning):
            found[mutated] = Mutant(path, line, _function_at(tree, line), fault, mutated)
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.fault))


def _by_operators(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, fault and mutated source of each place where one of cosmic-ray's operators applies."""
    nodes = list(cosmic_ast.ast_nodes(cosmic_ast.get_ast(source)))
    for name in OPERATORS:
        operator = get_operator(name)()
        places = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, ((line, _column), _end) in enumerate(places):
            mutated = mutate_code(source, operator, occurrence)
            if mutated is not None:
                yield line, name.removeprefix("core/"), mutated


def _meaning(source: str) -> str:
    """Return what a file does, without what only type checkers read; nothing when Python cannot read it."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    return ast.dump(tree)


def _function_at(tree: ast.Module, line: int) -> str:
    """Return the outermost function around a line, with its class where it has one."""
    names: list[str] = []
    body: list[ast.stmt] = tree.body
    while True:
        around = [
            node
            for node in body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.lineno <= line <= (node.end_lineno or 0)
        ]
        if not around:
            return ""
        [node] = around
        names.append(node.name)
        if isinstance(node, ast.FunctionDef):
            return ".".join(names)
        body = node.body
