"""Writing a reviewed roster plan in one transaction, each record knowing the row it came from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from db.commands.families import FAMILY_DEFAULTS, PERSON_DEFAULTS, next_case_nos, parent_links
from db.domain.entities.entity import Field
from db.domain.entities.registry import ENTITIES
from db.domain.roster import FieldChange, Fields, HouseholdPlan, RosterContact, RosterHousehold, RosterPerson, value_of
from db.errors import InvalidValue, NotFound, Refusal
from db.ids import new_id, place_id
from db.ledger.change import Draft
from db.store.permitting import AlreadyVoided, Disputed
from db.store.values import row_values
from db.store.writing import Writing
from db.touched import Touched

_SERVICES: Mapping[str, Mapping[str, str]] = {
    "agreement": {"state": "signed"},
    "green_card": {"state": "valid"},
    "complication": {},
}
"""What a list may tell of a person beyond the person's own fields, and how such a record begins."""


@dataclass(frozen=True)
class RosterSource:
    """Where a roster came from.

    Attributes:
        file_name: without its folder.
        sha256: of the file, hexadecimal.
        sheet: the worksheet's name.
        mapping: the column mapping as JSON, for next year.
        same, skipped: households that were in order already; rows left out.
    """

    file_name: str
    sha256: str
    sheet: str
    mapping: str = ""
    same: int = 0
    skipped: int = 0


def apply_roster(writing: Writing, source: RosterSource, plans: Sequence[HouseholdPlan]) -> Touched:
    """Writes all households of a plan, or none. `Touched.undo` is the batch's id, which takes everything back.

    Raises:
        InvalidValue: a value does not hold, named with its row; nothing is written.
        Disputed, AlreadyVoided, NotFound: what a row would edit cannot be edited, every such row named; nothing is
            written.
    """
    builder = _Builder(writing, source, next_case_nos(writing, len(plans))[::-1])
    for plan in plans:
        builder.add(plan)
    try:
        writing.append(builder.drafts())
    except (Disputed, AlreadyVoided, NotFound) as refusal:
        raise _named(refusal, builder) from refusal
    created = sum(plan.action == "new" for plan in plans)
    batch = {
        "file_name": source.file_name[-200:],
        "file_sha256": source.sha256,
        "sheet": source.sheet[:100],
        "mapping": source.mapping[:8000],
        "created": created,
        "changed": len(plans) - created,
        "same": source.same,
        "skipped": source.skipped,
    }
    writing.create("import_batch", batch, writing.group)
    return writing.finish(f"已导入名册：新增 {created} 户，更新 {len(plans) - created} 户")


def _named(refusal: Refusal, builder: "_Builder") -> Refusal:
    """The refusal once more, saying which rows of the list it is about: all of them, not the first alone."""
    rows: set[int] = set()
    for draft in builder.edit_drafts():
        try:
            builder.writing.require_editable(draft)
        except (Disputed, AlreadyVoided, NotFound):
            rows.update(builder.edited_in[draft.record_type, draft.record_id])
    said = f"第 {_rows_word(tuple(sorted(rows)))} 行要改的记录现在不能改：{refusal.happened}"
    return type(refusal)(said, "名册一条也没有导入。", f"{refusal.next_step}也可以先不导入这几行。")


