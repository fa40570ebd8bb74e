"""双岗联系人: everybody who looks after families, and how many each has today."""

from typing import Any

from db.domain.masking import mask_phone
from db.domain.standing import EXCLUDED, MISS, OK, SOON, day_words
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    NUMBER,
    PEOPLE,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    counting,
    records,
)
from desktop.desk.sections.section import Verb, as_day
from desktop.words import tr

_HELD = """
    SELECT a.contact_id,
           count(DISTINCT CASE WHEN a.since <= ? AND (a.until IS NULL OR a.until >= ?) THEN a.family_id END),
           count(DISTINCT CASE WHEN a.until IS NULL OR a.until >= c.left_on THEN a.family_id END)
      FROM assignment a JOIN contact_person c ON c.id = a.contact_id
      JOIN family f ON f.id = a.family_id AND f.status = 'active' AND f.voided = 0
     WHERE a.voided = 0 GROUP BY a.contact_id
"""
"""By contact person: families held today, and families still held on the day of leaving."""


def _read(desk: Desk) -> RegisterTable:
    day = desk.today.isoformat()
    with desk.record.store.reading() as connection:
        held = {str(who): (int(n), int(left)) for who, n, left in connection.exec_driver_sql(_HELD, (day, day))}
    columns = (
        RegisterColumn("name", tr("姓名"), 110, NAME),
        RegisterColumn("level", tr("层级"), 80),
        RegisterColumn("kind", tr("身份"), 150),
        RegisterColumn("unit", tr("单位、职务"), 190, stretch=True),
        RegisterColumn("phone", tr("电话"), 120, STATE, personal=True),
        RegisterColumn("families", tr("户数"), 60, NUMBER),
        RegisterColumn("standing", tr("在岗"), 176, STATE),
    )
    kinds = {each.code: each.name for each in desk.profile.contact_kinds_on(desk.today)}
    rows = tuple(_row(desk, each, held.get(each.id, (0, 0)), kinds) for each in records(desk, "contact_person"))
    mute = sum(not each.values.get("phone") for each in records(desk, "contact_person"))
    note = tr("{n} 位没有电话，名下的户算缺双岗").format(n=mute) if mute else ""
    verbs = (Verb("add_contact_person", tr("新增联系人")),)
    empty = tr("[镇]里和[村]里负责联系这些家庭的人，先登记在这里，再分到各户。")
    return RegisterTable(columns, rows, verbs, note, MISS if mute else "", empty=empty)


def _row(desk: Desk, each: StoredRecord, held: tuple[int, int], kinds: dict[str, str]) -> RegisterRow:
    v: dict[str, Any] = dict(each.values)
    kind = str(v.get("kind", ""))
    phone = str(v.get("phone", ""))
    gone = bool(v.get("left_on")) or v.get("active") is False
    verbs = [
        Verb("edit_contact_person", tr("改"), each.id),
        Verb("void_contact_person", tr("作废"), each.id),
    ]
    verbs.insert(0, _moving(each.id, gone=gone))
    cells = (
        str(v.get("name", "")),
        desk.profile.level_short(str(v["level"]))
        if v.get("level") in {"county", "township", "village"}
        else desk.word("contact_person_level", str(v.get("level", ""))),
        kinds.get(kind) or (desk.word("contact_kind", kind) if kind else ""),
        " ".join(str(v[name]) for name in ("unit", "post") if v.get(name)),
        Cell(mask_phone(phone), whole=phone) if phone else Cell(tr("没有电话"), state=MISS),
        held[0],
        _standing(desk, v, held[1]),
    )
    return RegisterRow(each.id, cells, tuple(verbs))


def _moving(contact_id: str, *, gone: bool) -> Verb:
    if gone:
        return Verb("contact_returns", tr("回到岗位"), contact_id)
    return Verb("contact_leaves", tr("离岗交接"), contact_id)


def _standing(desk: Desk, v: dict[str, Any], left_behind: int) -> Cell:
    """In office, leaving on a day, gone; somebody who leaves families behind is an open hand-over."""
    left = as_day(v.get("left_on"))
    if left is None and v.get("active") is not False:
        return Cell(tr("在岗"), state=OK, order=0)
    words = tr("{day} 离岗").format(day=day_words(left, desk.today.year)) if left else tr("已离岗")
    if left is not None and left_behind:
        return Cell(tr("{words}，没交接").format(words=words), state=SOON, order=2)
    return Cell(words, state=EXCLUDED, order=1)


CONTACTS = Register(
    "contacts", "users", PEOPLE, "联系人", _read, counting("contact_person"), "lianxiren lxr 双岗 离岗 交接", ""
)
