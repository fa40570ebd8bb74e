"""The word 失独 never stands where a family could see it: screen, paper, terminal, profiles, code lists (fact 9)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.cli.documents import described
from desktop.cli.main import build_parser

WORD = "失独"
ESCAPED = "\\u5931"
ROOT = Path(__file__).parent.parent
READ_ONLY = {
    "desktop/roster/title_words.py": "column titles of other people's lists, read and never shown again",
    "desktop/roster/list_words.py": "what other people's lists call a kind of case, read and never shown again",
    "desktop/roster/members.py": "a column title of other people's lists",
    "desktop/roster/reading.py": "a sheet's name in other people's workbooks",
    "desktop/forms/preflight.py": "what the look before printing refuses to print",
}
"""Where the word may be written down, and why no family can see it there."""


def said_in(source: str) -> Iterator[str]:
    """Every text in a module that could reach a person: string constants that are no docstrings."""
    tree = ast.parse(source)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def modules() -> dict[str, str]:
    """All modules of the program by path."""
    found = (path for folder in ("db", "desktop", "installer") for path in (ROOT / folder).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in found}


def test_no_sentence_of_the_program_uses_it() -> None:
    with_it = {path: source for path, source in modules().items() if WORD in source or ESCAPED in source}
    using = {path for path, source in with_it.items() if any(WORD in text for text in said_in(source))}
    assert using == READ_ONLY.keys()


def test_what_only_reads_it_never_hands_it_on() -> None:
    """These modules say nothing through `tr` that holds it."""
    sources = modules()
    for path in READ_ONLY:
        called = [node for node in ast.walk(ast.parse(sources[path])) if isinstance(node, ast.Call)]
        spoken = [call for call in called if isinstance(call.func, ast.Name) and call.func.id == "tr"]
        assert not [ast.unparse(call) for call in spoken if WORD in ast.unparse(call)], path


@pytest.mark.parametrize("folder", ["profiles", "codes", "forms", "styles", "licences"])
def test_no_resource_uses_it(folder: str) -> None:
    files = [path for path in (ROOT / "resources" / folder).rglob("*") if path.is_file()]
    assert files
    assert not [path.name for path in files if WORD.encode() in path.read_bytes()]


def test_neither_the_front_page_nor_the_terminals_help_uses_it() -> None:
    assert WORD not in (ROOT / "README.md").read_text("utf-8")
    assert WORD not in str(described())
    parsers = [build_parser()]
    while parsers:
        parser = parsers.pop()
        assert WORD not in parser.format_help()
        inner = [action.choices for action in parser._actions if isinstance(action.choices, dict)]
        parsers += [each for choices in inner for each in choices.values()]
