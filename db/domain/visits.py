"""Which contacts and visits are owed to a family: C1a, C1b and the kinds of S2, done or open (domain.md §5).

A visit that met nobody is an attempt: it is shown, it sets the day of the next try, and it settles nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil
from operator import attrgetter

from db.clock import CHINA
from db.domain.almanac import Almanac
from db.domain.coverage_facts import Assignment
from db.domain.family import Family, Person, in_span
from db.domain.periods import Window, age_on, birthdays_in
from db.domain.posts import holders_on
from db.domain.quiet import wants_quiet
from db.domain.support_facts import HospitalStay, MajorEvent, Visit

HOURS_A_DAY = 24
ROLLING = "C1a"
"""The rule that asks for a contact, and for a visit at home, again and again."""
_SAME_STAY = 14
"""A stay written down within so many days of the event is the stay the event spoke of."""
_ON = attrgetter("on")
REMOTE = ("home", "phone", "video", "message", "activity", "other")


@dataclass(frozen=True, slots=True)
class OwedVisit:
    """One contact or visit the rules ask for.

    Attributes:
        rule: `C1a`, `C1b`, `S2-festival`, `S2-birthday`, `S2-hospital`, `S2-emergency`.
        subject: what it is about: `contact`, `home`, or the id of an assignment, person, stay or event, or a festival.
        person_name: the member it is for, "" for the household.
        opens_on, due_by: from when it can be done, and the last day.
        reason: Chinese sentence.
        instance: tells this occasion from the next one of the same subject; "" where the subject has only one.
        done_on: when it was done; None while open.
        attempted_on: the last try that met nobody; `retry_on`: when to try again.
        both: both contact persons should go.
        due_at: the instant it is due, where hours count and the hour is known.
    """

    rule: str
    subject: str
    person_name: str
    opens_on: date
    due_by: date
    reason: str
    instance: str
    done_on: date | None = None
    attempted_on: date | None = None
    retry_on: date | None = None
    both: bool = False
    due_at: datetime | None = None


def owed_visits(family: Family, page: Almanac) -> tuple[OwedVisit, ...]:
    """Every contact and visit asked for on the page's day; none off the register or when no member is left."""
    if not family.active(page.day) or not family.members(page.day):
        return ()
    made = sorted([visit for visit in family.visits if visit.on <= page.day], key=_ON, reverse=True)
    diary = Diary(
        family, page, tuple([v for v in made if v.outcome == "met"]), tuple([v for v in made if v.outcome != "met"])
    )
    return (
        *_kept_contact(diary),
        *_first_visits(diary),
        *_festivals(diary),
        *_birthdays(diary),
        *_in_hospital(diary),
        *_after_events(diary),
    )


@dataclass(frozen=True, slots=True)
class Diary:
    """A family's contacts up to a day, the latest first: those that met somebody, and the attempts."""

    family: Family
    page: Almanac
    met: tuple[Visit, ...]
    attempts: tuple[Visit, ...]

    @property
    def modes_at_home(self) -> tuple[str, ...]:
        """The modes that count as a home visit: any, for a family that prefers the telephone."""
        page = self.page
        if self.family.contact_preference != "home" and page.rules.s2_festival.preference_wins:
            return REMOTE
        return page.rules.c1a.home_modes

    @property
    def at_home(self) -> bool:
        """Whether the family wishes to be visited at home (always, where its wish does not count)."""
        return self.family.contact_preference == "home" or not self.page.rules.s2_festival.preference_wins

    @property
    def wants_quiet(self) -> bool:
        """Whether the family would rather not be disturbed."""
        return self.family.contact_preference == "quiet" and self.page.rules.s2_festival.preference_wins

    def tried(self, owed: OwedVisit, since: date, modes: Iterable[str] = REMOTE) -> OwedVisit:
        """The same, with the last attempt since a day and the day of the next try."""
        tries = [v.on for v in self.attempts if v.on >= since and v.mode in modes] if self.attempts else []
        if not tries:
            return owed
        last = max(tries)
        again = last + timedelta(days=self.page.rules.c1a.retry_days)
        reason = f"{owed.reason}；{self.page.say(last)} 没有见到，{self.page.say(again)} 再联系"
        return replace(owed, reason=reason, attempted_on=last, retry_on=again)

    def last_met(self, modes: tuple[str, ...]) -> Visit | None:
        """The latest contact of these modes, by an assigned contact person where the rule asks for one."""
        by_assigned = self.page.rules.c1a.by_assigned
        for visit in self.met:
            if visit.mode in modes and (not by_assigned or self._by_contact(visit)):
                return visit
        return None

    def _by_contact(self, visit: Visit) -> bool:
        for one in self.family.assignments:
            if one.contact_id in visit.contact_ids and in_span(one.since, one.until, visit.on):
                return True
        return False


