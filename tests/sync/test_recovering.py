"""The county's two officers can open a township's record together, and nobody else can (B-44)."""

from pathlib import Path

import pytest

from db.sync.county.recovering import establish_recovery, held_recovery, let_county_in
from db.sync.county.stations import rotate_keys
from db.sync.trust.identity import county_desk
from db.sync.trust.manifest import ACTIVE, RECOVERY, RETIRED
from db.sync.trust.root import RootCodeNeeded, root_code, seal_root
from db.vault.county import pair_of
from db.vault.keys import Cost, SlotKind
from db.vault.recovery import RecoveryCode, new_recovery_code
from db.vault.refusals import WrongKey
from db.vault.vault import UnlockedVault, User, Vault
from tests.sync.offices import TOWNSHIPS, World

ONE = TOWNSHIPS[0][0]
CHEAP = Cost(64 * 1024, 1, 4)


@pytest.fixture
def vault(tmp_path: Path) -> tuple[Vault, UnlockedVault]:
    made = Vault(tmp_path, cost=CHEAP)
    return made, made.create(User("a", "林秋禾"), "一句自己记得住的话", new_recovery_code())


def codes() -> tuple[RecoveryCode, RecoveryCode]:
    return new_recovery_code(), new_recovery_code()


def travel(world: World) -> None:
    world.work(ONE)
    world.hand_over(ONE)
    assert world.deliver(-1).verdict == "imported"
    assert world.take(ONE, world.answer(ONE)).verdict == "taken"


def test_a_laptop_lets_both_officers_in_as_soon_as_it_has_read_of_them(
    world: World, vault: tuple[Vault, UnlockedVault]
) -> None:
    made, opened = vault
    assert not let_county_in(world.stores[ONE], made, opened)
    first, second = codes()
    establish_recovery(world.county, first, second)
    assert held_recovery(world.stores[ONE])[0] == b""
    travel(world)
    assert let_county_in(world.stores[ONE], made, opened)
    assert not let_county_in(world.stores[ONE], made, opened), "once is enough"
    for pair in (pair_of(first, second), pair_of(second, first)):
        assert made.unlock_for_county(pair.private).dek == opened.dek
    for pair in (pair_of(first, first), pair_of(second, second), pair_of(first, new_recovery_code())):
        with pytest.raises(WrongKey):
            made.unlock_for_county(pair.private)


def test_a_new_pair_puts_the_old_one_out_of_force_everywhere_it_is_heard_of(
    world: World, vault: tuple[Vault, UnlockedVault]
) -> None:
    made, opened = vault
    old, new = codes(), codes()
    for pair in (old, new):
        establish_recovery(world.county, *pair)
        travel(world)
        assert let_county_in(world.stores[ONE], made, opened)
    assert [slot.name.kind for slot in made.header().slots].count(SlotKind.COUNTY) == 1
    assert made.unlock_for_county(pair_of(*new).private).dek == opened.dek
    with pytest.raises(WrongKey):
        made.unlock_for_county(pair_of(*old).private)
    kept = [key.status for key in county_desk(world.county).manifest.keys if key.use == RECOVERY]
    assert kept == [RETIRED, ACTIVE]


def test_new_keys_of_the_county_leave_the_officers_codes_in_force(world: World) -> None:
    pair = codes()
    establish_recovery(world.county, *pair)
    assert rotate_keys(world.county).recovery() == pair_of(*pair).public
    assert held_recovery(world.county) == (pair_of(*pair).public, "示范县")


def test_only_the_root_makes_a_recovery_key(world: World) -> None:
    """Whoever sits at the county's computer cannot let himself into the townships' records."""
    code = root_code(world.county)
    seal_root(world.county, code.text)
    with pytest.raises(RootCodeNeeded):
        establish_recovery(world.county, *codes())
    assert county_desk(world.county).manifest.recovery() == b""
    assert establish_recovery(world.county, *codes(), code.text).version == 2
