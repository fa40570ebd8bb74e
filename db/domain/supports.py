"""The four supports on a given day: S1 精神慰藉, S2 走访慰问, S3 志愿服务, S4 保险保障 (domain.md §2.6, §5)."""

from datetime import date, timedelta

from db.domain.almanac import Almanac, almanac
from db.domain.consent import declined
from db.domain.family import Family, Person, in_span
from db.domain.periods import add_months, age_on
from db.domain.profile import Profile
from db.domain.rules import Volunteering
from db.domain.standing import (
    EXCLUDED,
    LATE,
    MISS,
    NO,
    NOT_ASKED,
    OK,
    SOON,
    CoverageState,
)
from db.domain.subjects import ending, entered, left_out, subjects
from db.domain.support_facts import Insured, Pairing
from db.domain.visits import ROLLING, OwedVisit, owed_visits

ONE_DAY = timedelta(days=1)
TOLD_ONLY = "publicity"
"""The stage of a person who was told of a product and is not insured by it yet."""
AT_A_VISIT = ("S2-festival", "S2-birthday", "S2-hospital", "S2-emergency")


def support_states(family: Family, profile: Profile, day: date) -> tuple[CoverageState, ...]:
    """All states of the four supports on `day`; empty when the family is not on the register."""
    page = almanac(profile, day)
    if not family.active(day):
        return ()
    visits = visit_state(family, page, owed_visits(family, page))
    return (solace_state(family, page), visits, volunteer_state(family, page), *insurance_states(family, page))


def solace(family: Family, profile: Profile, day: date) -> CoverageState:
    """S1: whether the household has had its talk, and whoever needs intervention a session in time."""
    return solace_state(family, almanac(profile, day))


def visiting(family: Family, profile: Profile, day: date) -> CoverageState:
    """S2: whether no visit is overdue."""
    page = almanac(profile, day)
    return visit_state(family, page, owed_visits(family, page))


def volunteering(family: Family, profile: Profile, day: date) -> CoverageState:
    """S3: pairing and service; `na` where the place does not ask for it."""
    return volunteer_state(family, almanac(profile, day))


def insurance(family: Family, profile: Profile, day: date) -> tuple[CoverageState, ...]:
    """S4: whether each person of the insured groups is insured by one of the required products."""
    return insurance_states(family, almanac(profile, day))


def solace_state(family: Family, page: Almanac) -> CoverageState:
    """S1 from an almanac page."""
    rule, day = page.rules.s1, page.day
    if not rule.on or not family.active(day):
        return _household("S1", family, NOT_ASKED, "本地不要求")
    members = family.members(day)
    urgent = _needing_help(family, members, page)
    if urgent:
        return urgent
    if _all_declined(family, members, day):
        return _household("S1", family, NO, "本人不愿接受心理服务")
    talk = max((s.on for s in family.sessions if s.on <= day), default=None)
    if talk is None and family.contact_preference == "quiet":
        return _household("S1", family, EXCLUDED, "家里希望不被打扰")
    due = add_months(talk or family.opened_on, rule.months)
    state = _by_due(due, page, rule.soon_days)
    reason = f"{page.say(talk)} 谈过" if talk else "还没有谈过"
    return CoverageState("S1", family.id, family.name, "household", state, reason, talk, None, due)


def _household(item: str, family: Family, state: str, reason: str, due: date | None = None) -> CoverageState:
    return CoverageState(item, family.id, family.name, "household", state, reason, next_due=due)


def _by_due(due: date, page: Almanac, soon_days: int) -> str:
    if due < page.day:
        return LATE
    return SOON if due <= page.after(soon_days) else OK


def _needing_help(family: Family, members: tuple[Person, ...], page: Almanac) -> CoverageState | None:
    """The state while somebody needs intervention and has had no session since that was known."""
    rule, day = page.rules.s1, page.day
    for person in members:
        if person.mental_state not in rule.intervene_states:
            continue
        known = person.mental_since or entered(family, person)
        seen = any(
            known <= s.on <= day and s.kind != "group" and (not s.person_ids or person.id in s.person_ids)
            for s in family.sessions
        )
        if known <= day and not seen:
            due = known + timedelta(days=rule.intervene_days)
            reason = f"{person.name} {page.say(known)} 起需要专业帮助，{rule.intervene_days} 日内安排"
            state = LATE if due < day else SOON
            return CoverageState("S1", family.id, family.name, "household", state, reason, known, None, due)
    return None


