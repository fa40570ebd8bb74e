"""Opening a family's file and keeping its members and the child true."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.commands.numbers import require_no_second_headship
from db.errors import InvalidValue
from db.ids import place_id
from db.store.writing import Writing
from db.touched import Touched

HEAD_RELATION = "02"


@dataclass(frozen=True)
class NewFamily:
    """A family to open a file for.

    Attributes:
        village: the village's name; it is entered when it is not known yet.
        fields: fields of the entity `family`, without the village.
        persons: fields of each member; exactly one has relation `02` (head).
        children: fields of each child, with `parents`: positions of its parents among `persons`.
    """

    village: str
    fields: Mapping[str, Any]
    persons: tuple[Mapping[str, Any], ...]
    children: tuple["NewChild", ...] = ()


@dataclass(frozen=True)
class NewChild:
    """A child and the positions of its parents among the new family's persons."""

    fields: Mapping[str, Any]
    parents: tuple[int, ...] = field(default=(0,))


FAMILY_DEFAULTS: Mapping[str, Any] = {
    "case_type": "death",
    "status": "active",
    "risk_level": "normal",
    "contact_preference": "home",
}
PERSON_DEFAULTS: Mapping[str, Any] = {"sex": "0", "alive": True, "is_target": True}


def open_family(writing: Writing, family: NewFamily) -> Touched:
    """Opens a file with its members and children in one command.

    Args:
        writing: the open transaction.
        family: what is known.

    Raises:
        InvalidValue: no member, not exactly one head, a head who is head of another household, or a field that does
            not hold; nothing is written.
    """
    heads = [person for person in family.persons if person.get("relation") == HEAD_RELATION]
    if len(heads) != 1:
        raise InvalidValue("relation", f"一户要有一位户主，现在有 {len(heads)} 位。", "请指定一位户主。")
    require_no_second_headship(writing, heads[0])
    village_id = ensure_village(writing, family.village)
    opened = {"opened_on": writing.clock.today().isoformat()}
    if not family.fields.get("case_no"):
        opened["case_no"] = next_case_nos(writing, 1)[0]
    family_id = writing.create("family", {**FAMILY_DEFAULTS, **opened, **family.fields, "village_id": village_id})
    persons = [add_person(writing, family_id, fields) for fields in family.persons]
    sexes = [str(fields.get("sex", "0")) for fields in family.persons]
    for child in family.children:
        link = parent_links([(persons[at], sexes[at]) for at in child.parents])
        writing.create("child", {"state": "alive", **child.fields, **link})
    return writing.finish("已建档一户")


def next_case_nos(writing: Writing, count: int) -> list[str]:
    """The next provisional case numbers of this township: code-year-serial, 999999101-2026-0007 (B-01).

    They are for people. Two laptops may issue the same one; the county confirms or changes it.

    Args:
        writing: the open transaction.
        count: how many.
    """
    prefix = f"{writing.by.org}-{writing.clock.today().year}-"
    asked = "SELECT case_no FROM family WHERE case_no LIKE ? || '%'"
    serials = (no.removeprefix(prefix) for no in writing.connection.exec_driver_sql(asked, (prefix,)).scalars())
    last = max((int(serial) for serial in serials if serial.isascii() and serial.isdigit()), default=0)
    return [f"{prefix}{last + number:04d}" for number in range(1, count + 1)]


def add_person(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> str:
    """Adds a member to a family and returns the person's id; what is not said takes the defaults."""
    head = {"is_head": fields.get("relation") == HEAD_RELATION}
    return writing.create("person", {**PERSON_DEFAULTS, **head, **fields, "family_id": family_id})


def parent_links(parents: list[tuple[str, str]]) -> dict[str, str]:
    """The child's `father_id` and `mother_id` for (person id, sex) pairs.

    A parent of unknown sex takes the place that is free.
    """
    links: dict[str, str] = {}
    for person_id, sex in sorted(parents, key=lambda parent: parent[1] not in {"1", "2"}):
        wanted = "mother_id" if sex == "2" else "father_id"
        other = "father_id" if wanted == "mother_id" else "mother_id"
        links[other if wanted in links else wanted] = person_id
    return links


def ensure_village(writing: Writing, name: str) -> str:
    """The id of the village of that name in this township, entered when it is new.

    Raises:
        InvalidValue: no name is given.
    """
    name = name.strip()
    if not name:
        raise InvalidValue("village", "没有写村（社区）。", "请选一个村，或写上村名。")
    village_id = place_id(writing.by.org, name)
    voided = writing.connection.exec_driver_sql("SELECT voided FROM org_unit WHERE id = ?", (village_id,)).scalar()
    if voided:
        writing.restore("org_unit", village_id)
    if voided is None:
        fields = {"name": name, "level": "village", "parent_code": writing.by.org}
        writing.create("org_unit", fields, village_id)
    return village_id


def edit_record(writing: Writing, entity: str, record_id: str, fields: Mapping[str, Any], reason: str = "") -> Touched:
    """Corrects fields of a record; those that are the same already are left alone.

    Raises:
        InvalidValue, NotFound, Disputed, AlreadyVoided, NotEditable: nothing is written.
    """
    writing.set(entity, record_id, fields, reason)
    return writing.finish("已保存修改")


def correct(writing: Writing, entity: str, record_id: str, fields: Mapping[str, Any], said: str) -> Touched:
    """Corrects fields of a record, with its own words for the toast.

    Raises:
        InvalidValue, NotFound, Disputed, AlreadyVoided, NotEditable: nothing is written.
    """
    writing.set(entity, record_id, fields)
    return writing.finish(said)


def void_record(writing: Writing, entity: str, record_id: str, reason: str) -> Touched:
    """Takes a record out of all figures, with a reason; it can be brought back.

    Raises:
        InvalidValue: no reason is given.
    """
    if not reason.strip():
        raise InvalidValue("reason", "没有写作废的理由。", "请写一句理由，以后查得到。")
    writing.void(entity, record_id, reason)
    return writing.finish("已作废一条")
