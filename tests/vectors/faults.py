"""The catalogue: one package, one fault, one code; `tests.vectors.further` goes on with it."""

import base64
import hashlib
import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace

from db.sync.package.limits import LIMITS, MIB
from db.sync.package.listing import DESCRIPTOR, SEAL
from db.sync.package.seal import SigningKey
from db.sync.trust.manifest import sign_manifest
from tests.sync import practice as p
from tests.vectors.forge import Entries, Parts, envelop, good, parts, recipient_ids, unseal, zipped
from tests.vectors.readers import AFTER_REVOCATION, COUNTY, STATION

NOISE = random.Random(7).randbytes(20 * MIB)  # noqa: S311 - the same on every run, and not to be compressed


@dataclass(frozen=True)
class Fault:
    """One faulty package.

    Attributes:
        make: builds it.
        code: the refusal's code, "" when it is to be accepted.
        reader: who opens it.
        big: made only when tested, not kept as a file.
        changes: its lines are changes, and judged as such.
    """

    make: Callable[[], bytes]
    code: str
    reader: str = COUNTY
    big: bool = False
    changes: bool = False


def _flip(raw: bytes, at: int) -> bytes:
    changed = bytearray(raw)
    changed[at] ^= 1
    return bytes(changed)


def _clear() -> bytes:
    return unseal(good(), p.COUNTY.identities[0])


def _to_county(clear: bytes) -> bytes:
    return envelop(clear, (*p.MANIFEST.recipients(), p.STATION.recipient))


def _mac_at(raw: bytes) -> int:
    return raw.index(b"\n--- ") + 5


def _stanza(text: str) -> bytes:
    """An age header with one handmade stanza and nothing true in it."""
    return f"age-encryption.org/v1\n-> {text}\n{'A' * 43}\n--- {'A' * 43}\n".encode() + bytes(100)


def _part(change: Callable[[Parts], object], *, by_county: bool = False) -> Callable[[], bytes]:
    """A package whose pieces were changed before it was honestly counted and sealed."""

    def make() -> bytes:
        pieces = parts(by_county)
        change(pieces)
        return pieces.build()

    return make


def _header(**fields: object) -> Callable[[], bytes]:
    return _part(lambda pieces: pieces.header.update(fields))


def _lies(change: Callable[[Parts], object]) -> Callable[[], bytes]:
    """A package that is sealed with figures that are not true."""

    def make() -> bytes:
        pieces = parts()
        pieces.raw()
        pieces.honest = False
        change(pieces)
        return pieces.build()

    return make


def _entries(change: Callable[[Entries], Entries]) -> Callable[[], bytes]:
    """A package whose zip entries were changed after sealing."""
    return lambda: _to_county(zipped(change(parts().entries())))


