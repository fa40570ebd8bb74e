"""C3: whose family-doctor agreement is in force."""

from datetime import date, timedelta

from db.domain.almanac import Almanac
from db.domain.coverage_facts import Agreement
from db.domain.family import Family, Person, in_span
from db.domain.periods import add_months
from db.domain.profile import Profile
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
    current = [a for a in own if in_span(a.since, a.until, day) and in_force(a, day)]
    if current:
        return _agreement_in_force(person, own, max(current, key=until_then), page)
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


def in_force(agreement: Agreement, day: date) -> bool:
    """Whether the agreement covers `day`."""
    return signed(agreement) and in_span(agreement.since, last_day(agreement), day)


def _end(agreement: Agreement) -> date:
    return last_day(agreement) or date.max


def until_then(agreement: Agreement) -> tuple[date, str]:
    """The order in which of several agreements of one person the one that runs longest speaks, however they lie."""
    return _end(agreement), agreement.id


def term_end(profile: Profile, since: date) -> date:
    """The last day of an agreement of the usual term that begins on `since`: proposed when one is written down."""
    return add_months(since, profile.on(since).c3.term_months) - ONE_DAY


def _agreement_in_force(person: Person, own: list[Agreement], current: Agreement, page: Almanac) -> CoverageState:
    last = last_day(current)
    if last is not None and last < date.max:
        following = [_end(a) for a in own if a.since == last + ONE_DAY and signed(a)]
        last = max(following, default=last)
    if last is None or last == date.max:
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
    ended = max((a for a in own if signed(a) and _end(a) < day), key=until_then, default=None)
    if no and (ended is None or _end(ended) <= no[0]):
        words = "本人不愿签" if no[1] == "declined" else "不宜签约"
        return no[1], f"{words}，{page.say(no[0])} 问过", no[0], False
    if ended:
        last = _end(ended)
        words = "原协议 {} 解约" if last == ended.ended_on != ended.until else "协议 {} 已止"
        return "", words.format(page.say(last)), last + ONE_DAY, True
    return "", "没有登记过协议", entered(family, person), False
