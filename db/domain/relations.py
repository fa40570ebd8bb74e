"""Relations to the head of a household (GB/T 4761-2008), and what becomes of them when the head changes."""

from collections.abc import Mapping
from dataclasses import dataclass

HEAD, SPOUSE, OTHER_RELATIVE = "02", "10", "97"
SPOUSES = frozenset({"10", "11", "12"})
MALE, FEMALE = "1", "2"


@dataclass(frozen=True, slots=True)
class Kin:
    """A member as the head's relative: id, code of the relation, sex (GB/T 2261.1)."""

    id: str
    relation: str
    sex: str = "0"


def relations_after(members: tuple[Kin, ...], new_head_id: str) -> Mapping[str, str]:
    """What each member is to the new head, by id; what cannot be told from the codes becomes 其他亲属.

    Args:
        members: the household, the present head among them.
        new_head_id: who becomes the head.
    """
    new = next(kin for kin in members if kin.id == new_head_id)
    way = _WAYS.get(_group(new.relation), _far)
    return {kin.id: HEAD if kin.id == new_head_id else way(kin, new) for kin in members}


def _group(relation: str) -> str:
    if relation in SPOUSES:
        return "spouse"
    if relation == HEAD:
        return "head"
    return {"2": "child", "3": "child", "4": "grandchild", "5": "parent", "7": "sibling"}.get(relation[:1], "other")


def _by_sex(sex: str, man: str, woman: str, either: str) -> str:
    return {MALE: man, FEMALE: woman}.get(sex, either)


def _to_spouse(kin: Kin, new: Kin) -> str:
    """The head's husband or wife takes over: children stay, parents become parents-in-law and the other way round."""
    group = _group(kin.relation)
    if group == "head":
        return SPOUSE
    if group in {"child", "grandchild"}:
        return kin.relation
    if group == "parent":
        return _IN_LAW.get(new.sex, {}).get(kin.relation, "59")
    return OTHER_RELATIVE


def _to_child(kin: Kin, _new: Kin) -> str:
    group = _group(kin.relation)
    if group in {"head", "spouse"}:
        return _by_sex(kin.sex, "51", "52", "50")
    if group == "child":
        return "70"
    return "60" if group == "parent" else OTHER_RELATIVE


def _to_parent(kin: Kin, new: Kin) -> str:
    """A parent of the head, or of the head's husband or wife, takes over: the other couple is no longer of the line."""
    group, in_law = _group(kin.relation), new.relation in _IN_LAWS
    if group in {"head", "spouse"}:
        own = (group == "head") != in_law
        return _by_sex(kin.sex, "20", "30", "20") if own else _by_sex(kin.sex, "28", "38", OTHER_RELATIVE)
    if group == "child":
        return "40"
    same_couple = group == "parent" and (kin.relation in _IN_LAWS) == in_law
    return SPOUSE if same_couple else OTHER_RELATIVE


def _far(_kin: Kin, _new: Kin) -> str:
    return OTHER_RELATIVE


_IN_LAWS = frozenset({"53", "54", "55", "56"})
_OWN = {"53": "51", "54": "52", "55": "51", "56": "52"}
_IN_LAW = {MALE: {**_OWN, "51": "55", "52": "56"}, FEMALE: {**_OWN, "51": "53", "52": "54"}}
_WAYS = {"spouse": _to_spouse, "child": _to_child, "parent": _to_parent}
