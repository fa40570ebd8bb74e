"""志愿者 (members, peers, medics, units) and what they do: families paired with, services and hours of the year."""

from db.domain.standing import EXCLUDED, OK
from db.queries.volunteers import VolunteerRow, volunteers
from desktop.desk.desk import Desk
from desktop.desk.registers.people import hours, phone_cell, year_start
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
)
from desktop.desk.sections.section import Verb
from desktop.words import tr


def _read(desk: Desk) -> RegisterTable:
    day = desk.today.isoformat()
    columns = (
        RegisterColumn("name", tr("姓名或单位"), 120, NAME, stretch=True),
        RegisterColumn("kind", tr("类型"), 90),
        RegisterColumn("team", tr("队伍"), 150),
        RegisterColumn("phone", tr("电话"), 112),
        RegisterColumn("families", tr("结对户数"), 76, NUMBER),
        RegisterColumn("services", tr("今年服务"), 76, NUMBER),
        RegisterColumn("hours", tr("今年时长"), 112),
        RegisterColumn("standing", tr("在队"), 130, STATE),
    )
    with desk.record.store.reading() as connection:
        found = volunteers(connection, year_start(desk.today), day)
    rows = tuple(_row(desk, each, day) for each in found)
    there = [each for each in found if not each.until or each.until >= day]
    teams = {each.team for each in there if each.team}
    paired = sum(1 for each in there if each.families)
    words = tr("在队 {n} 名，{t} 支队伍，已结对 {p} 名").format(n=len(there), t=len(teams), p=paired)
    verbs = (Verb("add_volunteer", tr("新增志愿者")),)
    step = tr("会员、志愿者、同伴、医护和单位都登记在这里；和哪户结对，在那户的档案里登记。")
    return RegisterTable(columns, rows, verbs, words if found else "", empty=step)


def _row(desk: Desk, each: VolunteerRow, day: str) -> RegisterRow:
    gone = bool(each.until) and each.until < day
    words = tr("{on} 止").format(on=each.until) if each.until else tr("在队")
    cells = (
        each.name,
        Cell(desk.word("volunteer_kind", each.kind), each.member if each.member != each.name else ""),
        each.team,
        phone_cell(each.phone),
        each.families,
        each.services,
        Cell(hours(each.minutes), order=each.minutes),
        Cell(words, state=EXCLUDED if gone else OK, order=each.until or "9999"),
    )
    verbs = [Verb("edit_volunteer", tr("改"), each.id)]
    if not each.until:
        verbs.append(Verb("end_volunteer", tr("登记退出"), each.id))
    verbs.append(Verb("void_volunteer", tr("作废"), each.id))
    return RegisterRow(each.id, cells, tuple(verbs), each.family_id)


VOLUNTEERS = Register(
    "volunteers", "hand-heart", PEOPLE, "志愿者", _read, counting("volunteer"), "zhiyuanzhe zyz 同伴 会员 队伍"
)
