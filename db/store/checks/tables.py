"""Do tables, kept answers and the index of words say what the log says."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.domain.search import fts_phrase, name_tokens
from db.ledger.change import Change
from db.ledger.fold import RecordState
from db.ledger.line import from_stored
from db.store.checks.answer import Check, Count
from db.store.dialect import ROW_BY_ROW
from db.store.digest import filled_tables
from db.store.folding import fold_known, refused_of, shown_at, turned_away
from db.store.home import home_of
from db.store.searching import index_of
from db.store.tables.entities import TABLES
from db.store.values import columns_of


def check_fold(connection: Connection) -> Check:
    """Every record folded anew from the log equals its row, and there is no row without a change."""
    count = Count()
    for state, first_no, last_no in _folded(connection):
        if state.record_type not in TABLES or not state.created:
            continue
        count.looked_at += 1
        clause = _row_fault(connection, state, (first_no, last_no))
        if clause:
            count.fault(f"{state.record_type} {state.record_id} {clause}")
    for name in sorted(filled_tables(connection)):
        asked = f'SELECT id FROM "{name}" t WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.record_id = t.id)'
        for (record_id,) in connection.exec_driver_sql(asked):
            count.fault(f"{name} {record_id} 没有来历")
    return count.check("fold", "表与修改一致")


def _folded(connection: Connection) -> Iterator[tuple[RecordState, int, int]]:
    """Every record of the log, folded, one at a time."""
    asked = "SELECT record_id, no, hash, header, payload, payload_digest FROM change ORDER BY record_id, no"
    refused = refused_of(connection, connection.exec_driver_sql("SELECT DISTINCT record_id FROM refused").scalars())
    away, home = turned_away(connection), home_of(connection)
    present, mine, numbers = "", list[Change](), (0, 0)
    for record_id, no, *stored in connection.exec_driver_sql(asked, execution_options=ROW_BY_ROW):
        if record_id != present and mine:
            yield shown_at(home, fold_known(mine, refused.get(present, ()), away)), *numbers
            mine = []
        present = record_id
        numbers = (numbers[0] if mine else no, no)
        change = _read(stored)
        if change is not None:
            mine.append(change)
    if mine:
        yield shown_at(home, fold_known(mine, refused.get(present, ()), away)), *numbers


def _row_fault(connection: Connection, state: RecordState, numbers: tuple[int, int]) -> str:
    row = connection.exec_driver_sql(f'SELECT * FROM "{state.record_type}" WHERE id = ?', (state.record_id,))
    found = row.mappings().first()
    if found is None:
        return "没有进表"
    columns = columns_of(state.record_type, state.values)
    expected = {name: columns.get(name) for name in ENTITIES[state.record_type].by_name} | {
        "org": state.org,
        "head": " ".join(state.frontier),
        "voided": int(state.voided),
        "disputed": len(state.conflicts),
        "parallel": int(state.parallel),
        "first_no": numbers[0],
        "last_no": numbers[1],
    }
    wrong = [name for name, value in expected.items() if found[name] != value]
    return f"的 {wrong[0]} 与修改不一致" if wrong else ""


def check_disputes(connection: Connection) -> Check:
    """The answers kept for fields in conflict are exactly those the log gives."""
    count = Count()
    kept: dict[str, set[tuple[str, str, str]]] = {}
    for record_id, *head in connection.exec_driver_sql("SELECT record_id, field, change_hash, value FROM field_head"):
        kept.setdefault(record_id, set()).add((head[0], head[1], head[2]))
        count.looked_at += 1
    for name in sorted(filled_tables(connection)):
        disputed = connection.exec_driver_sql(f'SELECT id FROM "{name}" WHERE disputed > 0').scalars()
        kept.update({record_id: kept.get(record_id, set()) for record_id in disputed})
    for record_id, answers in kept.items():
        if answers != _answers(connection, record_id):
            count.fault(f"{record_id} 的几种说法与修改不一致")
    return count.check("disputes", "待核对的说法")


def _answers(connection: Connection, record_id: str) -> set[tuple[str, str, str]]:
    asked = "SELECT hash, header, payload, payload_digest FROM change WHERE record_id = ?"
    changes = [change for row in connection.exec_driver_sql(asked, (record_id,)) if (change := _read(list(row)))]
    if not changes:
        return set()
    state = fold_known(changes, refused_of(connection, [record_id]).get(record_id, ()), turned_away(connection))
    state = shown_at(home_of(connection), state)
    return {
        (name, head.change, json.dumps(head.value, ensure_ascii=False))
        for name, heads in state.conflicts.items()
        for head in heads
    }


def _read(stored: Sequence[Any]) -> Change | None:
    """None for a change nobody can read: the chain's check has named it."""
    try:
        return from_stored(*stored)
    except Exception:  # noqa: BLE001 - whatever a tampered line raises, the checks go on to the next record
        return None


def check_index(connection: Connection) -> Check:
    """Everyone who stands is in the search index under the name the record has, and nobody else is."""
    count = Count()
    standing = (
        "SELECT p.no, p.name FROM person p JOIN family f ON f.id = p.family_id WHERE p.voided = 0 AND f.voided = 0"
    )
    count.looked_at = int(connection.exec_driver_sql(f"SELECT count(*) FROM ({standing}) s").scalar_one())
    number = index_of(connection).number
    missing = f"SELECT no FROM ({standing}) s WHERE no NOT IN (SELECT {number} FROM find) ORDER BY no"
    absent = set(connection.exec_driver_sql(missing).scalars())
    for no in sorted(absent):
        count.fault(f"第 {no} 号成员查不到")
    extra = f"SELECT {number} FROM find WHERE {number} NOT IN (SELECT no FROM ({standing}) s) ORDER BY {number}"
    for (no,) in connection.exec_driver_sql(extra):
        count.fault(f"第 {no} 号已不在册，索引里还有")
    for no, name in connection.exec_driver_sql(standing).all():
        if no not in absent and not _found_by_name(connection, no, name):
            count.fault(f"第 {no} 号成员按姓名查不到")
    return count.check("index", "查找索引")


def _found_by_name(connection: Connection, no: int, name: str) -> bool:
    tokens = tuple(name_tokens(name))
    index = index_of(connection)
    asked = f"SELECT 1 FROM find WHERE {index.matching} AND {index.number} = ?"
    match = index.asked(f"name : {fts_phrase(tokens)}")
    return not tokens or connection.exec_driver_sql(asked, (match, no)).first() is not None
