"""Our seals and the real minisign program's accept each other."""

import base64
import subprocess
from pathlib import Path

import pytest

from db.sync.package.refusals import BadSignature
from db.sync.package.seal import SigningKey, key_id, public_key_text, read_seal, recipient_id, seal, verify
from tests.sync import practice as p

KEY = SigningKey(b"\x07" * 32)
MESSAGE = "暖心".encode() * 1000


def minisign(*options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["minisign", *map(str, options)], input=b"\n\n", check=False, capture_output=True)


def test_minisign_verifies_ours(tmp_path: Path) -> None:
    message = tmp_path / "m"
    message.write_bytes(MESSAGE)
    (tmp_path / "m.minisig").write_bytes(seal(MESSAGE, KEY, "来自 a 用途 township→county"))
    done = minisign("-V", "-P", public_key_text(KEY.public), "-m", message)
    assert done.returncode == 0, done.stderr
    assert "来自 a 用途 township→county" in done.stdout.decode()
    message.write_bytes(MESSAGE + b"x")
    assert minisign("-V", "-P", public_key_text(KEY.public), "-m", message).returncode != 0


def test_we_verify_minisigns(tmp_path: Path) -> None:
    message = tmp_path / "m"
    message.write_bytes(MESSAGE)
    assert minisign("-G", "-W", "-p", tmp_path / "k.pub", "-s", tmp_path / "k.sec").returncode == 0
    assert minisign("-S", "-s", tmp_path / "k.sec", "-m", message, "-t", "附注 42").returncode == 0
    public = base64.b64decode((tmp_path / "k.pub").read_text().split("\n")[1])[10:]
    read = read_seal((tmp_path / "m.minisig").read_bytes())
    verify(MESSAGE, read, public)
    assert read.comment == "附注 42"
    assert read.key_id in (tmp_path / "k.pub").read_text()
    with pytest.raises(BadSignature):
        verify(MESSAGE + b"x", read, public)
    with pytest.raises(BadSignature):
        verify(MESSAGE, read, KEY.public)


def test_the_old_form_without_hashing_is_not_accepted(tmp_path: Path) -> None:
    message = tmp_path / "m"
    message.write_bytes(MESSAGE)
    minisign("-G", "-W", "-p", tmp_path / "k.pub", "-s", tmp_path / "k.sec")
    assert minisign("-S", "-l", "-s", tmp_path / "k.sec", "-m", message).returncode == 0
    with pytest.raises(BadSignature):
        read_seal((tmp_path / "m.minisig").read_bytes())


@pytest.mark.parametrize("at", range(0, 180, 5))
def test_a_seal_with_a_changed_byte_does_not_hold(at: int) -> None:
    text = bytearray(seal(MESSAGE, KEY, "sender=a"))
    at += text.index(b"\n") + 1 + 14  # neither the untrusted comment nor the key's number is signed: they find the key
    text[at] ^= 1
    with pytest.raises(BadSignature):
        verify(MESSAGE, read_seal(bytes(text)), KEY.public)


def test_a_key_has_one_number_whoever_counts() -> None:
    assert key_id(KEY.public) == KEY.key_id
    assert len(KEY.key_id) == 16
    assert recipient_id(p.STATION.recipient) != recipient_id(p.STRANGER.recipient)


def test_a_secret_is_not_printed() -> None:
    assert "7" not in repr(KEY)
    assert p.STATION.identity not in repr(p.STATION)
    assert p.STATION.identity not in repr(p.STATION_SEALER)
    assert p.COUNTY.identities[0] not in repr(p.COUNTY)
