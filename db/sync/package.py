"""What a package is: its header, its list of contents and its names - no keys, no tables of ours, no files (FORMAT.md).

The list is a Data Package 2.0 descriptor (https://datapackage.org), the header stands in it under `x-nuanxin`.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias

from db.ledger.strict import BadLine, JsonObject, strict_json
from db.sync.fields import Fields
from db.sync.limits import Limits
from db.sync.refusals import BadHeader, PackageTooNew, UnknownSuite, WrongContents

MAGIC = "nuanxin-package"
FORMAT = 1
SUITE = 1

TO_COUNTY = "township→county"
TO_TOWNSHIP = "county→township"

DESCRIPTOR = "datapackage.json"
SEAL = "datapackage.json.minisig"
CHANGES = "changes.jsonl"
SLIP = "上报单.pdf"
CERTIFICATE = "keys/certificate.json"
MANIFEST = "keys/manifest.json"
HEADER = "x-nuanxin"

PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
SHA256 = re.compile(r"[0-9a-f]{64}")
_TABLE = re.compile(rf"tables/({PLAIN_NAME.pattern})\.csv")
_LIST = re.compile(rf"lists/({PLAIN_NAME.pattern})\.jsonl")
_ATTACHMENT = re.compile(rf"attachments/({SHA256.pattern})")
_FIXED = frozenset({CHANGES, SLIP, CERTIFICATE, MANIFEST})

Cell: TypeAlias = str | int | bool | None


@dataclass(frozen=True)
class Party:
    """A sender or a recipient.

    Attributes:
        id: station or county id.
        org_code: code of the township or county.
        name: its name, for people.
    """

    id: str
    org_code: str
    name: str


@dataclass(frozen=True)
class LedgerPoint:
    """A place in the county's ledger: number and hash together, for a number alone proves nothing (B-11)."""

    no: int = 0
    hash: str = ""


@dataclass(frozen=True)
class HighWater:
    """The sender's high-water mark (B-33)."""

    chain_head: str = ""
    seq: int = 0
    ledger_no: int = 0
    backup_id: str = ""


@dataclass(frozen=True)
class Answer:
    """What a county's return says about the report it answers (B-26 to B-28, B-35).

    Attributes:
        in_reply_to: id of the package answered, "" when none was.
        seen_claim_ok: whether the ledger point claimed in it was true.
        base: the ledger point after which the enclosed entries begin.
        head: the ledger point they reach.
    """

    in_reply_to: str
    seen_claim_ok: bool
    base: LedgerPoint
    head: LedgerPoint


@dataclass(frozen=True)
class PackageHeader:
    """What the sender knows before counting (B-21, B-26); counts and keys are added when it is sealed.

    Attributes:
        package_id: random UUID.
        package_no: running number, advice for people only (B-22).
        purpose: `TO_COUNTY` or `TO_TOWNSHIP`.
        sender, recipient: who writes to whom.
        created_at: wall time, ISO 8601 UTC; shown, never decisive (B-09).
        schema: version of the entity registry.
        app_version: the program that wrote it.
        session_ids: the unlocks whose changes are inside.
        seen: how far the sender has the county's ledger.
        need_full: the sender asks for the whole ledger (B-28).
        state_digest: digest of the sender's own scope, compared after import (B-30).
        high_water: the sender's high-water mark.
        manifest_version: the newest key manifest the sender holds.
        answer: only in a county's return.
        min_reader: the oldest package format a reader must know (B-40).
    """

    package_id: str
    package_no: int
    purpose: str
    sender: Party
    recipient: Party
    created_at: str
    schema: int
    app_version: str
    session_ids: tuple[str, ...] = ()
    seen: LedgerPoint = LedgerPoint()  # noqa: RUF009 - frozen
    need_full: bool = False
    state_digest: str = ""
    high_water: HighWater = HighWater()  # noqa: RUF009 - frozen
    manifest_version: int = 0
    answer: Answer | None = None
    min_reader: int = FORMAT


@dataclass(frozen=True)
class Counted:
    """What was counted while writing.

    Attributes:
        changes: lines in `changes.jsonl`.
        first_change, last_change: hashes of the first and the last change, "" when there is none.
        payload_digest: SHA-256 of `changes.jsonl`, hexadecimal.
        payload_bytes: its length.
        attachments, attachment_bytes: how many, and their bytes together.
        total_bytes: everything listed, unpacked.
    """

    changes: int
    first_change: str
    last_change: str
    payload_digest: str
    payload_bytes: int
    attachments: int
    attachment_bytes: int
    total_bytes: int


