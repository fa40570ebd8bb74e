"""Field by field: what the list says against what the record holds; silence in the list never clears anything."""

from collections.abc import Iterable
from typing import NamedTuple

from db.domain.entities.registry import ENTITIES
from db.domain.roster import FieldChange, KnownFamily, Subject
from desktop.roster.doubts import Doubt
from desktop.roster.drafts import Draft, FamilyDraft, Place
from desktop.roster.list_words import ListWords
from desktop.roster.matching import Kin, Match, village_stem
from desktop.words import tr

TO_LOOK_AT = frozenset(
    [
        "name",
        "id_no",
        "birth_date",
        "sex",
        "marital",
        "case_type",
        "village",
        "alive",
        "death_date",
        "state",
        "event_date",
    ]
)
"""Facts that are not overwritten without a person having looked (an empty one is simply filled)."""
_MARRIED, _MARRIED_KINDS = "20", frozenset({"20", "21", "22", "23"})
_GROUPING = frozenset({"relation"})


class Difference(NamedTuple):
    """One changed field and where the new text stands."""

    change: FieldChange
    place: Place
    title: str


def differences(draft: FamilyDraft, match: Match) -> list[Difference]:
    """Everything the list says otherwise than the record, for people the record has."""
    if match.family is None:
        return []
    found = list(_of_family(draft, match.family))
    for position, kin in match.persons.items():
        found += _of_draft("person", kin, draft.persons[position])
        found += _relation(kin, draft.persons[position])
    for position, kin in match.children.items():
        found += _of_draft("child", kin, draft.children[position])
    found += _of_contacts(draft, match.family)
    return found


def settled_places(draft: FamilyDraft, match: Match) -> set[Place]:
    """Cells whose value the record holds already: whatever was doubtful about them has been decided."""
    settled: set[Place] = set()
    pairs: list[tuple[Draft, dict[str, str]]] = [(draft.persons[i], kin.fields) for i, kin in match.persons.items()]
    pairs += [(draft.children[i], kin.fields) for i, kin in match.children.items()]
    if match.family:
        pairs.append((draft.family, dict(match.family.fields)))
    for known, fields in pairs:
        settled |= {place for name, place in known.places.items() if known.get(name) == fields.get(name)}
    return {place for place in settled if place[1]}  # column 0 is the row as a whole


def look_doubts(found: Iterable[Difference], draft: FamilyDraft, words: ListWords) -> list[Doubt]:
    """One soft doubt for every change of a fact that must be looked at first."""
    doubts = []
    for change, place, title in found:
        name = change.field
        if not change.old or (name not in TO_LOOK_AT and change.subject != "contact"):
            continue
        old, new = (_word(change, text, words) for text in (change.old, change.new))
        said = tr("{title}：表中为“{new}”，在册为“{old}”").format(title=title, new=new, old=old)
        if name == "name" and change.subject == "person":
            said = tr("与在册“{old}”同号，姓名不同").format(old=old)
        doubts.append(Doubt(place[0] or draft.rows[0], place[1], name, new, "differs", said, "soft"))
    return doubts


def title_of(subject: Subject, name: str) -> str:
    """The field's Chinese title."""
    prefix, _, rest = name.rpartition(".")
    if name == "village":
        return tr("村（社区）")
    entity = prefix or {"contact": "contact_person"}.get(subject, subject)
    spec = ENTITIES[entity].by_name.get(rest)
    return spec.title if spec else rest


def _word(change: FieldChange, text: str, words: ListWords) -> str:
    entity = {"contact": "contact_person"}.get(change.subject, change.subject)
    spec = ENTITIES[entity].by_name.get(change.field)
    if spec is None or spec.kind not in {"code", "listing"}:
        return text
    return "、".join(words.word_of(entity, spec.name, spec.code_list, code) for code in text.split(","))


def _of_family(draft: FamilyDraft, family: KnownFamily) -> Iterable[Difference]:
    known = dict(family.fields)
    for name, text in draft.family.fields.items():
        old = known.get(name, "")
        if name == "village" and village_stem(old) == village_stem(text):
            continue
        if _says_more(name, text, old):
            place = draft.family.places.get(name, (draft.rows[0], 0))
            change = FieldChange("family", family.id, name, old, text, place[0])
            yield Difference(change, place, title_of("family", name))


def _of_draft(subject: Subject, kin: Kin, draft: Draft) -> Iterable[Difference]:
    for name, text in draft.fields.items():
        old = kin.fields.get(name, "")
        if name in _GROUPING or not _says_more(name, text, old):
            continue
        place = draft.places.get(name, (draft.rows[0], 0))
        change = FieldChange(subject, kin.id, name, old, text, place[0])
        yield Difference(change, place, title_of(subject, name))


def _relation(kin: Kin, draft: Draft) -> Iterable[Difference]:
    """A relation is compared only where the list has a column for it."""
    place = draft.places.get("relation")
    new = draft.get("relation")
    if place and new != kin.relation and {new, kin.relation} != {"01", "02"} and not _both_spouses(new, kin.relation):
        change = FieldChange("person", kin.id, "relation", kin.relation, new, place[0])
        yield Difference(change, place, title_of("person", "relation"))


def _both_spouses(one: str, other: str) -> bool:
    return one == "10" and other in {"10", "11", "12"}


def _of_contacts(draft: FamilyDraft, family: KnownFamily) -> Iterable[Difference]:
    known = {contact.post_kind: contact for contact in family.contacts}
    for post, contact in draft.contacts.items():
        if post not in known:
            continue
        fields = dict(known[post].fields)
        for name, text in contact.fields.items():
            if _says_more(name, text, fields.get(name, "")):
                place = contact.places.get(name, (draft.rows[0], 0))
                change = FieldChange("contact", known[post].id, name, fields.get(name, ""), text, place[0])
                yield Difference(change, place, title_of("contact", name))


def _says_more(name: str, new: str, old: str) -> bool:
    """False when the record says the same or says it more exactly."""
    if new == old or not new:
        return False
    if name in {"birth_date", "event_date", "death_date", "marital_since"} and old.startswith(new):
        return False
    if name == "marital" and new == _MARRIED and old in _MARRIED_KINDS:
        return False
    return not (name == "alive" and new == "true")
