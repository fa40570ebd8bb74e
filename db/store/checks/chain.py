"""Are the chains whole: of changes, of who proved them, of the county's ledger, of the audit trail."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from db.ledger.change import digest, hash_of
from db.store.attesting import tally
from db.store.audit import audit_gap
from db.store.checks.answer import Check, Count
from db.store.county_ledger import ledger_length, verify_ledger
from db.store.dialect import ROW_BY_ROW
from db.store.gone import gone_ids
from db.store.settings import read_setting

_FORKS_SHOWN = 5


def check_chain(connection: Connection) -> Check:
    """Every change's hash is that of its content, its predecessor is known, and our own chain reaches the tip.

    Two changes with one predecessor are told, not counted as a fault: restored and cloned laptops make them (B-34).
    """
    count = Count()
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
