"""A laptop takes its county's return in, and every change knows what became of it (B-26 to B-30)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
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
from db.store.tables.local import INCOMING
from db.sync.merging.acknowledging import acknowledge, disputed_records
from db.sync.merging.attaching import Entry, Fit, attach
from db.sync.package.arrived import keep_attachments, sha256_of
from db.sync.package.differing import DIFFERING, differing_records
from db.sync.package.handing_down import COUNTY_TOWNSHIPS, HANDED_DOWN, read_handed_down, read_townships
from db.sync.package.header import Answer, LedgerPoint, Share
from db.sync.package.purge_lists import read_purges
from db.sync.package.reading import OpenedPackage, open_package
from db.sync.package.refusals import ContentsDiffer
from db.sync.trust.identity import held_manifest, keep_manifest, station_keys
from db.sync.trust.manifest import ManifestForged, ManifestRolledBack
from db.sync.trust.senders import StationTrust

_LEDGER = "lists/ledger.jsonl"
_LARGE, _FEW = 0.2, 5
"""More than this part of the households on file, and as many, taken out at once are asked about twice (D-44)."""


@dataclass(frozen=True)
class ReturnResult:
    """What became of a return; the page shown again when the same file comes a second time.

    Attributes:
        file_name: as handed in.
        verdict: `taken`, `readopted`, `nothing_new`, `stale`, `does_not_fit`, `duplicate`, `preview` or `refused`.
        sentence: the whole result in words.
        code: the refusal's code, else "".
        county: who answers; package_no, package_id, made_at: of the return.
        acknowledged: own changes the county now has; sent_back: own changes it turned away.
        received: changes that came from elsewhere: other laptops, the county, or lost here and brought back.
        unconfirmed: changes that count as not handed over again, because the county no longer has them.
        conflicts: records that now have two answers and had not before.
        same_state: whether both sides show the same; None while changes wait to be handed over.
        reasons: of what was sent back, (number of changes, reason).
        purged: changes whose content was erased by law; purged_unsent: of these, those never handed over (B-19).
        new_keys: it brought a newer key manifest, kept from now on (B-46).
        takes_out, families: how many of the households on file it would take out, when that is a large part (D-44).
        settled: records that had two answers and have one now: somebody else has decided.
        part, parts: which of several returns it is that go on from each other, where one would be too large.
        moved_in, moved_out: households granted to this township, and away from it (B-37).
    """

    file_name: str
    verdict: str
    sentence: str
    code: str = ""
    county: str = ""
    package_no: int = 0
    package_id: str = ""
    made_at: str = ""
    acknowledged: int = 0
    sent_back: int = 0
    received: int = 0
    unconfirmed: int = 0
    conflicts: int = 0
    same_state: bool | None = None
    reasons: tuple[tuple[int, str], ...] = ()
    new_keys: bool = False
    takes_out: int = 0
    families: int = 0
    settled: int = 0
    moved_in: int = 0
    moved_out: int = 0
    purged: int = 0
    purged_unsent: int = 0
    part: int = 1
    parts: int = 1


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
    known = _journal(store, "sha256", sha256_of(path))
    if known is not None:
        return known
    with open_package(path, (station_keys(store).identity,), trust) as package:
        known = _journal(store, "package_id", package.sealed.header.package_id)
        if known is not None:
            return known
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
            said = _sentence(result) + (_NEW_KEYS if new_keys else "")
            result = replace(result, file_name=path.name, new_keys=new_keys, sentence=said)
            if not apply or _too_early(result):
                connection.rollback()
                return result if apply else _previewed(result)
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


def _too_early(result: ReturnResult) -> bool:
    """Whether it is a part that goes on from one not read yet; nothing remembers it, so that it can be read again."""
    return result.part > 1 and result.verdict == "does_not_fit"


def _previewed(result: ReturnResult) -> ReturnResult:
    said = result.sentence.replace("已读入：", "可以读入：", 1)
    return replace(result, verdict="preview", sentence=f"预览：{said}")


def _journal(store: Store, column: str, value: str) -> ReturnResult | None:
    with store.reading() as connection:
        asked = f"SELECT imported_at, result FROM incoming_package WHERE {column} = ?"
        row = connection.exec_driver_sql(asked, (value,)).first()
    if row is None:
        return None
    old = json.loads(row[1])
    said = f"{row[0][:10]} 已读过{old['county']}第 {old['package_no']} 号回执，这次未作任何改动。"
    reasons = tuple((count, reason) for count, reason in old["reasons"])
    return ReturnResult(**{**old, "reasons": reasons, "verdict": "duplicate", "sentence": said})


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
    return replace(result, sentence=_sentence(result))


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
    connection.execute(
        INCOMING.insert().values(
            package_id=header.package_id,
            sha256=package.sha256,
            file_name=result.file_name,
            org=store.office.org_code,
            station_id=package.sender.id,
            package_no=header.package_no,
            made_at=header.created_at,
            imported_at=now,
            result=json.dumps(asdict(result), ensure_ascii=False),
            seen_no=header.seen.no,
            seen_hash=header.seen.hash,
            need_full=0,
        )
    )
    write_audit(connection, (now, store.author.author), "take_return", header.package_id, package.sha256)


_NEW_KEYS = "县里换了密钥或停用了电脑，新的密钥清单已记下。"
_VERDICTS = {
    Fit.EXTENDS: "taken",
    Fit.READOPT: "readopted",
    Fit.NOTHING_NEW: "nothing_new",
    Fit.STALE: "stale",
    Fit.DOES_NOT_FIT: "does_not_fit",
}

_NO_NEWS = {
    "nothing_new": "没有新内容，未作改动。",
    "stale": "比本机已有的旧，未作改动。",
    "does_not_fit": "接不上本机的账（本机可能从备份恢复过）。数据没有改动，下一个上报包会请县里从头回一份。",
}
"""What a return is called that changes nothing in the ledger; what it says was erased is carried out and told."""


def _sentence(result: ReturnResult) -> str:
    head = f"{result.county}第 {result.package_no} 号回执"
    if result.parts > 1:
        head += f"（一共 {result.parts} 份，这是第 {result.part} 份）"
    if _too_early(result):
        return f"{head}接在第 {result.part - 1} 份后面。数据没有改动；请按号码先后一起读入。"
    if result.verdict in _NO_NEWS:
        return head + _NO_NEWS[result.verdict] + (_erased(result) + "。" if result.purged else "")
    parts = [f"{head}已读入：县里收到 {result.acknowledged} 条"]
    for count, words in (
        (result.sent_back, "条被退回"),
        (result.received, "条由县里带来"),
        (result.conflicts, "条两边不一致，待核对"),
        (result.settled, "条原来不一致的已经定下"),
        (result.moved_in, "户由别的乡镇转来"),
        (result.moved_out, "户已转到别的乡镇，这里只能看"),
    ):
        if count:
            parts.append(f"，{count} {words}")
    if result.purged:
        parts.append(f"。{_erased(result)}")
    if result.verdict == "readopted":
        parts.append(f"。县级数据曾被恢复，少了 {result.unconfirmed} 条，会随下一个上报包自动重新报送")
    if result.same_state is False:
        parts.append("。两边的内容还不完全一样，没有改动任何一边；下一个上报包会请县里从头回一份")
    if result.takes_out:
        parts.append(f"。注意：会让 {result.families} 户里的 {result.takes_out} 户不再在册，读入前请先问县里")
    return "".join(parts) + "。"


def _erased(result: ReturnResult) -> str:
    said = f"县里依法清除了一部分内容，本机 {result.purged} 条修改的内容已一并清除"
    return said + (f"，其中 {result.purged_unsent} 条还没有上报过，见“清除”一页" if result.purged_unsent else "")
