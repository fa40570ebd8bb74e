"""Rows become households: which rows belong together, and which people in different rows are the same."""

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.roster.columns import Mapping
from desktop.roster.doubts import Doubt
from desktop.roster.drafts import Draft, FamilyDraft, RowParts, combine, same_person
from desktop.roster.persons import HEAD, HEADS, HUSBAND, SPOUSE, WIFE
from desktop.roster.synonyms import SKIP, Target
from desktop.roster.workbook import RawSheet
from desktop.words import tr

_TOGETHER = frozenset({"household_no", "case_no", "head_name", "live_addr", "hukou_addr"})
_SERIALS = frozenset({"序号", "编号", "顺序号", "户序号"})
_TALLEST = 12  # rows one household's merged cell can span; taller merges say something else


@dataclass(frozen=True)
class Binding:
    """What in a sheet holds rows together.

    Args:
        joined: rows that a merged cell ties to the row above.
        serial: column (from 1) of a serial number, 0 when there is none.
        by_relation: the list has a relation column, so a head opens a household.
    """

    joined: frozenset[int]
    serial: int
    by_relation: bool


def binding_of(sheet: RawSheet, mapping: Mapping) -> Binding:
    """Reads merges and columns for what ties rows to one household."""
    tying = set()
    serial = 0
    for column, title, target in mapping.columns:
        is_serial = target == SKIP and title in _SERIALS
        serial = serial or (column if is_serial else 0)
        if is_serial or (target.role == "family" and target.field in _TOGETHER) or target.role in {"child", "child2"}:
            tying.add(column)
    joined = {
        row
        for top, left, bottom, _ in sheet.merges
        if left in tying and 0 < bottom - top < _TALLEST
        for row in range(top + 1, bottom + 1)
    }
    relation = any(target == Target("person", "relation") for _, _, target in mapping.columns)
    return Binding(frozenset(joined), serial, relation)


def households(rows: Iterable[RowParts], sheet: RawSheet, mapping: Mapping) -> list[FamilyDraft]:
    """Puts every row into exactly one household, in the order of their first rows."""
    gathering = _Gathering(sheet, binding_of(sheet, mapping))
    for parts in rows:
        gathering.add(parts)
    for family in gathering.families:
        one_head(family)
    return gathering.families


class _Gathering:
    def __init__(self, sheet: RawSheet, binding: Binding) -> None:
        self._sheet = sheet
        self._binding = binding
        self._by_key: dict[tuple[str, str], FamilyDraft] = {}
        self.families: list[FamilyDraft] = []

    def add(self, parts: RowParts) -> None:
        family = self._of(parts)
        if family is None:
            family = FamilyDraft([], Draft("family"))
            self.families.append(family)
        if _may_name(parts):
            self._remember(parts, family)
        _absorb(family, parts)

    def _of(self, parts: RowParts) -> FamilyDraft | None:
        current = self.families[-1] if self.families else None
        for key in _keys(parts, current) if _may_name(parts) else ():
            if key in self._by_key:
                return self._by_key[key]
        if current is None or current.rows[-1] < parts.row - 1:
            return current if current and self._continues(parts, current) else None
        if parts.row in self._binding.joined:
            _say_joined(parts, current)
            return current
        if self._same_serial(parts.row, current) or (not parts.keys and self._continues(parts, current)):
            return current
        return None

    def _same_serial(self, row: int, current: FamilyDraft) -> bool:
        """The same serial number on the next row is the same household, unless every row has a head of its own."""
        serial = self._binding.serial
        if not serial or self._binding.by_relation:
            return False
        number = self._sheet.cell(row, serial).value
        return number != "" and number == self._sheet.cell(current.rows[-1], serial).value

    def _continues(self, parts: RowParts, current: FamilyDraft) -> bool:
        """A row that is only a further member: its relation says so, or it repeats neither number nor village."""
        if self._binding.by_relation:
            if not parts.persons:
                return bool(parts.children)
            return parts.persons[0].get("relation") not in HEADS and "relation" in parts.persons[0].places
        if parts.persons or not parts.children:
            return self._numberless_spouse(parts, current)
        return not parts.family.fields and current.rows[-1] == parts.row - 1

    def _numberless_spouse(self, parts: RowParts, current: FamilyDraft) -> bool:
        serial = self._binding.serial
        if not serial or current.rows[-1] != parts.row - 1 or len(parts.persons) != 1 or len(current.persons) != 1:
            return False
        numbered_above = self._sheet.cell(current.rows[0], serial).value != ""
        if self._sheet.cell(parts.row, serial).value != "" or not numbered_above or parts.family.get("village"):
            return False
        sexes = {parts.persons[0].get("sex"), current.persons[0].get("sex")}
        if sexes not in ({"1", "2"}, {"1", ""}, {"2", ""}, {""}):
            return False
        _say_joined(parts, current)
        return True

    def _remember(self, parts: RowParts, family: FamilyDraft) -> None:
        for key in _keys(parts, family):
            self._by_key.setdefault(key, family)


