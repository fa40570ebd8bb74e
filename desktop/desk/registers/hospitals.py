"""定点医院: the designated hospitals of the green channel, their liaison officers, and when each was checked (C2a)."""

from datetime import date

from db.domain.duties import missing_levels
from db.domain.masking import mask_phone
from db.domain.periods import add_months
from db.domain.standing import LATE, MISS, OK, SOON, day_words
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    PLACES,
    STATE,
    Cell,
    Note,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    counting,
    records,
)
from desktop.desk.sections.section import Verb, as_day
from desktop.words import tr


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("名称"), 150, NAME),
        RegisterColumn("level", tr("级别"), 64),
        RegisterColumn("grade", tr("等级"), 80),
        RegisterColumn("liaison", tr("联络员"), 110, STATE),
        RegisterColumn("phone", tr("联络电话"), 116, personal=True),
        RegisterColumn("services", tr("服务内容"), 180, stretch=True),
        RegisterColumn("board", tr("标识牌"), 70),
        RegisterColumn("checked", tr("核对"), 150, STATE),
    )
    found = records(desk, "hospital")
    rows = tuple(_row(desk, each) for each in found)
    verbs = [Verb("add_hospital", tr("新增定点医院"))]
    if rows:
        verbs.append(Verb("check_hospitals", tr("全部核对过")))
    named = {str(each.values["level"]) for each in found}
    missing = missing_levels(desk.profile, desk.today, named)
    levels = "、".join(desk.word("hospital_level", level) for level in missing)
    note = tr("还缺{levels}的定点医院").format(levels=levels) if missing else ""
    mute = sum(not each.values.get("liaison") for each in found)
    more = (Note(tr("{n} 家没有联络员").format(n=mute), MISS),) if mute else ()
    empty = tr("省、市、[县]各定一家以上的定点医院，持卡优先就诊。先登记[县]里的。")
    return RegisterTable(columns, rows, tuple(verbs), note, MISS if missing else "", empty, more)


def _row(desk: Desk, each: StoredRecord) -> RegisterRow:
    v = each.values
    phone = str(v.get("phone", ""))
    services = "、".join(desk.word("green_service", str(code)) for code in v.get("services") or ())
    cells = (
        str(v["name"]),
        desk.word("hospital_level", str(v["level"])),
        str(v.get("grade", "")),
        str(v["liaison"]) if v.get("liaison") else Cell(tr("还没有"), state=MISS),
        Cell(mask_phone(phone), whole=phone) if phone else "",
        services,
        {True: tr("有"), False: tr("没有")}.get(v.get("sign_board"), ""),  # type: ignore[arg-type] # a flag or nothing
        _checked(desk, as_day(v.get("checked_on"))),
    )
    verbs = (
        Verb("check_hospital", tr("核对过"), each.id),
        Verb("edit_hospital", tr("改"), each.id),
        Verb("void_hospital", tr("作废"), each.id),
    )
    return RegisterRow(each.id, cells, verbs)


def _checked(desk: Desk, on: date | None) -> Cell:
    rule = desk.profile.on(desk.today).c2a
    if on is None:
        return Cell(tr("还没有核对过"), state=MISS, order="")
    words = day_words(on, desk.today.year)
    due = add_months(on, rule.months)
    if due < desk.today:
        return Cell(tr("{day}，要核对了").format(day=words), state=LATE, order=on.isoformat())
    return Cell(words, state=SOON if (due - desk.today).days <= rule.lead_days else OK, order=on.isoformat())


HOSPITALS = Register(
    "hospitals", "first-aid", PLACES, "定点医院", _read, counting("hospital"), "dingdianyiyuan ddyy 绿色通道 联络员"
)