_MODE_WORDS = {"home": "上门", "phone": "电话", "video": "视频", "message": "短信", "activity": "活动", "other": "其他"}
_RISK_WORDS = {"normal": "", "focus": "重点关注，", "high": "高危，"}


def mode_words(mode: str) -> str:
    """A mode of contact in a word."""
    return _MODE_WORDS.get(mode, mode)


def _kept_contact(diary: Diary) -> Iterator[OwedVisit]:
    rule = diary.page.rules.c1a
    yield _rolling(diary, "contact", rule.contact_days.of, rule.contact_modes)
    if rule.home_on and diary.at_home:
        yield _rolling(diary, "home", rule.home_days.of, rule.home_modes)


def _rolling(diary: Diary, subject: str, days_for: Callable[[str], int], modes: tuple[str, ...]) -> OwedVisit:
    """A contact asked for again and again: due so many days after the last one, or after the file was opened."""
    family, page = diary.family, diary.page
    last = diary.last_met(modes)
    base = last.on if last else family.opened_on
    level = family.risk_on(page.day)
    due = due_after(family, base, level, days_for)
    what = "入户一次" if subject == "home" else "联系一次"
    before = f"上次 {page.say(base)} {mode_words(last.mode)}" if last else "还没有记录"
    reason = f"{_RISK_WORDS.get(level, '')}每 {days_for(level)} 天{what}，{before}"
    opens = due - timedelta(days=page.rules.horizon.soon_days)
    owed = OwedVisit(ROLLING, subject, "", opens, due, reason, base.isoformat())
    return diary.tried(owed, base, modes)


def due_after(family: Family, base: date, level: str, days_for: Callable[[str], int]) -> date:
    """When the next contact is due; a level raised since the last one leaves its own time, never more than before."""
    due = base + timedelta(days=days_for(level))
    raised = max((c.since for c in family.risk_changes if c.level == level and c.since > base), default=None)
    if raised is None:
        return due
    before = base + timedelta(days=days_for(family.risk_on(raised - timedelta(days=1))))
    return max(due, min(raised + timedelta(days=days_for(level)), before))


def _first_visits(diary: Diary) -> Iterator[OwedVisit]:
    rule, page = diary.page.rules.c1b, diary.page
    if not rule.on or diary.wants_quiet:
        return
    holders = [one for kind, one in holders_on(diary.family, page.day).items() if kind in page.rules.c1.posts]
    recent = [one for one in holders if page.day <= one.since + timedelta(days=rule.drop_days)]
    for one in recent if rule.both else recent[:1]:
        yield _first_visit(diary, one, [one] if rule.both else holders)


def _first_visit(diary: Diary, one: Assignment, either: list[Assignment]) -> OwedVisit:
    ids = {a.contact_id for a in either}
    modes = diary.modes_at_home
    done = min(
        (v.on for v in diary.met if v.on >= one.since and v.mode in modes and not ids.isdisjoint(v.contact_ids)),
        default=None,
    )
    due = one.since + timedelta(days=diary.page.rules.c1b.days)
    reason = f"{one.contact_name} {diary.page.say(one.since)} 起任联系人，还没有第一次见面"
    owed = OwedVisit("C1b", one.id, "", one.since, due, reason, one.since.isoformat(), done)
    return owed if done else diary.tried(owed, one.since)


