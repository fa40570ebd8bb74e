"""The named checks: a worked case for each, and what must hold of all of them."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.checks.across import Holder, codeless_villages, same_case_nos, same_numbers
from db.domain.checks.check import HARD, SOFT, CaseRecords, Finding, Kept, World, earlier, overlapping
from db.domain.checks.listing import CHECKS, IN_ONE_FILE, LOOKED_AT, findings_of
from db.domain.entities.registry import ENTITIES

TODAY = World(date(2026, 11, 22))
FAMILY: dict[str, Any] = {
    "case_type": "death",
    "status": "active",
    "opened_on": "2020-01-06",
    "risk_level": "normal",
    "live_addr": "上坪村 3 组",
    "phone": "13800000017",
}
HEAD: dict[str, Any] = {
    "name": "周文彬",
    "relation": "02",
    "sex": "1",
    "id_no": "999999196403090019",
    "birth_date": "1964-03-09",
    "marital": "21",
    "alive": True,
    "is_target": True,
}
WIFE: dict[str, Any] = {**HEAD, "name": "何秀兰", "relation": "10", "sex": "2", "id_no": "999999196705120025"} | {
    "birth_date": "1967-05-12"
}
GONE: dict[str, Any] = {"state": "dead", "event_date": "2016-06", "birth_date": "1990-02"}


def case(family: Mapping[str, Any] | None = None, **records: list[dict[str, Any]]) -> CaseRecords:
    """A couple in order with one child, changed as said; records are numbered p0, p1, c0, visit0 ..."""
    given_ = {"person": [HEAD, WIFE], "child": [GONE], **records}
    ids = {"person": "p", "child": "c"}
    kept = {
        entity: tuple(
            Kept(f"{ids.get(entity, entity)}{n}", {k: v for k, v in each.items() if v not in (None, "", [])})
            for n, each in enumerate(all_)
        )
        for entity, all_ in given_.items()
    }
    return CaseRecords(Kept("f", {k: v for k, v in (FAMILY | dict(family or {})).items() if v is not None}), kept)


def codes(found: CaseRecords, world: World = TODAY) -> list[str]:
    return [each.code for each in findings_of(found, world)]


def one(found: CaseRecords, code: str) -> Finding:
    (finding,) = [each for each in findings_of(found, TODAY) if each.code == code]
    return finding


def signed(**fields: Any) -> dict[str, Any]:
    return {"person_id": "p0", "state": "signed", "since": "2026-01-01", "until": "2026-12-31", **fields}


VISIT = {"on": "2026-10-21", "outcome": "met", "category": "daily", "contact_ids": ["x"], "persons_met": ["p0"]}
STAY = {"person_id": "p0", "admitted_on": "2026-05-02", "discharged_on": "2026-05-12"}


def test_a_file_in_order_says_nothing() -> None:
    assert codes(case(visit=[VISIT], agreement=[signed()])) == []


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("id_missing", case(person=[{**HEAD, "id_no": ""}, WIFE])),
        ("id_wrong", case(person=[{**HEAD, "id_no": "999999196403090018"}, WIFE])),
        ("id_doubtful", case(person=[{**HEAD, "id_no": "100000196403090014"}, WIFE])),
        ("birth_differs", case(person=[{**HEAD, "birth_date": "1965-03-09"}, WIFE])),
        ("sex_differs", case(person=[{**HEAD, "sex": "2"}, WIFE])),
        ("birth_missing", case(person=[{**HEAD, "birth_date": ""}, WIFE])),
        ("person_in_future", case(person=[{**HEAD, "id_no": "", "id_reason": "x", "birth_date": "2027"}, WIFE])),
        ("death_undated", case(person=[HEAD, {**WIFE, "alive": False}])),
        ("death_unsaid", case(person=[{**HEAD, "death_date": "2026-03"}, WIFE])),
        ("death_before_birth", case(person=[{**HEAD, "alive": False, "death_date": "1960"}, WIFE])),
        ("not_widowed", case(person=[HEAD, {**WIFE, "alive": False, "death_date": "2026-03"}])),
        ("phone_wrong", case(person=[{**HEAD, "phone": "1380000"}, WIFE])),
        ("bank_doubtful", case(person=[{**HEAD, "bank_account": "6222021234567890124"}, WIFE])),
        ("absence_reversed", case(person=[{**HEAD, "away_since": "2026-05-01", "away_until": "2026-04-01"}, WIFE])),
        ("head_missing", case(person=[{**HEAD, "relation": "11"}, WIFE])),
        ("head_double", case(person=[HEAD, {**WIFE, "relation": "02"}])),
        ("nobody_left", case(person=[{**HEAD, "alive": False, "death_date": "2026-03"}])),
        ("unreachable", case({"phone": None})),
        ("kind_unfounded", case(child=[])),
        ("kind_unfounded", case({"other_types": ["complication"]})),
        ("living_child", case(child=[GONE, {"state": "alive"}])),
        ("risk_unexplained", case({"risk_level": "high"})),
        ("exit_unexplained", case({"status": "exited", "status_on": "2026-01-01"})),
        ("opened_in_future", case({"opened_on": "2026-12-01"})),
        ("address_missing", case({"live_addr": None})),
        ("child_undated", case(child=[{"state": "dead"}])),
        ("child_reversed", case(child=[{**GONE, "event_date": "1989"}])),
        ("child_in_future", case(child=[{**GONE, "event_date": "2026-12"}])),
        ("child_number", case(child=[{**GONE, "id_no": "12345"}])),
        ("agreement_short", case(agreement=[signed(until="2026-06-30")])),
        ("agreement_undated", case(agreement=[signed(until="")])),
        ("agreement_reversed", case(agreement=[signed(until="2025-12-31")])),
        ("agreement_overlap", case(agreement=[signed(), signed(since="2026-12-01", until="2027-11-30")])),
        ("service_outside", case(agreement=[signed()], doctor_service=[{"person_id": "p0", "on": "2025-03-01"}])),
        ("card_reversed", case(green_card=[{"person_id": "p0", "since": "2026-05-01", "until": "2026-04-30"}])),
        ("visit_early", case(visit=[{**VISIT, "on": "2019-12-31"}])),
        ("visit_in_future", case(visit=[{**VISIT, "on": "2026-11-23"}])),
        ("visit_nobody", case(visit=[{**VISIT, "persons_met": []}])),
        ("visit_nameless", case(visit=[{**VISIT, "contact_ids": []}])),
        ("visit_festival", case(visit=[{**VISIT, "category": "festival"}])),
        ("psych_unconsented", case(psych_file=[{"person_id": "p0"}])),
        ("need_reversed", case(need=[{"request": "扶手", "raised_on": "2026-05-01", "closed_on": "2026-04-01"}])),
        ("need_resultless", case(need=[{"request": "扶手", "raised_on": "2026-05-01", "status": "closed"}])),
        ("event_reversed", case(event=[{"on": "2026-05-01", "known_on": "2026-04-01"}])),
        ("stay_reversed", case(hospital_stay=[{**STAY, "discharged_on": "2026-05-01"}])),
        ("claim_outside", case(hospital_stay=[STAY], claim=[{"stay_id": "hospital_stay0"}])),
        ("claim_reversed", case(claim=[{"submitted_on": "2026-05-01", "accepted_on": "2026-04-01"}])),
        ("entitled_though_gone", case(
            person=[{**HEAD, "alive": False, "death_date": "2026-03", "marital": "21"}, {**WIFE, "marital": "30"}],
            eligibility=[{"person_id": "p0", "status": "confirmed"}],
        )),
        ("stopped_before_confirmed", case(
            eligibility=[{"person_id": "p0", "confirmed_on": "2026-05-01", "stopped_on": "2026-04-01"}]
        )),
        ("reviewed_twice", case(annual_check=[{"eligibility_id": "e", "year": 2026}] * 2)),
        ("paid_twice", case(
            benefit_payment=[{"person_id": "p0", "kind": "death", "period": "2026-05", "amount": 59000}] * 2
        )),
    ],
)  # fmt: skip
def test_each_check_finds_its_case(code: str, changed: CaseRecords) -> None:
    assert code in codes(changed)


def test_worked_example_8_a_certificate_that_says_another_class_is_wrong() -> None:
    """§5.1 no. 8: digit 19 says 精神, the record says 肢体."""
    child = {
        "state": "disabled",
        "event_date": "2016",
        "disability_class": "4",
        "disability_grade": "3",
        "disability_cert_no": "99999919850615001X63",
    }
    found = one(case({"case_type": "disability"}, child=[child]), "cert_wrong")
    assert (found.level, found.field) == (HARD, "disability_cert_no")
    assert "第 19 位是 6（精神）" in found.sentence


def test_worked_example_7_grade_four_is_looked_at_unless_a_local_scheme_is_open() -> None:
    child = {"state": "disabled", "event_date": "2016", "disability_grade": "4"}
    found = case({"case_type": "disability"}, child=[child])
    assert "grade_beyond" in codes(found)
    assert "grade_beyond" not in codes(found, World(TODAY.today, max_grade=4))


def test_a_contact_without_a_telephone_is_said_only_while_the_post_is_held() -> None:
    contact = {"name": "冯月明"}
    post = {"contact_id": "contact_person0", "post_kind": "village", "since": "2026-01-01"}
    assert "contact_unreachable" in codes(case(contact_person=[contact], assignment=[post]))
    assert codes(case(contact_person=[contact], assignment=[{**post, "until": "2026-11-21"}])) == []
    two = [post, {**post, "since": "2026-02-01"}]
    assert "post_double" in codes(case(contact_person=[{**contact, "phone": "13800000001"}], assignment=two))


def test_a_year_is_a_year_to_the_day_and_the_next_agreement_may_follow_at_once() -> None:
    year = signed(since="2025-05-01", until="2026-04-30")
    assert codes(case(agreement=[year, signed(since="2026-05-01", until="2027-04-30")])) == []
    assert codes(case(agreement=[signed(since="2024-02-29", until="2025-02-27")])) == []
    assert codes(case(agreement=[signed(since="2025-05-01", until="2026-04-29")])) == ["agreement_short"]


def test_a_claim_belongs_to_the_term_in_which_the_stay_began() -> None:
    insured = {"person_id": "p0", "product": "护理", "since": "2026-01-01", "until": "2026-12-31"}
    claim = {"stay_id": "hospital_stay0"}
    assert codes(case(hospital_stay=[STAY], insured=[insured], claim=[claim])) == []
    late = {**STAY, "admitted_on": "2025-12-31"}
    assert codes(case(hospital_stay=[late], insured=[insured], claim=[claim])) == ["claim_outside"]


def test_a_reason_in_the_record_itself_is_an_explanation() -> None:
    odd = {**HEAD, "id_no": "999999196403090018", "id_reason": "身份证上就是这样印的"}
    assert one(case(person=[odd, WIFE]), "id_wrong").explained == "身份证上就是这样印的"


def test_a_visit_that_met_somebody_gone_is_asked_about_by_name() -> None:
    gone = {**WIFE, "alive": False, "death_date": "2026-03", "marital": "21"}
    widower = {**HEAD, "marital": "30"}
    found = one(case(person=[widower, gone], visit=[{**VISIT, "persons_met": ["p1"]}]), "visit_gone")
    assert found.sentence == "10月21日 的走访写着见到何秀兰，此前已去世"


def test_one_number_in_two_households_is_hard_for_two_heads_only() -> None:
    """A4 of §5: a second head is wrong, a linked member may be right."""
    head = Holder("1", "p1", "f1", "甲", "上坪村", head=True)
    member = Holder("1", "p2", "f2", "乙", "石桥村")
    found = list(same_numbers([head, member]))
    assert [(each.level, each.family_id) for each in found] == [(SOFT, "f1"), (SOFT, "f2")]
    assert found[0].sentence == "甲的证件号码也登记在乙户（石桥村）"
    other_head = Holder("1", "p2", "f2", "乙", "石桥村", head=True)
    assert {each.level for each in same_numbers([head, other_head])} == {HARD}
    assert not list(same_numbers([head, Holder("1", "p3", "f1", "丙", "上坪村")])), "twice in one household is no A4"


def test_case_numbers_and_villages_are_looked_over_together() -> None:
    pair = [Holder("03-1", "f1", "f1", "甲", "上坪村"), Holder("03-1", "f2", "f2", "乙", "上坪村")]
    assert [each.code for each in same_case_nos(pair)] == ["same_case_no"] * 2
    said = [each.sentence for each in codeless_villages([("v1", "上坪村", ""), ("v2", "石桥村", "510321104001")])]
    assert said == ["上坪村没有 12 位区划代码"]


def test_codes_are_unique_and_every_check_is_about_an_entity_of_the_registry() -> None:
    assert len(CHECKS) == len({check.code for check in CHECKS.values()})
    assert {check.level for check in CHECKS.values()} == {HARD, SOFT}
    for check in CHECKS.values():
        assert check.entity in ENTITIES, check.code
    for entity, fields in LOOKED_AT.items():
        assert set(fields) <= ENTITIES[entity].by_name.keys(), entity


class _Told(dict[str, Any]):
    """Fields that complain when one is read that the reader does not fetch."""

    def __init__(self, entity: str, values: dict[str, Any]) -> None:
        super().__init__(values)
        self._known = set(LOOKED_AT.get(entity, ENTITIES["family"].by_name))

    def get(self, name: str, default: Any = None) -> Any:
        assert name in self._known, name
        return super().get(name, default)


_DAYS = st.sampled_from(["", "2016", "2016-06", "2025-03-01", "2026-11-22", "2026-12-31"])


_WORDS = st.sampled_from(["", "02", "10", "21", "met", "signed", "dead", "x" * 18, "99999919640309001X"])


def _values(entity: str) -> st.SearchStrategy[dict[str, Any]]:
    """Any mixture of filled and empty fields, wise or not, as long as the record could keep it."""
    fields = {}
    for name in LOOKED_AT[entity]:
        spec = ENTITIES[entity].by_name[name]
        whole = st.sampled_from(["", "2025-03-01", "2026-11-22", "2026-12-31"])
        fields[name] = {
            "day": whole,
            "part_day": _DAYS,
            "flag": st.sampled_from([None, True, False]),
            "whole": st.integers(2020, 2027),
            "money": st.integers(0, 3),
            "listing": st.lists(st.sampled_from(["p0", "p1", "psych"]), max_size=2),
            "ref": st.sampled_from(["p0", "p1", "hospital_stay0", "contact_person0"]),
        }.get(
            spec.kind, st.sampled_from(["", "02", "10", "21", "met", "signed", "dead", "x" * 18, "99999919640309001X"])
        )
    return st.fixed_dictionaries(fields).map(lambda found: {k: v for k, v in found.items() if v not in (None, "", [])})


@st.composite
def _any_case(draw: st.DrawFn) -> CaseRecords:
    records = {
        entity: tuple(
            Kept(f"{'p' if entity == 'person' else entity}{n}", _Told(entity, draw(_values(entity))))
            for n in range(draw(st.integers(0, 2)))
        )
        for entity in draw(st.sets(st.sampled_from(sorted(LOOKED_AT)), max_size=6))
    }
    family = {**FAMILY, "status": draw(st.sampled_from(["active", "exited"])), "risk_level": "focus"}
    return CaseRecords(Kept("f", _Told("family", family)), records)


@given(_any_case())
def test_any_file_is_read_to_its_end_and_every_finding_leads_somewhere(found: CaseRecords) -> None:
    known = {found.family.id, *(record.id for each in found.records.values() for record in each)}
    for finding in findings_of(found, TODAY):
        assert finding.record_id in known
        assert finding.field in ENTITIES[finding.entity].by_name
        assert finding.sentence
        assert not finding.sentence.endswith("。")
        assert "None" not in finding.sentence


@given(_DAYS, _DAYS)
def test_of_two_days_at_most_one_is_surely_earlier(one_day: str, other: str) -> None:
    assert not (earlier(one_day, other) and earlier(other, one_day))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=6))
def test_spans_overlap_exactly_when_two_of_them_share_a_day(pairs: list[tuple[int, int]]) -> None:
    spans = [(f"{min(pair):02}", f"{max(pair):02}", Kept(str(n), {})) for n, pair in enumerate(pairs)]
    shared = any(
        one_[0] <= other[1] and other[0] <= one_[1] for n, one_ in enumerate(spans) for other in spans[n + 1 :]
    )
    assert bool(list(overlapping(spans))) == shared


def _titles() -> Iterator[str]:
    yield from (check.title for check in IN_ONE_FILE)


def test_no_title_or_sentence_uses_the_word_that_hurts() -> None:
    assert not [title for title in _titles() if "失独" in title]
