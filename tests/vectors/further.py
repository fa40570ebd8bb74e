"""The rest of the catalogue: what two readers of one format could see differently, and lines that are true changes."""

import base64
import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from db.ledger.change import Author, Change, Draft, Moment, Tip, canonical, seal_change
from db.ledger.line import to_line
from db.sync.trust.manifest import REVOKED, CountyKey, sign_manifest
from tests.sync import practice as p
from tests.vectors import faults as f
from tests.vectors.faults import Fault
from tests.vectors.forge import Entries, Parts, good, parts
from tests.vectors.readers import LATER_REVOCATION, STATION

_CERTIFICATE, _MANIFEST = "keys/certificate.json", "keys/manifest.json"


def _zip_of(entries: Entries, **odd: Any) -> bytes:
    """A zip made by hand, its first entry, or the whole, odd in one point.

    Args:
        entries: names and contents.
        odd: `crc` in the local header, `tail` behind the packed bytes, `more` inside them, `stored` bytes too many,
            `disk` of the entry, `count` in the end record, `flags` of every entry.
    """
    out, lines = bytearray(), bytearray()
    for number, (name, data) in enumerate(entries):
        here = odd if number == 0 else {}
        raw, method = name.encode(), 0 if "stored" in here else 8
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packer.compress(data + here.get("more", b"")) + packer.flush() + here.get("tail", b"")
        packed = here.get("packed", packed) if method else data + here["stored"]
        flags = odd.get("flags", 0 if name.isascii() else 0x800)
        about, sizes = (20, flags, method, 0, 33), (len(packed), len(data), len(raw), 0)
        crc = zlib.crc32(data)
        lines += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *about, crc, *sizes, 0, here.get("disk", 0), 0, 0, len(out))
        lines += raw
        out += struct.pack("<4s5H3L2H", b"PK\3\4", *about, here.get("crc", crc), *sizes) + raw + packed
    count = odd.get("count", len(entries))
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(lines), len(out), 0)
    return bytes(out + lines + end)


def _zip(**odd: Any) -> Callable[[], bytes]:
    return lambda: f._to_county(_zip_of(parts().entries(), **odd))


def _sealed_by_county(pieces: Parts) -> None:
    """A report as a county's archive writes it anew after an erasure."""
    pieces.key = p.COUNTY.signing
    pieces.header["sender"]["key_id"] = p.COUNTY.signing.key_id


def _without_certificate(pieces: Parts) -> None:
    _sealed_by_county(pieces)
    _without(pieces, _CERTIFICATE)


def _without(pieces: Parts, path: str) -> None:
    del pieces.files[path]
    pieces.descriptor["resources"] = [one for one in pieces.descriptor["resources"] if one["path"] != path]


def _strangers_certificate(pieces: Parts) -> None:
    """A station nobody enrolled, with a certificate of its own making."""
    document = json.loads(pieces.files[_CERTIFICATE])
    document["body"] |= {
        "station_id": p.STRANGER.station_id,
        "public": base64.b64encode(p.STRANGER.signing.public).decode(),
    }
    signed = f"nuanxin-certificate\n{canonical(document['body'])}".encode()
    document["signature"] = base64.b64encode(p.STRANGER.signing.sign(signed)).decode()
    pieces.files[_CERTIFICATE] = json.dumps(document).encode()
    pieces.key = p.STRANGER.signing
    pieces.header["sender"] |= {"id": p.STRANGER.station_id, "key_id": p.STRANGER.signing.key_id}


def _return_with(manifest: bytes) -> Callable[[], bytes]:
    return f._part(lambda pieces: pieces.files.update({_MANIFEST: manifest}), by_county=True)


def _newer(**changes: Any) -> bytes:
    return sign_manifest(replace(p.MANIFEST, **{"version": 9, **changes}), p.ROOT)


def _revoked(key: CountyKey) -> CountyKey:
    return replace(key, status=REVOKED)


def _of_version(version: int) -> bytes:
    document = json.loads(_newer())
    return json.dumps({**document, "version": version}, ensure_ascii=False).encode()


def _chain() -> list[Change]:
    """Three true changes: a person is entered, a list and a flag are set, a conflict is settled."""
    by = Author(p.STATION.station_id, "session-a", "999999104", "worker-1", "operator")
    moment = Moment("g-1", "", 12, "ab" * 32, "2026-11-30T01:00:00+00:00", 1)
    drafts = (
        Draft("create", "person", "person-1", {"name": "张\U0002ebf0", "note": 'tab\t"quote" \\ \u2028 \x7f', "n": 0}),
        Draft("set", "person", "person-1", {"b": [], "a": ["一", "二"], "Z": True, "z": None}, reason="入户核实"),
        Draft("resolve", "person", "person-1", {"a": ["一"]}, {"a": ["cd" * 32]}, extra={"\U0001f600": 1, "\uff5e": 2}),
    )
    made: list[Change] = []
    tip = Tip()
    for draft in drafts:
        parents = (made[-1].hash,) if made else ()
        made.append(seal_change(draft, parents, by, moment, tip))
        tip = Tip(made[-1].hash, made[-1].seq)
    return made


def _changes(change: Callable[[dict[str, Any]], object] = bool, *, layout: str = "") -> Callable[[], bytes]:
    """A package of true changes, the second of them altered."""

    def make() -> bytes:
        lines = [to_line(each) for each in _chain()]
        second = json.loads(lines[1])
        change(second)
        lines[1] = json.dumps(second, ensure_ascii=bool(layout), separators=("," + layout, ":" + layout)).encode()
        return f._part(lambda pieces: pieces.lines(*lines))()

    return make


def _purged(line: dict[str, Any]) -> None:
    del line["payload"]
    line["payload_digest"] = _chain()[1].payload_digest


