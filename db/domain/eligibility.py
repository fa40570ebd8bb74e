"""The special assistance: who reaches it when, what stops it, and which amount holds on a day (E1-E4, domain.md §2.2).

A family's file and a person's entitlement are two things: the file has no age, the money starts at 49 (domain.md §0.2).
What is said here is a proposal; the township confirms, the county decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from db.domain.family import Child, Entitlement, Family, Person
from db.domain.periods import Window, add_months, month_end, turns_on
from db.domain.profile import NATIONAL, Profile
from db.domain.profile_entries import Standard
from db.domain.rules import Assistance

UNDERAGE, READY, STOPPED, NONE, LOCAL = "underage", "ready", "stopped", "none", "local"
RECORDED = ("applied", "publicised", "confirmed", "stopped")
WIDOWED, DIVORCED, FEMALE = "30", "40", "2"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """How one person stands towards the special assistance on a day.

    Attributes:
        kind: `death`, `disability`, `complication`, or "" when there is no ground.
        status: `underage`, `ready`, `applied`, `publicised`, `confirmed`, `stopped`; `none` without a ground, `local`
            when only a local scheme applies.
        reason: Chinese sentence.
        since: the first day on which the person is eligible, known ahead; None without a ground.
        first_year: the year of that day, 0 without one.
        notices: days on which the person enters the advance lists (12 and 3 months before the birthday).
    """

    person_id: str
    person_name: str
    kind: str
    status: str
    reason: str
    since: date | None = None
    first_year: int = 0
    notices: tuple[date, ...] = ()


def eligibility(family: Family, person: Person, profile: Profile, day: date) -> Eligibility:
    """E1 for one person on `day`: the ground, the age, and what the record already says.

    Age is the woman's; a single parent's own. Counted at the end of the year or at the birthday, as the profile says.
    """
    rule = profile.on(day).e1
    record = _recorded(family, person, day)
    if not person.living(day):
        return Eligibility(person.id, person.name, record.kind if record else "", STOPPED, "本人已去世")
    if record:
        return _as_recorded(person, record)
    kind, ground, from_day = _ground(family, person, rule, day)
    if from_day is None:
        return Eligibility(person.id, person.name, kind, LOCAL if kind else NONE, ground)
    return _by_age(family, person, rule, day, (kind, ground, from_day))


def eligibilities(family: Family, profile: Profile, day: date) -> tuple[Eligibility, ...]:
    """Every person served, each for themselves: the money is paid per person."""
    if not family.active(day):
        return ()
    return tuple(eligibility(family, person, profile, day) for person in family.persons if person.is_target)


def _recorded(family: Family, person: Person, day: date) -> Entitlement | None:
    """What the record says, unless it only repeats what is worked out here."""
    own = [e for e in family.entitlements if e.person_id == person.id and e.status in RECORDED]
    return next((e for e in own if e.stopped_on is None or e.stopped_on > day), own[-1] if own else None)


_RECORD_WORDS = {"applied": "已申报", "publicised": "已公示", "confirmed": "已确认", "stopped": "已停止"}


def _as_recorded(person: Person, record: Entitlement) -> Eligibility:
    words = _RECORD_WORDS[record.status]
    return Eligibility(
        person.id, person.name, record.kind, record.status, words, record.confirmed_on, record.first_year
    )


def _ground(family: Family, person: Person, rule: Assistance, day: date) -> tuple[str, str, date | None]:
    """Kind, words and first day of the ground; a kind without a day is a local scheme only."""
    if person.birth_date and person.birth_date < rule.born_from:
        return "", f"出生早于 {rule.born_from}", None
    for complication in family.complications:
        if complication.person_id == person.id:
            return "complication", "手术并发症", complication.certified_on or family.opened_on
    own = [child for child in family.children if person.id in child.parents]
    if not own:
        return "", "没有登记子女", None
    living = [child for child in own if not _departed(child, day)]
    if not living:
        return "death", "子女均已离世", max(c.event_date or family.opened_on for c in own)
    return _ground_of_living(living, rule, day, family.opened_on)


def _departed(child: Child, day: date) -> bool:
    return child.state == "dead" and (child.event_date is None or child.event_date <= day)


def _ground_of_living(
    living: list[Child], rule: Assistance, day: date, opened_on: date
) -> tuple[str, str, date | None]:
    only = living[0]
    known = only.state == "disabled" and (only.event_date is None or only.event_date <= day)
    if len(living) > 1 or not known or not only.disability_grade:
        return "", "有健在且未定残的子女", None
    if only.disability_grade <= rule.max_grade:
        return "disability", f"子女残疾 {only.disability_grade} 级", only.event_date or opened_on
    if only.disability_grade <= rule.local_grade:
        return "disability", f"子女残疾 {only.disability_grade} 级，只适用本地办法", None
    return "", f"子女残疾 {only.disability_grade} 级，不在 {rule.max_grade} 级以上", None


def _by_age(family: Family, person: Person, rule: Assistance, day: date, ground: tuple[str, str, date]) -> Eligibility:
    kind, words, from_day = ground
    if kind == "complication":
        status = READY if from_day <= day else UNDERAGE
        return Eligibility(person.id, person.name, kind, status, words, from_day, from_day.year)
    measured = _measured(family, person, day)
    if measured is None or measured.birth_date is None:
        return Eligibility(person.id, person.name, kind, UNDERAGE, "出生日期不详，不能推算年龄")
    birthday = turns_on(measured.birth_date, rule.age)
    of_age = birthday if rule.counting == "birthday" else date(birthday.year, 1, 1)
    since = max(of_age, from_day)
    notices = tuple(add_months(birthday, -months) for months in rule.notice_months)
    status = READY if since <= day else UNDERAGE
    reason = f"{words}，{_whose(measured, person)}{birthday} 满 {rule.age} 周岁"
    return Eligibility(person.id, person.name, kind, status, reason, since, since.year, notices)


def _measured(family: Family, person: Person, day: date) -> Person | None:
    """Whose age counts: the woman's own, the wife's for a husband, a single parent's own."""
    if person.sex == FEMALE or person.marital in {WIDOWED, DIVORCED}:
        return person
    wives = [p for p in family.members(day) if p.sex == FEMALE and p.role in {"parent", "complication"}]
    return wives[0] if wives else person