def _festivals(diary: Diary) -> Iterator[OwedVisit]:
    page = diary.page
    if not page.rules.s2_festival.on or diary.wants_quiet:
        return
    for festival, window in page.festivals:
        if window.end < diary.family.opened_on:
            continue
        done = _done_in(diary, window, "festival", festival.code)
        by_phone = "打电话问候" if diary.family.contact_preference == "phone" else "上门看望"
        reason = f"{festival.name}{by_phone}，{page.say(window.start)} 到 {page.say(window.end)}"
        owed = OwedVisit("S2-festival", festival.code, "", window.start, window.end, reason, str(window.end.year), done)
        yield owed if done else diary.tried(owed, window.start)


def _done_in(diary: Diary, window: Window, category: str, festival: str = "", person: str = "") -> date | None:
    """The first visit of a category inside a window, in a mode the family accepts."""
    modes = diary.modes_at_home if category == "festival" else REMOTE
    return min(
        (
            v.on
            for v in diary.met
            if v.category == category
            and v.on in window
            and v.mode in modes
            and (not festival or v.festival in {festival, ""})
            and (not person or not v.persons_met or person in v.persons_met)
        ),
        default=None,
    )


def _birthdays(diary: Diary) -> Iterator[OwedVisit]:
    rule = diary.page.rules.s2_birthday
    if not rule.on or diary.wants_quiet:
        return
    for person in diary.family.members(diary.page.day):
        born = person.birth_date if person.birth_exact else None
        by_moon = rule.lunar and person.lunar_birthday is not None
        if person.is_target and (by_moon or (born and diary.page.near_birthday(born.month, born.day))):
            yield from _birthdays_of(diary, person)


_HOW_GREETED = {"phone": "，打电话问候"}


def _birthdays_of(diary: Diary, person: Person) -> Iterator[OwedVisit]:
    page, rule = diary.page, diary.page.rules.s2_birthday
    lunar = person.lunar_birthday if rule.lunar else None
    around = Window(max(page.birthday_span.start, diary.family.opened_on), page.birthday_span.end)
    for on in birthdays_in(person.birth_date, lunar, around):
        age = age_on(person.birth_date, on) if person.birth_date else 0
        if rule.ages and age not in rule.ages:
            continue
        window = Window(on - timedelta(days=rule.before), on + timedelta(days=rule.after))
        done = _done_in(diary, window, "birthday", person=person.id)
        words = f"{person.name} {age} 岁生日" if age else f"{person.name}生日"
        how = _HOW_GREETED.get(diary.family.contact_preference, "")
        reason = f"{words}{'（农历）' if lunar else ''}，{page.say(on)}{how}"
        if wants_quiet(diary.family, page.profile, on):
            reason = f"{reason}；这几天可能想安静，先问一声方不方便"
        owed = OwedVisit("S2-birthday", person.id, person.name, window.start, window.end, reason, str(on.year), done)
        yield owed if done else diary.tried(owed, window.start)


def _in_hospital(diary: Diary) -> Iterator[OwedVisit]:
    rule, page = diary.page.rules.s2_hospital, diary.page
    if not rule.on or not (diary.family.stays or diary.family.events):
        return
    names = {person.id: person.name for person in diary.family.members(page.day)}
    for stay in (*diary.family.stays, *_stays_told(diary)):
        if stay.admitted_on > page.day or stay.person_id not in names:
            continue
        left = stay.discharged_on if stay.discharged_on and stay.discharged_on <= page.day else None
        last = left + timedelta(days=rule.after_days) if left else page.day
        if left and last < page.after(-page.rules.horizon.overdue_days):
            continue
        yield _hospital_visit(diary, stay, names[stay.person_id], Window(stay.admitted_on, last))


