"""Checks where money follows: insurance, stays, claims, the special assistance and what was paid (domain.md §4, §5)."""

from collections.abc import Iterator
from itertools import pairwise

from db.domain.checks.check import HARD, SOFT, CaseRecords, Check, Found, Kept, World, each_of, earlier, overlapping


def _name(case: CaseRecords, record: Kept) -> str:
    return case.name_of(record.values.get("person_id"))


def _insured_reversed(insured: Kept, _world: World) -> Iterator[Found]:
    if earlier(insured.text("until"), insured.text("since")):
        yield Found(insured, "until", f"{insured.text('product')}的止期早于起期")


def _insured_overlap(case: CaseRecords, world: World) -> Iterator[Found]:
    by_product: dict[tuple[str, str], list[tuple[str, str, Kept]]] = {}
    for each in case.of("insured"):
        key = each.text("person_id"), each.text("product")
        by_product.setdefault(key, []).append((each.text("since"), each.text("until"), each))
    for (_, product), spans in by_product.items():
        for before, insured in overlapping(spans):
            since = world.say(before.text("since"))
            yield Found(insured, "since", f"{_name(case, insured)}的{product}与 {since} 起的那一份重叠")


def _stay_reversed(case: CaseRecords, world: World) -> Iterator[Found]:
    for stay in case.of("hospital_stay"):
        if earlier(stay.text("discharged_on"), stay.text("admitted_on")):
            yield Found(stay, "discharged_on", f"{_name(case, stay)}的出院日期早于入院")
        elif stay.text("admitted_on") > world.today.isoformat():
            yield Found(stay, "admitted_on", f"{_name(case, stay)}的入院日期在今天之后")


def _claim_outside(case: CaseRecords, world: World) -> Iterator[Found]:
    stays = {stay.id: stay for stay in case.of("hospital_stay")}
    for claim in case.of("claim"):
        stay = stays.get(claim.text("stay_id"))
        if stay is None:
            continue
        admitted, person = stay.text("admitted_on"), stay.text("person_id")
        terms = [
            each
            for each in case.of("insured")
            if each.text("person_id") == person and claim.text("insured_id") in {"", each.id}
        ]
        if not any(each.text("since") <= admitted <= (each.text("until") or "9999") for each in terms):
            yield Found(claim, "stay_id", f"{_name(case, stay)} {world.say(admitted)} 住院的理赔不在保险期内")


def _claim_reversed(claim: Kept, _world: World) -> Iterator[Found]:
    steps = (("submitted_on", "提交"), ("accepted_on", "受理"), ("paid_on", "赔付"))
    for (first, one), (then, other) in pairwise(steps):
        if earlier(claim.text(then), claim.text(first)):
            yield Found(claim, then, f"理赔的{other}日期早于{one}日期")


def _stopped_before_confirmed(case: CaseRecords, _world: World) -> Iterator[Found]:
    for each in case.of("eligibility"):
        if earlier(each.text("stopped_on"), each.text("confirmed_on")):
            yield Found(each, "stopped_on", f"{_name(case, each)}特扶资格的停止日期早于确认日期")


def _entitled_though_gone(case: CaseRecords, _world: World) -> Iterator[Found]:
    gone = {person.id for person in case.of("person") if person.values.get("alive") is False}
    for each in case.of("eligibility"):
        if each.text("person_id") in gone and each.text("status") == "confirmed":
            yield Found(each, "status", f"{_name(case, each)}已去世，特扶资格还写着已确认")


def _reviewed_twice(case: CaseRecords, _world: World) -> Iterator[Found]:
    seen: set[tuple[str, str]] = set()
    for each in case.of("annual_check"):
        key = each.text("eligibility_id"), each.text("year")
        if key in seen:
            yield Found(each, "year", f"{each.text('year')} 年的年审登记了两次")
        seen.add(key)


def _paid_twice(case: CaseRecords, world: World) -> Iterator[Found]:
    """The same person, kind, period and amount: a suspicion, never a drop (B-15)."""
    seen: set[tuple[str, ...]] = set()
    for each in case.of("benefit_payment"):
        key = tuple(each.text(name) for name in ("person_id", "kind", "period", "amount"))
        if key in seen and each.text("period") and each.text("status") != "returned":
            yield Found(each, "period", f"{_name(case, each)} {world.say(each.text('period'))}的发放像是记了两次")
        seen.add(key)


def _paid_after_death(case: CaseRecords, world: World) -> Iterator[Found]:
    died = {person.id: person.text("death_date") for person in case.of("person") if person.text("death_date")}
    for each in case.of("benefit_payment"):
        period = each.text("period")
        if each.text("status") != "returned" and earlier(died.get(each.text("person_id"), ""), period):
            yield Found(each, "period", f"{_name(case, each)} {world.say(period)}的发放在去世之后")


CHECKS = (
    Check("insured_reversed", HARD, "保险日期反了", "insured", each_of("insured", _insured_reversed)),
    Check("insured_overlap", HARD, "同一险种重叠", "insured", _insured_overlap),
    Check("stay_reversed", HARD, "住院日期不对", "hospital_stay", _stay_reversed),
    Check("claim_outside", SOFT, "理赔不在保险期内", "claim", _claim_outside),
    Check("claim_reversed", HARD, "理赔日期反了", "claim", each_of("claim", _claim_reversed)),
    Check("stopped_before_confirmed", HARD, "资格日期反了", "eligibility", _stopped_before_confirmed),
    Check("entitled_though_gone", SOFT, "去世后资格未停", "eligibility", _entitled_though_gone, "domain.md §5 E3"),
    Check("reviewed_twice", HARD, "一年两次年审", "annual_check", _reviewed_twice),
    Check("paid_twice", SOFT, "发放像是重复", "benefit_payment", _paid_twice, "sync.md B-15"),
    Check("paid_after_death", SOFT, "去世之后的发放", "benefit_payment", _paid_after_death),
)
