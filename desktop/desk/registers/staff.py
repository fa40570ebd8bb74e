"""人员备案名册: everybody who answers for the families, by level, to be filed with the county (HN: 向县计生协备案)."""

from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.registers.people import phone_cell
from desktop.desk.registers.register import (
    NAME,
    OFFICE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    records,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr

_LEVELS = ("county", "township", "village", "other")


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("姓名"), 110, NAME),
        RegisterColumn("level", tr("层级"), 110),
        RegisterColumn("unit", tr("单位"), 180, stretch=True),
        RegisterColumn("post", tr("职务"), 140),
        RegisterColumn("phone", tr("电话"), 112),
        RegisterColumn("since", tr("到岗"), 96),
    )
    staff = [*_workers(desk), *_contacts(desk)]
    note = tr("在岗 {n} 人；存为 Excel 就是报备的名册，电话是完整的").format(n=len(staff))
    return RegisterTable(columns, tuple(staff), (Verb("add_worker", tr("新增工作人员")),), note if staff else "")


def _workers(desk: Desk) -> list[RegisterRow]:
    """Those who work with this record, and whoever else of the office was entered."""
    day = desk.today.isoformat()
    office = desk.record.office
    return [
        RegisterRow(
            each.id,
            (
                _text(each, "name"),
                Cell(desk.profile.level(office.role), order=_LEVELS.index(office.role)),
                office.org_name,
                _text(each, "post") or desk.word("worker_role", _text(each, "role")),
                phone_cell(_text(each, "phone")),
                _text(each, "since"),
            ),
            (Verb("edit_worker", tr("改"), each.id), Verb("end_worker", tr("登记离岗"), each.id)),
        )
        for each in records(desk, "worker")
        if (_text(each, "until") or day) >= day
    ]


def _contacts(desk: Desk) -> list[RegisterRow]:
    found = [each for each in records(desk, "contact_person") if each.values.get("active") is not False]
    found.sort(key=lambda each: _LEVELS.index(_text(each, "level") or "other"))
    return [
        RegisterRow(
            each.id,
            (
                _text(each, "name"),
                Cell(desk.profile.posts_on(desk.today)[_text(each, "level")].name, order=_order(each))
                if _text(each, "level") in desk.profile.posts_on(desk.today)
                else Cell(tr("其他"), order=_order(each)),
                _text(each, "unit"),
                _text(each, "post"),
                phone_cell(_text(each, "phone")),
                "",
            ),
        )
        for each in found
    ]


def _order(each: StoredRecord) -> int:
    return _LEVELS.index(_text(each, "level") or "other")


def _text(each: StoredRecord, name: str) -> str:
    return str(each.values.get(name) or "")


def _count(desk: Desk) -> int:
    return len(_workers(desk)) + len(_contacts(desk))


STAFF = Register(
    "staff", "identification-card", OFFICE, "人员备案名册", _read, _count, "renyuanbeian ryba 备案 工作人员"
)
