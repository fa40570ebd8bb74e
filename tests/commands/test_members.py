"""Members, children and certificates: what cannot be is refused with its sentence, and nothing is half-saved."""

from typing import Any

import pytest

from db.commands.children import add_child, correct_child, record_complication
from db.commands.families import NewFamily, open_family
from db.commands.members import add_member, change_head, change_marital, correct_member
from db.commands.undo import undo_command
from db.domain.check_digits import iso_11_2
from db.errors import InvalidValue
from tests.commands.household import FATHER, Household

NUMBER = "999999196403090019"


def whole(body: str) -> str:
    """A number with its check character."""
    return body + iso_11_2(body)


def refused(home: Household, command: Any, *args: Any, **fields: Any) -> InvalidValue:
    """The refusal of a command, after which the log is as long as before."""
    before = home.rows("SELECT count(*) FROM change")
    with pytest.raises(InvalidValue) as found, home.store.writing() as writing:
        command(writing, *args, fields)
    assert home.rows("SELECT count(*) FROM change") == before
    return found.value


def test_a_second_head_is_refused_with_its_sentence(home: Household) -> None:
    second = refused(home, add_member, home.family, name="何大山", relation="02", sex="1")
    assert second.field == "relation"
    assert "这一户已有户主周文彬" in second.happened
    assert "这一户已有户主" in refused(home, correct_member, home.mother, relation="02").happened
    assert "没有户主" in refused(home, correct_member, home.father, relation="10").happened


def test_changing_the_head_writes_every_relation_anew_and_can_be_taken_back(home: Household) -> None:
    with home.store.writing() as writing:
        add_member(writing, home.family, {"name": "周老太", "relation": "52", "sex": "2"})
    with home.store.writing() as writing:
        touched = change_head(writing, home.family, home.mother)
    relations = "SELECT name, relation, is_head FROM person ORDER BY no"
    assert home.rows(relations) == [("周文彬", "10", 0), ("何秀兰", "02", 1), ("周老太", "54", 0)]
    assert home.facts().name == "何秀兰"
    undo_command(home.store, touched.undo)
    assert home.rows(relations) == [("周文彬", "02", 1), ("何秀兰", "10", 0), ("周老太", "52", 0)]
    with pytest.raises(InvalidValue, match="现在就是户主"), home.store.writing() as writing:
        change_head(writing, home.family, home.father)


def test_a_number_that_looks_wrong_is_kept_only_with_a_reason(home: Household) -> None:
    wrong = {"id_no": "999999196403090018"}
    assert "校验码" in refused(home, correct_member, home.father, **wrong).happened
    other = refused(home, correct_member, home.father, id_no=whole("99999919640310001"))
    assert "1964年3月10日" in other.happened
    assert "性别是女" in refused(home, correct_member, home.father, id_no=whole("99999919640309002")).happened
    with home.store.writing() as writing:
        correct_member(writing, home.father, {**wrong, "id_reason": "户口簿上就是这个号"})
    assert home.one(f"SELECT id_no FROM person WHERE id = '{home.father}'") == ("999999196403090018",)


def test_one_number_in_two_active_households_says_which_and_never_makes_a_second_head(home: Household) -> None:
    with home.store.writing() as writing:
        correct_member(writing, home.father, {"id_no": NUMBER})
    with home.store.writing() as writing:
        open_family(writing, NewFamily("柳湾村", {}, ({"name": "刘家明", "relation": "02", "sex": "1"},)))
    other = home.one("SELECT family_id FROM person WHERE name = '刘家明'")[0]
    again = {"name": "周文彬", "relation": "97", "sex": "1", "birth_date": "1964-03-09", "id_no": NUMBER}
    linked = refused(home, add_member, other, **again)
    assert (linked.field, "上坪村 周文彬户" in linked.happened) == ("id_no", True)
    with home.store.writing() as writing:
        add_member(writing, other, {**again, "id_reason": "两边都登记，同一个人"})
    head = {**FATHER, "id_no": NUMBER}
    with pytest.raises(InvalidValue, match="已是 上坪村 周文彬户"), home.store.writing() as writing:
        open_family(writing, NewFamily("柳湾村", {}, (head,)))


_FIELDS: tuple[tuple[dict[str, str], str], ...] = (
    ({"birth_date": "2027-01"}, "还没有到"),
    ({"away_since": "2026-05-01", "away_until": "2026-04-01"}, "早于起的日期"),
    ({"institution_until": "2026-04-01"}, "没有写入住机构起"),
    ({"lunar_birthday": "十三月初一"}, "不是农历"),
    ({"bank_account": "6.2284E+15"}, "Excel"),
    ({"proxy_phone": "13800000001"}, "没有写是谁"),
    ({"mental_state": "low", "mental_since": "2026-12-01"}, "还没有到"),
    ({"death_date": "2026-01-01"}, "又写着健在"),
    ({"name": "  "}, "姓名"),
    ({"sex": "3"}, "没有“3”这一项"),
)


