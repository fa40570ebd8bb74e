"""The county takes a package in: verified, planned, applied in one transaction or not at all (B-23 to B-25, B-53)."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from db.errors import Refusal
from db.ledger.change import Change
from db.ledger.line import from_line, to_line
from db.store.audit import write_audit
from db.store.county_ledger import enter_ledger
from db.store.digest import state_digest
from db.store.folding import refold
from db.store.log import keep_changes
from db.store.searching import index_changed
from db.store.settings import read_setting, write_setting
from db.store.store import Store
from db.store.tables.local import INCOMING
from db.store.tables.log import HELD
from db.sync.archive import keep_raw
from db.sync.identity import CountyDesk, county_desk
from db.sync.judging import Judge
from db.sync.limits import LIMITS, Limits
from db.sync.merge import MergePlan, Rejection, after_the_last, plan_merge
from db.sync.reading import KnownSender, OpenedPackage, open_package
from db.sync.refusals import PackageUnreadable

_BATCH = 500

REVIEW = "登记已停用，等县级核对"
"""Why the ledger turns away what a revoked laptop wrote after the last change that counts: the review queue (B-49)."""


@dataclass(frozen=True)
class ImportResult:
    """What became of one file; the page shown again when the same file comes a second time.

    Attributes:
        file_name: as handed in.
        verdict: `imported`, `duplicate`, `preview` or `refused`.
        sentence: the whole result in one sentence.
        code: the refusal's code, else "".
        org_code, org_name, package_no, package_id, made_at: of the package, as far as it was read.
        changes: changes inside; `fresh`, `repeated`, `waiting`, `released`, `rejected`: what became of them.
        records_new, records_changed, conflicts: records that appeared, that changed, that now have two answers.
        same_state: whether the county now shows the township exactly what it has itself; None when not compared.
        reasons: of rejected changes, (number of changes, reason).
    """

    file_name: str
    verdict: str
    sentence: str
    code: str = ""
    org_code: str = ""
    org_name: str = ""
    package_no: int = 0
    package_id: str = ""
    made_at: str = ""
    changes: int = 0
    fresh: int = 0
    repeated: int = 0
    waiting: int = 0
    released: int = 0
    rejected: int = 0
    records_new: int = 0
    records_changed: int = 0
    conflicts: int = 0
    same_state: bool | None = None
    reasons: tuple[tuple[int, str], ...] = ()


def import_package(store: Store, path: Path, *, apply: bool = True, limits: Limits = LIMITS) -> ImportResult:
    """Takes one file in, or says what taking it in would do.

    Args:
        store: the county's open record.
        path: the file; it is only read.
        apply: false for a preview, which changes nothing.
        limits: what a package may be; the county can raise them (B-55).

    Raises:
        NotACounty: this is a township's record.

    A file that cannot be taken in is a result with verdict `refused`, not an exception: of sixty files three bad ones
    must not stop the others (D-46).
    """
    desk = county_desk(store)
    try:
        return _import(store, desk, path, limits, apply=apply)
    except Refusal as refusal:
        return ImportResult(path.name, "refused", refusal.sentence, refusal.code)


def import_packages(store: Store, paths: Iterable[Path], *, apply: bool = True) -> tuple[ImportResult, ...]:
    """Takes several files in, each for itself; their order makes no difference to the record."""
    return tuple(import_package(store, path, apply=apply) for path in paths)


def _import(store: Store, desk: CountyDesk, path: Path, limits: Limits, *, apply: bool) -> ImportResult:
    known_file = _journal(store, "sha256", sha256_of(path))
    if known_file is not None:
        return known_file
    with open_package(path, desk.keys.identities, desk.trust, limits) as package:
        known_package = _journal(store, "package_id", package.sealed.header.package_id)
        if known_package is not None:
            return known_package
        changes = [from_line(line, line_no) for line_no, line in package.lines()]
        if apply:
            keep_raw(store.home, store.clock.today().year, path, package.sha256)
        with store.keeping() as connection:
            plan = _plan(connection, package, changes)
            result = _apply(store, connection, package, plan, path.name)
            if not apply:
                connection.rollback()
                return ImportResult(**{**vars(result), "verdict": "preview", "sentence": _preview_sentence(result)})
    return result


def sha256_of(path: Path) -> str:
    """Digest of a file as it is carried (B-25).

    Raises:
        PackageUnreadable: a folder, or a stick pulled out.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as fault:  # a folder, a stick pulled out: the other files still come in (D-46)
        raise PackageUnreadable from fault


