"""What each rule can be told: its numbers and switches with the product's defaults (domain.md §5).

A profile overrides single keys from a date on; `Rules` is the set in force on one day.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


def one_of(*codes: str) -> Any:
    """A field that may only hold one of `codes`; the first is the default."""
    return field(default=codes[0], metadata={"one_of": codes})


def within(default: int, least: int, most: int) -> Any:
    """A whole number between `least` and `most`."""
    return field(default=default, metadata={"between": (least, most)})


def some_of(*codes: str, default: tuple[str, ...]) -> Any:
    """A listing that may only hold these `codes`."""
    return field(default=default, metadata={"one_of": codes})


@dataclass(frozen=True, slots=True)
class ByRisk:
    """Days between two contacts for each attention level."""

    normal: int
    focus: int
    high: int

    def of(self, level: str) -> int:
        """The days for `normal`, `focus` or `high`; an unknown level counts as normal."""
        if level == "high":
            return self.high
        return self.focus if level == "focus" else self.normal


ROLES = ("parent", "complication", "child", "other")
MODES = ("home", "phone", "video", "message", "activity", "other")
EXCLUSIONS = ("declined", "unfit", "away", "institution")
UNITS = ("person", "household")


@dataclass(frozen=True, slots=True)
class DualContact:
    """C1: both posts filled, each with a phone; days to assign, to replace and to hand the card over."""

    posts: tuple[str, ...] = some_of("township", "village", "county", default=("township", "village"))
    extra_posts: int = 0
    phone_required: bool = True
    card_counts: bool = False
    assign_days: int = 30
    replace_days: int = 15
    inform_days: int = 15


@dataclass(frozen=True, slots=True)
class KeepContact:
    """C1a: the longest pause between contacts and between home visits, by attention level.

    `retry_days` is the pause after an attempt that met nobody; `by_assigned` asks for an assigned contact among the
    callers; `home_on` False means no home visits are asked.
    """

    contact_days: ByRisk = ByRisk(30, 30, 7)
    contact_modes: tuple[str, ...] = some_of(*MODES, default=("home", "phone", "video", "message", "activity"))
    home_on: bool = True
    home_days: ByRisk = ByRisk(90, 30, 30)
    home_modes: tuple[str, ...] = some_of(*MODES, default=("home",))
    by_assigned: bool = True
    retry_days: int = 7


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """C1b: the first home visit after an assignment; after `drop_days` the rolling rule C1a speaks alone."""

    on: bool = True
    days: int = 30
    both: bool = True
    drop_days: int = 180


@dataclass(frozen=True, slots=True)
class GreenChannel:
    """C2: who holds a card, within how many days, and which persons are not counted.

    `ask_again_months` is after how long one who said no is asked again; 0: never.
    """

    days: int = 60
    unit: str = one_of(*UNITS)
    holders: tuple[str, ...] = some_of(*ROLES, default=("parent", "complication"))
    without_card: bool = False
    exclude: tuple[str, ...] = some_of(*EXCLUSIONS, default=("declined", "away", "institution"))
    ask_again_months: int = 12
    remind_days: int = 60
    soon_days: int = 30


@dataclass(frozen=True, slots=True)
class HospitalList:
    """C2a: the list of designated hospitals is gone through every so many months; levels that must be named."""

    months: int = 12
    levels: tuple[str, ...] = some_of("province", "city", "county", "township", default=("county",))
    lead_days: int = 30


@dataclass(frozen=True, slots=True)
class FamilyDoctor:
    """C3: an agreement in force on the day; reminders before its end in days.

    `ask_again_months` is after how long one who said no is asked again; 0: never.
    """

    unit: str = one_of(*UNITS)
    holders: tuple[str, ...] = some_of(*ROLES, default=("parent", "complication"))
    exclude: tuple[str, ...] = some_of(*EXCLUSIONS, default=EXCLUSIONS)
    ask_again_months: int = 12
    sign_days: int = 60
    remind_days: tuple[int, ...] = (60, 30, 0)
    soon_days: int = 30
    term_months: int = 12


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """C3a: examinations and other services in the agreement year, more for the old and the chronically ill."""

    on: bool = True
    elder_age: int = 65
    elder_exams: int = 1
    elder_services: int = 4
    exams: int = 1
    services: int = 2
    lead_days: int = 60


@dataclass(frozen=True, slots=True)
class Solace:
    """S1: a talk every so many months; who needs intervention is seen within `intervene_days`.

    `survey_months` 0 asks for no needs survey; `file_days` after agreeing to psychological services a person has a
    file, 0 asks for none. The scales and their thresholds are `[[instrument]]` entries.
    """

    on: bool = True
    months: int = 12
    soon_days: int = 30
    intervene_days: int = 7
    intervene_states: tuple[str, ...] = some_of("low", "attention", "intervene", default=("intervene",))
    survey_months: int = 0
    file_days: int = 0


@dataclass(frozen=True, slots=True)
class FestivalVisit:
    """S2 at festivals: whether the family's wish wins, how a greeting counts, and what is given.

    `phone_counts_household`: a greeting by phone counts as a household in the county's report R1.
    """

    on: bool = True
    preference_wins: bool = True
    phone_counts_household: bool = False


@dataclass(frozen=True, slots=True)
class BirthdayVisit:
    """S2 on birthdays: days around it, the lunar one if recorded, and at which ages (none given: every year)."""

    on: bool = True
    before: int = 3
    after: int = 7
    lunar: bool = True
    ages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HospitalVisit:
    """S2 in hospital: within `days` of admission; a visit up to `after_days` past discharge still counts."""

    on: bool = True
    days: int = 3
    after_days: int = 7


@dataclass(frozen=True, slots=True)
class EmergencyVisit:
    """S2 after a major event: at once, within `hours` of knowing; no longer listed after `drop_days`."""

    on: bool = True
    hours: int = 24
    drop_days: int = 90
    kinds: tuple[str, ...] = some_of(
        "accident", "illness", "hospital", "disaster", "death", "missing", "other",
        default=("accident", "illness", "disaster", "death", "missing"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Volunteering:
    """S3: not asked unless `required`; then a pairing and services (and minutes) every so many months."""

    required: bool = False
    months: int = 3
    services: int = 1
    minutes: int = 0
    soon_days: int = 15


@dataclass(frozen=True, slots=True)
class InsuranceCover:
    """S4: who should be insured by at least one required product; renewal list and claims in days."""

    on: bool = True
    groups: tuple[str, ...] = some_of(
        "death", "disability", "complication", default=("death", "disability", "complication")
    )
    holders: tuple[str, ...] = some_of(*ROLES, default=("parent", "complication"))
    min_age: int = 0
    enrol_days: int = 60
    remind_days: int = 60
    soon_days: int = 30
    claim_days: int = 30
    claim_drop_days: int = 180


@dataclass(frozen=True, slots=True)
class Assistance:
    """E1: age and grade of the special assistance; `local_grade` 4 opens a local scheme for grade four.

    Who becomes eligible applies within the months the place names, else within `apply_days`.
    """

    age: int = 49
    counting: str = one_of("year_end", "birthday")
    born_from: date = date(1933, 1, 1)
    max_grade: int = within(3, 1, 4)
    local_grade: int = within(0, 0, 4)
    notice_months: tuple[int, ...] = (12, 3)
    apply_months: tuple[int, ...] = ()
    apply_days: int = 90


@dataclass(frozen=True, slots=True)
class AnnualReview:
    """E2: the months of the year in which the annual check is made."""

    first_month: int = within(1, 1, 12)
    last_month: int = within(3, 1, 12)


@dataclass(frozen=True, slots=True)
class Exit:
    """E3: the reasons on which an entitlement stops, and the days to settle a stop that is proposed."""

    reasons: tuple[str, ...] = ("death", "birth", "adoption", "recovery", "moved", "mistake", "other")
    days: int = 30


@dataclass(frozen=True, slots=True)
class ArchiveReview:
    """A1: how often the head of the file is gone through."""

    months: int = 6
    lead_days: int = 14


@dataclass(frozen=True, slots=True)
class NeedReply:
    """A2: days to answer and to close a request, and to ask afterwards whether it was solved.

    `escalate_days` past due the township's leader is asked to see to it; 0: never. `follow_days` 0 asks for no
    follow-up; one not made is no longer listed `follow_drop_days` after the closing.
    """

    reply_days: int = 7
    close_days: int = 30
    escalate_days: int = 1
    follow_days: int = 15
    follow_drop_days: int = 90


@dataclass(frozen=True, slots=True)
class Reporting:
    """A3: the day of the following month by which a period's report is handed in."""

    day: int = within(5, 1, 31)
    period: str = one_of("month", "quarter")


