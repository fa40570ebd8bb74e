"""A slot gives back the data key or a certain no; whatever is bound into it cannot be changed."""

from dataclasses import replace

import pytest

from db.vault import keys
from db.vault.keys import Cost, Name, Opened, Purpose, Slot, SlotKind

CHEAP = Cost(64 * 1024, 1, 4)
NAME = Name("0" * 32, "1" * 32, SlotKind.PASSPHRASE, "user-wang", "王小明")
KEY = bytes(range(32))
HELD = Opened(KEY, bytes(range(32, 64)))


@pytest.fixture(scope="module")
def slot() -> Slot:
    return keys.wrap_with_passphrase(HELD, NAME, "一二三四五六七八", CHEAP)


def test_the_right_passphrase_gives_the_data_key_back(slot: Slot) -> None:
    assert keys.open_with_passphrase(slot, "一二三四五六七八") == HELD


def test_a_wrong_passphrase_is_certain(slot: Slot) -> None:
    assert keys.open_with_passphrase(slot, "一二三四五六七九") is None


def test_full_width_digits_open_what_half_width_digits_closed() -> None:
    made = keys.wrap_with_passphrase(HELD, NAME, "pass 2026", CHEAP)
    assert keys.open_with_passphrase(made, "ｐａｓｓ　２０２６") == HELD


def test_a_lone_surrogate_is_only_a_wrong_passphrase(slot: Slot) -> None:
    assert keys.open_with_passphrase(slot, "\ud800") is None


@pytest.mark.parametrize(
    "change",
    [
        {"vault_id": "2" * 32},
        {"slot_id": "2" * 32},
        {"user_id": "user-li"},
        {"label": "李四"},
        {"kind": SlotKind.RECOVERY},
    ],
)
def test_name_kind_and_vault_are_bound_into_the_seal(slot: Slot, change: dict[str, str]) -> None:
    moved = replace(slot, name=replace(slot.name, **change))  # type: ignore[arg-type]
    assert keys.open_with_passphrase(moved, "一二三四五六七八") is None


def test_changed_cost_salt_nonce_or_seal_do_not_open(slot: Slot) -> None:
    for other in (
        replace(slot, cost=Cost(64 * 1024, 2, 4)),
        replace(slot, salt=bytes(16)),
        replace(slot, nonce=bytes(12)),
        replace(slot, wrapped=bytes([slot.wrapped[0] ^ 1]) + slot.wrapped[1:]),
    ):
        assert keys.open_with_passphrase(other, "一二三四五六七八") is None


def test_the_same_passphrase_never_makes_the_same_slot_twice(slot: Slot) -> None:
    again = keys.wrap_with_passphrase(HELD, NAME, "一二三四五六七八", CHEAP)
    first, second = ({one.salt, one.nonce, one.wrapped, one.seed_nonce, one.seed} for one in (slot, again))
    assert first.isdisjoint(second)


def test_what_opens_the_data_key_does_not_open_the_seed_beside_it(slot: Slot) -> None:
    """Its key is another one: the sealed seed put in the data key's place gives nothing."""
    swapped = replace(slot, nonce=slot.seed_nonce, wrapped=slot.seed)
    assert keys.open_with_passphrase(swapped, "一二三四五六七八") is None


def test_a_seed_of_another_slot_is_not_taken_for_ones_own(slot: Slot) -> None:
    other = keys.wrap_with_passphrase(HELD, replace(NAME, slot_id="3" * 32), "一二三四五六七八", CHEAP)
    moved = replace(slot, seed_nonce=other.seed_nonce, seed=other.seed)
    assert keys.open_with_passphrase(moved, "一二三四五六七八") == Opened(KEY, b"")


def test_a_random_secret_opens_only_its_own_kind() -> None:
    secret = b"s" * 16
    made = keys.wrap_with_secret(KEY, replace(NAME, kind=SlotKind.RECOVERY), secret)
    assert keys.open_with_secret(made, secret) == KEY
    assert keys.open_with_secret(made, b"t" * 16) is None
    assert keys.open_with_secret(replace(made, name=replace(made.name, kind=SlotKind.KEYRING)), secret) is None


def test_d20_the_county_slot_opens_with_the_private_key_only() -> None:
    county, other = keys.new_county_keys(), keys.new_county_keys()
    made = keys.wrap_for_county(KEY, replace(NAME, kind=SlotKind.COUNTY), county.public)
    assert keys.open_for_county(made, county.private) == KEY
    assert keys.open_for_county(made, other.private) is None
    assert keys.open_for_county(replace(made, recipient=other.public), county.private) is None
    assert county.private.hex() not in repr(county)


def test_a_county_key_that_protects_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r".*"):
        keys.wrap_for_county(KEY, NAME, bytes(32))


def test_sub_keys_differ_by_purpose_and_never_equal_the_data_key() -> None:
    derived = {keys.derive(KEY, purpose) for purpose in Purpose}
    assert len(derived) == len(Purpose)
    assert KEY not in derived
    assert all(len(key) == 32 for key in derived)


def test_sub_keys_stay_the_same_for_ever() -> None:
    assert (
        keys.derive(KEY, Purpose.DATABASE).hex() == "033add6e2411253c9bdc393b3a234b841afe8b17d36c8888052a4b538eab4f0a"
    )


def test_calibration_reaches_the_aim_within_sane_limits() -> None:
    def timer_of(pass_seconds: float) -> int:
        ticks = iter((0.0, pass_seconds))
        return keys.calibrate(0.7, lambda: next(ticks)).passes

    assert timer_of(0.1) == 7
    assert timer_of(5.0) == 3
    assert timer_of(0.0) == 32
    assert keys.calibrate(0.7).memory_kib == 64 * 1024
    assert keys.calibrate(0.7).is_sane


@pytest.mark.parametrize("cost", [Cost(1 << 32, 3, 4), Cost(1024, 3, 4), Cost(65536, 10**9, 4), Cost(65536, 3, 0)])
def test_absurd_costs_are_not_sane(cost: Cost) -> None:
    assert not cost.is_sane
