"""Raw packages kept by a county, written anew without what was erased since, under the county's own seal (B-19, B-23).

A package cannot lose a line and keep its sender's seal. So the county vouches for what is left, in place of the station
whose certificate stays enclosed: chain, hashes and all other changes are as they came, and the ledger can still be made
again from the archive. Tables and paper are left out of it: they were never imported.
"""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy import Connection

from db.errors import Refusal
from db.ledger.line import from_line, to_line
from db.ledger.purge import without
from db.store.audit import write_audit
from db.store.erasing import erase
from db.store.gone import EVERYTHING, RESEALING_OWED, UNKNOWN, gone_ids, purge_list
from db.store.settings import read_setting, write_setting
from db.store.settling import settle_erasure
from db.store.store import Store
from db.sync.county.archive import ARCHIVE, REPLACED, RESEALED, not_in_journal
from db.sync.county.raising import county_limits
from db.sync.county.second_archive import keep_in_step
from db.sync.county.strays import Looked, look_into
from db.sync.package.limits import Limits
from db.sync.package.listing import Attachment
from db.sync.package.reading import OpenedPackage, open_package
from db.sync.package.telling import tells
from db.sync.package.writing import Load, Sealer, write_package
from db.sync.trust.identity import COUNTY, CountyDesk, county_desk

TO_DESTROY = "to_destroy"
"""Setting: names of raw packages that hold what was erased and could not be written anew."""


@dataclass(frozen=True)
class Resealed:
    """What became of a county's raw packages.

    Attributes:
        resealed: how many were written anew.
        to_destroy: names of those that could not be opened or written; a person destroys them, and copies elsewhere.
    """

    resealed: int = 0
    to_destroy: tuple[str, ...] = ()


def still_to_destroy(store: Store) -> tuple[str, ...]:
    """Names of the raw packages a person has to destroy, those left out that are gone from the archive by now."""
    names = store.setting(TO_DESTROY, [])
    return tuple(str(name) for name in names if any((store.home / ARCHIVE).glob(f"*/{name}")))


def reseal_owed(store: Store) -> Resealed:
    """Takes what was erased out of every raw package that is to be written anew; nearly always there is none.

    Of those the journal does not know the ones that tell of it are written anew, too.

    Args:
        store: the county's open record, after the erasure was committed.
    """
    owed = store.setting(RESEALING_OWED, [])
    if not owed or store.office.role != COUNTY:
        return Resealed()
    if EVERYTHING in owed:
        settle_erasure(store)
    with store.reading() as connection:
        names = _all(connection) if EVERYTHING in owed else [each for each in owed if each != UNKNOWN]
    desk, limits = county_desk(store), county_limits(store)
    looked = _look(store, desk, limits) if {EVERYTHING, UNKNOWN} & set(owed) else Looked()
    with store.reading() as connection:
        gone = gone_ids(connection)
        files = frozenset(each.sha256 for each in purge_list(connection) if each.sha256)
    anew, failed = list[str](), list(looked.failed)
    for path in (*(path for name in names for path in _files(store.home, name)), *looked.telling):
        try:
            if _resealed((desk, limits), path, gone, files):
                anew.append(path.name)
        except Refusal:  # whatever keeps it from being opened or written: a person destroys it
            failed.append(path.name)
    with store.keeping() as connection:
        known = read_setting(connection, TO_DESTROY, [])
        write_setting(connection, TO_DESTROY, sorted({*known, *failed}))
        replaced = {name for name in anew if not name.endswith(RESEALED)}
        write_setting(connection, REPLACED, sorted({*read_setting(connection, REPLACED, []), *replaced}))
        left = set(read_setting(connection, RESEALING_OWED, [])) - set(owed)
        write_setting(connection, RESEALING_OWED, sorted(left))
        at = store.clock.now().isoformat(timespec="seconds")
        write_audit(connection, (at, store.author.author), "purge", "archive", f"{len(anew)} {len(failed)}")
    keep_in_step(store)
    return Resealed(len(anew), tuple(failed))


