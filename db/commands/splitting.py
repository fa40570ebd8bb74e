"""One household becomes two: a member moves into a file of their own; the child stays the child of both (fact 3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.commands.days import not_before, past_day
from db.commands.families import FAMILY_DEFAULTS, HEAD_RELATION, ensure_village, next_case_nos
from db.commands.members import household, rewrite_head
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched


@dataclass(frozen=True)
class Split:
    """A member who leaves the household for one of their own.

    Attributes:
        person_id: who leaves, and becomes the head of the new household.
        on: ISO day, the first in the new household.
        said: why (`离婚`).
        village: the village of the new household.
        address: where it lives.
        marital: code of the new marital state of both, "" when nothing changes.
        head_id: who becomes the head of the old household when its head leaves; "" takes husband or wife.
        fields: more fields of the new family.
    """

    person_id: str
    on: str
    said: str
    village: str
    address: str = ""
    marital: str = ""
    head_id: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


def split_household(writing: Writing, wish: Split) -> Touched:
    """Opens a file for one member who leaves; agreements, cards, insurance and entitlement go with the person.

    The old file keeps its past: until the day before, the member counts there, from then on in the new one. The child
    stays linked to both parents and is one child, counted once.

    Raises:
        InvalidValue: no day, one after today or before the file was opened, nobody would be left, nothing said, a
            member who has died, or a family not on the register; nothing is written.
        NotFound: the person is not here.
    """
    on = past_day("on", wish.on, writing.clock.today(), "日期")
    person = writing.row("person", wish.person_id)
    old = writing.row("family", str(person["family_id"]))
    not_before("on", on, old["opened_on"], f"日期早于建档日期 {old['opened_on']}。")
    _require_splittable(writing, wish, person, old)
    new_id = _open_beside(writing, wish, old)
    _let_go(writing, wish, person)
    moving = {"family_id": new_id, "relation": HEAD_RELATION, "is_head": True}
    _part(writing, wish, str(old["id"]))
    writing.set("person", wish.person_id, moving, "分户")
    both = {"person_id": wish.person_id, "on": wish.on, "reason": wish.said.strip()}
    where = {"from_addr": old["live_addr"] or old["hukou_addr"], "to_addr": wish.address.strip() or wish.village}
    writing.create("change_event", {"family_id": old["id"], "kind": "moved_out", **both, **where})
    writing.create("change_event", {"family_id": new_id, "kind": "moved_in", **both, **where})
    return writing.finish("已分成两户")


def _require_splittable(writing: Writing, wish: Split, person: Mapping[str, Any], old: Mapping[str, Any]) -> None:
    if old["status"] != "active":
        raise InvalidValue("person_id", "这一户已不在册，不能分户。", "请先恢复在册。")
    if person["alive"] == 0:
        raise InvalidValue("person_id", f"{person['name']}已去世，不能分户。", "请选健在的成员。")
    if not wish.said.strip():
        raise InvalidValue("said", "没有写原因。", "请写一句，如离婚。")
    left = [each for each in household(writing, str(old["id"])) if each.alive and each.kin.id != wish.person_id]
    if not left:
        raise InvalidValue("person_id", "这一户只有这一位成员，分出去就没有人了。", "住址变了，请改住址。")


def _open_beside(writing: Writing, wish: Split, old: Mapping[str, Any]) -> str:
    """The new family, of the old one's case type, opened on the day of the split."""
    alike = {name: old[name] for name in ("case_type", "contact_preference")}
    fields = {
        **FAMILY_DEFAULTS,
        **alike,
        "case_no": next_case_nos(writing, 1)[0],
        "opened_on": wish.on,
        "live_addr": wish.address.strip(),
        **wish.fields,
        "village_id": ensure_village(writing, wish.village),
    }
    return writing.create("family", fields)


def _let_go(writing: Writing, wish: Split, person: Mapping[str, Any]) -> None:
    """The old household gets another head when its head leaves."""
    if person["relation"] != HEAD_RELATION:
        return
    old_id = str(person["family_id"])
    left = [each for each in household(writing, old_id) if each.alive and each.kin.id != wish.person_id]
    chosen = wish.head_id or min(left, key=lambda each: each.kin.relation not in {"10", "11", "12"}).kin.id
    rewrite_head(writing, old_id, chosen)


def _part(writing: Writing, wish: Split, old_id: str) -> None:
    """Husband and wife who part take the new marital state on that day."""
    if not wish.marital:
        return
    couple = [each for each in household(writing, old_id) if each.kin.relation in {HEAD_RELATION, "10", "11", "12"}]
    for each in couple:
        if each.alive:
            writing.set("person", each.kin.id, {"marital": wish.marital, "marital_since": wish.on}, wish.said)
