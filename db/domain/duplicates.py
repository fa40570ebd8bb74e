"""The same person enrolled by two townships: a suspicion for a human, never a block (B-16, D-40). Pure."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

Reason = Literal["number", "birth", "child"]
REASONS: tuple[Reason, ...] = ("number", "birth", "child")
"""The surest first: the same ID number; the same name and day of birth; the same name and child, a number missing."""
MOST_ALIKE = 12
"""People of one number or name that are compared with each other; more are a placeholder (`无`), not a person."""
SETTLED = "same_person:"
"""Begins the code under which it is written down that two people are not the same; the other's id follows."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A living member of a household on some township's register.

    Attributes:
        key: what is compared: the number, or name and birth, or name and child's name.
        person_id, family_id, org: who, in which household of which township.
        id_no: the number, "" when it is missing.
    """

    key: str
    person_id: str
    family_id: str
    org: str
    id_no: str = ""


@dataclass(frozen=True, slots=True)
class AlikePair:
    """Two people of two townships who may be one; the one whose township's code is lower comes first."""

    left: Enrolled
    right: Enrolled
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AlikeHouseholds:
    """Two households with at least one such pair.

    Attributes:
        left, right: ids of the families.
        left_org, right_org: their townships.
        pairs: who may be whom.
    """

    left: str
    right: str
    left_org: str
    right_org: str
    pairs: tuple[AlikePair, ...]

    @property
    def surest(self) -> Reason:
        """The best reason among the pairs."""
        return min((reason for pair in self.pairs for reason in pair.reasons), key=REASONS.index)


def alike_households(
    enrolled: Mapping[Reason, Iterable[Enrolled]], settled: AbstractSet[frozenset[str]]
) -> tuple[AlikeHouseholds, ...]:
    """Households of two townships in which the same person may be enrolled, the surest first.

    Args:
        enrolled: by reason, those who share their key with somebody of another township.
        settled: pairs of person ids of which it is known that they are two people.
    """
    found: dict[tuple[str, str], tuple[Enrolled, Enrolled, list[Reason]]] = {}
    for reason in REASONS:
        for left, right in _pairs(enrolled.get(reason, ())):
            if frozenset((left.person_id, right.person_id)) in settled or (
                reason == "child" and left.id_no and right.id_no
            ):
                continue
            pair = (left.person_id, right.person_id)
            found.setdefault(pair, (left, right, []))[2].append(reason)
    households: dict[tuple[str, str], list[AlikePair]] = {}
    for left, right, reasons in found.values():
        households.setdefault((left.family_id, right.family_id), []).append(AlikePair(left, right, tuple(reasons)))
    made = (
        AlikeHouseholds(*families, pairs[0].left.org, pairs[0].right.org, tuple(pairs))
        for families, pairs in households.items()
    )
    return tuple(sorted(made, key=lambda each: (REASONS.index(each.surest), each.left_org, each.right_org, each.left)))


def _pairs(enrolled: Iterable[Enrolled]) -> Iterator[tuple[Enrolled, Enrolled]]:
    groups: dict[str, dict[str, Enrolled]] = {}
    for each in enrolled:
        groups.setdefault(each.key, {})[each.person_id] = each
    for group in groups.values():
        people = sorted(group.values(), key=lambda each: (each.org, each.person_id))[:MOST_ALIKE]
        yield from ((a, b) for a, b in combinations(people, 2) if a.org != b.org)
