"""A package is written, carried and opened; and every program the specification names accepts it."""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from db.errors import Refusal
from db.ledger.strict import strict_json
from db.sync.package.header import LedgerPoint
from db.sync.package.inspecting import inspect_package
from db.sync.package.listing import LineList, package_file_name
from db.sync.package.reading import open_package
from db.sync.package.refusals import AttachmentDamaged, DiskFull, ExportNotVerified, PackageNotForUs
from db.sync.package.seal import public_key_text
from db.sync.package.writing import Load, SlipFacts, WrittenPackage, write_package
from db.sync.trust.keys import StationKeys
from db.sync.trust.manifest import Revocation
from db.sync.trust.senders import CountyTrust
from tests.sync import practice as p


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    written = p.write(tmp_path)
    with open_package(written.path, p.COUNTY.identities, p.COUNTY_TRUST) as opened:
        assert opened.sealed == written.sealed
        assert opened.sealed.header == p.header()
        assert [text for _, text in opened.lines()] == [p.line(number) for number in range(1, 6)]
        assert [number for number, _ in opened.lines()] == [1, 2, 3, 4, 5]
        assert opened.sealed.counted.changes == 5
        assert opened.sealed.counted.last_change == strict_json(p.line(5))["hash"]
        assert {item.bytes for item in opened.attachments()} == {len(p.PHOTO), len(p.PDF)}
        with opened.open_attachment(p.attachment().sha256) as stream:
            assert stream.read() == p.PHOTO
        assert opened.slip() == p.PDF
        assert opened.table_digests()[0][0] == "families"
        assert (opened.sha256, opened.bytes) == (written.sha256, written.path.stat().st_size)
        assert opened.sender.id == p.STATION.station_id
        assert opened.recipient == p.MANIFEST.recipients()[0]


def test_the_sender_can_open_its_own_package_but_not_take_it_in(tmp_path: Path) -> None:
    written = p.write(tmp_path)
    with pytest.raises(Refusal):
        open_package(written.path, (p.STATION.identity,), p.STATION_TRUST)
    assert inspect_package(written.path, (p.STATION.identity,), p.COUNTY_TRUST).verified


def test_a_return_carries_its_answer_its_lists_and_the_manifest(tmp_path: Path) -> None:
    lists = (LineList("purges", "清除", [b'{"id":"r-1"}', b'{"id":"r-2"}']),)
    path = tmp_path / "return.nxb"
    what = Load([], lists=lists)
    write_package(path, p.return_header(), what, p.COUNTY_SEALER, (p.STATION.recipient,))
    with open_package(path, (p.STATION.identity,), p.STATION_TRUST) as opened:
        answer = opened.sealed.header.answer
        assert answer is not None
        assert answer.head == LedgerPoint(15, "ac" * 32)
        assert list(opened.lines()) == []
        assert opened.list_names() == ("purges",)
        assert list(opened.list_lines("purges")) == [(1, {"id": "r-1"}), (2, {"id": "r-2"})]
        assert list(opened.list_lines("stations")) == []
        assert opened.offered.manifest == p.MANIFEST_TEXT


def test_the_slip_is_told_counts_and_digests(tmp_path: Path) -> None:
    told: list[SlipFacts] = []

    def draw(facts: SlipFacts) -> bytes:
        told.append(facts)
        return p.PDF

    what = replace(p.load(), slip=draw)
    written = write_package(tmp_path / "a.nxb", p.header(), what, p.STATION_SEALER, p.MANIFEST.recipients())
    assert told[0].header == p.header()
    assert told[0].counted == replace(
        written.sealed.counted, total_bytes=written.sealed.counted.total_bytes - len(p.PDF)
    )


def test_the_same_contents_give_the_same_zip(tmp_path: Path) -> None:
    first, second = (_clear(p.write(tmp_path, f"{name}.nxb").path, tmp_path) for name in "ab")
    assert first == second


