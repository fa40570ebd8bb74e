"""One row of a list becomes the people it speaks of: adults by role, children, contact persons, the household."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from db.domain.identity import IdKind, check_id_number, id_conflicts
from desktop.roster.columns import Mapping
from desktop.roster.doubts import Doubt
from desktop.roster.drafts import Draft
from desktop.roster.list_words import ListWords
from desktop.roster.synonyms import ADULTS, CHILDREN, CONTACTS, SKIP, Target
from desktop.roster.values import CellReader, Reader, as_seen, spec_of
from desktop.roster.workbook import Cell, RawSheet
from desktop.words import tr

HEAD, SPOUSE, HUSBAND, WIFE = "02", "10", "11", "12"
HEADS = frozenset({"01", HEAD})
_CHILD_RELATION = re.compile(r"[23]\d")
_NOT_CHILDREN = frozenset({"28", "38"})  # son-in-law, daughter-in-law
_BY_ROLE = {"father": HUSBAND, "mother": WIFE, "spouse": SPOUSE}
_SEX_BY_ROLE = {"father": "1", "mother": "2"}
_SEX_BY_RELATION = {HUSBAND: "1", WIFE: "2", "51": "1", "52": "2"}
_PAIR = re.compile(
    r"\s*[\u3400-\u9fff·\U00020000-\U0003ffff]{2,20}\s*[、，,;；/\n]\s*[\u3400-\u9fff·\U00020000-\U0003ffff]{2,20}\s*"
)
_PAIR_PARTS = re.compile(r"[、，,;；/\s]+")
_IDS = re.compile(r"\d{17}[\dXxＸｘ]|\d{15}")
_REMARK = re.compile(r"^(.+?)[（(](已故|去世|已去世|死亡|亡|故|离异|离婚|丧偶|再婚|户主)[)）]$")
_NOBODY = {"离异": "40", "离婚": "40", "丧偶": "30", "已故": "30", "去世": "30", "未婚": "10", "单身": "", "无": ""}
_GENDERED = {"独子": "1", "儿子": "1", "独女": "2", "女儿": "2"}
_ADULT_ORDER = ("person", "head", "father", "mother", "spouse", "partner")
_SHARED_SERVICES = ("agreement.doctor", "agreement.doctor_phone", "agreement.team_name")
_KEEP_OUT = frozenset({"name", "id_no", "sex", "birth_date", "relation"})


class ColumnReader(NamedTuple):
    """One column ready to be read: position from 0, meaning, reader, title."""

    at: int
    target: Target
    read: Reader
    title: str


class RowParts:
    """What one row says, before it is known whose household it belongs to."""

    __slots__ = ("children", "contacts", "doubts", "family", "keys", "persons", "row", "village_above")

    def __init__(self, row: int) -> None:
        self.row = row
        self.family = Draft("family", rows=[row])
        self.persons: list[Draft] = []
        self.children: list[Draft] = []
        self.contacts: dict[str, Draft] = {}
        self.doubts: list[Doubt] = []
        self.keys: dict[str, str] = {}
        self.village_above = ""


class RowReader:
    """Reads rows of one sheet under one mapping.

    Args:
        sheet: where the cells stand.
        mapping: what its columns mean.
        cells: readers of single cells.
        words: code lists, for what a column's title says about its children.
        fixes: (row, column) -> text a person put in the place of a cell.
    """

    def __init__(
        self,
        sheet: RawSheet,
        mapping: Mapping,
        cells: CellReader,
        words: ListWords,
        fixes: dict[tuple[int, int], str],
    ) -> None:
        self._sheet = sheet
        self._fixes = fixes
        self._fixed_rows = {row for row, _ in fixes}
        self._words = words
        self._columns = [
            ColumnReader(column - 1, target, cells.reader(target, title), title)
            for column, title, target in mapping.columns
            if target != SKIP
        ]
        self._names = [c for c in self._columns if c.target.field == "name" and c.target.role in ADULTS]
        self._faults = sheet.faults
        self._event_state = _state_in_titles(self._columns)
        self._lists_relations = any(c.target == Target("person", "relation") for c in self._columns)
        self._fills = _fills(sheet, self._columns)

    def read(self, number: int, row: Sequence[Cell]) -> RowParts:
        """The parts of row `number` (from 1)."""
        parts = RowParts(number)
        if number in self._fixed_rows or number in self._fills or number in {r for r, _ in self._faults}:
            row = self._patched(number, row, parts)
        pair = self._pair_in(row)
        slots: dict[str, Draft] = {}
        width = len(row)
        for column in self._columns:
            if column.at >= width:
                continue
            value = row[column.at]
            if value == "" or value is None:
                continue
            if pair and column.target.role == pair and self._split(column, value, slots, parts):
                continue
            self._take(column, value, slots, parts)
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
                parts.doubts.append(Doubt(*place, column.target.field, "#N/A", "excel_error", said, "soft"))
        return patched

    def _take(self, column: ColumnReader, value: Cell, slots: dict[str, Draft], parts: RowParts) -> None:
        read = column.read(value)
        place = (parts.row, column.at + 1)
        role, name = column.target
        for trouble in read.troubles:
            seen = as_seen(value)
            parts.doubts.append(Doubt(*place, name, seen, trouble.code, trouble.sentence, trouble.weight))
        if not read.text:
            return
        if role == "family" and name in {"household_no", "head_name"}:
            parts.keys[name] = read.text
        elif role == "family":
            parts.family.put(name, read.text, place)
        elif spec_of(column.target) is not None:
            slot = slots.get(role)
            if slot is None:
                slot = slots[role] = Draft(role, rows=[parts.row])
            slot.put(name, read.text, place)

    def _pair_in(self, row: Sequence[Cell]) -> str:
        """The role whose name cell holds two people (`张三、李四`), "" when none does."""
        for column in self._names:
            value = row[column.at] if column.at < len(row) else ""
            if isinstance(value, str) and len(value) > len("张三、李") and _PAIR.fullmatch(value):
                return column.target.role
        return ""

    def _split(self, column: ColumnReader, value: Cell, slots: dict[str, Draft], parts: RowParts) -> bool:
        """Deals a cell about two people out to both; False when it speaks of one."""
        if not isinstance(value, str):
            return False
        name = column.target.field
        pieces = _IDS.findall(value) if name == "id_no" else [piece for piece in _PAIR_PARTS.split(value) if piece]
        if len(pieces) != 2:  # noqa: PLR2004 - a couple
            return False
        self._take(column, pieces[0], slots, parts)
        self._take(column._replace(target=Target("partner", name)), pieces[1], slots, parts)
        if name == "name":
            said = tr("一格里写了两个人，按夫妻两人读入")
            place = (parts.row, column.at + 1)
            parts.doubts.append(Doubt(*place, name, as_seen(value), "two_in_a_cell", said, "soft"))
        return True

    def _sort_out(self, slots: dict[str, Draft], parts: RowParts) -> None:
        _deal_out(slots, parts)
        for role in _ADULT_ORDER:
            if role in slots:
                self._adult(role, slots[role], slots, parts)
        for role in sorted(CHILDREN & slots.keys()):
            self._child(slots[role], parts)
        for role in sorted(CONTACTS & slots.keys()):
            parts.contacts[role] = slots[role]
        _settle_relations(parts.persons)

    def _adult(self, role: str, draft: Draft, slots: dict[str, Draft], parts: RowParts) -> None:
        if self._nobody(role, draft, slots, parts):
            return
        _take_remark(draft, parts)
        relation = draft.get("relation")
        if _CHILD_RELATION.fullmatch(relation) and relation not in _NOT_CHILDREN:
            _as_child(draft, slots)
            return
        _check_person(draft, parts, _SEX_BY_ROLE.get(role, "") or _SEX_BY_RELATION.get(relation, ""))
        for other in parts.persons:
            if draft.get("name") and other.get("name") == draft.get("name") and not _ids_differ(other, draft):
                other.fields = {**draft.fields, **other.fields}
                other.places = {**draft.places, **other.places}
                return
        parts.persons.append(draft)

    def _nobody(self, role: str, draft: Draft, slots: dict[str, Draft], parts: RowParts) -> bool:
        """A name cell that says why there is no spouse: 离异, 丧偶, 无."""
        marital = _NOBODY.get(draft.get("name"))
        if marital is None or role in {"person", "head"}:
            return role not in {"person", "head"} and self._nameless(draft, parts)
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
        _check_person(draft, parts, "")
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


def _as_child(draft: Draft, slots: dict[str, Draft]) -> None:
    """A member row whose relation is son or daughter: what is said of the person is said of the child."""
    child = slots.setdefault("child", Draft("child", rows=list(draft.rows)))
    sex = "1" if draft.get("relation").startswith("2") else "2"
    moved = {"death_date": "event_date"}
    for name, text in draft.fields.items():
        name = moved.get(name, name)  # noqa: PLW2901 - the child's word for it
        if spec_of(Target("child", name)) is not None and not child.get(name):
            child.put(
                name, text, draft.places[name if name != "event_date" or "event_date" in draft.places else "death_date"]
            )
    if not child.get("sex"):
        child.put("sex", sex, draft.places["relation"])


def _deal_out(slots: dict[str, Draft], parts: RowParts) -> None:
    """Columns that name nobody (联系电话 beside 父亲 and 母亲) speak of the household; its doctor is everyone's."""
    adults = [slots[role] for role in _ADULT_ORDER if role in slots]
    named = [draft for draft in adults if draft.get("name") and draft.get("name") not in _NOBODY]
    nameless = slots.get("person")
    if nameless and named and not nameless.get("name") and not nameless.get("id_no"):
        del slots["person"]
        for name, text in nameless.fields.items():
            if name == "phone":
                parts.family.put(name, text, nameless.places[name])
            elif not named[0].get(name):
                named[0].put(name, text, nameless.places[name])
    for name in _SHARED_SERVICES:
        holder = next((draft for draft in named if draft.get(name)), None)
        for draft in named if holder else ():
            if holder and not draft.get(name):
                draft.put(name, holder.get(name), holder.places[name])


