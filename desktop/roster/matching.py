"""Who of the record a household of the list means: ID number first, then name and birth, then name and village."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from db.domain.roster import KnownChild, KnownFamily, KnownPerson, KnownRecord, value_of
from desktop.roster.drafts import Draft, FamilyDraft
from desktop.words import tr

_SUFFIX = re.compile(
    r"(?:村民委员会|居民委员会|社区居委会|社区居民委员会|村居委会|村委会|居委会|村社区|社区|嘎查村|嘎查|村|居)$"
)

_A_YEAR = len("1990")


def village_stem(name: str) -> str:
    """A village's name without what kind of place it is: 柳湾村 and 柳湾村委会 are one place."""
    squeezed = "".join(name.split())
    return _SUFFIX.sub("", squeezed) or squeezed


@dataclass(eq=False)
class Kin:
    """A known person or child with everything a comparison asks for, looked up once."""

    id: str
    family: KnownFamily
    fields: dict[str, str]
    relation: str = ""
    parents: tuple[str, ...] = ()


@dataclass(eq=False)
class Match:
    """A household of the list and what the record has of it.

    Args:
        family: None for a household the record does not have.
        persons: list person (by position) -> known person.
        children: list child (by position) -> known child.
        unsure: Chinese sentence when only name and village speak for it, "" otherwise.
        elsewhere: list persons (by position) whom the record has in another household.
    """

    family: KnownFamily | None = None
    persons: dict[int, Kin] = field(default_factory=dict)
    children: dict[int, Kin] = field(default_factory=dict)
    unsure: str = ""
    elsewhere: dict[int, Kin] = field(default_factory=dict)


