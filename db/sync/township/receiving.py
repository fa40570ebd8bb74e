"""A laptop takes its county's return in, and every change knows what became of it (B-26 to B-30)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from sqlalchemy import Connection

from db.errors import Refusal
from db.ledger.change import Change
from db.ledger.line import from_line
from db.ledger.strict import JsonObject
from db.store.attachments import Attachments
from db.store.audit import write_audit
from db.store.county_ledger import ledger_hash
from db.store.digest import state_digest
from db.store.erasing import Erased, erase
from db.store.gone import Gone
from db.store.settings import write_setting
from db.store.settling import delete_erased_files, settle_erasure
from db.store.store import Store
from db.sync.merging.acknowledging import acknowledge, disputed_records
from db.sync.merging.attaching import Entry, Fit, attach
from db.sync.package.arrived import keep_attachments, sha256_of
from db.sync.package.differing import DIFFERING, differing_records
from db.sync.package.handing_down import COUNTY_TOWNSHIPS, HANDED_DOWN, read_handed_down, read_townships
from db.sync.package.header import Answer, LedgerPoint, Share
from db.sync.package.journal import Entered, enter, entered
from db.sync.package.purge_lists import read_purges
from db.sync.package.reading import OpenedPackage, open_package
from db.sync.package.refusals import ContentsDiffer
from db.sync.township.received import ReturnResult, previewed, read_return_result, sentence_of, too_early
from db.sync.trust.identity import held_manifest, keep_manifest, station_keys
from db.sync.trust.manifest import ManifestForged, ManifestRolledBack
from db.sync.trust.senders import StationTrust

_LEDGER = "lists/ledger.jsonl"
_LARGE, _FEW = 0.2, 5
"""More than this part of the households on file, and as many, taken out at once are asked about twice (D-44)."""


class TakesOutMuch(Refusal):
    """The return would take a large part of the households out; a person has to say so twice (D-44).

    Args:
        out, of: households it would take out, and on file.
    """

    code = "P-RET-02"

    def __init__(self, out: int, of: int) -> None:
        super().__init__(
            f"这份回执会让 {of} 户里的 {out} 户不再在册。",
            "没有读入，数据没有改动。",
            "请先打电话问县里。确实要读入的，请按提示再确认一次，读入前会自动留一份备份。",
        )
        self.out, self.of = out, of


def take_return(
    store: Store, path: Path, *, apply: bool = True, force: bool = False, files: Attachments | None = None
) -> ReturnResult:
    """Takes a return in, or says what taking it in would do.

    Args:
        store: the township's open record.
        path: the file; it is only read.
        apply: false for a preview, which changes nothing.
        force: true takes it in even where it takes a large part of the households out (D-44); make a copy before.
        files: where the pictures and PDFs of cases that come here are kept sealed (B-37).

    Raises:
        NotEnrolled, PracticeStays: there is no county to hear from.

    A file that cannot be taken in is a result with verdict `refused`, not an exception.
    """
    manifest, _ = held_manifest(store)
    own, root = station_keys(store).signing.public, bytes.fromhex(store.setting("enrolment")["root"])
    trust = StationTrust(store.office.station_id, manifest, root, own)
    try:
        return _take(store, trust, path, files if apply else None, apply=apply, force=force)
    except TakesOutMuch as brake:
        said = (brake.sentence, brake.code)
        return ReturnResult(path.name, "refused", *said, takes_out=brake.out, families=brake.of)
    except Refusal as refusal:
        if isinstance(refusal, ManifestForged | ManifestRolledBack):
            _raise_alarm(store, refusal.code, path)
        return ReturnResult(path.name, "refused", refusal.sentence, refusal.code)


def _raise_alarm(store: Store, code: str, path: Path) -> None:
    """Somebody offers keys that are not the county's: it stays in the audit trail (D-53)."""
    now = store.clock.now().isoformat(timespec="seconds")
    with store.keeping() as connection:
        write_audit(connection, (now, store.author.author), "alarm", code, sha256_of(path))


