"""People and households while they are being read: the only values of this room that change."""

from dataclasses import dataclass, field

from desktop.roster.doubts import Doubt, Weight
from desktop.words import tr

Place = tuple[int, int]


@dataclass(slots=True)
class Draft:
    """A person, child or contact person under way.

    Args:
        role: see `synonyms.Target`.
        fields: entity field -> canonical text.
        places: entity field -> (row, column) it was read from.
        rows: rows it was read from.
    """

    role: str
    fields: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    key: str = ""

    def get(self, name: str) -> str:
        """The field's text, "" when it was not in the list."""
        return self.fields.get(name, "")

    def put(self, name: str, text: str, place: Place) -> None:
        """Sets one field and remembers where it stood."""
        self.fields[name] = text
        self.places[name] = place


@dataclass(slots=True)
class FamilyDraft:
    """A household under way: what the rows say, in whatever order they said it."""

    rows: list[int]
    family: Draft
    persons: list[Draft] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    contacts: dict[str, Draft] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    village_above: str = ""

    def doubt(self, code: str, sentence: str, weight: Weight, place: Place | None = None, seen: str = "") -> None:
        """Notes a trouble about the household; without a place it is about its first row as a whole."""
        row, column = place or (self.rows[0], 0)
        self.doubts.append(Doubt(row, column, "", seen, code, sentence, weight))


@dataclass(slots=True)
class RowParts:
    """What one row says, before it is known whose household it belongs to."""

    row: int
    family: Draft
    persons: list[Draft] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    contacts: dict[str, Draft] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    village_above: str = ""


def combine(target: Draft, other: Draft, family: FamilyDraft) -> None:
    """Takes over what `other` says of the same person; where both speak and differ, the first stays and it is said."""
    for name, text in other.fields.items():
        place = other.places.get(name, (other.rows[0], 0))
        if not target.get(name):
            target.put(name, text, place)
        elif target.get(name) != text and name != "relation":
            first = target.places.get(name, (target.rows[0], 0))
            said = tr("第 {first} 行写“{one}”，第 {second} 行写“{two}”，按第 {first} 行读").format(
                first=first[0], one=target.get(name), second=place[0], two=text
            )
            family.doubts.append(Doubt(*place, name, text, "rows_differ", said, "soft"))
    target.rows.extend(row for row in other.rows if row not in target.rows)


def same_person(one: Draft, other: Draft) -> bool:
    """True when two drafts of one household must be one person: the same ID number, or the same name and no two IDs."""
    if one.get("id_no") and other.get("id_no"):
        return one.get("id_no") == other.get("id_no")
    if not one.get("name") or one.get("name") != other.get("name"):
        return False
    births = {one.get("birth_date"), other.get("birth_date")} - {""}
    return len(births) < 2 or min(births, key=len) == max(births, key=len)[: len(min(births, key=len))]  # noqa: PLR2004