@dataclass
class _Builder:
    """Collects the drafts of a whole plan, so that they are written in bulk."""

    writing: Writing
    source: RosterSource
    case_nos: list[str]
    made: dict[str, list[Draft]] = field(default_factory=dict)
    edits: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    edited_in: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    villages: dict[str, str] = field(default_factory=dict)
    contacts: dict[tuple[str, str, str], str] = field(default_factory=dict)
    children: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.today = self.writing.clock.today().isoformat()
        asked = "SELECT name, coalesce(phone, ''), level, id FROM contact_person WHERE voided = 0"
        for name, phone, level, contact_id in self.writing.connection.exec_driver_sql(asked):
            self.contacts[name, phone, level] = contact_id

    def add(self, plan: HouseholdPlan) -> None:
        household = plan.household
        family_id = household.known_id or self._family(household)
        persons = {person.key: self._person(family_id, person) for person in household.persons}
        for child in household.children:
            self._child(household, child.key, persons)
        for contact in household.contacts:
            self._contact(family_id, contact)
        for change in plan.changes:
            self._edit(household, change)
        for _, sentence in plan.reasons:
            self._explain(family_id, sentence)

    def drafts(self) -> list[Draft]:
        """Everything in an order in which references point backwards; edits last."""
        made = [draft for name in ENTITIES for draft in self.made.get(name, ())]
        return made + self.edit_drafts()

    def edit_drafts(self) -> list[Draft]:
        """The edits of what is there already."""
        return [Draft("set", entity, record_id, fields) for (entity, record_id), fields in self.edits.items()]

    def _editing(self, entity: str, record_id: str, rows: Iterable[int]) -> dict[str, Any]:
        """The fields to be written over in one record; the rows that ask for it are remembered."""
        self.edited_in.setdefault((entity, record_id), set()).update(rows)
        return self.edits.setdefault((entity, record_id), {})

    def _make(self, entity: str, fields: Mapping[str, Any], record_id: str = "") -> str:
        record_id = record_id or new_id(self.writing.clock)
        present = {name: value for name, value in fields.items() if value is not None and value not in ("", [])}
        self.made.setdefault(entity, []).append(Draft("create", entity, record_id, present))
        return record_id

    def _family(self, household: RosterHousehold) -> str:
        village = self._village(value_of(household.fields, "village"), household.rows)
        said = typed("family", household.fields, household.rows)
        came_from = {"opened_on": self.today, "roster_row": self._row(household.rows)}
        if not value_of(household.fields, "case_no"):
            came_from["case_no"] = self.case_nos.pop()
        return self._make("family", {**FAMILY_DEFAULTS, **came_from, **said, "village_id": village})

    def _person(self, family_id: str, person: RosterPerson) -> str:
        person_id = person.known_id
        if not person_id:
            said = typed("person", person.fields, person.rows)
            place = {"relation": person.relation, "is_head": person.relation == "02", "family_id": family_id}
            row = {"roster_row": self._row(person.rows)}
            person_id = self._make("person", {**PERSON_DEFAULTS, **row, **said, **place})
        for entity in _SERVICES:
            fields = part_of(person.fields, f"{entity}.")
            if fields and not self._served(entity, person_id):
                self._service(entity, person_id, fields, person.rows)
        return person_id

    def _explain(self, family_id: str, sentence: str) -> None:
        """A doubt that was accepted stays with the family and travels to the county (上报说明)."""
        told = {"subject_type": "family", "subject_id": family_id, "check_code": "roster"}
        self._make("explanation", {**told, "sentence": sentence[:1000]})

    def _served(self, entity: str, person_id: str) -> bool:
        asked = f"SELECT 1 FROM {entity} WHERE person_id = ? AND voided = 0"
        return self.writing.connection.exec_driver_sql(asked, (person_id,)).first() is not None

    def _service(self, entity: str, person_id: str, fields: Fields, rows: tuple[int, ...]) -> None:
        self._make(entity, {**_SERVICES[entity], **typed(entity, fields, rows), "person_id": person_id})

    def _child(self, household: RosterHousehold, key: str, persons: Mapping[str, str]) -> None:
        child = next(each for each in household.children if each.key == key)
        sexes = {person.key: value_of(person.fields, "sex") for person in household.persons}
        parents = [(persons[parent], sexes[parent]) for parent in child.parents if parent in persons]
        if child.known_id or key in self.children:
            known_id, before = self.children.get(key, (child.known_id, []))
            self._link(known_id, before, parents, child.rows)
            return
        said = typed("child", child.fields, child.rows)
        fields = {"state": "dead", "roster_row": self._row(child.rows), **said, **parent_links(parents)}
        self.children[key] = (self._make("child", fields), parents)

    def _link(
        self, child_id: str, before: list[tuple[str, str]], parents: list[tuple[str, str]], rows: tuple[int, ...]
    ) -> None:
        """A child met again in the other parent's household: one child, both parents."""
        made = next((draft for draft in self.made.get("child", ()) if draft.record_id == child_id), None)
        if made is not None:
            self.made["child"].remove(made)
            self._make("child", {**made.fields, **parent_links([*before, *parents])}, child_id)
            return
        known = row_values("child", self.writing.row("child", child_id))
        missing = [(each, sex) for each, sex in parents if each not in {known.get("father_id"), known.get("mother_id")}]
        for name, parent_id in parent_links(missing).items():
            if not known.get(name):
                self._editing("child", child_id, rows)[name] = parent_id

    def _contact(self, family_id: str, contact: RosterContact) -> None:
        if contact.known_id:
            return
        name, phone = value_of(contact.fields, "name"), value_of(contact.fields, "phone")
        level = contact.post_kind if contact.post_kind in {"township", "village", "county"} else "other"
        contact_id = self.contacts.get((name, phone, level))
        if contact_id is None:
            said = typed("contact_person", contact.fields, contact.rows)
            contact_id = self._make("contact_person", {"active": True, **said, "level": level})
            self.contacts[name, phone, level] = contact_id
        since = value_of(contact.fields, "since") or self.today
        link = {"family_id": family_id, "contact_id": contact_id, "post_kind": contact.post_kind, "since": since}
        held = self._holder(family_id, contact.post_kind, contact_id)
        if held:
            last = (date.fromisoformat(since) - timedelta(days=1)).isoformat()
            self._editing("assignment", held, contact.rows)["until"] = last
            link["handover_from"] = held
        self._make("assignment", link)

    def _holder(self, family_id: str, post_kind: str, contact_id: str) -> str:
        """Who holds the post until now, if somebody else does; extra contacts stand beside each other."""
        if post_kind not in {"township", "village"}:
            return ""
        asked = (
            "SELECT id FROM assignment WHERE family_id = ? AND post_kind = ? AND contact_id <> ? AND until IS NULL"
            " AND voided = 0 ORDER BY since DESC LIMIT 1"
        )
        held = self.writing.connection.exec_driver_sql(asked, (family_id, post_kind, contact_id)).scalar()
        return str(held or "")

    def _edit(self, household: RosterHousehold, change: FieldChange) -> None:
        if change.subject == "contact":
            self._edit_contact(household, change)
            return
        entity = str(change.subject)
        if change.field == "village":
            value: Any = self._village(change.new, (change.row,))
            self._editing(entity, change.subject_id, (change.row,))["village_id"] = value
            return
        prefix, _, name = change.field.rpartition(".")
        if prefix:
            person = next(each for each in household.persons if each.known_id == change.subject_id)
            if self._served(prefix, person.known_id):
                self._edit_service(prefix, person.known_id, {name: change.new}, change.row)
            return
        fields = typed(entity, ((change.field, change.new),), (change.row,))
        self._editing(entity, change.subject_id, (change.row,)).update(fields)

    def _edit_contact(self, household: RosterHousehold, change: FieldChange) -> None:
        """A contact's new telephone or unit; another name is another contact and comes as one of the household's."""
        replaced = {contact.post_kind for contact in household.contacts if not contact.known_id}
        asked = "SELECT contact_id, post_kind FROM assignment WHERE id = ?"
        contact_id, post_kind = self.writing.connection.exec_driver_sql(asked, (change.subject_id,)).one()
        if change.field == "name" or post_kind in replaced:
            return
        fields = typed("contact_person", ((change.field, change.new),), (change.row,))
        self._editing("contact_person", contact_id, (change.row,)).update(fields)

    def _edit_service(self, entity: str, person_id: str, fields: Mapping[str, str], row: int) -> None:
        asked = f"SELECT id FROM {entity} WHERE person_id = ? AND voided = 0 ORDER BY no DESC LIMIT 1"
        record_id = str(self.writing.connection.exec_driver_sql(asked, (person_id,)).scalar_one())
        self._editing(entity, record_id, (row,)).update(typed(entity, tuple(fields.items()), (row,)))

    def _village(self, name: str, rows: tuple[int, ...]) -> str:
        name = name.strip()
        if not name:
            raise InvalidValue("village", f"第 {_rows_word(rows)} 行没有写村（社区）。", "请补上村名再导入。")
        if name not in self.villages:
            village_id = place_id(self.writing.by.org, name)
            asked = "SELECT voided FROM org_unit WHERE id = ?"
            voided = self.writing.connection.exec_driver_sql(asked, (village_id,)).scalar()
            if voided:  # an import taken back took the village with it
                self.writing.restore("org_unit", village_id)
            if voided is None:
                fields = {"name": name, "level": "village", "parent_code": self.writing.by.org}
                self._make("org_unit", fields, village_id)
            self.villages[name] = village_id
        return self.villages[name]

    def _row(self, rows: tuple[int, ...]) -> str:
        return f"{self.source.file_name[-60:]} {self.source.sheet[:30]} 第{_rows_word(rows)}行"


def part_of(fields: Fields, prefix: str) -> Fields:
    """The fields whose name begins with `prefix`, without it."""
    return tuple((name.removeprefix(prefix), text) for name, text in fields if name.startswith(prefix))


def typed(entity: str, fields: Fields, rows: tuple[int, ...]) -> dict[str, Any]:
    """The canonical texts of a roster as values of the entity's fields.

    Raises:
        InvalidValue: a number or flag that is none, with its row.
    """
    known = ENTITIES[entity].by_name
    return {name: _typed(known[name], text, rows) for name, text in fields if name in known and text != ""}


def _typed(spec: Field, text: str, rows: tuple[int, ...]) -> Any:
    if spec.kind == "listing":
        return [part for part in text.split(",") if part]
    if spec.kind == "flag":
        return text in {"true", "1", "是"}
    if spec.kind in {"whole", "money"}:
        try:
            return int(text)
        except ValueError:
            said = f"第 {_rows_word(rows)} 行的{spec.title}“{text}”不是数。"
            raise InvalidValue(spec.name, said) from None
    return text


def _rows_word(rows: tuple[int, ...]) -> str:
    return "、".join(str(row) for row in rows)
