"""The frozen values an office's list is turned into: what it says, what the record says, what a person agreed to write.

Field names are those of the entities (domain.md §4), values are canonical text: dates as ISO (`1965`, `1965-03` or
`1965-03-12`), coded fields as their code, several codes joined by a comma. A field that is absent was not in the list:
absence never clears what the record holds.
"""

from dataclasses import dataclass
from typing import Literal

Fields = tuple[tuple[str, str], ...]
Action = Literal["new", "update"]
Subject = Literal["family", "person", "child", "contact"]


def value_of(fields: Fields, name: str) -> str:
    """The text kept under `name`, "" when there is none."""
    return next((text for field, text in fields if field == name), "")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person the record already has.

    Args:
        id: the record's id.
        fields: name, id_no, birth_date, sex, phone and whatever else a list may carry; services the person has stand
            under `agreement.…` and `green_card.…`.
        relation: GB/T 4761 code to the head (`02` head, `10` spouse), "" when unknown.
    """

    id: str
    fields: Fields
    relation: str = ""


@dataclass(frozen=True, slots=True)
class KnownChild:
    """A child the record already has, with the ids of those parents the record knows."""

    id: str
    fields: Fields
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownContact:
    """The contact person a household has on one post (`township`, `village`, `county`, `extra`)."""

    id: str
    post_kind: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class KnownFamily:
    """A household as the record has it on the day of the import.

    Args:
        id: the record's id.
        fields: case_no, case_type, village (its name), hukou_addr, live_addr and so on.
        persons: the adults, head first.
        children: the children of any of them.
        contacts: the contact persons now assigned.
    """

    id: str
    fields: Fields
    persons: tuple[KnownPerson, ...] = ()
    children: tuple[KnownChild, ...] = ()
    contacts: tuple[KnownContact, ...] = ()

    @property
    def head_name(self) -> str:
        """The name the household goes by, "" when nobody is in it."""
        heads = [p for p in self.persons if p.relation == "02"] or list(self.persons)
        return value_of(heads[0].fields, "name") if heads else ""


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """All a roster is compared with.

    Args:
        families: every household not closed for good.
        villages: the names of this township's villages; empty means "none entered yet", and no name is doubted.
    """

    families: tuple[KnownFamily, ...] = ()
    villages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """An adult as the list has them.

    Args:
        key: names this person inside one plan.
        fields: what the list says, services under `agreement.…` and `green_card.…`.
        relation: GB/T 4761 code to the head.
        rows: the spreadsheet rows (from 1) it was read from.
        known_id: the record's id, "" for a person to create.
    """

    key: str
    fields: Fields
    relation: str
    rows: tuple[int, ...]
    known_id: str = ""


@dataclass(frozen=True, slots=True)
class RosterChild:
    """A child as the list has it.

    The same `key` in two households (divorced parents) is the same child: create it once, link it to every parent.

    Args:
        key: names this child inside one plan.
        fields: what the list says.
        parents: keys of its parents among the household's persons.
        rows: the spreadsheet rows (from 1) it was read from.
        known_id: the record's id, "" for a child to create.
    """

    key: str
    fields: Fields
    parents: tuple[str, ...]
    rows: tuple[int, ...]
    known_id: str = ""


@dataclass(frozen=True, slots=True)
class RosterContact:
    """A contact person the list names for a household on one post; `known_id` is the assignment replaced or edited."""

    post_kind: str
    fields: Fields
    rows: tuple[int, ...]
    known_id: str = ""


@dataclass(frozen=True, slots=True)
class RosterHousehold:
    """A household as the list has it, with the ids of what the record already holds filled in."""

    fields: Fields
    persons: tuple[RosterPerson, ...]
    children: tuple[RosterChild, ...]
    contacts: tuple[RosterContact, ...]
    rows: tuple[int, ...]
    known_id: str = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that will be written over what the record holds.

    Args:
        subject: what kind of record.
        subject_id: its id in the record; a new child, person or contact is no change but stands in the household.
        field: the entity's field.
        old: the record's text, "" when empty.
        new: the list's text.
        row: the spreadsheet row (from 1) the new text stands in.
    """

    subject: Subject
    subject_id: str
    field: str
    old: str
    new: str
    row: int


@dataclass(frozen=True, slots=True)
class HouseholdPlan:
    """What a person agreed to write for one household.

    Args:
        action: `new` creates the household, `update` applies `changes` and creates whoever has no `known_id`.
        household: everything the list says.
        changes: fields to write over, empty for a new household.
        reasons: (row, sentence) of each doubt that was accepted, to be kept with the records.
    """

    action: Action
    household: RosterHousehold
    changes: tuple[FieldChange, ...] = ()
    reasons: tuple[tuple[int, str], ...] = ()
