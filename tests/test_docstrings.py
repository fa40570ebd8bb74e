"""Whoever may be refused reads it in the docstring: every public function that raises a refusal itself says so."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parent.parent
SAYS = re.compile(r"[Rr]efus|[Rr]aises")


def house() -> dict[Path, ast.Module]:
    """Every module of the program, read."""
    files = (path for room in ("db", "desktop") for path in sorted((HOUSE / room).rglob("*.py")))
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in files if "versions" not in path.parts}


def refusals(trees: dict[Path, ast.Module]) -> set[str]:
    """Names of `Refusal` and of every class under it."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"Refusal"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def _name(node: ast.expr | None) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def public(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """Functions and methods without an underscore, in classes without one."""
    for each in node.body:
        if isinstance(each, ast.ClassDef) and not each.name.startswith("_"):
            yield from public(each)
        elif isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
            yield each


def own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What a function does itself, without what it defines inside."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            yield node
            waiting.extend(ast.iter_child_nodes(node))


def raises_refusal(function: ast.FunctionDef, known: set[str]) -> bool:
    """Raises one of the house's refusals; a function called in its place (`raise self._fault(...)`) counts as well."""
    raised = (node.exc for node in own(function) if isinstance(node, ast.Raise) and node.exc is not None)
    names = ((_name(e.func), True) if isinstance(e, ast.Call) else (_name(e), False) for e in raised)
    return any(name in known or (called and name[:1].islower()) for name, called in names)


def test_a_public_function_that_refuses_says_so() -> None:
    trees = house()
    known = refusals(trees)
    silent = [
        f"{path.relative_to(HOUSE)}:{function.lineno} {function.name}"
        for path, tree in trees.items()
        for function in public(tree)
        if (said := ast.get_docstring(function)) and raises_refusal(function, known) and not SAYS.search(said)
    ]
    assert silent == []
