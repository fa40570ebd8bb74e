"""What a worker writes on a family's file beyond the three coverages: members, requests, services, the file's state."""

from collections.abc import Mapping
from typing import Any

from db.commands.families import add_person, parent_links
from db.errors import InvalidValue
from db.store.log import Writing
from db.touched import Touched

Fields = Mapping[str, Any]


def add_member(writing: Writing, family_id: str, fields: Fields) -> Touched:
    """Adds a member to a family.

    Raises:
        InvalidValue: a field that does not hold.
        NotFound: the family is not here.
    """
    writing.row("family", family_id)
    add_person(writing, family_id, fields)
    return writing.finish("已添加一位成员")


def add_child(writing: Writing, parents: tuple[tuple[str, str], ...], fields: Fields) -> Touched:
    """Adds a child of (person id, sex) parents.

    Raises:
        InvalidValue: no parent, or a field that does not hold.
    """
    if not parents:
        raise InvalidValue("parents", "没有写是谁的子女。", "请勾上父亲或母亲。")
    writing.create("child", {**fields, **parent_links(list(parents))})
    return writing.finish("已登记子女情况")


def open_need(writing: Writing, family_id: str, fields: Fields) -> Touched:
    """Registers a request outside a visit."""
    writing.row("family", family_id)
    writing.create("need", {"status": "open", **fields, "family_id": family_id})
    return writing.finish("已登记诉求")


def answer_need(writing: Writing, need_id: str, fields: Fields) -> Touched:
    """Writes down what was answered, and where it was handed on to."""
    status = "referred" if fields.get("referred_to") else "open"
    writing.set("need", need_id, {"status": status, **fields})
    return writing.finish("已记下答复")


def close_need(writing: Writing, need_id: str, fields: Fields) -> Touched:
    """Settles a request.

    Raises:
        InvalidValue: nothing is said about how.
    """
    if not str(fields.get("result") or "").strip():
        raise InvalidValue("result", "没有写怎么办结的。", "请写一句办理结果。")
    writing.set("need", need_id, {"status": "closed", **fields})
    return writing.finish("已办结一件诉求")


def hand_card(writing: Writing, family_id: str, fields: Fields, assignments: tuple[str, ...]) -> Touched:
    """Writes down that the contact card was brought to the family, who is thereby told of these assignments."""
    writing.row("family", family_id)
    writing.create("contact_card", {**fields, "family_id": family_id})
    for assignment_id in assignments:
        writing.set("assignment", assignment_id, {"family_informed_on": fields["issued_on"]})
    return writing.finish("已登记送联系卡")


def record_service(writing: Writing, entity: str, fields: Fields, said: str) -> Touched:
    """Registers a service given: family doctor, solace, volunteering, insurance.

    Raises:
        InvalidValue: a field that does not hold.
    """
    writing.create(entity, fields)
    return writing.finish(said)


def pair_volunteer(writing: Writing, family_id: str, volunteer: Fields, fields: Fields) -> Touched:
    """Pairs a volunteer with a family; one of the same name and kind is used again.

    Raises:
        InvalidValue: no name.
    """
    name = str(volunteer.get("name") or "").strip()
    if not name:
        raise InvalidValue("name", "没有写志愿者姓名。")
    asked = "SELECT id FROM volunteer WHERE name = ? AND kind = ? AND voided = 0"
    known = writing.connection.exec_driver_sql(asked, (name, str(volunteer["kind"]))).scalar()
    volunteer_id = str(known) if known else writing.create("volunteer", {**volunteer, "name": name})
    writing.create("pairing", {**fields, "family_id": family_id, "volunteer_id": volunteer_id})
    return writing.finish("已登记结对")


def end_agreement(writing: Writing, agreement_id: str, fields: Fields) -> Touched:
    """Ends an agreement before its time; `ended_on` is its last day."""
    writing.set("agreement", agreement_id, {"state": "ended", **fields})
    return writing.finish("已结束这份协议")


def review_archive(writing: Writing, family_id: str, on: str) -> Touched:
    """Writes down that the head of the file was gone through."""
    writing.set("family", family_id, {"reviewed_on": on})
    return writing.finish("已记下核对过档案")


def change_status(writing: Writing, family_id: str, fields: Fields) -> Touched:
    """Takes a family off the register, or back onto it, with day and reason.

    Raises:
        InvalidValue: no day or no reason.
    """
    if not fields.get("status_on"):
        raise InvalidValue("status_on", "没有写从哪一天起。")
    if fields.get("status") != "active" and not str(fields.get("status_reason") or "").strip():
        raise InvalidValue("status_reason", "没有写原因。", "请写一句，以后查得到。")
    writing.set("family", family_id, fields)
    return writing.finish("已改档案状态")


def correct(writing: Writing, entity: str, record_id: str, fields: Fields, said: str) -> Touched:
    """Corrects fields of a record, with its own words for the toast."""
    writing.set(entity, record_id, fields)
    return writing.finish(said)
