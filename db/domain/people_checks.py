"""What the fields of a member, a child or a certified complication say about each other (domain.md §4).

A hard doubt keeps the record from being written, unless a reason can stand beside it: a number that looks wrong may be
the one printed on the card (D-64). A soft one is shown and can be saved.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.domain.certificates import check_bank_account, check_disability_cert
from db.domain.identity import check_id_number, id_conflicts
from db.domain.periods import PeriodUnknown, parse_lunar_birthday
from db.domain.verdict import Severity

HARD, REASON, SOFT = "hard", "reason", "soft"
_CERT_HARD = ("cert_length", "cert_digit_", "cert_differs_", "damaged_by_excel")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to tell about a field.

    Attributes:
        field: the field to jump to.
        sentence: Chinese.
        weight: `hard`, `reason` (can be saved with a reason in `id_reason`) or `soft`.
    """

    field: str
    sentence: str
    weight: str = HARD


def person_doubts(fields: Mapping[str, Any], today: date) -> tuple[Doubt, ...]:
    """What is doubtful about a member.

    Args:
        fields: all fields of the member as they would stand.
        today: nothing that has happened lies after it.
    """
    return (
        *_number(fields, today),
        *_life(fields, today),
        *_spans(fields, today),
        *_registered(fields, today),
        *_lunar(fields),
        *_bank(fields),
    )


def _registered(fields: Mapping[str, Any], today: date) -> Iterator[Doubt]:
    """Nobody comes into a file before birth, or on a day still to come."""
    on = _text(fields, "registered_on")
    if doubt := _future("registered_on", on, today, "入档日期"):
        yield doubt
    if _later(_text(fields, "birth_date"), on):
        yield Doubt("registered_on", f"入档日期早于出生日期 {_text(fields, 'birth_date')}。")


def child_doubts(
    fields: Mapping[str, Any], today: date, parents_born: Mapping[str, str | None] | None = None
) -> tuple[Doubt, ...]:
    """What is doubtful about a child.

    Args:
        fields: all fields of the child as they would stand.
        today: nothing that has happened lies after it.
        parents_born: ISO birth by parent's name, as far as known.
    """
    return (
        *_child_days(fields, today),
        *_number_of_child(fields, today),
        *_certificate(fields),
        *_parents(fields, parents_born or {}),
    )


def complication_doubts(fields: Mapping[str, Any], today: date) -> tuple[Doubt, ...]:
    """What is doubtful about a certified complication of surgery."""
    certified, surgery = _text(fields, "certified_on"), _text(fields, "surgery_on")
    found = [_future("certified_on", certified, today, "鉴定日期"), _future("surgery_on", surgery, today, "手术日期")]
    if _later(surgery, certified):
        found.append(Doubt("certified_on", f"鉴定日期早于手术日期 {surgery}。"))
    return tuple(doubt for doubt in found if doubt)


def first_hard(doubts: tuple[Doubt, ...], *, reasoned: bool = False) -> Doubt | None:
    """The first doubt that keeps the record from being written; `reasoned` when a reason stands beside the number."""
    stops = {HARD} if reasoned else {HARD, REASON}
    return next((doubt for doubt in doubts if doubt.weight in stops), None)


def _text(fields: Mapping[str, Any], name: str) -> str:
    return str(fields.get(name) or "")


def _later(one: str, other: str) -> bool:
    """Whether `one` is surely after `other`; days known only to the month or year are compared as far as they go."""
    shared = min(len(one), len(other))
    return bool(shared) and one[:shared] > other[:shared]


def _future(field: str, text: str, today: date, what: str) -> Doubt | None:
    return Doubt(field, f"{what} {text} 还没有到。") if _later(text, today.isoformat()) else None


def _number(fields: Mapping[str, Any], today: date) -> Iterator[Doubt]:
    number = _text(fields, "id_no")
    if not number:
        return
    verdict = check_id_number(number, today=today)
    for problem in verdict.problems:
        yield Doubt("id_no", problem.sentence, SOFT if problem.severity is Severity.SOFT else REASON)
    if verdict.sound or verdict.birth:
        conflicts = id_conflicts(verdict, birth_date=_text(fields, "birth_date"), sex=_text(fields, "sex"))
        for problem in conflicts:
            yield Doubt("birth_date" if problem.code == "birth_differs" else "sex", problem.sentence, REASON)


