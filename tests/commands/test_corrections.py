"""What was written down wrongly is put right where it stands, refused when it cannot be, and each step is undone."""

from dataclasses import replace
from datetime import date

import pytest

from db.commands.aid import NewAid, correct_aid, record_aid
from db.commands.annual_checks import NewCheck, record_check
from db.commands.assistance_corrections import correct_assistance, take_back_check, take_out_assistance
from db.commands.children import correct_parents
from db.commands.contacts import NewAssignment, assign_contact, keep_contact
from db.commands.families import ensure_village
from db.commands.members import add_member, take_out_member
from db.commands.office import StillUsed
from db.commands.undo import undo_command
from db.commands.villages import keep_village
from db.commands.volunteers import correct_pairing, keep_volunteer, pair_volunteer
from db.domain.coverage import contact_gaps, coverage_states
from db.domain.periods import Window
from db.errors import InvalidValue
from db.queries.office import village_rows
from db.queries.volunteers import peers_of
from desktop.profiles import load_profile
from tests.commands.household import Household, a_household

DAY = date(2026, 11, 22)


def test_an_entitlement_is_put_right_without_taking_a_step(home: Household) -> None:
    days = {"applied_on": "2024-02-01", "confirmed_on": "2024-04-01", "first_year": 2024}
    one = home.put("eligibility", person_id=home.mother, kind="death", status="confirmed", **days)
    group = home.write(correct_assistance, one, {"confirmed_on": "2023-04-01", "applied_on": None, "first_year": 2023})
    asked = "SELECT status, applied_on, confirmed_on, first_year FROM eligibility"
    assert home.one(asked) == ("confirmed", None, "2023-04-01", 2023)
    undo_command(home.store, group)
    assert home.one(asked) == ("confirmed", "2024-02-01", "2024-04-01", 2024)
    said = home.refused(correct_assistance, one, {"publicised_on": "2024-01-01"})
    assert said.startswith("公示日期早于申报日期")
    assert "差得太远" in home.refused(correct_assistance, one, {"first_year": 2020})
    assert "今天之后" in home.refused(correct_assistance, one, {"confirmed_on": "2027-01-01"})


def test_a_years_check_is_taken_back_and_an_entitlement_that_was_none_taken_out(home: Household) -> None:
    one = home.put("eligibility", person_id=home.mother, kind="death", status="confirmed", confirmed_on="2024-04-01")
    home.write(record_check, NewCheck(one, 2026, "passed", "2026-02-01"))
    assert "2025 年没有登记过" in home.refused(take_back_check, one, 2025, "错了")
    home.write(take_back_check, one, 2026, "登记到别人名下")
    home.write(record_check, NewCheck(one, 2026, "pending", "2026-02-02"))
    assert home.one("SELECT result FROM annual_check WHERE voided = 0") == ("pending",)
    paid = home.put("benefit_payment", person_id=home.mother, kind="death", period="2026-01", amount=59000)
    assert "发放记录 1 笔" in home.refused(take_out_assistance, one, "没有申报过")
    with home.store.writing() as writing:
        writing.void("benefit_payment", paid, "记错")
        writing.finish("作废")
    group = home.write(take_out_assistance, one, "没有申报过")
    assert home.rows("SELECT 1 FROM annual_check WHERE voided = 0") == []
    undo_command(home.store, group)
    assert home.one("SELECT count(*) FROM annual_check WHERE voided = 0") == (1,)


def test_a_childs_parents_are_corrected_and_no_child_is_left_without(home: Household) -> None:
    home.write(correct_parents, home.child, ((home.mother, "2"),))
    assert home.one("SELECT father_id, mother_id FROM child") == (None, home.mother)
    assert home.refused(correct_parents, home.child, ()).startswith("没有写是谁的子女")


def test_a_member_entered_by_mistake_goes_but_nobody_of_whom_something_is_recorded(home: Household) -> None:
    home.write(add_member, home.family, {"name": "李四", "relation": "97", "registered_on": "2026-03-01"})
    (other,) = home.one("SELECT id FROM person WHERE name = '李四'")
    assert [p.name for p in home.facts().members(date(2026, 2, 28))] == ["周文彬", "何秀兰"]
    assert [p.name for p in home.facts().members(DAY)] == ["周文彬", "何秀兰", "李四"]
    assert home.refused(take_out_member, home.father, "错").startswith("周文彬是户主")
    with pytest.raises(StillUsed, match="子女 1 条"):
        home.write(take_out_member, home.mother, "错")
    home.write(take_out_member, other, "写错了户")
    assert [p.name for p in home.facts().members(DAY)] == ["周文彬", "何秀兰"]
    said = home.refused(add_member, home.family, {"name": "王五", "relation": "97", "registered_on": "2027-03-01"})
    assert said.startswith("入档日期 2027-03-01 还没有到。")


