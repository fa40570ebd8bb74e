"""An upper office takes in what a county hands up: all of a package or nothing, each stream as the county has it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from db.errors import Refusal
from db.ledger.change import Change
from db.ledger.line import from_line
from db.store.audit import write_audit
from db.store.digest import state_digest
from db.store.erasing import erase
from db.store.settings import read_setting, write_setting
from db.store.settling import settle_erasure
from db.store.store import Store
from db.sync.merging.acknowledging import disputed_records
from db.sync.merging.adopting import Adopted, adopt, entries_held
from db.sync.merging.attaching import Attachment, Entry, Fit, attach
from db.sync.package.arrived import sha256_of
from db.sync.package.header import Answer, LedgerPoint, Share
from db.sync.package.journal import Entered, enter, entered
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.purge_lists import read_purges
from db.sync.package.reading import OpenedPackage, open_package
from db.sync.package.refusals import ContentsDiffer
from db.sync.trust.identity import station_keys
from db.sync.trust.manifest import ManifestForged
from db.sync.upper.counties import UpperTrust, enrolled_counties, keep_county_manifest
from db.sync.upper.hand_up_result import HandUpGap, HandUpResult, OtherLedger, previewed, read_hand_up, sentence_of
from db.sync.upper.scope import County, keep_streams, require_own
from db.sync.upper.streams import Stream, read_entries, read_streams

MISSING = "hand_ups_missing"
"""Setting of an upper office: by county id why its last hand-up could not be taken, until one is."""


def take_hand_up(
    store: Store, path: Path, *, apply: bool = True, readopt: bool = False, limits: Limits = LIMITS
) -> HandUpResult:
    """Takes a hand-up in, or says what taking it in would do.

    Args:
        store: the upper office's open record.
        path: the file; it is only read.
        apply: false for a preview, which changes nothing.
        readopt: after a telephone call: where the county's ledger is another than the one held, or shorter, the
            county's word counts (B-35).
        limits: what a package may be.

    Raises:
        NotAnUpper: this is another office's record.

    A file that cannot be taken in is a result with verdict `refused`, `gap` or `diverged`, not an exception.
    """
    trust = UpperTrust(store.office.station_id, enrolled_counties(store))
    try:
        return _take(store, trust, path, limits, apply=apply, readopt=readopt)
    except Refusal as refusal:
        if isinstance(refusal, ManifestForged):
            _raise_alarm(store, refusal.code, path)
        return HandUpResult(path.name, "refused", refusal.sentence, refusal.code)


def take_hand_ups(
    store: Store,
    paths: Iterable[Path],
    *,
    apply: bool = True,
    readopt: bool = False,
    told: Callable[[int], None] = lambda _: None,
) -> tuple[HandUpResult, ...]:
    """Takes several files in, each for itself; what lacked an earlier one is tried again once that has come.

    Args:
        store: the upper office's open record.
        paths: the files.
        apply: false for a preview, which changes nothing.
        readopt: as in `take_hand_up`.
        told: called with how many are done.
    """
    paths = list(paths)
    results: dict[Path, HandUpResult] = {}
    waiting = paths
    while waiting:
        for path in waiting:
            results[path] = take_hand_up(store, path, apply=apply, readopt=readopt)
            told(len(results))
        again = [path for path in waiting if results[path].verdict == "gap"]
        waiting = again if apply and len(again) < len(waiting) else []
    if not apply:
        coming = {each.county_code for each in results.values() if each.verdict == "preview"}
        results = {path: _after_the_others(each, coming) for path, each in results.items()}
    return tuple(results[path] for path in paths)


def _after_the_others(result: HandUpResult, coming: Collection[str]) -> HandUpResult:
    """In a preview nothing was taken in yet that a later file of the same county goes on from."""
    if result.verdict != "gap" or result.county_code not in coming:
        return result
    said = f"预览：{result.county}第 {result.package_no} 号上报接在前面的后面，一起读入时再核对。"
    return replace(result, verdict="preview", sentence=said, code="")


def _raise_alarm(store: Store, code: str, path: Path) -> None:
    """Somebody offers keys that are not the county's: it stays in the audit trail (D-53)."""
    now = store.clock.now().isoformat(timespec="seconds")
    with store.keeping() as connection:
        write_audit(connection, (now, store.author.author), "alarm", code, sha256_of(path))