def _life(fields: Mapping[str, Any], today: date) -> Iterator[Doubt]:
    born, died, since = (_text(fields, name) for name in ("birth_date", "death_date", "marital_since"))
    asked = (("birth_date", born, "出生日期"), ("death_date", died, "去世日期"), ("marital_since", since, "婚变日期"))
    for field, text, what in asked:
        if doubt := _future(field, text, today, what):
            yield doubt
    if _later(born, died):
        yield Doubt("death_date", f"去世日期早于出生日期 {born}。")
    if _later(born, since):
        yield Doubt("marital_since", f"婚变日期早于出生日期 {born}。")
    if died and fields.get("alive"):
        yield Doubt("death_date", "写了去世日期，又写着健在。")
    if died and _later(since, died):
        yield Doubt("marital_since", f"婚变日期晚于去世日期 {died}。")


_SPANS = (("away_since", "away_until", "外出"), ("institution_since", "institution_until", "入住机构"))


def _spans(fields: Mapping[str, Any], today: date) -> Iterator[Doubt]:
    for first, last, what in _SPANS:
        since, until = _text(fields, first), _text(fields, last)
        if until and not since:
            yield Doubt(first, f"写了{what}止，没有写{what}起。")
        if since and until and until < since:
            yield Doubt(last, f"{what}止的日期早于起的日期 {since}。")
        if doubt := _future(first, since, today, f"{what}起"):
            yield doubt
    for name, what in (("mental_since", "精神状态起"), ("proxy_on", "委托日期")):
        if doubt := _future(name, _text(fields, name), today, what):
            yield doubt
    if _text(fields, "proxy_phone") and not _text(fields, "proxy_name"):
        yield Doubt("proxy_name", "写了委托签字人的电话，没有写是谁。")


def _lunar(fields: Mapping[str, Any]) -> Iterator[Doubt]:
    text = _text(fields, "lunar_birthday")
    if text:
        try:
            parse_lunar_birthday(text)
        except PeriodUnknown as unknown:
            yield Doubt("lunar_birthday", f"{unknown.happened}{unknown.next_step}")


def _bank(fields: Mapping[str, Any]) -> Iterator[Doubt]:
    for problem in check_bank_account(_text(fields, "bank_account")).problems:
        yield Doubt("bank_account", problem.sentence, SOFT if problem.severity is Severity.SOFT else HARD)


def _child_days(fields: Mapping[str, Any], today: date) -> Iterator[Doubt]:
    born, happened = _text(fields, "birth_date"), _text(fields, "event_date")
    state, certified = fields.get("state"), _text(fields, "only_child_cert_on")
    asked = (
        ("birth_date", born, "出生日期"),
        ("event_date", happened, "这个日期"),
        ("only_child_cert_on", certified, "领证日期"),
    )
    for field, text, what in asked:
        if doubt := _future(field, text, today, what):
            yield doubt
    if _later(born, happened):
        yield Doubt("event_date", f"这个日期早于出生日期 {born}。")
    if state in {"dead", "disabled"} and not happened:
        yield Doubt("event_date", "没有写日期，推算特扶从哪天起要用到它。", SOFT)
    if state == "disabled" and not fields.get("disability_grade"):
        yield Doubt("disability_grade", "没有写残疾等级，算不出是不是三级以上。", SOFT)


def _number_of_child(fields: Mapping[str, Any], today: date) -> Iterator[Doubt]:
    number = _text(fields, "id_no")
    if number:
        verdict = check_id_number(number, today=today)
        conflicts = id_conflicts(verdict, birth_date=_text(fields, "birth_date"), sex=_text(fields, "sex"))
        for problem in (*verdict.problems, *conflicts):
            yield Doubt("id_no", problem.sentence, SOFT)


def _certificate(fields: Mapping[str, Any]) -> Iterator[Doubt]:
    number = _text(fields, "disability_cert_no")
    if not number:
        return
    verdict = check_disability_cert(
        number,
        disability_class=_text(fields, "disability_class"),
        grade=_text(fields, "disability_grade"),
        id_no=_text(fields, "id_no"),
    )
    for problem in verdict.problems:
        yield Doubt("disability_cert_no", problem.sentence, HARD if problem.code.startswith(_CERT_HARD) else SOFT)


def _parents(fields: Mapping[str, Any], parents_born: Mapping[str, str | None]) -> Iterator[Doubt]:
    born = _text(fields, "birth_date")
    for name, parent in parents_born.items():
        if born and parent and not _later(born, parent):
            yield Doubt("birth_date", f"出生日期不晚于{name}的出生日期 {parent}。")
