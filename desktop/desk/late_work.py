"""What a laptop brought after it was stood down, by family, in words, for an officer to accept or to leave (B-49)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from db.clock import CHINA
from db.domain.entities.registry import ENTITIES
from db.queries.office import worker_names
from db.store.folding import row_of
from db.sync.county.reviewing import Late, accept_reviewed, review_queue
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.values import value_words
from desktop.words import tr

_SHOWN = 6


@dataclass(frozen=True)
class LateLine:
    """One change that waits.

    Attributes:
        change: its hash.
        title: kind of record and what is done (`走访慰问，新增`); what: the values it would write.
        by: who wrote it when.
    """

    change: str
    title: str
    what: str
    by: str


@dataclass(frozen=True)
class LateFamily:
    """The changes of one family; `family_id` "" gathers those of none on file.

    Attributes:
        org_name: the township; name: of the family.
        lines: what waits, in the order in which it was written.
    """

    family_id: str
    org_name: str
    name: str
    lines: tuple[LateLine, ...]


def late_work(desk: Desk, station_id: str = "") -> tuple[LateFamily, ...]:
    """Everything that waits, by township and family.

    Args:
        desk: the county's desk.
        station_id: of one laptop; "" for all.

    Raises:
        NotACounty: this is a township's record.
    """
    store = desk.record.store
    waiting = [each for each in review_queue(store) if station_id in {"", each.station_id}]
    townships: dict[str, str] = store.setting("townships", {})
    with store.reading() as connection:
        names = worker_names(connection)
        families = _families(connection, waiting)
        found: dict[tuple[str, str], list[LateLine]] = {}
        for each in waiting:
            found.setdefault((each.org, families[each.change]), []).append(_line(desk, each, names))
        return tuple(
            LateFamily(family_id, townships.get(org, org), _name(connection, family_id, waiting), tuple(lines))
            for (org, family_id), lines in found.items()
        )


def accept_late(desk: Desk, changes: Iterable[str]) -> Touched:
    """Accepts these changes; what cannot stand even so is said, and stays.

    Raises:
        NotACounty: this is a township's record.
    """
    done = accept_reviewed(desk.record.store, changes)
    said = tr("已采用 {n} 条，下一份回执会告诉[乡镇]。").format(n=done.accepted)
    if done.kept:
        reasons = "、".join(dict.fromkeys(reason for _, reason in done.kept))
        said += tr("{n} 条不能采用（{why}），还留着。").format(n=len(done.kept), why=reasons)
    return Touched(said=said, kinds=frozenset(ENTITIES))


def _line(desk: Desk, each: Late, names: dict[str, str]) -> LateLine:
    known = ENTITIES[each.entity].by_name if each.entity in ENTITIES else {}
    told = [
        f"{tr(known[name].title)} {value_words(desk, each.entity, name, value)}"
        for name, value in each.fields.items()
        if name in known and known[name].kind != "ref" and not known[name].sensitive and value not in {None, ""}
    ]
    kind = tr(ENTITIES[each.entity].title) if each.entity in ENTITIES else each.entity
    title = tr("{kind}，{did}").format(kind=kind, did=_did(each.kind))
    at = datetime.fromisoformat(each.at).astimezone(CHINA)
    by = tr("{name}，{month}月{day}日").format(name=names.get(each.author) or tr("未署名"), month=at.month, day=at.day)
    more = tr("等 {n} 项").format(n=len(told)) if len(told) > _SHOWN else ""
    what = "，".join(told[:_SHOWN]) + more
    return LateLine(each.change, title, "；".join(part for part in (what, each.reason) if part), by)


def _did(kind: str) -> str:
    words = {"create": tr("新增"), "set": tr("改"), "void": tr("作废"), "restore": tr("恢复"), "resolve": tr("定一个")}
    return words.get(kind, tr("其他"))


def _families(connection: Connection, waiting: Iterable[Late]) -> dict[str, str]:
    """Whose family each change belongs to, records that wait themselves among them; "" for none."""
    fields: dict[str, dict[str, Any]] = {}
    for each in waiting:
        fields.setdefault(each.record_id, {}).update(each.fields)
    found = {}
    for each in waiting:
        row = {**(row_of(connection, each.entity, each.record_id) or {} if each.entity in ENTITIES else {})}
        row.update(fields[each.record_id])
        found[each.change] = _family_id(connection, each, row, fields)
    return found


def _family_id(connection: Connection, each: Late, row: dict[str, Any], fields: dict[str, dict[str, Any]]) -> str:
    if each.entity == "family":
        return each.record_id
    if row.get("family_id"):
        return str(row["family_id"])
    person = str(row.get("person_id") or row.get("mother_id") or row.get("father_id") or "")
    known = row_of(connection, "person", person) if person else None
    return str((known or fields.get(person, {})).get("family_id") or "")


def _name(connection: Connection, family_id: str, waiting: Iterable[Late]) -> str:
    """The family's name by its head, on file or among what waits."""
    if not family_id:
        return tr("本单位")
    asked = "SELECT name FROM person WHERE family_id = ? AND voided = 0 ORDER BY relation <> '02', no LIMIT 1"
    name = connection.exec_driver_sql(asked, (family_id,)).scalar()
    if name is None:
        people = (each.fields for each in waiting if each.entity == "person")
        name = next((each.get("name") for each in people if each.get("family_id") == family_id), None)
    return tr("{name}户").format(name=name) if name else tr("一户新家庭")
