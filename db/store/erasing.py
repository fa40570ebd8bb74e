"""Erasing records for good: every payload, row, index line, draft and file that tells of them (B-19).

The chain stays: a change commits to its payload's digest alone. What is erased is remembered by id, so that nothing
brings it back, whatever arrives later: each change is kept without its payload as soon as its record is on the list.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection

from db.domain.entities.belonging import hangs_on
from db.ledger.change import Change, erased
from db.ledger.line import from_line, from_stored, to_line
from db.ledger.purge import goes
from db.store.dialect import ROW_BY_ROW
from db.store.folding import changes_of, refold
from db.store.gone import Gone, gone_ids, listed_ids, put_on_list
from db.store.searching import index_persons, persons_concerned
from db.store.sieve import file_of, following
from db.store.timelines import throw_away

_LEAST_NAME = 2
_TELLING = ("name", "proxy_name", "id_no", "phone", "backup_phone", "proxy_phone", "bank_account", "case_no")
"""Fields whose values lead to somebody wherever they stand."""


@dataclass(frozen=True)
class Erased:
    """What an erasure did here.

    Attributes:
        records: records on the list that were not on it before; changes: payloads that went.
        unsent: of these, changes the county never had.
        derived: records that were not named and went because they hang on those that were.
    """

    records: int = 0
    changes: int = 0
    unsent: int = 0
    derived: tuple[Gone, ...] = ()


def erase(connection: Connection, gone: Iterable[Gone], *, follow: bool = True, again: bool = False) -> Erased:
    """Erases records and remembers them; what hangs on them and the county never had goes as well.

    Args:
        connection: inside the writing transaction.
        gone: what is to be erased or spared; known or not yet known here.
        follow: whether new records of this laptop are looked at for what they hang on.
        again: the decision comes back to a county that had lost it, and that may have taken in since what hangs on it
            (B-35); all it does not name were new then, and every creation is looked at.

    Returns:
        What it did; nothing when everything was erased before.
    """
    listed, here = listed_ids(connection), gone_ids(connection)
    fresh = [each for each in gone if each.record_id not in listed]
    if not fresh and not listed:
        return Erased()
    put_on_list(connection, fresh)
    _name_kinds(connection)
    ids = {each.record_id for each in fresh if not each.spared}
    # what was erased before, nothing has been hung on since: only news make it worth reading what is not handed over
    known = listed | {each.record_id for each in fresh}
    asked = _MADE if again else f"{_MADE} AND {_NOT_IN_LEDGER}"
    derived = _derive(connection, known, here | ids, asked) if again or (follow and ids) else []
    put_on_list(connection, derived)
    ids |= {each.record_id for each in derived}
    left = _left_over(connection)
    if not ids and not left:
        return Erased()
    throw_away(connection)  # what was worked out of those who are gone, under their ids
    changes, unsent = _erase_payloads(connection, ids | left)
    return Erased(len(ids), changes, unsent, tuple(derived))


def _name_kinds(connection: Connection) -> None:
    """A decision names its records by id alone; what kind they are the log knows."""
    asked = """
        UPDATE purged SET record_type = (SELECT min(c.record_type) FROM change c WHERE c.record_id = purged.record_id)
         WHERE record_type = '' AND EXISTS (SELECT 1 FROM change c WHERE c.record_id = purged.record_id)
    """
    connection.exec_driver_sql(asked)


def _left_over(connection: Connection) -> set[str]:
    """Records on the list with a payload still here: the list came from outside, the database from a copy."""
    asked = """
        SELECT p.record_id, c.hash, c.header, c.payload, c.payload_digest FROM purged p
          JOIN change c ON c.record_id = p.record_id WHERE p.spared = 0 AND c.payload <> ''
    """
    rows = connection.exec_driver_sql(asked).all()
    return {str(row[0]) for row in rows if goes(from_stored(*row[1:]), {str(row[0])})}


def _derive(connection: Connection, listed: AbstractSet[str], gone: AbstractSet[str], asked: str) -> list[Gone]:
    """Records whose creation says that they hang on what goes, and on each other; `asked`: which of the log's.

    Read again until no more is found: what hangs on another nearly always comes after it, and the log is long.
    """
    found: list[Gone] = []
    growing, known, before = set(gone), set(listed), -1
    while len(found) != before:
        before = len(found)
        for change in _creations(connection, asked):
            if change.record_id not in known and hangs_on(change.record_type, change.fields, growing):
                known.add(change.record_id)
                growing.add(change.record_id)
                found.append(following(connection, change, change.by.org))
    return found


_MADE = """
    SELECT c.hash, c.header, c.payload, c.payload_digest FROM change c
     WHERE json_extract(c.header, '$.kind') = 'create' AND c.payload <> ''
