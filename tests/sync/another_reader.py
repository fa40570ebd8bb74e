"""A second reader of packages, written from FORMAT.md alone: its own words, and nothing of the program's code.

`read` gives what a package holds, or a `Refusal` with the one code FORMAT.md has for its first fault.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyrage

from tests.sync.another_envelope import Refusal, decrypt, need
from tests.sync.another_json import Json, sha256, shaped, strict, strict_lines
from tests.sync.another_trust import Reader, Sealed, key_number, unseal
from tests.sync.another_zip import Entry, directory

LIST, SEAL, CHANGES = "datapackage.json", "datapackage.json.minisig", "changes.jsonl"
CERTIFICATE, MANIFEST = "keys/certificate.json", "keys/manifest.json"
LARGEST = {LIST: 8 << 20, SEAL: 4 << 10, CERTIFICATE: 1 << 20, MANIFEST: 1 << 20}
KNOWN = re.compile(
    r"changes\.jsonl|keys/(certificate|manifest)\.json|lists/[a-z][a-z0-9_]{0,59}\.jsonl"
    r"|tables/[a-z][a-z0-9_]{0,59}\.csv|attachments/[0-9a-f]{64}|上报单\.pdf"
)
MOST_CHANGES, LARGEST_ATTACHMENT = 500_000, 20 << 20
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"%PDF-")
POINT: Json = {"ledger_no": int, "ledger_hash": str}
HEADER: Json = {
    "magic": str, "format": int, "suite": int, "min_reader": int, "schema": int, "app_version": str,
    "package_id": str, "package_no": int, "purpose": str, "created_at": str,
    "sender": {"id": str, "org_code": str, "name": str, "key_id": str},
    "recipient": {"id": str, "org_code": str, "name": str, "key_ids": [str]},
    "session_ids": [str], "changes": {"count": int, "first": str, "last": str, "bytes": int, "sha256": str},
    "attachments": {"count": int, "bytes": int}, "bytes": int, "seen": POINT, "need_full": bool, "state_digest": str,
    "high_water": {"chain_head": str, "seq": int, "ledger_no": int, "backup_id": str}, "manifest_version": int,
}  # fmt: skip
ANSWER: Json = {"in_reply_to": str, "seen_claim_ok": bool, "base": POINT, "head": POINT}
PART: Json = {"no": int, "of": int, "changes": int}


@dataclass(frozen=True)
class Contents:
    """What an accepted package holds; a list is read when it is made use of."""

    header: Json
    changes: tuple[Json, ...]
    lists: Mapping[str, bytes]
    tables: Mapping[str, bytes]
    attachments: Mapping[str, bytes]

    def listed(self, name: str) -> tuple[Json, ...]:
        """The lines of a list, none where it is not there."""
        raw = self.lists.get(name, b"")
        return strict_lines(raw, len(raw), dict)


def read(file: bytes, reader: Reader, prove: Callable[[Json], Json]) -> Contents:
    """What the package holds for this reader, in the order of section 8.

    `prove` judges each change: `another_record.change` as FORMAT.md has it, `dict` where lines are all that counts.
    """
    clear, opener = decrypt(file, reader.identities)
    entries = directory(clear)

    def small(name: str) -> bytes | None:
        need(name not in entries or entries[name].size <= LARGEST[name], "P-PKG-11", f"{name} is too long")
        return entries[name].unpack(clear) if name in entries else None

    raw_list = small(LIST)
    if raw_list is None:
        raise Refusal("P-PKG-12", "no list")
    keys = small(CERTIFICATE), small(MANIFEST)
    seal = small(SEAL)
    if seal is None:
        raise Refusal("P-SIG-01", "no seal")
    sealed = unseal(seal, raw_list, reader, *keys)
    package = strict(raw_list, "P-PKG-14")
    header = _header(package)
    _bound(header, sealed, reader, opener)
    resources = _listed(package, header, entries)
    data = {resource["path"]: _proved(resource, entries[resource["path"]].unpack(clear)) for resource in resources}
    changes = strict_lines(data[CHANGES], MOST_CHANGES, prove)
    ends = [str(change.get("hash", "")) for change in changes] or [""]
    told = [header["changes"][name] for name in ("count", "first", "last")]
    need(told == [len(changes), ends[0], ends[-1]], "P-PKG-13", "the changes the header counts")

    def within(folder: str, tail: str = "") -> dict[str, bytes]:
        return {name[len(folder) : len(name) - len(tail)]: data[name] for name in data if name.startswith(folder)}

    return Contents(header, changes, within("lists/", ".jsonl"), within("tables/", ".csv"), within("attachments/"))


def _header(package: Json) -> Json:
    """Section 4: the members, in the order in which they are judged."""
    header: Any = package.get("x-nuanxin")
    need(isinstance(header, dict) and header.get("magic") == "nuanxin-package", "P-PKG-14", "no header")
    need(shaped(header, {"min_reader": int}), "P-PKG-14", "min_reader")
    need(header["min_reader"] <= 1, "P-PKG-08", "for a newer reader")
    need(shaped(header, {"suite": int}), "P-PKG-14", "suite")
    need(header["suite"] == 1, "P-PKG-09", "suite")
    need(shaped(header, HEADER) and "answer" in header, "P-PKG-14", "a member is missing or of another kind")
    need(header["answer"] is None or shaped(header["answer"], ANSWER), "P-PKG-14", "answer")
    part = header.get("part", {"no": 1, "of": 1, "changes": 0})
    need(shaped(part, PART) and 1 <= part["no"] <= part["of"], "P-PKG-14", "part")
    return dict(header)


def _bound(header: Json, sealed: Sealed, reader: Reader, opener: str) -> None:
    """Section 4, "Bound together"."""
    sender = header["sender"]
    need(header["recipient"]["id"] == reader.id, "P-PKG-05", "recipient")
    need(header["purpose"] == reader.purpose, "P-PKG-06", "purpose")
    named = [sender[name] for name in ("id", "org_code", "key_id")]
    need(named == [sealed.station_id, sealed.org_code, sealed.key_id], "P-SIG-05", "sender")
    told = (
        f"nuanxin sender={sender['id']} recipient={header['recipient']['id']} purpose={header['purpose']} "
        f"package_id={header['package_id']} package_no={header['package_no']}"
    )
    need(sealed.comment == told, "P-SIG-05", "the trusted comment")
    recipient = str(pyrage.x25519.Identity.from_str(opener).to_public())
    need(key_number("x25519", recipient.encode()) in header["recipient"]["key_ids"], "P-SIG-05", "key that opened it")


def _listed(package: Json, header: Json, entries: Mapping[str, Entry]) -> list[Json]:
    """Section 3: the resources, the same set as the entries, and the header's figures."""
    need(header["changes"]["count"] <= MOST_CHANGES, "P-PKG-11", "changes")
    resources: Any = package.get("resources")
    need(shaped(resources, [{"path": str, "bytes": int, "hash": str}]), "P-PKG-14", "resources")
    digests = [re.fullmatch(r"sha256:[0-9a-f]{64}", each["hash"]) for each in resources]
    need(all(digests), "P-PKG-14", "digest of a resource")
    sizes = {each["path"]: each["bytes"] for each in resources}
    same = len(sizes) == len(resources) and sizes.keys() == entries.keys() - {LIST, SEAL} and CHANGES in sizes
    need(same and all(map(KNOWN.fullmatch, sizes)), "P-PKG-12", "list and entries")
    pictures = [path for path in sizes if path.startswith("attachments/")]
    for path, size in sizes.items():
        need(size == entries[path].size, "P-PKG-13", path)
        need(path not in pictures or size <= LARGEST_ATTACHMENT, "P-PKG-11", "an attachment over 20 MiB")
    payload = next(each for each in resources if each["path"] == CHANGES)
    told = (header["changes"]["bytes"], f"sha256:{header['changes']['sha256']}")
    need(told == (payload["bytes"], payload["hash"]), "P-PKG-13", "figures of the changes")
    attached = {"count": len(pictures), "bytes": sum(sizes[path] for path in pictures)}
    need({name: header["attachments"][name] for name in attached} == attached, "P-PKG-13", "of the attachments")
    need(header["bytes"] == sum(sizes.values()), "P-PKG-13", "bytes of everything")
    return list(resources)


def _proved(resource: Json, data: bytes) -> bytes:
    """An entry's bytes, once they are those of the list."""
    digest, path = sha256(data), resource["path"]
    need((resource["bytes"], resource["hash"]) == (len(data), f"sha256:{digest}"), "P-PKG-13", path)
    if path.startswith("attachments/"):
        need(path == f"attachments/{digest}", "P-PKG-13", "an attachment misnamed")
        known = data.startswith(PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        need(known, "P-PKG-15", "neither picture nor PDF")
    return data
