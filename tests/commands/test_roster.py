"""A reviewed plan becomes records, in one transaction, and can be taken back."""

import pytest

from db.commands.roster import RosterSource, apply_roster
from db.commands.undo import undo_command
from db.domain.roster import (
    FieldChange,
    HouseholdPlan,
    RosterChild,
    RosterContact,
    RosterHousehold,
    RosterPerson,
)
from db.errors import InvalidValue
from db.queries.facts import families_on_file
from db.store.store import Store

SOURCE = RosterSource("名册.xlsx", "0" * 64, "汇总", "{}", 0, 0)


def couple(number: int, village: str = "云岭村", contacts: tuple[RosterContact, ...] = ()) -> RosterHousehold:
    husband = RosterPerson(
        f"h{number}", (("name", f"张{number}"), ("sex", "1"), ("chronic", "hypertension,diabetes")), "02", (number,)
    )
    wife = RosterPerson(
        f"w{number}",
        (("name", f"李{number}"), ("sex", "2"), ("agreement.doctor", "王医生"), ("complication.grade", "2")),
        "10",
        (number,),
    )
    child = RosterChild(
        f"c{number}", (("state", "dead"), ("event_date", "2016-06")), (f"h{number}", f"w{number}"), (number,)
    )
    return RosterHousehold(
        (("village", village), ("case_type", "death")), (husband, wife), (child,), contacts, (number,)
    )


def families(store: Store) -> list[object]:
    with store.reading() as connection:
        return list(families_on_file(connection))


def one(store: Store, sql: str) -> tuple[object, ...]:
    with store.reading() as connection:
        return tuple(connection.exec_driver_sql(sql).one())


def test_a_new_household_comes_with_members_child_services_and_the_row_it_stood_in(store: Store) -> None:
    with store.writing() as writing:
        apply_roster(writing, SOURCE, [HouseholdPlan("new", couple(5), reasons=((5, "核对过户口簿"),))])
    assert len(families(store)) == 1
    assert one(store, "SELECT grade FROM complication") == ("2",)
    assert one(store, "SELECT doctor, state FROM agreement") == ("王医生", "signed")
    assert one(store, "SELECT chronic FROM person WHERE chronic IS NOT NULL") == ('["hypertension","diabetes"]',)
    assert one(store, "SELECT sentence FROM explanation") == ("核对过户口簿",)
    row = str(one(store, "SELECT roster_row FROM family")[0])
    assert "名册.xlsx" in row
    assert "第5行" in row


def test_divorced_parents_in_two_villages_share_one_child(store: Store) -> None:
    """Worked example 4."""
    shared = RosterChild("same", (("state", "dead"),), ("h1",), (1,))
    his = RosterHousehold(
        (("village", "云岭村"),), (RosterPerson("h1", (("name", "甲"), ("sex", "1")), "02", (1,)),), (shared,), (), (1,)
    )
    hers_child = RosterChild("same", (("state", "dead"),), ("w1",), (2,))
    hers = RosterHousehold(
        (("village", "白石村"),),
        (RosterPerson("w1", (("name", "乙"), ("sex", "2")), "02", (2,)),),
        (hers_child,),
        (),
        (2,),
    )
    with store.writing() as writing:
        apply_roster(writing, SOURCE, [HouseholdPlan("new", his), HouseholdPlan("new", hers)])
    assert one(store, "SELECT count(*), count(father_id), count(mother_id) FROM child") == (1, 1, 1)
    from db.domain.statistics import count

    head = count(families(store), store.clock.today())  # type: ignore[arg-type] # facts of families
    assert (head.households, head.persons, head.children) == (2, 2, 1)