@dataclass(frozen=True)
class SealedHeader:
    """The whole header as it stands under `x-nuanxin`.

    Attributes:
        header: what the sender knew.
        counted: what was counted.
        sender_key_id: the signing key.
        recipient_key_ids: every key the package was encrypted to, the sender's own included (B-52).
    """

    header: PackageHeader
    counted: Counted
    sender_key_id: str
    recipient_key_ids: tuple[str, ...]

    @property
    def comment(self) -> str:
        """The seal's trusted comment: who, to whom, what for, which (B-51)."""
        head = self.header
        return (
            f"nuanxin sender={head.sender.id} recipient={head.recipient.id} purpose={head.purpose}"
            f" package_id={head.package_id} package_no={head.package_no}"
        )


@dataclass(frozen=True)
class Listed:
    """One entry of the signed list: path inside the package, unpacked length, SHA-256 (hexadecimal)."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class TableField:
    """One column of a table for people and other tools.

    Attributes:
        name: the field's English name, the column's heading in the CSV.
        title: its Chinese title, in the schema.
        type: a Table Schema type: string, integer, boolean, date, datetime.
    """

    name: str
    title: str
    type: str = "string"


@dataclass(frozen=True)
class TableDump:
    """The current state of one kind of record.

    Attributes:
        name: the table's name, `[a-z][a-z0-9_]*`.
        title: its Chinese title.
        fields: the columns.
        rows: the rows, read once.
    """

    name: str
    title: str
    fields: tuple[TableField, ...]
    rows: Iterable[Sequence[Cell]]


@dataclass(frozen=True)
class Attachment:
    """A picture or PDF that has not been acknowledged yet.

    Attributes:
        sha256: digest of its bytes, hexadecimal: its name.
        open: gives its bytes as a stream.
    """

    sha256: str
    open: Callable[[], BinaryIO]


@dataclass(frozen=True)
class LineList:
    """A further list of a county's return: stations, purges, transfers, conflicts (B-26).

    Attributes:
        name: the list's name, `[a-z][a-z0-9_]*`.
        title: its Chinese title.
        lines: strict JSON lines.
    """

    name: str
    title: str
    lines: Iterable[bytes]


def package_file_name(org_code: str, package_no: int, on: str) -> str:
    """`510321104_000007_20261130.nxb`: code, number, date (`YYYY-MM-DD`), no personal names (B-57)."""
    return f"{org_code}_{package_no:06d}_{on.replace('-', '')}.nxb"


def table_of(path: str) -> str:
    """The table's name when `path` is a table, else ""."""
    found = _TABLE.fullmatch(path)
    return found[1] if found else ""


def list_of(path: str) -> str:
    """The list's name when `path` is a list, else ""."""
    found = _LIST.fullmatch(path)
    return found[1] if found else ""


def attachment_of(path: str) -> str:
    """The attachment's digest when `path` is an attachment, else ""."""
    found = _ATTACHMENT.fullmatch(path)
    return found[1] if found else ""


