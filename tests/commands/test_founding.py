"""Founding cut off at any file operation or transaction: the next start opens the record or founds anew."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from db.commands.founding import WORKSHOP, put_in_place
from db.commands.opening import Founding, OpenRecord, RecordExists, found_record, open_record
from db.disk import sync_folder
from db.store.store import Store
from db.sync.trust.identity import county_desk, found_keys, station_keys
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from db.vault.refusals import VaultExists, VaultMissing
from tests.conftest import CLOCK

CHEAP = Cost(64 * 1024, 1, 4)
PHRASE = "青山绿水共为邻里"
FILE_CALLS = ("open", "write", "fsync", "replace", "rename", "unlink", "rmdir", "mkdir")

Hook = Callable[[Store], None] | None


def wish(role: str, worker: str = "王小明") -> Founding:
    code = "999999101" if role == "township" else "999999"
    return Founding(role, code, "青溪镇", "national", worker, PHRASE, new_recovery_code())


def keys(store: Store) -> None:
    found_keys(store, CLOCK.now())


def founded(home: Path, role: str, hook: Hook = keys) -> OpenRecord:
    return found_record(home, wish(role), CLOCK, CHEAP, hook)


def killed_at(home: Path, role: str, nth: int) -> bool:
    """Founds in another process that kills itself before its nth file operation, begin or commit."""
    child = os.fork()
    if child == 0:
        try:
            count_to(nth)
            founded(home, role)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def count_to(nth: int) -> None:
    left = [nth]

    def step(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def guarded(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            step()
            return real(*args, **kwargs)

        return call

    for name in FILE_CALLS:
        setattr(os, name, guarded(getattr(os, name)))
    event.listen(Engine, "begin", step)
    event.listen(Engine, "commit", step)


def facts(record: OpenRecord) -> tuple[int, int]:
    with record.store.reading() as connection:
        count = connection.exec_driver_sql("SELECT (SELECT count(*) FROM worker), (SELECT count(*) FROM org_unit)")
        workers, units = count.one()
    return int(workers), int(units)


def next_start(home: Path, role: str) -> str:
    """What the next start of the program comes to; whichever it is, it comes to a whole record."""
    try:
        record, came = open_record(home, PHRASE, CLOCK), "opened"
    except VaultMissing:
        record, came = founded(home, role), "founded anew"
    assert facts(record) == (1, 1)
    assert station_keys(record.store).station_id == record.office.station_id
    if role == "county":
        assert county_desk(record.store).manifest.version == 1
    assert not (home / WORKSHOP).exists()
    assert not record.vault.needs_mending()
    record.close()
    open_record(home, PHRASE, CLOCK).close()
    return came


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("stride", [5, pytest.param(1, marks=pytest.mark.long)])
def test_killed_anywhere_the_next_start_opens_or_founds_anew(tmp_path: Path, stride: int) -> None:
    """D-17 for founding."""
    outcomes, nth, going = [], 1, True
    while going:
        home = tmp_path / f"killed-{nth}"
        going = killed_at(home, "county", nth)
        outcomes.append(next_start(home, "county"))
        shutil.rmtree(home)
        nth += stride
    assert set(outcomes) == {"founded anew", "opened"}
    assert outcomes == sorted(outcomes)  # once it opens, it keeps opening


class Stopped(BaseException):
    """As a kill: nobody tidies up after it."""


def stopping(patch: pytest.MonkeyPatch, stop: int) -> None:
    left = [stop]

    def step(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                patch.setattr(shutil, "rmtree", lambda *_, **__: None)
                raise Stopped
            return real(*args, **kwargs)

        return call

    patch.setattr("db.commands.founding.sync_folder", step(sync_folder))
    patch.setattr(Path, "replace", step(Path.replace))
    patch.setattr("db.commands.opening.put_in_place", step(put_in_place))


def step_by_step(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stops (as if killed: nothing is tidied up) before each move into place."""
    outcomes = []
    for stop in range(1, 6):
        place = home / str(stop)
        with monkeypatch.context() as patch:
            stopping(patch, stop)
            with pytest.raises(Stopped):
                founded(place, "township")
        outcomes.append(next_start(place, "township"))
    return outcomes


def test_stopped_between_the_moves_into_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert step_by_step(tmp_path, monkeypatch) == ["founded anew", "founded anew", "opened", "opened", "opened"]


@pytest.mark.parametrize("role", ["township", "county"])
def test_a_record_founded_without_its_keys_gets_them_when_they_are_first_needed(tmp_path: Path, role: str) -> None:
    founded(tmp_path, role, None).close()
    record = open_record(tmp_path, PHRASE, CLOCK)
    first = station_keys(record.store)
    assert first.station_id == record.office.station_id
    if role == "county":
        assert county_desk(record.store).manifest.version == 1
    keys(record.store)
    assert station_keys(record.store) == first
    record.close()


def test_keys_that_somebody_may_have_seen_are_never_made_a_second_time(tmp_path: Path) -> None:
    record = founded(tmp_path, "county")
    with record.store.keeping() as connection:
        connection.exec_driver_sql("DELETE FROM setting WHERE name = 'station_keys'")
    with pytest.raises(TypeError):
        station_keys(record.store)
    record.close()


def test_a_founding_never_touches_what_is_in_the_place(tmp_path: Path) -> None:
    founded(tmp_path, "township").close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(RecordExists):
        founded(tmp_path, "township")
    (tmp_path / "record.db").rename(tmp_path / "kept.db")
    with pytest.raises(VaultExists):
        founded(tmp_path, "township")
    (tmp_path / "kept.db").rename(tmp_path / "record.db")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_a_workshop_of_another_founding_is_never_taken_for_the_record(tmp_path: Path) -> None:
    """Somebody put a key file back whose database is missing: nothing is passed off as it."""
    from db.store.damage import DatabaseMissing

    founded(tmp_path / "other", "township").close()
    founded(tmp_path / "home", "township").close()
    shutil.copytree(tmp_path / "other", tmp_path / "home" / WORKSHOP)
    (tmp_path / "home" / "record.db").unlink()
    with pytest.raises(DatabaseMissing):
        open_record(tmp_path / "home", PHRASE, CLOCK)
