"""Contact persons: assigning, ending, and the card by which the family knows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from db.commands.days import as_day, past_day
from db.domain.posts import SINGLE_POSTS
from db.errors import InvalidValue
from db.store.tables.entities import TABLES
from db.store.writing import Writing
from db.touched import Touched

ONE_DAY = timedelta(days=1)
FAR = "9999-12-31"


class AlreadyThere(InvalidValue):
    """What is asked for stands already."""


@dataclass(frozen=True)
class NewAssignment:
    """A contact person for a family.

    Attributes:
        family_id: the family.
        post_kind: `township`, `village`, `county` or `extra`.
        name, phone: the contact person's; one of the same name, level and phone is used again.
        since: ISO day from which the assignment holds.
        contact_id: a known contact person instead of name and phone.
        fields: more fields of the contact person (unit, post).
        informed_on: when the family was told, or "".
        replaces: the assignment that ends the day before, where the post is one of several.
    """

    family_id: str
    post_kind: str
    name: str
    phone: str
    since: str
    contact_id: str = ""
    fields: Mapping[str, Any] | None = None
    informed_on: str = ""
    replaces: str = ""


def assign_contact(writing: Writing, wish: NewAssignment) -> Touched:
    """Assigns a contact person; whoever held the post until then ends the day before.

    Raises:
        InvalidValue: no name, no telephone, an impossible day, a day not after the present holder's first day, or an
            assignment that would overlap another one of the same post.
        NotFound: the family is not here.
    """
    put_at_post(writing, prepare_assignment(writing, wish))
    return writing.finish("已分派联系人")


@dataclass(frozen=True)
class Prepared:
    """An assignment that has been looked at and may be written.

    Attributes:
        fields: of the assignment.
        leaving: the assignment that ends the day before, "" when nobody leaves; held_by: whose it is.
        last_day: that day.
    """

    fields: Mapping[str, Any]
    leaving: str = ""
    held_by: str = ""
    last_day: str = ""


def prepare_assignment(writing: Writing, wish: NewAssignment) -> Prepared:
    """Looks whether a contact person can be assigned; nothing but a new contact person is written.

    Raises:
        InvalidValue, NotFound: as `assign_contact`.
    """
    writing.row("family", wish.family_id)
    since = as_day("since", wish.since)
    contact_id = wish.contact_id or ensure_contact(writing, wish)
    _require_reachable(writing, contact_id, since)
    held = dict(writing.row("assignment", wish.replaces)) if wish.replaces else _holder(writing, wish, since)
    fields: dict[str, Any] = {
        "family_id": wish.family_id,
        "contact_id": contact_id,
        "post_kind": wish.post_kind,
        "since": since.isoformat(),
        "family_informed_on": wish.informed_on or None,
    }
    if held is None:
        require_free(writing, fields)
        return Prepared(fields)
    if held["contact_id"] == contact_id:
        raise AlreadyThere("name", "这个岗位现在就是这位联系人。", "不用再分派。")
    if str(held["since"]) >= wish.since:
        raise InvalidValue("since", f"现任联系人从 {held['since']} 起，新的要晚于这一天。")
    leaving = str(held["id"])
    require_free(writing, fields, aside=(leaving,))
    ends = str(held["until"] or FAR) >= since.isoformat()
    last_day = (since - ONE_DAY).isoformat() if ends else ""
    return Prepared({**fields, "handover_from": leaving}, leaving, str(held["contact_id"]), last_day)


def put_at_post(writing: Writing, prepared: Prepared) -> None:
    """Writes a prepared assignment; whoever held the post ends the day before."""
    if prepared.last_day:
        writing.set("assignment", prepared.leaving, {"until": prepared.last_day})
    writing.create("assignment", prepared.fields)


def require_free(writing: Writing, fields: Mapping[str, Any], aside: tuple[str, ...] = ()) -> None:
    """Asks whether an assignment would overlap another one of its post; nothing is written.

    Args:
        writing: the open transaction.
        fields: family, post, contact person, since and until of the assignment.
        aside: assignments that do not count: the one that is corrected, or ends for this one.

    Raises:
        InvalidValue: of the post that one person holds at a time somebody else has these days; of any other post, the
            same person has them already.
    """
    kind, since, until = str(fields["post_kind"]), str(fields["since"]), str(fields.get("until") or FAR)
    asked = (
        "SELECT a.id, a.contact_id, a.since, a.until, c.name FROM assignment a"
        " JOIN contact_person c ON c.id = a.contact_id"
        " WHERE a.family_id = ? AND a.post_kind = ? AND a.voided = 0 AND a.since <= ? AND coalesce(a.until, ?) >= ?"
    )
    values = (fields["family_id"], kind, until, FAR, since)
    for other, contact_id, begins, ends, name in writing.connection.exec_driver_sql(asked, values):
        if other in aside or (kind not in SINGLE_POSTS and contact_id != fields["contact_id"]):
            continue
        span = f"{begins} 起" if ends is None else f"{begins} 至 {ends}"
        said = f"同一个岗位上 {name}（{span}）已经在任，日期重叠。"
        raise InvalidValue("since", said, "请改起止日期，或先写上前任的最后一天。")


def _require_reachable(writing: Writing, contact_id: str, since: date) -> None:
    """A contact person nobody can call is none (domain.md §4); nor is one who has left."""
    who = writing.row("contact_person", contact_id)
    if not str(who["phone"] or "").strip():
        raise InvalidValue("phone", f"{who['name']}没有电话。", "联系人要能随时找到，请先补电话。")
    if who["left_on"] and str(who["left_on"]) <= since.isoformat():
        raise InvalidValue("since", f"{who['name']} {who['left_on']} 已离岗。", "请选在岗的人。")


def ensure_contact(writing: Writing, wish: NewAssignment) -> str:
    """The id of the contact person meant: a known one of that name, level and phone, else a new one.

    Raises:
        InvalidValue: no name is given.
    """
    if not wish.name.strip():
        raise InvalidValue("name", "没有写联系人姓名。")
    level = wish.post_kind if wish.post_kind in {"township", "village", "county"} else "other"
    contact = TABLES["contact_person"]
    alike = (contact.c.name == wish.name.strip()) & (contact.c.level == level) & (contact.c.voided == 0)
    known = writing.connection.execute(select(contact.c.id, contact.c.phone).where(alike)).all()
    for contact_id, phone in known:
        if not wish.phone or phone == wish.phone:
            return str(contact_id)
    if not wish.phone.strip():
        raise InvalidValue("phone", f"{wish.name.strip()}没有电话。", "联系人要能随时找到，请写上电话。")
    said = {"name": wish.name.strip(), "phone": wish.phone, "level": level, "active": True}
    return writing.create("contact_person", {**said, **(wish.fields or {})})


def end_assignment(writing: Writing, assignment_id: str, until: str) -> Touched:
    """Ends an assignment; `until` (ISO day) is the last day that counts.

    Raises:
        InvalidValue: no such day, or one before the first.
    """
    row = writing.row("assignment", assignment_id)
    if as_day("until", until).isoformat() < str(row["since"]):
        raise InvalidValue("until", f"止的日期早于起的日期 {row['since']}。")
    writing.set("assignment", assignment_id, {"until": until})
    return writing.finish("已结束这位联系人")


def correct_assignment(writing: Writing, assignment_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects the days of an assignment: `since`, `until`, `family_informed_on`; None empties one.

    Raises:
        InvalidValue: an end before the beginning, or days on which somebody else holds the post.
    """
    row = writing.row("assignment", assignment_id)
    since = as_day("since", str(fields.get("since") or "")).isoformat()
    until = str(fields.get("until") or "")
    if until and as_day("until", until).isoformat() < since:
        raise InvalidValue("until", f"止的日期早于起的日期 {since}。")
    require_free(writing, {**row, **fields, "since": since, "until": until or None}, aside=(assignment_id,))
    writing.set("assignment", assignment_id, fields)
    return writing.finish("已改联系人的起止日期")


