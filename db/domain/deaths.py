"""What a member's death changes in a file: worked out whole, to be read before it is written (domain.md §5.1, 14)."""

from dataclasses import dataclass
from datetime import date

from db.domain.closings import Closing, closings, closings_of_family
from db.domain.coverage_facts import Assignment
from db.domain.family import Family, Person
from db.domain.relations import HEAD, SPOUSES

MARRIED = frozenset({"", "20", "21", "22", "23"})


@dataclass(frozen=True, slots=True)
class DeathPlan:
    """What ends, what changes and what stays when a member has died.

    Attributes:
        family_id, person_id, name, on: whose, and the day of death.
        closings: the person's own records that end; `leaving`: the household's, when nobody is left.
        last: nobody is left: the file closes.
        new_head: who becomes the head, None when the head is not concerned or nobody is left.
        widowed: the husband or wife whose marital state becomes widowed.
        staying: the contact persons who stay for those who remain.
        others: names of those left, when none of them is a person served.
    """

    family_id: str
    person_id: str
    name: str
    on: date
    closings: tuple[Closing, ...]
    leaving: tuple[Closing, ...] = ()
    last: bool = False
    new_head: Person | None = None
    widowed: Person | None = None
    staying: tuple[Assignment, ...] = ()
    others: tuple[str, ...] = ()


def death_plan(family: Family, person_id: str, on: date, new_head_id: str = "") -> DeathPlan:
    """The plan for a member's death on a day.

    Args:
        family: the facts.
        person_id: who has died.
        on: the day of death.
        new_head_id: who should become the head; by default husband or wife, else the eldest person served, else the
            eldest.
    """
    person = next(p for p in family.persons if p.id == person_id)
    left = tuple(p for p in family.members(on) if p.id != person_id)
    staying = tuple(a for a in family.assignments if a.until is None or a.until >= on) if left else ()
    served = any(p.is_target for p in left)
    return DeathPlan(
        family.id,
        person_id,
        person.name,
        on,
        closings(family, person_id, on),
        leaving=() if left else _of_household(family, person_id, on),
        last=not left,
        new_head=_next_head(person, left, new_head_id),
        widowed=_widowed(person, left),
        staying=staying,
        others=tuple(p.name for p in left) if left and not served else (),
    )


def _of_household(family: Family, person_id: str, on: date) -> tuple[Closing, ...]:
    own = {closing.id for closing in closings(family, person_id, on)}
    return tuple(closing for closing in closings_of_family(family, on, "death") if closing.id not in own)


def _next_head(person: Person, left: tuple[Person, ...], new_head_id: str) -> Person | None:
    if person.relation != HEAD or not left:
        return None
    chosen = [p for p in left if p.id == new_head_id]
    return (chosen or sorted(left, key=_claim))[0]


def _claim(person: Person) -> tuple[bool, bool, date]:
    return person.relation not in SPOUSES, not person.is_target, person.birth_date or date.max


def _widowed(person: Person, left: tuple[Person, ...]) -> Person | None:
    couple = {HEAD, *SPOUSES}
    if person.relation not in couple:
        return None
    wanted = SPOUSES if person.relation == HEAD else {HEAD}
    return next((p for p in left if p.relation in wanted and p.marital in MARRIED), None)
