"""Checks of the three coverages: contact persons, priority cards, family-doctor agreements (domain.md §4, §5)."""

from collections.abc import Iterator
from datetime import timedelta

from db.domain.checks.check import HARD, SOFT, CaseRecords, Check, Found, Kept, World, each_of, earlier, overlapping
from db.domain.periods import add_months

_YEAR = 12
_POSTS = ("township", "village")
_ONE_DAY = timedelta(days=1)


def _holding(case: CaseRecords, world: World) -> list[Kept]:
    """Assignments that hold today."""
    today = world.today.isoformat()
    return [
        each
        for each in case.of("assignment")
        if each.text("since") <= today and (not each.text("until") or each.text("until") >= today)
    ]


def _contact_unreachable(case: CaseRecords, world: World) -> Iterator[Found]:
    ids = {each.text("contact_id") for each in _holding(case, world)} if case.open else set()
    for contact in case.of("contact_person"):
        if contact.id in ids and not contact.text("phone"):
            yield Found(contact, "phone", f"联系人{contact.text('name')}没有电话")


def _post_double(case: CaseRecords, world: World) -> Iterator[Found]:
    holding = _holding(case, world)
    for post in _POSTS:
        held = [each for each in holding if each.text("post_kind") == post]
        if len(held) > 1:
            yield Found(held[1], "since", f"同一个岗位现在有 {len(held)} 位联系人，应只有一位")


def _assignment_reversed(assignment: Kept, _world: World) -> Iterator[Found]:
    if earlier(assignment.text("until"), assignment.text("since")):
        yield Found(assignment, "until", "联系人的止期早于起期")


def _card_reversed(card: Kept, _world: World) -> Iterator[Found]:
    if earlier(card.text("until"), card.text("since")):
        yield Found(card, "until", "就诊凭证的有效期早于发放日期")


def _signed(case: CaseRecords) -> list[Kept]:
    return [each for each in case.of("agreement") if each.text("state") in {"signed", "ended"}]


def _last_day(agreement: Kept) -> str:
    """The last day an agreement holds, "" for open."""
    days = [day for day in (agreement.text("until"), agreement.text("ended_on")) if day]
    return min(days) if days else ""


def _agreement_short(case: CaseRecords, _world: World) -> Iterator[Found]:
    for agreement in _signed(case):
        since, until = agreement.day("since"), agreement.day("until")
        if since and until and since <= until < add_months(since, _YEAR) - _ONE_DAY:
            name = case.name_of(agreement.values.get("person_id"))
            yield Found(agreement, "until", f"{name}的签约不满一年")


def _agreement_undated(case: CaseRecords, _world: World) -> Iterator[Found]:
    for agreement in _signed(case):
        lacking = [(field, word) for field, word in (("since", "起期"), ("until", "止期")) if not agreement.text(field)]
        if lacking:
            name = case.name_of(agreement.values.get("person_id"))
            yield Found(agreement, lacking[0][0], f"{name}的签约没有写{'和'.join(word for _, word in lacking)}")


def _agreement_reversed(case: CaseRecords, _world: World) -> Iterator[Found]:
    for agreement in _signed(case):
        if earlier(_last_day(agreement), agreement.text("since")):
            yield Found(agreement, "until", f"{case.name_of(agreement.values.get('person_id'))}签约的止期早于起期")


def _agreement_overlap(case: CaseRecords, world: World) -> Iterator[Found]:
    for person in case.of("person"):
        spans = [
            (each.text("since"), _last_day(each), each)
            for each in _signed(case)
            if each.text("since") and each.text("person_id") == person.id
        ]
        for before, agreement in overlapping(spans):
            since = world.say(before.text("since"))
            yield Found(agreement, "since", f"{person.text('name')}的签约与 {since} 起的那一份重叠")


def _service_outside(case: CaseRecords, world: World) -> Iterator[Found]:
    signed = _signed(case)
    for service in case.of("doctor_service"):
        on = service.text("on")
        mine = [each for each in signed if each.text("person_id") == service.text("person_id")]
        if not any(each.text("since") <= on <= (_last_day(each) or "9999") for each in mine):
            name = case.name_of(service.values.get("person_id"))
            yield Found(service, "on", f"{name} {world.say(on)} 的履约服务不在签约期内")


CHECKS = (
    Check("contact_unreachable", SOFT, "联系人没有电话", "contact_person", _contact_unreachable, "domain.md §5 C1"),
    Check("post_double", HARD, "一个岗位两位联系人", "assignment", _post_double),
    Check("assignment_reversed", HARD, "联系人日期反了", "assignment", each_of("assignment", _assignment_reversed)),
    Check("card_reversed", HARD, "凭证日期反了", "green_card", each_of("green_card", _card_reversed)),
    Check("agreement_short", SOFT, "签约不满一年", "agreement", _agreement_short),
    Check("agreement_undated", SOFT, "签约没有写起止", "agreement", _agreement_undated),
    Check("agreement_reversed", HARD, "签约日期反了", "agreement", _agreement_reversed),
    Check("agreement_overlap", HARD, "签约重叠", "agreement", _agreement_overlap),
    Check("service_outside", SOFT, "履约不在签约期内", "doctor_service", _service_outside),
)