def keep_contact(writing: Writing, fields: Mapping[str, Any], contact_id: str = "") -> Touched:
    """Enters or corrects a contact person.

    Args:
        writing: the open transaction.
        fields: of the entity `contact_person`, as they should stand; None empties one.
        contact_id: the one to correct; "" for a new one.

    Raises:
        InvalidValue: no name, no telephone, a telephone from a day to come, or somebody of this name, level and
            telephone is there already.

    A telephone written down where there was none counts from today, unless `phone_since` says from when: days on which
    nobody could call stay as they were.
    """
    name, phone = str(fields.get("name") or "").strip(), str(fields.get("phone") or "").strip()
    if not name:
        raise InvalidValue("name", "没有写联系人姓名。")
    if not phone:
        raise InvalidValue("phone", f"{name}没有电话。", "联系人要能随时找到，请写上电话。")
    asked = "SELECT id FROM contact_person WHERE name = ? AND phone = ? AND level = ? AND voided = 0 AND id <> ?"
    values = (name, phone, str(fields.get("level") or ""), contact_id)
    if writing.connection.exec_driver_sql(asked, values).first():
        raise InvalidValue("name", f"{name}（{phone}）已经在名册里。", "不用再登记一次。")
    if fields.get("phone_since"):
        past_day("phone_since", fields["phone_since"], writing.clock.today(), "有电话的日期")
    if contact_id:
        newly = not writing.row("contact_person", contact_id)["phone"] and not fields.get("phone_since")
        since = {"phone_since": writing.clock.today().isoformat()} if newly else {}
        writing.set("contact_person", contact_id, {**fields, "name": name, "phone": phone, **since})
        return writing.finish("已改联系人")
    writing.create("contact_person", {"active": True, **fields, "name": name, "phone": phone})
    return writing.finish("已登记联系人")


