"""What the checks say at the desk: kept up to date by the log, explained by records, shared between families."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.explaining import Explained, explain_finding, withdraw_explanation
from db.commands.families import NewFamily, edit_record, open_family
from db.commands.opening import Founding
from db.commands.undo import undo_command
from db.domain.checks.check import Finding
from db.domain.checks.listing import CHECKS
from db.errors import InvalidValue
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from desktop.desk.desk import Desk
from desktop.desk.findings import family_findings, quality, quality_so_far, whole_quality
from desktop.desk.jumps import jump_of
from desktop.desk.opening import found_desk
from desktop.desk.registers.listing import entries, open_register

CLOCK = FrozenClock(datetime(2026, 11, 4, 2, 32, tzinfo=UTC))
NUMBER = "999999196403090019"
FIELDS = {"case_type": "complication", "live_addr": "3 组", "phone": "13800000017"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """周文彬 in 上坪村, who has a number and no birth; 吴长庚 in 石桥村 without a number."""
    wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", "清晨的云落在山岗", new_recovery_code())
    made = found_desk(tmp_path / "record", wish, CLOCK, Cost(64 * 1024, 1, 4))
    for name, village, id_no in (("周文彬", "上坪村", NUMBER), ("吴长庚", "石桥村", None)):
        head = {"name": name, "relation": "02", "sex": "1", "birth_date": "1964-03-09", "id_no": id_no}
        with made.record.store.writing() as writing:
            open_family(writing, NewFamily(village, FIELDS, (head,)))
    yield made
    made.record.close()


def ids(desk: Desk, table: str) -> list[str]:
    with desk.record.store.reading() as connection:
        return list(connection.exec_driver_sql(f"SELECT id FROM {table} ORDER BY no").scalars())


def edit(desk: Desk, entity: str, record_id: str, **fields: object) -> str:
    with desk.record.store.writing() as writing:
        return edit_record(writing, entity, record_id, fields).undo


def said(desk: Desk) -> dict[str, list[str]]:
    found = whole_quality(desk)
    kinds = {"hard": found.hard, "soft": found.soft, "explained": found.explained}
    return {kind: [each.finding.code for each in each_kind] for kind, each_kind in kinds.items()}


USUAL = ["kind_unfounded", "kind_unfounded", "village_codeless", "village_codeless"]


def test_findings_follow_the_record_and_an_explanation_is_a_record(desk: Desk) -> None:
    assert said(desk) == {"hard": [], "soft": ["id_missing", *USUAL], "explained": []}
    person = ids(desk, "person")[1]
    finding = Explained("person", person, "id_missing")
    with desk.record.store.writing() as writing:
        group = explain_finding(writing, finding, " 证件丢失，正在补办 ").undo
    assert said(desk) == {"hard": [], "soft": USUAL, "explained": ["id_missing"]}
    assert family_findings(desk, ids(desk, "family")[1])[-1].explained == "证件丢失，正在补办"
    undo_command(desk.record.store, group)
    assert "id_missing" in said(desk)["soft"]
    edit(desk, "person", person, id_no=NUMBER)
    assert said(desk)["hard"] == ["same_number_head", "same_number_head"]


def test_explaining_again_replaces_and_withdrawing_opens_it_again(desk: Desk) -> None:
    finding = Explained("person", ids(desk, "person")[1], "id_missing")
    for sentence in ("补办中", "已补办，等取"):
        with desk.record.store.writing() as writing:
            explain_finding(writing, finding, sentence)
    assert [each.finding.explained for each in whole_quality(desk).explained] == ["已补办，等取"]
    with desk.record.store.writing() as writing:
        withdraw_explanation(writing, finding)
    assert said(desk)["explained"] == []


def test_a_hard_finding_and_an_empty_sentence_are_refused(desk: Desk) -> None:
    first, second = ids(desk, "person")
    edit(desk, "person", second, id_no=NUMBER)
    for finding, sentence in (
        (Explained("person", second, "same_number_head"), "是同一人"),
        (Explained("person", first, "id_missing"), "  "),
        (Explained("person", first, "no_such_check"), "x"),
    ):
        with pytest.raises(InvalidValue), desk.record.store.writing() as writing:
            explain_finding(writing, finding, sentence)
    assert ids(desk, "explanation") == []


def test_an_explanation_that_came_from_elsewhere_never_hides_what_must_be_put_right(desk: Desk) -> None:
    family = ids(desk, "family")[0]
    edit(desk, "family", family, opened_on="2027-01-01")
    fields = {"subject_type": "family", "subject_id": family, "check_code": "opened_in_future", "sentence": "x"}
    with desk.record.store.writing() as writing:
        writing.create("explanation", fields)
        writing.finish("x")
    assert said(desk)["hard"] == ["opened_in_future"]


def test_a_shared_number_stands_in_the_file_of_both_families_and_nowhere_else(desk: Desk) -> None:
    edit(desk, "person", ids(desk, "person")[1], id_no=NUMBER)
    one, other = ids(desk, "family")
    for family_id, words in ((one, "吴长庚户（石桥村）"), (other, "周文彬户（上坪村）")):
        shared = [each for each in family_findings(desk, family_id) if each.code == "same_number_head"]
        assert [words in each.sentence for each in shared] == [True]


def test_a_large_township_is_looked_at_in_steps_and_nothing_is_said_before_the_end(desk: Desk) -> None:
    first = quality(desk, 1)
    assert (first.looked_at, first.total, first.complete) == (1, 2, False)
    assert not first.soft
    assert quality(desk, 1).soft
    edit(desk, "family", ids(desk, "family")[0], remark="x")
    assert quality(desk, 0).looked_at == 1, "only the touched family waits"


def test_the_register_lists_all_of_it_with_what_can_be_done(desk: Desk) -> None:
    table = open_register(desk, "quality").table
    assert len(table.rows) == len(USUAL) + 1
    assert table.note == "请看一眼 5 处，确实如此的写一句说明"
    row = table.rows[0]
    assert [verb.words for verb in row.verbs] == ["去改", "写说明"]
    assert row.cells[:2] == ("吴长庚户", "石桥村")


def test_every_check_leads_to_a_verb_or_a_section_of_the_file() -> None:
    """Only a village's code is kept elsewhere: the office has no family's file to open."""
    nowhere = {
        code
        for code, check in CHECKS.items()
        if jump_of(Finding(code, check.level, check.title, "f", check.entity, "r", _FIELD.get(code, ""), "x")) is None
    }
    assert nowhere == {"village_codeless"}


_FIELD = {"kind_unfounded": "case_type", "exit_unexplained": "status_on", "nobody_left": "status"}


def test_what_was_found_so_far_is_listed_while_families_are_still_looked_at(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.desk.findings._A_FEW", 1)
    first = quality_so_far(desk, 0)
    assert (first.looked_at, first.complete) == (1, False)
    assert {each.finding.family_id for each in (*first.hard, *first.soft)} <= {"", *ids(desk, "family")}
    seen = [first]
    while not seen[-1].complete:
        seen.append(quality_so_far(desk, 0))
    listed = [len(each.hard) + len(each.soft) + len(each.explained) for each in seen]
    assert listed == sorted(listed), "a line that was listed stays"
    assert seen[-1] == whole_quality(desk)


def test_counts_of_registers_are_kept_until_something_is_written(desk: Desk) -> None:
    assert {each.count for each in entries(desk, -1)} == {None}, "no time was left to count"
    before = {each.key: each.count for each in entries(desk)}
    again = {each.key: each.count for each in entries(desk, -1)}
    growing = {"quality", "assistance", "coming_of_age", "reviews"}
    assert {key for key, count in again.items() if count is None} == growing
    with desk.record.store.writing() as writing:
        writing.create("partner", {"name": "青溪社工站"})
        writing.finish("已登记")
    after = {each.key: each.count for each in entries(desk)}
    assert after["partners"] == (before["partners"] or 0) + 1
