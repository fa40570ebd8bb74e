"""双岗联系人: everybody who looks after families, and how many each has today."""

from db.domain.masking import mask_phone
from db.domain.standing import MISS
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
from desktop.words import tr

_HELD = """
    SELECT contact_id, count(DISTINCT family_id) FROM assignment
     WHERE voided = 0 AND since <= ? AND (until IS NULL OR until >= ?) GROUP BY contact_id
"""


def _read(desk: Desk) -> RegisterTable:
    day = desk.today.isoformat()
    with desk.record.store.reading() as connection:
        held = {str(who): int(n) for who, n in connection.exec_driver_sql(_HELD, (day, day))}
    columns = (
        RegisterColumn("name", tr("姓名"), 110, NAME),
        RegisterColumn("level", tr("层级"), 80),
        RegisterColumn("unit", tr("单位"), 170, stretch=True),
        RegisterColumn("post", tr("职务"), 130),
        RegisterColumn("phone", tr("电话"), 130, STATE),
        RegisterColumn("families", tr("户数"), 70, NUMBER),
        RegisterColumn("standing", tr("在岗"), 110),
    )
    rows = tuple(
        RegisterRow(
            each.id,
            (
                str(each.values.get("name", "")),
                desk.word("contact_person_level", str(each.values.get("level", ""))),
                str(each.values.get("unit", "")),
                str(each.values.get("post", "")),
                _phone(str(each.values.get("phone", ""))),
                held.get(each.id, 0),
                _standing(each.values.get("active"), str(each.values.get("left_on", ""))),
            ),
        )
        for each in records(desk, "contact_person")
    )
    return RegisterTable(columns, rows)


def _phone(number: str) -> Cell:
    return Cell(mask_phone(number), whole=number) if number else Cell(tr("没有电话"), state=MISS)


def _standing(active: object, left_on: str) -> str:
    if left_on:
        return tr("{on} 离岗").format(on=left_on)
    return tr("在岗") if active is not False else tr("已离岗")


CONTACTS = Register(
    "contacts", "users", PEOPLE, "联系人", _read, counting("contact_person"), "lianxiren lxr 双岗 名册", ""
)
