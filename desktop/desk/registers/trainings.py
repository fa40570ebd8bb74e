"""培训: what was given to whom, and how far the year is with what the place asks (HN: 1 次，三分之一以上村级人员)."""

from datetime import date

from db.domain.office_progress import Progress, TrainingGiven, trained
from db.domain.profile_entries import TrainingDuty
from db.domain.standing import NOT_ASKED
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    NUMBER,
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

_STAFF = "SELECT count(*) FROM contact_person WHERE voided = 0 AND level = 'village' AND coalesce(active, 1) = 1"


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("topic", tr("主题"), 180, NAME, stretch=True),
        RegisterColumn("on", tr("日期"), 92),
        RegisterColumn("organiser", tr("举办单位"), 110),
        RegisterColumn("audience", tr("对象"), 140),
        RegisterColumn("headcount", tr("人数"), 60, NUMBER),
        RegisterColumn("village_staff", tr("[村]级人员"), 76, NUMBER),
        RegisterColumn("duty", tr("对应任务"), 120),
    )
    found = records(desk, "training", "on", latest_first=True)
    rows = tuple(_row(desk, each) for each in found)
    verbs = (Verb("add_training", tr("登记培训")),)
    progress = tuple(_note(each) for each in training_progress(desk, found))
    return RegisterTable(columns, rows, verbs, progress=progress, empty=tr("办一次登记一次，年底不用再凑数。"))


def training_progress(desk: Desk, found: tuple[StoredRecord, ...]) -> tuple[Progress, ...]:
    """How far the year is with each training the place asks for."""
    duties = desk.profile.trainings_on(desk.today)
    if not duties:
        return ()
    with desk.record.store.reading() as connection:
        staff = int(connection.exec_driver_sql(_STAFF).scalar_one())
    given = tuple(_given(each) for each in found)
    return tuple(trained(duty, given, staff, desk.today) for duty in duties)


def duty_choices(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The trainings the place asks for, as choices."""
    return tuple((duty.code, duty.name) for duty in desk.profile.trainings_on(desk.today))


def _given(each: StoredRecord) -> TrainingGiven:
    said = each.values
    audience = tuple(said.get("audience") or ())
    return TrainingGiven(
        date.fromisoformat(str(said["on"])), audience, str(said.get("duty", "")), int(said.get("village_staff") or 0)
    )


def _row(desk: Desk, each: StoredRecord) -> RegisterRow:
    said = each.values
    audience = "、".join(desk.word("training_audience", code) for code in said.get("audience") or ())
    cells = (
        Cell(str(said["topic"]), str(said.get("note", ""))),
        str(said["on"]),
        str(said.get("organiser", "")),
        audience,
        _number(said.get("headcount")),
        _number(said.get("village_staff")),
        _duty_name(desk.profile.trainings, str(said.get("duty", ""))),
    )
    verbs = (Verb("edit_training", tr("改"), each.id), Verb("void_training", tr("作废"), each.id))
    return RegisterRow(each.id, cells, verbs)


def _number(value: object) -> int | str:
    return value if isinstance(value, int) else ""


def _duty_name(duties: tuple[TrainingDuty, ...], code: str) -> str:
    return next((duty.name for duty in duties if duty.code == code), code)


def _note(each: Progress) -> Note:
    if each.state == NOT_ASKED:
        return Note(tr("{name}：今年 {n} 次").format(name=each.name, n=each.done), each.state)
    words = tr("{name}：今年 {n}/{m} 次").format(name=each.name, n=each.done, m=each.asked)
    if each.people_asked:
        told = tr("，[村]级培训 {n} 人（名册上 {of} 人，至少 {least} 人）")
        words += told.format(n=each.people, of=each.of, least=each.people_asked)
    return Note(words, each.state)


TRAININGS = Register("trainings", "note-pencil", OFFICE, "培训", _read, counting("training"), "peixun px 学习")