def _whose(measured: Person, person: Person) -> str:
    return "" if measured.id == person.id else f"配偶{measured.name} "


def coming_of_age(families: tuple[Family, ...], profile: Profile, month: Window) -> tuple[Eligibility, ...]:
    """E1's advance list: who enters it within the window (12 or 3 months before the birthday)."""
    found = (e for family in families for e in eligibilities(family, profile, month.start))
    return tuple(e for e in found if e.status == UNDERAGE and any(on in month for on in e.notices))


def apply_window(profile: Profile, year: int) -> Window | None:
    """The days of `year` in which applications are taken; None where they are taken all year."""
    months = profile.on(date(year, 1, 1)).e1.apply_months
    return Window(date(year, min(months), 1), month_end(year, max(months))) if months else None


def review_window(profile: Profile, year: int) -> Window:
    """E2: the days of `year` in which the annual check is made."""
    rule = profile.on(date(year, 1, 1)).e2
    return Window(date(year, rule.first_month, 1), month_end(year, rule.last_month))


def review_missing(entitlement: Entitlement, profile: Profile, day: date) -> bool:
    """Whether a confirmed entitlement still lacks this year's check, its window being open or past."""
    confirmed = entitlement.status == "confirmed"
    first = entitlement.confirmed_on is None or entitlement.confirmed_on.year < day.year
    opened = review_window(profile, day.year).start <= day
    return confirmed and first and opened and day.year not in entitlement.checked_years


@dataclass(frozen=True, slots=True)
class Closing:
    """A record to be closed because somebody has died: `entity` and `id`, the day, and the reason for the log."""

    entity: str
    id: str
    on: date
    reason: str


def closings(family: Family, person_id: str, on: date) -> tuple[Closing, ...]:
    """What ends with a member's death; the contact persons stay for those who remain (domain.md §5.1, 14).

    A proposal for one reviewed step: entitlement, agreement, card and insurance of that person only.
    """
    return tuple(Closing(entity, key, on, "death") for entity, key in _ending_with(family, person_id, on))


def _ending_with(family: Family, person_id: str, on: date) -> Iterator[tuple[str, str]]:
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
    for insured in family.insured:
        if insured.person_id == person_id and (insured.until is None or insured.until >= on):
            yield "insured", insured.id


def standard_for(profile: Profile, kind: str, grade: str, day: date, region: str = "") -> Standard | None:
    """E4: the monthly amount per person on a day, from the region's row, else the national one.

    Args:
        profile: holds the table; the nearest file's rows come first.
        kind: `death`, `disability` or `complication`.
        grade: complication grade `1`, `2`, `3`; 城 or 乡 for the years that told them apart; else "".
        day: the day.
        region: another region than the profile's own.

    Returns:
        None when no row is known: an amount is never guessed.
    """
    for place in (region or profile.region, NATIONAL):
        for row in profile.standards:
            if (row.region, row.kind, row.grade) == (place, kind, grade) and row.holds(day):
                return row
    return None


def complication_row(grade: str) -> str:
    """The row of the standards for a complication grade: `1a` is paid once and has none, `1b` is row 1."""
    return {"1a": "", "1b": "1"}.get(grade, grade)
