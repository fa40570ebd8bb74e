"""A record in memory: applies accepted plans the way the command does, so that the same list can be read again."""

from dataclasses import replace
from itertools import count

from db.domain.roster import (
    FieldChange,
    Fields,
    HouseholdPlan,
    KnownChild,
    KnownContact,
    KnownFamily,
    KnownPerson,
    KnownRecord,
    RosterHousehold,
)


class MemoryRecord:
    """Families by id; `known()` is the snapshot the next import is compared with."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._families: dict[str, KnownFamily] = {}
        self._children: dict[str, KnownChild] = {}

    def known(self, villages: tuple[str, ...] = ()) -> KnownRecord:
        of_parent: dict[str, dict[str, KnownChild]] = {}
        for child in self._children.values():
            for parent in child.parents:
                of_parent.setdefault(parent, {})[child.id] = child
        return KnownRecord(tuple(_with_children(family, of_parent) for family in self._families.values()), villages)

    def apply(self, plans: tuple[HouseholdPlan, ...]) -> None:
        for plan in plans:
            self._household(plan.household)
        for plan in plans:
            for change in plan.changes:
                self._change(plan.household.known_id, change)

    def _household(self, household: RosterHousehold) -> None:
        old = self._families.get(household.known_id)
        family_id = household.known_id or f"f{next(self._ids)}"
        persons, ids = list(old.persons if old else ()), {}
        for person in household.persons:
            ids[person.key] = person.known_id or f"p{next(self._ids)}"
            if not person.known_id:
                persons.append(KnownPerson(ids[person.key], person.fields, person.relation))
        contacts = {contact.post_kind: contact for contact in (old.contacts if old else ())}
        for contact in household.contacts:
            if not contact.known_id:
                contact_id = f"a{next(self._ids)}"
                contacts[contact.post_kind] = KnownContact(contact_id, contact.post_kind, contact.fields)
        fields = old.fields if old else household.fields
        self._families[family_id] = KnownFamily(family_id, fields, tuple(persons), (), tuple(contacts.values()))
        for child in household.children:
            child_id = child.known_id or child.key
            parents = tuple(ids[key] for key in child.parents)
            kept = self._children.get(child_id)
            if kept is None:
                self._children[child_id] = KnownChild(child_id, child.fields, parents)
            else:
                self._children[child_id] = replace(kept, parents=(*dict.fromkeys((*kept.parents, *parents)),))

    def _change(self, family_id: str, change: FieldChange) -> None:
        family = self._families[family_id]
        if change.subject == "family":
            self._families[family_id] = replace(family, fields=_put(family.fields, change))
        elif change.subject == "child":
            child = self._children[change.subject_id]
            self._children[child.id] = replace(child, fields=_put(child.fields, change))
        elif change.subject == "person":
            persons = tuple(_person(p, change) if p.id == change.subject_id else p for p in family.persons)
            self._families[family_id] = replace(family, persons=persons)
        else:
            contacts = tuple(
                replace(c, fields=_put(c.fields, change)) if c.id == change.subject_id else c for c in family.contacts
            )
            self._families[family_id] = replace(family, contacts=contacts)


def _with_children(family: KnownFamily, of_parent: dict[str, dict[str, KnownChild]]) -> KnownFamily:
    found: dict[str, KnownChild] = {}
    for person in family.persons:
        found.update(of_parent.get(person.id, {}))
    return replace(family, children=tuple(found.values()))


def _person(person: KnownPerson, change: FieldChange) -> KnownPerson:
    if change.field == "relation":
        return replace(person, relation=change.new)
    return replace(person, fields=_put(person.fields, change))


def _put(fields: Fields, change: FieldChange) -> Fields:
    return tuple({**dict(fields), change.field: change.new}.items())
