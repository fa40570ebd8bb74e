"""Volunteers: registered, paired with families, their services, and what ends when they leave."""

from collections.abc import Mapping
from typing import Any

from db.commands.consents import declined_now
from db.commands.days import as_day
from db.commands.office import correct_record, keep_record
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

DAY_MINUTES = 24 * 60
_TARGETS = """
    SELECT id FROM person WHERE family_id = ? AND voided = 0 AND coalesce(alive, 1) = 1 AND coalesce(is_target, 1) = 1
"""


def keep_volunteer(writing: Writing, fields: Mapping[str, Any], volunteer_id: str = "") -> Touched:
    """Enters or corrects a volunteer of the register.

    Args:
        writing: the open transaction.
        fields: of the entity `volunteer`, as they should stand; None empties one. A peer may be a member of a family
            on file: `person_id`.
        volunteer_id: the one to correct; "" for a new one.

    Raises:
        InvalidValue: no name, a last day before the first, one of the same name, kind and telephone is there already,
            a member who is no peer, or a member who is a volunteer already.
        NotFound: the volunteer or the member is not here.
    """
    person_id = str(fields.get("person_id") or "")
    if person_id:
        _require_peer(writing, fields, person_id, volunteer_id)
    said = {**fields, "name": _name(fields)}
    if volunteer_id:
        return correct_record(writing, "volunteer", volunteer_id, said, "已改志愿者")
    return keep_record(writing, "volunteer", said, "已登记志愿者")


def _require_peer(writing: Writing, fields: Mapping[str, Any], person_id: str, volunteer_id: str) -> None:
    person = writing.row("person", person_id)
    if fields.get("kind") != "peer":
        raise InvalidValue("kind", f"{person['name']}是档案里的成员，类型要选同伴志愿者。", "不是本人的，请去掉成员。")
    asked = "SELECT count(*) FROM volunteer WHERE person_id = ? AND id <> ? AND voided = 0"
    if writing.connection.exec_driver_sql(asked, (person_id, volunteer_id)).scalar_one():
        raise InvalidValue("person_id", f"{person['name']}已经是志愿者。", "请改原来那一条。")


def pair_volunteer(
    writing: Writing, family_id: str, volunteer: Mapping[str, Any], fields: Mapping[str, Any]
) -> Touched:
    """Pairs a volunteer with a family.

    Args:
        writing: the open transaction.
        family_id: the family.
        volunteer: `id` of one of the register, or fields of a new one; one of the same name and kind is used again.
        fields: of the entity `pairing`: `since` and `content`.

    Raises:
        InvalidValue: no name, no day, already paired, the volunteer has left, or everybody in the family has said that
            nothing about them may be told to volunteers; nothing is written.
        NotFound: no such family or volunteer.
    """
    writing.row("family", family_id)
    since = as_day("since", str(fields.get("since") or "")).isoformat()
    _require_willing(writing, family_id, since)
    volunteer_id = str(volunteer.get("id") or "") or _known(writing, volunteer)
    if volunteer_id:
        _require_free(writing, volunteer_id, family_id, since)
    else:
        volunteer_id = writing.create("volunteer", {**volunteer, "name": _name(volunteer)})
    writing.create("pairing", {**fields, "family_id": family_id, "volunteer_id": volunteer_id})
    return writing.finish("已登记结对")


def end_pairing(writing: Writing, pairing_id: str, until: str) -> Touched:
    """Ends a pairing; `until` (ISO day) is its last day. What was done stays.

    Raises:
        InvalidValue: no such day, or one before the first.
    """
    row = writing.row("pairing", pairing_id)
    last = as_day("until", until).isoformat()
    if last < str(row["since"]):
        raise InvalidValue("until", f"止的日期早于起的日期 {row['since']}。")
    writing.set("pairing", pairing_id, {"until": last})
    return writing.finish("已结束结对")