FURTHER: dict[str, Fault] = {
    # the envelope
    "mac-line-of-noise": Fault(lambda: f._stanza("X25519 aaaa").replace(b"\n--- A", b"\n--- !"), "P-PKG-03"),
    "no-stanza": Fault(lambda: b"age-encryption.org/v1\n--- " + b"A" * 43 + b"\n" + bytes(100), "P-PKG-03"),
    "passphrase-cut": Fault(lambda: f._stanza("scrypt c2FsdHNhbHRzYWx0c2FsdA 40")[:70], "P-PKG-07"),
    # the zip: what one program shows and another does not
    "good-zip-by-hand": Fault(_zip(), ""),
    "good-zip-of-utf8-names": Fault(_zip(flags=0x800), ""),
    "another-crc-in-front": Fault(_zip(crc=1), "P-PKG-12"),
    "behind-the-deflated": Fault(_zip(tail=b"hidden"), "P-PKG-13"),
    "deflated-beyond-its-size": Fault(_zip(more=b"hidden\n"), "P-PKG-13"),
    "not-deflated": Fault(_zip(packed=b"\xff" * 40), "P-PKG-13"),
    "deflated-without-end": Fault(_zip(packed=b"\x00\x02\x00\xfd\xff{}"), "P-PKG-13"),
    "stored-of-two-sizes": Fault(_zip(stored=b"hidden"), "P-PKG-12"),
    "end-record-counts-less": Fault(_zip(count=3), "P-PKG-12"),
    "end-record-counts-more": Fault(_zip(count=30), "P-PKG-12"),
    "on-another-disk": Fault(_zip(disk=1), "P-PKG-12"),
    "name-of-no-code-page": Fault(_zip(flags=0), "P-PKG-12"),
    # whose seal it is
    "good-written-anew-by-county": Fault(f._part(_sealed_by_county), ""),
    "written-anew-without-certificate": Fault(f._part(_without_certificate), "P-SIG-03"),
    "good-without-certificate": Fault(f._part(lambda pieces: _without(pieces, _CERTIFICATE)), ""),
    "certificate-of-own-making": Fault(f._part(_strangers_certificate), "P-SIG-03"),
    "good-revoked-after-a-change": Fault(good, "", LATER_REVOCATION),
    "good-return-newer-manifest": Fault(_return_with(_newer()), "", STATION),
    "good-return-other-manifest-of-that-number": Fault(
        _return_with(_newer(version=3, county_name="别县")), "", STATION
    ),
    "return-by-revoked-key": Fault(
        _return_with(_newer(keys=tuple(map(_revoked, p.MANIFEST.keys)))), "P-SIG-04", STATION
    ),
    "return-by-key-left-out": Fault(_return_with(_newer(keys=p.OTHER_MANIFEST.keys)), "P-SIG-03", STATION),
    "manifest-of-another-county": Fault(_return_with(_newer(county_id=p.OTHER_COUNTY.county_id)), "P-ENR-03", STATION),
    "manifest-is-noise": Fault(_return_with(b"noise"), "P-ENR-01", STATION),
    "manifest-of-newer-version": Fault(_return_with(_of_version(2)), "P-ENR-02", STATION),
    # the header
    "good-format-2-for-readers-of-1": Fault(f._header(format=2), ""),
    "too-new-and-strange": Fault(f._part(lambda x: (x.header.update(min_reader=2), x.header.pop("seen"))), "P-PKG-08"),
    "answer-missing": Fault(f._part(lambda pieces: pieces.header.pop("answer")), "P-PKG-14"),
    "part-null": Fault(f._header(part=None), "P-PKG-14"),
    "part-3-of-2": Fault(f._header(part={"no": 3, "of": 2, "changes": 5}), "P-PKG-14"),
    "text-of-two-lines": Fault(f._header(session_ids=["session\na"]), "P-PKG-14"),
    "text-of-1001-characters": Fault(f._header(app_version="版" * 1001), "P-PKG-14"),
    # changes
    "good-changes": Fault(_changes(), "", changes=True),
    "good-changes-laid-out-otherwise": Fault(_changes(layout=" "), "", changes=True),
    "good-change-without-payload": Fault(_changes(_purged), "", changes=True),
    "good-change-with-more": Fault(_changes(lambda line: line.update(weather="晴")), "", changes=True),
    "change-of-another-hash": Fault(_changes(lambda line: line.update(hash="0" * 64)), "P-CHG-01", changes=True),
    "change-without-hash": Fault(_changes(lambda line: line.pop("hash")), "P-CHG-01", changes=True),
    "change-payload-exchanged": Fault(
        _changes(lambda line: line["payload"]["fields"].update(Z=False)), "P-CHG-01", changes=True
    ),
    "change-header-exchanged": Fault(_changes(lambda line: line["header"].update(org="9")), "P-CHG-01", changes=True),
    "change-header-with-more": Fault(_changes(lambda line: line["header"].update(more=1)), "P-CHG-01", changes=True),
    "change-with-neither": Fault(_changes(lambda line: line.pop("payload")), "P-PKG-10", changes=True),
    "change-seq-true": Fault(_changes(lambda line: line["header"].update(seq=True)), "P-PKG-10", changes=True),
    "change-parents-text": Fault(_changes(lambda line: line["header"].update(parents="")), "P-PKG-10", changes=True),
    "change-reason-number": Fault(_changes(lambda line: line["payload"].update(reason=1)), "P-PKG-10", changes=True),
    "change-settles-text": Fault(
        _changes(lambda line: line["payload"].update(settles={"a": "b"})), "P-PKG-10", changes=True
    ),
    "change-without-fields": Fault(_changes(lambda line: line["payload"].pop("fields")), "P-PKG-10", changes=True),
}
