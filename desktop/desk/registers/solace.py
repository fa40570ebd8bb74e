"""心理服务: sessions and scores without a word of what was said; the place to write down a group session."""

from datetime import date

from db.domain.periods import month_of
from db.domain.standing import day_words
from db.queries.casefile import StoredRecord
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
    records,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("on", tr("日期"), 100, NAME),
        RegisterColumn("kind", tr("形式"), 80),
        RegisterColumn("provider", tr("服务人"), 180, stretch=True),
        RegisterColumn("households", tr("户"), 60, NUMBER),
        RegisterColumn("persons", tr("人"), 60, NUMBER),
    )
    homes = _homes(desk)
    found = records(desk, "psych_session", "on", latest_first=True)
    rows = tuple(_row(desk, each, homes) for each in found)
    verbs = (Verb("record_group_session", tr("登记团体服务")),)
    step = tr("个案和谈心在家庭页“精神慰藉”里记；几户一起的，在这里记一次。")
    return RegisterTable(columns, rows, verbs, _month(desk, found, homes), "", step)


def _homes(desk: Desk) -> dict[str, str]:
    """Family by person."""
    with desk.record.store.reading() as connection:
        return {str(row[0]): str(row[1]) for row in connection.exec_driver_sql("SELECT id, family_id FROM person")}


def _row(desk: Desk, record: StoredRecord, homes: dict[str, str]) -> RegisterRow:
    v = record.values
    persons = [str(each) for each in v.get("person_ids") or ()]
    families = {homes[each] for each in persons if each in homes}
    on = str(v["on"])
    cells = (
        Cell(day_words(date.fromisoformat(on), desk.today.year), order=on),
        desk.word("psych_session_kind", str(v["kind"])),
        str(v.get("provider") or ""),
        len(families),
        len(persons),
    )
    return RegisterRow(record.id, cells, (), str(v.get("family_id") or ""))


def _month(desk: Desk, sessions: tuple[StoredRecord, ...], homes: dict[str, str]) -> str:
    """What R1 asks of 心理健康服务 this month: households, persons, files, assessments."""
    month = month_of(desk.today).code
    persons = {
        str(each)
        for record in sessions
        if str(record.values["on"]).startswith(month)
        for each in record.values.get("person_ids") or ()
    }
    families = {homes[each] for each in persons if each in homes}
    files = sum(str(each.values["opened_on"]).startswith(month) for each in records(desk, "psych_file"))
    tests = sum(str(each.values["on"]).startswith(month) for each in records(desk, "psych_assess"))
    words = tr("本月服务 {families} 户 {persons} 人，建档 {files} 份，测评 {tests} 人次")
    return words.format(families=len(families), persons=len(persons), files=files, tests=tests)


SOLACE = Register(
    "solace", "chat-circle", SERVICES, "心理服务", _read, counting("psych_session"), "xinlifuwu xlfw 团体 测评 精神慰藉"
)
