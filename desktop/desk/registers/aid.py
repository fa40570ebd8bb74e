"""帮扶救助: every help asked for and given; and what that comes to, by programme and by fund (R10)."""

from datetime import date

from db.domain.money import yuan_words
from db.domain.periods import year_of
from db.domain.standing import NO, OK, SOON, day_words
from db.queries.care import GivenSum, Household, given_count, given_sums, households
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    NUMBER,
    SERVICES,
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
from desktop.desk.sections.section import Verb
from desktop.words import tr

_OPEN = frozenset({"requested", "approved"})
_STATES = {"requested": SOON, "approved": SOON, "given": OK, "declined": NO}


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("family", tr("家庭"), 120, NAME, personal=True),
        RegisterColumn("village", tr("[村（社区）]"), 90),
        RegisterColumn("programme", tr("项目"), 160, stretch=True),
        RegisterColumn("amount", tr("金额（元）"), 90, NUMBER),
        RegisterColumn("item", tr("物品或服务"), 120),
        RegisterColumn("source", tr("资助方"), 120),
        RegisterColumn("standing", tr("进度"), 180, STATE),
    )
    with desk.record.store.reading() as connection:
        whose = households(connection)
    found = [each for each in records(desk, "aid_record", "on", latest_first=True) if each.values["family_id"] in whose]
    found.sort(key=lambda each: _stage(each) not in _OPEN)
    rows = tuple(_row(desk, each, whose[str(each.values["family_id"])]) for each in found)
    waiting = sum(_stage(each) in _OPEN for each in found)
    note = tr("{n} 笔在办").format(n=waiting) if waiting else ""
    step = tr("救助、补贴、助学、黄手环、微心愿，在家庭页“帮扶救助”里登记。")
    return RegisterTable(columns, rows, (), note, SOON if waiting else "", step)


def _stage(record: StoredRecord) -> str:
    return str(record.values.get("stage") or "given")


def _row(desk: Desk, record: StoredRecord, household: Household) -> RegisterRow:
    v, stage = record.values, _stage(record)
    on = str(v.get("given_on") if stage == "given" and v.get("given_on") else v.get("decided_on") or v["on"])
    said = f"{day_words(date.fromisoformat(on), desk.today.year)} {desk.word('aid_record_stage', stage)}"
    amount = int(v.get("amount") or 0)
    cells = (
        tr("{name}户").format(name=household.name),
        household.village,
        desk.profile.programme_name(str(v["programme"])),
        Cell(yuan_words(amount) if amount else "", order=amount),
        str(v.get("item") or ""),
        str(v.get("source") or ""),
        Cell(said, state=_STATES[stage], order=on),
    )
    verbs = {
        "requested": (Verb("approve_aid", tr("批准"), record.id), Verb("decline_aid", tr("没批"), record.id)),
        "approved": (Verb("give_aid", tr("发放"), record.id), Verb("decline_aid", tr("没批"), record.id)),
    }
    return RegisterRow(record.id, cells, verbs.get(stage, ()), str(v["family_id"]))


def _sums(desk: Desk) -> tuple[GivenSum, ...]:
    with desk.record.store.reading() as connection:
        return given_sums(connection, *_this_year(desk))


def _count(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        return given_count(connection, *_this_year(desk))


def _this_year(desk: Desk) -> tuple[str, str]:
    return year_of(desk.today).start.isoformat(), desk.today.isoformat()


def _read_sums(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("what", tr("项目"), 200, NAME, stretch=True),
        RegisterColumn("source", tr("资助方或经费来源"), 180),
        RegisterColumn("times", tr("次"), 60, NUMBER),
        RegisterColumn("households", tr("户"), 60, NUMBER),
        RegisterColumn("persons", tr("人"), 60, NUMBER),
        RegisterColumn("amount", tr("现金（元）"), 110, NUMBER),
        RegisterColumn("goods", tr("物品折价（元）"), 110, NUMBER),
    )
    found = _sums(desk)
    rows = tuple(_sum_row(desk, each) for each in found)
    year = tr("{year} 年到今天").format(year=desk.today.year)
    money = yuan_words(sum(each.amount for each in found))
    note = tr("{year}，现金共 {money} 元；走访的慰问金品按经费来源合计").format(year=year, money=money)
    funds: dict[str, int] = {}
    for each in found:
        funds[each.source] = funds.get(each.source, 0) + each.amount + each.goods
    by_fund = "，".join(
        tr("{fund} {n} 元").format(fund=fund or tr("没写来源"), n=yuan_words(total))
        for fund, total in sorted(funds.items(), key=lambda pair: -pair[1])
        if total
    )
    progress = (Note(tr("按来源：{funds}").format(funds=by_fund)),) if by_fund else ()
    return RegisterTable(columns, rows, (), note, "", tr("今年还没有登记过帮扶和慰问金品。"), progress)


def _sum_row(desk: Desk, each: GivenSum) -> RegisterRow:
    what = tr("走访慰问金品") if each.kind == "gift" else desk.profile.programme_name(each.programme)
    cells = (
        what,
        each.source or tr("没写来源"),
        each.times,
        each.households,
        each.persons,
        Cell(yuan_words(each.amount) if each.amount else "", order=each.amount),
        Cell(yuan_words(each.goods) if each.goods else "", order=each.goods),
    )
    return RegisterRow(f"{each.kind}/{each.programme}/{each.source}", cells)


AID = Register(
    "aid", "gift", SERVICES, "帮扶救助", _read, counting("aid_record"), "bangfujiuzhu bfjz 公益金 黄手环 微心愿"
)
GIVEN = Register(
    "given",
    "gift",
    SERVICES,
    "帮扶慰问汇总",
    _read_sums,
    _count,
    "huizong hz 慰问金 经费来源 合计",
)
