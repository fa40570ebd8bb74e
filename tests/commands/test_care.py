"""Requests, events, consent, solace, aid and visits put right: what is refused, in which words, whole or not at all."""

from collections.abc import Callable
from typing import Any

import pytest

from db.commands.aid import NewAid, move_aid, record_aid
from db.commands.consents import record_consent, withdraw_consent
from db.commands.events import edit_event, record_event, settle_event
from db.commands.families import NewFamily, open_family
from db.commands.needs import FollowUp, answer_need, close_need, edit_need, follow_up_need, open_need, record_survey
from db.commands.solace import (
    NewAssessment,
    change_mental_state,
    close_psych_file,
    open_psych_file,
    record_assessment,
    record_group_session,
    record_session,
)
from db.commands.undo import undo_command
from db.commands.visits import ClosedNeed, NewNeed, NewVisit, record_visit, replace_visit, void_visit
from db.domain.profile_entries import Instrument, Programme
from db.errors import InvalidValue
from db.queries.care import given_count, given_sums
from db.queries.facts import family_on_file
from db.store.store import Store

TODAY = "2026-11-22"
HEAD = {"name": "张守田", "relation": "02", "sex": "1", "birth_date": "1968-03-09"}
WIFE = {"name": "李桂珍", "relation": "10", "sex": "2", "birth_date": "1960-05-12"}
NEED = {"category": "medical", "request": "想到县医院做白内障手术", "raised_on": "2026-03-02"}
SEEN = {"on": "2026-03-05", "mode": "home", "category": "daily", "companions": "冯月明", "others_met": "邻居"}
GAD = Instrument(source="测试", code="GAD-7", name="GAD-7", most=21, threshold=10)
BAND = Programme(source="测试", code="yellow_band", name="黄手环行动", kind="care", numbered=True)
HOME_CARE = Programme(
    source="测试", code="home_care", name="居家养老服务补贴", kind="elder", min_age=60, donor="县民政局"
)


def one(store: Store, sql: str) -> Any:
    with store.reading() as connection:
        found = connection.exec_driver_sql(sql).first()
    return None if found is None else found[0] if len(found) == 1 else tuple(found)


def do(store: Store, command: Callable[..., Any], *args: Any, **more: Any) -> Any:
    with store.writing() as writing:
        return command(writing, *args, **more)


@pytest.fixture
def family(store: Store) -> str:
    """张守田 and 李桂珍."""
    do(store, open_family, NewFamily("云岭村", {"opened_on": "2020-01-06"}, (HEAD, WIFE)))
    return str(one(store, "SELECT id FROM family"))


@pytest.fixture
def husband(store: Store, family: str) -> str:
    """张守田."""
    return str(one(store, "SELECT id FROM person WHERE is_head = 1"))


@pytest.fixture
def wife(store: Store, family: str) -> str:
    """李桂珍."""
    return str(one(store, "SELECT id FROM person WHERE is_head = 0"))


@pytest.fixture
def need(store: Store, family: str) -> str:
    """A request of 2 March."""
    do(store, open_need, family, NEED)
    return str(one(store, "SELECT id FROM need"))


@pytest.fixture
def visit(store: Store, family: str) -> str:
    """A visit of 5 March in which a request was raised."""
    do(store, record_visit, NewVisit(family, SEEN, (NewNeed({"category": "care", "request": "护理床"}),)))
    return str(one(store, "SELECT id FROM visit"))


@pytest.fixture
def refused(store: Store) -> Callable[..., str]:
    """Runs a command that must refuse; gives back its field and sentence, and nothing has been written."""

    def check(command: Callable[..., Any], *args: Any, **more: Any) -> str:
        before = one(store, "SELECT count(*) FROM change")
        with pytest.raises(InvalidValue) as caught, store.writing() as writing:
            command(writing, *args, **more)
        assert one(store, "SELECT count(*) FROM change") == before
        return f"{caught.value.field}: {caught.value.happened}"

    return check


Refused = Callable[..., str]


def test_a_request_goes_from_raised_to_followed_up(store: Store, need: str) -> None:
    do(store, answer_need, need, {"action": "已联系县医院", "referred_to": "县医院", "answered_on": "2026-03-04"})
    assert one(store, "SELECT status, answered_on, referred_to FROM need") == ("referred", "2026-03-04", "县医院")
    do(store, answer_need, need, {"action": "医院说下周"})
    assert one(store, "SELECT status, answered_on FROM need") == ("referred", TODAY)
    do(store, close_need, need, {"result": "手术做好了"})
    assert one(store, "SELECT status, closed_on FROM need") == ("closed", TODAY)
    do(store, follow_up_need, need, FollowUp(TODAY, solved=True))
    assert one(store, "SELECT status, followed_up_on, solved FROM need") == ("followed_up", TODAY, 1)