def _clear(package: Path, folder: Path) -> bytes:
    """What the real age program makes of the package."""
    key = folder / "key.txt"
    key.write_text(p.COUNTY.identities[0] + "\n")
    return subprocess.run(["age", "-d", "-i", key, package], check=True, capture_output=True).stdout


def _unpack(package: Path, folder: Path) -> Path:
    target = folder / "unpacked"
    zipfile.ZipFile(io.BytesIO(_clear(package, folder))).extractall(target)
    return target


def test_age_minisign_and_frictionless_accept_it(tmp_path: Path) -> None:
    written = p.write(tmp_path)
    clear = tmp_path / "clear.zip"
    clear.write_bytes(_clear(written.path, tmp_path))
    subprocess.run([sys.executable, "-m", "zipfile", "-t", clear], check=True, capture_output=True)
    folder = _unpack(written.path, tmp_path)
    checked = subprocess.run(
        ["minisign", "-V", "-P", public_key_text(p.STATION.signing.public), "-m", folder / "datapackage.json"],
        check=True,
        capture_output=True,
    ).stdout.decode()
    assert f"Trusted comment: {written.sealed.comment}" in checked
    assert "purpose=township→county" in checked
    report = _frictionless(folder)
    assert report.valid, report.to_summary()
    assert {task.name for task in report.tasks} >= {"changes", "table-families", "certificate", "slip"}


@pytest.mark.parametrize("victim", ["changes.jsonl", "tables/families.csv", "上报单.pdf", "keys/certificate.json"])
def test_frictionless_notices_a_changed_file(tmp_path: Path, victim: str) -> None:
    folder = _unpack(p.write(tmp_path).path, tmp_path)
    assert _frictionless(folder).valid
    raw = bytearray((folder / victim).read_bytes())
    raw[-4] ^= 1
    (folder / victim).write_bytes(raw)
    assert not _frictionless(folder).valid


def _frictionless(folder: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the oracle publishes no types
    from frictionless import Package

    return Package(str(folder / "datapackage.json")).validate()


def test_columns_have_chinese_titles_and_formulas_are_text(tmp_path: Path) -> None:
    folder = _unpack(p.write(tmp_path).path, tmp_path)
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    families = next(one for one in descriptor["resources"] if one["name"] == "table-families")
    assert families["title"] == "家庭"
    assert [field["title"] for field in families["schema"]["fields"]][:2] == ["编号", "姓名"]
    assert "'=1+1" in (folder / "tables/families.csv").read_text("utf-8")


def test_a_package_made_with_the_real_age_is_read(tmp_path: Path) -> None:
    written = p.write(tmp_path)
    clear = _clear(written.path, tmp_path)
    again = tmp_path / "again.nxb"
    recipient = p.MANIFEST.recipients()[0]
    subprocess.run(["age", "-r", recipient, "-o", again, "-"], input=clear, check=True)
    with open_package(again, p.COUNTY.identities, p.COUNTY_TRUST) as opened:
        assert len(list(opened.lines())) == 5


def test_nothing_half_written_is_left_when_the_export_record_cannot_be_kept(tmp_path: Path) -> None:
    def refuse(written: WrittenPackage) -> None:
        assert not written.path.exists()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_package(
            tmp_path / "a.nxb",
            p.header(),
            p.load(),
            p.STATION_SEALER,
            p.MANIFEST.recipients(),
            before_visible=refuse,
        )
    assert list(tmp_path.iterdir()) == []


def test_an_attachment_that_changed_on_our_own_disk_stops_the_export(tmp_path: Path) -> None:
    bad = replace(p.attachment(), sha256="0" * 64)
    with pytest.raises(AttachmentDamaged):
        write_package(tmp_path / "a.nxb", p.header(), Load([], attachments=[bad]), p.STATION_SEALER, ())
    assert list(tmp_path.iterdir()) == []


def test_what_our_own_reader_refuses_is_never_shown(tmp_path: Path) -> None:
    with pytest.raises(ExportNotVerified) as refused:
        write_package(
            tmp_path / "a.nxb", p.header(), Load([b'{"hash":"a"}', b'{"n":NaN}', p.line(2)]), p.STATION_SEALER, ()
        )
    assert refused.value.cause.code == "P-PKG-10"
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import resource, signal, sys, pathlib; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from tests.sync import practice as p\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: p.write(pathlib.Path(sys.argv[1]))\n"
        "except Exception as refused: sys.stdout.buffer.write(type(refused).__name__.encode())\n"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, check=True)
    assert done.stdout.decode() == DiskFull.__name__
    assert list(tmp_path.iterdir()) == []


