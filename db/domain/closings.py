"""What ends with a member's death, a family's leaving or an exit: a proposal for one reviewed step (E3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from db.domain.family import Family

RUNNING = frozenset({"applied", "publicised", "confirmed"})


@dataclass(frozen=True, slots=True)
class Closing:
    """A record to be closed: `entity` and `id`, the day, and the reason for the log."""

    entity: str
    id: str
    on: date
    reason: str


def closings(family: Family, person_id: str, on: date) -> tuple[Closing, ...]:
    """What ends with a member's death; the contact persons stay for those who remain (domain.md §5.1, 14).

    Entitlement, agreement, card, insurance and a stay in hospital of that person only.
    """
    return tuple(Closing(entity, key, on, "death") for entity, key in _ending_with(family, person_id, on))


def closings_of_family(family: Family, on: date, reason: str) -> tuple[Closing, ...]:
    """What ends when the whole household leaves the register: entitlements, contact persons and volunteers.

    Agreements, cards and insurance are the persons' own: they go with them and end in their time.

    Args:
        family: the facts.
        on: the first day no longer on the register.
        reason: a code of `stop_reason`.
    """
    entitlements = (("eligibility", e.id) for e in family.entitlements if e.status in RUNNING)
    held = (("assignment", a.id) for a in family.assignments if a.until is None or a.until >= on)
    paired = (("pairing", p.id) for p in family.pairings if p.until is None or p.until >= on)
    return tuple(Closing(entity, key, on, reason) for entity, key in (*entitlements, *held, *paired))


def _ending_with(family: Family, person_id: str, on: date) -> Iterator[tuple[str, str]]:
    yield from _coverages_of(family, person_id, on)
    for insured in family.insured:
        if insured.person_id == person_id and (insured.until is None or insured.until >= on):
            yield "insured", insured.id
    for stay in family.stays:
        if stay.person_id == person_id and stay.discharged_on is None and stay.admitted_on <= on:
            yield "hospital_stay", stay.id


def _coverages_of(family: Family, person_id: str, on: date) -> Iterator[tuple[str, str]]:
    for entitlement in family.entitlements:
        if entitlement.person_id == person_id and entitlement.status != "stopped":
            yield "eligibility", entitlement.id
    for agreement in family.agreements:
        over = agreement.ended_on or agreement.until
        if agreement.person_id == person_id and agreement.state == "signed" and (over is None or over >= on):
            yield "agreement", agreement.id
    for card in family.cards:
        if card.person_id == person_id and card.state in {"valid", "told"}:
            yield "green_card", card.id
