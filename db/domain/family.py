"""The facts the rules need about one family: flat, frozen, named as in the record.

Days are `datetime.date` in China. A span `since`-`until` includes both ends and `until` None means open: `until` is the
last day that still counts, so a contact person who leaves on 1 March has 28 February here. Codes are those of
`db.domain.entities`. A date known only to the month stands as its first day with the matching `..._exact` False.
"""

from dataclasses import dataclass
from datetime import date

from db.domain.assistance_facts import Entitlement
from db.domain.coverage_facts import Agreement, Assignment, DoctorService, GreenCard
from db.domain.periods import LunarBirthday
from db.domain.support_facts import (
    Claim,
    HospitalStay,
    Insured,
    MajorEvent,
    Need,
    Pairing,
    PsychFile,
    PsychSession,
    Visit,
    VolunteerService,
    Waiver,
)


def in_span(since: date | None, until: date | None, day: date) -> bool:
    """Whether `day` lies in the span, both ends included; a span without a beginning has not begun."""
    return since is not None and since <= day and (until is None or day <= until)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the household.

    Attributes:
        relation: to the head, GB/T 4761 two digits (`10` spouse, `51` father ...).
        role: `parent` (one of the couple), `complication`, `child` (the disabled child at home) or `other`.
        is_target: counted as a person served by the coverages.
        sex: GB/T 2261.1: 1 male, 2 female.
        marital: GB/T 2261.2: 30 widowed, 40 divorced.
        alive: False with no `death_date` means the day is not known.
        away_since, away_until: living elsewhere; institution_since, institution_until: living in a home.
        mental_since: since when the present `mental_state` is known.
        registered_on: when the person came into the file, if later than the family.
        hukou_kind: `rural`, `urban`, `resident`, `other`, or "": some years paid town and country differently.
        left_on: the first day in another household; until the day before the person belongs to this one.
    """

    id: str
    name: str
    sex: str = "0"
    birth_date: date | None = None
    birth_exact: bool = True
    lunar_birthday: LunarBirthday | None = None
    relation: str = "01"
    role: str = "parent"
    is_target: bool = True
    marital: str = ""
    marital_since: date | None = None
    alive: bool = True
    death_date: date | None = None
    death_exact: bool = True
    chronic: tuple[str, ...] = ()
    self_care: str = ""
    mental_state: str = ""
    mental_since: date | None = None
    away_since: date | None = None
    away_until: date | None = None
    institution_since: date | None = None
    institution_until: date | None = None
    registered_on: date | None = None
    hukou_kind: str = ""
    left_on: date | None = None

    def gone(self, day: date) -> bool:
        """Whether the person belongs to another household by `day`."""
        return self.left_on is not None and self.left_on <= day

    def living(self, day: date) -> bool:
        """Whether the person is alive on `day`; the day of death is already not."""
        return self.alive if self.death_date is None else day < self.death_date


@dataclass(frozen=True, slots=True)
class Child:
    """A child and its parents, who may live in different households (domain.md §0 fact 3).

    Attributes:
        state: `alive`, `dead` or `disabled`, as it is since `event_date`.
        disability_grade: 1 (most severe) to 4; 0 when there is none.
        parents: ids of the parents known to the record.
        origin: `born`, `adopted`, `step`, `other`, or "".
    """

    id: str
    parents: tuple[str, ...]
    state: str = "dead"
    event_date: date | None = None
    event_exact: bool = True
    birth_date: date | None = None
    birth_exact: bool = True
    disability_grade: int = 0
    name: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to; `granted` False is a recorded no."""

    id: str
    person_id: str
    scope: tuple[str, ...]
    on: date
    granted: bool = True
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Complication:
    """A certified complication of birth-control surgery; grades `1a` (most severe), `1b`, `2`, `3`."""

    person_id: str
    grade: str
    certified_on: date | None = None


@dataclass(frozen=True, slots=True)
class RiskChange:
    """From `since` on the family's attention level is `level`."""

    since: date
    level: str


@dataclass(frozen=True, slots=True)
class Family:
    """One household's file.

    Attributes:
        name: the head's name; sentences put 户 behind it.
        case_type: `death`, `disability` or `complication`; `other_types`: further ones.
        status: `active`, `moved_out`, `exited`, `closed_deceased`.
        opened_on: first day on the register.
        closed_on: first day no longer on it (the day of moving, exit or the last death).
        absences: spans off the register before it came back.
        risk_level: `normal`, `focus`, `high` as it is now; `risk_changes` its history, oldest first, if kept.
        contact_preference: `home`, `phone` or `quiet` (rather not be disturbed).
        reviewed_on: days on which the file's head was gone through.
        surveyed_on: days on which the family was asked for its needs.
        cards_issued: days on which the contact card was handed to the family.
    """

    id: str
    case_no: str
    case_type: str
    opened_on: date
    status: str = "active"
    closed_on: date | None = None
    name: str = ""
    village_code: str = ""
    village: str = ""
    risk_level: str = "normal"
    risk_changes: tuple[RiskChange, ...] = ()
    contact_preference: str = "home"
    other_types: tuple[str, ...] = ()
    persons: tuple[Person, ...] = ()
    children: tuple[Child, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    cards: tuple[GreenCard, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    services: tuple[DoctorService, ...] = ()
    visits: tuple[Visit, ...] = ()
    sessions: tuple[PsychSession, ...] = ()
    psych_files: tuple[PsychFile, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    volunteer_services: tuple[VolunteerService, ...] = ()
    insured: tuple[Insured, ...] = ()
    stays: tuple[HospitalStay, ...] = ()
    claims: tuple[Claim, ...] = ()
    events: tuple[MajorEvent, ...] = ()
    needs: tuple[Need, ...] = ()
    consents: tuple[Consent, ...] = ()
    complications: tuple[Complication, ...] = ()
    entitlements: tuple[Entitlement, ...] = ()
    reviewed_on: tuple[date, ...] = ()
    surveyed_on: tuple[date, ...] = ()
    cards_issued: tuple[date, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    absences: tuple[tuple[date, date], ...] = ()

    def active(self, day: date) -> bool:
        """Whether the family is on the register on `day`."""
        if day < self.opened_on or any(since <= day <= until for since, until in self.absences):
            return False
        return self.status == "active" if self.closed_on is None else day < self.closed_on

    def risk_on(self, day: date) -> str:
        """The attention level on `day`: the last change by then, `normal` before the first, else the present one."""
        if not self.risk_changes:
            return self.risk_level
        return next((c.level for c in reversed(self.risk_changes) if c.since <= day), "normal")

    def members(self, day: date) -> tuple[Person, ...]:
        """The persons living on `day`, by then in the file and still in it."""
        return tuple(
            [
                p
                for p in self.persons
                if (p.alive if p.death_date is None else day < p.death_date)
                and (p.registered_on is None or p.registered_on <= day)
                and (p.left_on is None or day < p.left_on)
            ]
        )