@dataclass(frozen=True)
class _Brought:
    """What one package brings, proved by itself."""

    package: OpenedPackage
    streams: tuple[Stream, ...]
    changes: Mapping[str, Change]
    entries: Mapping[str, tuple[Entry, ...]]
    share: Share = field(default=Share(1, 1, 0))


def _take(store: Store, trust: UpperTrust, path: Path, limits: Limits, *, apply: bool, readopt: bool) -> HandUpResult:
    if known := entered(store, "sha256", sha256_of(path)):
        return _again(known)
    with open_package(path, (station_keys(store).identity,), trust, limits) as package:
        if known := entered(store, "package_id", package.sealed.header.package_id):
            return _again(known)
        brought = _read(package)
        try:
            return _taken(store, trust, brought, path.name, apply=apply, readopt=readopt)
        except (HandUpGap, OtherLedger) as refusal:
            return _not_taken(store, brought, path.name, refusal, apply=apply)
        except IntegrityError as fault:  # what it brings points at nothing, or holds what no county may accept
            raise ContentsDiffer("changes.jsonl") from fault


def _taken(
    store: Store, trust: UpperTrust, brought: _Brought, file_name: str, *, apply: bool, readopt: bool
) -> HandUpResult:
    with store.keeping() as connection:
        result = replace(_apply(store, connection, trust, brought, readopt=readopt), file_name=file_name)
        if not apply or result.verdict == "stale":
            connection.rollback()
            return result if apply else previewed(result)
        _book(store, connection, brought.package, result)
    if result.purged:
        settle_erasure(store)
    return result


def _not_taken(
    store: Store, brought: _Brought, file_name: str, refusal: HandUpGap | OtherLedger, *, apply: bool
) -> HandUpResult:
    """Whose it is and what is missing; remembered for the page of the counties, but not as taken in."""
    header, sender = brought.package.sealed.header, brought.package.sender
    if apply:
        with store.keeping() as connection:
            said = {**read_setting(connection, MISSING, {}), sender.id: refusal.happened}
            write_setting(connection, MISSING, said)
    return HandUpResult(
        file_name,
        "gap" if isinstance(refusal, HandUpGap) else "diverged",
        refusal.sentence,
        refusal.code,
        sender.name,
        sender.org_code,
        header.package_no,
        header.package_id,
        header.created_at,
        brought.share.no,
        brought.share.of,
    )


def _read(package: OpenedPackage) -> _Brought:
    """Reads every line strictly before any is applied (B-53)."""
    changes = {change.hash: change for line_no, line in package.lines() for change in [from_line(line, line_no)]}
    streams = read_streams(package)
    share = package.sealed.header.share or Share(1, 1, 0)
    return _Brought(package, streams, changes, read_entries(package, streams, changes), share)


def _apply(
    store: Store, connection: Connection, trust: UpperTrust, brought: _Brought, *, readopt: bool
) -> HandUpResult:
    package, header = brought.package, brought.package.sealed.header
    gone = read_purges(package, brought.changes.values())
    county = County.of(connection, store, trust.counties, package.sender.id, brought.streams)
    require_own(connection, county, brought.changes.values(), gone)
    fits = _fits(connection, county, brought, readopt=readopt)
    verdict = _verdict(fits)
    before = disputed_records(connection)
    erased, adopted = 0, Adopted()
    if verdict != "stale":
        erased = erase(connection, gone).changes
        news = {org: fitted for org, fitted in fits.items() if fitted.fit in {Fit.EXTENDS, Fit.READOPT}}
        adopted = adopt(connection, header.package_id, news, brought.changes)
        keep_streams(connection, county, brought.streams)
    newest = trust.newest(package.sender.id, package.offered)
    new_keys = keep_county_manifest(connection, package.sender.id, newest, package.offered.manifest)
    after = disputed_records(connection)
    differing = _differing(connection, brought) if verdict != "stale" and brought.share.no == brought.share.of else None
    result = HandUpResult(
        "",
        verdict,
        "",
        "",
        package.sender.name,
        package.sender.org_code,
        header.package_no,
        header.package_id,
        header.created_at,
        brought.share.no,
        brought.share.of,
        sum(fitted.fit in {Fit.EXTENDS, Fit.READOPT} for fitted in fits.values()),
        adopted.received,
        adopted.turned_away,
        adopted.fell_out,
        len(after - before),
        len(before - after),
        erased,
        None if differing is None else not differing,
        differing or (),
        new_keys,
    )
    return replace(result, sentence=sentence_of(result))