def _all_declined(family: Family, members: tuple[Person, ...], day: date) -> bool:
    """Whether every member's last word on solace is no; silence is not a no."""
    if not family.consents:
        return False
    served = [person for person in members if person.is_target]
    return bool(served) and all(declined(family.consents, person.id, "psych", day) for person in served)


def visit_state(family: Family, page: Almanac, owed: tuple[OwedVisit, ...]) -> CoverageState:
    """S2 from the visits owed: the home visits of C1a and the four occasions."""
    if not family.active(page.day):
        return _household("S2", family, NOT_ASKED, "不在册")
    ours = [v for v in owed if counts_for_s2(v)]
    waiting = [v for v in ours if v.done_on is None and v.opens_on <= page.horizon]
    if not waiting:
        return _nothing_owed(family, page, ours)
    first = min(waiting, key=lambda v: v.due_by)
    state = _by_due(first.due_by, page, page.rules.horizon.soon_days)
    reason = first_visit(family, first, page) or first.reason
    if not ours or (state == OK and family.contact_preference == "quiet"):
        return _household("S2", family, EXCLUDED, "家里希望不被打扰")
    return _household("S2", family, state, reason, first.due_by)


def counts_for_s2(visit: OwedVisit) -> bool:
    """Whether a visit owed is one of S2: of an occasion, or the one at home that is asked for again and again."""
    return visit.rule in AT_A_VISIT or (visit.rule == ROLLING and visit.subject == "home")


def _nothing_owed(family: Family, page: Almanac, ours: list[OwedVisit]) -> CoverageState:
    if not ours and family.contact_preference == "quiet":
        return _household("S2", family, EXCLUDED, "家里希望不被打扰")
    first = min((v for v in ours if v.done_on is None), key=lambda v: v.due_by, default=None)
    last = max((v.on for v in family.visits if v.on <= page.day and v.outcome == "met"), default=None)
    reason = f"上次 {page.say(last)}" if last else "眼下没有要走访的"
    if first is None:
        return _household("S2", family, OK, reason)
    return _household("S2", family, OK, first_visit(family, first, page) or reason, first.due_by)


def first_visit(family: Family, owed: OwedVisit, page: Almanac) -> str:
    """Why a family nobody has visited yet is in order: its file is new and the time for the first visit still runs.

    Returns:
        "" once somebody was met or an attempt was made, once the time is over, and for any other kind of visit.
    """
    met = any(v.on <= page.day and v.outcome == "met" for v in family.visits)
    if met or owed.attempted_on or owed.rule != "C1a" or owed.due_by < page.day:
        return ""
    return f"新建档，{page.say(owed.due_by)} 前走访一次"


def over_threshold(profile: Profile, day: date, instrument: str, score: int) -> bool:
    """Whether a score of a scale (PHQ-9, GAD-7) asks for attention; False for a scale the profile does not name."""
    return bool(suggested_state(profile, day, instrument, score))


def suggested_state(profile: Profile, day: date, instrument: str, score: int) -> str:
    """The mental state a score suggests, for a person to accept: `intervene`, `attention`, or "" for none."""
    scale = profile.instrument(instrument, day)
    if scale is None:
        return ""
    if 0 < scale.urgent <= score:
        return "intervene"
    return "attention" if 0 < scale.threshold <= score else ""


def volunteer_state(family: Family, page: Almanac) -> CoverageState:
    """S3 from an almanac page: somebody is paired, and every span of so many months has its services and minutes."""
    rule, day = page.rules.s3, page.day
    paired = [p for p in family.pairings if in_span(p.since, p.until, day)]
    names = "、".join(dict.fromkeys(p.volunteer_name for p in paired))
    if not rule.required or not family.active(day):
        return _household("S3", family, NOT_ASKED, f"结对 {len(paired)} 名：{names}" if paired else "本地不要求")
    if not paired:
        return _household("S3", family, MISS, "没有结对的志愿者", add_months(family.opened_on, rule.months))
    if not rule.services and not rule.minutes:
        return _household("S3", family, OK, f"结对 {len(paired)} 名：{names}")
    due = _next_service(family, rule, paired, day)
    return _household("S3", family, _by_due(due, page, rule.soon_days), _served(family, page, names), due)