def _take_remark(draft: Draft, parts: RowParts) -> None:
    found = _REMARK.match(draft.get("name"))
    if not found:
        return
    name, remark = found.groups()
    place = draft.places["name"]
    draft.put("name", name, place)
    if remark in {"离异", "离婚", "丧偶", "再婚"}:
        marital = {"离异": "40", "离婚": "40", "丧偶": "30", "再婚": "22"}[remark]
        if not draft.get("marital"):
            draft.put("marital", marital, place)
    elif remark != "户主":
        draft.put("alive", "false", place)
    said = tr("姓名后面写着“{remark}”，已分开读").format(remark=remark)
    parts.doubts.append(Doubt(*place, "name", f"{name}（{remark}）", "name_remark", said, "soft"))


def _check_person(draft: Draft, parts: RowParts, sex: str) -> None:
    """Birth and sex against the ID number; where the list is silent the number, then the role, speaks."""
    number = draft.get("id_no")
    verdict = check_id_number(number) if number else None
    if verdict and verdict.kind is IdKind.RESIDENT and verdict.birth:
        for problem in id_conflicts(verdict, birth_date=draft.get("birth_date"), sex=draft.get("sex") or sex):
            name = "birth_date" if problem.code == "birth_differs" else "sex"
            place = draft.places.get(name) or draft.places["id_no"]
            seen = draft.get(name) or number
            parts.doubts.append(Doubt(*place, name, seen, problem.code, problem.sentence, "reason"))
        _forget_short_year(draft, parts, verdict.birth.isoformat())
        if not verdict.problems or verdict.sound:
            _fill_from_number(draft, verdict.birth.isoformat(), verdict.sex)
    if sex and not draft.get("sex"):
        draft.put("sex", sex, (parts.row, 0))