def test_what_was_not_solved_is_carried_on_and_the_settled_one_keeps_its_days(
    store: Store, family: str, need: str
) -> None:
    do(store, close_need, need, {"result": "手术做好了", "closed_on": "2026-03-09"})
    touched = do(store, follow_up_need, need, FollowUp("2026-03-11", solved=False, note="另一只眼还没做"))
    assert one(store, "SELECT closed_on, solved FROM need WHERE reopens_id IS NULL") == ("2026-03-09", 0)
    again = one(store, "SELECT status, raised_on, request, action, reopens_id FROM need WHERE reopens_id IS NOT NULL")
    assert again == ("open", "2026-03-11", NEED["request"], "另一只眼还没做", need)
    with store.reading() as connection:
        facts = family_on_file(connection, family)
    assert facts is not None
    assert sorted((n.solved, n.closed_on is None) for n in facts.needs) == [(False, False), (True, True)]
    undo_command(store, touched.undo)
    assert one(store, "SELECT status, followed_up_on FROM need WHERE voided = 0") == ("closed", None)


def test_a_request_out_of_order_is_refused(store: Store, family: str, need: str, refused: Refused) -> None:
    assert "今天之后" in refused(open_need, family, {**NEED, "raised_on": "2026-12-31"})
    assert refused(open_need, family, {**NEED, "due_by": "2026-03-01"}) == "due_by: 办理时限早于提出日期。"
    assert refused(answer_need, need, {"action": "好", "answered_on": "2026-03-01"}).startswith(
        "answered_on: 答复日期早于"
    )
    assert refused(answer_need, need, {}) == "action: 没有写怎么答复的。"
    assert refused(close_need, need, {"result": "好了", "closed_on": "2026-03-01"}).startswith(
        "closed_on: 办结日期早于提出"
    )
    assert refused(close_need, need, {"result": " "}) == "result: 没有写怎么办结的。"
    assert refused(follow_up_need, need, FollowUp("2026-03-11", solved=True)) == "on: 这件诉求还没有办结，不能回访。"
    do(store, close_need, need, {"result": "好了", "closed_on": "2026-03-09"})
    assert refused(close_need, need, {"result": "好了"}) == "status: 这件诉求 2026-03-09 已经办结。"
    assert refused(edit_need, need, {"raised_on": "2026-03-10"}) == "raised_on: 提出日期晚于办结日期 2026-03-09。"
    assert refused(follow_up_need, need, FollowUp("2026-03-08", solved=True)).startswith("on: 回访日期早于办结")
    assert refused(follow_up_need, need, FollowUp("2026-03-11", solved=False)).startswith("note: 没有解决的")


def test_a_request_of_somebody_elses_family_is_refused(store: Store, family: str, wife: str, refused: Refused) -> None:
    do(store, open_family, NewFamily("云岭村", {}, ({"name": "王五", "relation": "02"},)))
    other = one(store, "SELECT id FROM family ORDER BY no DESC LIMIT 1")
    assert refused(open_need, other, {**NEED, "person_id": wife}) == "person_id: 这个人不在这一户。"
    assert refused(record_visit, NewVisit(other, {**SEEN, "persons_met": [wife]})) == "persons_met: 这个人不在这一户。"
    survey = {"on": "2026-03-02", "first": ["money"], "persons": [wife]}
    assert refused(record_survey, other, survey) == "persons: 这个人不在这一户。"


def test_a_survey_ranks_each_need_once(store: Store, family: str, refused: Refused) -> None:
    fields = {"on": "2026-03-02", "first": ["medical"], "second": ["money", "care"]}
    assert refused(record_survey, family, {**fields, "third": ["medical"]}) == "third: 同一样需要勾了两次。"
    assert refused(record_survey, family, {"on": "2026-03-02"}).startswith("first: 没有勾需要什么")
    do(store, record_survey, family, fields)
    with store.reading() as connection:
        facts = family_on_file(connection, family)
    assert facts is not None
    assert [on.isoformat() for on in facts.surveyed_on] == ["2026-03-02"]


