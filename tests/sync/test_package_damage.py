"""D-47 as a property: whatever byte is changed, cut or added, the package is refused and nothing else happens."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.errors import Refusal
from db.sync.package.reading import open_package
from tests.sync import practice as p
from tests.vectors.forge import envelop, good, unseal
from tests.vectors.readers import judge

GOOD = good()
CLEAR = unseal(GOOD, p.COUNTY.identities[0])
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "a.nxb"


@given(at=st.integers(0, len(GOOD) - 1), by=st.integers(1, 255))
@unhurried
def test_any_single_byte_changed_anywhere_is_refused(place: Path, at: int, by: int) -> None:
    changed = bytearray(GOOD)
    changed[at] ^= by
    place.write_bytes(changed)
    assert judge(place) in {"P-PKG-01", "P-PKG-02", "P-PKG-03", "P-PKG-04", "P-PKG-07"}


def test_every_byte_of_the_envelope_counts(place: Path) -> None:
    for at in range(GOOD.index(b"\n--- ") + 50):
        changed = bytearray(GOOD)
        changed[at] ^= 1
        place.write_bytes(changed)
        assert judge(place), at


@given(length=st.integers(1, len(GOOD) - 1))
@unhurried
def test_cut_anywhere_it_is_incomplete(place: Path, length: int) -> None:
    place.write_bytes(GOOD[:length])
    assert judge(place) in {"P-PKG-02", "P-PKG-03"}


@given(more=st.binary(min_size=1, max_size=100))
@unhurried
def test_with_anything_appended_it_is_refused(place: Path, more: bytes) -> None:
    place.write_bytes(GOOD + more)
    assert judge(place) == "P-PKG-02"


@given(at=st.integers(0, len(CLEAR) - 1), by=st.integers(1, 255))
@unhurried
def test_whoever_re_encrypts_a_changed_zip_is_refused_or_changed_nothing_that_is_read(
    place: Path, at: int, by: int
) -> None:
    changed = bytearray(CLEAR)
    changed[at] ^= by
    place.write_bytes(envelop(bytes(changed), p.MANIFEST.recipients()))
    try:
        with open_package(place, p.COUNTY.identities, p.COUNTY_TRUST) as opened:
            assert [line for _, line in opened.lines()] == [p.line(number) for number in range(1, 6)]
            assert opened.sealed.header == p.header()
            assert opened.slip() == p.PDF
    except Refusal as refused:
        assert refused.code.startswith("P-")  # noqa: PT017 - the other lawful outcome


@given(noise=st.binary(max_size=400))
@unhurried
def test_noise_in_a_right_envelope_is_refused(place: Path, noise: bytes) -> None:
    place.write_bytes(envelop(noise, p.MANIFEST.recipients()))
    assert judge(place) in {"P-PKG-03", "P-PKG-12"}


def test_the_practice_package_has_every_kind_of_entry(place: Path) -> None:
    place.write_bytes(CLEAR)
    with zipfile.ZipFile(place) as inside:
        kinds = {name.split("/")[0] for name in inside.namelist()}
    assert kinds == {
        "changes.jsonl", "tables", "attachments", "keys", "上报单.pdf", "datapackage.json", "datapackage.json.minisig",
    }  # fmt: skip