def test_a_contacts_new_telephone_is_written_and_a_new_contact_takes_over(store: Store) -> None:
    first = RosterContact("village", (("name", "冯月明"), ("phone", "13800000001")), (1,))
    with store.writing() as writing:
        apply_roster(writing, SOURCE, [HouseholdPlan("new", couple(1, contacts=(first,)))])
    family_id, assignment_id = one(store, "SELECT family_id, id FROM assignment")
    known = couple(1)
    household = RosterHousehold(
        known.fields, (), (), (RosterContact("village", first.fields, (1,), str(assignment_id)),), (1,), str(family_id)
    )
    change = FieldChange("contact", str(assignment_id), "phone", "13800000001", "13800000002", 1)
    with store.writing() as writing:
        apply_roster(writing, SOURCE, [HouseholdPlan("update", household, (change,))])
    assert one(store, "SELECT name, phone FROM contact_person") == ("冯月明", "13800000002")
    later = RosterContact("village", (("name", "何卫国"), ("phone", "13800000003"), ("since", "2026-11-30")), (1,))
    household = RosterHousehold(known.fields, (), (), (later,), (1,), str(family_id))
    change = FieldChange("contact", str(assignment_id), "name", "冯月明", "何卫国", 1)
    with store.writing() as writing:
        apply_roster(writing, SOURCE, [HouseholdPlan("update", household, (change,))])
    assert one(store, "SELECT until FROM assignment WHERE handover_from IS NULL") == ("2026-11-29",)
    assert one(
        store, "SELECT c.name FROM assignment a JOIN contact_person c ON c.id = a.contact_id WHERE a.until IS NULL"
    ) == ("何卫国",)


def test_one_bad_value_leaves_no_household_behind(store: Store) -> None:
    bad = RosterHousehold((("village", "云岭村"), ("case_type", "nonsense")), couple(2).persons, (), (), (2,))
    with pytest.raises(InvalidValue), store.writing() as writing:
        apply_roster(writing, SOURCE, [HouseholdPlan("new", couple(1)), HouseholdPlan("new", bad)])
    assert families(store) == []
    assert one(store, "SELECT count(*) FROM change") == (0,)


def test_a_whole_import_is_taken_back_except_the_household_worked_on_since(store: Store) -> None:
    from db.commands.families import edit_record

    with store.writing() as writing:
        touched = apply_roster(writing, SOURCE, [HouseholdPlan("new", couple(n)) for n in range(1, 6)])
    worked_on = str(families(store)[2].id)  # type: ignore[attr-defined] # facts of a family
    with store.writing() as writing:
        edit_record(writing, "family", worked_on, {"econ": "低保"})
    undone = undo_command(store, touched.undo)
    assert [f.id for f in families(store)] == [worked_on]  # type: ignore[attr-defined]
    assert ("family", worked_on) in undone.kept
    assert one(store, "SELECT count(*) FROM person WHERE voided = 0") == (2,)
    assert one(store, "SELECT count(*) FROM org_unit WHERE voided = 0") == (1,)


def test_a_voided_record_refuses_the_import_and_names_every_row(store: Store) -> None:
    from db.store.permitting import AlreadyVoided

    with store.writing() as writing:
        apply_roster(writing, SOURCE, [HouseholdPlan("new", couple(number)) for number in (1, 2, 3)])
    with store.reading() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql("SELECT name, id, family_id FROM person")]
    people = {name: person_id for name, person_id, _ in found}
    homes = {name: family_id for name, _, family_id in found}
    for name in ("张1", "张3"):
        with store.writing() as writing:
            writing.void("person", people[name], "录错")
            writing.finish()
    plans = []
    for number in (1, 2, 3):
        name = f"张{number}"
        household = RosterHousehold(couple(number).fields, (), (), (), (number + 10,), homes[name])
        edit = FieldChange("person", people[name], "phone", "", "13800000009", number + 10)
        plans.append(HouseholdPlan("update", household, (edit,)))
    before = one(store, "SELECT count(*) FROM change")
    with pytest.raises(AlreadyVoided, match="第 11、13 行") as refused, store.writing() as writing:
        apply_roster(writing, SOURCE, plans)
    assert "没有导入" in refused.value.safe
    assert one(store, "SELECT count(*) FROM change") == before
    with store.writing() as writing:
        apply_roster(writing, SOURCE, plans[1:2])
    assert one(store, "SELECT count(*) FROM person WHERE phone = '13800000009'") == (1,)
