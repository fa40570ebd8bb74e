"""服务活动: held on a day of the calendar or any other, who came, who agrees to a photograph."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from db.commands.activities import (
    correct_activity,
    hold_activity,
    note_attendance,
    note_photo_consent,
    take_out_activity,
)
from db.domain.profile_entries import CalendarDay
from db.queries.gatherings import who_came
from desktop.desk.desk import Desk
from desktop.desk.registers.people import member_choices
from desktop.desk.registers.reading import stored_values
from desktop.desk.registers.register import records
from desktop.ui.asks.case import Answers, Command, Plan, asking
from desktop.ui.asks.office import Choices, Office, OfficeVerb, Told, as_fields, asks_of, void_verb
from desktop.ui.dialogs.ask_panel import Ask, Asking
from desktop.words import tr

_FIELDS = ("name", "kind", "on", "centre_id", "place", "organiser", "headcount", "summary")
_AT = "centre:"
_OPEN_AIR = "publicity"


def _centres(desk: Desk) -> Choices:
    return tuple((each.id, str(each.values["name"])) for each in records(desk, "centre"))


def _tell_new(desk: Desk, subject: str) -> Told:
    """What stands in a new activity at first: the centre it was asked for from, and the organiser of the last one."""
    centre = subject.removeprefix(_AT) if subject.startswith(_AT) else ""
    last = next(iter(records(desk, "activity", "on", latest_first=True)), None)
    organiser = str(last.values.get("organiser", "")) if last else ""
    held = {"on": desk.today.isoformat(), "centre_id": centre or None, "organiser": organiser or None}
    return Told(held, {"centre_id": _centres(desk)}, member_choices(desk))


def _tell_held(desk: Desk, subject: str) -> Told:
    return Told(stored_values(desk, "activity", subject), {"centre_id": _centres(desk)})


def _tell_came(desk: Desk, subject: str) -> Told:
    with desk.record.store.reading() as connection:
        came = who_came(connection, subject)
    held = {"persons": tuple(each.person_id for each in came), "name": stored_values(desk, "activity", subject)["name"]}
    photo = tuple(each.person_id for each in came if each.photo)
    known = member_choices(desk)
    gone = tuple((each.person_id, each.name) for each in came if each.person_id not in dict(known))
    return Told({**held, "photo": photo}, {"came": tuple((e.person_id, e.name) for e in came)}, known + gone)


def _fields(office: Office) -> tuple[Ask, ...]:
    """The fields, the centre by the place's own word."""
    asks = asks_of(office, "activity", _FIELDS, office.told.held)
    word = office.desk.profile.word("centre")
    return tuple(replace(ask, label=word) if ask.name == "centre_id" else ask for ask in asks)


def _add(office: Office) -> Plan:
    days = office.desk.profile.calendar_on(office.today)
    template = Ask("calendar", tr("按哪个日子"), "choice", None, tuple((day.code, day.name) for day in days))
    came = Ask("persons", tr("到场的人"), "picks", (), office.told.more)
    fields = _fields(office)
    asks = (*((template,) if days else ()), *fields[:-2], came, *fields[-2:])
    note = tr("人次按名单算；名单以外还有人时，才在人次里写总数。")
    questions = asking(office, tr("登记活动"), tr("登记"), *asks, note=note)
    fills = {("calendar", day.code): _filled(day, office.today) for day in days}
    questions = Asking(questions.title, questions.over, questions.asks, questions.save, note, fills=fills)

    def command(a: Answers) -> Command:
        return partial(hold_activity, fields=as_fields(a, "calendar", "persons"), persons=a["persons"])

    return Plan(questions, command)


def _filled(day: CalendarDay, today: date) -> dict[str, Any]:
    """What a day of the calendar writes into the activity; a whole month leaves the day open."""
    said: dict[str, Any] = {"name": day.name, "kind": _OPEN_AIR}
    if day.day:
        said["on"] = date(today.year, day.month, day.day)
    return said


def _edit(office: Office) -> Plan:
    asks = _fields(office)
    questions = asking(office, tr("改活动"), tr("保存修改"), *asks, note=tr("原来的值留在历史里。"))
    return Plan(questions, lambda a: partial(correct_activity, activity_id=office.subject, fields=as_fields(a)))


def _attendance(office: Office) -> Plan:
    held = office.told.held
    came = Ask("persons", tr("到场的人"), "picks", held["persons"], office.told.more)
    questions = asking(office, str(held["name"]), tr("保存名单"), came, note=tr("不在名单上的人点掉就行。"))
    return Plan(questions, lambda a: partial(note_attendance, activity_id=office.subject, persons=a["persons"]))


def _photo(office: Office) -> Plan:
    held = office.told.held
    agreed = Ask(
        "persons", tr("同意拍照的人"), "picks", held["photo"], office.told.choices["came"], hint=tr("{n} 人同意拍照")
    )
    questions = asking(office, str(held["name"]), tr("保存"), agreed, note=tr("没有点到的人，照片里不要出现。"))
    return Plan(questions, lambda a: partial(note_photo_consent, activity_id=office.subject, persons=a["persons"]))


VERBS = {
    "add_activity": OfficeVerb(_add, _tell_new),
    "edit_activity": OfficeVerb(_edit, _tell_held),
    "note_attendance": OfficeVerb(_attendance, _tell_came),
    "note_photo_consent": OfficeVerb(_photo, _tell_came),
    "void_activity": void_verb("activity", take=take_out_activity),
}
