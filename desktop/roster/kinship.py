"""The same person or child in several households: couples in two rows, parents apart, numbers used twice."""

from desktop.roster.doubts import Doubt
from desktop.roster.drafts import Draft, FamilyDraft, combine, same_person
from desktop.roster.households import join
from desktop.roster.matching import child_keys
from desktop.roster.persons import HEADS
from desktop.words import tr

_NAMED = 5  # rows named in one sentence
DIVORCED = "40"
_COUPLE = HEADS | {"10", "11", "12"}


def settle_kinship(families: list[FamilyDraft], skipped: frozenset[int] = frozenset()) -> list[FamilyDraft]:
    """Joins rows that are one household, makes a child of parents apart one child, doubts numbers used twice.

    Rows in `skipped` are not going to be written, so their numbers stand in nobody's way.

    Returns the households in the order of their first rows; every row stays in exactly one of them.
    """
    families = _joined_by_person(families)
    families = _joined_by_child(families)
    _share_children(families)
    _doubt_numbers([family for family in families if skipped.isdisjoint(family.rows)])
    return families


def parents_of(family: FamilyDraft, apart: frozenset[str] = frozenset()) -> list[Draft]:
    """The couple of the household, without the one another household of the list shows not to be the parent.

    Args:
        family: the household.
        apart: sexes (GB/T 2261.1) of the child's parents who live in other households of the list.
    """
    couple = [person for person in family.persons if person.get("relation") in _COUPLE]
    staying = [person for person in couple if person.get("sex") not in apart]
    return staying if len(couple) > 1 and staying else couple


def _joined_by_person(families: list[FamilyDraft]) -> list[FamilyDraft]:
    owner: dict[str, FamilyDraft] = {}
    kept = []
    for family in families:
        numbers = [number for person in family.persons if (number := person.get("id_no"))]
        other = next((owner[number] for number in numbers if number in owner), None)
        if other is not None and other is not family and _one_household(other, family):
            _say_twice(other, family)
            join(other, family)
            family = other  # noqa: PLW2901 - its rows now stand in the first one
        else:
            kept.append(family)
        for number in numbers:
            owner.setdefault(number, family)
    return kept


def _one_household(one: FamilyDraft, other: FamilyDraft) -> bool:
    """True when one of them holds only people of the other, in the same village, and nobody's name differs."""
    if _village(one) and _village(other) and _village(one) != _village(other):
        return False
    small, large = sorted((one, other), key=lambda family: len(family.persons))
    return all(any(_alike(person, known) for known in large.persons) for person in small.persons)


def _alike(one: Draft, other: Draft) -> bool:
    names = {one.get("name"), other.get("name")} - {""}
    return same_person(one, other) and len(names) == 1


def _say_twice(first: FamilyDraft, second: FamilyDraft) -> None:
    mutual = len(first.persons) > 1 and len(second.persons) > 1
    said = (
        tr("夫妻各写了一行（第 {one} 行和第 {two} 行），合成一户读入")
        if mutual
        else tr("同一个人在第 {one} 行已经有，合成一户读入")
    )
    second.doubt("person_twice", said.format(one=first.rows[0], two=second.rows[0]), "note" if mutual else "soft")


def _joined_by_child(families: list[FamilyDraft]) -> list[FamilyDraft]:
    """A man and a woman, each on a row alone, same child, same village, not divorced: husband and wife."""
    waiting: dict[tuple[str, str], FamilyDraft] = {}
    kept = []
    for family in families:
        if not _alone(family):
            kept.append(family)
            continue
        keys = [(_village(family), key) for child in family.children for key in _child_keys(child)]
        if not keys:
            kept.append(family)
            continue
        other = next((waiting[key] for key in keys if key in waiting), None)
        if other is None or not _couple(other, family):
            kept.append(family)
            waiting.update(dict.fromkeys(keys, family))
            continue
        said = tr("第 {one}、{two} 行子女相同，按夫妻两人一户读入").format(one=other.rows[0], two=family.rows[0])
        family.doubt("couple_by_child", said, "soft")
        for person in family.persons:
            person.fields["relation"] = {"1": "11", "2": "12"}.get(person.get("sex"), "10")
        join(other, family)
    return kept


