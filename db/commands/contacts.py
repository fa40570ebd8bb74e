"""Contact persons: assigning, ending, and the card by which the family knows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from db.commands.days import as_day
from db.errors import InvalidValue
from db.store.log import Writing
from db.store.tables.entities import TABLES
from db.touched import Touched


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
    """

    family_id: str
    post_kind: str
    name: str
    phone: str
    since: str
    contact_id: str = ""
    fields: Mapping[str, Any] | None = None
    informed_on: str = ""


def assign_contact(writing: Writing, wish: NewAssignment) -> Touched:
    """Assigns a contact person; whoever held the post until then ends the day before.

    Raises:
        InvalidValue: no name, an impossible day, or a day not after the present holder's first day.
        NotFound: the family is not here.
    """
    writing.row("family", wish.family_id)
    since = as_day("since", wish.since)
    contact_id = wish.contact_id or ensure_contact(writing, wish)
    held = _holder(writing, wish.family_id, wish.post_kind)
    fields: dict[str, Any] = {
        "family_id": wish.family_id,
        "contact_id": contact_id,
        "post_kind": wish.post_kind,
        "since": wish.since,
        "family_informed_on": wish.informed_on or None,
    }
    if held is not None:
        if held["contact_id"] == contact_id:
            raise InvalidValue("name", "这个岗位现在就是这位联系人。", "不用再分派。")
        if str(held["since"]) >= wish.since:
            raise InvalidValue("since", f"现任联系人从 {held['since']} 起，新的要晚于这一天。")
        writing.set("assignment", str(held["id"]), {"until": (since - timedelta(days=1)).isoformat()})
        fields["handover_from"] = held["id"]
    writing.create("assignment", fields)
    return writing.finish("已分派联系人")


def ensure_contact(writing: Writing, wish: NewAssignment) -> str:
    """The id of the contact person meant: a known one of that name, level and phone, else a new one."""
    if not wish.name.strip():
        raise InvalidValue("name", "没有写联系人姓名。")
    level = wish.post_kind if wish.post_kind in {"township", "village", "county"} else "other"
    contact = TABLES["contact_person"]
    alike = (contact.c.name == wish.name.strip()) & (contact.c.level == level) & (contact.c.voided == 0)
    known = writing.connection.execute(select(contact.c.id, contact.c.phone).where(alike)).all()
    for contact_id, phone in known:
        if not wish.phone or phone == wish.phone:
            return str(contact_id)
    said = {"name": wish.name.strip(), "phone": wish.phone, "level": level, "active": True}
    return writing.create("contact_person", {**said, **(wish.fields or {})})


def end_assignment(writing: Writing, assignment_id: str, until: str) -> Touched:
    """Ends an assignment; `until` (ISO day) is the last day that counts."""
    row = writing.row("assignment", assignment_id)
    if as_day("until", until).isoformat() < str(row["since"]):
        raise InvalidValue("until", f"止的日期早于起的日期 {row['since']}。")
    writing.set("assignment", assignment_id, {"until": until})
    return writing.finish("已结束这位联系人")


def hand_card(writing: Writing, family_id: str, fields: Mapping[str, Any], assignments: tuple[str, ...]) -> Touched:
    """Writes down that the contact card was brought to the family, who is thereby told of these assignments."""
    writing.row("family", family_id)
    writing.create("contact_card", {**fields, "family_id": family_id})
    for assignment_id in assignments:
        writing.set("assignment", assignment_id, {"family_informed_on": fields["issued_on"]})
    return writing.finish("已登记送联系卡")


def _holder(writing: Writing, family_id: str, post_kind: str) -> Mapping[str, Any] | None:
    held = TABLES["assignment"]
    if post_kind not in {"township", "village"}:
        return None
    here = (held.c.family_id == family_id) & (held.c.post_kind == post_kind) & (held.c.voided == 0)
    query = select(held).where(here & held.c.until.is_(None)).order_by(held.c.since.desc())
    row = writing.connection.execute(query).mappings().first()
    return None if row is None else dict(row)
