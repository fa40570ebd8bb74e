"""Assigning contact persons, recording doctor agreements and green-channel cards: the three coverages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

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
    since = _day("since", wish.since)
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
    if _day("until", until).isoformat() < str(row["since"]):
        raise InvalidValue("until", f"止的日期早于起的日期 {row['since']}。")
    writing.set("assignment", assignment_id, {"until": until})
    return writing.finish("已结束这位联系人")


@dataclass(frozen=True)
class NewAgreement:
    """A family-doctor agreement, or its refusal.

    Attributes:
        person_id: who signs.
        fields: fields of the entity `agreement`; for `state` `signed` (default) `since` and `until` are required, for
            `declined` `declined_on`.
    """

    person_id: str
    fields: Mapping[str, Any]


def sign_agreement(writing: Writing, wish: NewAgreement) -> Touched:
    """Records an agreement or a refusal. One doctor at a time: terms of one person never overlap.

    Raises:
        InvalidValue: no term, end before beginning, or a term that overlaps another.
        NotFound: the person is not here.
    """
    writing.row("person", wish.person_id)
    fields = {"state": "signed", **wish.fields, "person_id": wish.person_id}
    earlier = _signed_terms(writing, wish.person_id)
    if fields["state"] == "signed":
        since, until = (_day(name, str(fields.get(name) or "")).isoformat() for name in ("since", "until"))
        if until < since:
            raise InvalidValue("until", "协议的止期早于起期。")
        for other_since, other_until in earlier:
            if since <= other_until and other_since <= until:
                clash = f"与已有协议（{other_since} 至 {other_until}）重叠。"
                raise InvalidValue("since", clash, "请改起止日期，或先结束原协议。")
        fields = {"kind": "renewal" if earlier else "first", **fields}
    writing.create("agreement", fields)
    return writing.finish("已记下签约" if fields["state"] == "signed" else "已记下本人不愿")


@dataclass(frozen=True)
class NewGreenCard:
    """A priority-care card issued or declined: fields of the entity `green_card` without the person."""

    person_id: str
    fields: Mapping[str, Any]


def issue_green_card(writing: Writing, wish: NewGreenCard) -> Touched:
    """Records a card, or that the person does not want one.

    Raises:
        InvalidValue: a valid card without a number or day, or a number another person holds.
        NotFound: the person is not here.
    """
    writing.row("person", wish.person_id)
    fields = {"state": "valid", **wish.fields, "person_id": wish.person_id}
    if fields["state"] == "valid":
        number = str(fields.get("card_no") or "").strip()
        if not number:
            raise InvalidValue("card_no", "没有写卡号。")
        _day("since", str(fields.get("since") or ""))
        if _card_taken(writing, number, wish.person_id):
            raise InvalidValue("card_no", f"卡号 {number} 已发给另一个人。", "请核对卡号。")
    writing.create("green_card", fields)
    return writing.finish("已记下就诊卡" if fields["state"] == "valid" else "已记下本人不愿")


def _holder(writing: Writing, family_id: str, post_kind: str) -> Mapping[str, Any] | None:
    held = TABLES["assignment"]
    if post_kind not in {"township", "village"}:
        return None
    here = (held.c.family_id == family_id) & (held.c.post_kind == post_kind) & (held.c.voided == 0)
    query = select(held).where(here & held.c.until.is_(None)).order_by(held.c.since.desc())
    row = writing.connection.execute(query).mappings().first()
    return None if row is None else dict(row)


def _signed_terms(writing: Writing, person_id: str) -> list[tuple[str, str]]:
    asked = (
        "SELECT since, coalesce(ended_on, until) FROM agreement"
        " WHERE person_id = ? AND voided = 0 AND state IN ('signed', 'ended') AND since IS NOT NULL"
    )
    rows = writing.connection.exec_driver_sql(asked, (person_id,))
    return [(str(since), str(until or "9999-12-31")) for since, until in rows]


def _card_taken(writing: Writing, number: str, person_id: str) -> bool:
    asked = "SELECT 1 FROM green_card WHERE card_no = ? AND person_id <> ? AND state = 'valid' AND voided = 0"
    return writing.connection.exec_driver_sql(asked, (number, person_id)).first() is not None


def _day(field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = f"“{text}”不是一个存在的日期。" if text else "没有写日期。"
        raise InvalidValue(field, said, "请写成 2026-01-31。") from None