class Directory:
    """The record, laid out for looking people up."""

    def __init__(self, known: KnownRecord) -> None:
        self._by_id: dict[str, list[Kin]] = defaultdict(list)
        self._by_birth: dict[tuple[str, str], list[Kin]] = defaultdict(list)
        self._by_village: dict[tuple[str, str], list[Kin]] = defaultdict(list)
        self._case: dict[str, KnownFamily] = {}
        self._people: dict[str, list[Kin]] = {}
        self._children: dict[str, list[Kin]] = {}
        self._child_by_key: dict[str, list[Kin]] = defaultdict(list)
        for family in known.families:
            self._enter(family)

    def _enter(self, family: KnownFamily) -> None:
        village = village_stem(value_of(family.fields, "village"))
        if case_no := value_of(family.fields, "case_no"):
            self._case.setdefault(case_no, family)
        self._people[family.id] = [_kin(family, person) for person in family.persons]
        self._children[family.id] = [_child_kin(family, child) for child in family.children]
        for kin in self._people[family.id]:
            name = kin.fields.get("name", "")
            if kin.fields.get("id_no"):
                self._by_id[kin.fields["id_no"]].append(kin)
            if kin.fields.get("birth_date"):
                self._by_birth[name, kin.fields["birth_date"]].append(kin)
            self._by_village[name, village].append(kin)
        for kin in self._children[family.id]:
            for key in child_keys(kin.fields):
                self._child_by_key[key].append(kin)

    def match(self, draft: FamilyDraft, village: str) -> Match:
        """Finds the household of the record this household of the list speaks of."""
        found = Match()
        if not self._people:
            return found
        numbered = {i: kin for i, person in enumerate(draft.persons) if (kin := self._numbered(person))}
        dated = {i: kin for i, person in enumerate(draft.persons) if i not in numbered and (kin := self._dated(person))}
        sure = {**numbered, **dated}
        case = self._case.get(draft.family.get("case_no"))
        if case or sure:
            head = case or sure[min(sure)].family
            found.family = head
            found.elsewhere = {i: kin for i, kin in sure.items() if kin.family is not head}
        else:
            self._by_neighbourhood(draft, village, found)
        if found.family:
            self._inside(draft, found)
        self._match_children(draft, found)
        return found

    def _numbered(self, person: Draft) -> Kin | None:
        return _only(self._by_id.get(person.get("id_no"), ())) if person.get("id_no") else None

    def _dated(self, person: Draft) -> Kin | None:
        if len(person.get("birth_date")) < len("1965-03-12"):
            return None
        return _only(self._by_birth.get((person.get("name"), person.get("birth_date")), ()))

    def _by_neighbourhood(self, draft: FamilyDraft, village: str, found: Match) -> None:
        for person in draft.persons:
            kin = _only(self._by_village.get((person.get("name"), village_stem(village)), ()))
            if kin and not _differ(person, kin):
                found.family = kin.family
                found.unsure = tr("只凭姓名和村与在册的{name}对上，请核对是不是同一人").format(name=person.get("name"))
                return

    def _inside(self, draft: FamilyDraft, found: Match) -> None:
        """Inside one household a number, else the name, tells who is who."""
        assert found.family is not None  # noqa: S101 - the caller asked
        free = list(self._people[found.family.id])
        for name in ("id_no", "name"):
            for position, person in enumerate(draft.persons):
                if position in found.persons or position in found.elsewhere or not person.get(name):
                    continue
                kin = _only([k for k in free if k.fields.get(name) == person.get(name)])
                if kin:
                    found.persons[position] = kin
                    free.remove(kin)

    def _match_children(self, draft: FamilyDraft, found: Match) -> None:
        free = list(self._children[found.family.id]) if found.family else []
        for position, child in enumerate(draft.children):
            kin = self._at_home(child, free) or self._anywhere(child, draft)
            if kin:
                found.children[position] = kin
                free = [other for other in free if other is not kin]

    @staticmethod
    def _at_home(child: Draft, free: list[Kin]) -> Kin | None:
        keys = set(child_keys(child.fields))
        kin = _only(k for k in free if keys & set(child_keys(k.fields)))
        if kin is None and child.get("name"):
            kin = _only(k for k in free if k.fields.get("name") == child.get("name"))
        if kin is None and not child.get("name") and not child.get("id_no"):
            kin = _only(free)
        return kin

    def _anywhere(self, child: Draft, draft: FamilyDraft) -> Kin | None:
        """The other parent's child: an ID number decides; a name and a date only where a parent stands alone."""
        for key in child_keys(child.fields):
            for kin in self._child_by_key.get(key, ()):
                alone = len(draft.persons) == 1 or len(kin.family.persons) == 1
                if key == child.get("id_no") or (alone and not _contradicts(child, kin)):
                    return kin
        return None


def _contradicts(child: Draft, kin: Kin) -> bool:
    for name in ("id_no", "sex", "birth_date", "event_date"):
        texts = sorted((child.get(name), kin.fields.get(name, "")), key=len)
        if texts[0] and not texts[1].startswith(texts[0]):
            return True
    return False


def child_keys(fields: dict[str, str]) -> list[str]:
    """What makes two children one: the ID number, or the name with a month of birth or of the event."""
    keys = [fields["id_no"]] if fields.get("id_no") else []
    if called := fields.get("name"):
        for name in ("birth_date", "event_date"):
            text = fields.get(name, "")
            if len(text) > _A_YEAR:
                keys.append(f"{called}/{name}/{text[:7]}")
    return keys


def _kin(family: KnownFamily, person: KnownPerson) -> Kin:
    return Kin(person.id, family, dict(person.fields), person.relation)


def _child_kin(family: KnownFamily, child: KnownChild) -> Kin:
    return Kin(child.id, family, dict(child.fields), "", child.parents)


def _only(found: Iterable[Kin]) -> Kin | None:
    several = list(found)
    return several[0] if len(several) == 1 else None


def _differ(person: Draft, kin: Kin) -> bool:
    """True when what both know for sure says: two people of one name."""
    numbers = (person.get("id_no"), kin.fields.get("id_no", ""))
    births = (person.get("birth_date"), kin.fields.get("birth_date", ""))
    if all(births):
        shorter = min(map(len, births))
        return births[0][:shorter] != births[1][:shorter]
    return all(numbers) and numbers[0] != numbers[1]
