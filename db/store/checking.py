"""Is the record whole: cipher, file, references, change chain, fold, audit trail and search index, each by itself.

Everything is streamed: a record of ten years is checked in the memory of one record and one chain of hashes.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.domain.search import fts_phrase, name_tokens
from db.ledger.change import Change, digest, hash_of
from db.ledger.fold import RecordState
from db.ledger.line import from_stored
from db.store.attesting import tally
from db.store.audit import audit_gap
from db.store.cipher import require_cipher, self_check
from db.store.county_ledger import ledger_length, verify_ledger
from db.store.damage import CipherInactive, looks_plain
from db.store.dialect import ROW_BY_ROW, on_server
from db.store.digest import filled_tables
from db.store.erasing import gone_ids
from db.store.folding import fold_known, refused_of, shown_at, turned_away
from db.store.home import home_of
from db.store.searching import index_of
from db.store.server_checks import broken_references, has_page_sums, rows_read, unsafe_settings, unsealed
from db.store.settings import SECRET, read_setting
from db.store.store import DATABASE
from db.store.tables.entities import TABLES
from db.store.values import columns_of

_FORKS_SHOWN = 5


@dataclass(frozen=True)
class Check:
    """One question and its answer.

    Attributes:
        name: `cipher`, `integrity`, `references`, `chain`, `attested`, `fold`, `disputes`, `ledger`, `audit`, `index`.
        title: in Chinese.
        looked_at: how many things were looked at.
        faults: how many were wrong.
        first: the first fault in a Chinese clause, with ids and numbers only; "" when there is none.
        notes: what is no fault but should be known (two heads from one station, B-34).
    """

    name: str
    title: str
    looked_at: int
    faults: int
    first: str = ""
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing wrong."""
        return self.faults == 0


@dataclass
class _Count:
    """Counts what is looked at and keeps the first fault."""

    looked_at: int = 0
    faults: int = 0
    first: str = ""

    def fault(self, clause: str) -> None:
        self.faults += 1
        self.first = self.first or clause

    def check(self, name: str, title: str, notes: tuple[str, ...] = ()) -> Check:
        return Check(name, title, self.looked_at, self.faults, self.first, notes)


def check_record(connection: Connection) -> tuple[Check, ...]:
    """All checks, in the order in which one explains the next.

    Args:
        connection: from `store.reading()`; nothing is written.
    """
    return tuple(look(connection) for look in CHECKS)


def check_cipher(connection: Connection) -> Check:
    """The cipher answers its version, and the file on disk is no plain one (D-01)."""
    if on_server(connection):
        return _check_seals(connection)
    count = _Count(looked_at=2)
    try:
        require_cipher()
    except CipherInactive:
        count.fault("加密组件没有生效")
    path = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    answered = connection.exec_driver_sql("PRAGMA cipher_version").scalar()
    if not answered:
        count.fault("打开的文件没有经过加密组件")
    if path and looks_plain(Path(path)):
        count.fault(f"{DATABASE} 没有加密")
    return count.check("cipher", "加密")


def _check_seals(connection: Connection) -> Check:
    """On a server: the secret keys open under the vault's key and under no other, so nobody there can read them."""
    count = _Count(looked_at=len(SECRET))
    for name in unsealed(connection):
        count.fault(f"{name} 没有封好")
    return count.check("cipher", "加密")


def _check_reading(connection: Connection) -> Check:
    """On a server: every row can be read, and what is committed stays when the power goes."""
    count = _Count(looked_at=rows_read(connection))
    for name in unsafe_settings(connection):
        count.fault(f"服务器的 {name} 关着，断电可能丢失已保存的内容")
    notes = () if has_page_sums(connection) else ("服务器没有打开页校验（data_checksums），磁盘出错时不容易发现",)
    return count.check("integrity", "文件完整", notes)


def check_integrity(connection: Connection) -> Check:
    """Every page of the file, both by the cipher and by the database (finding 5)."""
    if on_server(connection):
        return _check_reading(connection)
    pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    driver = connection.connection.driver_connection
    found = [finding for finding in self_check(driver) if not _of_references(finding.detail)]
    first = f"第 {found[0].page} 页" if found and found[0].page else "文件" if found else ""
    return Check("integrity", "文件完整", pages, len(found), f"{first}有损坏" if first else "")