def test_inspection_tells_claims_from_proof(tmp_path: Path) -> None:
    path = p.write(tmp_path).path
    outside = inspect_package(path)
    assert outside.envelope is not None
    assert (outside.envelope.recipients, outside.claimed, outside.verified) == (2, None, False)
    claimed = inspect_package(path, p.COUNTY.identities)
    assert claimed.claimed is not None
    assert (claimed.claimed.header.sender.name, claimed.verified, claimed.refusal) == ("示范镇", False, None)
    proved = inspect_package(path, p.COUNTY.identities, p.COUNTY_TRUST)
    assert (proved.verified, proved.refusal) == (True, None)
    other = inspect_package(path, p.OTHER_COUNTY.identities, p.COUNTY_TRUST)
    assert isinstance(other.refusal, PackageNotForUs)
    assert not other.verified


def test_the_file_name_names_township_number_and_day_and_no_person() -> None:
    assert package_file_name("510321104", 7, "2026-11-30") == "510321104_000007_20261130.nxb"


def test_no_clear_text_lies_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.sync.package import spool

    monkeypatch.setattr(spool, "_IN_MEMORY", 0)
    with spool.Spool() as held:
        held.write("张三 登门走访".encode() * 100_000)
        with held.reader() as reader:
            reader.seek(-6, 2)
            assert reader.read() == "走访".encode()
        held._file.seek(0)
        assert "走访".encode() not in held._file.read()


def test_an_attachment_on_two_records_travels_once(tmp_path: Path) -> None:
    what = Load([], attachments=(p.attachment(), p.attachment()))
    written = write_package(tmp_path / "a.nxb", p.header(), what, p.STATION_SEALER, ())
    assert written.sealed.counted.attachments == 1


def test_a_package_to_a_retired_key_still_opens_and_says_which_key_it_was(tmp_path: Path) -> None:
    old = p.OLD_COUNTY_IDENTITY
    retired = StationKeys("", b"", old).recipient
    written = write_package(tmp_path / "a.nxb", p.header(), p.load(), p.STATION_SEALER, (retired,))
    with open_package(written.path, (*p.COUNTY.identities, old), p.COUNTY_TRUST) as opened:
        assert opened.recipient == retired
        assert opened.recipient not in p.MANIFEST.recipients()
    with pytest.raises(PackageNotForUs) as refused:
        open_package(written.path, p.COUNTY.identities, p.COUNTY_TRUST)
    assert "新的密钥清单" in refused.value.next_step


def test_a_revoked_station_is_read_up_to_the_change_that_still_counts(tmp_path: Path) -> None:
    last = "ab" * 32
    revoked = p.manifest(version=4, revocations=(Revocation(p.STATION.station_id, p.CERTIFICATE.key_id, last),))
    with open_package(p.write(tmp_path).path, p.COUNTY.identities, CountyTrust(revoked, (p.CERTIFICATE,))) as opened:
        assert opened.sender.revoked_after == last
        assert len(list(opened.lines())) == 5


def test_the_package_file_is_only_read(tmp_path: Path) -> None:
    path = p.write(tmp_path).path
    before = path.read_bytes()
    path.chmod(0o400)
    with open_package(path, p.COUNTY.identities, p.COUNTY_TRUST):
        pass
    assert path.read_bytes() == before
