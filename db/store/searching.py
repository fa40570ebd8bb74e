"""The search index: one line per person with name characters, pinyin letters and digits, kept with every write."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from db.domain.search import name_tokens, search_key
from db.ledger.change import Change
from db.store.bulk import insert_rows
from db.store.dialect import on_server
from db.store.words import CREATE_WORDS, query_of, words_of

CREATE_FIND = (
    "CREATE VIRTUAL TABLE find USING fts5(name, letters, sound, digits, place, content='', contentless_delete=1,"
    ' tokenize="unicode61 remove_diacritics 0")'
)
"""Contentless: the index keeps no second copy of a name; rowid is `person.no`."""

_PERSONS = """
    SELECT p.no, p.name, p.id_no, p.phone, p.backup_phone, f.phone, f.case_no, v.name,
           (SELECT group_concat(c.name, ' ') FROM child c
             WHERE (c.father_id = p.id OR c.mother_id = p.id) AND c.voided = 0)
      FROM person p JOIN family f ON f.id = p.family_id LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE p.voided = 0 AND f.voided = 0 AND p.id IN ({places})
"""
_INSERT = "INSERT INTO find (rowid, name, letters, sound, digits, place) VALUES (?, ?, ?, ?, ?, ?)"
_SAME_WORDS = "SELECT 1 FROM find WHERE no = ? AND words = CAST(? AS tsvector)"
_OF_PLACES = "SELECT p.id FROM person p JOIN family f ON f.id = p.family_id WHERE f.village_id IN ({places})"
_PARENTS = """
    SELECT father_id FROM child WHERE id IN ({places}) UNION SELECT mother_id FROM child WHERE id IN ({places})
"""
_WERE_PARENTS = """
    SELECT json_extract(nullif(payload, ''), '$.fields.father_id') FROM change WHERE record_id IN ({places})
    UNION SELECT json_extract(nullif(payload, ''), '$.fields.mother_id') FROM change WHERE record_id IN ({places})
"""
_DIFFERENT = """
    SELECT DISTINCT doc FROM (
        SELECT * FROM (SELECT term, doc, col, "offset" FROM temp.words_kept
                       EXCEPT SELECT term, doc, col, "offset" FROM temp.words_fresh)
        UNION ALL
        SELECT * FROM (SELECT term, doc, col, "offset" FROM temp.words_fresh
                       EXCEPT SELECT term, doc, col, "offset" FROM temp.words_kept))
     ORDER BY doc