def _of_references(text: str) -> bool:
    """`self_check` also tells broken references, as a row in brackets; these have their own check."""
    return text.startswith("(")


def check_references(connection: Connection) -> Check:
    """Every reference points at a record that is here."""
    count = _Count()
    for name in sorted(filled_tables(connection)):
        refs = [f'count("{spec.name}")' for spec in ENTITIES[name].fields if spec.kind == "ref"]
        if refs:
            asked = f'SELECT {" + ".join(refs)} FROM "{name}"'
            count.looked_at += int(connection.exec_driver_sql(asked).scalar_one())
    for table, row, parent in broken_references(connection):
        count.fault(f"{table} 第 {row} 行指向的 {parent} 不存在")
    return count.check("references", "引用")


def check_chain(connection: Connection) -> Check:
    """Every change's hash is that of its content, its predecessor is known, and our own chain reaches the tip.

    Two changes with one predecessor are told, not counted as a fault: restored and cloned laptops make them (B-34).
    """
    count = _Count()
    asked = "SELECT no, hash, prev_hash, org, station_id, record_type, record_id, group_id, header, payload,"
    log = connection.exec_driver_sql(f"{asked} payload_digest FROM change ORDER BY no", execution_options=ROW_BY_ROW)
    gone = gone_ids(connection)
    for row in log:
        count.looked_at += 1
        clause = _change_fault(tuple(row)) or _blank_fault(tuple(row), gone)
        if clause:
            count.fault(f"第 {row[0]} 条修改{clause}")
    orphans = """
        SELECT c.no FROM change c WHERE c.prev_hash <> ''
           AND NOT EXISTS (SELECT 1 FROM change p WHERE p.hash = c.prev_hash)
           AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.prev_hash){vouched} ORDER BY c.no
    """
    own = read_setting(connection, "office")["station_id"]
    for (no,) in connection.exec_driver_sql(orphans.format(vouched=_vouched(connection, own))):
        count.fault(f"第 {no} 条修改的前一条不在这里")
    tip = read_setting(connection, "tip", {"hash": "", "seq": 0})
    known = connection.exec_driver_sql("SELECT 1 FROM change WHERE hash = ?", (tip["hash"],)).first()
    if tip["hash"] and known is None:
        count.fault("本机最后一条修改不在这里")
    after = "SELECT c.no FROM change c WHERE c.station_id = ? AND c.prev_hash = ? ORDER BY c.no LIMIT 1"
    beyond = connection.exec_driver_sql(after, (own, tip["hash"])).scalar() if tip["hash"] else None
    if beyond is not None:
        count.fault(f"第 {beyond} 条修改在本机最后一条之后")
    return count.check("chain", "修改链", (*_forks(connection), *_clocks(connection)))


def _vouched(connection: Connection, own: str) -> str:
    """What stands without its predecessor: its author's chain may lead through another township's stream.

    At a laptop that is whatever a county's answer brought, also when that county was put back since and has not
    entered it again; at a county what a township gave back to it after a backup was put back: cases of another township
    that were granted to it, and the county's own words.
    """
    if read_setting(connection, "office")["role"] != "county":
        return f" AND c.station_id = '{own}' AND NOT EXISTS (SELECT 1 FROM ledger v WHERE v.change_hash = c.hash)"
    in_another = "SELECT 1 FROM ledger v WHERE v.change_hash = c.hash AND v.org <> c.org"
    return f" AND c.station_id <> '{own}' AND NOT EXISTS ({in_another})"


def _change_fault(row: tuple[Any, ...]) -> str:
    _, change_hash, prev_hash, org, station, record_type, record_id, group, header, payload, payload_digest = row
    if payload and digest(payload) != payload_digest:
        return "的内容与它的摘要不符"
    if hash_of(header, payload_digest) != change_hash:
        return "的摘要不对"
    try:
        said = json.loads(header)
    except ValueError:
        return "的抬头读不懂"
    kept = {
        "prev_hash": prev_hash,
        "org": org,
        "station_id": station,
        "record_type": record_type,
        "record_id": record_id,
        "group": group,
    }
    wrong = [name for name, value in kept.items() if said.get(name) != value]
    return f"的 {wrong[0]} 与抬头不符" if wrong else ""


