"""The search index: one line per person with name characters, pinyin letters and digits, kept with every write."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from db.domain.search import name_tokens, search_key
from db.ledger.change import Change

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
_BATCH = 500
BETWEEN = "qqq"
"""A token no name contains, between two names in one line."""
TAIL = "r"
"""Marks a number kept backwards, so that its last digits can be found as a beginning."""


def index_changed(connection: Connection, changes: Sequence[Change]) -> None:
    """Writes the index lines anew of every person whom these changes concern."""
    persons = {change.record_id for change in changes if change.record_type == "person"}
    persons.update(_parents(connection, [c.record_id for c in changes if c.record_type == "child"]))
    edited = [c.record_id for c in changes if c.record_type == "family" and c.kind != "create"]
    persons.update(_members(connection, edited))
    index_persons(connection, persons)


def index_persons(connection: Connection, person_ids: Iterable[str]) -> None:
    """Writes the index lines of these persons anew; voided ones lose theirs."""
    ids = sorted(person_ids)
    for start in range(0, len(ids), _BATCH):
        _index_batch(connection, ids[start : start + _BATCH])


def _index_batch(connection: Connection, ids: list[str]) -> None:
    places = ", ".join("?" * len(ids))
    numbers = connection.exec_driver_sql(f"SELECT no FROM person WHERE id IN ({places})", tuple(ids)).scalars().all()
    connection.exec_driver_sql("DELETE FROM find WHERE rowid = ?", [(no,) for no in numbers])
    lines = [
        (no, *_line(name, (children or "").split(), [id_no, phone, backup, family_phone, case_no], village or ""))
        for no, name, id_no, phone, backup, family_phone, case_no, village, children in connection.exec_driver_sql(
            _PERSONS.format(places=places), tuple(ids)
        )
    ]
    if lines:
        connection.exec_driver_sql(_INSERT, lines)


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
    return "".join(char if char.isascii() and char.isalnum() else " " for char in text.lower()).split()


def _parents(connection: Connection, child_ids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(child_ids), _BATCH):
        ids = tuple(child_ids[start : start + _BATCH])
        places = ", ".join("?" * len(ids))
        for pair in connection.exec_driver_sql(f"SELECT father_id, mother_id FROM child WHERE id IN ({places})", ids):
            found.update(parent for parent in pair if parent)
    return found


def _members(connection: Connection, family_ids: list[str]) -> set[str]:
    if not family_ids:
        return set()
    places = ", ".join("?" * len(family_ids))
    asked = f"SELECT id FROM person WHERE family_id IN ({places})"
    return set(connection.exec_driver_sql(asked, tuple(family_ids)).scalars())
