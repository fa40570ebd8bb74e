"""Stays in hospital: admission, discharge, correction."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.commands.days import as_day
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

STILL_IN = "9999-12-31"


def record_stay(writing: Writing, person_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down that a person is, or was, in hospital; the visit this asks for follows by rule (S2 住院).

    Args:
        writing: the open transaction.
        person_id: who.
        fields: fields of the entity `hospital_stay`; `admitted_on` is required, `discharged_on` only once known.

    Raises:
        InvalidValue: a day that has not come, discharge before admission, a stay that overlaps another of the person,
            more days of intensive care than days, a person who had died, or a family not on the register.
        NotFound: the person is not here.
    """
    person = writing.row("person", person_id)
    if writing.row("family", str(person["family_id"]))["status"] != "active":
        raise InvalidValue("person_id", "这户已不在册，不能登记住院。", "如要恢复在册，请先改档案状态。")
    require_sound_stay(writing, fields, person)
    writing.create("hospital_stay", {**fields, "person_id": person_id})
    return writing.finish("已登记住院")


def discharge(writing: Writing, stay_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down the discharge; the claim this allows follows by rule (S4).

    Args:
        writing: the open transaction.
        stay_id: the stay.
        fields: `discharged_on`, and `icu_days` and `diagnosis` where known.

    Raises:
        InvalidValue: discharged already, no day, or as `record_stay`.
        NotFound: the stay is not here.
    """
    row = writing.row("hospital_stay", stay_id)
    if row["discharged_on"]:
        raise InvalidValue("discharged_on", f"这次住院 {row['discharged_on']} 已经出院。", "记错了请改这次住院。")
    as_day("discharged_on", str(fields.get("discharged_on") or ""))
    require_sound_stay(writing, {**row, **fields}, writing.row("person", str(row["person_id"])), stay_id)
    writing.set("hospital_stay", stay_id, fields)
    return writing.finish("已登记出院")


def correct_stay(writing: Writing, stay_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects a stay.

    Raises:
        InvalidValue: as `record_stay`, or a stay made shorter than what was paid for it.
        NotFound: the stay is not here.
    """
    row = writing.row("hospital_stay", stay_id)
    now = {**row, **fields}
    require_sound_stay(writing, now, writing.row("person", str(row["person_id"])), stay_id)
    asked = "SELECT max(days) FROM claim WHERE stay_id = ? AND voided = 0 AND refused_on IS NULL"
    claimed = int(writing.connection.exec_driver_sql(asked, (stay_id,)).scalar() or 0)
    if claimed and (not now["discharged_on"] or claimed > length(now)):
        raise InvalidValue("discharged_on", f"这次住院已经报了 {claimed} 天，不能改得更短。", "请先改理赔登记。")
    writing.set("hospital_stay", stay_id, fields)
    return writing.finish("已改住院登记")


def void_stay(writing: Writing, stay_id: str, reason: str) -> Touched:
    """Takes a stay written down by mistake out of all figures.

    Raises:
        InvalidValue: no reason, or a claim stands on it.
        NotFound: the stay is not here.
    """
    writing.row("hospital_stay", stay_id)
    if not reason.strip():
        raise InvalidValue("reason", "没有写作废的理由。", "请写一句理由，以后查得到。")
    asked = "SELECT count(*) FROM claim WHERE stay_id = ? AND voided = 0"
    if writing.connection.exec_driver_sql(asked, (stay_id,)).scalar():
        raise InvalidValue("reason", "这次住院已经登记了理赔，不能作废。", "请先作废那条理赔。")
    writing.void("hospital_stay", stay_id, reason)
    return writing.finish("已作废这次住院")


def length(fields: Mapping[str, Any]) -> int:
    """Days of a stay that has ended: the day of discharge does not count, one at least."""
    first, last = date.fromisoformat(str(fields["admitted_on"])), date.fromisoformat(str(fields["discharged_on"]))
    return max(1, (last - first).days)


def require_sound_stay(
    writing: Writing, fields: Mapping[str, Any], person: Mapping[str, Any], stay_id: str = ""
) -> None:
    """The rules of a stay beyond single fields (domain.md §4, hospital_stay).

    Raises:
        InvalidValue: names the field to jump to.
    """
    admitted = _past(writing, "admitted_on", fields.get("admitted_on") or "")
    left = fields.get("discharged_on") or ""
    discharged = _past(writing, "discharged_on", left) if left else ""
    if discharged and discharged < admitted:
        raise InvalidValue("discharged_on", f"出院 {discharged} 早于入院 {admitted}。")
    if person["death_date"] and str(person["death_date"]) < admitted:
        raise InvalidValue("admitted_on", f"{person['name']}在这一天之前已经去世。", "请核对是谁、哪一天。")
    icu = int(fields.get("icu_days") or 0)
    if icu and discharged and icu > length(fields):
        raise InvalidValue("icu_days", f"重症监护 {icu} 天，比住院的天数还多。")
    asked = (
        "SELECT admitted_on, discharged_on FROM hospital_stay WHERE person_id = ? AND id <> ? AND voided = 0"
        " AND admitted_on < ? AND coalesce(discharged_on, ?) > ? OR person_id = ? AND id <> ? AND voided = 0"
        " AND admitted_on = ? LIMIT 1"
    )
    me = (str(person["id"]), stay_id)
    values = (*me, discharged or STILL_IN, STILL_IN, admitted, *me, admitted)
    other = writing.connection.exec_driver_sql(asked, values).first()
    if other is not None:
        until = f"到 {other[1]}" if other[1] else "还没有出院"
        said = f"{person['name']}从 {other[0]} 起已经登记过住院，{until}，两次重叠。"
        raise InvalidValue("admitted_on", said, "请核对日期，或去改原来的那一次。")


def _past(writing: Writing, field: str, text: object) -> str:
    on = as_day(field, str(text))
    if on > writing.clock.today():
        raise InvalidValue(field, f"{on.isoformat()} 还没到。", "请改成已经发生的日期。")
    return on.isoformat()
