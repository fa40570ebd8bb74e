"""C2: who holds a card of the green channel."""

from datetime import date, timedelta

from db.domain.almanac import Almanac
from db.domain.coverage_facts import GreenCard
from db.domain.family import Family, Person, in_span
from db.domain.standing import OK, OUT, SOON, CoverageState
from db.domain.subjects import ending, entered, judged, outcome_for

ONE_DAY = timedelta(days=1)


def card_states(family: Family, page: Almanac) -> tuple[CoverageState, ...]:
    """C2 from an almanac page."""
    rule = page.rules.c2
    return judged(family, page, rule.holders, rule.unit, _card_state)


def _card_state(family: Family, person: Person, page: Almanac) -> CoverageState:
    rule, day = page.rules.c2, page.day
    known = [c for c in family.cards if c.person_id == person.id and c.since is not None and c.since <= day]
    held = [c for c in known if _card_holds(c, day, told_counts=rule.without_card)]
    if held:
        return _card_in_hand(person, held[0] if len(held) == 1 else max(held, key=_card_end), page)
    reason, since, lapsed = _why_no_card(family, person, known, page)
    state, reason = outcome_for(person, page, rule.exclude, "declined" if _declined_card(known) else "", reason)
    due = None if state in OUT else since + timedelta(days=0 if lapsed else rule.days)
    return CoverageState("C2", person.id, person.name, "person", state, reason, since, None, due, lapsed)


def _card_end(card: GreenCard) -> tuple[date, str]:
    return card.until or date.max, card.id


def _card_holds(card: GreenCard, day: date, *, told_counts: bool) -> bool:
    if not in_span(card.since, card.until, day):
        return False
    if card.state in {"lost", "void"}:
        return card.ended_on is not None and day < card.ended_on
    return card.state == "valid" or (told_counts and card.state == "told")


def _card_in_hand(person: Person, card: GreenCard, page: Almanac) -> CoverageState:
    word = "已告知定点医院" if card.state == "told" else f"持{page.green_card}"
    if card.until is None:
        return CoverageState("C2", person.id, person.name, "person", OK, word, card.since)
    soon = card.until <= page.after(page.rules.c2.soon_days)
    reason = ending(page.green_card, card.until, page) if soon else word
    state = SOON if soon else OK
    return CoverageState("C2", person.id, person.name, "person", state, reason, card.since, card.until, card.until)


def _declined_card(known: list[GreenCard]) -> bool:
    return bool(known) and max(known, key=_card_day).state == "declined"


def _card_day(card: GreenCard) -> tuple[date, str]:
    return card.since or date.min, card.id


def _why_no_card(family: Family, person: Person, known: list[GreenCard], page: Almanac) -> tuple[str, date, bool]:
    """Reason, since when, and whether there once was one."""
    word = page.green_card
    if not known:
        return f"没有{word}", entered(family, person), False
    last = max(known, key=_card_day)
    given = last.since or date.min
    if last.state == "declined":
        return f"本人不愿办，{page.say(given)} 问过", given, False
    gone = last.ended_on or given
    ran_out = last.until is not None and last.until < gone
    if last.state in {"lost", "void"} and gone <= page.day and not ran_out:
        return f"{word} {page.say(gone)} {'遗失' if last.state == 'lost' else '作废'}，还没有补办", gone, True
    if last.until is not None and last.until < page.day:
        return f"{word} {page.say(last.until)} 已到期", last.until + ONE_DAY, True
    return f"告知过定点医院，还没有{word}", given, False
