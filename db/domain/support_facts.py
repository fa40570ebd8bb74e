"""What was done for a family under the four supports, and what it asked for (see `db.domain.family`)."""

from dataclasses import dataclass
from datetime import date, datetime


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
class Waiver:
    """A duty that need not be done, and why; `duty_key` names one occasion, so the next one is asked for again."""

    id: str
    duty_key: str
    reason: str
    on: date
