"""批量改 at the desk: the plan read aloud family by family, and done as one command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.commands.bulk import (
    CONTACT,
    GREETING,
    GROUP,
    REVIEW,
    RISK,
    ROUTE,
    WISH,
    BulkChange,
    BulkPlan,
    apply_bulk,
    plan_bulk,
)
from db.commands.bulk_line import CHANGE, REFUSED, SAME, BulkLine
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.values import day_of, value_words
from desktop.words import tr

__all__ = ["CHANGE", "REFUSED", "SAME", "BulkChange", "BulkChoices", "PlannedLine", "bulk_choices", "lay_out"]

KIND_WORDS: tuple[tuple[str, str], ...] = (
    (CONTACT, "联系人"),
    (RISK, "关注等级"),
    (WISH, "怎样见面"),
    (GROUP, "组"),
    (ROUTE, "走访顺序"),
    (REVIEW, "档案核对过"),
    (GREETING, "节日慰问"),
)
"""What can be changed for many families, in reading order."""

_FIELDS = {RISK: "risk_level", WISH: "contact_preference", REVIEW: "reviewed_on"}


@dataclass(frozen=True)
class PlannedLine:
    """One line of the plan in words: what stands, what would stand, and why not where it is refused."""

    line: BulkLine
    before: str
    after: str


@dataclass(frozen=True)
class Laid:
    """A plan to be read.

    Attributes:
        plan: what would be done; handed back when a person has agreed.
        lines: what changes first, then what is refused, then what stands already.
        changes, same, refused: how many of each.
    """

    plan: BulkPlan
    lines: tuple[PlannedLine, ...]
    changes: int
    same: int
    refused: int

    @property
    def said(self) -> str:
        """How many of each in words."""
        parts = (
            (self.changes, tr("改 {n} 户")),
            (self.same, tr("已经是这样 {n} 户")),
            (self.refused, tr("不能改 {n} 户")),
        )
        return "，".join(words.format(n=n) for n, words in parts if n)


@dataclass(frozen=True)
class BulkChoices:
    """What may be chosen, and what was written the last time and need not be asked again.

    Attributes:
        contacts: contact persons by level: (id, name).
        festivals: (code, word).
        companions, fund_source: of the last visit with a gift.
    """

    contacts: Mapping[str, tuple[tuple[str, str], ...]]
    festivals: tuple[tuple[str, str], ...]
    companions: str = ""
    fund_source: str = ""


_CONTACTS = """
    SELECT level, id, name, coalesce(unit, '') FROM contact_person
     WHERE voided = 0 AND coalesce(active, 1) = 1 AND phone IS NOT NULL AND left_on IS NULL ORDER BY name, no
"""


_LAST_GIFT = """
    SELECT coalesce(companions, ''), coalesce(fund_source, '') FROM visit
     WHERE voided = 0 AND gift_kind IN ('cash', 'goods', 'both') ORDER BY no DESC LIMIT 1
"""


def bulk_choices(desk: Desk) -> BulkChoices:
    """Contact persons in office who can be called, and festivals."""
    found: dict[str, list[tuple[str, str]]] = {}
    with desk.record.store.reading() as connection:
        for level, contact_id, name, unit in connection.exec_driver_sql(_CONTACTS):
            words = tr("{name}（{unit}）").format(name=name, unit=unit) if unit else str(name)
            found.setdefault(str(level), []).append((str(contact_id), words))
        last = connection.exec_driver_sql(_LAST_GIFT).first() or ("", "")
    festivals = tuple((entry.code, entry.name) for entry in desk.codes["festival"].entries)
    return BulkChoices({level: tuple(people) for level, people in found.items()}, festivals, str(last[0]), str(last[1]))


def lay_out(desk: Desk, family_ids: Sequence[str], change: BulkChange) -> Laid:
    """What the change would do to each family, in words; nothing is written.

    Raises:
        InvalidValue: the change does not hold whatever the family.
    """
    with desk.record.store.writing() as writing:
        plan = plan_bulk(writing, family_ids, change)
    parts = [plan.of(verdict) for verdict in (CHANGE, REFUSED, SAME)]
    lines = tuple(_in_words(desk, change, line) for part in parts for line in part)
    return Laid(plan, lines, len(parts[0]), len(parts[2]), len(parts[1]))


def do_it(desk: Desk, plan: BulkPlan) -> Touched:
    """Does what was laid out and agreed to.

    Raises:
        PlanOutdated, InvalidValue: nothing is written.
    """
    with desk.record.store.writing() as writing:
        return apply_bulk(writing, plan)


def _in_words(desk: Desk, change: BulkChange, line: BulkLine) -> PlannedLine:
    if change.kind == GREETING:
        return PlannedLine(line, "", _greeting(desk, change.fields, line) if line.verdict == CHANGE else "")
    field = _FIELDS.get(change.kind)
    if field is None:
        nobody = tr("（空缺）") if change.kind == CONTACT else tr("（空）")
        return PlannedLine(line, line.before or nobody, line.after or tr("（空）"))
    before, after = (value_words(desk, "family", field, value) for value in (line.before, line.after))
    return PlannedLine(line, before, after)


def _greeting(desk: Desk, fields: Mapping[str, Any], line: BulkLine) -> str:
    parts = [
        tr("{day} {festival}看望，{n} 人").format(
            day=day_of(desk, fields["on"]), festival=desk.word("festival", str(fields["festival"])), n=line.after
        )
    ]
    if fields.get("gift_cash"):
        parts.append(value_words(desk, "visit", "gift_cash", fields["gift_cash"]))
    parts.append(str(fields.get("gift_goods") or ""))
    return "，".join(part for part in parts if part)


def change_of(kind: str, answers: Mapping[str, Any], today: date) -> BulkChange:
    """What was typed as the change it asks for; what a kind takes for granted is added."""
    fields = {name: value for name, value in answers.items() if value not in (None, "", ())}
    if kind == GREETING:
        cash, goods = bool(fields.get("gift_cash")), bool(fields.get("gift_goods"))
        kinds = {(True, True): "both", (True, False): "cash", (False, True): "goods", (False, False): "none"}
        fields["gift_kind"] = kinds[cash, goods]
        fields.setdefault("mode", "home")
    if kind == RISK:
        fields.setdefault("risk_since", today.isoformat())
    return BulkChange(kind, fields)
