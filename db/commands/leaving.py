"""离岗交接: a contact person leaves the post, and every family held goes to a successor in one step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.commands.contacts import FAR, ONE_DAY, require_free
from db.commands.days import as_day
from db.errors import InvalidValue
from db.queries.contacts import HeldRow, held_by
from db.store.writing import Writing
from db.touched import Touched


@dataclass(frozen=True)
class Take:
    """What becomes of one assignment of the one who leaves.

    Attributes:
        assignment_id: it ends the day before the leaving.
        successor_id: who takes the post; "" leaves it empty, and the gap is counted.
        since: ISO day from which the successor holds it; "" when there is none.
    """

    assignment_id: str
    successor_id: str = ""
    since: str = ""


@dataclass(frozen=True)
class Leaving:
    """A contact person leaves.

    Attributes:
        contact_id: who.
        left_on: ISO day, the first day no longer in the post.
        takes: one for every assignment that reaches to that day.
    """

    contact_id: str
    left_on: str
    takes: tuple[Take, ...]


def contact_leaves(writing: Writing, leaving: Leaving) -> Touched:
    """Ends the assignments the day before, begins the successors', and takes the person out of office; undone as one.

    Raises:
        InvalidValue: a day before an assignment began, a successor without telephone or who has left, a successor who
            begins before the leaving, or a post somebody else holds on these days.
        NotFound: the person is not here.
    """
    left_on, held = require_leavable(writing, leaving)
    last = (left_on - ONE_DAY).isoformat()
    for take in leaving.takes:
        before = held[take.assignment_id]
        writing.set("assignment", take.assignment_id, {"until": last})
        if take.successor_id:
            writing.create("assignment", _following(before, take))
    gone = left_on <= writing.clock.today()
    writing.set("contact_person", leaving.contact_id, {"active": not gone, "left_on": left_on.isoformat()})
    return writing.finish(f"已交接 {len(leaving.takes)} 户")


def require_leavable(writing: Writing, leaving: Leaving) -> tuple[date, Mapping[str, HeldRow]]:
    """Asks whether the hand-over could be done as it stands; nothing is written.

    Returns:
        The day, and what the person holds by assignment id.

    Raises:
        InvalidValue, NotFound: as `contact_leaves`.
    """
    who = writing.row("contact_person", leaving.contact_id)
    left_on = as_day("left_on", leaving.left_on)
    held = {row.assignment_id: row for row in held_by(writing.connection, leaving.contact_id, left_on)}
    for row in held.values():
        if row.since >= left_on:
            said = f"{who['name']}从 {row.since.isoformat()} 起才任{row.family_name}户的联系人。"
            raise InvalidValue("left_on", said, "离岗日期要晚于这一天。")
    if {take.assignment_id for take in leaving.takes} != held.keys():
        raise InvalidValue("left_on", "这期间名下的户有了变动，没有交接。", "请重新看一遍名单再交接。")
    for take in leaving.takes:
        if take.successor_id:
            _require_successor(writing, leaving, held[take.assignment_id], take)
    return left_on, held


def _require_successor(writing: Writing, leaving: Leaving, before: HeldRow, take: Take) -> None:
    who = writing.row("contact_person", take.successor_id)
    since = as_day("since", take.since).isoformat()
    if take.successor_id == leaving.contact_id:
        raise InvalidValue("successor", "接任的就是离岗的这一位。", "请选另一位。")
    if not str(who["phone"] or "").strip():
        raise InvalidValue("successor", f"{who['name']}没有电话。", "请先给接任的人补上电话。")
    if who["left_on"] and str(who["left_on"]) <= since:
        raise InvalidValue("successor", f"{who['name']} {who['left_on']} 已离岗。", "请选在岗的人。")
    if since < leaving.left_on:
        raise InvalidValue("since", f"接任从 {since} 起，早于离岗的 {leaving.left_on}，同一个岗位会有两个人。")
    try:
        require_free(writing, _following(before, take), aside=(take.assignment_id,))
    except InvalidValue as clash:
        raise InvalidValue("successor", f"{before.family_name}户：{clash.happened}", clash.next_step) from None


def _following(before: HeldRow, take: Take) -> dict[str, Any]:
    """The successor's assignment; one that had its end written already keeps it."""
    fields: dict[str, Any] = {
        "family_id": before.family_id,
        "contact_id": take.successor_id,
        "post_kind": before.post_kind,
        "since": take.since,
        "handover_from": take.assignment_id,
    }
    if before.until is not None and FAR > before.until.isoformat() >= take.since:
        fields["until"] = before.until.isoformat()
    return fields
