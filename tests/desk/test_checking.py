"""Each check of the record against a record really tampered with, by somebody who has the key."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from db.ledger.change import digest, hash_of
from db.store.checking import check_record
from db.vault.keys import Purpose
from db.vault.vault import Vault
from desktop.desk.opening import open_desk
from tests.cli.practice_office import NOW, PASSPHRASE, Office, write_list

Tamper = Callable[[Connection], object]


@pytest.fixture
def kept(office: Office, tmp_path: Path) -> Office:
    """A township with three families, one edited since, one visited."""
    office.say("roster", "import", write_list(tmp_path / "a.xlsx", 3))
    family = office.ask("families")["families"][0]["id"]
    office.say("visit", "add", "--family", family, "--on", "2026-11-20", "--category", "daily", "--mode", "home")
    return office


def tampered(office: Office, tamper: Tamper) -> dict[str, str]:
    """What the checks say afterwards: name -> first fault, only of those that found one."""
    desk = open_desk(office.home, PASSPHRASE, NOW)
    try:
        with desk.record.store.keeping() as connection:
            tamper(connection)
        with desk.record.store.reading() as connection:
            return {check.name: check.first for check in check_record(connection) if not check.ok}
    finally:
        desk.record.store.close()


def sql(statement: str, *values: object) -> Tamper:
    return lambda connection: connection.exec_driver_sql(statement, values)


def test_a_record_nobody_touched_is_whole_and_says_how_much_it_looked_at(kept: Office) -> None:
    told = kept.ask("check")
    assert told["ok"] is True
    looked = {check["name"]: check["looked_at"] for check in told["checks"]}
    assert looked["index"] == 6
    assert looked["fold"] > 12
    assert looked["chain"] >= looked["fold"]
    assert looked["references"] > 12


def test_a_payload_rewritten_is_named_by_its_number(kept: Office) -> None:
    found = tampered(kept, sql("UPDATE change SET payload = replace(payload, '谢光明', '谢光日') WHERE no = 8"))
    found |= tampered(kept, sql("UPDATE change SET payload = replace(payload, '张', '章') WHERE payload LIKE '%张%'"))
    assert "内容与它的摘要不符" in found["chain"]
    assert "与修改不一致" in found["fold"]


def test_a_payload_rewritten_together_with_its_digest_breaks_the_hash(kept: Office) -> None:
    def tamper(connection: Connection) -> None:
        no, payload = connection.exec_driver_sql("SELECT no, payload FROM change WHERE payload LIKE '%张建国%'").one()
        changed = payload.replace("张建国", "章建国")
        values = (changed, digest(changed), no)
        connection.exec_driver_sql("UPDATE change SET payload = ?, payload_digest = ? WHERE no = ?", values)

    assert "摘要不对" in tampered(kept, tamper)["chain"]


def test_a_change_forged_whole_leaves_its_successor_without_a_predecessor(kept: Office) -> None:
    def tamper(connection: Connection) -> None:
        asked = "SELECT no, header, payload FROM change WHERE payload LIKE '%张建国%'"
        no, header, payload = connection.exec_driver_sql(asked).one()
        changed = payload.replace("张建国", "章建国")
        values = (changed, digest(changed), hash_of(header, digest(changed)), no)
        connection.exec_driver_sql("UPDATE change SET payload = ?, payload_digest = ?, hash = ? WHERE no = ?", values)

    assert "前一条不在这里" in tampered(kept, tamper)["chain"]


def test_a_header_column_that_says_otherwise_is_seen(kept: Office) -> None:
    found = tampered(kept, sql("UPDATE change SET org = '999999102' WHERE no = 9"))
    assert found["chain"] == "第 9 条修改的 org 与抬头不符"


def test_changes_cut_off_at_the_end_are_missed(kept: Office) -> None:
    def tamper(connection: Connection) -> None:
        connection.exec_driver_sql("DELETE FROM change WHERE no = (SELECT max(no) FROM change)")

    found = tampered(kept, tamper)
    assert found["chain"] == "本机最后一条修改不在这里"
    assert "没有来历" in found["fold"]


def test_a_tip_set_back_is_seen(kept: Office) -> None:
    def tamper(connection: Connection) -> None:
        earlier = connection.exec_driver_sql("SELECT hash FROM change WHERE no = 5").scalar_one()
        tip = json.dumps({"hash": earlier, "seq": 5})
        connection.exec_driver_sql("UPDATE setting SET value = ? WHERE name = 'tip'", (tip,))

    assert tampered(kept, tamper)["chain"] == "第 6 条修改在本机最后一条之后"


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE person SET phone = '13811112222' WHERE name = '张建国'", "phone"),
        ("UPDATE visit SET voided = 1", "voided"),
        ("UPDATE family SET last_no = last_no + 1", "last_no"),
        ("DELETE FROM visit", "没有进表"),
    ],
)
def test_a_row_changed_behind_the_log_is_named(kept: Office, statement: str, word: str) -> None:
    found = tampered(kept, sql(statement))
    assert set(found) == {"fold"}
    assert word in found["fold"]


def test_a_reference_to_nobody_is_named(kept: Office) -> None:
    def tamper(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql("PRAGMA writable_schema = OFF")
        connection.exec_driver_sql("UPDATE visit SET family_id = 'nobody'")

    desk = open_desk(kept.home, PASSPHRASE, NOW)
    try:
        driver = desk.record.store.engine.raw_connection()
        driver.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr] # it is open
        with desk.record.store.keeping() as connection:
            tamper(connection)
        with desk.record.store.reading() as connection:
            found = {check.name: check.first for check in check_record(connection) if not check.ok}
    finally:
        desk.record.store.close()
    assert found["references"].startswith("visit 第")
    assert "integrity" not in found


def test_an_answer_taken_out_of_a_dispute_is_seen(kept: Office) -> None:
    values = "(SELECT id FROM person LIMIT 1), 'person', 'name', 'ff', '\"别人\"'"
    found = tampered(kept, sql(f"INSERT INTO field_head VALUES ({values})"))
    assert "几种说法" in found["disputes"]


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("DELETE FROM audit WHERE no = 3", "第 3 条起接不上"),
        ("UPDATE audit SET author = 'somebody' WHERE no = 2", "第 2 条起接不上"),
    ],
)
def test_an_audit_entry_edited_or_deleted_is_named(kept: Office, statement: str, first: str) -> None:
    assert tampered(kept, sql(statement)) == {"audit": first}


def test_somebody_missing_from_the_index_and_somebody_too_many_are_named(kept: Office) -> None:
    assert "查不到" in tampered(kept, sql("DELETE FROM find WHERE rowid = 2"))["index"]
    extra = "INSERT INTO find (rowid, name, letters, sound, digits, place) VALUES (900, 'x', 'x', 'x', 'x', 'x')"
    assert "查不到" in tampered(kept, sql(extra))["index"]
    kept.say("check", expect=3)


def test_a_line_of_the_index_under_another_name_is_named(kept: Office) -> None:
    def tamper(connection: Connection) -> None:
        connection.exec_driver_sql("DELETE FROM find WHERE rowid = 1")
        line = "INSERT INTO find (rowid, name, letters, sound, digits, place) VALUES (1, '别 人', 'x', 'x', 'x', 'x')"
        connection.exec_driver_sql(line)

    assert tampered(kept, tamper)["index"] == "第 1 号成员按姓名查不到"


def test_a_page_spoilt_on_the_disk_is_named_as_damage_and_not_as_a_bug(kept: Office) -> None:
    path = kept.home / "record.db"
    desk = open_desk(kept.home, PASSPHRASE, NOW)
    desk.record.close()
    content = bytearray(path.read_bytes())
    content[4096 * 40 + 100] ^= 1
    path.write_bytes(content)
    key = Vault(kept.home, NOW).unlock(PASSPHRASE).key(Purpose.DATABASE)
    assert len(key) == 32
    said = kept.say("check", expect=3)
    assert "损坏" in said
    assert "P-BUG" not in said
