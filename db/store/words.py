"""The search index on a PostgreSQL server: one list of words a person, asked in the language of SQLite's index.

Each word carries the letter of its column, so that one index serves all five and no phrase runs from one into another.
"""

import re
from collections.abc import Sequence

COLUMNS = ("name", "letters", "sound", "digits", "place")
CREATE_WORDS = (
    "CREATE TABLE find (no bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX ix_find_words ON find USING gin (words)",
)
_PIECE = re.compile(
    r'(?P<columns>\{[a-z ]+\}|[a-z]+) : |"(?P<phrase>(?:[^"]|"")*)"(?P<open>\*?)|(?P<sign>AND|OR|[()])| +'
)
_SIGNS = {"AND": " & ", "OR": " | "}


def words_of(line: Sequence[str]) -> str:
    """The columns of one person as the text of a `tsvector`: every word with its place in its column.

    Args:
        line: the words of each of `COLUMNS`, separated by blanks.
    """
    return " ".join(
        f"{_quoted(column, word)}:{place}"
        for column, text in zip(COLUMNS, line, strict=True)
        for place, word in enumerate(text.lower().split(), start=1)
    )


def query_of(match: str) -> str:
    """What SQLite's index would be asked, as the text of a `tsquery`.

    Args:
        match: phrases in double quotes, with `*` for a beginning, each after the columns it is looked for in; joined by
            AND, OR and brackets.

    Raises:
        ValueError: anything else.
    """
    said: list[str] = []
    within: list[tuple[str, ...]] = [COLUMNS]
    asked: tuple[str, ...] | None = None
    at = 0
    while at < len(match):
        piece = _PIECE.match(match, at)
        if piece is None:
            raise ValueError(match)
        at = piece.end()
        if piece["columns"]:
            asked = tuple(piece["columns"].strip("{}").split())
        elif piece["phrase"] is not None:
            said.append(_phrase(asked or within[-1], piece["phrase"], beginning=bool(piece["open"])))
            asked = None
        elif piece["sign"] == "(":
            within.append(asked or within[-1])
            asked = None
            said.append("(")
        elif piece["sign"] == ")":
            within.pop()
            said.append(")")
        elif piece["sign"]:
            said.append(_SIGNS[piece["sign"]])
    return "".join(said)


def _phrase(columns: Sequence[str], text: str, *, beginning: bool) -> str:
    words = text.replace('""', '"').lower().split() or [""]
    ways = []
    for column in columns:
        quoted = [_quoted(column, word) for word in words]
        ways.append(" <-> ".join(quoted) + (":*" if beginning else ""))
    return "(" + " | ".join(ways) + ")"


def _quoted(column: str, word: str) -> str:
    plain = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{column[0]}={plain}'"
