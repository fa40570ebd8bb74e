"""C3: whose family-doctor agreement is in force."""

from datetime import date, timedelta

from db.domain.almanac import Almanac
from db.domain.family import Agreement, Family, Person, in_span
from db.domain.standing import OK, OUT, SOON, CoverageState
from db.domain.subjects import ending, entered, judged, outcome_for

ONE_DAY = timedelta(days=1)


def agreement_states(family: Family, page: Almanac) -> tuple[CoverageState, ...]:
    """C3 from an almanac page."""
    rule = page.rules.c3
    return judged(family, page, rule.holders, rule.unit, _agreement_state)


def _agreement_state(family: Family, person: Person, page: Almanac) -> CoverageState:
    rule, day = page.rules.c3, page.day
    own = [a for a in family.agreements if a.person_id == person.id]
    current = [a for a in own if signed(a) and in_span(a.since, last_day(a), day)]
    if current:
        return _agreement_in_force(person, own, max(current, key=lambda a: last_day(a) or date.max), page)
    refusal, reason, since, lapsed = _why_no_agreement(family, person, own, page)
    state, reason = outcome_for(person, page, rule.exclude, refusal, reason)
    due = None if state in OUT else since - ONE_DAY if lapsed else since + timedelta(days=rule.sign_days)
    until = since - ONE_DAY if lapsed else None
    return CoverageState("C3", person.id, person.name, "person", state, reason, since, until, due, lapsed)


def signed(agreement: Agreement) -> bool:
    """Whether it was ever in force: signed, or ended with its last day known."""
    if agreement.state == "signed":
        return True
    return agreement.state == "ended" and (agreement.until or agreement.ended_on) is not None


def last_day(agreement: Agreement) -> date | None:
    """The last day an agreement covers: its end, or the day it was ended if sooner."""
    if agreement.until is None or agreement.ended_on is None:
        return agreement.until or agreement.ended_on
    return min(agreement.until, agreement.ended_on)


def _agreement_in_force(person: Person, own: list[Agreement], current: Agreement, page: Almanac) -> CoverageState:
    last = last_day(current)
    follower = next((a for a in own if last and signed(a) and a.since and a.since == last + ONE_DAY), None)
    if follower:
        last = last_day(follower)
    if last is None:
        return CoverageState("C3", person.id, person.name, "person", OK, "已签约", current.since)
    soon = last <= page.after(page.rules.c3.soon_days)
    reason = ending("协议", last, page) if soon else f"已签约，协议至 {page.say(last)}"
    return CoverageState(
        "C3", person.id, person.name, "person", SOON if soon else OK, reason, current.since, last, last
    )


def _why_no_agreement(
    family: Family, person: Person, own: list[Agreement], page: Almanac
) -> tuple[str, str, date, bool]:
    """Refusal (`declined`, `unfit` or ""), reason, since when, and whether there once was one."""
    day = page.day
    said = [(a.declined_on or a.since, a) for a in own if a.state in {"declined", "unfit"}]
    no = max(((on, a.state) for on, a in said if on is not None and on <= day), default=None)
    ended = max(((last, a.id, a) for a in own if signed(a) and (last := last_day(a)) and last < day), default=None)
    if no and (ended is None or ended[0] <= no[0]):
        words = "本人不愿签" if no[1] == "declined" else "不宜签约"
        return no[1], f"{words}，{page.say(no[0])} 问过", no[0], False
    if ended:
        early = ended[2].ended_on == ended[0] and ended[2].until != ended[0]
        words = "原协议 {} 解约" if early else "协议 {} 已止"
        return "", words.format(page.say(ended[0])), ended[0] + ONE_DAY, True
    return "", "没有登记过协议", entered(family, person), False
