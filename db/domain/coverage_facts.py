"""What the three coverages rest on, as the rules see it: contact persons, cards, doctors (see `db.domain.family`)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Assignment:
    """One contact person holding one post of a family, with the contact's own details beside it.

    Attributes:
        phone_since: from when the contact person has a telephone; None for as long as the post is held.
    """

    id: str
    post_kind: str
    contact_id: str
    contact_name: str
    phone: str
    since: date
    until: date | None = None
    family_informed_on: date | None = None
    phone_since: date | None = None

    def reached(self, day: date) -> bool:
        """Whether the contact person could be called on a day: a number that came later heals no earlier day."""
        return bool(self.phone) and (self.phone_since is None or self.phone_since <= day)


@dataclass(frozen=True, slots=True)
class GreenCard:
    """A card of the green channel; `state` is `valid`, `declined`, `lost`, `void` or `told` (hospital list told).

    Attributes:
        since: issued, told or declined on; `until`: valid to.
        ended_on: when it was lost or made void; the card still counts before that day.
    """

    id: str
    person_id: str
    state: str = "valid"
    card_no: str = ""
    since: date | None = None
    until: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A family-doctor agreement; `state` is `signed`, `ended`, `declined` or `unfit`. Its last day is still covered.

    Attributes:
        ended_on: the last day of an agreement ended before its time.
        declined_on: when the person said no, or was found unfit for it.
    """

    id: str
    person_id: str
    state: str = "signed"
    since: date | None = None
    until: date | None = None
    ended_on: date | None = None
    declined_on: date | None = None
    team: str = ""
    doctor: str = ""
    kind: str = "first"


@dataclass(frozen=True, slots=True)
class DoctorService:
    """A service given under an agreement; `kind` is `exam`, `follow_up`, `home`, `assessment` ..."""

    id: str
    person_id: str
    on: date
    kind: str
