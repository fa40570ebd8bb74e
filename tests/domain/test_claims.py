"""Proposed days and amounts for a stay in hospital: worked examples 10 and 11, and what holds for any stay."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from db.domain.claims import Proposal, grade_of, proposals, stage_of, terms_of, unclaimed
from db.domain.family import Family
from db.domain.profile import Profile
from db.domain.support_facts import Claim, HospitalStay, Insured, Policy
from desktop.profiles import load_profile, profile_names
from tests.domain.made_families import a_family, local, national

DAY = date(2026, 11, 4)
TERM = Insured("i1", "p1", "hospital_care", date(2026, 1, 1), date(2026, 12, 31))
POLICY = Policy("b1", "LX1", "练习保险公司", per_day=10000, day_limit=90)
STAY = HospitalStay("h1", "p1", date(2026, 2, 1), date(2026, 2, 21), "县人民医院", "二级甲等")
BEFORE = HospitalStay("h0", "p1", date(2026, 1, 2), date(2026, 1, 30))


def under(policy: Policy = POLICY, stay: HospitalStay = STAY, **changes: object) -> Family:
    return a_family(**{"insured": (replace(TERM, policy=policy),), "stays": (stay,), **changes})


def one(family: Family, day: date = DAY, profile: Profile | None = None) -> Proposal:
    (found,) = proposals(family, family.stays[0], profile or national(), day)
    return found


def test_example_10_ten_days_are_left_of_the_limit_and_the_rest_is_over_it() -> None:
    used = Claim("c0", "h0", "i1", date(2026, 1, 31), days=80)
    found = one(under(stays=(STAY, BEFORE), claims=(used,)))

    assert (found.days, found.amount, found.left) == (10, 100_000, 10)
    assert [(cut.kind, cut.days) for cut in found.cuts] == [("over_limit", 10)]
    assert found.reason == "10 天超限，每期最多 90 天，已用 80 天"
    assert found.words == "住院护理补贴保险 10 天，1000 元"


def test_example_11_a_stay_in_the_waiting_time_is_flagged_and_nothing_is_proposed() -> None:
    stay = replace(STAY, admitted_on=date(2026, 1, 20), discharged_on=date(2026, 2, 9))
    family = under(replace(POLICY, waiting_days=30), stay)
    found = one(family)

    assert (found.days, found.amount) == (0, 0)
    assert [cut.kind for cut in found.cuts] == ["waiting"]
    assert "等待期" in found.reason
    assert "1月30日" in found.reason
    assert unclaimed(family, stay, national(), DAY) == ()
    first_paid = replace(stay, admitted_on=date(2026, 1, 31))
    assert one(under(replace(POLICY, waiting_days=30), first_paid)).days == 9


def test_a_term_renewed_without_a_gap_starts_no_new_waiting() -> None:
    policy = replace(POLICY, waiting_days=30)
    stay = replace(STAY, admitted_on=date(2026, 1, 5), discharged_on=date(2026, 1, 10))
    last_year = Insured("i0", "p1", "住院护理补贴", date(2025, 1, 1), date(2025, 12, 31), policy=policy)
    now = replace(TERM, policy=policy)

    assert one(under(stay=stay, insured=(now, last_year))).days == 5
    gap = replace(last_year, until=date(2025, 12, 30))
    assert one(under(stay=stay, insured=(now, gap))).days == 0


def test_a_stay_over_the_end_of_a_term_is_paid_by_both_terms_and_once_only() -> None:
    stay = replace(STAY, admitted_on=date(2026, 12, 20), discharged_on=date(2027, 1, 20), icu_days=5)
    policy = replace(POLICY, stay_limit=30)
    terms = tuple(
        replace(TERM, id=f"i{n}", since=date(n, 1, 1), until=date(n, 12, 31), policy=policy) for n in (2026, 2027)
    )
    found = proposals(under(stay=stay, insured=terms), stay, national(), date(2027, 2, 1))

    assert [(each.insured_id, each.days, each.icu_days) for each in found] == [("i2026", 12, 5), ("i2027", 18, 0)]
    assert found[1].reason == "12 天不在保险期内，保险期 1月1日 到 12月31日；1 天超限，每次住院最多 30 天"


def test_a_hospital_below_the_rule_is_not_paid_and_one_without_a_grade_is_doubted() -> None:
    policy = replace(POLICY, hospital_rule="二级及以上公立医院")
    small = replace(STAY, hospital="镇卫生院", hospital_grade="一级甲等")

    assert one(under(policy, small)).reason == ("医院等级不符，要求二级及以上公立医院，这次是镇卫生院（一级甲等）")
    assert one(under(policy)).doubt == ""
    unknown = one(under(policy, replace(STAY, hospital_grade="")))
    assert unknown.days == 20
    assert "没有写医院等级" in unknown.doubt


def test_who_is_still_in_hospital_or_came_in_before_the_cover_gets_no_proposal() -> None:
    inside = replace(STAY, discharged_on=None)
    assert one(under(stay=inside)).reason == "还没出院，出院后再算"
    assert one(under(), date(2026, 2, 20)).reason == "还没出院，出院后再算"
    early = replace(STAY, admitted_on=date(2025, 12, 30))
    assert one(under(stay=early)).reason == "不在保险期内，1月1日 起保，2025年12月30日 已经入院"
    stranger = replace(STAY, person_id="p2")
    assert proposals(under(stay=stranger), stranger, national(), DAY) == ()
    told = replace(TERM, stage="publicity")
    assert proposals(under(insured=(told,)), STAY, national(), DAY) == ()


def test_the_policy_wins_over_the_profile_and_intensive_care_is_paid_as_the_product_says() -> None:
    place = local(
        '[[product]]\ncode = "hospital_care"\nname = "护理险"\nrequired = true\nsource = "青海 2017"\n'
        "per_day_yuan = 150\nicu_per_day_yuan = 300\nday_limit = 60\n"
    )
    plain = replace(TERM, policy=None)
    stay = replace(STAY, icu_days=4)
    assert (one(under(stay=stay, insured=(plain,)), profile=place).amount) == (16 * 150 + 4 * 300) * 100
    assert terms_of(replace(TERM, policy=POLICY), place, DAY).per_day == 10000
    assert terms_of(replace(TERM, policy=POLICY), place, DAY).icu_per_day == 30000
    unknown = one(under(insured=(plain,)))
    assert (unknown.days, unknown.amount) == (20, None)
    assert unknown.words == "住院护理补贴保险 20 天，金额按保险公司核定"


def test_a_claim_handed_in_closes_its_term_and_a_refused_one_gives_its_days_back() -> None:
    family = under(stays=(STAY, BEFORE))
    handed = Claim("c1", "h1", "i1", date(2026, 3, 1), days=20)
    assert [p.insured_id for p in unclaimed(family, STAY, national(), DAY)] == ["i1"]
    assert unclaimed(replace(family, claims=(handed,)), STAY, national(), DAY) == ()
    assert unclaimed(replace(family, claims=(handed,)), STAY, national(), date(2026, 2, 28)) != ()
    unsaid = replace(handed, insured_id="")
    assert unclaimed(replace(family, claims=(unsaid,)), STAY, national(), DAY) == ()

    other = Claim("c0", "h0", "", date(2026, 1, 31), days=28)
    assert one(replace(family, claims=(other,))).left == 62
    assert one(replace(family, claims=(replace(other, refused_on=date(2026, 2, 3)),))).left == 90
    assert one(replace(family, claims=(replace(other, submitted_on=date(2026, 12, 1)),))).left == 90


def test_a_claim_goes_step_by_step() -> None:
    claim = Claim("c", "h1", "i1", date(2026, 3, 1), date(2026, 3, 5), date(2026, 4, 1))
    days = (date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 9), date(2026, 4, 1))
    assert [stage_of(claim, day) for day in days] == ["prepared", "submitted", "accepted", "paid"]
    assert stage_of(replace(claim, paid_on=None, refused_on=date(2026, 4, 2)), DAY) == "refused"


def test_a_grade_is_read_as_people_write_it() -> None:
    words = ("三级甲等", "三甲", "2级", "二级及以上公立医院", "≥二级", "一级", "未定级", "")
    assert [grade_of(each) for each in words] == [3, 3, 2, 2, 2, 1, 0, 0]


# What holds for any stay

tried = settings(max_examples=60, deadline=None)
few = st.integers(0, 40)
policies = st.builds(
    Policy,
    id=st.just("b"),
    per_day=st.integers(1, 50000),
    day_limit=few,
    stay_limit=few,
    waiting_days=few,
    hospital_rule=st.sampled_from(["", "二级"]),
)
stays = st.builds(
    HospitalStay,
    id=st.just("h1"),
    person_id=st.just("p1"),
    admitted_on=st.dates(date(2025, 11, 1), date(2027, 2, 1)),
    hospital_grade=st.sampled_from(["", "一级", "三级"]),
    icu_days=st.integers(0, 9),
)
terms = st.lists(
    st.builds(
        lambda n, start, length: Insured(f"t{n}", "p1", "hospital_care", start, start + timedelta(days=length)),
        st.integers(0, 99),
        st.dates(date(2025, 10, 1), date(2027, 1, 1)),
        st.integers(0, 400),
    ),
    max_size=3,
    unique_by=lambda term: term.id,
)
claims = st.builds(
    Claim,
    id=st.just("c"),
    stay_id=st.just("h0"),
    insured_id=st.sampled_from(["", "t0", "t1", "t2"]),
    submitted_on=st.none() | st.dates(date(2025, 11, 1), date(2027, 3, 1)),
    days=st.integers(0, 60),
)
LATE = date(2028, 1, 1)


def total(found: tuple[Proposal, ...]) -> int:
    return sum(each.amount or 0 for each in found)


@tried
@given(policies, stays, terms, st.integers(0, 60), st.integers(0, 60))
def test_no_proposal_is_negative_or_over_a_limit_and_a_longer_stay_never_pays_less(
    policy: Policy, stay: HospitalStay, insured: list[Insured], length: int, more: int
) -> None:
    short = replace(stay, discharged_on=stay.admitted_on + timedelta(days=length))
    long = replace(stay, discharged_on=stay.admitted_on + timedelta(days=length + more))
    covers = tuple(replace(term, policy=policy) for term in insured)
    found = proposals(under(stay=short, insured=covers), short, national(), LATE)
    for each in found:
        assert 0 <= each.icu_days <= each.days <= max(1, length)
        assert each.days + sum(cut.days for cut in each.cuts) == max(1, length)
        assert not policy.day_limit or each.days <= policy.day_limit
        assert bool(each.cuts) == bool(each.reason)
    assert sum(each.days for each in found) <= max(1, length)
    after = proposals(under(stay=long, insured=covers), long, national(), LATE)
    shorter = {each.insured_id: each for each in found}
    assert total(after) >= total(found)
    assert all(each.days >= shorter[each.insured_id].days for each in after if each.insured_id in shorter)


@tried
@given(policies, stays, terms, st.integers(0, 60), claims)
def test_an_earlier_claim_never_raises_a_later_proposal(
    policy: Policy, stay: HospitalStay, insured: list[Insured], length: int, claim: Claim
) -> None:
    stay = replace(stay, discharged_on=stay.admitted_on + timedelta(days=length))
    covers = tuple(replace(term, policy=policy) for term in insured)
    without = under(stays=(stay, BEFORE), insured=covers)
    before = proposals(without, stay, national(), LATE)
    after = proposals(replace(without, claims=(claim,)), stay, national(), LATE)
    assert [each.insured_id for each in after] == [each.insured_id for each in before]
    assert total(after) <= total(before)


def test_every_product_of_every_locality_can_be_claimed_on() -> None:
    for name in profile_names():
        place = load_profile(name)
        for product in place.products_on(DAY):
            cover = replace(TERM, product=product.name, policy=None)
            found = one(under(insured=(cover,)), profile=place)
            assert (found.product, found.days) == (product.code, 20), (name, product.code)
