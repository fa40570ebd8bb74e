"""The county takes a package in: verified, planned, applied in one transaction or not at all (B-23 to B-25, B-53)."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from db.errors import Refusal
from db.ledger.change import Change
from db.ledger.line import from_line, from_proved
from db.store.attachments import Attachments
from db.store.audit import write_audit
from db.store.county_ledger import ledger_head, ledger_holds
from db.store.digest import state_digest
from db.store.gone import gone_ids, owe_resealing, purge_list
from db.store.settings import read_setting, write_setting
from db.store.settling import delete_erased_files
from db.store.store import Store
from db.store.tip import go_on_from
from db.sync.county.archive import keep_raw
from db.sync.county.imported import ImportResult, preview_of, read_result, sentence_of
from db.sync.county.resealing import reseal_owed
from db.sync.county.returning import enter_own
from db.sync.county.transferring import settle_transfers
from db.sync.merging.abroad import Abroad
from db.sync.merging.acknowledging import disputed_records
from db.sync.merging.deciding import holders
from db.sync.merging.explaining import Explained, accept_explained
from db.sync.merging.granting import CountyWord
from db.sync.merging.intake import Intake
from db.sync.package.arrived import keep_attachments, sha256_of
from db.sync.package.differing import DIFFERING, differing_records
from db.sync.package.header import Share
from db.sync.package.journal import Entered, enter, entered
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.reading import OpenedPackage, open_package
from db.sync.package.telling import shows
from db.sync.trust.identity import CountyDesk, county_desk

BATCH = 2000
"""Changes in memory at once."""
FEW = 2 * BATCH
"""A package of so many changes is kept in memory once it has been proved; a longer one is read a second time."""


@dataclass(frozen=True)
class _Arrival:
    """Under which name a file came, to whose county's desk, whether to a key retired since; what was read, if few."""

    file_name: str
    desk: CountyDesk
    old_key: bool
    few: tuple[Change, ...]


def import_package(
    store: Store, path: Path, *, apply: bool = True, limits: Limits = LIMITS, files: Attachments | None = None
) -> ImportResult:
    """Takes one file in, or says what taking it in would do.

    Args:
        store: the county's open record.
        path: the file; it is only read.
        apply: false for a preview, which changes nothing.
        limits: what a package may be; the county can raise them (B-55).
        files: where the pictures and PDFs inside are kept sealed; None leaves them in the raw package.

    Raises:
        NotACounty: this is a township's record.

    A file that cannot be taken in is a result with verdict `refused`, not an exception: of sixty files three bad ones
    must not stop the others (D-46).
    """
    desk = county_desk(store)
    try:
        return _import(store, desk, path, limits, files if apply else None, apply=apply)
    except Refusal as refusal:
        return ImportResult(path.name, "refused", refusal.sentence, refusal.code)


def import_packages(store: Store, paths: Iterable[Path], *, apply: bool = True) -> tuple[ImportResult, ...]:
    """Takes several files in, each for itself; their order makes no difference to the record."""
    return tuple(import_package(store, path, apply=apply) for path in paths)


def _import(
    store: Store, desk: CountyDesk, path: Path, limits: Limits, files: Attachments | None, *, apply: bool
) -> ImportResult:
    if known_file := entered(store, "sha256", sha256_of(path)):
        return _again(known_file)
    with open_package(path, desk.keys.identities, desk.trust, limits) as package:
        if known_package := entered(store, "package_id", package.sealed.header.package_id):
            return _again(known_package)
        abroad = Abroad(package.sender.org_code, CountyWord.of(desk.manifest))
        before, few = _proved(package, abroad)
        if apply:
            keep_raw(store.home, store.clock.today().year, path, package.sha256)
        if files is not None:
            keep_attachments(package, files)
        with store.keeping() as connection:
            old_key = package.recipient not in desk.manifest.recipients()
            intake = Intake(connection, package.sender, package.sealed.header.package_id, before, abroad)
            result = _apply(store, connection, package, intake, _Arrival(path.name, desk, old_key, few))
            if not apply:
                connection.rollback()
                return ImportResult(**{**vars(result), "verdict": "preview", "sentence": preview_of(result)})
            if _tells_of_erased(connection, package, result):
                owe_resealing(connection, [package.sha256])
    reseal_owed(store)
    if files is not None:
        delete_erased_files(store)  # a laptop that had not heard yet may have sent one again
    return result


def _tells_of_erased(connection: Connection, package: OpenedPackage, result: ImportResult) -> bool:
    """Whether the laptop had not yet heard of something erased: its package, tables included, still tells of it."""
    gone = gone_ids(connection)
    files = {each.sha256 for each in purge_list(connection) if each.sha256} if gone else set[str]()
    return result.erased > 0 or (bool(gone) and shows(package, gone, files))


def _again(known: Entered) -> ImportResult:
    """The old result page of a package imported before, saying so."""
    old = read_result(known.result)
    said = f"{known.day} 已导入过{old.org_name}第 {old.package_no} 号包，这次未作任何改动。"
    return replace(old, verdict="duplicate", sentence=said)


