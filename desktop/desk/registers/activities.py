"""服务活动: each with who came, and 场 and 人次 of the year and the month, derived from the lists (domain.md §6 R1)."""

from collections.abc import Iterable

from db.queries.attachments import attachment_counts
from db.queries.gatherings import ActivityRow, activities
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    NUMBER,
    SERVICES,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    counting,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr

_MONTH = len("2026-11")
_YEAR = len("2026")


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("活动"), 150, NAME, stretch=True),
        RegisterColumn("on", tr("日期"), 92),
        RegisterColumn("kind", tr("类型"), 80),
        RegisterColumn("place", tr("地点"), 150),
        RegisterColumn("organiser", tr("组织者"), 110),
        RegisterColumn("persons", tr("人次"), 56, NUMBER),
        RegisterColumn("came", tr("名单"), 130),
    )
    with desk.record.store.reading() as connection:
        found = activities(connection)
        pictures = attachment_counts(connection, "activity")
    rows = tuple(_row(desk, each, pictures.get(each.id, 0)) for each in found)
    verbs = (Verb("add_activity", tr("登记活动")),)
    step = tr("办完一场就登记一场，把到场的人点上，场次和人次自己会算。")
    return RegisterTable(columns, rows, verbs, _figures(desk, found), empty=step)


def held_in(found: Iterable[ActivityRow], span: str, day: str) -> tuple[int, int]:
    """场 and 人次 of a month (`2026-11`) or year (`2026`), as far as it has gone by `day`."""
    ours = [each for each in found if each.on.startswith(span) and each.on <= day]
    return len(ours), sum(each.persons for each in ours)


def _figures(desk: Desk, found: tuple[ActivityRow, ...]) -> str:
    day = desk.today.isoformat()
    times, persons = held_in(found, day[:_MONTH], day)
    in_year, persons_in_year = held_in(found, day[:_YEAR], day)
    words = tr("本月 {a} 场 {b} 人次，今年 {c} 场 {d} 人次")
    return words.format(a=times, b=persons, c=in_year, d=persons_in_year) if found else ""


def _row(desk: Desk, each: ActivityRow, pictures: int) -> RegisterRow:
    listed = tr("{n} 人，{m} 户").format(n=each.came, m=each.families) if each.came else tr("没有名单")
    cells = (
        Cell(each.name, each.summary),
        each.on,
        desk.word("activity_kind", each.kind),
        each.place or each.centre,
        each.organiser,
        each.persons,
        Cell(listed, order=each.came),
    )
    return RegisterRow(each.id, cells, tuple(_verbs(each, pictures)))


def _verbs(each: ActivityRow, pictures: int) -> Iterable[Verb]:
    yield Verb("edit_activity", tr("改"), each.id)
    yield Verb("note_attendance", tr("登记到场的人"), each.id)
    if each.came:
        yield Verb("note_photo_consent", tr("谁同意拍照"), each.id)
    yield Verb("add_attachment", tr("添照片"), f"activity:{each.id}")
    if pictures:
        yield Verb("look_attachment", tr("看照片（{n}）").format(n=pictures), f"activity:{each.id}")
    yield Verb("void_activity", tr("作废"), each.id)


ACTIVITIES = Register(
    "activities",
    "calendar-dots",
    SERVICES,
    "服务活动",
    _read,
    counting("activity"),
    "fuwuhuodong fwhd hd 场次 人次",
)
