"""FORMAT.md cannot rot: its tables are compared with the code, and a reader written from it alone reads a package."""

import base64
import hashlib
import importlib
import io
import json
import pkgutil
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import db.sync
from db.errors import Refusal
from db.ledger.line import NotWhatItSays
from db.ledger.strict import BadLine
from db.sync.package.header import Share, header_json
from db.sync.package.reading import open_package
from db.sync.trust.keys import StationKeys
from tests.sync import practice as p
from tests.vectors.catalogue import ALL

FORMAT = (Path(db.sync.__file__).parent / "FORMAT.md").read_text("utf-8")
OURS = ("P-PKG", "P-SIG", "P-CHG-01", "P-ENR", "P-EXP", "P-RET", "P-USB", "P-UPP")


def _section(title: str) -> str:
    return FORMAT.split(f"\n## {title}")[1].split("\n## ")[0]


def _codes() -> set[str]:
    found = {BadLine.code, NotWhatItSays.code}
    for module in pkgutil.walk_packages(db.sync.__path__, "db.sync."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Refusal):
                found.add(kind.code)
    return {code for code in found if code.startswith(OURS)} - {"P-PKG-00"}


def test_every_code_is_listed_and_every_listed_code_exists() -> None:
    assert set(re.findall(r"^\| (P-\w+-\d+) \|", _section("10. Codes"), re.MULTILINE)) == _codes()


def test_every_header_member_is_described(tmp_path: Path) -> None:
    with open_package(p.write(tmp_path).path, p.COUNTY.identities, p.COUNTY_TRUST) as opened:
        part = replace(opened.sealed.header, share=Share(2, 3, 1_000_000))
        members = list(header_json(replace(opened.sealed, header=part)))
    assert re.findall(r"^\| `(\w+)` \|", _section("4. The header"), re.MULTILINE) == members


def test_every_package_code_has_a_vector() -> None:
    shown = {fault.code for fault in ALL.values()}
    elsewhere = {"P-PKG-16", "P-PKG-17"}  # a full disk and a dying stick: not the file's fault
    assert {code for code in _codes() if code.startswith(("P-PKG", "P-SIG", "P-CHG"))} - elsewhere <= shown


def _read_by_the_specification(package: Path, folder: Path) -> list[str]:
    """A reader of twenty lines that knows FORMAT.md, age and nothing of our code; gives the changes' hashes."""
    key = folder / "key.txt"
    key.write_text(p.COUNTY.identities[0] + "\n")
    clear = subprocess.run(["age", "-d", "-i", key, package], check=True, capture_output=True).stdout
    inside = zipfile.ZipFile(io.BytesIO(clear))
    raw = inside.read("datapackage.json")
    _, first, comment, second = inside.read("datapackage.json.minisig").decode().splitlines()
    certificate = json.loads(inside.read("keys/certificate.json"))
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(certificate["body"]["public"]))
    seal = base64.b64decode(first)
    public.verify(seal[10:], hashlib.blake2b(raw).digest())
    public.verify(base64.b64decode(second), seal[10:] + comment.removeprefix("trusted comment: ").encode())
    numbered = hashlib.sha256(b"nuanxin/ed25519\n" + public.public_bytes_raw()).digest()[:8]
    assert seal[:10] == b"ED" + numbered
    assert json.loads(raw)["x-nuanxin"]["sender"]["key_id"] == numbered[::-1].hex().upper()
    for one in json.loads(raw)["resources"]:
        data = inside.read(one["path"])
        assert (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}") == (one["bytes"], one["hash"])
    signer = next(key for key in json.loads(p.MANIFEST_TEXT)["body"]["keys"] if key["use"] == "signing")
    body = json.dumps(certificate["body"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    Ed25519PublicKey.from_public_bytes(base64.b64decode(signer["key"])).verify(
        base64.b64decode(certificate["signature"]), f"nuanxin-certificate\n{body}".encode()
    )
    return [json.loads(line)["hash"] for line in inside.read("changes.jsonl").splitlines()]


def test_a_reader_written_from_the_specification_reads_our_package(tmp_path: Path) -> None:
    written = p.write(tmp_path)
    hashes = _read_by_the_specification(written.path, tmp_path)
    assert hashes == [json.loads(p.line(number))["hash"] for number in range(1, 6)]


@pytest.mark.parametrize("station", [p.STATION, p.STRANGER])
def test_the_fingerprint_is_the_one_specified(station: StationKeys) -> None:
    request = p.request_of(station)
    public = base64.b64encode(station.signing.public).decode()
    text = f"station\n{station.station_id}\n999999104\n{public}\n{station.recipient}\nn-1"
    raw = hashlib.scrypt(text.encode(), salt=b"nuanxin/fingerprint/1", n=2**15, r=8, p=1, maxmem=2**26, dklen=16)
    assert request.fingerprint == str(int.from_bytes(raw, "big") % 10**12).zfill(12)