"""
_BATCH = 500
_RUN = re.compile("[0-9a-z]+")
BETWEEN = "qqq"
"""A token no name contains, between two names in one line."""
TAIL = "r"
"""Marks a number kept backwards, so that its last digits can be found as a beginning."""


_SHOWN = {
    "person": frozenset({"name", "id_no", "phone", "backup_phone", "family_id"}),
    "family": frozenset({"phone", "case_no", "village_id"}),
    "child": frozenset({"name", "father_id", "mother_id"}),
    "org_unit": frozenset({"name"}),
}
"""The fields `_PERSONS` reads, by entity."""


def is_shown(change: Change) -> bool:
    """Whether any of the fields a change writes stands in an index line."""
    return not _SHOWN.get(change.record_type, frozenset()).isdisjoint(change.fields)


@dataclass(frozen=True)
class Index:
    """How the index of this engine is spoken to.

    Attributes:
        create: what makes it.
        line: makes the values of one line of a person's number and columns.
        number: the column that holds `person.no`.
        matching: the condition that a line fits what is asked; `asked` makes its value of a match (see `fts_phrase`).
    """

    create: tuple[str, ...]
    line: Callable[[tuple[object, ...]], tuple[object, ...]]
    number: str
    matching: str
    asked: Callable[[str], str]


_FULL_TEXT = Index((CREATE_FIND,), lambda line: line, "rowid", "find MATCH ?", lambda match: match)
_WORDS = Index(
    CREATE_WORDS,
    lambda line: (line[0], words_of([str(each) for each in line[1:]])),
    "no",
    "words @@ CAST(? AS tsquery)",
    query_of,
)


def index_of(connection: Connection) -> Index:
    """The search index as the engine of this connection keeps it."""
    return _WORDS if on_server(connection) else _FULL_TEXT


def index_changed(connection: Connection, changes: Sequence[Change]) -> None:
    """Writes the index lines anew of every person whom these changes concern."""
    index_persons(connection, persons_concerned(connection, changes))


def persons_concerned(connection: Connection, changes: Sequence[Change]) -> set[str]:
    """Ids of the persons whose index lines show something these changes write."""
    persons = {change.record_id for change in changes if change.record_type == "person"}
    persons.update(_parents(connection, [c for c in changes if c.record_type == "child"]))
    edited = {c.record_id for c in changes if c.record_type == "family" and c.kind != "create"}
    persons.update(_ids(connection, "SELECT id FROM person WHERE family_id IN ({places})", edited))
    renamed = {
        c.record_id for c in changes if c.record_type == "org_unit" and not (c.kind == "create" and not c.parents)
    }
    persons.update(_ids(connection, _OF_PLACES, renamed))
    return persons


def rebuild_index(connection: Connection) -> int:
    """Writes the whole index anew from the tables; the number of persons looked at."""
    connection.exec_driver_sql("DROP TABLE find")
    for sql in index_of(connection).create:
        connection.exec_driver_sql(sql)
    ids = list(connection.exec_driver_sql("SELECT id FROM person").scalars())
    index_persons(connection, ids)
    return len(ids)


def index_faults(connection: Connection) -> tuple[int, ...]:
    """Row numbers of the persons whose index lines are not what the tables say; none when index and tables agree.

    The index keeps no text to compare, so the words themselves are: those it holds, and those a new index would hold.

    Args:
        connection: from `store.reading()`; the index made for comparison is temporary and dropped again.
    """
    if on_server(connection):
        return _words_faults(connection)
    for sql in (
        CREATE_FIND.replace(" find ", " temp.find_fresh ", 1),
        "CREATE VIRTUAL TABLE temp.words_kept USING fts5vocab(main, find, instance)",
        "CREATE VIRTUAL TABLE temp.words_fresh USING fts5vocab(temp, find_fresh, instance)",
    ):
        connection.exec_driver_sql(sql)
    ids = sorted(connection.exec_driver_sql("SELECT id FROM person").scalars())
    for start in range(0, len(ids), _BATCH):
        lines = _lines(connection, ids[start : start + _BATCH])
        if lines:
            connection.exec_driver_sql(_INSERT.replace(" find ", " temp.find_fresh ", 1), lines)
    found = tuple(connection.exec_driver_sql(_DIFFERENT).scalars())
    for name in ("words_fresh", "words_kept", "find_fresh"):
        connection.exec_driver_sql(f"DROP TABLE temp.{name}")
    return found


def _words_faults(connection: Connection) -> tuple[int, ...]:
    """On a server the words themselves are kept and can be compared one by one."""
    left = set(connection.exec_driver_sql("SELECT no FROM find").scalars())
    found = set()
    ids = sorted(connection.exec_driver_sql("SELECT id FROM person").scalars())
    for start in range(0, len(ids), _BATCH):
        for line in map(_WORDS.line, _lines(connection, ids[start : start + _BATCH])):
            if connection.exec_driver_sql(_SAME_WORDS, line).first() is None:
                found.add(int(str(line[0])))
            left.discard(line[0])
    return tuple(sorted(found | left))


def index_persons(connection: Connection, person_ids: Iterable[str]) -> None:
    """Writes the index lines of these persons anew; voided ones lose theirs."""
    ids = sorted(person_ids)
    for start in range(0, len(ids), _BATCH):
        _index_batch(connection, ids[start : start + _BATCH])


def _index_batch(connection: Connection, ids: list[str]) -> None:
    places = ", ".join("?" * len(ids))
    numbers = connection.exec_driver_sql(f"SELECT no FROM person WHERE id IN ({places})", tuple(ids)).scalars().all()
    if not numbers:
        return
    index = index_of(connection)
    places = ", ".join("?" * len(numbers))
    connection.exec_driver_sql(f"DELETE FROM find WHERE {index.number} IN ({places})", tuple(numbers))
    lines = [index.line(line) for line in _lines(connection, ids)]
    if lines and on_server(connection):
        insert_rows(connection, "find", ("no", "words"), lines)
    elif lines:
        connection.exec_driver_sql(_INSERT, lines)


def _lines(connection: Connection, ids: list[str]) -> list[tuple[object, ...]]:
    places = ", ".join("?" * len(ids))
    return [
        (no, *_line(name, (children or "").split(), [id_no, phone, backup, family_phone, case_no], village or ""))
        for no, name, id_no, phone, backup, family_phone, case_no, village, children in connection.exec_driver_sql(
            _PERSONS.format(places=places), tuple(ids)
        )
    ]


def _line(name: str, children: list[str], numbers: list[str | None], place: str) -> tuple[str, ...]:
    """The columns of one person; the children's names stand apart so that no phrase runs from one name into another."""
    key = search_key(name)
    names = f" {BETWEEN} ".join([key.name_spaced, *(" ".join(name_tokens(child)) for child in children)])
    digits = [part for text in numbers if text for part in split_digits(text)]
    both_ways = [*digits, *(TAIL + part[::-1] for part in digits)]
    letters = f"{key.pinyin_full} {key.initials}"
    return names, letters, key.homophone, " ".join(both_ways), " ".join(name_tokens(place))


def split_digits(text: str) -> list[str]:
    """The runs of digits (and a closing X) in a number, lower case, as the index keeps them."""
    return _RUN.findall(text.lower())


def _parents(connection: Connection, changes: Sequence[Change]) -> set[str]:
    """The parents these children have or ever had: a parent who lost the link loses the child's name.

    A child of whom only its creation is told has never had others than those it has.
    """
    children = {change.record_id for change in changes}
    edited = {change.record_id for change in changes if not (change.kind == "create" and not change.parents)}
    return _ids(connection, _PARENTS, children) | _ids(connection, _WERE_PARENTS, edited)


def _ids(connection: Connection, asked: str, ids: Iterable[str]) -> set[str]:
    """The ids that `asked` finds for these, a batch at a time; `{places}` may stand in it more than once."""
    found: set[str] = set()
    wanted = sorted(ids)
    times = asked.count("{places}")
    for start in range(0, len(wanted), _BATCH):
        batch = tuple(wanted[start : start + _BATCH])
        sql = asked.format(places=", ".join("?" * len(batch)))
        found.update(each for each in connection.exec_driver_sql(sql, batch * times).scalars() if each)
    return found
