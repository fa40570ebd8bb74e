"""The age vectors of C2SP at our reader: what is ours is read to the last byte, all else is refused by its code."""

import io
import zlib
from hashlib import sha256
from pathlib import Path

import pytest

from db.errors import Refusal
from db.sync.package.envelope import read_envelope, unseal
from db.sync.package.limits import LIMITS
from db.sync.package.spool import Spool

HERE = Path(__file__).parents[1] / "vectors" / "age"
READ = """
    stream_257_chunks stream_257_chunks_full stream_258_chunks stream_empty_payload stream_last_chunk_full
    stream_last_chunk_full_second stream_three_chunks stream_two_chunks x25519 x25519_grease x25519_multiple_recipients
"""
REFUSED: dict[str, str] = {
    # not a binary age v1 file: a package is never armoured, whether the armour is good or bad
    "P-PKG-01": """
        empty header_crlf version_unsupported armor_crlf armor_empty armor_empty_last_line armor_empty_line_begin
        armor_empty_line_end armor_eol_between_padding armor_full_last_line armor_garbage_encoded armor_garbage_leading
        armor_garbage_trailing armor_header_crlf armor_headers armor_hybrid armor_invalid_character_header
        armor_invalid_character_payload armor_long_line armor_lowercase armor_no_end_line armor_no_eol armor_no_match
        armor_no_padding armor_not_canonical armor_pgp_checksum armor_scrypt armor_short_line armor_whitespace_begin
        armor_whitespace_end armor_whitespace_eol armor_whitespace_last_line armor_whitespace_line_start
        armor_whitespace_outside armor_wrong_type armor_x25519
    """,
    # it ends in its header, or the last chunk is not the one that was written
    "P-PKG-02": """
        hmac_missing hmac_truncated stream_no_nonce stream_short_nonce stream_bad_tag stream_bad_tag_second_chunk
        stream_bad_tag_second_chunk_full stream_last_chunk_empty stream_missing_tag stream_no_chunks stream_no_final
        stream_no_final_full stream_no_final_two_chunks stream_no_final_two_chunks_full stream_short_chunk
        stream_short_second_chunk stream_trailing_garbage_long stream_trailing_garbage_short stream_two_final_chunks
        stream_two_final_chunks_full stream_two_final_chunks_second stream_two_final_chunks_short
    """,
    # the header is not as age writes it, or its sum is wrong
    "P-PKG-03": """
        hmac_bad hmac_extra_space hmac_garbage hmac_no_space hmac_not_canonical hmac_trailing_space hybrid_x25519_arg
        stanza_bad_start stanza_no_arguments x25519_extra_argument x25519_identity x25519_long_file_key
        x25519_long_share x25519_low_order x25519_not_canonical_body x25519_not_canonical_share x25519_short_share
    """,
    "P-PKG-04": "x25519_bad_tag x25519_no_match",
    # a recipient of another kind: a passphrase, a hybrid key, or a kind nobody knows
    "P-PKG-07": """
        scrypt scrypt_and_x25519 scrypt_bad_tag scrypt_double scrypt_extra_argument scrypt_long_file_key scrypt_no_match
        scrypt_not_canonical_body scrypt_not_canonical_salt scrypt_salt_long scrypt_salt_missing scrypt_salt_short
        scrypt_uppercase scrypt_work_factor_23 scrypt_work_factor_hex scrypt_work_factor_leading_garbage
        scrypt_work_factor_leading_plus scrypt_work_factor_leading_zero_decimal scrypt_work_factor_leading_zero_octal
        scrypt_work_factor_missing scrypt_work_factor_negative scrypt_work_factor_overflow
        scrypt_work_factor_trailing_garbage scrypt_work_factor_wrong scrypt_work_factor_zero hybrid hybrid_and_x25519
        hybrid_bad_tag hybrid_currupted_enc_mlkem hybrid_currupted_enc_x25519 hybrid_extra_argument hybrid_grease
        hybrid_identity hybrid_long_file_key hybrid_long_share hybrid_low_order hybrid_multiple_recipients
        hybrid_no_match hybrid_not_canonical_body hybrid_not_canonical_enc hybrid_short_share hybrid_uppercase
        stanza_base64_padding stanza_empty_argument stanza_empty_body stanza_empty_last_line stanza_invalid_character
        stanza_long_line stanza_missing_body stanza_missing_final_line stanza_multiple_short_lines stanza_not_canonical
        stanza_spurious_cr stanza_valid_characters x25519_lowercase
    """,
}
CODES = {name: code for code, names in REFUSED.items() for name in names.split()}


def vector(name: str) -> tuple[dict[str, list[str]], bytes]:
    """What the vector's header says, and the file."""
    head, _, body = (HERE / name).read_bytes().partition(b"\n\n")
    said: dict[str, list[str]] = {}
    for line in head.decode().splitlines():
        key, _, value = line.partition(": ")
        said.setdefault(key, []).append(value)
    return said, zlib.decompress(body) if "compressed" in said else body


def judged(said: dict[str, list[str]], file: bytes) -> str:
    """Digest of what comes out, or the code it is refused under."""
    with Spool() as spool:
        stream = io.BytesIO(file)
        try:
            unseal(stream, read_envelope(stream, len(file), LIMITS), said.get("identity", ()), spool)
        except Refusal as refused:
            return refused.code
        return sha256(spool.reader().read()).hexdigest()


@pytest.mark.parametrize("name", READ.split())
def test_what_is_sealed_to_our_key_is_read_to_the_last_byte(name: str) -> None:
    said, file = vector(name)
    assert said["expect"] == ["success"]
    assert judged(said, file) == said["payload"][0]


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_everything_else_is_refused_under_its_code(name: str, code: str) -> None:
    assert judged(*vector(name)) == code


def test_no_vector_that_age_itself_refuses_is_read_and_every_one_has_its_place() -> None:
    """What age reads and we refuse is what a package never has (FORMAT.md, 1)."""
    names = {path.name for path in HERE.iterdir()} - {"LICENSE", "README.md"}
    assert names == {*READ.split(), *CODES}
    ours = {name for name in CODES if vector(name)[0]["expect"] == ["success"]}
    assert {CODES[name] for name in ours} == {"P-PKG-01", "P-PKG-07"}
