"""The county's stations: who is enrolled and stood down, what each last handed in, who seems to sit there twice.

Standing a laptop down and changing the county's own keys are acts of the root: the next key manifest says so, and every
return carries it (B-46, B-48, B-49).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from db.errors import Refusal
from db.store.audit import write_audit
from db.store.settings import write_setting
from db.store.store import Store
from db.sync.county.returning import owe_manifest
from db.sync.merging.forks import Branch, open_forks
from db.sync.trust.certificate import Certificate
from db.sync.trust.enrolment import new_manifest
from db.sync.trust.identity import CountyDesk, NoSuchStation, county_desk
from db.sync.trust.keys import CountyKeys, new_identity, new_seed
from db.sync.trust.manifest import ACTIVE, RECOVERY, RETIRED, CountyKey, Manifest, Revocation, sign_manifest
from db.sync.trust.root import root_key

NOTHING_COUNTS = ""
"""In place of a change: nothing this laptop still brings counts, its packages are refused as they are."""


class AlreadyStoodDown(Refusal):
    """The laptop was stood down before."""

    code = "P-ENR-14"


class ReasonMissing(Refusal):
    """A laptop is stood down for a reason, and the reason is written down."""

    code = "P-ENR-15"


@dataclass(frozen=True)
class StationRow:
    """A laptop the county has vouched for.

    Attributes:
        certificate: the newest one of that laptop.
        revocation: how it was stood down, None while in force.
        succeeded_by: serial of the certificate of the laptop that took its place, 0 for none.
        package_no, handed_in_at: of the package it handed in last, 0 and "" before the first.
        return_no, answered_at: of the return made for it last; answers_last: that return answers that package.
        branches: ends of its chain nobody has looked at yet, when there are several (B-34); else empty.
    """

    certificate: Certificate
    revocation: Revocation | None
    succeeded_by: int
    package_no: int
    handed_in_at: str
    return_no: int
    answered_at: str
    answers_last: bool
    branches: tuple[Branch, ...]


def station_rows(store: Store) -> tuple[StationRow, ...]:
    """Every laptop enrolled here, by township, the newest first.

    Raises:
        NotACounty: this is a township's record.
    """
    desk = county_desk(store)
    newest = {one.station_id: one for one in sorted(desk.certificates, key=lambda one: one.serial)}
    followers = {one.succeeds: one.serial for one in newest.values() if one.succeeds}
    with store.reading() as connection:
        found = [_row(connection, desk, one, followers.get(one.station_id, 0)) for one in newest.values()]
    return tuple(sorted(found, key=lambda row: (row.certificate.org_code, -row.certificate.serial)))


_LAST_IN = """
    SELECT package_id, package_no, imported_at FROM incoming_package WHERE station_id = ? ORDER BY no DESC LIMIT 1
"""
_LAST_OUT = """
    SELECT in_reply_to, package_no, made_at FROM return_package WHERE station_id = ? ORDER BY package_no DESC LIMIT 1