def _proved(package: OpenedPackage, abroad: Abroad) -> tuple[dict[str, str], tuple[Change, ...]]:
    """Reads every line strictly before any is applied (B-53), and shows each to `abroad`.

    Returns:
        Of a revoked sender, each change's predecessor by hash, else nothing; and all changes where they are few.
    """
    before: dict[str, str] = {}
    few: list[Change] = []
    keep = package.sealed.counted.changes <= FEW
    for line_no, line in package.lines():
        change = from_line(line, line_no)
        abroad.look(change)
        if package.sender.revoked_after is not None:
            before[change.hash] = change.prev_hash
        if keep:
            few.append(change)
    return before, tuple(few)


def _apply(
    store: Store, connection: Connection, package: OpenedPackage, intake: Intake, arrival: _Arrival
) -> ImportResult:
    header = package.sealed.header
    disputed_before = disputed_records(connection)
    for changes in _batches(package, arrival.few):
        intake.take(changes)
    intake.take_held()
    explained = accept_explained(connection, CountyWord.of(arrival.desk.manifest)) if intake.decided else Explained()
    if intake.own_back or explained.count:
        go_on_from(connection, store.office.station_id, intake.first_no)
    late, granted = [*intake.late, *explained.late], [*intake.granted, *explained.granted]
    passed = settle_transfers(store, connection, arrival.desk, late, granted)
    _tell_others(store, connection, intake.decided, package.sender.org_code)
    disputed = disputed_records(connection)
    here, expected = _reached(connection, package)
    share = header.share or Share(1, 1, 0)
    org = package.sender.org_code
    same = state_digest(connection, org) == header.state_digest if here == expected else None
    result = ImportResult(
        arrival.file_name,
        "imported",
        "",
        "",
        package.sender.org_code,
        package.sender.name,
        header.package_no,
        header.package_id,
        header.created_at,
        package.sealed.counted.changes,
        intake.fresh,
        intake.repeated,
        intake.waiting,
        intake.released + explained.count,
        sum(intake.reasons.values()),
        intake.records_new,
        intake.records_changed,
        len(disputed - disputed_before),
        same,
        tuple((count, reason) for reason, count in intake.reasons.items()),
        bool(intake.forked),
        arrival.old_key,
        len(intake.parallel),
        len(disputed_before - disputed),
        passed.late,
        intake.erased,
        share.no,
        share.of,
        max(0, expected - here - intake.waiting) if share.of > 1 else 0,
        _differing(connection, package, same=same),
        intake.misfits,
    )
    result = ImportResult(**{**vars(result), "sentence": sentence_of(result)})
    _book(store, connection, package, result)
    return result


def _tell_others(store: Store, connection: Connection, decided: Iterable[str], org: str) -> None:
    """A decision that has come back is news for the other townships that hold the case: a return waits for them."""
    others = {each for purge in decided for each in holders(connection, purge)} - {org}
    for each in sorted(others):
        enter_own(connection, store, each)


def _differing(connection: Connection, package: OpenedPackage, *, same: bool | None) -> tuple[tuple[str, str], ...]:
    """The records in which both sides differ; kept by township until they are the same (D-43)."""
    kept, org = read_setting(connection, DIFFERING, {}), package.sender.org_code
    found = differing_records(connection, package, org) if same is False else []
    if same is False:
        write_setting(connection, DIFFERING, {**kept, org: found})
    elif same and org in kept:
        write_setting(connection, DIFFERING, {code: told for code, told in kept.items() if code != org})
    return tuple((entity, record_id) for entity, record_id in found)


def _batches(package: OpenedPackage, few: tuple[Change, ...]) -> Iterator[list[Change]]:
    """The package's changes again, some at a time: where they are many, they are never all in memory at once."""
    changes = iter(few) if few else (from_proved(line, line_no) for line_no, line in package.lines())
    while some := list(islice(changes, BATCH)):
        yield some


def _reached(connection: Connection, package: OpenedPackage) -> tuple[int, int]:
    """How many entries the township's stream has, and how many it must have for both sides to show the same (B-30).

    With more, this package is not the latest the county has; with fewer, other parts of the hand-over are to come. A
    package that is the whole hand-over is compared even where it does not bring everything: then something is amiss. So
    it is with a claim that is not true, where nobody can say what is missing.
    """
    header, org = package.sealed.header, package.sender.org_code
    entered, _ = ledger_head(connection, org)
    expected = header.seen.no + (header.share.changes if header.share else package.sealed.counted.changes)
    if header.share and ledger_holds(connection, org, header.seen.no, header.seen.hash):
        return entered, expected
    return entered, min(entered, expected)


def _book(store: Store, connection: Connection, package: OpenedPackage, result: ImportResult) -> None:
    now = store.clock.now().isoformat(timespec="seconds")
    enter(connection, package, asdict(result), result.org_code, now)
    names = read_setting(connection, "townships", {})
    if names.get(result.org_code) != result.org_name:
        write_setting(connection, "townships", {**names, result.org_code: result.org_name})
    write_audit(connection, (now, store.author.author), "import", result.package_id, package.sha256)