def test_days_and_words_that_cannot_be_are_refused(home: Household) -> None:
    for fields, said in _FIELDS:
        assert said in refused(home, correct_member, home.mother, **fields).happened


def test_everything_of_a_member_is_kept_as_the_record_keeps_it(home: Household) -> None:
    fields = {
        "lunar_birthday": "八月十五",
        "bank_account": "6228 4800 0000 0000 011",
        "chronic": ["hypertension"],
        "self_care": "partial",
        "proxy_name": " 何大山 ",
        "proxy_relation": "弟",
        "proxy_phone": "13800000003",
        "proxy_on": "2025-03-01",
    }
    with home.store.writing() as writing:
        correct_member(writing, home.mother, fields)
    assert home.one(
        f"SELECT lunar_birthday, bank_account, self_care, proxy_name FROM person WHERE id = '{home.mother}'"
    ) == ("08-15", "6228480000000000011", "partial", "何大山")


def test_a_marriage_changes_with_its_day_and_keeps_what_was(home: Household) -> None:
    assert "没有写婚变日期" in refused(home, change_marital, home.mother, marital="40").happened
    with home.store.writing() as writing:
        change_marital(writing, home.mother, {"marital": "40", "marital_since": "2024-03"})
    earlier = refused(home, change_marital, home.mother, marital="22", marital_since="2023-12-01")
    assert "早于上一次的 2024-03" in earlier.happened
    assert "没有变" in refused(home, change_marital, home.mother, marital="40", marital_since="2024-03").happened
    with home.store.writing() as writing:
        change_marital(writing, home.mother, {"marital": "22", "marital_since": "2025-05-01"})
    said = home.rows("SELECT payload FROM change WHERE record_type = 'person' AND payload LIKE '%marital_since%'")
    assert [("2024-03" in text, "2025-05-01" in text) for (text,) in said] == [(True, False), (False, True)]


def test_example_8_a_certificate_that_says_another_class_is_refused(home: Household) -> None:
    disabled = {"state": "disabled", "disability_class": "4", "disability_grade": "3", "event_date": "2010-05"}
    number = "99999919900211001" + "5"
    found = refused(home, correct_child, home.child, **disabled, disability_cert_no=f"{number}63")
    assert found.field == "disability_cert_no"
    assert found.happened == "残疾人证号第 19 位是 6（精神），与登记的“肢体”不一致。"
    with home.store.writing() as writing:
        correct_child(writing, home.child, {**disabled, "disability_class": "6", "disability_cert_no": f"{number}63B1"})
    assert home.one("SELECT disability_cert_no, event_date FROM child") == (f"{number}63B1", "2010-05")


_CHILD_DAYS: tuple[tuple[dict[str, str], str], ...] = (
    ({"event_date": "1989-12"}, "早于出生日期"),
    ({"event_date": "2026-12"}, "还没有到"),
    ({"birth_date": "1960-01-01"}, "不晚于周文彬的出生日期"),
    ({"disability_cert_no": "123"}, "20 位"),
)


def test_a_childs_days_that_cannot_be_are_refused(home: Household) -> None:
    for fields, said in _CHILD_DAYS:
        assert said in refused(home, correct_child, home.child, **fields).happened


def test_a_child_known_to_the_month_is_enough_and_one_without_parents_is_not(home: Household) -> None:
    with home.store.writing() as writing:
        add_child(writing, ((home.mother, "2"),), {"state": "alive", "birth_date": "2026-10", "origin": "born"})
    assert home.rows("SELECT father_id, mother_id FROM child WHERE state = 'alive'") == [(None, home.mother)]
    with pytest.raises(InvalidValue, match="谁的子女"), home.store.writing() as writing:
        add_child(writing, (), {"state": "alive"})


def test_one_certificate_of_a_complication_a_person(home: Household) -> None:
    fields = {"grade": "2", "certified_on": "2001-05-01", "surgery_on": "1996-03", "certificate_no": "练鉴字1号"}
    late = refused(home, record_complication, home.mother, grade="2", certified_on="1995-01-01", surgery_on="1996")
    assert "早于手术日期" in late.happened
    with home.store.writing() as writing:
        record_complication(writing, home.mother, fields)
    assert "已有一份" in refused(home, record_complication, home.mother, **fields).happened
    certificate = home.one("SELECT id FROM complication")[0]
    with home.store.writing() as writing:
        record_complication(writing, home.mother, {"grade": "3"}, certificate)
    assert home.facts().complications[0].grade == "3"
