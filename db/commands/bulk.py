"""One change for many families: laid out family by family first, then done in one command and taken back as one.

The plan is made of the very questions each single command asks, so that a bulk change never does what a single one
would refuse (law 7).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.commands.archive import require_sound_risk
from db.commands.bulk_greeting import plan_greeting, write_greeting
from db.commands.bulk_line import CHANGE, REFUSED, SAME, BulkLine, Family, chosen_families
from db.commands.contacts import AlreadyThere, NewAssignment, prepare_assignment, put_at_post
from db.commands.days import past_day
from db.errors import InvalidValue, Refusal
from db.ledger.change import Draft
from db.store.permitting import Disputed
from db.store.writing import Writing
from db.touched import Touched

RISK, WISH, CONTACT, GROUP, ROUTE, REVIEW, GREETING = "risk", "wish", "contact", "group", "route", "review", "greeting"
_FIELDS = {WISH: "contact_preference", GROUP: "group_name", ROUTE: "route_order", REVIEW: "reviewed_on"}
_RISK = ("risk_level", "risk_since", "risk_reason")
_SAID = {
    RISK: "已改 {n} 户的关注等级",
    WISH: "已改 {n} 户的慰问方式意愿",
    CONTACT: "已给 {n} 户分派联系人",
    GROUP: "已改 {n} 户的组",
    ROUTE: "已改 {n} 户的走访顺序",
    REVIEW: "已记下 {n} 户核对过档案",
    GREETING: "已登记 {n} 户的节日慰问",
}
KINDS = tuple(_SAID)


class PlanOutdated(Refusal):
    """Something was written between reading the plan and agreeing to it."""

    code = "P-BLK-01"

    def __init__(self) -> None:
        super().__init__("看过之后，其中有的户又改过了。", "什么都没有写入。", "请重新看一遍再改。")


@dataclass(frozen=True)
class BulkChange:
    """What is to be done to every family chosen.

    Attributes:
        kind: one of `KINDS`.
        fields: as typed. `risk`: risk_level, risk_since, risk_reason; `wish`: contact_preference; `contact`: post_kind,
            contact_id, since; `group`: group_name; `route`: route_order; `review`: reviewed_on; `greeting`: fields of
            the visit but those that differ by family.
    """

    kind: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class BulkPlan:
    """A bulk change laid out.

    Attributes:
        change: what was asked for.
        lines: one for every family chosen, in the order of village and route.
    """

    change: BulkChange
    lines: tuple[BulkLine, ...]

    def of(self, verdict: str) -> tuple[BulkLine, ...]:
        """The lines of one verdict: `change`, `same` or `refused`."""
        return tuple(line for line in self.lines if line.verdict == verdict)


def plan_bulk(writing: Writing, family_ids: Sequence[str], change: BulkChange) -> BulkPlan:
    """Lays out what the change would do to each family; nothing is written.

    Args:
        writing: an open transaction, for the questions the single commands ask.
        family_ids: the families chosen.
        change: what is to be done.

    Raises:
        InvalidValue: the change itself does not hold, whatever the family (no day, no reason, no contact person).
    """
    _require_sound(writing, change)
    judge = _JUDGES.get(change.kind, _plain)
    families = chosen_families(writing.connection, family_ids)
    return BulkPlan(change, tuple(_line(writing, family, change, judge) for family in families))


def apply_bulk(writing: Writing, plan: BulkPlan) -> Touched:
    """Does what was laid out, all of it or nothing.

    Raises:
        PlanOutdated: the plan would be another one now.
        InvalidValue: there is nothing to change.
    """
    again = plan_bulk(writing, [line.family_id for line in plan.lines], plan.change)
    if again != plan:
        raise PlanOutdated
    lines = plan.of(CHANGE)
    if not lines:
        raise InvalidValue("kind", "没有一户要改。", "请换一批家庭，或换一种改法。")
    write = _WRITERS.get(plan.change.kind, _write_fields)
    write(writing, lines, plan.change)
    return writing.finish(_SAID[plan.change.kind].format(n=len(lines)))


Judge = Callable[[Writing, Family, BulkChange], tuple[str, str]]
"""What stands now and what would stand; refuses where the single command would."""


def _line(writing: Writing, family: Family, change: BulkChange, judge: Judge) -> BulkLine:
    if not family.active:
        return BulkLine.of(family, REFUSED, why="不在册")
    try:
        before, after = judge(writing, family, change)
    except AlreadyThere:
        return BulkLine.of(family, SAME)
    except (InvalidValue, Disputed) as refusal:
        return BulkLine.of(family, REFUSED, why=refusal.happened.rstrip("。"))
    return BulkLine.of(family, SAME if before == after else CHANGE, before, after)


def _require_sound(writing: Writing, change: BulkChange) -> None:
    if change.kind not in _SAID:
        raise ValueError(change.kind)
    fields = change.fields
    if change.kind == REVIEW:
        past_day("reviewed_on", fields.get("reviewed_on"), writing.clock.today(), "核对日期")
    if change.kind == WISH and not fields.get("contact_preference"):
        raise InvalidValue("contact_preference", "没有选怎样见面。")
    if change.kind == CONTACT and not fields.get("contact_id"):
        raise InvalidValue("contact_id", "没有选联系人。", "名册里没有的，请先在台账里登记。")
    if change.kind == RISK:
        require_sound_risk(writing, "normal", fields)


def _plain(writing: Writing, family: Family, change: BulkChange) -> tuple[str, str]:
    field = _FIELDS[change.kind]
    writing.require_editable(Draft("set", "family", family.id, {field: None}))
    return str(family.values.get(field) or ""), str(change.fields.get(field) or "").strip()


def _risk(writing: Writing, family: Family, change: BulkChange) -> tuple[str, str]:
    before = str(family.values["risk_level"])
    writing.require_editable(Draft("set", "family", family.id, dict.fromkeys(_RISK)))
    require_sound_risk(writing, before, change.fields)
    return before, str(change.fields["risk_level"])


def _contact(writing: Writing, family: Family, change: BulkChange) -> tuple[str, str]:
    prepared = prepare_assignment(writing, _wish(family.id, change))
    before = str(writing.row("contact_person", prepared.held_by)["name"]) if prepared.held_by else ""
    return before, str(writing.row("contact_person", str(change.fields["contact_id"]))["name"])


def _wish(family_id: str, change: BulkChange) -> NewAssignment:
    fields = change.fields
    return NewAssignment(
        family_id,
        str(fields.get("post_kind") or "village"),
        "",
        "",
        str(fields.get("since") or ""),
        contact_id=str(fields["contact_id"]),
    )


_JUDGES: Mapping[str, Judge] = {
    RISK: _risk,
    CONTACT: _contact,
    GREETING: lambda writing, family, change: plan_greeting(writing, family, change.fields),
}


def _write_fields(writing: Writing, lines: Sequence[BulkLine], change: BulkChange) -> None:
    field = _FIELDS[change.kind]
    writing.append([Draft("set", "family", line.family_id, {field: line.after or None}) for line in lines])


def _write_risk(writing: Writing, lines: Sequence[BulkLine], change: BulkChange) -> None:
    fields = {name: change.fields.get(name) or None for name in _RISK}
    writing.append([Draft("set", "family", line.family_id, fields) for line in lines])


def _write_contacts(writing: Writing, lines: Sequence[BulkLine], change: BulkChange) -> None:
    for line in lines:
        put_at_post(writing, prepare_assignment(writing, _wish(line.family_id, change)))


def _write_greetings(writing: Writing, lines: Sequence[BulkLine], change: BulkChange) -> None:
    for line in lines:
        write_greeting(writing, line.family_id, change.fields)


_WRITERS: Mapping[str, Callable[[Writing, Sequence[BulkLine], BulkChange], None]] = {
    RISK: _write_risk,
    CONTACT: _write_contacts,
    GREETING: _write_greetings,
}
