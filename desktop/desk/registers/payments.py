"""发放记录 and 扶助标准: what was paid to whom as far as the office knows, and which amount holds when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from db.domain.money import yuan_words
from db.domain.profile import NATIONAL
from db.domain.standards import MonthlyAmount, of_profile
from db.domain.standing import EXCLUDED, OK, SOON
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    ENTITLEMENT,
    NAME,
    NUMBER,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    counting,
    records,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr

_STATES = {"paid": OK, "planned": "wait", "returned": SOON}
_PAID = """
    SELECT b.id, b.person_id, p.name, f.id, v.name, b.kind, b.period, b.amount, b.channel, coalesce(b.status, 'paid')
      FROM benefit_payment b JOIN person p ON p.id = b.person_id JOIN family f ON f.id = p.family_id
      LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE b.voided = 0 ORDER BY b.period DESC, b.no DESC
"""


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("姓名"), 150, NAME, personal=True),
        RegisterColumn("kind", tr("类别"), 110),
        RegisterColumn("period", tr("所属期"), 100),
        RegisterColumn("amount", tr("金额（元）"), 110, NUMBER),
        RegisterColumn("channel", tr("渠道"), 140, stretch=True),
        RegisterColumn("status", tr("状态"), 110, STATE),
    )
    with desk.record.store.reading() as connection:
        found = _rows(desk, connection)
    rows = tuple(row for row, _ in found)
    year = str(desk.today.year)
    paid = sum(fen for row, fen in found if _counts(row, year))
    note = tr("{year} 年已发 {yuan} 元；这里是参照，银行文件以[县]里为准").format(year=year, yuan=yuan_words(paid))
    empty = tr("还没有登记过发放。在家庭档案的“特扶资格”里登记。")
    return RegisterTable(columns, rows, (), note, "", empty)


def _counts(row: RegisterRow, year: str) -> bool:
    period, status = row.cells[2], row.cells[5]
    return str(period).startswith(year) and isinstance(status, Cell) and status.state == OK


def _rows(desk: Desk, connection: Connection) -> list[tuple[RegisterRow, int]]:
    made = []
    for record, person, name, family, village, kind, period, fen, channel, status in connection.exec_driver_sql(_PAID):
        cells = (
            Cell(name, village or "", whole=name),
            desk.word("benefit_payment_kind", kind),
            period or "",
            Cell(yuan_words(fen), order=fen),
            channel or "",
            Cell(desk.word("benefit_payment_status", status), state=_STATES.get(status, OK)),
        )
        verbs = (Verb("void_benefit_payment", tr("作废"), record), Verb("record_payment", tr("再登记一笔"), person))
        made.append((RegisterRow(record, cells, verbs, family), int(fen)))
    return made


PAYMENTS = Register(
    "payments", "archive", ENTITLEMENT, "发放记录", _read, counting("benefit_payment"), "fafangjilu ffjl 特扶金"
)


def _read_standards(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("what", tr("地区、类别"), 190, NAME),
        RegisterColumn("amount", tr("每人每月（元）"), 116, NUMBER),
        RegisterColumn("since", tr("起"), 100),
        RegisterColumn("until", tr("止"), 100),
        RegisterColumn("state", tr("现在"), 130, STATE),
        RegisterColumn("basis", tr("依据"), 260, stretch=True),
    )
    own = [_own(desk, record.id, record.values) for record in records(desk, "benefit_standard")]
    shipped = [_standard(desk, f"{row.key}{row.since}", row, ()) for row in _shipped(desk)]
    verbs = (Verb("import_standards", tr("导入[县]里的标准")),)
    note = tr("本地标准 {n} 条，先用本地的，再用程序自带的").format(n=len(own))
    return RegisterTable(columns, (*own, *shipped), verbs, note, "", "")


def _shipped(desk: Desk) -> list[MonthlyAmount]:
    """The profile's rows that can hold here, the latest first."""
    places = {desk.profile.region, NATIONAL}
    rows = (of_profile(row) for row in desk.profile.standards if row.region in places)
    return sorted(rows, key=lambda row: row.since, reverse=True)


def _count_standards(desk: Desk) -> int:
    return counting("benefit_standard")(desk) + len(_shipped(desk))


def _own(desk: Desk, record_id: str, v: Mapping[str, Any]) -> RegisterRow:
    until = v.get("until")
    row = MonthlyAmount(
        v["region"],
        v["kind"],
        v.get("grade") or "",
        v["amount"],
        date.fromisoformat(v["since"]),
        date.fromisoformat(until) if until else None,
        v.get("basis") or "",
        local=True,
    )
    verbs = (Verb("end_standard", tr("写上止期"), record_id), Verb("void_benefit_standard", tr("作废"), record_id))
    return _standard(desk, record_id, row, verbs)


def _standard(desk: Desk, key: str, row: MonthlyAmount, verbs: tuple[Verb, ...]) -> RegisterRow:
    kind = desk.word("benefit_standard_kind", row.kind)
    what = " ".join(part for part in (row.region, kind, row.grade) if part)
    holds = row.holds(desk.today)
    words = tr("在用") if holds else tr("已过") if row.until and row.until < desk.today else tr("还没到")
    if not row.verified:
        words += tr("，未核实")
    state = (OK if row.verified else SOON) if holds else EXCLUDED
    cells = (
        Cell(what, tr("本地标准") if row.local else tr("程序自带")),
        Cell(yuan_words(row.amount), order=row.amount),
        Cell(row.since.isoformat()),
        Cell(row.until.isoformat() if row.until else ""),
        Cell(words, state=state),
        row.source,
    )
    return RegisterRow(key, cells, verbs)


STANDARDS = Register(
    "standards",
    "table",
    ENTITLEMENT,
    "扶助标准",
    _read_standards,
    _count_standards,
    "fuzhubiaozhun fzbz",
)