def _descriptor(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """A package whose list was changed as text before sealing."""
    return lambda: _to_county(zipped(parts().entries(change)))


def _zip(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """A package whose zip bytes were changed."""
    return lambda: _to_county(change(_clear()))


def _line(*lines: bytes) -> Callable[[], bytes]:
    return _part(lambda pieces: pieces.lines(p.line(1), *lines, p.line(3)))


def _replace(name: str, data: bytes) -> Callable[[Entries], Entries]:
    return lambda entries: [(one, data if one == name else old) for one, old in entries]


def _without(name: str) -> Callable[[Entries], Entries]:
    return lambda entries: [(one, data) for one, data in entries if one != name]


def _patch_directory(clear: bytes, name: str, offset: int, raw: bytes) -> bytes:
    """Writes `raw` at `offset` of the central directory entry of `name`."""
    begins = struct.unpack_from("<L", clear, len(clear) - 6)[0]
    at = clear.index(name.encode(), begins) - 46 + offset
    return clear[:at] + raw + clear[at + len(raw) :]


def _with_extra_field(clear: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(clear)) as source, zipfile.ZipFile(out, "w") as target:
        for about in source.infolist():
            copy = zipfile.ZipInfo(about.filename, about.date_time)
            copy.extra = b"\x99\x99\x02\x00hi"
            target.writestr(copy, source.read(about))
    return out.getvalue()


def _extra_in_directory_only(clear: bytes) -> bytes:
    """An extra field that only a reader starting from the end sees."""
    begins, length = (
        struct.unpack_from("<L", clear, len(clear) - 6)[0],
        struct.unpack_from("<L", clear, len(clear) - 10)[0],
    )
    name, extra = b"changes.jsonl", b"\x99\x99\x02\x00hi"
    at = clear.index(name, begins) + len(name)
    end = len(clear) - 22
    patched = clear[: at - len(name) - 16] + struct.pack("<H", len(extra)) + clear[at - len(name) - 14 : at]
    tail = clear[end : end + 12] + struct.pack("<L", length + len(extra)) + clear[end + 16 :]
    return patched + extra + clear[at:end] + tail


def _gap(clear: bytes) -> bytes:
    """Bytes between the last entry and the directory that no reader would look at."""
    begins = struct.unpack_from("<L", clear, len(clear) - 6)[0]
    return clear[:begins] + b"hidden" + clear[begins:-6] + struct.pack("<L", begins + 6) + clear[-2:]


def _overlapping(clear: bytes) -> bytes:
    """The directory's last entry points at the first entry's data."""
    return _patch_directory(clear, SEAL, 42, struct.pack("<L", 0))


def _bomb(size: int = 200 * MIB) -> bytes:
    zeros = bytes(size)
    return _to_county(zipped([*_small(), ("tables/zeros.csv", zeros)]))


def _lying_bomb() -> bytes:
    clear = zipped([*_small(), ("tables/zeros.csv", bytes(200 * MIB))])
    name = "tables/zeros.csv"
    at = clear.index(name.encode()) - 30
    clear = clear[: at + 22] + struct.pack("<L", 1000) + clear[at + 26 :]
    return _to_county(_patch_directory(clear, name, 24, struct.pack("<L", 1000)))


def _small() -> Entries:
    pieces = parts().add("tables/zeros.csv", b"")
    pieces.raw()
    pieces.honest = False
    pieces.resource("tables/zeros.csv").update({"bytes": 1000, "hash": "sha256:" + "0" * 64})
    del pieces.files["tables/zeros.csv"]
    pieces.header["bytes"] += 1000
    return pieces.entries()


def _attachment(name: str, data: bytes) -> Callable[[], bytes]:
    return _part(lambda pieces: pieces.add(f"attachments/{name}", data))


def _sealed_as(pieces: Parts, impostor: SigningKey) -> bytes:
    """Sealed with the impostor's key under the number of the right one."""
    raw = pieces.raw()
    pieces.key = impostor
    lines = pieces.sealed(raw).decode().split("\n")
    first = base64.b64decode(lines[1])
    right = bytes.fromhex(p.STATION.signing.key_id)[::-1]
    lines[1] = base64.b64encode(first[:2] + right + first[10:]).decode()
    entries = [*pieces.files.items(), (DESCRIPTOR, raw), (SEAL, "\n".join(lines).encode())]
    return _to_county(zipped(entries))


def _seal_text(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """A package whose `.minisig` text was changed."""

    def make() -> bytes:
        entries = parts().entries()
        return _to_county(zipped([(name, change(data) if name == SEAL else data) for name, data in entries]))

    return make


def _from_stranger(pieces: Parts) -> None:
    pieces.key = p.STRANGER.signing
    pieces.header["sender"] |= {"key_id": p.STRANGER.signing.key_id}
    del pieces.files["keys/certificate.json"]
    pieces.descriptor["resources"] = [
        one for one in pieces.descriptor["resources"] if one["path"] != "keys/certificate.json"
    ]


def _to_neighbour(pieces: Parts) -> None:
    """A lawful package for the neighbour county, re-encrypted to us by whoever held it."""
    pieces.header["recipient"] |= {
        "id": p.OTHER_COUNTY.county_id,
        "name": "邻县",
        "key_ids": recipient_ids(*p.OTHER_MANIFEST.recipients(), p.STATION.recipient),
    }


def _forged_manifest(pieces: Parts) -> None:
    pieces.files["keys/manifest.json"] = sign_manifest(replace(p.MANIFEST, version=9), p.COUNTY.signing)


def _older_manifest(pieces: Parts) -> None:
    pieces.files["keys/manifest.json"] = sign_manifest(replace(p.MANIFEST, version=1), p.ROOT)


def _bulky() -> bytes:
    """A package of several chunks of 64 KiB."""
    noise = b"%PDF-" + NOISE[:200_000]
    return _part(lambda pieces: _filed(pieces, noise))()


def _filed(pieces: Parts, data: bytes) -> Parts:
    return pieces.add(f"attachments/{hashlib.sha256(data).hexdigest()}", data)


def _large_attachment() -> bytes:
    return _part(lambda pieces: _filed(pieces, b"%PDF-" + NOISE))()


def _million_lines() -> bytes:
    """More lines than allowed, while the header says the number allowed."""
    pieces = parts()
    lines = (b'{"hash":"%x"}\n' % (number * 2654435761 % 2**64) for number in range(1_000_000))
    pieces.files["changes.jsonl"] = b"".join(lines)
    pieces.header["changes"]["count"] = LIMITS.changes
    return pieces.build()


FAULTS: dict[str, Fault] = {
    # without a fault
    "good": Fault(good, ""),
    "good-return": Fault(lambda: good(True), "", STATION),  # noqa: FBT003 - a practice tool
    "good-made-of-pieces": Fault(lambda: parts().build(), ""),
    "good-unknown-header-field": Fault(_header(weather="晴"), ""),
    "good-no-changes": Fault(_part(lambda pieces: pieces.lines()), ""),
    "good-stored": Fault(_part(lambda pieces: setattr(pieces, "method", zipfile.ZIP_STORED)), ""),
    "good-return-older-manifest": Fault(_part(_older_manifest, by_county=True), "", STATION),
    # outside: D-47, D-48, D-49, D-57
    "empty": Fault(lambda: b"", "P-PKG-01"),
    "photo": Fault(lambda: p.PHOTO, "P-PKG-01"),
    "text": Fault("登记表".encode, "P-PKG-01"),
    "plain-zip": Fault(_clear, "P-PKG-01"),
    "flipped-magic": Fault(lambda: _flip(good(), 3), "P-PKG-01"),
    "cut-in-header": Fault(lambda: good()[:90], "P-PKG-02"),
    "cut-in-first-line": Fault(lambda: good()[:9], "P-PKG-02"),
    "cut-after-header": Fault(lambda: (raw := good())[: _mac_at(raw) + 44], "P-PKG-02"),
    "cut-by-one": Fault(lambda: good()[:-1], "P-PKG-02"),
    "cut-in-half": Fault(lambda: (raw := good())[: _mac_at(raw) + 44 + 16 + 700], "P-PKG-02"),
    "appended": Fault(lambda: good() + b"\0", "P-PKG-02"),
    "flipped-in-last-chunk": Fault(lambda: _flip(good(), -100), "P-PKG-02"),
    "flipped-in-first-chunk": Fault(lambda: _flip((raw := _bulky()), _mac_at(raw) + 1000), "P-PKG-03", big=True),
    "cut-at-chunk": Fault(lambda: (raw := _bulky())[: _mac_at(raw) + 44 + 16 + 65552], "P-PKG-02", big=True),
    "flipped-header-mac": Fault(lambda: _flip((raw := good()), _mac_at(raw) + 5), "P-PKG-03"),
    "flipped-stanzas": Fault(
        lambda: re.sub(rb"(X25519 )(.)", lambda m: m[1] + (b"B" if m[2] == b"A" else b"A"), good()), "P-PKG-04"
    ),
    "for-another-county": Fault(lambda: envelop(_clear(), p.OTHER_MANIFEST.recipients()), "P-PKG-04"),
    "passphrase": Fault(lambda: _stanza("scrypt c2FsdHNhbHRzYWx0c2FsdA 40"), "P-PKG-07"),
    "ssh-recipient": Fault(lambda: _stanza("ssh-ed25519 aaaa AAAA"), "P-PKG-07"),
    "envelope-too-large": Fault(
        lambda: b"age-encryption.org/v1\n" + (b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n") * 700,
        "P-PKG-11",
    ),
    # the zip: D-55
    "not-a-zip": Fault(lambda: _to_county(b"hello " * 30), "P-PKG-03"),
    "nothing-inside": Fault(lambda: _to_county(b""), "P-PKG-03"),
    "after-the-zip": Fault(_zip(lambda clear: clear + b"x"), "P-PKG-03"),
    "before-the-zip": Fault(_zip(lambda clear: b"x" + clear), "P-PKG-12"),
    "path-upwards": Fault(_entries(lambda entries: [*entries, ("../../evil", b"x")]), "P-PKG-12"),
    "path-absolute": Fault(_entries(lambda entries: [*entries, ("/etc/evil", b"x")]), "P-PKG-12"),
    "path-windows": Fault(_entries(lambda entries: [*entries, ("c:\\evil", b"x")]), "P-PKG-12"),
    "path-nul": Fault(_zip(lambda clear: clear.replace(b"changes.jsonl", b"changes\0jsonl")), "P-PKG-12"),
    "extra-entry": Fault(_entries(lambda entries: [*entries, ("tables/more.csv", b"id\r\n")]), "P-PKG-12"),
    "extra-kind-listed": Fault(_part(lambda pieces: pieces.add("macro.js", b"x")), "P-PKG-12"),
    "missing-entry": Fault(_entries(_without("tables/families.csv")), "P-PKG-12"),
    "missing-changes": Fault(_entries(_without("changes.jsonl")), "P-PKG-12"),
    "missing-list": Fault(_entries(_without(DESCRIPTOR)), "P-PKG-12"),
    "doubled-entry": Fault(_entries(lambda entries: [*entries, ("changes.jsonl", b"{}\n")]), "P-PKG-12"),
    "doubled-in-list": Fault(
        _part(lambda pieces: pieces.descriptor["resources"].append(dict(pieces.resource("changes.jsonl")))),
        "P-PKG-12",
    ),
    "lzma": Fault(_part(lambda pieces: setattr(pieces, "method", zipfile.ZIP_LZMA)), "P-PKG-12"),
    "extra-field": Fault(_zip(_with_extra_field), "P-PKG-12"),
    "extra-field-in-directory": Fault(_zip(_extra_in_directory_only), "P-PKG-12"),
    "gap": Fault(_zip(_gap), "P-PKG-12"),
    "overlapping": Fault(_zip(_overlapping), "P-PKG-12"),
    "encrypted-entry": Fault(
        _zip(lambda clear: _patch_directory(clear, "changes.jsonl", 8, struct.pack("<H", 9))), "P-PKG-12"
    ),
    "two-names": Fault(_zip(lambda clear: clear.replace(b"changes.jsonl", b"chanGes.jsonl", 1)), "P-PKG-12"),
    "directory-says-less": Fault(
        _zip(lambda clear: _patch_directory(clear, "changes.jsonl", 24, struct.pack("<L", 10))), "P-PKG-12"
    ),
    "many-entries": Fault(
        lambda: _to_county(zipped([(f"tables/t{n}.csv", b"") for n in range(10_001)])), "P-PKG-11", big=True
    ),
    "bomb": Fault(_bomb, "P-PKG-11", big=True),
    "bomb-that-lies": Fault(_lying_bomb, "P-PKG-13", big=True),
    # the seal: D-50, D-51
    "unsealed": Fault(_entries(_without(SEAL)), "P-SIG-01"),
    "seal-is-noise": Fault(_entries(_replace(SEAL, b"noise\n")), "P-SIG-02"),
    "seal-of-old-form": Fault(_seal_text(lambda text: text.replace(b"\nRU", b"\nRW")), "P-SIG-02"),
    "seal-comment-changed": Fault(_seal_text(lambda text: text.replace(b"package_no=7", b"package_no=8")), "P-SIG-02"),
    "list-changed-after-sealing": Fault(
        lambda: _to_county(
            zipped(
                [
                    (name, data.replace("示范镇".encode(), "别的镇".encode()) if name == DESCRIPTOR else data)
                    for name, data in parts().entries()
                ]
            )
        ),
        "P-SIG-02",
    ),
    "sealed-by-impostor": Fault(lambda: _sealed_as(parts(), p.STRANGER.signing), "P-SIG-02"),
    "unknown-sender": Fault(_part(_from_stranger), "P-SIG-03"),
    "revoked-sender": Fault(good, "P-SIG-04", AFTER_REVOCATION),
    "seal-of-another-package": Fault(
        _part(lambda pieces: setattr(pieces, "comment", "nuanxin package_no=6")), "P-SIG-05"
    ),
    "another-sender-in-header": Fault(
        _part(lambda pieces: pieces.header["sender"].update(id=p.STRANGER.station_id)), "P-SIG-05"
    ),
    "another-township-in-header": Fault(
        _part(lambda pieces: pieces.header["sender"].update(org_code="999999105")), "P-SIG-05"
    ),
    "key-not-named": Fault(_part(lambda pieces: pieces.header["recipient"].update(key_ids=[])), "P-SIG-05"),
    "re-addressed": Fault(_part(_to_neighbour), "P-PKG-05"),
    "wrong-purpose": Fault(_header(purpose="county→township"), "P-PKG-06"),
    "report-as-return": Fault(good, "P-RET-03", STATION),
    "manifest-by-operational-key": Fault(_part(_forged_manifest, by_county=True), "P-ENR-03", STATION),
    # the header: D-54
    "too-new": Fault(_header(min_reader=2, app_version="9.0"), "P-PKG-08"),
    "unknown-suite": Fault(_header(suite=2), "P-PKG-09"),
    "other-magic": Fault(_header(magic="other"), "P-PKG-14"),
    "number-as-text": Fault(_header(package_no="7"), "P-PKG-14"),
    "header-missing": Fault(_descriptor(lambda raw: raw.replace(b'"x-nuanxin"', b'"x-other"')), "P-PKG-14"),
    "field-missing": Fault(_part(lambda pieces: pieces.header.pop("schema")), "P-PKG-14"),
    "list-doubled-key": Fault(
        _descriptor(lambda raw: raw.replace(b'"suite": 1', b'"suite": 1, "suite": 1')), "P-PKG-14"
    ),
    "list-not-a-number": Fault(_descriptor(lambda raw: raw.replace(b'"suite": 1', b'"suite": NaN')), "P-PKG-14"),
    "list-without-hash": Fault(_lies(lambda pieces: pieces.resource("changes.jsonl").pop("hash")), "P-PKG-14"),
    "list-with-md5": Fault(
        _lies(lambda pieces: pieces.resource("changes.jsonl").update(hash="md5:" + "0" * 32)), "P-PKG-14"
    ),
    # what the list says
    "another-hash": Fault(
        _lies(lambda pieces: pieces.resource("tables/families.csv").update(hash="sha256:" + "0" * 64)), "P-PKG-13"
    ),
    "another-size": Fault(_lies(lambda pieces: pieces.resource("上报单.pdf").update(bytes=5)), "P-PKG-13"),
    "entry-exchanged": Fault(_entries(_replace("上报单.pdf", b"%PDF-1.4\n% practise slip\n%%EOF\n")), "P-PKG-13"),
    "changes-exchanged": Fault(_entries(_replace("changes.jsonl", p.line(9) + b"\n")), "P-PKG-13"),
    "count-lies": Fault(_part(lambda pieces: pieces.header["changes"].update(count=4)), "P-PKG-13"),
    "last-change-lies": Fault(_part(lambda pieces: pieces.header["changes"].update(last="0" * 64)), "P-PKG-13"),
    "attachments-lie": Fault(_lies(lambda pieces: pieces.header["attachments"].update(count=1)), "P-PKG-13"),
    "total-lies": Fault(_lies(lambda pieces: pieces.header.update(bytes=1)), "P-PKG-13"),
    "attachment-misnamed": Fault(_attachment("0" * 64, p.PDF), "P-PKG-13"),
    "attachment-program": Fault(
        _part(lambda pieces: _filed(pieces, b"MZ\x90\0 this program cannot be run")), "P-PKG-15"
    ),
    "attachment-too-large": Fault(_large_attachment, "P-PKG-11", big=True),
    "too-many-changes-said": Fault(_part(lambda pieces: pieces.header["changes"].update(count=500_001)), "P-PKG-11"),
    # the lines: D-56
    "line-nan": Fault(_line(b'{"hash":"a","n":NaN}'), "P-PKG-10"),
    "line-float": Fault(_line(b'{"hash":"a","n":1.5}'), "P-PKG-10"),
    "line-doubled-key": Fault(_line(b'{"hash":"a","hash":"b"}'), "P-PKG-10"),
    "line-lone-surrogate": Fault(_line(b'{"hash":"\\ud800"}'), "P-PKG-10"),
    "line-nul": Fault(_line(b'{"hash":"\\u0000"}'), "P-PKG-10"),
    "line-raw-nul": Fault(_line(b'{"hash":"\0"}'), "P-PKG-10"),
    "line-bom": Fault(_line(b'\xef\xbb\xbf{"hash":"a"}'), "P-PKG-10"),
    "line-overlong": Fault(_line(b'{"hash":"\xc0\xaf"}'), "P-PKG-10"),
    "line-5000-digits": Fault(_line(b'{"hash":' + b"9" * 5000 + b"}"), "P-PKG-10"),
    "line-deep": Fault(_line(b'{"a":' * 9 + b"1" + b"}" * 9), "P-PKG-10"),
    "line-very-deep": Fault(_line(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"), "P-PKG-10"),
    "line-300-kib": Fault(_line(b'{"a":"' + b"x" * 300 * 1024 + b'"}'), "P-PKG-10"),
    "line-empty": Fault(_line(b""), "P-PKG-10"),
    "line-not-an-object": Fault(_line(b"[]"), "P-PKG-10"),
    "line-not-ended": Fault(
        _part(lambda pieces: pieces.files.update({"changes.jsonl": pieces.files["changes.jsonl"][:-1]})), "P-PKG-10"
    ),
    "million-lines": Fault(_million_lines, "P-PKG-11", big=True),
}
