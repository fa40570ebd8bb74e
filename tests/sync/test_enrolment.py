"""A laptop becomes a known station by two documents and two rows of digits read over the telephone; nothing less."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import Refusal
from db.sync.package.refusals import RevokedSender
from db.sync.package.trusting import Offered
from db.sync.trust.certificate import BadCertificate, read_certificate, write_certificate
from db.sync.trust.documents import DocumentTooNew, NotADocument, document_text, sign_document
from db.sync.trust.enrolment import (
    AnswerForAnother,
    Approval,
    RequestForged,
    WrongFingerprint,
    accept,
    approve,
    read_request,
    request_enrolment,
    write_request,
)
from db.sync.trust.keys import CountyKeys, StationKeys, new_identity, new_seed, root_fingerprint, spoken
from db.sync.trust.manifest import (
    ACTIVE,
    RETIRED,
    REVOKED,
    CountyKey,
    ManifestForged,
    ManifestRolledBack,
    Revocation,
    newer,
    public_text,
    read_manifest,
    sign_manifest,
)
from db.sync.trust.senders import CountyTrust, StationTrust
from tests.sync import practice as p

ROOT_DIGITS = root_fingerprint(p.ROOT.public)
REQUEST = p.request_of()
DIGITS = REQUEST.fingerprint
ANSWER = approve(REQUEST, Approval(DIGITS, 5, succeeds="old-station"), p.COUNTY, p.MANIFEST_TEXT, p.ROOT.public, p.NOW)
STATION_KEY = p.STATION.signing.key_id
COUNTY_KEY = p.COUNTY.signing.key_id


def test_request_answer_and_acceptance_make_a_known_station() -> None:
    carried = read_request(write_request(REQUEST, p.STATION))
    assert carried == REQUEST
    kept = accept(ANSWER, REQUEST, spoken(ROOT_DIGITS))
    assert (kept.certificate.station_id, kept.certificate.org_code) == (p.STATION.station_id, "999999104")
    assert (kept.certificate.serial, kept.certificate.succeeds) == (5, "old-station")
    assert (kept.manifest, kept.root) == (p.MANIFEST, p.ROOT.public)
    assert read_certificate(kept.certificate_text, p.MANIFEST) == kept.certificate
    assert read_manifest(kept.manifest_text, p.ROOT.public) == p.MANIFEST


def test_fingerprints_are_twelve_digits_spoken_in_fours() -> None:
    assert len(DIGITS) == 12
    assert DIGITS.isdigit()
    assert [len(group) for group in spoken(DIGITS).split()] == [4, 4, 4]
    assert p.request_of(nonce="n-2").fingerprint != DIGITS
    assert p.request_of(p.STRANGER).fingerprint != DIGITS
    assert replace(REQUEST, recipient=p.STRANGER.recipient).fingerprint != DIGITS


def test_digits_that_differ_stop_the_officer_and_the_station() -> None:
    wrong = f"{(int(DIGITS) + 1) % 10**12:012d}"
    with pytest.raises(WrongFingerprint):
        approve(REQUEST, Approval(wrong, 1), p.COUNTY, p.MANIFEST_TEXT, p.ROOT.public, p.NOW)
    with pytest.raises(WrongFingerprint):
        accept(ANSWER, REQUEST, root_fingerprint(p.OTHER_ROOT.public))


def test_a_request_changed_on_the_way_is_refused() -> None:
    text = json.loads(write_request(REQUEST, p.STATION))
    text["body"]["org_code"] = "999999105"
    with pytest.raises(RequestForged):
        read_request(json.dumps(text).encode())


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 10_000), by=st.integers(1, 255))
def test_an_answer_changed_anywhere_is_refused_or_says_the_same(at: int, by: int) -> None:
    changed = bytearray(ANSWER)
    changed[at % len(changed)] ^= by
    try:
        kept = accept(bytes(changed), REQUEST, ROOT_DIGITS)
    except Refusal:
        return
    honest = accept(ANSWER, REQUEST, ROOT_DIGITS)
    assert (kept.certificate, kept.manifest) == (honest.certificate, honest.manifest)


def test_another_stations_answer_is_refused() -> None:
    with pytest.raises(AnswerForAnother):
        accept(ANSWER, p.request_of(p.STRANGER), ROOT_DIGITS)


def test_the_answer_to_an_earlier_request_is_refused() -> None:
    with pytest.raises(AnswerForAnother):
        accept(ANSWER, p.request_of(nonce="n-2"), ROOT_DIGITS)


def test_an_answer_for_the_same_station_with_other_keys_is_refused() -> None:
    other = StationKeys(p.STATION.station_id, new_seed(), new_identity())
    with pytest.raises(AnswerForAnother):
        accept(ANSWER, p.request_of(other), ROOT_DIGITS)


def test_an_answer_put_together_by_somebody_else_is_refused() -> None:
    body = json.loads(ANSWER)["body"]
    with pytest.raises(BadCertificate):
        accept(document_text(sign_document("nuanxin-enrolment-answer", body, p.STRANGER.signing)), REQUEST, ROOT_DIGITS)


def test_a_county_key_that_is_not_in_the_manifest_cannot_approve() -> None:
    impostor = CountyKeys(p.COUNTY.county_id, b"\x09" * 32, p.COUNTY.identities)
    with pytest.raises(BadCertificate):
        approve(REQUEST, Approval(DIGITS, 1), impostor, p.MANIFEST_TEXT, p.ROOT.public, p.NOW)


def test_a_certificate_by_anyone_else_is_refused() -> None:
    with pytest.raises(BadCertificate):
        read_certificate(write_certificate(p.CERTIFICATE, p.OTHER_COUNTY.signing), p.MANIFEST)
    with pytest.raises(BadCertificate):
        read_certificate(write_certificate(p.CERTIFICATE, p.ROOT), p.MANIFEST)
    elsewhere = replace(p.CERTIFICATE, county_id=p.OTHER_COUNTY.county_id)
    with pytest.raises(BadCertificate):
        read_certificate(write_certificate(elsewhere, p.COUNTY.signing), p.MANIFEST)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff\xd8photo", p.MANIFEST_TEXT, b'{"document":"x","version":1}'])
def test_other_files_are_no_request_and_no_answer(raw: bytes) -> None:
    with pytest.raises(NotADocument):
        read_request(raw)
    with pytest.raises(NotADocument):
        accept(raw, REQUEST, ROOT_DIGITS)


def test_a_document_of_a_newer_version_is_refused_as_such() -> None:
    text = json.loads(write_request(REQUEST, p.STATION)) | {"version": 2}
    with pytest.raises(DocumentTooNew):
        read_request(json.dumps(text).encode())


def test_a_signature_for_one_kind_is_worthless_under_another() -> None:
    body = json.loads(p.MANIFEST_TEXT)["body"]
    other_kind = sign_document("nuanxin-certificate", body, p.ROOT) | {"document": "nuanxin-key-manifest"}
    with pytest.raises(ManifestForged):
        read_manifest(document_text(other_kind), p.ROOT.public)


def test_a_manifest_by_an_operational_key_is_refused() -> None:
    with pytest.raises(ManifestForged):
        read_manifest(sign_manifest(p.MANIFEST, p.COUNTY.signing), p.ROOT.public)


def test_a_manifest_never_goes_back() -> None:
    held = p.MANIFEST
    assert newer(held, replace(held, version=4)).version == 4
    assert newer(held, held) == held
    assert newer(None, held) == held
    for offered in (replace(held, version=2), replace(held, county_name="改")):
        with pytest.raises(ManifestRolledBack) as refused:
            newer(held, offered)
        assert (refused.value.held, refused.value.offered) == (3, offered.version)
    with pytest.raises(ManifestForged):
        newer(held, p.OTHER_MANIFEST)
    with pytest.raises(ManifestRolledBack):
        accept(ANSWER, REQUEST, ROOT_DIGITS, replace(held, version=9))


def test_packages_go_to_every_key_in_use_and_to_no_retired_one() -> None:
    fresh = new_identity()
    rotated = p.manifest(
        version=4,
        keys=(
            *(replace(key, status=RETIRED) for key in p.MANIFEST.keys),
            CountyKey("encryption", StationKeys("", b"", fresh).recipient),
        ),
    )
    assert rotated.recipients() == (StationKeys("", b"", fresh).recipient,)
    assert StationTrust("s", rotated, p.ROOT.public).sender_for(COUNTY_KEY, Offered()).retired  # type: ignore[union-attr]


def test_a_revoked_county_key_seals_nothing_any_more() -> None:
    manifest = p.manifest(version=4, keys=tuple(replace(key, status=REVOKED) for key in p.MANIFEST.keys))
    with pytest.raises(RevokedSender):
        StationTrust(p.STATION.station_id, manifest, p.ROOT.public).sender_for(COUNTY_KEY, Offered())


def test_a_rotation_travels_with_the_package_that_needs_it() -> None:
    new_key = CountyKeys(p.COUNTY.county_id, b"\x0a" * 32, p.COUNTY.identities).signing
    keys = (*p.MANIFEST.keys, CountyKey("signing", public_text(new_key.public), ACTIVE))
    rotated = sign_manifest(replace(p.MANIFEST, version=4, keys=keys), p.ROOT)
    assert p.STATION_TRUST.sender_for(new_key.key_id, Offered()) is None
    known = p.STATION_TRUST.sender_for(new_key.key_id, Offered(manifest=rotated))
    assert known is not None
    assert known.name == "示范县"
    assert p.STATION_TRUST.newest(Offered(manifest=rotated)).version == 4


def test_a_county_restored_from_a_backup_knows_a_station_by_the_enclosed_certificate() -> None:
    forgetful = CountyTrust(p.MANIFEST)
    assert forgetful.sender_for(STATION_KEY, Offered()) is None
    known = forgetful.sender_for(STATION_KEY, Offered(certificate=p.ENROLMENT.certificate_text))
    assert known is not None
    assert known.id == p.STATION.station_id
    elsewhere = CountyTrust(p.OTHER_MANIFEST)
    assert elsewhere.sender_for(STATION_KEY, Offered(certificate=p.ENROLMENT.certificate_text)) is None


@pytest.mark.parametrize("after", ["ab" * 32, ""])
def test_a_revocation_says_what_still_counts(after: str) -> None:
    by_root = CountyTrust(
        p.manifest(version=4, revocations=(Revocation(p.STATION.station_id, STATION_KEY, after),)), (p.CERTIFICATE,)
    )
    reissued = replace(p.CERTIFICATE, serial=2, revoked_after=after)
    carried = read_certificate(write_certificate(reissued, p.COUNTY.signing), p.MANIFEST)
    by_county = CountyTrust(p.MANIFEST, (p.CERTIFICATE, carried))
    for trust in (by_root, by_county):
        if after:
            known = trust.sender_for(STATION_KEY, Offered(certificate=p.ENROLMENT.certificate_text))
            assert known is not None
            assert known.revoked_after == after
        else:
            with pytest.raises(RevokedSender):
                trust.sender_for(STATION_KEY, Offered(certificate=p.ENROLMENT.certificate_text))


def test_no_clock_decides() -> None:
    long_ago = datetime(1970, 1, 1, tzinfo=p.NOW.tzinfo)
    request = request_enrolment(p.STATION, "999999104", "示范镇", "n-1", long_ago)
    answer = approve(request, Approval(request.fingerprint, 1), p.COUNTY, p.MANIFEST_TEXT, p.ROOT.public, long_ago)
    assert accept(answer, request, ROOT_DIGITS).certificate.valid_from == "1970-01-01"