def test_a_telephone_that_came_later_heals_no_earlier_day(home: Household) -> None:
    profile, posts = load_profile("national"), ("township", "village")
    for post in posts:
        home.write(assign_contact, NewAssignment(home.family, post, f"何{post}", "13800000017", "2026-01-01"))
    (mute,) = home.one("SELECT id FROM contact_person WHERE level = 'village'")
    with home.store.writing() as writing:
        writing.set("contact_person", mute, {"phone": None})
        writing.finish("记错了")
    person = {"name": "何village", "level": "village", "phone": "13900000017"}
    assert "今天之后" in home.refused(keep_contact, {**person, "phone_since": "2027-01-01"}, contact_id=mute)
    home.write(keep_contact, {**person, "phone_since": "2026-03-01"}, contact_id=mute)

    def covered(on: date) -> bool:
        return coverage_states(home.facts(), profile, on)[0].covered

    assert [covered(on) for on in (date(2026, 2, 28), date(2026, 3, 1), DAY)] == [False, True, True]
    (gap,) = contact_gaps(home.facts(), profile, Window(date(2026, 1, 1), DAY))
    assert (gap.since, gap.until) == (date(2026, 1, 1), date(2026, 2, 28))
    with home.store.writing() as writing:
        writing.set("contact_person", mute, {"phone": None, "phone_since": None})
        writing.finish("记错了")
    home.write(keep_contact, person, contact_id=mute)
    assert home.one(f"SELECT phone_since FROM contact_person WHERE id = '{mute}'") == (DAY.isoformat(),)


def test_a_peer_is_one_of_the_members_and_is_entered_once(home: Household) -> None:
    peer = {"name": "何秀兰", "kind": "peer", "person_id": home.mother}
    assert "类型要选同伴志愿者" in home.refused(keep_volunteer, {**peer, "kind": "member"})
    home.write(keep_volunteer, peer)
    assert home.refused(keep_volunteer, {**peer, "name": "何秀兰二"}).startswith("何秀兰已经是志愿者")
    other = replace(a_household(home.store), store=home.store)
    (volunteer,) = home.one("SELECT id FROM volunteer")
    home.write(pair_volunteer, other.family, {"id": volunteer}, {"since": "2026-02-01"})
    with home.store.reading() as connection:
        (row,) = peers_of(connection, home.family, DAY.isoformat())
        assert peers_of(connection, other.family, DAY.isoformat()) == ()
    assert (row.person_id, row.families) == (home.mother, 1)


def test_the_days_of_a_pairing_are_corrected_round_the_services_given(home: Household) -> None:
    home.write(pair_volunteer, home.family, {"name": "罗青", "kind": "volunteer"}, {"since": "2026-02-01"})
    (pairing,) = home.one("SELECT id FROM pairing")
    home.put("volunteer_service", family_id=home.family, pairing_id=pairing, on="2026-03-05", content="跑腿")
    assert home.refused(correct_pairing, pairing, {"since": "2026-04-01"}).startswith("2026-03-05 已经有一次服务")
    assert home.refused(correct_pairing, pairing, {"until": "2026-03-01"}).startswith("2026-03-05 还有一次服务")
    home.write(correct_pairing, pairing, {"since": "2026-01-01", "until": "2026-06-30", "content": "陪伴"})
    assert home.one("SELECT since, until, content FROM pairing") == ("2026-01-01", "2026-06-30", "陪伴")


def test_help_is_corrected_and_its_days_keep_their_order(home: Household) -> None:
    fields = {"programme": "慈善", "on": "2026-03-01", "amount": 50000, "stage": "requested", "note": "急用"}
    home.write(record_aid, NewAid(home.family, fields))
    (aid,) = home.one("SELECT id FROM aid_record")
    home.write(correct_aid, aid, {"amount": 60000, "on": "2026-03-02"})
    assert home.one('SELECT amount, "on", stage FROM aid_record') == (60000, "2026-03-02", "requested")
    assert "审批日期早于" in home.refused(correct_aid, aid, {"decided_on": "2026-03-01"})
    assert "没有写是哪个项目" in home.refused(correct_aid, aid, {"programme": ""})


def test_a_village_gets_its_code_and_another_name_and_is_found_by_the_old_one(home: Household) -> None:
    with home.store.reading() as connection:
        (village,) = village_rows(connection)
    org = home.store.office.org_code
    assert (village.name, village.families) == ("上坪村", 1)
    assert "12 位" in home.refused(keep_village, {"name": "上坪村", "code": "123"}, village_id=village.id)
    assert "开头" in home.refused(keep_village, {"name": "上坪村", "code": "110101001001"}, village_id=village.id)
    home.write(keep_village, {"name": "上坪社区", "code": f"{org}001", "route_order": 2}, village_id=village.id)
    home.write(keep_village, {"name": "云岭村", "code": f"{org}002", "route_order": 1})
    assert home.refused(keep_village, {"name": "云岭村"}).startswith("“云岭村”已经在里面")
    assert "是云岭村的" in home.refused(keep_village, {"name": "下坪村", "code": f"{org}002"})
    with home.store.reading() as connection:
        assert [each.name for each in village_rows(connection)] == ["云岭村", "上坪社区"]
    with home.store.writing() as writing:
        assert ensure_village(writing, "上坪村") == village.id
    with pytest.raises(InvalidValue):
        home.write(keep_village, {"name": " "})
