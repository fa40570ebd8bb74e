"""信息报送: news items handed up, counted by month against what the place asks (YC: 每月 2 篇以上)."""

from datetime import date, timedelta

from db.domain.office_progress import NEWS, Progress, reported
from db.domain.profile_entries import ReportDuty
from db.domain.standing import MISS, OK
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    OFFICE,
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


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("title", tr("标题"), 260, NAME, stretch=True),
        RegisterColumn("on", tr("报送日期"), 100),
        RegisterColumn("outlet", tr("报送对象"), 180),
    )
    found = records(desk, "news_item", "on", latest_first=True)
    rows = tuple(_row(each) for each in found)
    verbs = (Verb("add_news_item", tr("登记一篇")),)
    return RegisterTable(columns, rows, verbs, progress=_progress(desk, found), empty=tr("报上去一篇登记一篇。"))


def _progress(desk: Desk, found: tuple[StoredRecord, ...]) -> tuple[Note, ...]:
    days = [date.fromisoformat(str(each.values["on"])) for each in found]
    duty = news_duty(desk)
    if duty is None:
        month = sum(1 for on in days if (on.year, on.month) == (desk.today.year, desk.today.month))
        return (Note(tr("本月 {n} 篇").format(n=month)),) if days else ()
    now = reported(duty, days, desk.today, desk.today)
    before = reported(duty, days, desk.today, now.first - timedelta(days=1))
    return (_note(duty, now), _note(duty, before))


def news_duty(desk: Desk) -> ReportDuty | None:
    """How many items the place asks for, None when it says nothing."""
    return next((duty for duty in desk.profile.reports_on(desk.today) if duty.code == NEWS), None)


def _note(duty: ReportDuty, each: Progress) -> Note:
    names = {"month": tr("{y}年{m}月"), "quarter": tr("{y}年{m}月起的一季"), "year": tr("{y}年")}
    span = names[duty.period].format(y=each.first.year, m=each.first.month)
    words = tr("{span} {name} {n} 篇，要 {m} 篇").format(span=span, name=each.name, n=each.done, m=each.asked)
    short = each.asked - each.done
    lacking = tr("，少报 {n} 篇") if each.state == MISS else tr("，还差 {n} 篇")
    return Note(words if each.state == OK else words + lacking.format(n=short), each.state)


def _row(each: StoredRecord) -> RegisterRow:
    said = each.values
    cells = (Cell(str(said["title"]), str(said.get("summary", ""))), str(said["on"]), str(said.get("outlet", "")))
    verbs = (Verb("edit_news_item", tr("改"), each.id), Verb("void_news_item", tr("作废"), each.id))
    return RegisterRow(each.id, cells, verbs)


NEWS_ITEMS = Register("news", "paper-plane-tilt", OFFICE, "信息报送", _read, counting("news_item"), "xinxibaosong xxbs")
