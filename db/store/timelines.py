"""Timelines of families kept beside the record, so that a day gone by is looked up and not judged again.

Derived from the tables and the rules, and from nothing else: they stand in no log, travel in no package, enter no
digest, and may be thrown away at any time. The tables are made when first needed and are no part of the record's shape.
A row holds one family: the days on which what it adds changes, one character each, and beside each day the number of
the sum that holds from then on. Sums are kept once, thousands of families share them.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection

from db.store.bulk import insert_rows
from db.store.dialect import has_table, on_server

_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS kept_timeline (
        family_id text PRIMARY KEY, org text NOT NULL, village_id text NOT NULL, through text NOT NULL,
        days text NOT NULL, sums text NOT NULL, shared text NOT NULL
    ) STRICT
    """,
    "CREATE INDEX IF NOT EXISTS ix_kept_timeline_through ON kept_timeline (through)",
    "CREATE TABLE IF NOT EXISTS kept_sum (no {number} PRIMARY KEY, said text NOT NULL UNIQUE) STRICT",
    "CREATE TABLE IF NOT EXISTS kept_basis (one {number} PRIMARY KEY, basis text NOT NULL) STRICT",
)
_NAMES = ("kept_timeline", "kept_sum", "kept_basis")
_BATCH = 400
_COLUMNS = ("family_id", "org", "village_id", "through", "days", "sums", "shared")
_BEFORE_ALL = date(1899, 12, 31).toordinal()
_SURROGATES, _HOW_MANY = 0xD800, 0x800
Numbers = tuple[int, ...]


@dataclass(frozen=True)
class Basis:
    """What the timelines kept rest on; another basis, and all of them are thrown away.

    Attributes:
        rules, profile: fingerprints of the rules' code and of the place's profile.
        since: the first day they speak of (ISO).
        beside: fingerprint of what changes tables without a change of their records: answers of a county, cases that
            went to another township, what was erased.
        top, top_hash: the last change of the log they know.
    """

    rules: str
    profile: str
    since: str
    beside: str
    top: int
    top_hash: str


@dataclass(frozen=True, slots=True)
class KeptTimeline:
    """One family's timeline on its way to the table.

    Attributes:
        family_id, org, village_id: whose; "" for no village.
        through: the last day it speaks of.
        stretches: (first day, numbers) in order; None off the register.
        shared: beside each stretch the ids of whoever may stand in another file too; empty when there is nobody.
    """

    family_id: str
    org: str
    village_id: str
    through: date
    stretches: tuple[tuple[date, Numbers | None], ...]
    shared: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptSum:
    """What so many families of one village add on a day, all together.

    `shared`: of each of them, ids of whoever may stand in another file too; they are in no number.
    """

    org: str
    village_id: str
    families: int
    numbers: Numbers
    shared: tuple[str, ...] = ()


def read_basis(connection: Connection) -> Basis | None:
    """What is kept rests on this; None when nothing is kept, or by a program that noted other things."""
    if not has_table(connection, "kept_basis"):
        return None
    text = connection.exec_driver_sql("SELECT basis FROM kept_basis").scalar()
    said = json.loads(text) if text else {}
    return Basis(**said) if said.keys() == _NOTED else None


_NOTED = {each.name for each in fields(Basis)}


def write_basis(connection: Connection, basis: Basis) -> None:
    """Notes what the timelines rest on now."""
    connection.exec_driver_sql("DELETE FROM kept_basis")
    connection.exec_driver_sql("INSERT INTO kept_basis (one, basis) VALUES (1, ?)", (json.dumps(asdict(basis)),))


def throw_away(connection: Connection) -> None:
    """Nothing is kept any more."""
    for name in _NAMES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")


def begin_again(connection: Connection) -> None:
    """Throws everything away; every family waits to be told."""
    throw_away(connection)
    number = "bigint" if on_server(connection) else "INTEGER"
    for sql in _TABLES:
        connection.exec_driver_sql(sql.format(number=number))
    asked = "SELECT id, org, coalesce(village_id, ''), '', '', '', '' FROM family WHERE voided = 0"
    connection.exec_driver_sql(f"INSERT INTO kept_timeline ({', '.join(_COLUMNS)}) {asked}")


def let_wait(connection: Connection, family_ids: Iterable[str]) -> None:
    """What was kept of these families is forgotten; those on file wait to be told."""
    ids = sorted(family_ids)
    for start in range(0, len(ids), _BATCH):
        batch = tuple(ids[start : start + _BATCH])
        places = ", ".join("?" * len(batch))
        connection.exec_driver_sql(f"DELETE FROM kept_timeline WHERE family_id IN ({places})", batch)
        asked = "SELECT id, org, coalesce(village_id, ''), '', '', '', '' FROM family"
        connection.exec_driver_sql(
            f"INSERT INTO kept_timeline ({', '.join(_COLUMNS)}) {asked} WHERE voided = 0 AND id IN ({places})", batch
        )


def waiting(connection: Connection, day: date, most: int = -1) -> list[tuple[str, str]]:
    """(id, township) of families of which nothing is kept that reaches to `day`; -1 for all of them."""
    asked = "SELECT family_id, org FROM kept_timeline WHERE through < ? ORDER BY through, family_id LIMIT ?"
    return [(str(row[0]), str(row[1])) for row in connection.exec_driver_sql(asked, (day.isoformat(), most))]


