"""Takes a good package apart and puts it together again with one fault, at any layer, under any key."""

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage

from db.sync.package.listing import DESCRIPTOR, SEAL
from db.sync.package.seal import SigningKey, recipient_id, seal
from db.sync.package.writing import write_package
from tests.sync import practice as p

TIME = (1980, 1, 1, 0, 0, 0)
Entries = list[tuple[str, bytes]]


def unseal(package: bytes, identity: str) -> bytes:
    """The zip inside."""
    return pyrage.decrypt(package, [pyrage.x25519.Identity.from_str(identity)])  # type: ignore[no-any-return]


def envelop(clear: bytes, recipients: tuple[str, ...]) -> bytes:
    """The zip in an age envelope."""
    keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    return pyrage.encrypt(clear, keys)  # type: ignore[no-any-return]


def zipped(entries: Entries, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A plain zip; doubled names are written twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in entries:
            about = zipfile.ZipInfo(name, TIME)
            about.compress_type = method
            if name in target.NameToInfo:
                del target.NameToInfo[name]  # else zipfile warns
            target.writestr(about, data)
    return out.getvalue()


def good(sealed_by_county: bool = False) -> bytes:  # noqa: FBT001, FBT002 - a practice tool
    """A package without a fault."""
    with tempfile.TemporaryDirectory() as folder:
        if not sealed_by_county:
            return p.write(Path(folder)).path.read_bytes()
        path = Path(folder) / "return.nxb"
        write_package(path, p.return_header(), p.load(), p.COUNTY_SEALER, (p.STATION.recipient,))
        return path.read_bytes()


@dataclass
class Parts:
    """A package in pieces; change any, then `build`.

    Attributes:
        files: everything listed, by path.
        descriptor: `datapackage.json`.
        key: who seals.
        recipients: whom it is encrypted to.
        comment: the trusted comment; None makes the right one.
        honest: digests, sizes and counts are made to fit `files` first.
        unlisted: entries put in without being listed.
        method: how the zip compresses.
    """

    files: dict[str, bytes]
    descriptor: dict[str, Any]
    key: SigningKey = p.STATION.signing
    recipients: tuple[str, ...] = (*p.MANIFEST.recipients(), p.STATION.recipient)
    comment: str | None = None
    honest: bool = True
    unlisted: Entries = field(default_factory=list)
    method: int = zipfile.ZIP_DEFLATED

    @property
    def header(self) -> dict[str, Any]:
        """The header of B-21."""
        return self.descriptor["x-nuanxin"]  # type: ignore[no-any-return]

    def lines(self, *lines: bytes) -> "Parts":
        """Replaces the changes; the first and last keep honest hashes where they have one."""
        self.files["changes.jsonl"] = b"".join(line + b"\n" for line in lines)
        self.header["changes"]["count"] = len(lines)
        self.header["changes"]["first"] = _hash(lines[0]) if lines else ""
        self.header["changes"]["last"] = _hash(lines[-1]) if lines else ""
        return self

    def add(self, path: str, data: bytes) -> "Parts":
        """Adds a listed file."""
        self.files[path] = data
        self.descriptor["resources"].append({"name": "more", "path": path})
        return self

    def resource(self, path: str) -> dict[str, Any]:
        """The list's entry for `path`."""
        return next(one for one in self.descriptor["resources"] if one["path"] == path)

    def raw(self) -> bytes:
        """The text of `datapackage.json`."""
        if self.honest:
            self._fit()
        return json.dumps(self.descriptor, ensure_ascii=False).encode()

    def sealed(self, raw: bytes) -> bytes:
        """Its seal."""
        head = self.header
        comment = (
            f"nuanxin sender={head['sender']['id']} recipient={head['recipient']['id']} purpose={head['purpose']}"
            f" package_id={head['package_id']} package_no={head['package_no']}"
        )
        return seal(raw, self.key, comment if self.comment is None else self.comment)

    def entries(self, change: Callable[[bytes], bytes] = bytes) -> Entries:
        """All entries; `change` alters the descriptor before it is sealed."""
        raw = change(self.raw())
        return [*self.files.items(), *self.unlisted, (DESCRIPTOR, raw), (SEAL, self.sealed(raw))]

    def build(self) -> bytes:
        """The package."""
        return envelop(zipped(self.entries(), self.method), self.recipients)

    def _fit(self) -> None:
        for one in self.descriptor["resources"]:
            if one["path"] in self.files:
                data = self.files[one["path"]]
                one["bytes"], one["hash"] = len(data), f"sha256:{hashlib.sha256(data).hexdigest()}"
        changes = self.files.get("changes.jsonl", b"")
        self.header["changes"] |= {"bytes": len(changes), "sha256": hashlib.sha256(changes).hexdigest()}
        attachments = [data for path, data in self.files.items() if path.startswith("attachments/")]
        self.header["attachments"] = {"count": len(attachments), "bytes": sum(map(len, attachments))}
        self.header["bytes"] = sum(one["bytes"] for one in self.descriptor["resources"] if "bytes" in one)


def parts(sealed_by_county: bool = False) -> Parts:  # noqa: FBT001, FBT002 - a practice tool
    """A good package in pieces."""
    identity = p.STATION.identity
    files = {}
    with zipfile.ZipFile(io.BytesIO(unseal(good(sealed_by_county), identity))) as source:
        files = {name: source.read(name) for name in source.namelist()}
    descriptor = json.loads(files.pop(DESCRIPTOR))
    del files[SEAL]
    made = Parts(files, descriptor)
    if sealed_by_county:
        made.key, made.recipients = p.COUNTY.signing, (p.STATION.recipient, *p.MANIFEST.recipients())
    return made


def recipient_ids(*recipients: str) -> list[str]:
    """Numbers of recipients, for a header."""
    return [recipient_id(one) for one in recipients]


def _hash(line: bytes) -> str:
    try:
        return str(json.loads(line).get("hash", ""))
    except (ValueError, AttributeError, RecursionError):
        return ""