def return_to_office(writing: Writing, contact_id: str) -> Touched:
    """Somebody who had left is in office again; the families are assigned anew."""
    writing.set("contact_person", contact_id, {"active": True, "left_on": None})
    return writing.finish("已记下回到岗位")


def hand_card(writing: Writing, family_id: str, fields: Mapping[str, Any], assignments: tuple[str, ...]) -> Touched:
    """Writes down that the contact card was brought to the family, who is thereby told of these assignments.

    Whom the family knew already it has known since then: the earlier day stays.

    Raises:
        InvalidValue: no day, or one to come.
    """
    writing.row("family", family_id)
    issued = as_day("issued_on", str(fields.get("issued_on") or ""))
    if issued > writing.clock.today():
        raise InvalidValue("issued_on", f"{issued.isoformat()} 还没有到。", "请写已经到了的一天。")
    writing.create("contact_card", {**fields, "family_id": family_id})
    for assignment_id in assignments:
        known = writing.row("assignment", assignment_id)["family_informed_on"]
        if not known or str(known) > issued.isoformat():
            writing.set("assignment", assignment_id, {"family_informed_on": issued.isoformat()})
    return writing.finish("已登记送联系卡")


def _holder(writing: Writing, wish: NewAssignment, since: date) -> Mapping[str, Any] | None:
    """Who holds a single post without an end, or on the day; the later one, should there be two."""
    if wish.post_kind not in SINGLE_POSTS:
        return None
    held = TABLES["assignment"]
    here = (held.c.family_id == wish.family_id) & (held.c.post_kind == wish.post_kind) & (held.c.voided == 0)
    open_now = held.c.until.is_(None) | ((held.c.since <= since.isoformat()) & (held.c.until >= since.isoformat()))
    query = select(held).where(here & open_now).order_by(held.c.since.desc())
    row = writing.connection.execute(query).mappings().first()
    return None if row is None else dict(row)
