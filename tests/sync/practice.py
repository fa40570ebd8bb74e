"""Practice keys and packages: one county, a second one, two stations; nothing here is random but the envelopes."""

import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from db.sync.package.header import TO_COUNTY, TO_TOWNSHIP, Answer, HighWater, LedgerPoint, PackageHeader, Party
from db.sync.package.listing import Attachment, TableDump, TableField
from db.sync.package.seal import SigningKey
from db.sync.package.writing import Load, Sealer, SlipFacts, WrittenPackage, write_package
from db.sync.trust.certificate import Certificate
from db.sync.trust.enrolment import (
    Approval,
    Enrolment,
    Request,
    accept,
    approve,
    new_manifest,
    request_enrolment,
)
from db.sync.trust.keys import CountyKeys, StationKeys, root_fingerprint
from db.sync.trust.manifest import Manifest, read_manifest, sign_manifest
from db.sync.trust.senders import CountyTrust, StationTrust

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
ROOT = SigningKey(b"\x01" * 32)
OTHER_ROOT = SigningKey(b"\x02" * 32)
COUNTY = CountyKeys(
    "c0000000-0000-4000-8000-000000000001",
    b"\x03" * 32,
    ("AGE-SECRET-KEY-1ZW4RMER4NKKC2Z2E22L7P4JVJEQCPU7QETFLUWU7LR3GX9Z9H2KSLX5PG6",),
)
OLD_COUNTY_IDENTITY = "AGE-SECRET-KEY-1RLDWDG5XFA2ASFEEE7JTE56PSCVK7VDHS7EYPCYZUVZSTC2RRDRQZ25LEG"
OTHER_COUNTY = CountyKeys(
    "c0000000-0000-4000-8000-000000000002",
    b"\x04" * 32,
    ("AGE-SECRET-KEY-1AKEU7KWAUG42DAV9LXDSDRA6YSK8CNK4VG0TP3UQ3HA6ZRU07F2Q4F8LCK",),
)
STATION = StationKeys(
    "50000000-0000-4000-8000-000000000001",
    b"\x05" * 32,
    "AGE-SECRET-KEY-1M6TC5XXQUEN272A2ZC7KN8E45R4GZCUJZCGD5AAM735ZNQUZKRZSP0M3K8",
)
STRANGER = StationKeys(
    "50000000-0000-4000-8000-000000000002",
    b"\x06" * 32,
    "AGE-SECRET-KEY-140X2GMGQVTM2CHCTJRX6EKJ89T3YGWQPSK63VUDGJ6PF94RUCTKSEFG3FN",
)
MANIFEST = new_manifest(COUNTY, "999999", "示范县", 3, NOW)
MANIFEST_TEXT = sign_manifest(MANIFEST, ROOT)
OTHER_MANIFEST = new_manifest(OTHER_COUNTY, "999998", "邻县", 1, NOW)
STATION_PARTY = Party(STATION.station_id, "999999104", "示范镇")
COUNTY_PARTY = Party(COUNTY.county_id, "999999", "示范县")
PDF = b"%PDF-1.4\n% practice slip\n%%EOF\n"
PHOTO = b"\xff\xd8\xff\xe0" + b"practice picture " * 40


def request_of(keys: StationKeys = STATION, nonce: str = "n-1") -> Request:
    """The request of a practice station."""
    return request_enrolment(keys, STATION_PARTY.org_code, STATION_PARTY.name, nonce, NOW)


def enrol(keys: StationKeys = STATION) -> Enrolment:
    """The whole enrolment of a practice station."""
    request = request_of(keys)
    answer = approve(request, Approval(request.fingerprint, 1), COUNTY, MANIFEST_TEXT, ROOT.public, NOW)
    return accept(answer, request, root_fingerprint(ROOT.public))


ENROLMENT = enrol()
CERTIFICATE: Certificate = ENROLMENT.certificate
COUNTY_TRUST = CountyTrust(MANIFEST, (CERTIFICATE,))
STATION_TRUST = StationTrust(STATION.station_id, MANIFEST, ROOT.public)
STATION_SEALER = Sealer(STATION.signing, STATION.identity, certificate=ENROLMENT.certificate_text)
COUNTY_SEALER = Sealer(COUNTY.signing, COUNTY.identities[0], manifest=MANIFEST_TEXT)


def line(number: int, text: str = "登门走访") -> bytes:
    """A line that has the shape of a change."""
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    header = {"seq": number, "kind": "set", "record_id": f"record-{number}"}
    record = {"hash": digest, "header": header, "payload": {"fields": {"note": text}}}
    return json.dumps(record, ensure_ascii=False).encode()


def header(**changes: object) -> PackageHeader:
    """A township's report, with `changes` to its fields."""
    report = PackageHeader(
        package_id="p0000000-0000-4000-8000-000000000007",
        package_no=7,
        purpose=TO_COUNTY,
        sender=STATION_PARTY,
        recipient=COUNTY_PARTY,
        created_at="2026-11-30T02:00:00Z",
        schema=1,
        app_version="1.0.0",
        seen=LedgerPoint(12, "ab" * 32),
        state_digest="cd" * 32,
        high_water=HighWater("ef" * 32, 40, 12, "backup-1"),
        manifest_version=3,
    )
    return replace(report, **changes)  # type: ignore[arg-type]


def return_header() -> PackageHeader:
    """A county's return."""
    base, head = LedgerPoint(12, "ab" * 32), LedgerPoint(15, "ac" * 32)
    answer = Answer("p0000000-0000-4000-8000-000000000007", seen_claim_ok=True, base=base, head=head)
    return header(purpose=TO_TOWNSHIP, sender=COUNTY_PARTY, recipient=STATION_PARTY, answer=answer)


def table() -> TableDump:
    """A small table with an empty cell, a formula and a character outside the basic plane."""
    fields = (
        TableField("id", "编号"),
        TableField("name", "姓名"),
        TableField("members", "人口", "integer"),
        TableField("lives_alone", "独居", "boolean"),
        TableField("visited_on", "走访日期", "date"),
    )
    rows = [
        ("f-1", "张三", 2, True, "2026-11-03"),
        ("f-2", "=1+1", None, False, None),
        ("f-3", '𬭎"引号", 逗号\n换行', 1, None, "2026-01-31"),
    ]
    return TableDump("families", "家庭", fields, rows)


def attachment(data: bytes = PHOTO) -> Attachment:
    """An attachment under its right name."""
    return Attachment(hashlib.sha256(data).hexdigest(), lambda: io.BytesIO(data))


def slip(_facts: SlipFacts) -> bytes:
    """A paper twin."""
    return PDF


def load(lines: Iterable[bytes] | None = None) -> Load:
    """One of everything."""
    some = [line(number) for number in range(1, 6)] if lines is None else lines
    return Load(some, (table(),), (attachment(), attachment(PDF)), (), slip)


def write(folder: Path, name: str = "999999104_000007_20261130.nxb", **changes: object) -> WrittenPackage:
    """A township's report to the county."""
    recipients = MANIFEST.recipients()
    return write_package(folder / name, header(**changes), load(), STATION_SEALER, recipients)


def manifest(**changes: object) -> Manifest:
    """The county's manifest with `changes`, signed by the root and read back."""
    return read_manifest(sign_manifest(replace(MANIFEST, **changes), ROOT), ROOT.public)  # type: ignore[arg-type]