def test_an_event_is_known_no_earlier_than_it_happened_and_closed_only_when_measures_and_report_stand(
    store: Store, family: str, wife: str, refused: Refused
) -> None:
    fell = {"kind": "accident", "on": "2026-03-08", "known_on": "2026-03-09", "known_time": "08:30", "person_id": wife}
    assert refused(record_event, family, {**fell, "on": "2026-12-31"}).startswith("on: 发生日期在今天之后")
    assert refused(record_event, family, {**fell, "known_on": "2026-03-07"}) == "known_on: 知晓日期早于发生日期。"
    assert refused(record_event, family, {**fell, "known_time": "25点"}) == "known_time: 时间“25点”看不懂。"
    assert refused(record_event, family, {"kind": "hospital", "on": "2026-03-08"}) == "person_id: 没有选是谁住院。"
    do(store, record_event, family, fell)
    event = one(store, "SELECT id FROM event")
    with store.reading() as connection:
        facts = family_on_file(connection, family)
    assert facts is not None
    assert facts.events[0].at is not None
    assert facts.events[0].at.isoformat() == "2026-03-09T08:30:00+08:00"
    assert refused(settle_event, event, {"measures": "送医"}) == "reported_to: 没有写报告给谁。"
    assert refused(edit_event, event, {"closed_on": "2026-03-10"}) == "measures: 没有写采取了什么措施。"
    told = {"measures": "送医", "reported_to": "镇卫健办"}
    assert refused(settle_event, event, {**told, "closed_on": "2026-03-08"}).startswith(
        "closed_on: 办结日期早于知晓日期"
    )
    do(store, settle_event, event, {**told, "closed_on": "2026-03-10"})
    assert "已经办结" in refused(settle_event, event, told)


def test_consent_comes_before_its_withdrawal(store: Store, wife: str, refused: Refused) -> None:
    given = {"notice_version": "2026-1", "scope": ["service"], "on": "2026-03-02", "method": "paper"}
    assert refused(record_consent, wife, {**given, "scope": []}) == "scope: 没有勾同意哪几项。"
    assert refused(record_consent, wife, {**given, "notice_version": ""}) == "notice_version: 没有写告知书的版本。"
    assert refused(record_consent, wife, {**given, "on": "2027-01-01"}) == "on: 告知日期在今天之后。"
    do(store, record_consent, wife, given)
    consent = one(store, "SELECT id FROM consent")
    assert refused(withdraw_consent, consent, "2026-03-01") == "withdrawn_on: 撤回日期早于同意的日期 2026-03-02。"
    do(store, withdraw_consent, consent, "2026-03-04")
    assert "已经撤回" in refused(withdraw_consent, consent, "2026-03-05")
    do(store, record_consent, wife, {**given, "scope": [], "refused": True})
    no = one(store, "SELECT id FROM consent WHERE refused = 1")
    assert "没有可以撤回的" in refused(withdraw_consent, no, "2026-03-05")


def agree(store: Store, person: str) -> None:
    given = {"notice_version": "2026-1", "scope": ["service", "psych"], "on": "2026-01-02", "method": "paper"}
    do(store, record_consent, person, given)


def test_without_consent_no_file_no_score_no_counselling_and_of_a_talk_only_that_it_was(
    store: Store, family: str, wife: str, refused: Refused
) -> None:
    talk = {"person_ids": [wife], "on": "2026-03-02", "kind": "talk"}
    score = NewAssessment(wife, "2026-03-02", "PHQ-9", 8, {})
    for sentence in (
        refused(open_psych_file, wife, {"opened_on": "2026-03-02"}),
        refused(record_assessment, score),
        refused(record_session, family, {**talk, "kind": "individual"}),
        refused(record_session, family, {**talk, "summary": "说睡不好"}),
    ):
        assert "李桂珍：还没有告知本人并取得同意：心理服务和测评" in sentence
    do(store, record_session, family, talk)
    do(store, record_session, family, {**talk, "kind": "individual", "topics": ["crisis"]})
    agree(store, wife)
    do(store, open_psych_file, wife, {"opened_on": "2026-03-02"})
    do(store, record_assessment, score)
    do(store, record_session, family, {**talk, "kind": "individual", "topics": ["grief"], "summary": "说睡不好"})
    assert one(store, "SELECT count(*) FROM psych_session") == 3
    file = one(store, "SELECT id FROM psych_file")
    assert "还没有结案" in refused(open_psych_file, wife, {"opened_on": "2026-03-05"})
    assert refused(close_psych_file, file, "2026-03-01").startswith("closed_on: 结案日期早于建档日期")
    do(store, close_psych_file, file, "2026-03-09")
    do(store, open_psych_file, wife, {"opened_on": "2026-03-10"})


