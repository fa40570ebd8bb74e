"""The facts the rules need about one family: flat, frozen, named as in the record.

Days are `datetime.date` in China. A span `since`-`until` includes both ends and `until` None means open: `until` is the
last day that still counts, so a contact person who leaves on 1 March has 28 February here. Codes are those of
`db.domain.entities`. A date known only to the month stands as its first day with the matching `..._exact` False.
"""

from dataclasses import dataclass
from datetime import date, datetime

from db.domain.periods import LunarBirthday


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


@dataclass(frozen=True, slots=True)
class Visit:
    """A contact of any mode; `outcome` `met` is done, `absent` and `declined` are attempts.

    Attributes:
        mode: `home`, `phone`, `video`, `message`, `activity`, `other`.
        category: `daily`, `festival`, `birthday`, `hospital`, `emergency`.
        festival: code of the festival for that category.
        contact_ids: the contact persons who came or called; `persons_met`: the members met.
    """

    id: str
    on: date
    mode: str = "home"
    outcome: str = "met"
    category: str = "daily"
    festival: str = ""
    contact_ids: tuple[str, ...] = ()
    persons_met: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PsychSession:
    """A talk or session of solace; no `person_ids` means the whole household."""

    id: str
    on: date
    kind: str = "talk"
    person_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PsychFile:
    """A person's psychological file; what it holds is no rule's business."""

    id: str
    person_id: str
    opened_on: date
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """A volunteer paired with the family."""

    id: str
    volunteer_name: str
    since: date
    until: date | None = None
    kind: str = "volunteer"


@dataclass(frozen=True, slots=True)
class VolunteerService:
    """A volunteer's service; `minutes` may be 0 when not written down."""

    id: str
    on: date
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """What a policy says of its terms: amounts in 分, limits in days; 0 and "" where it says nothing."""

    id: str
    policy_no: str = ""
    insurer: str = ""
    per_day: int = 0
    day_limit: int = 0
    stay_limit: int = 0
    waiting_days: int = 0
    hospital_rule: str = ""


@dataclass(frozen=True, slots=True)
class Insured:
    """A person insured by a product (`product` is a code or title of the profile's list).

    Attributes:
        stage: `publicity` (told of it, not insured yet: `since` is the day of telling), `enrolled`, `handed`, `closed`.
        told_on, handed_on: when the person was told of the product, when the policy came to the family.
        policy: the policy the person is under; None when it is not on file.
    """

    id: str
    person_id: str
    product: str
    since: date
    until: date | None = None
    stage: str = "enrolled"
    told_on: date | None = None
    handed_on: date | None = None
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class HospitalStay:
    """A stay in hospital; `icu_days` of it in intensive care."""

    id: str
    person_id: str
    admitted_on: date
    discharged_on: date | None = None
    hospital: str = ""
    hospital_grade: str = ""
    icu_days: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim on a stay: handed in, accepted, then paid or refused. `amount` is in 分, None when not known.

    Attributes:
        insured_id: the term it is made on; "" when that was not written down: it then stands for every term.
        days: days claimed, or paid once it is.
    """

    id: str
    stay_id: str
    insured_id: str = ""
    submitted_on: date | None = None
    accepted_on: date | None = None
    paid_on: date | None = None
    refused_on: date | None = None
    days: int = 0
    amount: int | None = None
    refuse_reason: str = ""


@dataclass(frozen=True, slots=True)
class MajorEvent:
    """Something that asks for a visit at once.

    Attributes:
        kind: `accident`, `illness`, `hospital`, `disaster`, `death`, `missing`, `other`.
        known_on: when the office knew; the clock of the rule starts here (else `on`).
        at: the instant it was known, when written down.
        settled_on: when measures and whom it was reported to were both written down and the matter closed.
    """

    id: str
    kind: str
    on: date
    known_on: date | None = None
    person_id: str = ""
    at: datetime | None = None
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A request of the family.

    Attributes:
        due_by: the day promised; the rule's own when None.
        responsible: who sees to it; `referred_to`: the office it was handed on to.
        followed_up_on: when the family was asked whether it was solved; `solved` False: it was not, and another
            request carries it on.
    """

    id: str
    category: str
    raised_on: date
    due_by: date | None = None
    answered_on: date | None = None
    closed_on: date | None = None
    request: str = ""
    responsible: str = ""
    referred_to: str = ""
    followed_up_on: date | None = None
    solved: bool = True

    def open_on(self, day: date) -> bool:
        """Whether it waits on `day`."""
        return self.raised_on <= day and (self.closed_on is None or day < self.closed_on)


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
class YearCheck:
    """An annual check of an entitlement: `passed`, `pending` or `left`, made on a day."""

    year: int
    result: str = "passed"
    on: date | None = None


ENTITLED = ("applied", "publicised", "confirmed", "stopped")
"""The steps of an entitlement in their order; `underage` and `ready` before them only repeat what is worked out."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The special assistance as recorded for one person.

    Attributes:
        status: as it stands now; `status_on` tells it of a day.
        first_year: from which year it is paid.
        checks: its annual checks.
    """

    id: str
    person_id: str
    kind: str
    status: str
    first_year: int = 0
    confirmed_on: date | None = None
    stopped_on: date | None = None
    stop_reason: str = ""
    checks: tuple[YearCheck, ...] = ()
    applied_on: date | None = None
    publicised_on: date | None = None

    def status_on(self, day: date) -> str:
        """The status on a day; "" before it was recorded. A step without its day held ever since the one before it."""
        if self.status not in ENTITLED:
            return self.status
        steps = (self.applied_on, self.publicised_on, self.confirmed_on, self.stopped_on)
        days = dict(zip(ENTITLED, steps, strict=True))
        reached = ""
        for step in ENTITLED[: ENTITLED.index(self.status) + 1]:
            on = days[step]
            if on is not None and on > day:
                undated = step == "stopped" and self.confirmed_on is None
                return "confirmed" if undated else reached
            if on is not None or step == self.status:
                reached = step
        return reached

    def passed(self, year: int, day: date) -> bool:
        """Whether the check of `year` was passed by `day`."""
        return any(c.year == year and c.result == "passed" and (c.on is None or c.on <= day) for c in self.checks)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A duty that need not be done, and why; `duty_key` names one occasion, so the next one is asked for again."""

    id: str
    duty_key: str
    reason: str
    on: date


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
