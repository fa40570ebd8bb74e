"""Sitting down at the desk: an existing record unlocked, or a new one founded, with its profile and code lists."""

from contextlib import suppress
from functools import cache
from pathlib import Path

from db.clock import Clock
from db.commands.opening import Founding, OpenRecord, found_record, open_record
from db.domain.codes import CodeList, load_code_lists
from db.store.store import Store
from db.sync.trust.identity import found_keys
from db.vault.keys import Cost, Purpose
from db.vault.refusals import VaultNotSaved
from desktop.desk.desk import Desk
from desktop.desk.locality import Locality
from desktop.paths import resource
from desktop.profiles import load_profile


def found_desk(home: Path, wish: Founding, clock: Clock, cost: Cost | None = None) -> Desk:
    """Founds a record and sits down at it.

    Raises:
        UnknownProfile, and those of `db.commands.opening.found_record`.
    """
    load_profile(wish.profile)
    record = found_record(home, wish, clock, cost, keys=lambda store: found_keys(store, clock.now()))
    return desk_of(record, clock)


def open_desk(home: Path, passphrase: str, clock: Clock, user_id: str = "") -> Desk:
    """Unlocks a record and sits down at it.

    Raises:
        Those of `db.commands.opening.open_record`. A profile that is not here any more is no reason to stay locked.
    """
    return desk_of(open_record(home, passphrase, clock, user_id), clock)


def reopened(desk: Desk) -> Desk:
    """The same record opened once more, for another thread; each is closed for itself.

    Raises:
        Those of `Store.open`.
    """
    record = desk.record
    store = Store.open(record.home, record.unlocked.key(Purpose.DATABASE), desk.clock)
    store.sign_in(record.worker_id, record.store.author.role, record.store.prover)
    again = OpenRecord(record.home, store, record.vault, record.unlocked, record.worker_id, record.worker_name)
    return desk_of(again, desk.clock)


def desk_of(record: OpenRecord, clock: Clock) -> Desk:
    """The desk of an open record, which lets its county's two officers in once it has heard of their key (B-44).

    A county put back from a copy clears its archive of what was erased since (B-19).
    """
    from db.sync.county.recovering import let_county_in

    if record.office.role == "county":
        from db.sync.county.resealing import reseal_owed

        reseal_owed(record.store)
    if not record.office.practice:
        with suppress(VaultNotSaved):  # a disk that is full or read-only today: the next opening tries again
            let_county_in(record.store, record.vault, record.unlocked)
    return Desk(record, Locality(record.store, code_lists()), clock)


@cache
def code_lists() -> dict[str, CodeList]:
    """The code lists that came with the program, read once."""
    return dict(load_code_lists(resource("codes")))
