"""One row of a list becomes the people it speaks of: adults by role, children, contact persons, the household."""

import re
from collections.abc import Sequence

from desktop.roster.columns import Mapping
from desktop.roster.doubts import Doubt, Read
from desktop.roster.drafts import Draft, RowParts
from desktop.roster.persons import (
    ADULT_ORDER,
    HUSBAND,
    NOBODY,
    WIFE,
    as_child,
    check_person,
    deal_out,
    ids_differ,
    settle_relations,
    take_remark,
)
from desktop.roster.synonyms import ADULTS, CHILDREN, CONTACTS, SKIP, Target
from desktop.roster.values import CellReader, Reader, as_seen, spec_of
from desktop.roster.workbook import Cell, RawSheet
from desktop.words import tr

_CHILD_RELATION = re.compile(r"[23]\d")
_SEX_BY_ROLE = {"father": "1", "mother": "2"}
_SEX_BY_RELATION = {HUSBAND: "1", WIFE: "2", "51": "1", "52": "2"}
_HOLDERS = frozenset({"person", "head"})
_NOT_CHILDREN = frozenset({"28", "38"})  # son-in-law, daughter-in-law
_PAIR = re.compile(
    r"\s*[\u3400-\u9fff·\U00020000-\U0003ffff]{2,20}\s*[、，,;；/\n]\s*[\u3400-\u9fff·\U00020000-\U0003ffff]{2,20}\s*"
)
_SHORTER_THAN_A_PAIR = len("张三、李")
_PAIR_PARTS = re.compile(r"[、，,;；/\s]+")
_IDS = re.compile(r"\d{17}[\dXxＸｘ]|\d{15}")
_KEEP_OUT = frozenset({"name", "id_no", "sex", "birth_date", "relation"})


class ColumnReader:
    """One column ready to be read; equal texts of a column are read once.

    Args:
        at: position in the row, from 0.
        target: its meaning.
        read: reads one cell.
        title: as in the mapping.
    """

    __slots__ = ("at", "field", "groups", "kept", "read", "role", "seen", "target", "title")

    def __init__(self, at: int, target: Target, read: Reader, title: str) -> None:
        self.at = at
        self.target = target
        self.role, self.field = target
        self.read = read
        self.title = title
        self.seen: dict[Cell, Read] = {}  # of texts only
        self.groups = self.role == "family" and self.field in {"household_no", "head_name"}
        self.kept = self.role == "family" or spec_of(target) is not None

    def of(self, value: Cell) -> Read:
        """The cell, understood."""
        if not isinstance(value, str):
            return self.read(value)
        read = self.seen.get(value)
        if read is None:
            read = self.seen[value] = self.read(value)
        return read