def _fits(connection: Connection, county: County, brought: _Brought, *, readopt: bool) -> dict[str, Attachment]:
    """Every stream of the county laid beside what is held of it; one it speaks of no more has lost all it had.

    Raises:
        HandUpGap, OtherLedger: a stream does not fit; or some have news and others have less than before, which no old
            package can have: the county was put back.
    """
    start, told = LedgerPoint(), {each.org for each in brought.streams}
    asked = "SELECT org, name FROM county_stream WHERE county_id = ? ORDER BY org"
    rows = connection.exec_driver_sql(asked, (county.id,)).all()
    silent = (Stream(str(org), str(name), start, start, start, "") for org, name in rows if org not in told)
    streams = (*brought.streams, *silent)
    fits = {each.org: _fit(connection, each, brought, readopt=readopt) for each in streams}
    less = next((each for each in streams if fits[each.org].fit is Fit.STALE), None)
    if less is not None and any(fitted.fit is Fit.EXTENDS for fitted in fits.values()):
        raise OtherLedger(less.name, less.ends.no + 1, begins=True)
    return fits


def _fit(connection: Connection, stream: Stream, brought: _Brought, *, readopt: bool) -> Attachment:
    """Lays a stream beside what is held of it.

    Raises:
        HandUpGap: what it goes on from is not here.
        OtherLedger: what it goes on from, or what it brings, is another than what is here, and nobody has said that
            the county's word counts.
    """
    held, entries = entries_held(connection, stream.org), brought.entries.get(stream.org, ())
    told = LedgerPoint(len(held), held[-1]) if held else LedgerPoint()
    answer = Answer("", seen_claim_ok=not readopt, base=stream.base, head=stream.head)
    fitted = attach(held, answer, entries, claim=told if readopt else None)
    if fitted.fit is Fit.DOES_NOT_FIT:
        if stream.base.no > len(held):
            raise HandUpGap(stream.name, len(held) + 1, brought.share.no)
        pairs = zip(held[stream.base.no :], entries, strict=False)
        same = next((n for n, (ours, theirs) in enumerate(pairs) if ours != theirs.hash), 0)
        begins = stream.base.no == 0 or held[stream.base.no - 1] == stream.base.hash
        raise OtherLedger(stream.name, stream.base.no + same + 1 if begins else stream.base.no, begins=begins)
    if fitted.fit in {Fit.STALE, Fit.READOPT} and not fitted.append and stream.head != stream.ends:
        return Attachment(Fit.NOTHING_NEW, len(held))  # another part of the hand-up brings the rest
    return fitted


def _verdict(fits: Mapping[str, Attachment]) -> str:
    found = {fitted.fit for fitted in fits.values()}
    if Fit.READOPT in found:
        return "readopted"
    if Fit.EXTENDS in found:
        return "taken"
    return "stale" if Fit.STALE in found else "nothing_new"


def _differing(connection: Connection, brought: _Brought) -> tuple[str, ...]:
    """Names of the streams this office does not show as the county does; of those gone on since nothing is said."""
    asked = "SELECT ledger_no, entry_hash FROM ledger WHERE org = ? ORDER BY ledger_no DESC LIMIT 1"
    found = []
    for stream in brought.streams:
        last = connection.exec_driver_sql(asked, (stream.org,)).first()
        at_end = (LedgerPoint(int(last[0]), str(last[1])) if last else LedgerPoint()) == stream.ends
        if at_end and state_digest(connection, stream.org) != stream.state_digest:
            found.append(stream.name)
    return tuple(found)


def _again(known: Entered) -> HandUpResult:
    old = read_hand_up(known.result)
    said = f"{known.day} 已读过{old.county}第 {old.package_no} 号上报，这次未作任何改动。"
    return replace(old, verdict="duplicate", sentence=said)


def _book(store: Store, connection: Connection, package: OpenedPackage, result: HandUpResult) -> None:
    now = store.clock.now().isoformat(timespec="seconds")
    enter(connection, package, asdict(result), result.county_code, now)
    missing = read_setting(connection, MISSING, {})
    if package.sender.id in missing:
        write_setting(connection, MISSING, {each: said for each, said in missing.items() if each != package.sender.id})
    names = read_setting(connection, "townships", {})
    write_setting(connection, "townships", {**names, **_names(connection)})
    write_audit(connection, (now, store.author.author), "take_hand_up", result.package_id, package.sha256)


def _names(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT org, name FROM county_stream").all()
    return {str(org): str(name) for org, name in rows}