def _journal(store: Store, column: str, value: str) -> ImportResult | None:
    """The old result page of a package imported before, saying so."""
    with store.reading() as connection:
        asked = f"SELECT imported_at, result FROM incoming_package WHERE {column} = ?"
        row = connection.exec_driver_sql(asked, (value,)).first()
    if row is None:
        return None
    old = json.loads(row[1])
    old["reasons"] = tuple((count, reason) for count, reason in old["reasons"])
    said = f"{row[0][:10]} 已导入过{old['org_name']}第 {old['package_no']} 号包，这次未作任何改动。"
    return ImportResult(**{**old, "verdict": "duplicate", "sentence": said})


def _plan(connection: Connection, package: OpenedPackage, changes: list[Change]) -> MergePlan:
    org = package.sender.org_code
    lines = connection.exec_driver_sql("SELECT line FROM held ORDER BY rowid").scalars()
    held = [change for line in lines if (change := from_line(line.encode(), 0)).by.org == org]
    known = known_hashes(connection, org, [*changes, *held])
    late = _late(package.sender, changes, held, known)
    gone = {change.hash for change in late}
    changes = [change for change in changes if change.hash not in gone]
    held = [change for change in held if change.hash not in gone]
    judge = Judge(connection, org, [*changes, *held])
    plan = plan_merge(changes, known, held, judge)
    return replace(plan, rejected=(*plan.rejected, *(Rejection(change, REVIEW) for change in late)))


def _late(sender: KnownSender, changes: list[Change], held: list[Change], known: set[str]) -> list[Change]:
    """What goes to the review queue (D-42); it does not wait for a predecessor, which could come from anywhere."""
    if sender.revoked_after is None:
        return []
    own = [*changes, *(change for change in held if change.by.station_id == sender.id)]
    return [change for change in after_the_last(own, sender.revoked_after) if change.hash not in known]


def known_hashes(connection: Connection, org: str, changes: Iterable[Change]) -> set[str]:
    """Which of these changes and of their predecessors the record has, in its log or in the township's stream.

    What was refused in another township's stream says nothing about this one's: nobody can have somebody else's change
    turned away by sending it first.
    """
    asked_for = sorted({each for change in changes for each in (change.hash, change.prev_hash) if each})
    found: set[str] = set()
    for start in range(0, len(asked_for), _BATCH):
        batch = tuple(asked_for[start : start + _BATCH])
        places = ", ".join("?" * len(batch))
        sql = f"SELECT hash FROM change WHERE hash IN ({places})"
        found.update(connection.exec_driver_sql(sql, batch).scalars())
        sql = f"SELECT change_hash FROM ledger WHERE org = ? AND change_hash IN ({places})"
        found.update(connection.exec_driver_sql(sql, (org, *batch)).scalars())
    return found


def _apply(
    store: Store, connection: Connection, package: OpenedPackage, plan: MergePlan, file_name: str
) -> ImportResult:
    header = package.sealed.header
    before = _existing(connection, plan.accepted)
    disputed_before = _disputed(connection)
    first_no = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) + 1 FROM change").scalar_one())
    keep_changes(connection, enumerate(plan.accepted, start=first_no))
    refused = [(rejection.change, rejection.reason) for rejection in plan.rejected]
    enter_ledger(connection, package.sender.org_code, header.package_id, plan.accepted, refused)
    records = list(dict.fromkeys(change.record_id for change in plan.accepted))
    # what was refused writes nothing, yet later changes may be made on top of it: it belongs to the record's history
    refold(connection, dict.fromkeys([*records, *(change.record_id for change, _ in refused)]))
    index_changed(connection, plan.accepted)
    _hold(connection, plan, header.package_id)
    result = ImportResult(
        file_name,
        "imported",
        "",
        "",
        package.sender.org_code,
        package.sender.name,
        header.package_no,
        header.package_id,
        header.created_at,
        package.sealed.counted.changes,
        len(plan.accepted),
        plan.duplicates,
        len(plan.waiting),
        plan.released,
        len(plan.rejected),
        sum(record not in before for record in records),
        sum(record in before for record in records),
        _disputed(connection) - disputed_before,
        _same_state(connection, package),
        tuple(_reasons(plan)),
    )
    result = ImportResult(**{**vars(result), "sentence": _sentence(result)})
    _book(store, connection, package, result)
    return result