def _take(
    store: Store, trust: StationTrust, path: Path, files: Attachments | None, *, apply: bool, force: bool
) -> ReturnResult:
    if known := entered(store, "sha256", sha256_of(path)):
        return _again(known)
    with open_package(path, (station_keys(store).identity,), trust) as package:
        if known := entered(store, "package_id", package.sealed.header.package_id):
            return _again(known)
        changes = {change.hash: change for line_no, line in package.lines() for change in [from_line(line, line_no)]}
        answer = package.sealed.header.answer
        if answer is None:
            raise ContentsDiffer(_LEDGER)
        sent, townships = read_handed_down(package), read_townships(package)
        entries = _entries(package, answer, store.office.org_code, changes)
        gone = read_purges(package, changes.values())
        if files is not None:
            keep_attachments(package, files)
        with store.keeping() as connection:
            standing = _households(connection)
            result = _apply(store, connection, package, answer, (changes, entries, gone))
            out = len(standing - _households(connection))
            if out >= _FEW and out > _LARGE * len(standing):
                if apply and not force:
                    raise TakesOutMuch(out, len(standing))
                result = replace(result, takes_out=out, families=len(standing))
            newest = trust.newest(package.offered)
            new_keys = newest.version > trust.manifest.version
            said = sentence_of(result) + (_NEW_KEYS if new_keys else "")
            result = replace(result, file_name=path.name, new_keys=new_keys, sentence=said)
            if not apply or too_early(result):
                connection.rollback()
                return result if apply else previewed(result)
            _book(store, connection, package, result)
            if result.verdict not in {"stale", "does_not_fit"}:
                write_setting(connection, HANDED_DOWN, asdict(sent))
                write_setting(connection, COUNTY_TOWNSHIPS, townships)
            keep_manifest(connection, newest, package.offered.manifest)
    _tidy(store, result, files)
    return result


def _tidy(store: Store, result: ReturnResult, files: Attachments | None) -> None:
    """What an erasure left lying goes, and a file that came for somebody erased."""
    if result.purged:
        settle_erasure(store)
    elif files is not None:
        delete_erased_files(store)


def _again(known: Entered) -> ReturnResult:
    old = read_return_result(known.result)
    said = f"{known.day} 已读过{old.county}第 {old.package_no} 号回执，这次未作任何改动。"
    return replace(old, verdict="duplicate", sentence=said)


def _entries(package: OpenedPackage, answer: Answer, org: str, changes: dict[str, Change]) -> tuple[Entry, ...]:
    """The entries, each following from the one before, each with its change: else the county's own word is broken."""
    before, found, verdicts = answer.base, [], dict[str, str]()
    for _, said in package.list_lines("ledger"):
        entry = _entry(said)
        # a change is spoken of once, or turned away first and accepted later
        again = entry.change not in verdicts or (verdicts[entry.change] != "" and entry.rejected == "")
        follows = entry.no == before.no + 1 and entry.change in changes and again
        if not follows or entry.hash != ledger_hash(before.hash, org, entry.no, entry.change, entry.rejected):
            raise ContentsDiffer(_LEDGER)
        found.append(entry)
        verdicts[entry.change] = entry.rejected
        before = LedgerPoint(entry.no, entry.hash)
    if before != answer.head or len(verdicts) != len(changes):
        raise ContentsDiffer(_LEDGER)
    return tuple(found)


def _entry(said: JsonObject) -> Entry:
    number, texts = said.get("no"), [said.get(name) for name in ("change", "rejected", "entry")]
    if isinstance(number, bool) or not isinstance(number, int) or not all(isinstance(text, str) for text in texts):
        raise ContentsDiffer(_LEDGER)
    return Entry(number, *map(str, texts))