def _blank_fault(row: tuple[Any, ...], gone: frozenset[str]) -> str:
    """Contents are missing where a purge says so, and nowhere else (B-19)."""
    record_id, header, payload = row[6], row[8], row[9]
    if not payload:
        return "" if record_id in gone else "没有内容，也没有清除它的依据"
    if record_id in gone and json.loads(header)["kind"] != "purge":
        return "属于已依法清除的记录，内容还在"
    return ""


def _forks(connection: Connection) -> Iterator[str]:
    asked = """
        SELECT station_id, prev_hash, count(*) FROM change GROUP BY station_id, prev_hash HAVING count(*) > 1 LIMIT ?
    """
    for station, prev_hash, heads in connection.exec_driver_sql(asked, (_FORKS_SHOWN,)):
        where = f"{prev_hash[:8]} 之后" if prev_hash else "从头起"
        yield f"电脑 {station[:8]} 的修改在{where}分成 {heads} 支，可能有两台电脑用过同一份数据"


def _clocks(connection: Connection) -> Iterator[str]:
    """A laptop's clock that went backwards between two changes of its chain (B-09): shown, nothing rests on it."""
    asked = """
        SELECT c.no, json_extract(p.header, '$.wall_time'), json_extract(c.header, '$.wall_time')
          FROM change c JOIN change p ON p.hash = c.prev_hash AND p.station_id = c.station_id
         WHERE json_extract(c.header, '$.wall_time') < json_extract(p.header, '$.wall_time') ORDER BY c.no LIMIT ?
    """
    for no, before, after in connection.exec_driver_sql(asked, (_FORKS_SHOWN,)):
        yield f"第 {no} 条修改的时钟是 {str(after)[:10]}，前一条是 {str(before)[:10]}：这台电脑的日期可能不对"


def check_attested(connection: Connection) -> Check:
    """How many sessions their own person proved, and who has more than one key (B-50): told, and never a fault."""
    found = tally(connection)
    looked_at, notes = found.proved + found.unproved + found.misfit, list[str]()
    if found.proved or found.misfit:
        unfit = f"，{found.misfit} 次的签名不符" if found.misfit else ""
        notes.append(f"登录 {looked_at} 次：{found.proved} 次有本人签名，{found.unproved} 次没有{unfit}")
    names = {
        str(each): str(name) for each, name in connection.exec_driver_sql("SELECT id, name FROM worker ORDER BY no")
    }
    for author, keys in sorted(found.rekeyed.items()):
        who = names.get(author, author[:8])
        notes.append(f"{who}有 {keys} 把签名钥匙：恢复过口令，或者有人用了这个名字，请问一问本人")
    return Check("attested", "本人签名", looked_at, 0, "", tuple(notes))


def check_fold(connection: Connection) -> Check:
    """Every record folded anew from the log equals its row, and there is no row without a change."""
    count = _Count()
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


def _read(stored: list[Any]) -> Change | None:
    """None for a change nobody can read: the chain's check has named it."""
    try:
        return from_stored(*stored)
    except Exception:  # noqa: BLE001 - whatever a tampered line raises, the checks go on to the next record
        return None


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
    count = _Count()
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


def check_ledger(connection: Connection) -> Check:
    """Every township's stream of the county's ledger is unbroken, and nothing it speaks of is missing (B-23)."""
    entries = ledger_length(connection)
    found = verify_ledger(connection)
    first = f"{found[0].org} 第 {found[0].ledger_no} 号{found[0].clause}" if found else ""
    return Check("ledger", "县级账", entries, len(found), first)


def check_audit(connection: Connection) -> Check:
    """The audit trail is one unbroken chain (D-73)."""
    entries = int(connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one())
    gap = audit_gap(connection)
    return Check("audit", "操作记录", entries, int(gap is not None), f"第 {gap.no} 条起接不上" if gap else "")


def check_index(connection: Connection) -> Check:
    """Everyone who stands is in the search index under the name the record has, and nobody else is."""
    count = _Count()
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


CHECKS: tuple[Callable[[Connection], Check], ...] = (
    check_cipher,
    check_integrity,
    check_references,
    check_chain,
    check_attested,
    check_fold,
    check_disputes,
    check_ledger,
    check_audit,
    check_index,
)
"""All checks in their order."""