def test_a_score_lies_within_its_scale(store: Store, wife: str, refused: Refused) -> None:
    agree(store, wife)
    wish = NewAssessment(wife, "2026-03-02", "GAD-7", 22, {})
    assert refused(record_assessment, wish, GAD) == "score: GAD-7 的得分在 0 到 21 之间，写的是 22。"
    assert "今天之后" in refused(record_assessment, NewAssessment(wife, "2026-12-02", "GAD-7", 3, {}))
    do(store, record_assessment, NewAssessment(wife, "2026-03-02", "SDS", 53, {"level": "轻度"}))
    assert one(store, "SELECT instrument, score FROM psych_assess") == ("SDS", 53)


def test_one_group_session_is_held_for_persons_of_several_families_who_all_agreed(
    store: Store, family: str, wife: str, refused: Refused
) -> None:
    do(store, open_family, NewFamily("石桥村", {}, ({"name": "王五", "relation": "02"},)))
    other = one(store, "SELECT id FROM person WHERE name = '王五'")
    agree(store, wife)
    group = {"person_ids": [wife, other], "on": "2026-03-02", "topics": ["relief"], "provider": "县心理服务中心"}
    assert "王五：还没有告知" in refused(record_group_session, group)
    assert "两个人以上" in refused(record_group_session, {**group, "person_ids": [wife, wife]})
    agree(store, other)
    assert do(store, record_group_session, group).said == "已登记团体服务，2 人"
    theirs = str(one(store, "SELECT family_id FROM person WHERE name = '王五'"))
    with store.reading() as connection:
        found = [family_on_file(connection, each) for each in (family, theirs)]
    assert [[s.kind for s in facts.sessions] for facts in found if facts] == [["group"], ["group"]]


def test_how_a_person_is_has_a_day_and_the_days_have_an_order(store: Store, wife: str, refused: Refused) -> None:
    do(store, change_mental_state, wife, "attention", "2026-03-02")
    assert refused(change_mental_state, wife, "intervene", "2026-03-01").startswith("mental_since: 现在的状态从")
    assert "今天之后" in refused(change_mental_state, wife, "intervene", "2026-12-01")
    do(store, change_mental_state, wife, "intervene", "2026-03-09")
    assert one(store, "SELECT mental_state, mental_since FROM person WHERE is_head = 0") == ("intervene", "2026-03-09")


def test_help_is_asked_for_approved_and_given(store: Store, family: str, refused: Refused) -> None:
    do(store, record_aid, NewAid(family, {"programme": "public_fund", "on": "2026-03-02", "stage": "requested"}))
    aid = one(store, "SELECT id FROM aid_record")
    assert refused(move_aid, aid, {"stage": "declined", "decided_on": "2026-03-04"}).startswith("note: 没有写为什么")
    assert refused(move_aid, aid, {"stage": "approved", "decided_on": "2026-03-01"}).startswith(
        "decided_on: 日期早于申请"
    )
    do(store, move_aid, aid, {"stage": "approved", "decided_on": "2026-03-04", "amount": 200000})
    assert refused(move_aid, aid, {"stage": "given", "given_on": "2026-03-03"}).startswith("given_on: 日期早于审批")
    do(store, move_aid, aid, {"stage": "given", "given_on": "2026-03-09"})
    assert one(store, "SELECT stage, amount, given_on FROM aid_record") == ("given", 200000, "2026-03-09")
    assert "已经办完" in refused(move_aid, aid, {"stage": "given", "given_on": "2026-03-10"})