def _alone(family: FamilyDraft) -> bool:
    return len(family.persons) == 1


def _couple(one: FamilyDraft, other: FamilyDraft) -> bool:
    if not _alone(one):
        return False
    pair = (one.persons[0], other.persons[0])
    if {person.get("sex") for person in pair} != {"1", "2"}:
        return False
    addresses = {family.family.get("live_addr") for family in (one, other)} - {""}
    return len(addresses) < len(pair) and not any(person.get("marital") == DIVORCED for person in pair)


def _child_keys(child: Draft) -> list[str]:
    """What makes two lines the same child: its ID number, or its name together with a date."""
    return child_keys(child.fields)


def _share_children(families: list[FamilyDraft]) -> None:
    known: dict[str, tuple[Draft, FamilyDraft]] = {}
    number = 0
    for family in families:
        for position, child in enumerate(family.children):
            keys = _child_keys(child)
            shared = next((known[key] for key in keys if key in known), None)
            if shared is not None and _is_same_child(shared, (child, family)):
                family.children[position] = child = _share(shared[0], child, family)  # noqa: PLW2901 - one child
                keys = _child_keys(child)
            elif not child.key:
                number += 1
                child.key = f"c{number}"
            for key in keys:
                known.setdefault(key, (child, family))


def _share(shared: Draft, child: Draft, family: FamilyDraft) -> Draft:
    combine(shared, child, family)
    said = tr("子女与第 {row} 行的是同一人，只建一份").format(row=shared.rows[0])
    place = child.places.get("name") or (family.rows[0], 0)
    family.doubts.append(Doubt(*place, "name", child.get("name"), "child_shared", said, "note"))
    return shared


def _is_same_child(one: tuple[Draft, FamilyDraft], other: tuple[Draft, FamilyDraft]) -> bool:
    """An ID number decides; a name and a date do only where a parent stands alone, and nothing speaks against it."""
    children, homes = (one[0], other[0]), (one[1], other[1])
    numbers = [number for child in children if (number := child.get("id_no"))]
    if len(numbers) == len(children):
        return numbers[0] == numbers[1]
    if homes[0] is homes[1] or not any(_alone(home) for home in homes):
        return False
    for name in ("sex", "birth_date", "event_date"):
        texts = sorted((text for child in children if (text := child.get(name))), key=len)
        if len(texts) == len(children) and not texts[1].startswith(texts[0]):
            return False
    return True


def _doubt_numbers(families: list[FamilyDraft]) -> None:
    first: dict[str, tuple[FamilyDraft, Draft]] = {}
    several: dict[str, list[tuple[FamilyDraft, Draft]]] = {}
    for family in families:
        for draft in (*family.persons, *family.children):
            number = draft.fields.get("id_no")
            if not number:
                continue
            known = first.setdefault(number, (family, draft))
            if known[1] is not draft:
                several.setdefault(number, [known]).append((family, draft))
    for number, holders in several.items():
        _doubt_number(number, holders)


def _doubt_number(number: str, several: list[tuple[FamilyDraft, Draft]]) -> None:
    names = {draft.get("name") for _, draft in several}
    first_family, first = several[0]
    for family, draft in several:
        others = [d for _, d in several if d is not draft]
        rows = "、".join(str(row) for row in sorted({d.rows[0] for d in others})[:_NAMED])
        place = draft.places.get("id_no") or (family.rows[0], 0)
        if len(names) > 1:
            said = tr("证件号码与第 {rows} 行相同，姓名不同，只有一个是对的").format(rows=rows)
            family.doubts.append(Doubt(*place, "id_no", number, "id_twice", said, "hard"))
        elif draft is not first and family is not first_family:
            said = tr("与第 {rows} 行是同一人，村或配偶不同").format(rows=rows)
            family.doubts.append(Doubt(*place, "id_no", number, "person_in_two_homes", said, "reason"))


def _village(family: FamilyDraft) -> str:
    return family.family.get("village") or family.village_above
