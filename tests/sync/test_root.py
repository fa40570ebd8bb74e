"""The county's root key: on two sealed sheets of paper, and on no computer any more (B-46)."""

from collections.abc import Callable
from contextlib import closing

import pytest

from db.sync.county.stations import revoke_station, rotate_keys
from db.sync.trust.identity import county_desk
from db.sync.trust.root import (
    RootCodeNeeded,
    RootSealed,
    WrongRootCode,
    read_root,
    root_code,
    root_key,
    root_of,
    seal_root,
)
from db.vault.recovery import RecoveryCode, new_recovery_code
from db.vault.refusals import RecoveryCodeMistyped
from tests.sync.offices import COUNTY, TOWNSHIPS, World
from tests.sync.servers import ServerWorld

ONE = TOWNSHIPS[0][0]


def sealed(world: World) -> RecoveryCode:
    code = root_code(world.county)
    seal_root(world.county, code.text)
    return code


def test_the_code_makes_the_root_every_laptop_has_pinned(world: World) -> None:
    code = root_code(world.county)
    assert root_of(code).public == county_desk(world.county).root
    assert code.text not in repr(code)
    assert root_of(new_recovery_code()).public != county_desk(world.county).root


def test_the_code_leaves_the_record_only_after_it_was_typed_back(world: World) -> None:
    for typed, said in (("", "48"), (new_recovery_code().text, "不同"), (root_code(world.county).text[:-1], "第 8 组")):
        with pytest.raises(RecoveryCodeMistyped, match=said):
            seal_root(world.county, typed)
        assert root_code(world.county)
    sealed(world)
    with world.county.reading() as connection:
        assert read_root(connection).sealed_on == world.clock.today().isoformat()
    with pytest.raises(RootSealed):
        root_code(world.county)
    with pytest.raises(RootSealed):
        seal_root(world.county, "")


def test_once_sealed_no_setting_spells_the_code_and_the_log_beside_the_file_is_empty(world: World) -> None:
    """The record is encrypted anyway; this is about somebody who has the computer and a passphrase."""
    code = root_code(world.county)
    assert code.secret.hex() in _settings(world)
    sealed(world)
    assert code.secret.hex() not in _settings(world)
    assert root_of(code).seed.hex() not in _settings(world)
    assert (world.folder / COUNTY[0] / "record.db-wal").stat().st_size == 0


def _settings(world: World) -> str:
    with world.county.reading() as connection:
        return " ".join(map(str, connection.exec_driver_sql("SELECT * FROM setting").all()))


def test_standing_down_and_new_keys_ask_for_the_code_once_it_is_sealed(world: World) -> None:
    code, station = sealed(world), world.stores[ONE].office.station_id
    wrong = {"": RootCodeNeeded, new_recovery_code().text: WrongRootCode, "12": RecoveryCodeMistyped}
    for typed, refusal in wrong.items():
        with pytest.raises(refusal):
            revoke_station(world.county, station, "遗失", root_code=typed)
        with pytest.raises(refusal):
            rotate_keys(world.county, typed)
    assert county_desk(world.county).manifest.version == 1
    rotated = rotate_keys(world.county, f" {code.text.replace('-', ' ')}\n")
    revoked = revoke_station(world.county, station, "遗失", root_code=code.text)
    assert (rotated.version, revoked.version) == (2, 3)


def test_a_township_goes_on_trusting_a_county_whose_root_is_sealed(world: World) -> None:
    code = sealed(world)
    rotate_keys(world.county, code.text)
    world.work(ONE)
    world.hand_over(ONE)
    assert world.deliver(-1).verdict == "imported"
    assert world.take(ONE, world.answer(ONE)).verdict == "taken"


def test_a_thief_with_the_whole_record_cannot_sign_a_manifest(world: World) -> None:
    sealed(world)
    with closing(world.county.engine.connect()) as connection, pytest.raises(RootCodeNeeded):
        root_key(connection)


def test_on_a_server_as_well(on_server: Callable[[], ServerWorld]) -> None:
    with closing(on_server()) as world:
        code = sealed(world)
        assert code.secret.hex() not in _settings(world)
        with pytest.raises(RootCodeNeeded):
            rotate_keys(world.county)
        assert rotate_keys(world.county, code.text).version == 2
