"""The header of a package: who, to whom, what for, which, how much - signed, and inside the encryption (B-21, B-52)."""

from dataclasses import dataclass
from typing import Any

from db.ledger.strict import JsonObject
from db.sync.package.fields import Fields
from db.sync.package.refusals import BadHeader, PackageTooNew, UnknownSuite

HEADER = "x-nuanxin"
MAGIC = "nuanxin-package"
FORMAT = 1
SUITE = 1

TO_COUNTY = "township→county"
TO_TOWNSHIP = "county→township"
TO_UPPER = "county→upper"


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
class Share:
    """Which part of its hand-over a package is, where that is too large for one package.

    Attributes:
        no: counted from 1.
        of: how many parts there are.
        changes: in all parts together.
    """

    no: int
    of: int
    changes: int


@dataclass(frozen=True)
class PackageHeader:
    """What the sender knows before counting (B-21, B-26); counts and keys are added when it is sealed.

    Attributes:
        package_id: random UUID.
        package_no: running number, advice for people only (B-22).
        purpose: `TO_COUNTY`, `TO_TOWNSHIP` or `TO_UPPER`.
        sender, recipient: who writes to whom.
        created_at: wall time, ISO 8601 UTC; shown, never decisive (B-09).
        schema: version of the entity registry.
        app_version: the program that wrote it.
        seen: how far the sender has the county's ledger.
        need_full: the sender asks for the whole ledger (B-28).
        state_digest: digest of the sender's own scope, compared after import (B-30).
        high_water: the sender's high-water mark.
        manifest_version: the newest key manifest the sender holds.
        answer: only in a county's return.
        min_reader: the oldest package format a reader must know (B-40).
        share: None where the package is the whole hand-over.
    """

    package_id: str
    package_no: int
    purpose: str
    sender: Party
    recipient: Party
    created_at: str
    schema: int
    app_version: str
    seen: LedgerPoint = LedgerPoint()
    need_full: bool = False
    state_digest: str = ""
    high_water: HighWater = HighWater()
    manifest_version: int = 0
    answer: Answer | None = None
    min_reader: int = FORMAT
    share: Share | None = None


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
        session_ids: the unlocks whose changes are inside, sorted.
    """

    changes: int
    first_change: str
    last_change: str
    payload_digest: str
    payload_bytes: int
    attachments: int
    attachment_bytes: int
    total_bytes: int
    session_ids: tuple[str, ...]


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


def header_json(sealed: SealedHeader) -> dict[str, Any]:
    """The header as it is written under `x-nuanxin`."""
    head, counted = sealed.header, sealed.counted
    share = {} if head.share is None else {"part": vars(head.share)}
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
        "session_ids": list(counted.session_ids),
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
        **share,
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
    part = fields.record("part") if fields.holds("part") else None
    if not fields.holds("answer"):
        raise fields.refusal("answer")
    return PackageHeader(
        package_id=fields.text("package_id"),
        package_no=fields.number("package_no"),
        purpose=fields.text("purpose"),
        sender=_read_party(fields.record("sender")),
        recipient=_read_party(fields.record("recipient")),
        created_at=fields.text("created_at"),
        schema=fields.number("schema"),
        app_version=fields.text("app_version"),
        seen=_read_point(fields.record("seen")),
        need_full=fields.flag("need_full"),
        state_digest=fields.text("state_digest"),
        high_water=HighWater(
            water.text("chain_head"), water.number("seq"), water.number("ledger_no"), water.text("backup_id")
        ),
        manifest_version=fields.number("manifest_version"),
        answer=_read_answer(answer) if answer else None,
        min_reader=min_reader,
        share=_read_share(part) if part else None,
    )


def _read_share(fields: Fields) -> Share:
    share = Share(fields.number("no"), fields.number("of"), fields.number("changes"))
    if not 1 <= share.no <= share.of:
        raise fields.refusal("no")
    return share


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
        session_ids=fields.texts("session_ids"),
    )
