"""重大事项: what has happened to families, what is not settled first."""

from datetime import date

from db.domain.standing import OK, SOON, day_words
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
from desktop.desk.sections.section import Verb
from desktop.words import tr


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("family", tr("家庭"), 120, NAME, personal=True),
        RegisterColumn("village", tr("[村（社区）]"), 90),
        RegisterColumn("kind", tr("什么事"), 76),
        RegisterColumn("on", tr("发生"), 90),
        RegisterColumn("known", tr("得知"), 120),
        RegisterColumn("measures", tr("措施"), 200, stretch=True),
        RegisterColumn("told", tr("报告给"), 104),
        RegisterColumn("standing", tr("办理"), 130, STATE),
    )
    with desk.record.store.reading() as connection:
        whose = households(connection)
    found = [each for each in records(desk, "event", "on", latest_first=True) if each.values["family_id"] in whose]
    found.sort(key=lambda each: bool(each.values.get("closed_on")))
    rows = tuple(_row(desk, each, whose[str(each.values["family_id"])]) for each in found)
    waiting = sum(not each.values.get("closed_on") for each in found)
    note = tr("{n} 件还没有办结").format(n=waiting) if waiting else ""
    step = tr("意外、重病、受灾、亡故、走失，在家庭页“重大事项”里记。")
    return RegisterTable(columns, rows, (), note, SOON if waiting else "", step)


def _row(desk: Desk, record: StoredRecord, household: Household) -> RegisterRow:
    v = {name: str(value) for name, value in record.values.items()}
    known = v.get("known_on") or v["on"]
    closed = v.get("closed_on", "")
    words = tr("{day} 办结").format(day=_said(desk, closed)) if closed else tr("未办结")
    cells = (
        tr("{name}户").format(name=household.name),
        household.village,
        desk.word("event_kind", v["kind"]),
        Cell(_said(desk, v["on"]), order=v["on"]),
        Cell(f"{_said(desk, known)} {v.get('known_time', '')}".strip(), order=known),
        v.get("measures", ""),
        v.get("reported_to", ""),
        Cell(words, state=OK if closed else SOON, order=closed or "9"),
    )
    verbs = () if closed else (Verb("settle_event", tr("办结"), record.id),)
    return RegisterRow(record.id, cells, (*verbs, Verb("edit_event", tr("补充"), record.id)), v["family_id"])


def _said(desk: Desk, text: str) -> str:
    return day_words(date.fromisoformat(text), desk.today.year)


EVENTS = Register(
    "events", "bell-simple", SERVICES, "重大事项", _read, counting("event"), "zhongdashixiang zdsx 突发 意外 重病 受灾"
)