def _stays_told(diary: Diary) -> Iterator[HospitalStay]:
    """Stays known only as a major event that is not settled: nobody has written the stay itself down.

    Where a place counts such events as emergencies, they are visited as those.
    """
    rule, day = diary.page.rules.s2_emergency, diary.page.day
    if rule.on and "hospital" in rule.kinds:
        return
    for event in diary.family.events:
        if event.kind != "hospital" or (event.settled_on is not None and event.settled_on <= day):
            continue
        if not any(_same_stay(stay, event, day) for stay in diary.family.stays):
            yield HospitalStay(event.id, event.person_id, event.on, event.on + timedelta(days=rule.drop_days))


def _same_stay(stay: HospitalStay, event: MajorEvent, day: date) -> bool:
    near = abs((stay.admitted_on - event.on).days) <= _SAME_STAY
    return near and stay.person_id == event.person_id and stay.admitted_on <= day


def _hospital_visit(diary: Diary, stay: HospitalStay, name: str, window: Window) -> OwedVisit:
    days = diary.page.rules.s2_hospital.days
    done = min(
        (
            v.on
            for v in diary.met
            if v.on in window and (v.category == "hospital" or (v.mode == "home" and stay.person_id in v.persons_met))
        ),
        default=None,
    )
    reason = f"{name} {diary.page.say(stay.admitted_on)} 入院，{days} 日内应看望"
    due = stay.admitted_on + timedelta(days=days)
    owed = OwedVisit("S2-hospital", stay.id, name, stay.admitted_on, due, reason, "", done, both=True)
    return owed if done else diary.tried(owed, stay.admitted_on)


def _after_events(diary: Diary) -> Iterator[OwedVisit]:
    rule, page = diary.page.rules.s2_emergency, diary.page
    if not rule.on:
        return
    earliest = page.after(-rule.drop_days)
    for event in (*diary.family.events, *deaths_of(diary.family)):
        if event.kind in rule.kinds and earliest <= known_on(event) <= page.day:
            yield _event_visit(diary, event)


def known_on(event: MajorEvent) -> date:
    """The day the office knew of an event."""
    return event.known_on or event.on


def due_of_event(event: MajorEvent, hours: int) -> tuple[date, datetime | None]:
    """The last day of a visit asked for within so many hours, and the instant where the hour is known."""
    if event.at is None:
        return known_on(event) + timedelta(days=ceil(hours / HOURS_A_DAY)), None
    due_at = event.at + timedelta(hours=hours)
    return due_at.astimezone(CHINA).date(), due_at


def deaths_of(family: Family) -> Iterator[MajorEvent]:
    """A member's death is an event, written down as one or not."""
    told = {event.person_id for event in family.events if event.kind == "death"}
    for person in family.persons:
        mine = person.death_date is not None and not person.gone(person.death_date)
        if mine and person.death_date and person.id not in told and person.death_date >= family.opened_on:
            yield MajorEvent(f"death-{person.id}", "death", person.death_date, person_id=person.id)


_EVENT_WORDS = {"accident": "意外", "illness": "重病", "hospital": "住院", "disaster": "受灾", "missing": "走失"}


def _event_visit(diary: Diary, event: MajorEvent) -> OwedVisit:
    rule, page = diary.page.rules.s2_emergency, diary.page
    known = known_on(event)
    due, due_at = due_of_event(event, rule.hours)
    words = _EVENT_WORDS.get(event.kind, "家中有重大变故")
    reason = f"{page.say(known)} 得知{words}，{rule.hours} 小时内上门"
    done = _seen_to(diary, event, known)
    owed = OwedVisit("S2-emergency", event.id, "", known, due, reason, "", done, both=True, due_at=due_at)
    return owed if done else diary.tried(owed, known)


def _seen_to(diary: Diary, event: MajorEvent, known: date) -> date | None:
    """The day of the visit that answered an event, or on which it was settled otherwise, whichever came first."""
    modes = diary.modes_at_home
    days = [v.on for v in diary.met if v.on >= known and (v.category == "emergency" or v.mode in modes)]
    if event.settled_on is not None and known <= event.settled_on <= diary.page.day:
        days.append(event.settled_on)
    return min(days, default=None)
