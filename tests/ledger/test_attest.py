"""What a person signs for a session is one text, and a statement that is not exactly over it fits nothing (B-50)."""

import base64
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.ed25519 import verifies
from db.ledger.attest import Statement, Verdict, attest, judge_session, read_statement, signed_text
from db.ledger.change import Author
from db.vault.person import PersonKey

BY = Author("station-1", "ab12", "999999101", "worker-王", "operator")
KEY = PersonKey(bytes(range(32)))
SAID = attest(BY, KEY)


def fits(said: object, by: Author = BY) -> bool:
    return read_statement(by, said, verifies).fits


def test_what_is_signed_is_this_text() -> None:
    assert signed_text(BY).decode() == (
        'nuanxin-session-1\n{"author":"worker-王","org":"999999101","role":"operator",'
        '"session_id":"ab12","station_id":"station-1"}'
    )


def test_a_statement_is_the_public_key_and_a_signature_anybody_can_check() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    assert base64.b64decode(SAID["key"]) == private.public_key().public_bytes_raw()
    assert base64.b64decode(SAID["sig"]) == private.sign(signed_text(BY))
    assert read_statement(BY, SAID, verifies) == Statement(BY, SAID["key"], fits=True)


def test_what_a_newer_version_adds_to_a_statement_is_left_alone() -> None:
    assert fits({**SAID, "suite": 2})


@pytest.mark.parametrize("member", ["station_id", "session_id", "org", "author", "role"])
def test_a_statement_for_another_laptop_session_township_person_or_role_does_not_fit(member: str) -> None:
    assert not fits(SAID, replace(BY, **{member: "x"}))


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        [],
        {},
        {"key": SAID["key"]},
        {"sig": SAID["sig"]},
        {**SAID, "key": 7},
        {**SAID, "sig": None},
        {**SAID, "key": SAID["key"][:-4]},
        {**SAID, "key": SAID["key"].rstrip("=")},
        {**SAID, "key": SAID["key"] + "\n"},
        {**SAID, "key": SAID["key"][:-2] + chr(ord(SAID["key"][-2]) + 1) + "="},  # the same bytes, another last digit
        {**SAID, "sig": SAID["sig"].replace("=", "")},
        {**SAID, "sig": "é" * 88},
        {**SAID, "sig": base64.b64encode(bytes(64)).decode()},
        {**SAID, "key": attest(BY, PersonKey(b"x" * 32))["key"]},
    ],
)
def test_what_is_not_written_as_it_should_be_does_not_fit(said: Any) -> None:
    assert not fits(said)


def test_a_session_is_proved_by_one_statement_that_fits_whatever_else_it_bears() -> None:
    good, bad = Statement(BY, "k", fits=True), Statement(BY, "k", fits=False)
    assert judge_session([bad, good], None, 9) is Verdict.PROVED
    assert judge_session([bad], None, 9) is Verdict.MISFIT


def test_a_session_without_a_statement_is_told_only_where_its_person_was_known_to_have_a_key() -> None:
    assert judge_session([], None, 9) is Verdict.UNTOLD
    assert judge_session([], 8, 9) is Verdict.UNPROVED
    assert judge_session([], 9, 9) is Verdict.UNTOLD
    assert judge_session([], 10, 9) is Verdict.UNTOLD