def _same_state(connection: Connection, package: OpenedPackage) -> bool | None:
    """Whether both sides show the same; None when this package is not the latest the county has (B-30)."""
    header, org = package.sealed.header, package.sender.org_code
    asked = "SELECT count(*) FROM ledger WHERE org = ?"
    entered = int(connection.exec_driver_sql(asked, (org,)).scalar_one())
    if entered > header.seen.no + package.sealed.counted.changes:
        return None
    return state_digest(connection, org) == header.state_digest


def _existing(connection: Connection, changes: Iterable[Change]) -> set[str]:
    ids = sorted({change.record_id for change in changes})
    found: set[str] = set()
    for start in range(0, len(ids), _BATCH):
        batch = tuple(ids[start : start + _BATCH])
        places = ", ".join("?" * len(batch))
        asked = f"SELECT DISTINCT record_id FROM change WHERE record_id IN ({places})"
        found.update(connection.exec_driver_sql(asked, batch).scalars())
    return found


def _disputed(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(DISTINCT record_id) FROM field_head").scalar_one())


def _hold(connection: Connection, plan: MergePlan, package_id: str) -> None:
    settled = [change.hash for change in plan.accepted] if plan.released else []
    settled += [rejection.change.hash for rejection in plan.rejected]
    if settled:
        connection.exec_driver_sql("DELETE FROM held WHERE hash = ?", [(each,) for each in settled])
    rows = [
        {
            "hash": change.hash,
            "prev_hash": change.prev_hash,
            "line": to_line(change).decode(),
            "package_id": package_id,
        }
        for change in plan.waiting
    ]
    if rows:
        connection.execute(HELD.insert().prefix_with("OR IGNORE"), rows)


def _reasons(plan: MergePlan) -> Iterator[tuple[int, str]]:
    counted: dict[str, int] = {}
    for rejection in plan.rejected:
        counted[rejection.reason] = counted.get(rejection.reason, 0) + 1
    return ((count, reason) for reason, count in counted.items())


def _book(store: Store, connection: Connection, package: OpenedPackage, result: ImportResult) -> None:
    now = store.clock.now().isoformat(timespec="seconds")
    connection.execute(
        INCOMING.insert().values(
            package_id=result.package_id,
            sha256=package.sha256,
            file_name=result.file_name,
            org=result.org_code,
            station_id=package.sender.id,
            package_no=result.package_no,
            made_at=result.made_at,
            imported_at=now,
            result=json.dumps(asdict(result), ensure_ascii=False),
            seen_no=package.sealed.header.seen.no,
            seen_hash=package.sealed.header.seen.hash,
            need_full=int(package.sealed.header.need_full),
        )
    )
    names = read_setting(connection, "townships", {})
    write_setting(connection, "townships", {**names, result.org_code: result.org_name})
    write_audit(connection, (now, store.author.author), "import", result.package_id, package.sha256)


def _sentence(result: ImportResult) -> str:
    parts = [f"{result.org_name}第 {result.package_no} 号包已导入：新增 {result.records_new} 条，"]
    parts.append(f"更新 {result.records_changed} 条")
    late = sum(count for count, reason in result.reasons if reason == REVIEW)
    for count, words in (
        (result.repeated, "条以前已收到"),
        (result.conflicts, "条两边不一致，待核对"),
        (result.rejected - late, "条不合格，退回"),
        (late, f"条{REVIEW}（原文已留存）"),
        (result.waiting, "条在等更早的修改"),
    ):
        if count:
            parts.append(f"，{count} {words}")
    return "".join(parts) + "。"


def _preview_sentence(result: ImportResult) -> str:
    return _sentence(result).replace("已导入：", "可以导入：", 1)