def _may_name(parts: RowParts) -> bool:
    """Whether the row says anything that names a household: most lists have no such column."""
    return bool(parts.keys) or "case_no" in parts.family.fields


def _keys(parts: RowParts, current: FamilyDraft | None) -> list[tuple[str, str]]:
    """What names the household: numbers may start again in every village, so the village is part of them."""
    keys = []
    if number := parts.keys.get("household_no"):
        village = parts.family.get("village") or parts.village_above
        if not village and current and number in current.keys:
            village = current.family.get("village") or current.village_above
        keys.append(("household_no", f"{village}/{number}"))
    if number := parts.family.get("case_no"):
        keys.append(("case_no", number))
    if head := parts.keys.get("head_name"):
        keys.append(("head_name", f"{parts.family.get('village')}/{head}"))
    return keys


def _say_joined(parts: RowParts, current: FamilyDraft) -> None:
    if parts.persons:
        said = tr("第 {first}—{last} 行合在一起，按一户读入").format(first=current.rows[0], last=parts.row)
        parts.doubts.append(Doubt(parts.row, 0, "", "", "rows_joined", said, "soft"))


def join(family: FamilyDraft, other: FamilyDraft) -> None:
    """Takes all of another household of the list into this one."""
    family.rows.extend(row for row in other.rows if row not in family.rows)
    family.doubts.extend(other.doubts)
    family.keys |= other.keys
    combine(family.family, other.family, family)
    _take_people(family, other.persons, other.children, other.contacts)
    one_head(family)


def _absorb(family: FamilyDraft, parts: RowParts) -> None:
    if parts.row not in family.rows:
        family.rows.append(parts.row)
    family.doubts.extend(parts.doubts)
    family.keys.update(parts.keys.values())
    family.village_above = family.village_above or parts.village_above
    if family.family.rows:
        combine(family.family, parts.family, family)
    else:
        family.family = parts.family
    _take_people(family, parts.persons, parts.children, parts.contacts)


def _take_people(family: FamilyDraft, persons: list[Draft], children: list[Draft], contacts: dict[str, Draft]) -> None:
    for person in persons:
        _add_person(family, person)
    for child in children:
        _add_child(family, child)
    for post, contact in contacts.items():
        if post in family.contacts:
            combine(family.contacts[post], contact, family)
        else:
            family.contacts[post] = contact


def _add_person(family: FamilyDraft, person: Draft) -> None:
    nobody = not person.get("name") and not person.get("id_no")
    if nobody and family.persons:
        person.fields.pop("relation", None)
        combine(family.persons[0], person, family)
        return
    for other in family.persons:
        if same_person(other, person):
            combine(other, person, family)
            return
    family.persons.append(person)


def _add_child(family: FamilyDraft, child: Draft) -> None:
    for other in family.children:
        if same_person(other, child) or _nothing_new(other, child):
            combine(other, child, family)
            return
    family.children.append(child)


def _nothing_new(one: Draft, other: Draft) -> bool:
    """True for a nameless child line that only repeats or completes the one above."""
    if other.get("name") or other.get("id_no"):
        return False
    return all(one.get(name) in {"", text} for name, text in other.fields.items())


def one_head(family: FamilyDraft) -> None:
    """Exactly one head: the one the list names, else the first; a second one becomes the spouse."""
    named = [p for p in family.persons if p.get("name") in family.keys] if family.keys else []
    heads = named or [p for p in family.persons if p.get("relation") in HEADS] or family.persons
    if not heads:
        return
    head = heads[0]
    head.fields["relation"] = HEAD
    if head is not family.persons[0]:
        family.persons.remove(head)
        family.persons.insert(0, head)
    for person in family.persons[1:]:
        if person.get("relation") in HEADS:
            person.fields["relation"] = {"1": HUSBAND, "2": WIFE}.get(person.get("sex"), SPOUSE)