def _apply(
    store: Store,
    connection: Connection,
    package: OpenedPackage,
    answer: Answer,
    brought: tuple[Mapping[str, Change], Sequence[Entry], Sequence[Gone]],
) -> ReturnResult:
    header, org = package.sealed.header, store.office.org_code
    changes, entries, gone = brought
    asked = "SELECT entry_hash FROM ledger WHERE org = ? ORDER BY ledger_no"
    held = tuple(connection.exec_driver_sql(asked, (org,)).scalars())
    fitted = attach(held, answer, entries, claim=_own_claim(connection, answer.in_reply_to))
    before = disputed_records(connection)
    became = acknowledge(connection, store.office, header.package_id, fitted, changes)
    # the list goes with the ledger: who holds the one without the other could not explain it to a county put back
    fits = fitted.fit not in {Fit.STALE, Fit.DOES_NOT_FIT}
    erased = erase(connection, gone) if fits else Erased()
    share = header.share or Share(1, 1, 0)
    early = share.no > 1 and fitted.fit is Fit.DOES_NOT_FIT and answer.base.no > len(held)
    same = _same_state(connection, org, header.state_digest, fitted.fit) if share.no == share.of else None
    if not early:
        write_setting(connection, "need_full", fitted.fit is Fit.DOES_NOT_FIT or same is False)
    if fitted.fit not in {Fit.STALE, Fit.DOES_NOT_FIT}:
        write_setting(connection, "arrival", None)  # whatever the county had is here again (B-33)
    if same is not None:
        write_setting(connection, DIFFERING, None if same else differing_records(connection, package, org))
    after = disputed_records(connection)
    result = ReturnResult(
        "",
        _VERDICTS[fitted.fit],
        "",
        "",
        package.sender.name,
        header.package_no,
        header.package_id,
        header.created_at,
        became.acknowledged,
        became.sent_back,
        became.received,
        became.unconfirmed,
        len(after - before),
        same,
        became.reasons,
        settled=len(before - after),
        moved_in=became.moved_in,
        moved_out=became.moved_out,
        purged=erased.changes,
        purged_unsent=erased.unsent,
        part=share.no,
        parts=share.of,
    )
    return replace(result, sentence=sentence_of(result))


def _households(connection: Connection) -> set[str]:
    """Ids of the households on file."""
    asked = "SELECT id FROM family WHERE voided = 0 AND status = 'active'"
    return set(connection.exec_driver_sql(asked).scalars())


def _own_claim(connection: Connection, package_id: str) -> LedgerPoint | None:
    asked = "SELECT seen_no, seen_hash FROM outgoing_package WHERE package_id = ?"
    row = connection.exec_driver_sql(asked, (package_id,)).first()
    return None if row is None else LedgerPoint(int(row[0]), str(row[1]))


def _same_state(connection: Connection, org: str, theirs: str, fit: Fit) -> bool | None:
    """Whether both show the same; None while they cannot, because one has what the other has not seen (B-30)."""
    waiting = "SELECT 1 FROM change c WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash) LIMIT 1"
    if fit in {Fit.STALE, Fit.DOES_NOT_FIT} or connection.exec_driver_sql(waiting).first() is not None:
        return None
    return state_digest(connection, org) == theirs


def _book(store: Store, connection: Connection, package: OpenedPackage, result: ReturnResult) -> None:
    header, now = package.sealed.header, store.clock.now().isoformat(timespec="seconds")
    enter(connection, package, asdict(result), store.office.org_code, now)
    write_audit(connection, (now, store.author.author), "take_return", header.package_id, package.sha256)


_NEW_KEYS = "县里换了密钥或停用了电脑，新的密钥清单已记下。"
_VERDICTS = {
    Fit.EXTENDS: "taken",
    Fit.READOPT: "readopted",
    Fit.NOTHING_NEW: "nothing_new",
    Fit.STALE: "stale",
    Fit.DOES_NOT_FIT: "does_not_fit",
}
