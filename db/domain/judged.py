"""A family judged on a day: every state and every visit owed worked out at most once, for the strip and the duties."""

from collections.abc import Callable
from functools import cached_property

from db.domain.agreements import agreement_states
from db.domain.almanac import Almanac
from db.domain.cards import card_states
from db.domain.family import Family
from db.domain.posts import contact_state
from db.domain.standing import ITEMS, CoverageState
from db.domain.supports import insurance_states, solace_state, visit_state, volunteer_state
from db.domain.visits import OwedVisit, owed_visits


class Judged:
    """What the rules say of one family on the day of an almanac page.

    Attributes:
        family, page: who is asked about, and on which day under which rules.
        active: whether the family is on the register that day.
    """

    def __init__(self, family: Family, page: Almanac) -> None:
        self.family, self.page = family, page
        self.active = family.active(page.day)

    @cached_property
    def owed(self) -> tuple[OwedVisit, ...]:
        """Contacts and visits asked for, done or open."""
        return owed_visits(self.family, self.page)

    @cached_property
    def contacts(self) -> CoverageState:
        """C1."""
        return contact_state(self.family, self.page)

    @cached_property
    def cards(self) -> tuple[CoverageState, ...]:
        """C2."""
        return card_states(self.family, self.page)

    @cached_property
    def agreements(self) -> tuple[CoverageState, ...]:
        """C3."""
        return agreement_states(self.family, self.page)

    @cached_property
    def solace(self) -> CoverageState:
        """S1."""
        return solace_state(self.family, self.page)

    @cached_property
    def visiting(self) -> CoverageState:
        """S2."""
        return visit_state(self.family, self.page, self.owed)

    @cached_property
    def volunteering(self) -> CoverageState:
        """S3."""
        return volunteer_state(self.family, self.page)

    @cached_property
    def insurance(self) -> tuple[CoverageState, ...]:
        """S4."""
        return insurance_states(self.family, self.page)

    def of(self, item: str) -> tuple[CoverageState, ...]:
        """The states of one item, for counting; none off the register."""
        return _ASKED[item](self) if self.active else ()

    def items(self) -> dict[str, tuple[CoverageState, ...]]:
        """The states of all seven items, for counting; none off the register."""
        return {item: self.of(item) for item in ITEMS}


_ASKED: dict[str, Callable[[Judged], tuple[CoverageState, ...]]] = {
    "C1": lambda judged: (judged.contacts,),
    "C2": lambda judged: judged.cards,
    "C3": lambda judged: judged.agreements,
    "S1": lambda judged: (judged.solace,),
    "S2": lambda judged: (judged.visiting,),
    "S3": lambda judged: (judged.volunteering,),
    "S4": lambda judged: judged.insurance,
}