class RowReader:
    """Reads rows of one sheet under one mapping.

    Args:
        sheet: where the cells stand.
        mapping: what its columns mean.
        cells: readers of single cells.
        fixes: (row, column) -> text a person put in the place of a cell.
    """

    def __init__(self, sheet: RawSheet, mapping: Mapping, cells: CellReader, fixes: dict[tuple[int, int], str]) -> None:
        self._sheet = sheet
        self._fixes = fixes
        self._cells = cells
        self._columns = [
            ColumnReader(column - 1, target, cells.reader(target, title), title)
            for column, title, target in mapping.columns
            if target != SKIP
        ]
        # One row after another is read by this loop alone: what it asks of a column is laid out beforehand.
        self._reading = [(c.at, c.seen, c.role, c.field, c.kept and not c.groups, c) for c in self._columns]
        self._names = [c for c in self._columns if c.target.field == "name" and c.target.role in ADULTS]
        self._faults = sheet.faults
        self._event_state = _state_in_titles(self._columns)
        self._lists_relations = any(c.target == Target("person", "relation") for c in self._columns)
        self._fills = _fills(sheet, self._columns)
        self._patched_rows = {row for row, _ in fixes} | {row for row, _ in sheet.faults} | self._fills.keys()

    def read(self, number: int, row: Sequence[Cell]) -> RowParts:
        """The parts of row `number` (from 1)."""
        parts = RowParts(number, Draft("family", rows=[number]))
        if number in self._patched_rows:
            row = self._patched(number, row, parts)
        pair = self._pair_in(row)
        slots = {"family": parts.family}
        width = len(row)
        for at, seen, role, name, plain, column in self._reading:
            value = row[at] if at < width else ""
            if value == "" or value is None:
                continue
            if pair and role == pair and self._split(column, value, slots, parts):
                continue
            text, troubles = seen.get(value) or column.of(value)
            if troubles or not plain:
                self._take(column, value, role, slots, parts)
            elif text:
                slot = slots.get(role)
                if slot is None:
                    slot = slots[role] = Draft(role, rows=[number])
                slot.fields[name] = text
                slot.places[name] = (number, at + 1)
        del slots["family"]
        self._sort_out(slots, parts)
        return parts

    def _patched(self, number: int, row: Sequence[Cell], parts: RowParts) -> list[Cell]:
        patched = list(row)
        for index, value in self._fills.get(number, ()):
            patched.extend([""] * (index + 1 - len(patched)))
            if patched[index] == "":
                patched[index] = value
        for column in self._columns:
            place = (number, column.at + 1)
            if place in self._fixes:
                patched.extend([""] * (column.at + 1 - len(patched)))
                patched[column.at] = self._fixes[place]
            elif place in self._faults:
                said = tr("这一格是 Excel 的错误值（例如 #N/A），接受后先空着")
                parts.doubts.append(Doubt(*place, column.field, "#N/A", "excel_error", said, "soft"))
        return patched

    @staticmethod
    def _take(column: ColumnReader, value: Cell, role: str, slots: dict[str, Draft], parts: RowParts) -> None:
        text, troubles = column.of(value)
        place = (parts.row, column.at + 1)
        for trouble in troubles:
            seen = as_seen(value)
            parts.doubts.append(Doubt(*place, column.field, seen, trouble.code, trouble.sentence, trouble.weight))
        if not text or not column.kept:
            return
        if column.groups:
            parts.keys[column.field] = text
            return
        slot = slots.get(role)
        if slot is None:
            slot = slots[role] = Draft(role, rows=[parts.row])
        slot.fields[column.field] = text
        slot.places[column.field] = place

    def _pair_in(self, row: Sequence[Cell]) -> str:
        """The role whose name cell holds two people (`张三、李四`), "" when none does."""
        for column in self._names:
            value = row[column.at] if column.at < len(row) else ""
            if isinstance(value, str) and len(value) > _SHORTER_THAN_A_PAIR and _PAIR.fullmatch(value):
                return column.role
        return ""

    def _split(self, column: ColumnReader, value: Cell, slots: dict[str, Draft], parts: RowParts) -> bool:
        """Deals a cell about two people out to both; False when it speaks of one."""
        if not isinstance(value, str):
            return False
        name = column.field
        pieces = _IDS.findall(value) if name == "id_no" else [piece for piece in _PAIR_PARTS.split(value) if piece]
        if len(pieces) != 2:  # noqa: PLR2004 - a couple
            return False
        self._take(column, pieces[0], column.role, slots, parts)
        self._take(column, pieces[1], "partner", slots, parts)
        if name == "name":
            said = tr("一格里写了两个人，按夫妻两人读入")
            place = (parts.row, column.at + 1)
            parts.doubts.append(Doubt(*place, name, as_seen(value), "two_in_a_cell", said, "soft"))
        return True

    def _sort_out(self, slots: dict[str, Draft], parts: RowParts) -> None:
        deal_out(slots, parts)
        for role in ADULT_ORDER:
            if role in slots:
                self._adult(role, slots[role], slots, parts)
        for role in ("child", "child2"):
            if role in slots:
                self._child(slots[role], parts)
        for role, draft in slots.items():
            if role in CONTACTS:
                parts.contacts[role] = draft
        settle_relations(parts.persons)

    def _adult(self, role: str, draft: Draft, slots: dict[str, Draft], parts: RowParts) -> None:
        if self._nobody(role, draft, slots, parts):
            return
        take_remark(draft, parts)
        fields = draft.fields
        relation = fields.get("relation", "")
        if relation and _CHILD_RELATION.fullmatch(relation) and relation not in _NOT_CHILDREN:
            as_child(draft, slots)
            return
        sex = _SEX_BY_ROLE.get(role, "") or _SEX_BY_RELATION.get(relation, "")
        check_person(draft, parts, sex, self._cells.verdicts.get(fields.get("id_no", "")))
        name = fields.get("name")
        for other in parts.persons:
            if name and other.get("name") == name and not ids_differ(other, draft):
                other.fields = {**draft.fields, **other.fields}
                other.places = {**draft.places, **other.places}
                return
        parts.persons.append(draft)

    def _nobody(self, role: str, draft: Draft, slots: dict[str, Draft], parts: RowParts) -> bool:
        """A name cell that says why there is no spouse: 离异, 丧偶, 无."""
        marital = NOBODY.get(draft.get("name"))
        if role in _HOLDERS:
            return False
        if marital is None:
            return self._nameless(draft, parts)
        others = [slots[other] for other in ("person", "head", "father", "mother") if other in slots and other != role]
        if marital and others and not others[0].get("marital"):
            others[0].put("marital", marital, draft.places["name"])
            said = tr("配偶一栏写着“{word}”，按婚姻状况读入").format(word=draft.get("name"))
            parts.doubts.append(Doubt(*draft.places["name"], "name", draft.get("name"), "no_spouse", said, "note"))
        return True

    def _nameless(self, draft: Draft, parts: RowParts) -> bool:
        if draft.get("name") or draft.get("id_no"):
            return False
        name, place = next(iter(draft.places.items()))
        said = tr("这个人没有姓名，接受后先不记")
        parts.doubts.append(Doubt(*place, name, draft.get(name), "nameless", said, "soft"))
        return True

    def _child(self, draft: Draft, parts: RowParts) -> None:
        if draft.fields.keys() <= {"origin"}:
            return
        if not draft.get("state"):
            state = self._event_state if draft.get("event_date") else ""
            if draft.get("disability_cert_no") or draft.get("disability_grade") or draft.get("disability_class"):
                state = state or "disabled"
            if state:
                draft.put("state", state, (parts.row, 0))
        check_person(draft, parts, "", self._cells.verdicts.get(draft.get("id_no")))
        parts.children.append(draft)


def _state_in_titles(columns: list[ColumnReader]) -> str:
    """死亡时间 says the child is dead, 伤残时间 disabled, 死亡或伤残时间 neither."""
    titles = "".join(c.title for c in columns if c.target.role in CHILDREN and c.target.field == "event_date")
    dead, disabled = bool(re.search("死|亡|故|去世|离世|失独", titles)), "残" in titles
    return "" if dead == disabled else "dead" if dead else "disabled"


def _fills(sheet: RawSheet, columns: list[ColumnReader]) -> dict[int, list[tuple[int, Cell]]]:
    """A cell merged down several rows speaks for each of them, except for what only one person can have."""
    wanted = {c.at + 1: c for c in columns if not (c.target.role in ADULTS and c.target.field in _KEEP_OUT)}
    fills: dict[int, list[tuple[int, Cell]]] = {}
    for top, left, bottom, _ in sheet.merges:
        value = sheet.cell(top, left).value
        if bottom == top or left not in wanted or value == "":
            continue
        for row in range(top + 1, min(bottom, len(sheet.rows)) + 1):
            fills.setdefault(row, []).append((left - 1, value))
    return fills
