"""操作记录: what was done, whose, by whom; taken back after a restart; what stood there before, and why it changed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.families import NewFamily, edit_record, open_family
from db.commands.opening import Founding
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from desktop.desk.bulk import BulkChange, do_it, lay_out
from desktop.desk.case_file import open_case
from desktop.desk.desk import Desk
from desktop.desk.history import done_lately, take_back, values_before
from desktop.desk.looking import for_editing, reveal
from desktop.desk.looks import looked_lately
from desktop.desk.opening import found_desk, open_desk

CLOCK = FrozenClock(datetime(2026, 11, 4, 2, 32, tzinfo=UTC))
PASSPHRASE = "清晨的云落在山岗"
NAMES = ("周文彬", "吴长庚", "马𠅤")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three families in 上坪村."""
    wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", PASSPHRASE, new_recovery_code())
    made = found_desk(tmp_path / "record", wish, CLOCK, Cost(64 * 1024, 1, 4))
    for name in NAMES:
        number = "999999196403090019" if name == NAMES[0] else None
        head = {"name": name, "relation": "02", "sex": "1", "id_no": number}
        with made.record.store.writing() as writing:
            open_family(writing, NewFamily("上坪村", {}, (head,)))
    yield made
    made.record.close()


def ids(desk: Desk, table: str) -> list[str]:
    with desk.record.store.reading() as connection:
        return list(connection.exec_driver_sql(f"SELECT id FROM {table} ORDER BY no").scalars())


def edit(desk: Desk, entity: str, record_id: str, reason: str = "", **fields: object) -> None:
    with desk.record.store.writing() as writing:
        edit_record(writing, entity, record_id, fields, reason)


def bulk(desk: Desk, group_name: str) -> str:
    laid = lay_out(desk, ids(desk, "family"), BulkChange("group", {"group_name": group_name}))
    assert laid.said == "改 3 户"
    return do_it(desk, laid.plan).undo


def test_the_list_says_what_was_done_to_whom_and_when(desk: Desk) -> None:
    bulk(desk, "南片")
    newest, opened, *_, founded = done_lately(desk)
    assert (newest.said, newest.author, newest.touched) == ("已改 3 户的组", "林秋禾", "家庭 3 户")
    assert newest.families == "周文彬户、吴长庚户等 3 户"
    assert (newest.at.hour, newest.at.minute) == (10, 32)
    assert newest.can_undo
    assert (opened.said, opened.families) == ("已建档一户", "马𠅤户")
    assert not founded.can_undo


def test_a_step_of_thousands_is_not_counted_to_its_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk(desk, "南片")
    monkeypatch.setattr("db.queries.history.COUNTED", 2)
    newest = done_lately(desk)[0]
    assert newest.touched.endswith("多条")
    assert newest.families == "周文彬户、吴长庚户等"


def test_one_familys_list_leaves_the_others_out(desk: Desk) -> None:
    first, second, _ = ids(desk, "family")
    edit(desk, "family", second, remark="x")
    assert [each.said for each in done_lately(desk, first)] == ["已建档一户"]
    person = ids(desk, "person")[0]
    edit(desk, "person", person, phone="13800000001")
    assert [each.said for each in done_lately(desk, first)] == ["已保存修改", "已建档一户"]


def test_a_step_is_taken_back_after_a_restart_and_what_was_changed_since_is_named(desk: Desk, tmp_path: Path) -> None:
    group = bulk(desk, "南片")
    edit(desk, "family", ids(desk, "family")[1], group_name="北片")
    desk.record.close()
    again = open_desk(tmp_path / "record", PASSPHRASE, CLOCK)
    try:
        said = take_back(again, group).said
        assert said == "已撤销：已改 3 户的组；之后又改过的没有动：吴长庚户"
        with again.record.store.reading() as connection:
            kept = list(connection.exec_driver_sql("SELECT group_name FROM family ORDER BY no").scalars())
        assert kept == [None, "北片", None]
        undoing, _, before = done_lately(again)[:3]
        assert undoing.takes_back
        assert (before.group, before.undone, before.can_undo) == (group, True, False)
    finally:
        again.record.close()


def test_former_values_are_told_with_who_when_and_why_and_numbers_stay_masked(desk: Desk) -> None:
    family, person = ids(desk, "family")[0], ids(desk, "person")[0]
    edit(desk, "person", person, "身份证看错一位", id_no="999999196403090027", health="10", bank_account="62220")
    edit(desk, "family", family, live_addr="新街 12 号")
    edit(desk, "family", family, live_addr="新街 21 号")
    found = [(each.where, each.field, each.before, each.after, each.why) for each in values_before(desk, family)]
    assert found[0] == ("家庭", "居住地址", "新街 12 号", "新街 21 号", "已保存修改")
    assert found[1][2:4] == ("（空）", "新街 12 号")
    by_field = {field: (before, after, why) for _, field, before, after, why in found}
    number = ("999999********0019", "999999********0027", "身份证看错一位")
    assert by_field["证件号码"] == number
    assert by_field["健康状况"][1] == "（不在这里显示）"
    assert by_field["一卡通账号"][1] == "（不在这里显示）"


def test_who_looked_at_a_family_and_what_of_it_is_told_by_day(desk: Desk) -> None:
    family, person = ids(desk, "family")[0], ids(desk, "person")[0]
    open_case(desk, family)
    open_case(desk, family)
    reveal(desk, "person", person, "id_no")
    for_editing(desk, "person", person, ("name",))
    open_case(desk, ids(desk, "family")[1])
    told = [(line.author, line.said, line.times, line.whose) for line in looked_lately(desk, family)]
    assert told == [
        ("林秋禾", "改之前看了周文彬的资料", 1, "周文彬户"),
        ("林秋禾", "看了周文彬的完整的证件号码", 1, "周文彬户"),
        ("林秋禾", "打开过档案", 2, "周文彬户"),
    ]
    everything = looked_lately(desk)
    assert (everything[0].said, everything[0].whose) == ("打开过档案", "吴长庚户")
    assert len(everything) == 4
    assert "999999196403090019" not in "".join(line.said for line in everything)
