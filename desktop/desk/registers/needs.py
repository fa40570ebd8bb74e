"""诉求: every request with its way from raised to followed up, the open ones first (R9)."""

from datetime import date

from db.domain.closing import closing_figures
from db.domain.figures import percent_words
from db.domain.periods import year_of
from db.domain.standing import LATE, NO, OK, SOON, day_words, late_words
from db.domain.support_facts import Need
from db.queries.care import Household, households
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    SERVICES,
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


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("family", tr("家庭"), 96, NAME, personal=True),
        RegisterColumn("village", tr("[村（社区）]"), 84),
        RegisterColumn("category", tr("类别"), 60),
        RegisterColumn("request", tr("诉求"), 140, stretch=True),
        RegisterColumn("raised", tr("提出"), 116),
        RegisterColumn("standing", tr("办理"), 160, STATE),
        RegisterColumn("who", tr("责任人"), 62),
        RegisterColumn("where", tr("转办"), 92),
        RegisterColumn("result", tr("结果"), 80),
    )
    with desk.record.store.reading() as connection:
        whose = households(connection)
    found = [(each, whose[str(each.values["family_id"])]) for each in _of_families(desk, whose)]
    rows = tuple(_row(desk, each, household) for each, household in found)
    standing = sorted(rows, key=lambda row: _order(row.cells[5]))
    note, state = _figures(desk, [each for each, _ in found])
    step = tr("走访时登记的诉求，和家庭页上登记的，都在这里。")
    return RegisterTable(columns, tuple(standing), (), note, state, step)


def _of_families(desk: Desk, whose: dict[str, Household]) -> list[StoredRecord]:
    return [each for each in records(desk, "need", "raised_on", latest_first=True) if each.values["family_id"] in whose]


def _order(cell: Cell | str | int) -> str:
    return str(cell.order) if isinstance(cell, Cell) else ""


def as_need(record: StoredRecord) -> Need:
    """A request as the rules see it."""
    v = record.values
    return Need(
        record.id,
        str(v["category"]),
        date.fromisoformat(str(v["raised_on"])),
        as_day(v.get("due_by")),
        as_day(v.get("answered_on")),
        as_day(v.get("closed_on")),
        followed_up_on=as_day(v.get("followed_up_on")),
        solved=v.get("solved") is not False,
    )


def _figures(desk: Desk, found: list[StoredRecord]) -> tuple[str, str]:
    """The year's closing rate (R9)."""
    today, rule = desk.today, desk.profile.on(desk.today).a2
    counted = closing_figures(map(as_need, found), year_of(today).window, today, rule.close_days)
    if not counted.raised:
        return tr("今年还没有登记过诉求"), ""
    words = tr("今年提出 {raised} 件，办结 {closed} 件，办结率 {rate}，回访过 {asked} 件，逾期 {late} 件")
    said = words.format(
        raised=counted.raised,
        closed=counted.closed,
        rate=percent_words(counted.rate),
        asked=counted.followed_up,
        late=counted.late,
    )
    return said, LATE if counted.late else OK


def _row(desk: Desk, record: StoredRecord, household: Household) -> RegisterRow:
    v = {name: str(value) for name, value in record.values.items()}
    cells = (
        tr("{name}户").format(name=household.name),
        household.village,
        desk.word("need_category", v["category"]),
        v["request"],
        Cell(day_words(date.fromisoformat(v["raised_on"]), desk.today.year), order=v["raised_on"]),
        _standing(desk, record),
        v.get("responsible", ""),
        v.get("referred_to", ""),
        v.get("result", ""),
    )
    verbs = _verbs(record) if household.active else ()
    return RegisterRow(record.id, cells, verbs, v["family_id"])


def _standing(desk: Desk, record: StoredRecord) -> Cell:
    """Open ones first, the longest overdue on top; then by the day they were settled."""
    need, rule, today = as_need(record), desk.profile.on(desk.today).a2, desk.today
    status = desk.word("need_status", str(record.values["status"]))
    if not need.open_on(today):
        day = need.followed_up_on or need.closed_on or today
        said = tr("{day} {word}").format(day=day_words(day, today.year), word=status)
        again = not need.solved
        return Cell(f"{said}，{tr('接着办')}" if again else said, state=NO if again else OK, order=f"1{_later(day)}")
    days = rule.close_days if need.answered_on else rule.reply_days
    due = (need.due_by if need.answered_on else None) or date.fromordinal(need.raised_on.toordinal() + days)
    if due < today:
        return Cell(f"{status}，{late_words(due, today)}", state=LATE, order=f"0{due.isoformat()}")
    by = tr("{day} 前").format(day=day_words(due, today.year))
    soon = (due - today).days <= desk.profile.on(today).horizon.soon_days
    return Cell(f"{status}，{by}", state=SOON if soon else "", order=f"0{due.isoformat()}")


def _later(day: date) -> str:
    """Sorts the latest day first."""
    return f"{date.max.toordinal() - day.toordinal():07d}"


def _verbs(record: StoredRecord) -> tuple[Verb, ...]:
    if record.values["status"] in {"open", "referred"}:
        return (Verb("answer_need", tr("答复"), record.id), Verb("close_need", tr("办结"), record.id))
    if record.values["status"] == "closed":
        return (Verb("follow_up_need", tr("登记回访"), record.id),)
    return ()


NEEDS = Register("needs", "chat-circle", SERVICES, "诉求", _read, counting("need"), "suqiu sq 需求 办结率 回访")