def test_a_numbered_thing_is_given_once_and_an_age_is_asked_for_or_explained(
    store: Store, family: str, husband: str, wife: str, refused: Refused
) -> None:
    band = {"programme": "yellow_band", "on": "2026-03-02", "person_id": wife, "item": "HS-0071"}
    assert refused(record_aid, NewAid(family, {**band, "item": ""}), BAND).startswith("amount: 没有写给了多少钱")
    assert (
        refused(record_aid, NewAid(family, {**band, "item": "", "amount": 1}), BAND) == "item: 没有写黄手环行动的编号。"
    )
    do(store, record_aid, NewAid(family, band), BAND)
    assert refused(record_aid, NewAid(family, band), BAND) == "item: 编号 HS-0071 已经发给别人了。"
    care = {"programme": "home_care", "on": "2026-03-02", "amount": 20000}
    assert refused(record_aid, NewAid(family, care), HOME_CARE) == "person_id: 居家养老服务补贴要看年龄，没有选是谁。"
    young = {**care, "person_id": husband}
    assert (
        refused(record_aid, NewAid(family, young), HOME_CARE) == "person_id: 张守田 57 岁，居家养老服务补贴要满 60 岁。"
    )
    do(store, record_aid, NewAid(family, {**young, "note": "失能，县里特批"}), HOME_CARE)
    do(store, record_aid, NewAid(family, {**care, "person_id": wife}), HOME_CARE)
    assert one(store, "SELECT count(*) FROM aid_record WHERE source = '县民政局'") == 2


def test_gifts_are_summed_by_fund_with_households_and_persons_met_and_requests_are_not_given(
    store: Store, family: str, husband: str, wife: str
) -> None:
    """R10."""
    met = {**SEEN, "persons_met": [husband, wife], "gift_kind": "both", "gift_cash": 20000, "fund_source": "镇财政"}
    do(store, record_visit, NewVisit(family, {**met, "gift_value": 5000}))
    do(store, record_visit, NewVisit(family, {**met, "persons_met": [wife]}))
    do(store, record_visit, NewVisit(family, {**SEEN, "gift_kind": "goods", "gift_goods": "米"}))
    do(store, record_visit, NewVisit(family, {**met, "on": "2025-12-31"}))
    do(
        store,
        record_aid,
        NewAid(family, {"programme": "wish", "on": "2026-03-02", "item": "电热毯", "source": "社工站"}),
    )
    do(store, record_aid, NewAid(family, {"programme": "public_fund", "on": "2026-03-02", "stage": "requested"}))
    with store.reading() as connection:
        sums = given_sums(connection, "2026-01-01", "2026-12-31")
        assert given_count(connection, "2026-01-01", "2026-12-31") == len(sums)
    assert [(s.kind, s.programme, s.source, s.times, s.households, s.persons, s.amount, s.goods) for s in sums] == [
        ("aid", "wish", "社工站", 1, 1, 0, 0, 0),
        ("gift", "", "镇财政", 2, 1, 2, 40000, 5000),
        ("gift", "", "", 1, 1, 0, 0, 0),
    ]


def test_a_visit_entered_wrongly_is_voided_or_written_anew_in_one_step(
    store: Store, family: str, visit: str, refused: Refused
) -> None:
    right = NewVisit(family, {**SEEN, "on": "2026-03-06"})
    assert refused(replace_visit, visit, right, "").startswith("reason: 没有写哪里记错了")
    assert "今天之后" in refused(replace_visit, visit, NewVisit(family, {**SEEN, "on": "2026-12-06"}), "日期记错")
    touched = do(store, replace_visit, visit, right, "日期记错")
    new = one(store, 'SELECT id, "on" FROM visit WHERE voided = 0')
    assert new[1] == "2026-03-06"
    assert one(store, "SELECT visit_id FROM need") == new[0]
    assert "已经作废" in refused(void_visit, visit, "再作废")
    undo_command(store, touched.undo)
    assert one(store, "SELECT id FROM visit WHERE voided = 0") == visit
    assert one(store, "SELECT visit_id FROM need") == visit
    do(store, void_visit, visit, "不是这一户")
    assert one(store, "SELECT count(*) FROM visit WHERE voided = 0") == 0


def test_a_visit_cannot_settle_a_request_raised_after_it(
    store: Store, family: str, need: str, refused: Refused
) -> None:
    early = NewVisit(family, {**SEEN, "on": "2026-03-01"}, closed_needs=(ClosedNeed(need),))
    assert refused(record_visit, early).startswith("closed_on: 办结日期早于提出")
    promised = NewNeed({"category": "care", "request": "护理床", "due_by": "2026-03-01"})
    assert refused(record_visit, NewVisit(family, SEEN, (promised,))).startswith("due_by: 办理时限早于")
    do(store, record_visit, NewVisit(family, SEEN, closed_needs=(ClosedNeed(need),)))
    assert one(store, "SELECT status, closed_on, result FROM need") == ("closed", "2026-03-05", "走访时当面办结")
