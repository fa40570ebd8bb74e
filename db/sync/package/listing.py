"""What a package is: its list of contents and its names - no keys, no tables of ours, no files (FORMAT.md).

The list is a Data Package 2.0 descriptor (https://datapackage.org), the header
(db.sync.package.header) stands in it under `x-nuanxin`.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from db.ledger.strict import BadLine, JsonObject, strict_json
from db.sync.package.fields import Fields
from db.sync.package.header import HEADER, SealedHeader, header_json
from db.sync.package.limits import Limits
from db.sync.package.refusals import BadHeader, WrongContents

DESCRIPTOR = "datapackage.json"
SEAL = "datapackage.json.minisig"
CHANGES = "changes.jsonl"
SLIP = "上报单.pdf"
CERTIFICATE = "keys/certificate.json"
MANIFEST = "keys/manifest.json"

PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
SHA256 = re.compile(r"[0-9a-f]{64}")
_REPORT = re.compile(r"\d{9}_\d{6,}_\d{8}\.nxb")
_RETURN = re.compile(r"\d{9}_r\d{6,}_\d{8}\.nxb")
_HAND_UP = re.compile(r"\d{6}_u\d{6,}_\d{8}\.nxb")
_TABLE = re.compile(rf"tables/({PLAIN_NAME.pattern})\.csv")
_LIST = re.compile(rf"lists/({PLAIN_NAME.pattern})\.jsonl")
_ATTACHMENT = re.compile(rf"attachments/({SHA256.pattern})")
_FIXED = frozenset({CHANGES, SLIP, CERTIFICATE, MANIFEST})

Cell: TypeAlias = str | int | bool | None


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


def return_file_name(org_code: str, package_no: int, on: str) -> str:
    """`510321104_r000004_20261130.nxb`: a county's return; it never has the name of the township's own package."""
    return f"{org_code}_r{package_no:06d}_{on.replace('-', '')}.nxb"


def is_report_name(name: str) -> bool:
    """Whether a file is called as a township's own package is; on a stick that goes to and fro both lie together."""
    return _REPORT.fullmatch(name) is not None


def is_return_name(name: str) -> bool:
    """Whether a file is called as what a county writes is: a return, or what it hands up."""
    return _RETURN.fullmatch(name) is not None or _HAND_UP.fullmatch(name) is not None


def is_below_name(name: str) -> bool:
    """Whether a file is called as what goes to and fro between township and county is: an upper office has no use."""
    return is_report_name(name) or _RETURN.fullmatch(name) is not None


def hand_up_file_name(county_code: str, package_no: int, on: str) -> str:
    """`510321_u000002_20261130.nxb`: what a county hands up."""
    return f"{county_code}_u{package_no:06d}_{on.replace('-', '')}.nxb"


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


def read_descriptor(raw: bytes, limits: Limits) -> JsonObject:
    """The descriptor as strict JSON.

    Raises:
        BadHeader: it is not.
    """
    try:
        return strict_json(raw, bounds=limits.descriptor_bounds)
    except BadLine as bad:
        raise BadHeader(f"{DESCRIPTOR}：{bad.reason}") from None


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