"""
_NOT_IN_LEDGER = """
    NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash AND l.org = c.org AND l.rejected = '')
"""


def _creations(connection: Connection, asked: str) -> Iterator[Change]:
    """Creations of the log as asked for, of what was refused, and of what waits."""
    refused = "SELECT hash, header, payload, payload_digest FROM refused WHERE payload <> ''"
    for sql in (asked, refused):
        for row in connection.exec_driver_sql(sql, execution_options=ROW_BY_ROW):
            change = from_stored(*row)
            if change.kind == "create":
                yield change
    yield from (change for change in _held(connection) if change.kind == "create")


def _held(connection: Connection) -> Iterator[Change]:
    waiting = connection.exec_driver_sql("SELECT line FROM held ORDER BY hash", execution_options=ROW_BY_ROW)
    for (line,) in waiting:
        yield from_line(line.encode(), 0)


def _erase_payloads(connection: Connection, ids: AbstractSet[str]) -> tuple[int, int]:
    """Of these records: log, refused and waiting changes, rows, answers in conflict, index lines, drafts."""
    logged = [change for known in changes_of(connection, sorted(ids)).values() for _, change in known]
    going = [change for change in logged if goes(change, ids) and not change.purged]
    refused = [change for change in _refused(connection, ids) if goes(change, ids)]
    held = [change for change in _held(connection) if goes(change, ids) and not change.purged]
    telling = set(_telling([*going, *refused, *held])) | ids
    persons = persons_concerned(connection, going)  # before the log forgets whose parents they were
    _remember(connection, going)
    if going:
        rows = [(change.hash,) for change in going]
        connection.exec_driver_sql("UPDATE change SET payload = '' WHERE hash = ?", rows)
    if refused:
        connection.exec_driver_sql("UPDATE refused SET payload = '' WHERE hash = ?", [(c.hash,) for c in refused])
    if held:
        lines = [(to_line(erased(change)).decode(), change.hash) for change in held]
        connection.exec_driver_sql("UPDATE held SET line = ? WHERE hash = ?", lines)
    refold(connection, sorted({change.record_id for change in going}))
    index_persons(connection, persons)
    _drop_drafts(connection, telling)
    unsent = sum(_unsent(connection, change) for change in going)
    return len(going) + len(refused) + len(held), unsent


def _refused(connection: Connection, ids: AbstractSet[str]) -> Iterator[Change]:
    for row in connection.exec_driver_sql(
        "SELECT hash, header, payload, payload_digest, record_id FROM refused WHERE payload <> ''"
    ).all():
        if row[4] in ids:
            yield from_stored(*row[:4])


def _remember(connection: Connection, going: Sequence[Change]) -> None:
    """How many payloads went, by record, and the files of the attachments among them."""
    counted: dict[str, list[int]] = {}
    for change in going:
        mine = counted.setdefault(change.record_id, [0, 0])
        mine[0] += 1
        mine[1] += _unsent(connection, change)
    rows = [(changes, unsent, record_id) for record_id, (changes, unsent) in counted.items()]
    if rows:
        asked = "UPDATE purged SET changes = changes + ?, unsent = unsent + ? WHERE record_id = ?"
        connection.exec_driver_sql(asked, rows)
    files = [(file_of(change), change.record_id) for change in going if file_of(change)]
    if files:
        connection.exec_driver_sql("UPDATE purged SET sha256 = ? WHERE record_id = ?", files)


def _unsent(connection: Connection, change: Change) -> int:
    asked = "SELECT 1 FROM ledger WHERE change_hash = ? AND rejected = ''"
    return int(connection.exec_driver_sql(asked, (change.hash,)).first() is None)


def _telling(changes: Iterable[Change]) -> Iterator[str]:
    """The names and numbers that stood in what goes."""
    for change in changes:
        for name in _TELLING:
            value = change.fields.get(name)
            if isinstance(value, str) and len(value.strip()) >= _LEAST_NAME:
                yield value.strip()


def _drop_drafts(connection: Connection, telling: AbstractSet[str]) -> None:
    """Unfinished typing about these people; a draft is nobody's record yet."""
    for key, content in connection.exec_driver_sql("SELECT key, content FROM draft").all():
        text = f"{key} {_plain(str(content))}"
        if any(word in text for word in telling):
            connection.exec_driver_sql("DELETE FROM draft WHERE key = ?", (key,))


def _plain(content: str) -> str:
    """The draft's characters as they were typed."""
    with suppress(ValueError):
        return json.dumps(json.loads(content), ensure_ascii=False)
    return content


def telling_words(changes: Iterable[Change]) -> frozenset[str]:
    """The names and numbers in these changes by which somebody could be found."""
    return frozenset(_telling(changes))