def _fill_from_number(draft: Draft, birth: str, sex: str) -> None:
    place = draft.places["id_no"]
    if not draft.get("sex") and sex:
        draft.put("sex", sex, place)
    if birth.startswith(draft.get("birth_date")) and draft.get("birth_date") != birth:
        draft.put("birth_date", birth, place)


def _forget_short_year(draft: Draft, parts: RowParts, birth: str) -> None:
    """A two-digit year or a lost 0 is no question any more when the ID number says the same day."""
    place = draft.places.get("birth_date")
    if place and birth.startswith(draft.get("birth_date")):
        doubtful = {"date_short_year", "date_month_doubt", "date_order_doubt"}
        parts.doubts = [d for d in parts.doubts if (d.row, d.column) != place or d.code not in doubtful]


def _ids_differ(one: Draft, other: Draft) -> bool:
    numbers = {one.get("id_no"), other.get("id_no")} - {""}
    return len(numbers) > 1


def _settle_relations(persons: list[Draft]) -> None:
    """Gives each adult of the row a relation; without a head among them the first is it."""
    for person in persons:
        if not person.get("relation"):
            person.fields["relation"] = _default_relation(person)
    if persons and not any(p.get("relation") in HEADS for p in persons) and "relation" not in persons[0].places:
        persons[0].fields["relation"] = HEAD


def _default_relation(person: Draft) -> str:
    if person.role in {"person", "head"}:
        return HEAD
    by_sex = {"1": HUSBAND, "2": WIFE}.get(person.get("sex"), SPOUSE)
    return _BY_ROLE.get(person.role, by_sex) if person.role != "spouse" else by_sex
