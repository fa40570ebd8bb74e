"""Unlocking, re-wrapping and recovering, on real files."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.vault.header import dump, parse
from db.vault.keys import Purpose, SlotKind, new_county_keys
from db.vault.recovery import new_recovery_code
from db.vault.refusals import (
    LastWayIn,
    NoSuchSlot,
    UnusableCountyKey,
    VaultDamaged,
    VaultExists,
    VaultMissing,
    VaultNotSaved,
    WeakPassphrase,
    WrongKey,
    WrongPassphrase,
    WrongRecoveryCode,
)
from db.vault.vault import User, Vault, require_strong
from tests.vault.conftest import CHEAP, CLOCK, CODE, PHRASE, WANG, Made

NEW = "云深不知处只在此山中"
LI = User("user-li", "李卫国")


def slot_id(vault: Vault, kind: SlotKind, user_id: str = "") -> str:
    named = [slot.name for slot in vault.header().slots if slot.name.kind is kind]
    return next(name.slot_id for name in named if user_id in {"", name.user_id})


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_the_passphrase_opens_and_says_who(made: Made) -> None:
    opened = made.vault.unlock(PHRASE)
    assert opened == made.opened
    assert opened.user == WANG
    assert len(opened.dek) == 32
    assert not opened.must_set_passphrase


def test_neither_the_data_key_nor_the_seed_is_in_a_file_or_a_repr(made: Made) -> None:
    for secret in (made.opened.dek, made.opened.seed):
        assert secret.hex() not in repr(made.opened)
        assert repr(secret) not in repr(made.opened) + repr(made.opened.person)
        assert all(secret.hex() not in file.read_text() for file in made.vault.path.parent.iterdir())


def test_the_key_file_is_readable_by_its_owner_only(made: Made) -> None:
    assert made.vault.path.stat().st_mode & 0o077 == 0


def test_two_vaults_never_share_a_data_key(made: Made, tmp_path: Path) -> None:
    other = Vault(tmp_path, CLOCK, CHEAP).create(WANG, PHRASE, CODE)
    assert other.dek != made.opened.dek
    assert other.vault_id != made.opened.vault_id
    assert other.key(Purpose.DATABASE) != made.opened.key(Purpose.DATABASE)


def test_d03_one_wrong_passphrase_says_so_and_leaves_all_files_alone(made: Made) -> None:
    before = made.vault.path.read_bytes(), made.vault.copy.read_bytes()
    with pytest.raises(WrongPassphrase, match="口令不对") as refused:
        made.vault.unlock("不是这句话吧是吗")
    assert (refused.value.tries_left, refused.value.wait_seconds) == (4, 0)
    assert "再错 4 次要等 1 分钟" in refused.value.sentence
    assert (made.vault.path.read_bytes(), made.vault.copy.read_bytes()) == before


def test_d03_ten_wrong_passphrases_wait_longer_and_longer_and_are_reported(made: Made) -> None:
    waits = []
    for _ in range(10):
        with pytest.raises(WrongPassphrase) as refused:
            made.vault.unlock("不是这句话吧是吗")
        waits.append(refused.value.wait_seconds)
    assert waits == [0, 0, 0, 0, 60, 120, 240, 480, 900, 900]
    assert "15 分钟" in refused.value.next_step
    opened = made.vault.unlock(PHRASE)
    assert opened.failed_before == 10
    assert made.vault.unlock(PHRASE).failed_before == 0


def test_d03_the_waiting_time_outlives_a_restart_and_a_clock_set_back(made: Made) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            made.vault.unlock("不是这句话吧是吗")
    folder = made.vault.path.parent

    def wait_after(seconds: int) -> int:
        return Vault(folder, replace(CLOCK, at=CLOCK.at + timedelta(seconds=seconds)), CHEAP).wait_seconds()

    assert [wait_after(seconds) for seconds in (0, 20, 60, 4000, -(10**8))] == [60, 40, 0, 0, 60]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"failed": "x", "at": "y"}', b'{"failed": 9, "at": ""}'])
def test_a_spoilt_record_of_tries_keeps_nobody_out(made: Made, content: bytes) -> None:
    (made.vault.path.parent / "vault.tries.json").write_bytes(content)
    assert made.vault.wait_seconds() == 0
    assert made.vault.unlock(PHRASE).user == WANG


def test_d02_a_missing_key_file_is_missing_and_creating_is_not_offered(made: Made) -> None:
    made.vault.path.unlink()
    made.vault.copy.unlink()
    with pytest.raises(VaultMissing) as refused:
        made.vault.unlock(PHRASE)
    assert "不要新建" in refused.value.next_step
    assert not made.vault.path.exists()


def test_creating_over_a_key_file_in_any_state_is_refused(made: Made) -> None:
    made.vault.path.write_bytes(b"")
    made.vault.copy.unlink()
    with pytest.raises(VaultExists):
        made.vault.create(WANG, PHRASE, CODE)
    assert made.vault.path.read_bytes() == b""


def test_the_second_copy_opens_when_the_first_is_damaged_and_mends_it(made: Made) -> None:
    flip(made.vault.path, 200)
    assert made.vault.unlock(PHRASE) == made.opened
    assert made.vault.needs_mending()
    made.vault.mend()
    assert not made.vault.needs_mending()
    made.vault.copy.unlink()
    assert made.vault.unlock(PHRASE) == made.opened


def test_d04_a_damaged_key_file_is_damage_and_not_a_wrong_passphrase(made: Made) -> None:
    for path in (made.vault.path, made.vault.copy):
        flip(path, path.read_bytes().index(b'"wrapped": "') + 20)
    with pytest.raises(VaultDamaged) as refused:
        made.vault.unlock(PHRASE)
    assert "口令不变" in refused.value.next_step
    assert made.vault.wait_seconds() == 0


def test_the_newer_of_two_copies_counts(made: Made) -> None:
    old = made.vault.copy.read_bytes()
    made.vault.change_passphrase("user-wang", PHRASE, NEW)
    made.vault.path.write_bytes(old)
    assert made.vault.unlock(NEW) == made.opened


def test_a_changed_passphrase_opens_the_same_data_and_the_old_one_nothing(made: Made) -> None:
    made.vault.change_passphrase("user-wang", PHRASE, NEW)
    assert made.vault.unlock(NEW).dek == made.opened.dek
    for path, other in ((made.vault.path, made.vault.copy), (made.vault.copy, made.vault.path)):
        kept = other.read_bytes()
        other.unlink()
        with pytest.raises(WrongPassphrase):
            made.vault.unlock(PHRASE)
        assert path.exists()
        other.write_bytes(kept)


def test_changing_a_passphrase_asks_for_the_old_one(made: Made) -> None:
    with pytest.raises(WrongPassphrase):
        made.vault.change_passphrase("user-wang", NEW, NEW)
    assert made.vault.unlock(PHRASE).dek == made.opened.dek


@pytest.mark.parametrize(
    "weak", ["", "1234567", "12345678", "87654321", "aaaaaaaaaaaa", "abababababab", "啊" * 20, "好的" * 501]
)
def test_a_weak_passphrase_is_refused_and_the_old_one_stays(made: Made, weak: str) -> None:
    with pytest.raises(WeakPassphrase) as refused:
        made.vault.set_passphrase(made.opened, WANG, weak)
    assert refused.value.safe == "口令没有改。"
    assert made.vault.unlock(PHRASE) == made.opened


def test_an_ordinary_sentence_is_strong_enough() -> None:
    require_strong(NEW)
    require_strong("correct horse battery")


def test_two_people_open_the_same_record_each_with_an_own_passphrase(made: Made) -> None:
    made.vault.set_passphrase(made.opened, LI, NEW)
    assert made.vault.users() == (WANG, LI)
    assert made.vault.unlock(NEW).user == LI
    assert made.vault.unlock(PHRASE, "user-wang").user == WANG
    assert made.vault.unlock(NEW, "user-li").dek == made.opened.dek
    with pytest.raises(WrongPassphrase):
        made.vault.unlock(PHRASE, "user-li")


def test_a_name_swapped_in_the_file_does_not_open_as_somebody_else(made: Made) -> None:
    header = made.vault.header()
    first = header.slots[0]
    forged = replace(first, name=replace(first.name, user_id="user-li", label="李卫国"))
    made.vault.path.write_bytes(dump(header.having((forged, *header.slots[1:]))))
    with pytest.raises(WrongPassphrase):
        made.vault.unlock(PHRASE)


def test_d20_the_recovery_code_opens_and_forces_a_new_passphrase(made: Made) -> None:
    opened = made.vault.unlock_with_code(CODE)
    assert opened.dek == made.opened.dek
    assert opened.must_set_passphrase
    made.vault.set_passphrase(opened, WANG, NEW)
    assert made.vault.unlock(NEW).user == WANG
    with pytest.raises(WrongPassphrase):
        made.vault.unlock(PHRASE)


def test_d20_setting_a_passphrase_after_recovery_ends_the_waiting(made: Made) -> None:
    for _ in range(6):
        with pytest.raises(WrongPassphrase):
            made.vault.unlock("不是这句话吧是吗")
    made.vault.set_passphrase(made.vault.unlock_with_code(CODE), WANG, NEW)
    assert made.vault.wait_seconds() == 0


def test_a_replaced_recovery_code_is_void(made: Made) -> None:
    fresh = new_recovery_code()
    made.vault.replace_recovery(made.opened, fresh)
    assert made.vault.unlock_with_code(fresh).dek == made.opened.dek
    with pytest.raises(WrongRecoveryCode):
        made.vault.unlock_with_code(CODE)


def test_d20_the_county_opens_with_its_key_and_only_with_it(made: Made) -> None:
    county = new_county_keys()
    with pytest.raises(WrongKey):
        made.vault.unlock_for_county(county.private)
    made.vault.add_county(made.opened, county.public)
    made.vault.add_county(made.opened, county.public, "云岭县")
    opened = made.vault.unlock_for_county(county.private)
    assert opened.dek == made.opened.dek
    assert opened.must_set_passphrase
    assert [slot.name.label for slot in made.vault.header().slots if slot.recipient] == ["云岭县"]
    with pytest.raises(WrongKey):
        made.vault.unlock_for_county(new_county_keys().private)


@pytest.mark.parametrize("public", [b"", bytes(32), bytes(31)])
def test_an_unusable_county_key_is_refused(made: Made, public: bytes) -> None:
    with pytest.raises(UnusableCountyKey):
        made.vault.add_county(made.opened, public)


def test_a_removed_person_no_longer_opens(made: Made) -> None:
    made.vault.set_passphrase(made.opened, LI, NEW)
    made.vault.remove_slot(made.opened, slot_id(made.vault, SlotKind.PASSPHRASE, "user-li"))
    with pytest.raises(WrongPassphrase):
        made.vault.unlock(NEW)
    assert made.vault.users() == (WANG,)


@pytest.mark.parametrize("kind", [SlotKind.PASSPHRASE, SlotKind.RECOVERY])
def test_the_last_way_in_cannot_be_removed(made: Made, kind: SlotKind) -> None:
    with pytest.raises(LastWayIn):
        made.vault.remove_slot(made.opened, slot_id(made.vault, kind))


def test_removing_what_is_not_there_is_refused(made: Made) -> None:
    with pytest.raises(NoSuchSlot):
        made.vault.remove_slot(made.opened, "f" * 32)


def test_an_open_vault_cannot_write_into_another_ones_file(made: Made, tmp_path: Path) -> None:
    other = Vault(tmp_path, CLOCK, CHEAP)
    other.create(WANG, PHRASE, CODE)
    with pytest.raises(VaultDamaged):
        other.set_passphrase(made.opened, WANG, NEW)


def test_a_name_of_any_length_is_kept_readable(made: Made) -> None:
    made.vault.set_passphrase(made.opened, User("user-long", "阿" * 500 + "\ud800"), NEW)
    assert made.vault.unlock(NEW, "user-long").user == User("user-long", "阿" * 200)


def test_a_folder_that_cannot_be_written_leaves_the_old_passphrase(made: Made) -> None:
    (made.vault.path.with_name("vault.json.new")).mkdir()
    with pytest.raises(VaultNotSaved) as refused:
        made.vault.change_passphrase("user-wang", PHRASE, NEW)
    assert "原来的口令" in refused.value.safe
    assert made.vault.unlock(PHRASE) == made.opened


def test_the_key_file_holds_nothing_but_names_and_sealed_keys(made: Made) -> None:
    said = json.loads(made.vault.path.read_bytes())
    assert set(said) == {"format", "version", "vault_id", "revision", "slots", "sha256"}
    assert parse(made.vault.path.read_bytes()).slots[0].cost == CHEAP


# --- the person's own signing key (B-50) -----------------------------------------------------------------------------


def test_everybody_has_a_signing_key_of_ones_own(made: Made) -> None:
    made.vault.set_passphrase(made.opened, LI, NEW)
    li, wang = made.vault.unlock(NEW), made.vault.unlock(PHRASE)
    assert len(li.seed) == len(wang.seed) == 32
    assert li.seed != wang.seed
    assert li.dek == wang.dek


def test_only_the_own_passphrase_gives_the_signing_key(made: Made) -> None:
    """The recovery code, the county and the keyring open everything else; none of them can sign as anybody."""
    county = new_county_keys()
    made.vault.add_county(made.opened, county.public)
    secret = made.vault.add_keyring(made.opened)
    others = (
        made.vault.unlock_with_code(CODE),
        made.vault.unlock_for_county(county.private),
        made.vault.unlock_with_keyring(secret),
    )
    assert [opened.dek for opened in others] == [made.opened.dek] * 3
    assert [opened.seed for opened in others] == [b""] * 3
    assert [opened.person for opened in others] == [None] * 3


def test_a_changed_passphrase_keeps_the_signing_key(made: Made) -> None:
    made.vault.change_passphrase("user-wang", PHRASE, NEW)
    assert made.vault.unlock(NEW).seed == made.opened.seed


def test_a_passphrase_set_after_a_recovery_comes_with_a_new_signing_key(made: Made) -> None:
    made.vault.set_passphrase(made.vault.unlock_with_code(CODE), WANG, NEW)
    renewed = made.vault.unlock(NEW).seed
    assert len(renewed) == 32
    assert renewed != made.opened.seed


def test_a_colleague_who_sets_my_passphrase_gets_a_key_that_is_neither_mine_nor_the_colleagues(made: Made) -> None:
    made.vault.set_passphrase(made.opened, LI, NEW)
    li = made.vault.unlock(NEW)
    made.vault.set_passphrase(li, WANG, "两个黄鹂鸣翠柳一行白鹭")
    forged = made.vault.unlock("两个黄鹂鸣翠柳一行白鹭", "user-wang")
    assert forged.seed not in {made.opened.seed, li.seed}


def test_a_key_file_from_before_there_were_signing_keys_opens_and_gets_one_with_the_next_passphrase(made: Made) -> None:
    header = made.vault.header()
    bare = tuple(replace(slot, seed_nonce=b"", seed=b"") for slot in header.slots)
    made.vault.path.write_bytes(dump(header.having(bare)))
    opened = made.vault.unlock(PHRASE)
    assert (opened.dek, opened.seed, opened.person) == (made.opened.dek, b"", None)
    made.vault.change_passphrase("user-wang", PHRASE, NEW)
    assert len(made.vault.unlock(NEW).seed) == 32
