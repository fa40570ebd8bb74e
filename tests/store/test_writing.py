"""The one door of facts: all or nothing, an unbroken chain, texts that can be read again, an index in step."""

import json

import pytest

from db.commands.families import NewChild, NewFamily, edit_record, open_family
from db.errors import InvalidValue
from db.ids import new_id
from db.ledger.change import Draft
from db.ledger.line import from_line
from db.queries.people import find_people
from db.store.audit import audit_gap
from db.store.checking import check_record
from db.store.searching import index_faults, rebuild_index
from db.store.store import Store
from tests.conftest import CLOCK
from tests.sync.crafting import open_lines

NAUGHTY = (
    "=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "｜=1", "'", '"', "\\", "%", "_", "*", "NEAR(a b)", "a OR b",
    "NULL", "undefined", "--", ";DROP TABLE family", "' OR 1=1 --", "<b>粗</b>", "<script>alert(1)</script>", "{0}",
    "{name}", "%s%n", "${x}", "`x`", "\u200b零宽", "\u202e右到左", "e\u0301", "é", "ﬁ", "Ａ全角", "𬭎䶮㛃",
    "👨‍👩‍👧", "阿·买·提", "〇", "\ue81e", "a\tb", "a\nb", "a\r\nb", "\x0b\x0c\x1b", "\x7f", "\u2028", "\ufeff头", "İı",
    "ß", "Ω", "ﷺ",
    "1e999", "1/0", "0x10", "٣", "  前后  ", "\u3000", "x" * 50, "qqq", "r123", "u4e00", "\x1f", "😀" * 10,
)  # fmt: skip


def opened(store: Store, name: str = "张守田", child: str = "张小", village: str = "云岭村", **fields: object) -> str:
    person = {"name": name, "relation": "02", "sex": "1", "alive": True}
    mother = {"name": "李兰", "relation": "10", "sex": "2", "alive": True}
    with store.writing() as writing:
        open_family(
            writing, NewFamily(village, fields, (person, mother), (NewChild({"state": "dead", "name": child}, (0,)),))
        )
    return str(one(store, "SELECT id FROM family ORDER BY no DESC LIMIT 1"))


def one(store: Store, sql: str) -> object:
    with store.reading() as connection:
        return connection.exec_driver_sql(sql).scalar_one()


def whole(store: Store) -> bool:
    with store.reading() as connection:
        assert [check.first for check in check_record(connection) if not check.ok] == []
        assert index_faults(connection) == ()
        for number, line in enumerate(open_lines(connection), start=1):
            from_line(line, number)  # what cannot be read back could never be handed over
    return True


def test_a_refusal_in_the_middle_of_a_batch_leaves_no_hole_in_the_chain(store: Store) -> None:
    """Whoever catches the refusal and goes on must not build on a change that was never kept."""
    family_id = opened(store)
    with store.writing() as writing:
        good = Draft("set", "family", family_id, {"econ": "好"})
        with pytest.raises(InvalidValue):
            writing.append([good, Draft("set", "family", family_id, {"econ": "x" * 5000})])
        writing.append([Draft("set", "family", family_id, {"group_name": "一组"})])
        writing.finish("x")
    assert one(store, "SELECT econ FROM family") is None
    assert whole(store)


def test_a_command_that_forgets_to_finish_keeps_nothing(store: Store) -> None:
    family_id = opened(store)
    before = one(store, "SELECT count(*) FROM change")
    with pytest.raises(RuntimeError), store.writing() as writing:
        writing.set("family", family_id, {"econ": "x"})
    assert one(store, "SELECT count(*) FROM change") == before
    assert whole(store)


def test_the_chain_names_a_family_before_its_members_whatever_order_a_command_gives(store: Store) -> None:
    village, family, person = (new_id(CLOCK) for _ in range(3))
    home = {"case_type": "death", "status": "active", "risk_level": "normal", "contact_preference": "home"}
    drafts = [
        Draft("create", "person", person, {"family_id": family, "name": "张", "relation": "02", "sex": "1"}),
        Draft("create", "family", family, {**home, "opened_on": "2026-01-01", "village_id": village}),
        Draft("create", "org_unit", village, {"name": "云岭村", "level": "village"}),
    ]
    with store.writing() as writing:
        assert [change.record_type for change in writing.append(drafts)] == ["org_unit", "family", "person"]
        writing.finish("x")
    assert whole(store)


@pytest.mark.parametrize("bad", ["a\x00b", "\ud800", "x" * 1001])
def test_a_reason_that_could_not_be_handed_over_is_not_kept(store: Store, bad: str) -> None:
    family_id = opened(store)
    with pytest.raises(InvalidValue), store.writing() as writing:
        writing.void("family", family_id, bad)
    with pytest.raises(InvalidValue), store.writing() as writing:
        writing.set("family", family_id, {"econ": "x"}, bad)
    assert whole(store)