def correct_pairing(writing: Writing, pairing_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects `since`, `until` or `content` of a pairing; None empties one.

    Raises:
        InvalidValue: no first day, a last day before it, or a service that was done outside these days.
        NotFound: it is not here.
    """
    row = writing.row("pairing", pairing_id)
    now = {**row, **fields}
    since = as_day("since", str(now["since"] or "")).isoformat()
    until = as_day("until", str(now["until"])).isoformat() if now["until"] else ""
    if until and until < since:
        raise InvalidValue("until", f"止的日期早于起的日期 {since}。")
    asked = "SELECT min([on]), max([on]) FROM volunteer_service WHERE pairing_id = ? AND voided = 0"
    first, last = writing.connection.exec_driver_sql(asked, (pairing_id,)).one()
    if first and str(first) < since:
        raise InvalidValue("since", f"{first} 已经有一次服务。", "起的日期不能晚于它。")
    if until and last and str(last) > until:
        raise InvalidValue("until", f"{last} 还有一次服务。", "止的日期不能早于它。")
    writing.set("pairing", pairing_id, fields)
    return writing.finish("已改志愿结对")


def end_volunteer(writing: Writing, volunteer_id: str, until: str) -> Touched:
    """A volunteer leaves; every pairing that still runs ends on the same day.

    Raises:
        InvalidValue: no such day, or one before the volunteer or a running pairing began.
    """
    row = writing.row("volunteer", volunteer_id)
    last = as_day("until", until).isoformat()
    running = "SELECT id, since FROM pairing WHERE volunteer_id = ? AND voided = 0 AND (until IS NULL OR until > ?)"
    pairings = writing.connection.exec_driver_sql(running, (volunteer_id, last)).all()
    first = max([str(row["since"] or ""), *(str(since) for _, since in pairings)])
    if last < first:
        raise InvalidValue("until", f"止的日期早于 {first}，那天才开始。")
    writing.set("volunteer", volunteer_id, {"until": last})
    for pairing_id, _ in pairings:
        writing.set("pairing", str(pairing_id), {"until": last})
    return writing.finish("已登记退出")


def record_volunteer_service(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> Touched:
    """Registers a service of a volunteer for a family.

    Args:
        writing: the open transaction.
        family_id: the family.
        fields: of the entity `volunteer_service`; `minutes` from 0 to 24 hours; with a `pairing_id` the volunteer is
            taken from it.

    Raises:
        InvalidValue: a day after today or outside the pairing, or more than 24 hours; nothing is written.
        NotFound: no such family or pairing.
    """
    _serve(writing, family_id, fields)
    return writing.finish("已登记志愿服务")


def correct_volunteer_service(writing: Writing, service_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects a service: the old one is taken out and entered anew, in one step.

    Args:
        writing: the open transaction.
        service_id: the one that was wrong.
        fields: all its fields as they should stand, the family left out.

    Raises:
        InvalidValue, NotFound: as in `record_volunteer_service`; nothing is written.
    """
    row = writing.row("volunteer_service", service_id)
    writing.void("volunteer_service", service_id, "更正，另记一条")
    _serve(writing, str(row["family_id"]), fields)
    return writing.finish("已改志愿服务")


def _serve(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> None:
    writing.row("family", family_id)
    on = as_day("on", str(fields.get("on") or ""))
    if on > writing.clock.today():
        raise InvalidValue("on", "这一天还没到。", "服务做完以后再登记。")
    minutes = fields.get("minutes")
    if minutes is not None and not 0 <= int(minutes) <= DAY_MINUTES:
        raise InvalidValue("minutes", f"一次服务的时长要在 0 到 {DAY_MINUTES} 分钟（24 小时）之间。")
    said = {**fields, "family_id": family_id}
    if pairing_id := fields.get("pairing_id"):
        pairing = writing.row("pairing", str(pairing_id))
        if not str(pairing["since"]) <= on.isoformat() <= str(pairing["until"] or on.isoformat()):
            raise InvalidValue("on", f"结对是 {pairing['since']} 到 {pairing['until'] or '现在'}，这一天不在里面。")
        said["volunteer_id"] = pairing["volunteer_id"]
    writing.create("volunteer_service", said)


def _name(volunteer: Mapping[str, Any]) -> str:
    name = str(volunteer.get("name") or "").strip()
    if not name:
        raise InvalidValue("name", "没有写志愿者姓名。", "请从名册里选一位，或者写上姓名。")
    return name


def _known(writing: Writing, volunteer: Mapping[str, Any]) -> str:
    """The id of one of the same name and kind who is still there, or ""."""
    asked = "SELECT id FROM volunteer WHERE name = ? AND kind = ? AND voided = 0 AND until IS NULL"
    found = writing.connection.exec_driver_sql(asked, (_name(volunteer), str(volunteer.get("kind") or "volunteer")))
    return str(found.scalar() or "")


def _require_free(writing: Writing, volunteer_id: str, family_id: str, since: str) -> None:
    row = writing.row("volunteer", volunteer_id)
    if row["until"] and str(row["until"]) < since:
        raise InvalidValue("since", f"{row['name']} {row['until']} 已退出。", "请换一位，或者先改名册里的止期。")
    asked = """SELECT since FROM pairing WHERE volunteer_id = ? AND family_id = ? AND voided = 0
               AND (until IS NULL OR until >= ?)"""
    paired = writing.connection.exec_driver_sql(asked, (volunteer_id, family_id, since)).scalar()
    if paired:
        raise InvalidValue("volunteer_id", f"{row['name']}从 {paired} 起已经和这户结对。", "不用再登记。")


def _require_willing(writing: Writing, family_id: str, since: str) -> None:
    """Somebody in the family has not said no to being known by volunteers."""
    persons = [str(each) for each in writing.connection.exec_driver_sql(_TARGETS, (family_id,)).scalars()]
    if persons and all(declined_now(writing, person_id, "volunteer", since) for person_id in persons):
        raise InvalidValue("volunteer_id", "家里人都不同意把信息提供给志愿者。", "改了主意的，先登记新的同意。")
