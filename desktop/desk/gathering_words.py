"""What a family's file says of activities somebody of it came to, of its volunteers and of what they did."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.queries.casefile import Happening, StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.words import tr

ATTENDANCE = "attendance"


def attended(_desk: Desk, view: FamilyView, f: Mapping[str, Any]) -> tuple[str, str]:
    """`参加活动：秋日茶话会`, with everybody of the family who came."""
    activity = _record(view, "activity", f.get("activity_id"))
    name = str(activity.values.get("name", "")) if activity else ""
    came = {str(each.values["person_id"]) for each in _together(view, f.get("activity_id"))}
    who = "、".join(person.name for person in view.facts.persons if person.id in came)
    return tr("参加活动：{name}").format(name=name), who


def attended_on(view: FamilyView, f: Mapping[str, Any]) -> date | None:
    """The day of the activity."""
    activity = _record(view, "activity", f.get("activity_id"))
    return date.fromisoformat(str(activity.values["on"])) if activity else None


def told_already(view: FamilyView, h: Happening) -> bool:
    """Whether another line of the file tells of the same activity: one is enough for the whole household."""
    if h.entity != ATTENDANCE or h.kind != "create":
        return False
    first = next(iter(_together(view, h.fields.get("activity_id"))), None)
    return first is not None and first.id != h.record_id


def paired(desk: Desk, view: FamilyView, f: Mapping[str, Any]) -> tuple[str, str]:
    """`志愿结对：罗青（同伴志愿者）`."""
    volunteer = _record(view, "volunteer", f.get("volunteer_id"))
    if volunteer is None:
        return tr("志愿结对"), str(f.get("content") or "")
    kind = desk.word("volunteer_kind", str(volunteer.values.get("kind", "")))
    title = tr("志愿结对：{name}（{kind}）").format(name=volunteer.values["name"], kind=kind)
    return title, str(f.get("content") or "")


def unpaired(_desk: Desk, view: FamilyView, f: Mapping[str, Any]) -> tuple[str, str]:
    """`结束结对：罗青`."""
    volunteer = _record(view, "volunteer", f.get("volunteer_id"))
    name = str(volunteer.values["name"]) if volunteer else ""
    return tr("结束结对：{name}").format(name=name), ""


def served(_desk: Desk, view: FamilyView, f: Mapping[str, Any]) -> tuple[str, str]:
    """`志愿服务：罗青`, with the time and what was done."""
    volunteer = _record(view, "volunteer", f.get("volunteer_id"))
    title = tr("志愿服务：{name}").format(name=volunteer.values["name"]) if volunteer else tr("志愿服务")
    minutes = tr("{n} 分钟").format(n=f["minutes"]) if f.get("minutes") else ""
    return title, "，".join(part for part in (minutes, str(f.get("content") or "")) if part)


def _together(view: FamilyView, activity_id: object) -> list[StoredRecord]:
    return [each for each in view.of(ATTENDANCE) if each.values.get("activity_id") == activity_id]


def _record(view: FamilyView, entity: str, record_id: object) -> StoredRecord | None:
    return next((each for each in view.records.get(entity, ()) if each.id == record_id), None)
