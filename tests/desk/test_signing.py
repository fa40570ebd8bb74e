"""What the desk says of who sat there: nothing while all is well, a few words where the own signature is missing."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.families import NewFamily, edit_record, open_family
from db.commands.opening import Founding, open_with_code
from db.vault.keys import Cost
from db.vault.recovery import RecoveryCode, new_recovery_code
from db.vault.vault import User
from desktop.desk.case_file import open_case
from desktop.desk.checking import check
from desktop.desk.desk import Desk
from desktop.desk.history import done_lately, values_before
from desktop.desk.opening import desk_of, found_desk, open_desk, reopened
from desktop.desk.settings import change_passphrase
from desktop.desk.signing import signed_codes, signed_sentence, signed_words
from tests.cli.practice_office import PASSPHRASE as OFFICE_PASSPHRASE
from tests.cli.practice_office import Office

CLOCK = FrozenClock(datetime(2026, 11, 4, 2, 32, tzinfo=UTC))
PASSPHRASE, HERS, NEW = "清晨的云落在山岗", "傍晚的雨落在屋檐", "山前新雨打湿台阶"


@pytest.fixture
def code() -> RecoveryCode:
    return new_recovery_code()


@pytest.fixture
def desk(tmp_path: Path, code: RecoveryCode) -> Iterator[Desk]:
    """A township of 林秋禾's with one family."""
    wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", PASSPHRASE, code)
    made = found_desk(tmp_path / "record", wish, CLOCK, Cost(64 * 1024, 1, 4))
    with made.record.store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {}, ({"name": "周文彬", "relation": "02", "sex": "1"},)))
    yield made
    made.record.close()


def family(desk: Desk) -> str:
    with desk.record.store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM family").scalar())


def edit(desk: Desk, text: str) -> None:
    family_id = family(desk)
    with desk.record.store.writing() as writing:
        edit_record(writing, "family", family_id, {"remark": text})


def again(desk: Desk, passphrase: str = PASSPHRASE, user_id: str = "") -> Desk:
    """Locked and unlocked."""
    desk.record.close()
    return open_desk(desk.record.home, passphrase, CLOCK, user_id)


def told(desk: Desk) -> list[str]:
    """Beside each step, the latest first."""
    return [signed_words(line.proof) for line in done_lately(desk)]


def forged(desk: Desk) -> Desk:
    """A colleague at the unlocked laptop, with a tool of their own, writes in 林秋禾's name."""
    desk.record.store.sign_in(desk.record.worker_id, "operator")
    edit(desk, "不是我写的")
    return desk


def test_what_people_write_after_unlocking_with_their_own_passphrase_says_nothing(desk: Desk) -> None:
    opened = again(desk)
    edit(opened, "我写的")
    second = reopened(opened)
    edit(second, "另一处写的")
    second.record.store.close()
    assert told(opened) == [""] * 4
    assert {signed_codes(line.proof)["signed"] for line in done_lately(opened)} == {"proved"}
    assert all("签名" not in event.note for event in open_case(opened, family(opened)).events)
    opened.record.close()


def test_a_step_in_my_name_without_my_signature_says_so_in_list_values_and_file(desk: Desk) -> None:
    forged(desk)
    newest, *older = done_lately(desk)
    assert signed_words(newest.proof) == "没有本人签名"
    assert {signed_words(line.proof) for line in older} == {""}
    assert "林秋禾本人的签名" in signed_sentence(newest.proof, newest.author)
    (value,) = values_before(desk, family(desk))
    assert signed_words(value.proof) == "没有本人签名"
    notes = [event.note for event in open_case(desk, family(desk)).events]
    assert ["没有本人签名" in note for note in notes] == [True, *[False] * (len(notes) - 1)]


def test_a_changed_passphrase_says_nothing_and_a_recovery_once(desk: Desk, code: RecoveryCode) -> None:
    change_passphrase(desk, PASSPHRASE, NEW)
    opened = again(desk, NEW)
    edit(opened, "口令改过")
    assert told(opened)[0] == ""
    opened.record.close()
    recovered = desk_of(open_with_code(desk.record.home, code, PASSPHRASE, CLOCK), CLOCK)
    edit(recovered, "恢复过")
    assert told(recovered)[:2] == ["换了签名钥匙", ""]
    assert "恢复口令" in signed_sentence(done_lately(recovered)[0].proof, "林秋禾")
    opened = again(recovered)
    edit(opened, "又一天")
    assert told(opened)[:2] == ["", "换了签名钥匙"]
    opened.record.close()


def test_two_people_at_one_laptop_are_each_their_own_hand(desk: Desk) -> None:
    record = desk.record
    record.vault.set_passphrase(record.unlocked, User("worker-her", "何平"), HERS)
    opened = again(desk, HERS)
    edit(opened, "何平写的")
    with opened.record.store.reading() as connection:
        headers = connection.exec_driver_sql("SELECT header FROM change ORDER BY no").scalars().all()
    keys = {each["author"]: each["attest"]["key"] for each in map(json.loads, headers) if "attest" in each}
    assert len(set(keys.values())) == len(keys) == 2
    assert told(opened)[0] == ""
    opened.record.close()


def test_the_check_counts_sessions_and_names_who_has_two_keys_without_calling_it_a_fault(
    desk: Desk, code: RecoveryCode
) -> None:
    def line() -> tuple[bool, int, tuple[str, ...]]:
        (found,) = (each for each in check(desk) if each.name == "attested")
        return found.ok, found.looked_at, found.notes

    assert line() == (True, 2, ("登录 2 次：2 次有本人签名，0 次没有",))
    forged(desk)
    assert line() == (True, 3, ("登录 3 次：2 次有本人签名，1 次没有",))
    desk.record.close()
    desk = desk_of(open_with_code(desk.record.home, code, PASSPHRASE, CLOCK), CLOCK)
    edit(desk, "恢复过")
    sound, looked_at, (counted, named) = line()
    assert (sound, looked_at, counted) == (True, 4, "登录 4 次：3 次有本人签名，1 次没有")
    assert named.startswith("林秋禾有 2 把签名钥匙")
    desk.record.close()


def test_the_command_line_says_it_behind_the_name_and_to_programs_with_a_word_of_its_own(office: Office) -> None:
    before = office.ask("history")["done"]
    assert [(each["signed"], each["new_key"]) for each in before] == [("proved", False)] * len(before)
    opened = open_desk(office.home, OFFICE_PASSPHRASE, office.clock)
    opened.record.store.sign_in(opened.record.worker_id, "operator")
    with opened.record.store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {}, ({"name": "周文彬", "relation": "02", "sex": "1"},)))
    opened.record.close()
    newest, *older = office.ask("history")["done"]
    assert newest["signed"] == "unproved"
    assert older == before
    assert office.say("history").count("（没有本人签名）") == 1
