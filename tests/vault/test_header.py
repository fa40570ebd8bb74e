"""The key file is read strictly: damage, forgery and the future are told apart from a wrong passphrase."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Refusal
from db.vault.header import Header, _digest, dump, parse
from db.vault.keys import KeyPair, Name, Slot, SlotKind, new_county_keys, wrap_for_county
from db.vault.refusals import VaultDamaged, VaultTooNew

VAULT = "a" * 32
COUNTY: KeyPair = new_county_keys()


def slots() -> tuple[Slot, ...]:
    return (
        wrap_for_county(bytes(32), Name(VAULT, "b" * 32, SlotKind.COUNTY, label="县级恢复"), COUNTY.public),
        Slot(Name(VAULT, "c" * 32, SlotKind.RECOVERY, label="恢复码"), bytes(16), bytes(12), bytes(48)),
    )


HEADER = Header(VAULT, 7, slots())


def resealed(change: dict[str, Any]) -> bytes:
    """The file after somebody who knows the digest rule has changed it."""
    body = json.loads(dump(HEADER)) | change
    body.pop("sha256")
    return json.dumps({**body, "sha256": _digest(body)}).encode()


def with_slot(change: dict[str, Any]) -> bytes:
    listed = json.loads(dump(HEADER))["slots"]
    return resealed({"slots": [listed[0] | change, *listed[1:]]})


def test_what_is_written_is_read_back() -> None:
    assert parse(dump(HEADER)) == HEADER


@given(st.integers(0, len(dump(HEADER)) * 8 - 1))
def test_any_single_flipped_bit_is_damage_and_nothing_else(bit: int) -> None:
    content = bytearray(dump(HEADER))
    content[bit // 8] ^= 1 << bit % 8
    try:
        assert parse(bytes(content)) == HEADER  # a blank turned into a tab changes nothing
    except Refusal as refused:
        assert type(refused) is VaultDamaged  # noqa: PT017 - either outcome is right, another refusal is not


@given(st.integers(0, len(dump(HEADER)) - 2))
def test_a_truncated_file_is_damage(length: int) -> None:
    with pytest.raises(VaultDamaged):
        parse(dump(HEADER)[:length])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": "nuanxin-vault"}',
        b'{"version": NaN}',
        b" " * 300_000,
        dump(HEADER).replace(b'"revision"', b'"version": 1, "revision"'),
        b"\xef\xbb\xbf" + dump(HEADER),
        dump(HEADER) + b"x",
        resealed({"extra": 1}),
        resealed({"revision": -1}),
        resealed({"revision": True}),
        resealed({"revision": 1.0}),
        resealed({"vault_id": "A" * 31}),
        resealed({"slots": []}),
        resealed({"slots": {}}),
        resealed({"slots": [1]}),
        resealed({"slots": json.loads(dump(HEADER))["slots"][:1] * 2}),
        resealed({"version": 0}),
        with_slot({"kind": "passphrase"}),
        with_slot({"kind": "unheard of"}),
        with_slot({"label": "长" * 201}),
        with_slot({"label": None}),
        with_slot({"person": {"nonce": "00" * 12, "sealed": "00" * 48}}),
        with_slot({"salt": "00"}),
        with_slot({"argon2id": {"memory_kib": 65536, "passes": 1, "lanes": 1}}),
    ],
)
def test_anything_we_would_not_write_is_damage(content: bytes) -> None:
    with pytest.raises(VaultDamaged):
        parse(content)


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 1 << 32, "passes": 3, "lanes": 4},
        {"memory_kib": 65536, "passes": 1 << 30, "lanes": 4},
        {"memory_kib": 65536, "passes": 3, "lanes": 1 << 20},
        {"memory_kib": 8, "passes": 1, "lanes": 1},
        {"memory_kib": 65536, "passes": 3},
        {"memory_kib": 65536.0, "passes": 3, "lanes": 4},
    ],
)
def test_a_crafted_cost_is_refused_before_any_memory_is_taken(cost: dict[str, float]) -> None:
    body = json.loads(dump(HEADER))["slots"][1] | {"kind": "passphrase", "argon2id": cost}
    with pytest.raises(VaultDamaged):
        parse(resealed({"slots": [body]}))


def test_d18_a_newer_version_is_said_to_be_newer() -> None:
    with pytest.raises(VaultTooNew):
        parse(resealed({"version": 2, "what_we_do_not_know": True}))
