"""What a command answers with: one document for programs, aligned Chinese text for people."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

DONE, BUG, REFUSED = 0, 1, 3
GAP = "  "
_WIDE = frozenset("WF")


@dataclass(frozen=True)
class Answer:
    """The outcome of a command.

    Attributes:
        document: what `--json` prints; keys as in `nuanxin help json`.
        text: what is printed otherwise, without the final line end.
        exit_code: `DONE`; `REFUSED` when something asked for was refused and the answer says so.
    """

    document: Mapping[str, Any]
    text: str
    exit_code: int = DONE


def width(text: str) -> int:
    """Columns a text takes on a terminal: Chinese takes two, combining marks none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in text
    )


def pad(text: str, columns: int) -> str:
    """The text filled with blanks to so many columns; a longer one stays whole."""
    return text + " " * max(columns - width(text), 0)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns aligned for Chinese, a blank kept where there is nothing to say."""
    lines = [tuple(heads), *(tuple(row) for row in rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(GAP.join(map(pad, line, widths)).rstrip() for line in lines)


def pairs(facts: Iterable[tuple[str, str]]) -> str:
    """Label and value below each other, values aligned; empty values are left out."""
    kept = [(label, value) for label, value in facts if value]
    column = max((width(label) for label, _ in kept), default=0)
    return "\n".join(f"{pad(label, column)}{GAP}{value}" for label, value in kept)


def sections(*parts: str) -> str:
    """The parts that are not empty, a blank line between them."""
    return "\n\n".join(part for part in parts if part)


def write_answer(answer: Answer, stream: TextIO, *, as_json: bool) -> None:
    """Prints the document or the text; characters the terminal cannot show are written as their code."""
    if as_json:
        plain = (stream.encoding or "").lower().replace("-", "") not in {"utf8", "utf8sig"}
        said = json.dumps(answer.document, ensure_ascii=plain, indent=2)
    else:
        said = answer.text
    write_line(said, stream)


def write_line(text: str, stream: TextIO | None = None) -> None:
    """Prints one text and its line end; characters the terminal cannot show are written as their code."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()