def _look(store: Store, desk: CountyDesk, limits: Limits) -> Looked:
    """Into what lies in the archive unknown; what hangs there on what was erased comes on the list."""
    unknown = not_in_journal(store, refused=True)
    with store.reading() as connection:
        looked = look_into(connection, (desk, limits), unknown, purge_list(connection))
    if looked.hanging:
        with store.keeping() as connection:
            erase(connection, looked.hanging, follow=False)
    for part in (store.home / ARCHIVE).glob("*/*.part"):  # a crash left it; its package was never taken in
        with suppress(OSError):
            part.unlink()
    return looked


def _all(connection: Connection) -> list[str]:
    return [
        str(each) for each in connection.exec_driver_sql("SELECT sha256 FROM incoming_package ORDER BY no").scalars()
    ]


def archived_since(connection: Connection, purge: str) -> tuple[str, ...]:
    """Digests of the packages that came with or after the first word of what one decision erases, by township.

    The tables of the later ones show it too, and a case may have been another township's before: of whoever had it from
    the county those who had heard of it, or who claimed a ledger this county does not have (B-35).

    Args:
        connection: from the store.
        purge: hash of the decision.
    """
    asked = """
        SELECT i.sha256 FROM incoming_package i JOIN (
            SELECT l.org AS org, min(f.no) AS since, min(l.ledger_no) AS entered
              FROM purged p CROSS JOIN change c CROSS JOIN ledger l
              LEFT JOIN incoming_package f ON f.package_id = l.package_id
             WHERE p.purge = ? AND p.spared = 0 AND c.record_id = p.record_id AND l.change_hash = c.hash
             GROUP BY l.org) s ON s.org = i.org
         WHERE i.no >= s.since OR i.seen_no >= s.entered OR (i.seen_no > 0 AND NOT EXISTS (
               SELECT 1 FROM ledger e WHERE e.org = i.org AND e.ledger_no = i.seen_no AND e.entry_hash = i.seen_hash))
         ORDER BY i.no
    """
    return tuple(map(str, connection.exec_driver_sql(asked, (purge,)).scalars()))


def _files(home: Path, sha256: str) -> Iterator[Path]:
    yield from sorted((home / ARCHIVE).glob(f"*/{sha256}.nxb"))
    yield from sorted((home / ARCHIVE).glob(f"*/{sha256}{RESEALED}"))


def _resealed(county: tuple[CountyDesk, Limits], path: Path, gone: frozenset[str], files: frozenset[str]) -> bool:
    """True when the file was written anew; what was written anew before is left alone where nothing more goes."""
    desk, limits = county
    with ExitStack() as stack:
        package = stack.enter_context(open_package(path, desk.keys.identities, desk.trust, limits))
        again = path.name.endswith(RESEALED)
        if again and not tells(package, gone, files):
            return False
        target = path if again else path.with_name(path.name.removesuffix(".nxb") + RESEALED)
        sealer = Sealer(desk.keys.signing, desk.keys.identities[0], package.offered.certificate)
        load = Load(_lines(package, gone), attachments=_attachments(package, files), limits=limits)
        write_package(target, package.sealed.header, load, sealer, desk.manifest.recipients())
    if target != path:
        path.unlink()
    return True


def _lines(package: OpenedPackage, gone: frozenset[str]) -> Iterator[bytes]:
    for line_no, line in package.lines():
        change = from_line(line, line_no)
        kept = without(change, gone)
        yield line if kept is change else to_line(kept)


def _attachments(package: OpenedPackage, files: frozenset[str]) -> Iterator[Attachment]:
    for item in package.attachments():
        name = item.path.rpartition("/")[2]
        if name not in files:
            yield Attachment(name, partial(_opened, package, name))


def _opened(package: OpenedPackage, name: str) -> BinaryIO:
    return cast("BinaryIO", package.open_attachment(name))  # the writer enters it like any stream