"""


def _row(connection: Connection, desk: CountyDesk, one: Certificate, succeeded_by: int) -> StationRow:
    handed = connection.exec_driver_sql(_LAST_IN, (one.station_id,)).first()
    answered = connection.exec_driver_sql(_LAST_OUT, (one.station_id,)).first()
    revocation = desk.manifest.revocation(one.station_id, one.key_id)
    if revocation is None and one.revoked_after is not None:
        revocation = Revocation(one.station_id, one.key_id, one.revoked_after)
    return StationRow(
        one,
        revocation,
        succeeded_by,
        int(handed[1]) if handed else 0,
        str(handed[2]) if handed else "",
        int(answered[1]) if answered else 0,
        str(answered[2]) if answered else "",
        bool(handed and answered and handed[0] == answered[0]),
        open_forks(connection, one.station_id),
    )


# Standing a laptop down


def last_taken_in(connection: Connection, station_id: str) -> str:
    """Hash of the laptop's last change in the county's log, "" when it never handed anything in."""
    asked = "SELECT hash FROM change WHERE station_id = ? ORDER BY no DESC LIMIT 1"
    return str(connection.exec_driver_sql(asked, (station_id,)).scalar() or "")


def revoke_station(
    store: Store, station_id: str, reason: str, after: str | None = None, root_code: str = ""
) -> Manifest:
    """Stands a laptop down: what it wrote up to a change counts, what it brings later waits for review (B-49, D-42).

    Args:
        store: the county's open record.
        station_id: the laptop.
        reason: why, in the officer's words.
        after: hash of the last change that counts; None takes the last one taken in, `NOTHING_COUNTS` none: then its
            packages are refused. What was taken in already goes on counting either way.
        root_code: the root key's code from the sealed paper, "" while it still lies in the record.

    Returns:
        The new key manifest, which travels with every return.

    Raises:
        NotACounty, NoSuchStation, AlreadyStoodDown, ReasonMissing: nothing changes.
        RootCodeNeeded, WrongRootCode, RecoveryCodeMistyped: neither.
    """
    desk = county_desk(store)
    certificates = [one for one in desk.certificates if one.station_id == station_id]
    if not certificates:
        raise NoSuchStation("没有这台电脑的登记。", next_step="请在“乡镇”页核对。")
    if not reason.strip():
        raise ReasonMissing("停用一台电脑要写明原因。", next_step="请写上原因，例如“电脑遗失”。")
    keys = {one.key_id for one in certificates}
    stood_down = {one.key_id for one in desk.manifest.revocations if one.station_id == station_id}
    if keys <= stood_down:
        raise AlreadyStoodDown("这台电脑已经停用。", next_step="请在“乡镇”页核对。")
    now = store.clock.now()
    with store.keeping() as connection:
        last = last_taken_in(connection, station_id) if after is None else after
        said = (last, now.date().isoformat(), reason.strip())
        fresh = tuple(Revocation(station_id, key, *said) for key in sorted(keys - stood_down))
        manifest = next_manifest(desk.manifest, now, revocations=(*desk.manifest.revocations, *fresh))
        issue_manifest(connection, store, replace(desk, manifest=manifest), ("revoke", station_id), root_code)
    return manifest


def rotate_keys(store: Store, root_code: str = "") -> Manifest:
    """Gives the county new keys to sign and to be written to with; the old ones still open and prove what is under way.

    A township learns of it from the next return; until then what it sends is opened with the old key, with a notice
    (B-48).

    Args:
        store: the county's open record.
        root_code: the root key's code from the sealed paper, "" while it still lies in the record.

    Raises:
        NotACounty: this is a township's record.
        RootCodeNeeded, WrongRootCode, RecoveryCodeMistyped: nothing changes.
    """
    desk = county_desk(store)
    now = store.clock.now()
    keys = CountyKeys(desk.keys.county_id, new_seed(), (new_identity(), *desk.keys.identities))
    on = now.date().isoformat()
    old = tuple(
        replace(key, status=RETIRED, valid_until=on) if key.status == ACTIVE and key.use != RECOVERY else key
        for key in desk.manifest.keys
    )
    manifest = next_manifest(desk.manifest, now, keys=(*_in_use(keys, on), *old))
    kept = {"county_id": keys.county_id, "seed": keys.seed.hex(), "identities": list(keys.identities)}
    with store.keeping() as connection:
        write_setting(connection, "county_keys", kept)
        issue_manifest(connection, store, replace(desk, manifest=manifest), ("rotate", keys.county_id), root_code)
    return manifest


def _in_use(keys: CountyKeys, on: str) -> tuple[CountyKey, ...]:
    fresh = CountyKeys(keys.county_id, keys.seed, keys.identities[:1])
    return new_manifest(fresh, "", "", 0, datetime.fromisoformat(on)).keys


def next_manifest(manifest: Manifest, now: datetime, **different: Any) -> Manifest:
    """The manifest that follows: what is `different`, and the next number."""
    return replace(manifest, version=manifest.version + 1, issued_at=now.isoformat(), **different)


def issue_manifest(
    connection: Connection, store: Store, desk: CountyDesk, act: tuple[str, str], root_code: str
) -> None:
    """Has the root sign the desk's manifest, keeps it, and owes it to every township.

    Args:
        connection: inside a transaction of the county's record.
        store: that record.
        desk: with the new manifest.
        act: what was done, and to whom, for the audit.
        root_code: the root key's code from the sealed paper, "" while it still lies in the record.

    Raises:
        RootCodeNeeded, WrongRootCode, RecoveryCodeMistyped: nothing was signed.
    """
    root = root_key(connection, root_code)
    write_setting(connection, "manifest", sign_manifest(desk.manifest, root).decode())
    owe_manifest(connection, desk)
    who = (store.clock.now().isoformat(timespec="seconds"), store.author.author)
    write_audit(connection, who, *act, str(desk.manifest.version))
