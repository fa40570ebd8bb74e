"""Our SQL on PostgreSQL: the statements are written once, for SQLite, and a few words of them are said otherwise here.

What both engines understand is written that way in the first place (`ON CONFLICT DO NOTHING`, `IS NOT DISTINCT FROM`,
`NULLS FIRST`). What is left are a few spellings, replaced below outside of quotes, and functions the server is given.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES

FUNCTIONS = (
    """
    CREATE FUNCTION json_extract(document text, path text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT nullif($1, '')::json #>> string_to_array(substr($2, 3), '.') $$
    """,
    """
    CREATE FUNCTION json_each(document text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT json_array_elements_text(nullif($1, '')::json) $$
    """,
    """
    CREATE FUNCTION json_list(parts json[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT array_to_json($1)::text $$
    """,
    """
    CREATE AGGREGATE json_group_array(json)
    (SFUNC = array_append, STYPE = json[], INITCOND = '{}', FINALFUNC = json_list)
    """,
)
"""Functions of SQLite that PostgreSQL has under no spelling: they read the JSON text our columns hold."""

_T = TypeVar("_T")
_PARTS = re.compile(r"""('(?:[^']|'')*'|"[^"]*")""")
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"\[(\w+)\]", r'"\1"'),
        (r"\bgroup_concat\(", "string_agg("),
        (r"\bjson_array\(", "json_build_array("),
        (r"\bchar\((\d+)\)", r"chr(\1)"),
        (r"\bLIMIT -1\b", "LIMIT ALL"),
        (r"\bLIMIT \?", "LIMIT nullif(?, -1)"),
        (r"\bIN \(\)", "IN (NULL)"),
        (r"\) STRICT\b", ")"),
    )
)
_ORDER = re.compile(r"ORDER BY((?:[^()]|\([^()]*\))+?)(\s+LIMIT\b|\)|\s*$)")
_ITEM = re.compile(r'(?:\w+\.)?["\[]?(\w+)["\]]?( DESC)?')
_MAYBE_EMPTY = frozenset(name for entity in ENTITIES.values() for name in entity.by_name)
_LONG = 20
_LISTED = re.compile(rf"(?<!NOT )\bIN \(\?(?:, \?){{{_LONG - 1},}}\)")
_NAMED = re.compile(r"(?<!:):([a-z]\w*)")


@lru_cache(maxsize=4096)
def translated(statement: str, *, named: bool = False) -> str:
    """A statement of ours as the PostgreSQL driver wants it.

    Args:
        statement: with `?`, or with `:name` where the values come by name.
        named: whether they do.

    Returns:
        The same with the driver's places; what stands in quotes stays as it is, but for the driver's own `%`.
    """
    parts = _PARTS.split(_ORDER.sub(_empty_first, statement).replace("%", "%%"))
    return "".join(part if at % 2 else _said(part, named=named) for at, part in enumerate(parts))


def _empty_first(order: re.Match[str]) -> str:
    """What is empty stands first, as SQLite sorts it; columns that never are empty keep their index."""
    items = []
    for item in order[1].split(","):
        named = _ITEM.fullmatch(item.strip())
        empty = named is not None and named[1] in _MAYBE_EMPTY
        items.append(f"{item.rstrip()} NULLS {'LAST' if named and named[2] else 'FIRST'}" if empty else item)
    return f"ORDER BY{','.join(items)}{order[2]}"


def _said(part: str, *, named: bool) -> str:
    for pattern, said in _SPELLINGS:
        part = pattern.sub(said, part)
    return _NAMED.sub(r"%(\1)s", part) if named else part.replace("?", "%s")


def as_lists(statement: str, values: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """A statement whose long `IN (?, ?, ...)` are one value each: the server plans it once, however many there are.

    Texts and whole numbers are written as the server's array here: its driver would take one after the other.

    Args:
        statement: of ours, with `?`.
        values: in their order.
    """
    if len(values) < _LONG:
        return statement, values
    said, left, at, kept = [], list(values), 0, list[Any]()
    for found in _LISTED.finditer(statement):
        before = statement[at : found.start()]
        places, listed = _PARTS.sub("", before).count("?"), found[0].count("?")
        array, kind = _array(left[places : places + listed])
        kept += [*left[:places], array]
        left = left[places + listed :]
        said.append(f"{before}= ANY(?::{kind})")
        at = found.end()
    return "".join((*said, statement[at:])), (*kept, *left)


def _array(values: list[Any]) -> tuple[str, str]:
    """The text of an array, and its type."""
    if all(isinstance(each, int) for each in values):
        return f"{{{','.join(map(str, values))}}}", "bigint[]"
    quoted = '","'.join(each.replace("\\", r"\\").replace('"', r"\"") for each in values)
    return f'{{"{quoted}"}}', "text[]"


def portions(connection: Connection, values: Iterable[_T]) -> Iterator[tuple[_T, ...]]:
    """As many of these at a time as one `IN (...)` takes: for a server that is one value, however many there are.

    Args:
        connection: from the store.
        values: each once; in their order.
    """
    listed = list(values)
    most = _ON_SERVER if on_server(connection) else _IN_FILE
    for start in range(0, len(listed), most):
        yield tuple(listed[start : start + most])


_IN_FILE, _ON_SERVER = 500, 5000


def places(values: Sequence[object]) -> str:
    """So many places in a statement."""
    return ", ".join("?" * len(values))


ROW_BY_ROW: Mapping[str, Any] = MappingProxyType({"stream_results": True})
"""Execution options for answers longer than memory: a server hands them over piece by piece, a file always does."""


def on_server(connection: Connection) -> bool:
    """Whether the record lies on a PostgreSQL server."""
    return connection.dialect.name == "postgresql"


def has_table(connection: Connection, name: str) -> bool:
    """Whether a table of this name is there: one that is made when it is first needed may not be."""
    asked = "SELECT to_regclass(?)" if on_server(connection) else "SELECT name FROM sqlite_master WHERE name = ?"
    return connection.exec_driver_sql(asked, (name,)).scalar() is not None


def defer_references(connection: Connection) -> None:
    """What points at a record is looked at when the transaction ends: what it points at may be written after it."""
    connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED" if on_server(connection) else _DEFER)


_DEFER = "PRAGMA defer_foreign_keys = ON"