@dataclass(frozen=True, slots=True)
class Counting:
    """Who leaves the second denominator: away for longer than `away_months`, living in an institution."""

    away_months: int = 6
    institution: bool = True


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far the lists look: `soon_days` turns a state to "soon", `ahead_days` lists what comes.

    A festival, birthday or hospital visit whose days went by unused stays listed for `overdue_days`.
    """

    soon_days: int = 7
    ahead_days: int = 30
    overdue_days: int = 14


@dataclass(frozen=True, slots=True)
class Quiet:
    """Days around a sensitive date on which a family may want quiet, and how far ahead they are shown."""

    before: int = 3
    after: int = 3
    ahead_days: int = 10
    children: bool = True
    spouses: bool = True


@dataclass(frozen=True, eq=False)
class Rules:
    """Every rule as it stands on one day. Attribute names are the rule ids in small letters."""

    c1: DualContact = DualContact()
    c1a: KeepContact = KeepContact()
    c1b: FirstVisit = FirstVisit()
    c2: GreenChannel = GreenChannel()
    c2a: HospitalList = HospitalList()
    c3: FamilyDoctor = FamilyDoctor()
    c3a: Fulfilment = Fulfilment()
    s1: Solace = Solace()
    s2_festival: FestivalVisit = FestivalVisit()
    s2_birthday: BirthdayVisit = BirthdayVisit()
    s2_hospital: HospitalVisit = HospitalVisit()
    s2_emergency: EmergencyVisit = EmergencyVisit()
    s3: Volunteering = Volunteering()
    s4: InsuranceCover = InsuranceCover()
    e1: Assistance = Assistance()
    e2: AnnualReview = AnnualReview()
    e3: Exit = Exit()
    a1: ArchiveReview = ArchiveReview()
    a2: NeedReply = NeedReply()
    a3: Reporting = Reporting()
    count: Counting = Counting()
    horizon: Horizon = Horizon()
    quiet: Quiet = Quiet()


RULE_IDS = (
    "C1", "C1a", "C1b", "C2", "C2a", "C3", "C3a", "S1", "S2-festival", "S2-birthday", "S2-hospital", "S2-emergency",
    "S3", "S4", "E1", "E2", "E3", "A1", "A2", "A3", "count", "horizon", "quiet",
)  # fmt: skip
"""Ids as written in a profile; E4 is the table of standards, A4 belongs to identity."""


def slot_of(rule_id: str) -> str:
    """The attribute of `Rules` that holds a rule id."""
    return rule_id.lower().replace("-", "_")