def _next_service(family: Family, rule: Volunteering, paired: list[Pairing], day: date) -> date:
    """The day by which the next service is owed: the end of the latest span that had enough, or of a pairing's first.

    A span begins with a service and lasts the rule's months; it has enough when the services in it are as many and as
    long as the rule asks.
    """
    begun = add_months(max(p.since for p in paired), rule.months)
    told = sorted((s for s in family.volunteer_services if s.on <= day), key=lambda s: s.on)
    for place in range(len(told) - 1, -1, -1):
        ends = add_months(told[place].on, rule.months)
        inside = [s for s in told[place:] if s.on < ends]
        if len(inside) >= rule.services and sum(s.minutes for s in inside) >= rule.minutes:
            return max(begun, ends)
    return begun


def _served(family: Family, page: Almanac, names: str) -> str:
    """How much was done in the months that count: `罗青 近 3 个月服务 2 次 150 分钟`."""
    rule, day = page.rules.s3, page.day
    first = add_months(day, -rule.months)
    recent = [s.minutes for s in family.volunteer_services if first < s.on <= day]
    words = f"{names} 近 {rule.months} 个月服务 {len(recent)} 次"
    return f"{words} {sum(recent)} 分钟，要 {rule.minutes} 分钟" if rule.minutes else words


def insurance_states(family: Family, page: Almanac) -> tuple[CoverageState, ...]:
    """S4 from an almanac page."""
    rule = page.rules.s4
    if not family.active(page.day) or not _in_groups(family, rule.groups):
        return ()
    if not rule.on or not page.products:
        return (_household("S4", family, NOT_ASKED, "本地不要求"),)
    return tuple(_insured_state(family, person, page) for person in insured_groups(family, page))


def insured_groups(family: Family, page: Almanac) -> list[Person]:
    """The persons of a family who should be insured on the page's day; nobody off the register or of other groups."""
    rule = page.rules.s4
    if not family.active(page.day) or not _in_groups(family, rule.groups):
        return []
    return [p for p in subjects(family, page.day, rule.holders) if _of_age(p, rule.min_age, page.day)]


def _in_groups(family: Family, groups: tuple[str, ...]) -> bool:
    return family.case_type in groups or any(kind in groups for kind in family.other_types)


def _of_age(person: Person, least: int, day: date) -> bool:
    return not least or (person.birth_date is not None and age_on(person.birth_date, day) >= least)


def _insured_state(family: Family, person: Person, page: Almanac) -> CoverageState:
    day = page.day
    known = [i for i in family.insured if i.person_id == person.id and i.product in page.products]
    own = [i for i in known if i.stage != TOLD_ONLY]
    current = [i for i in own if in_span(i.since, i.until, day)]
    if current:
        return _insured_now(person, own, max(current, key=_longest), page)
    before = max((i for i in own if i.since <= day), key=_longest, default=None)
    if before:
        last = _end(before)
        reason = f"{page.products[before.product].name} {page.say(last)} 已止"
        return _missing(person, page, reason, last + ONE_DAY, last)
    since = entered(family, person)
    told = max((i.told_on for i in known if i.told_on and i.told_on <= day), default=None)
    reason = f"{page.say(told)} 宣传过，还没有投保" if told else "没有在保的保险"
    return _missing(person, page, reason, since, None)


def _end(insured: Insured) -> date:
    return insured.until or date.max


def _longest(insured: Insured) -> tuple[date, str]:
    return _end(insured), insured.id


def _missing(person: Person, page: Almanac, reason: str, since: date, last: date | None) -> CoverageState:
    elsewhere = left_out(person, page, ("away", "institution"))
    state = EXCLUDED if elsewhere else MISS
    due = None if elsewhere else last or since + timedelta(days=page.rules.s4.enrol_days)
    return CoverageState(
        "S4", person.id, person.name, "person", state, elsewhere or reason, since, last, due, last is not None
    )


def _insured_now(person: Person, own: list[Insured], current: Insured, page: Almanac) -> CoverageState:
    name = page.products[current.product].name
    last = current.until
    if last and last < date.max:
        last = max([_end(i) for i in own if i.since == last + ONE_DAY], default=last)
    if last is None or last == date.max:
        return CoverageState("S4", person.id, person.name, "person", OK, name, current.since)
    soon = last <= page.after(page.rules.s4.soon_days)
    reason = ending(name, last, page) if soon else f"{name}至 {page.say(last)}"
    return CoverageState(
        "S4", person.id, person.name, "person", SOON if soon else OK, reason, current.since, last, last
    )
