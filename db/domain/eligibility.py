"""E1: who has a ground for the special assistance, and from which day (domain.md §2.2, §5).

A family's file and a person's entitlement are two things: the file has no age, the money starts at 49 (domain.md §0.2).
What is said here is a proposal; the township confirms, the county decides.
"""

from dataclasses import dataclass
from datetime import date

from db.domain.assistance_facts import ENTITLED, Entitlement
from db.domain.family import Child, Family, Person
from db.domain.periods import Window, add_months, month_end, turns_on
from db.domain.profile import Profile
from db.domain.rules import Assistance
from db.domain.standing import day_words

UNDERAGE, READY, STOPPED, NONE, LOCAL = "underage", "ready", "stopped", "none", "local"
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
    record, status = recorded(family, person.id, day)
    if not person.living(day):
        return Eligibility(person.id, person.name, record.kind if record else "", STOPPED, "本人已去世")
    if record:
        return _as_recorded(person, record, status, day)
    kind, ground, from_day = _ground(family, person, rule, day)
    if from_day is None:
        return Eligibility(person.id, person.name, kind, LOCAL if kind else NONE, ground)
    return _by_age(family, person, rule, day, (kind, ground, from_day))


def eligibilities(family: Family, profile: Profile, day: date) -> tuple[Eligibility, ...]:
    """Every person served, each for themselves: the money is paid per person."""
    if not family.active(day):
        return ()
    return tuple(eligibility(family, person, profile, day) for person in family.persons if _counted(person, day))


def _counted(person: Person, day: date) -> bool:
    return person.is_target and not person.gone(day)


def recorded(family: Family, person_id: str, day: date) -> tuple[Entitlement | None, str]:
    """What the record says of a person on a day, and the status of that day; (None, "") when it says nothing.

    One that runs comes before one that has stopped; of several stopped ones the latest counts. `underage` and `ready`
    in the record only repeat what is worked out here.
    """
    own = [(e, e.status_on(day)) for e in family.entitlements if e.person_id == person_id]
    known = [(e, status) for e, status in own if status in ENTITLED]
    running = [pair for pair in known if pair[1] != STOPPED]
    latest = running or sorted(known, key=lambda pair: pair[0].stopped_on or date.min)[-1:]
    return latest[0] if latest else (None, "")


_RECORD_WORDS = {"applied": "已申报", "publicised": "已公示", "confirmed": "已确认", "stopped": "已停止"}


def _as_recorded(person: Person, record: Entitlement, status: str, day: date) -> Eligibility:
    since = record.confirmed_on if record.confirmed_on and record.confirmed_on <= day else None
    return Eligibility(person.id, person.name, record.kind, status, _RECORD_WORDS[status], since, record.first_year)


def ground(family: Family, person: Person, profile: Profile, day: date) -> tuple[str, str, date | None]:
    """The ground of a person on a day, whatever the age and whatever was recorded.

    Returns:
        Kind (`death`, `disability`, `complication` or ""), Chinese words, and the first day of the ground; a kind
        without a day is a local scheme only.
    """
    return _ground(family, person, profile.on(day).e1, day)


def _ground(family: Family, person: Person, rule: Assistance, day: date) -> tuple[str, str, date | None]:
    """Kind, words and first day of the ground; a kind without a day is a local scheme only."""
    if person.birth_date and person.birth_date < rule.born_from:
        return "", f"出生早于 {day_words(rule.born_from, day.year)}", None
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
    reason = f"{words}，{_whose(measured, person)}{day_words(birthday, day.year)} 满 {rule.age} 周岁"
    return Eligibility(person.id, person.name, kind, status, reason, since, since.year, notices)


def _measured(family: Family, person: Person, day: date) -> Person | None:
    """Whose age counts: the woman's own, the wife's for a husband, a single parent's own."""
    if person.sex == FEMALE or _single(person, day):
        return person
    wives = [p for p in family.members(day) if p.sex == FEMALE and p.role in {"parent", "complication"}]
    return wives[0] if wives else person


def _single(person: Person, day: date) -> bool:
    """Widowed or divorced by `day`; a change without its date counts as long known."""
    since = person.marital_since
    return person.marital in {WIDOWED, DIVORCED} and (since is None or since <= day)


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