@pytest.mark.parametrize("bad", ["a\x00b", "\ud800", "\udfff尾"])
def test_characters_that_are_none_are_refused_in_every_kind_of_field(store: Store, bad: str) -> None:
    family_id = opened(store)
    for name, value in (("econ", bad), ("hardship", ["01", bad]), ("living_mode", bad)):
        with pytest.raises(InvalidValue), store.writing() as writing:
            edit_record(writing, "family", family_id, {name: value})
    with pytest.raises(InvalidValue):
        opened(store, village=bad)
    with store.reading() as connection:
        find_people(connection, bad)
    assert whole(store)


def test_a_day_is_written_one_way_only(store: Store) -> None:
    """Python also reads 2026-W05-1 as a day; sorted as text it would lie."""
    family_id = opened(store)
    with pytest.raises(InvalidValue), store.writing() as writing:
        edit_record(writing, "family", family_id, {"status_on": "2026-W05-1"})


def test_a_field_nobody_knows_is_a_bug_and_not_a_silent_loss(store: Store) -> None:
    family_id = opened(store)
    with pytest.raises(ValueError, match="no field"), store.writing() as writing:
        writing.set("family", family_id, {"ecno": "x"})


def test_emptied_two_ways_is_the_same_nothing(store: Store) -> None:
    family_id = opened(store, econ="低保")
    with store.writing() as writing:
        writing.append([Draft("set", "family", family_id, {"econ": "", "hardship": []})])
        writing.finish("x")
    payload = json.loads(str(one(store, "SELECT payload FROM change ORDER BY no DESC LIMIT 1")))
    assert payload == {"fields": {"econ": None, "hardship": None}}
    assert whole(store)


@pytest.mark.parametrize("text", NAUGHTY, ids=ascii)
def test_any_text_is_kept_word_for_word_and_is_never_an_operator(store: Store, text: str) -> None:
    """D-60, D-65, D-66 as far as the record goes."""
    family_id = opened(store, name=text, child=text, remark=text, group_name=text[:40])
    with store.writing() as writing:
        edit_record(writing, "family", family_id, {"econ": text}, text)
    assert one(store, "SELECT name FROM person WHERE is_head = 1") == text
    assert one(store, "SELECT econ FROM family") == text
    with store.reading() as connection:
        find_people(connection, text)
    assert whole(store)


def test_the_index_follows_every_kind_of_edit(store: Store) -> None:
    family_id = opened(store)
    father, mother = (str(one(store, f"SELECT id FROM person WHERE sex = '{sex}'")) for sex in "12")
    child, village = str(one(store, "SELECT id FROM child")), str(one(store, "SELECT id FROM org_unit"))
    other = opened(store, name="孙七", child="孙八", village="白石村")
    steps: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("child", child, {"father_id": None, "mother_id": mother}),
        ("child", child, {"name": "王大"}),
        ("org_unit", village, {"name": "白石社区"}),
        ("person", father, {"name": "赵六"}),
        ("family", family_id, {"phone": "0512-12345678", "case_no": "K-77"}),
        ("family", family_id, {"case_no": "K-78"}),
        ("family", family_id, {"econ": "特困"}),
        ("person", father, {"ethnic": "02"}),
        ("person", father, {"id_no": "999999196001010011"}),
        ("person", father, {"phone": "13800000013"}),
        ("person", father, {"backup_phone": "13900000034"}),
        ("person", mother, {"family_id": other}),
        ("family", other, {"village_id": village}),
    )
    for entity, record_id, fields in steps:
        with store.writing() as writing:
            edit_record(writing, entity, record_id, fields)
        assert whole(store), entity
    for action in ("void", "restore"):
        for entity, record_id in (("child", child), ("person", mother), ("family", family_id), ("org_unit", village)):
            with store.writing() as writing:
                getattr(writing, action)(entity, record_id, "x")
                writing.finish("x")
            assert whole(store), (action, entity)
    with store.reading() as connection:
        assert {hit.name for hit in find_people(connection, "白石")} == {"李兰", "赵六", "孙七"}
        assert [hit.name for hit in find_people(connection, "王大")] == ["李兰"]


def test_an_index_out_of_step_is_noticed_and_rebuilt(store: Store) -> None:
    opened(store)
    with store.keeping() as connection:
        connection.exec_driver_sql("DELETE FROM find WHERE rowid = 1")
        connection.exec_driver_sql("INSERT INTO find (rowid, name) VALUES (99, '鬼')")
    with store.reading() as connection:
        assert index_faults(connection) == (1, 99)
    with store.keeping() as connection:
        assert rebuild_index(connection) == 2
    assert whole(store)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE audit SET author = 'x' WHERE no = 2",
        "UPDATE audit SET subject = 'x' WHERE no = 3",
        "DELETE FROM audit WHERE no = 2",
        "DELETE FROM audit WHERE no = 3",
        "UPDATE audit SET hash = 'x' WHERE no = 1",
    ],
)
def test_the_audit_trail_notices(store: Store, damage: str) -> None:
    """D-73; the last entries too: every command must have left one."""
    for _ in range(3):
        opened(store)
    with store.keeping() as connection:
        assert audit_gap(connection) is None
        connection.exec_driver_sql(damage)
        assert audit_gap(connection) is not None