def write_descriptor(sealed: SealedHeader, resources: Sequence[JsonObject]) -> bytes:
    """The text of `datapackage.json`."""
    head = sealed.header
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"nuanxin-{head.package_id.lower()}",
        "title": f"暖心数据包 {head.sender.org_code} 第 {head.package_no} 号",
        "created": head.created_at,
        "resources": list(resources),
        HEADER: header_json(sealed),
    }
    return (json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n").encode()


def header_json(sealed: SealedHeader) -> dict[str, Any]:
    """The header as it is written under `x-nuanxin`."""
    head, counted = sealed.header, sealed.counted
    return {
        "magic": MAGIC,
        "format": FORMAT,
        "suite": SUITE,
        "min_reader": head.min_reader,
        "schema": head.schema,
        "app_version": head.app_version,
        "package_id": head.package_id,
        "package_no": head.package_no,
        "purpose": head.purpose,
        "created_at": head.created_at,
        "sender": _party_json(head.sender) | {"key_id": sealed.sender_key_id},
        "recipient": _party_json(head.recipient) | {"key_ids": list(sealed.recipient_key_ids)},
        "session_ids": list(head.session_ids),
        "changes": {
            "count": counted.changes,
            "first": counted.first_change,
            "last": counted.last_change,
            "bytes": counted.payload_bytes,
            "sha256": counted.payload_digest,
        },
        "attachments": {"count": counted.attachments, "bytes": counted.attachment_bytes},
        "bytes": counted.total_bytes,
        "seen": _point_json(head.seen),
        "need_full": head.need_full,
        "state_digest": head.state_digest,
        "high_water": vars(head.high_water),
        "manifest_version": head.manifest_version,
        "answer": _answer_json(head.answer),
    }


def _party_json(party: Party) -> dict[str, Any]:
    return {"id": party.id, "org_code": party.org_code, "name": party.name}


def _point_json(point: LedgerPoint) -> dict[str, Any]:
    return {"ledger_no": point.no, "ledger_hash": point.hash}


def _answer_json(answer: Answer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        "in_reply_to": answer.in_reply_to,
        "seen_claim_ok": answer.seen_claim_ok,
        "base": _point_json(answer.base),
        "head": _point_json(answer.head),
    }


def read_descriptor(raw: bytes, limits: Limits) -> JsonObject:
    """The descriptor as strict JSON.

    Raises:
        BadHeader: it is not.
    """
    try:
        return strict_json(raw, bounds=limits.descriptor_bounds)
    except BadLine as bad:
        raise BadHeader(f"{DESCRIPTOR}：{bad.reason}") from None


def read_header(descriptor: JsonObject) -> SealedHeader:
    """The header out of a descriptor; fields that a newer version added are left alone (B-40).

    Raises:
        PackageTooNew: it asks for a newer reader.
        UnknownSuite: its cryptography is not known here.
        BadHeader: a field is missing or wrong.
    """
    fields = Fields(descriptor, BadHeader).record(HEADER)
    if fields.text("magic") != MAGIC:
        raise BadHeader("magic")
    min_reader = fields.number("min_reader")
    if min_reader > FORMAT:
        raise PackageTooNew(fields.text("app_version"), min_reader, FORMAT)
    if fields.number("suite") != SUITE:
        raise UnknownSuite(fields.number("suite"))
    fields.number("format")
    sender, recipient = fields.record("sender"), fields.record("recipient")
    return SealedHeader(
        _read_header(fields, min_reader), _read_counted(fields), sender.text("key_id"), recipient.texts("key_ids")
    )


def _read_header(fields: Fields, min_reader: int) -> PackageHeader:
    water, answer = fields.record("high_water"), fields.optional("answer")
    return PackageHeader(
        package_id=fields.text("package_id"),
        package_no=fields.number("package_no"),
        purpose=fields.text("purpose"),
        sender=_read_party(fields.record("sender")),
        recipient=_read_party(fields.record("recipient")),
        created_at=fields.text("created_at"),
        schema=fields.number("schema"),
        app_version=fields.text("app_version"),
        session_ids=fields.texts("session_ids"),
        seen=_read_point(fields.record("seen")),
        need_full=fields.flag("need_full"),
        state_digest=fields.text("state_digest"),
        high_water=HighWater(
            water.text("chain_head"), water.number("seq"), water.number("ledger_no"), water.text("backup_id")
        ),
        manifest_version=fields.number("manifest_version"),
        answer=_read_answer(answer) if answer else None,
        min_reader=min_reader,
    )


def _read_party(fields: Fields) -> Party:
    return Party(fields.text("id"), fields.text("org_code"), fields.text("name"))


def _read_point(fields: Fields) -> LedgerPoint:
    return LedgerPoint(fields.number("ledger_no"), fields.text("ledger_hash"))


def _read_answer(fields: Fields) -> Answer:
    return Answer(
        fields.text("in_reply_to"),
        fields.flag("seen_claim_ok"),
        _read_point(fields.record("base")),
        _read_point(fields.record("head")),
    )


def _read_counted(fields: Fields) -> Counted:
    changes, attachments = fields.record("changes"), fields.record("attachments")
    return Counted(
        changes=changes.number("count"),
        first_change=changes.text("first"),
        last_change=changes.text("last"),
        payload_digest=changes.text("sha256"),
        payload_bytes=changes.number("bytes"),
        attachments=attachments.number("count"),
        attachment_bytes=attachments.number("bytes"),
        total_bytes=fields.number("bytes"),
    )


def claimed_sender(descriptor: JsonObject) -> str:
    """Whom an unverified descriptor names as sender, for a sentence only; "？" where it names nobody."""
    try:
        return Fields(descriptor, BadHeader).record(HEADER).record("sender").text("name")
    except BadHeader:
        return "？"


def read_list(descriptor: JsonObject, names: Iterable[str]) -> tuple[Listed, ...]:
    """The signed list, once it names exactly the entries that are there, each of a kind a package holds.

    Args:
        descriptor: `datapackage.json`.
        names: the entries of the zip.

    Raises:
        BadHeader: a resource lacks path, bytes or hash.
        WrongContents: an entry extra, missing, doubled or of an unknown kind.
    """
    listed = tuple(_listed(resource) for resource in Fields(descriptor, BadHeader).records("resources"))
    paths = [item.path for item in listed]
    for path in sorted(set(names) ^ {DESCRIPTOR, SEAL, *paths}):
        raise WrongContents(f"缺少“{path}”" if path in paths else f"多出“{path}”")
    for path in paths:
        if not (path in _FIXED or table_of(path) or list_of(path) or attachment_of(path)):
            raise WrongContents(f"多出“{path}”")
    if len(set(paths)) != len(paths):
        raise WrongContents("清单中有重复")
    if CHANGES not in paths:
        raise WrongContents(f"缺少“{CHANGES}”")
    return listed


def _listed(resource: Fields) -> Listed:
    kind, _, digest = resource.text("hash").partition(":")
    if kind != "sha256" or not SHA256.fullmatch(digest):
        raise resource.refusal("hash")
    return Listed(resource.text("path"), resource.number("bytes"), digest)