def how_many(connection: Connection, day: date) -> tuple[int, int]:
    """Of how many families something is kept that reaches to `day`, and of how many there are."""
    asked = "SELECT count(*) FROM kept_timeline"
    late = connection.exec_driver_sql(f"{asked} WHERE through < ?", (day.isoformat(),)).scalar_one()
    total = int(connection.exec_driver_sql(asked).scalar_one())
    return total - int(late), total


def keep(connection: Connection, told: Sequence[KeptTimeline]) -> None:
    """Writes timelines in the place of what was there.

    Args:
        connection: inside a transaction of `store.keeping()`.
        told: of families on file.
    """
    numbers = _sum_numbers(connection, {numbers for each in told for _, numbers in each.stretches if numbers})
    rows = [
        (
            each.family_id,
            each.org,
            each.village_id,
            each.through.isoformat(),
            "".join(_mark(day.toordinal() - _BEFORE_ALL) for day, _ in each.stretches),
            "".join(_mark(numbers[sums] if sums else 0) for _, sums in each.stretches),
            _shared_text(each.shared),
        )
        for each in told
    ]
    for start in range(0, len(rows), _BATCH):
        batch = tuple(row[0] for row in rows[start : start + _BATCH])
        places = ", ".join("?" * len(batch))
        connection.exec_driver_sql(f"DELETE FROM kept_timeline WHERE family_id IN ({places})", batch)
    insert_rows(connection, "kept_timeline", _COLUMNS, rows)


def _sum_numbers(connection: Connection, wanted: set[Numbers]) -> dict[Numbers, int]:
    """The number of each of these sums, given when it is new; 0 is kept for "not on the register"."""
    known = {said: no for no, said in _sums(connection)}
    last = max(known.values(), default=0)
    told = {numbers: f"{_packed((1, *numbers)):x}" for numbers in sorted(wanted)}
    new = [said for said in told.values() if said not in known]
    known |= {said: last + place for place, said in enumerate(new, 1)}
    insert_rows(connection, "kept_sum", ("no", "said"), [(known[said], said) for said in new])
    return {numbers: known[said] for numbers, said in told.items()}


def _sums(connection: Connection) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in connection.exec_driver_sql(SUMS)]


def _shared_text(shared: Sequence[tuple[str, ...]]) -> str:
    """Which of the lines below holds for each stretch, one character each, and the lines; "" for nobody ever."""
    if not any(shared):
        return ""
    lines = {ids: place for place, ids in enumerate(dict.fromkeys(shared))}
    return "\n".join(["".join(_mark(lines[ids]) for ids in shared), *map(" ".join, lines)])


def _shared_ids(text: str, place: int) -> list[str]:
    held, *lines = text.split("\n")
    return lines[ord(held[place]) - 1].split()


def _mark(number: int) -> str:
    """A number as one character that sorts like it: never NUL, never half of a pair."""
    place = number + 1
    return chr(place if place < _SURROGATES else place + _HOW_MANY)


def kept_on(known: Iterable[Sequence[Any]], rows: Iterable[Sequence[str]], day: date) -> list[KeptSum]:
    """What the families told add on a day, by township and village.

    Args:
        known: the rows of `SUMS`.
        rows: those of `ASKED`, or of `ASKED_OF` one township.
        day: within what is kept.
    """
    mark = _mark(day.toordinal() - _BEFORE_ALL)
    packed = {_mark(no): int(said, 16) for no, said in known}
    found: dict[tuple[str, str], int] = {}
    shared: dict[tuple[str, str], list[str]] = {}
    for org, village_id, days, sums, others in rows:
        place = bisect_right(days, mark) - 1
        said = packed.get(sums[place]) if place >= 0 else None
        if said is None:
            continue
        where = org, village_id
        found[where] = found.get(where, 0) + said
        if others:
            shared.setdefault(where, []).extend(_shared_ids(others, place))
    return [_sum(where, whole, shared.get(where, ())) for where, whole in found.items()]


def _sum(where: tuple[str, str], whole: int, shared: Sequence[str]) -> KeptSum:
    families, *numbers = _unpacked(whole)
    return KeptSum(*where, families, tuple(numbers), tuple(shared))


_LANE = 4


def _packed(numbers: Numbers) -> int:
    """Many small numbers as one large one: adding two of them adds each to its like, in one step."""
    return int.from_bytes(b"".join(number.to_bytes(_LANE, "big") for number in numbers), "big")


def _unpacked(whole: int) -> Numbers:
    """The numbers again; the first one, the number of families, is never 0."""
    size = -(-whole.bit_length() // (8 * _LANE)) * _LANE
    told = whole.to_bytes(size, "big")
    return tuple(int.from_bytes(told[at : at + _LANE], "big") for at in range(0, size, _LANE))


SUMS = "SELECT no, said FROM kept_sum"
ASKED = """
    SELECT org, village_id, days, sums, shared FROM kept_timeline
     WHERE through >= ? AND family_id NOT IN (SELECT value FROM json_each(?))
"""
ASKED_OF = f"{ASKED} AND org = ?"
