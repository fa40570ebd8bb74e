"""Activities: held, corrected, with the list of who came; what is wrong is refused before anything is written."""

from collections.abc import Iterable, Mapping
from typing import Any

from db.commands.consents import declined_now
from db.commands.days import as_day
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched


def hold_activity(writing: Writing, fields: Mapping[str, Any], persons: Iterable[str] = ()) -> Touched:
    """Enters an activity and who came.

    Args:
        writing: the open transaction.
        fields: of the entity `activity`; `headcount` also counts those who are on no list.
        persons: ids of those who came.

    Raises:
        InvalidValue: fewer people than the list is long, somebody came on a day that is still to come, or a field that
            does not hold; nothing is written.
    """
    came = tuple(dict.fromkeys(persons))
    _require_sound(writing, fields, len(came))
    activity_id = writing.create("activity", fields)
    for person_id in came:
        _attend(writing, activity_id, person_id)
    return writing.finish("已登记活动")


def correct_activity(writing: Writing, activity_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects an activity; who came is another verb.

    Raises:
        InvalidValue, NotFound, Disputed, AlreadyVoided: nothing is written.
    """
    _require_sound(writing, {**writing.row("activity", activity_id), **fields}, len(_came(writing, activity_id)))
    writing.set("activity", activity_id, fields)
    return writing.finish("已改活动")


def note_attendance(writing: Writing, activity_id: str, persons: Iterable[str]) -> Touched:
    """Makes the attendance list these people: who is new is added, who is not among them is taken off.

    A headcount that was typed and is smaller now is corrected with it.

    Raises:
        InvalidValue: the activity is still to come.
        NotFound: no such activity.
    """
    row = dict(writing.row("activity", activity_id))
    held, wanted = _came(writing, activity_id), tuple(dict.fromkeys(persons))
    _require_sound(writing, {**row, "headcount": None}, len(wanted))
    for person_id, attendance_id in held.items():
        if person_id not in wanted:
            writing.void("attendance", attendance_id, "没有到场")
    for person_id in wanted:
        if person_id not in held:
            _attend(writing, activity_id, person_id)
    if row["headcount"] and int(row["headcount"]) < len(wanted):
        writing.set("activity", activity_id, {"headcount": len(wanted)})
    return writing.finish("已登记到场的人")


def note_photo_consent(writing: Writing, activity_id: str, persons: Iterable[str]) -> Touched:
    """Notes who of those who came agrees to being in a photograph (F16).

    Raises:
        InvalidValue: somebody's last word is that no photograph may be kept.
    """
    agreed, day = set(persons), str(writing.row("activity", activity_id)["on"])
    asked = "SELECT photo_consent FROM attendance WHERE id = ?"
    for person_id, attendance_id in _came(writing, activity_id).items():
        before = bool(writing.connection.exec_driver_sql(asked, (attendance_id,)).scalar())
        if before == (person_id in agreed):
            continue
        if person_id in agreed:
            _require_no_refusal(writing, person_id, day)
        writing.void("attendance", attendance_id, "更正拍照同意")
        _attend(writing, activity_id, person_id, photo=person_id in agreed)
    return writing.finish("已登记拍照同意")


def take_out_activity(writing: Writing, activity_id: str, reason: str) -> Touched:
    """Takes an activity out of all figures together with its attendance list.

    Raises:
        InvalidValue: no reason is given.
    """
    if not reason.strip():
        raise InvalidValue("reason", "没有写作废的理由。", "请写一句理由，以后查得到。")
    for attendance_id in _came(writing, activity_id).values():
        writing.void("attendance", attendance_id, reason)
    writing.void("activity", activity_id, reason)
    return writing.finish("已作废一场活动")


def _require_sound(writing: Writing, fields: Mapping[str, Any], came: int) -> None:
    on = as_day("on", str(fields.get("on") or ""))
    if came and on > writing.clock.today():
        raise InvalidValue("on", "活动这一天还没到，不能登记到场的人。", "请到那天再登记，或者改日期。")
    headcount = fields.get("headcount")
    if headcount is not None and int(headcount) < came:
        raise InvalidValue("headcount", f"到场名单有 {came} 人，人次不能写 {headcount}。", "名单以外还有人时才写人次。")


def _require_no_refusal(writing: Writing, person_id: str, day: str) -> None:
    if declined_now(writing, person_id, "photo", day):
        name = writing.row("person", person_id)["name"]
        raise InvalidValue("persons", f"{name}不同意拍照。", "请不要拍；本人改了主意的，先登记新的同意。")


def _attend(writing: Writing, activity_id: str, person_id: str, *, photo: bool = False) -> None:
    fields = {"activity_id": activity_id, "person_id": person_id, "photo_consent": True if photo else None}
    writing.create("attendance", fields)


def _came(writing: Writing, activity_id: str) -> dict[str, str]:
    """Ids of the attendance by person."""
    asked = "SELECT person_id, id FROM attendance WHERE activity_id = ? AND voided = 0 ORDER BY no"
    return {str(who): str(which) for who, which in writing.connection.exec_driver_sql(asked, (activity_id,))}
