"""村（社区）: the villages of the township, in the order of the route, with how many families live in each."""

from db.queries.office import village_rows
from desktop.desk.desk import Desk
from desktop.desk.registers.register import NAME, NUMBER, PLACES, Register, RegisterColumn, RegisterRow, RegisterTable
from desktop.desk.sections.section import Verb
from desktop.words import tr


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("名称"), 150, NAME),
        RegisterColumn("label", tr("层级名称"), 110),
        RegisterColumn("code", tr("区划代码"), 140, stretch=True),
        RegisterColumn("legacy", tr("计生专用区划代码"), 160),
        RegisterColumn("route", tr("路线顺序"), 90, NUMBER),
        RegisterColumn("families", tr("在册户数"), 90, NUMBER),
    )
    with desk.record.store.reading() as connection:
        found = village_rows(connection)
    rows = tuple(
        RegisterRow(
            each.id,
            (
                each.name,
                each.level_label or desk.profile.level("village"),
                each.code,
                each.legacy_code,
                "" if each.route_order is None else each.route_order,
                each.families,
            ),
            (Verb("edit_village", tr("改"), each.id), Verb("void_village", tr("作废"), each.id)),
        )
        for each in found
    )
    without = sum(not each.code for each in found)
    note = tr("{n} 个没有区划代码").format(n=without) if without else ""
    empty = tr("建档或导入名册时写到的[村]会自己进来，也可以先在这里登记。")
    return RegisterTable(columns, rows, (Verb("add_village", tr("新增[村（社区）]")),), note, empty=empty)


def _count(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        return len(village_rows(connection))


VILLAGES = Register("villages", "map-pin", PLACES, "[村（社区）]", _read, _count, "cun shequ csq 村 社区 区划代码")
