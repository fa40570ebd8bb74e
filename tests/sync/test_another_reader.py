"""FORMAT.md is enough: a reader written from it alone gives the program's answer to every package.

Its parts (`another_*.py`) know nothing of the program. What it says is compared here with `expected.json`, with what is
said of C2SP's age files, and with the program on packages of real offices and on packages changed by chance.
"""

import ast
import base64
import json
import random
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.domain.entities.registry import ENTITIES
from db.ledger.line import from_line, to_line
from db.store.attesting import statement_in
from db.store.store import Store
from db.sync.trust.identity import county_desk, station_keys
from tests.conftest import CLOCK
from tests.sync import another_record as record
from tests.sync import practice as p
from tests.sync import test_age_vectors as age
from tests.sync.another_envelope import Refusal, decrypt
from tests.sync.another_json import Json, canonical, sha256
from tests.sync.another_reader import Contents, read
from tests.sync.another_trust import TO_COUNTY, TO_TOWNSHIP, Reader, newest, signers
from tests.sync.correspondence import OTHER, PICTURE, Correspondence, corresponded, opened_at
from tests.sync.offices import World, found
from tests.vectors import further
from tests.vectors.forge import envelop, good, parts, unseal, zipped
from tests.vectors.readers import HERE, judge, write_keys

VECTORS: list[Json] = json.loads((HERE / "expected.json").read_text("utf-8"))
KEYS: Json = json.loads((HERE / "keys.json").read_text("utf-8"))
REGISTRY = {name: tuple(entity.by_name) for name, entity in ENTITIES.items()}


def reader_of(told: Json) -> Reader:
    """A reader as `keys.json` describes it; a document's layout is nobody's concern."""
    root, manifest = base64.b64decode(told["root"]), json.dumps(told["manifest"]).encode()
    books = [json.dumps(each).encode() for each in told["certificates"]]
    own = base64.b64decode(told.get("own", ""))
    return Reader(told["id"], told["purpose"], told["identities"], root, manifest, books, own)


def verdict(file: bytes, reader: Reader, prove: Callable[[Json], Json]) -> str:
    """The other reader's code, "" when it accepts the package."""
    try:
        read(file, reader, prove)
    except Refusal as refused:
        return refused.code
    return ""


def test_the_other_reader_takes_nothing_from_the_program() -> None:
    parts_of_it = sorted(Path(__file__).parent.glob("another_*.py"))
    assert len(parts_of_it) == 6
    for path in parts_of_it:
        named = {name for node in ast.walk(ast.parse(path.read_text("utf-8"))) for name in _imported(node)}
        assert not {name for name in named if name.startswith(("db", "desktop", "resources", "installer"))}, path.name
        assert all(name.startswith("tests.sync.another_") for name in named if name.startswith("tests")), path.name


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [str(node.module)]
    return [each.name for each in node.names] if isinstance(node, ast.Import) else []


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["file"])
def test_the_other_reader_says_of_every_vector_what_is_expected(vector: Json) -> None:
    prove = record.change if "changes" in vector else dict
    file = (HERE / vector["file"]).read_bytes()
    assert verdict(file, reader_of(KEYS[vector["reader"]]), prove) == vector["code"]


def test_the_keys_beside_the_vectors_are_those_they_were_made_with(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.vectors.readers.HERE", tmp_path)
    write_keys()
    assert json.loads((tmp_path / "keys.json").read_text("utf-8")) == KEYS


@pytest.mark.parametrize("name", [*age.READ.split(), *age.CODES])
def test_the_other_reader_judges_every_age_vector_as_the_program_does(name: str) -> None:
    said, file = age.vector(name)
    try:
        found = sha256(decrypt(file, said.get("identity", ()))[0])
    except Refusal as refused:
        found = refused.code
    assert found == age.CODES.get(name, said.get("payload", [""])[0])


# --- packages of real offices ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Correspondence]:
    template = tmp_path_factory.mktemp("offices")
    found(template, CLOCK)
    world = World(template, CLOCK)
    yield corresponded(world)
    world.close()


def reader_at(store: Store) -> Reader:
    """The other reader in this office's place."""
    if store.office.role == "county":
        desk, books = county_desk(store), [each.encode() for each in store.setting("certificates")]
        return Reader(desk.manifest.county_id, TO_COUNTY, desk.keys.identities, desk.root, desk.manifest_text, books)
    held, mine = store.setting("enrolment"), [station_keys(store).identity]
    return Reader(store.office.station_id, TO_TOWNSHIP, mine, bytes.fromhex(held["root"]), held["manifest"].encode())


def contents(sent: Correspondence, name: str) -> Contents:
    """A package as the other reader reads it, its changes proved."""
    to, file = sent.packages[name]
    return read(file, reader_at(sent.world.stores[to]), record.change)


def refused_in(package: Contents) -> set[str]:
    return {entry["change"] for entry in record.ledger(package) if entry["rejected"]}


def digest_of(package: Contents, changes: Iterable[Json], refused: Collection[str] = ()) -> str:
    """The digest of the township a return is for, or a hand-over is from."""
    party = "sender" if package.header["purpose"] == TO_COUNTY else "recipient"
    return record.state_digest(changes, refused, package.header[party]["org_code"], REGISTRY)


def test_both_readers_find_the_same_in_every_package_offices_send(sent: Correspondence, tmp_path: Path) -> None:
    path = tmp_path / "a.nxb"
    for name, (to, file) in sent.packages.items():
        path.write_bytes(file)
        theirs = contents(sent, name)
        with opened_at(sent.world.stores[to], path) as ours:
            assert theirs.header == ours.descriptor["x-nuanxin"], name
            changes = [from_line(line, number) for number, line in ours.lines()]
            said = [
                (each["hash"], canonical(each["header"]).decode(), each["payload_digest"]) for each in theirs.changes
            ]
            assert said == [(each.hash, each.header, each.payload_digest) for each in changes], name
            assert [each["payload"] is None for each in theirs.changes] == [each.purged for each in changes], name
            lists = {each: tuple(line for _, line in ours.list_lines(each)) for each in ours.list_names()}
            assert {each: theirs.listed(each) for each in theirs.lists} == lists, name
            tables = [(each, sha256(table)) for each, table in theirs.tables.items()]
            assert tables == list(ours.table_digests()), name
            assert [f"attachments/{each}" for each in theirs.attachments] == [x.path for x in ours.attachments()], name


def test_the_correspondence_holds_every_kind_of_package(sent: Correspondence) -> None:
    everything = [contents(sent, name) for name in sent.packages]
    kinds = {each["header"]["kind"] for package in everything for each in package.changes}
    assert {"create", "set", "void", "transfer_grant", "purge"} <= kinds
    assert {name for package in everything for name in package.lists} >= {"ledger", "stations", "purges", "townships"}
    assert {package.header["purpose"] for package in everything if package.attachments} == {TO_COUNTY, TO_TOWNSHIP}
    assert any(package.tables for package in everything)
    assert sum(name.startswith("archive") for name in sent.packages) >= 2
    assert any(each["payload"] is None for package in everything for each in package.changes)


def test_parts_of_a_hand_over_are_one_chain_and_come_to_the_state_they_name(sent: Correspondence) -> None:
    parts_of = [contents(sent, name) for name in sent.packages if name.startswith("hand-over in parts")]
    changes = [each for part in parts_of for each in part.changes]
    assert [part.header["part"]["no"] for part in parts_of] == list(range(1, len(parts_of) + 1))
    assert len(parts_of) > 2
    assert {part.header["part"]["changes"] for part in parts_of} == {len(changes)}
    assert [each["header"]["prev_hash"] for each in changes[1:]] == [each["hash"] for each in changes[:-1]]
    assert {part.header["state_digest"] for part in parts_of} == {digest_of(parts_of[0], changes)}
    assert parts_of[-1].attachments == {sha256(PICTURE): PICTURE}


def test_every_returns_entries_follow_from_each_other_up_to_its_head(sent: Correspondence) -> None:
    returns = [contents(sent, name) for name in sent.packages if name.startswith("return")]
    assert [len(record.ledger(each)) for each in returns] == [len(each.listed("ledger")) for each in returns]
    assert all(record.ledger(each) for each in returns)
    assert refused_in(contents(sent, "return of all"))


@pytest.mark.parametrize("member", ["no", "change", "rejected", "entry"])
def test_an_entry_changed_in_one_member_breaks_the_ledger(sent: Correspondence, member: str) -> None:
    package = contents(sent, "return with receipts")
    first, *rest = package.listed("ledger")
    other = {**first, member: 7 if member == "no" else "ab" * 32}
    lines = b"".join(canonical(each) + b"\n" for each in (other, *rest))
    changed = replace(package, lists={**package.lists, "ledger": lines})
    with pytest.raises(Refusal) as refused:
        record.ledger(changed)
    assert refused.value.code == "P-PKG-13"


def test_a_return_of_all_comes_to_the_state_it_names_conflict_and_refusal_included(sent: Correspondence) -> None:
    package = contents(sent, "return of all")
    by_record: dict[str, list[Json]] = {}
    for each in package.changes:
        by_record.setdefault(each["header"]["record_id"], []).append(each)
    disputed = [name for some in by_record.values() for name in record.fold(some, refused_in(package)).disputed()]
    assert sorted(disputed) == ["econ", "remark"]
    assert digest_of(package, package.changes, refused_in(package)) == package.header["state_digest"]


@pytest.mark.parametrize("name", ["return that brings a case", "return of all after an erasure"])
def test_a_case_that_came_and_was_erased_comes_to_the_state_the_return_names(sent: Correspondence, name: str) -> None:
    package = contents(sent, name)
    assert package.header["answer"]["base"]["ledger_no"] == 0
    assert digest_of(package, package.changes, refused_in(package)) == package.header["state_digest"]


def test_grants_and_the_decision_to_erase_bear_the_countys_seal_and_no_other_words(sent: Correspondence) -> None:
    reader = reader_at(sent.world.stores[OTHER])
    keys = signers(newest(reader, None), "active", "retired")
    changes = [each for name in sent.packages if name.startswith("return") for each in contents(sent, name).changes]
    sealed = [each for each in changes if each["payload"] and "_seal" in each["payload"]["fields"]]
    assert {each["header"]["kind"] for each in sealed} == {"transfer_grant", "purge"}
    for each in sealed:
        assert record.sealed_by_county(each, keys)
        other = {**each["payload"], "reason": "另一个理由"}
        assert not record.sealed_by_county({**each, "payload": other}, keys)
        assert not record.sealed_by_county({**each, "header": {**each["header"], "org": "999999999"}}, keys)


def test_who_unlocked_is_found_alike_in_every_package(sent: Correspondence) -> None:
    """Refused, erased and from another township or not: the statement is in the header."""
    proved = 0
    for name in sent.packages:
        changes = contents(sent, name).changes
        for each in changes:
            ours = statement_in(each["header"]).fits if "attest" in each["header"] else None
            assert record.statement(each["header"]) is ours, name
        proved += list(record.sessions(changes).values()).count("proved")
    assert proved > len(sent.packages)


def test_a_statement_changed_in_any_way_fits_neither_reader(sent: Correspondence) -> None:
    everything = [each for name in sent.packages for each in contents(sent, name).changes]
    header = next(each["header"] for each in everything if "attest" in each["header"])
    key, signature = header["attest"]["key"], header["attest"]["sig"]
    assert record.statement(header)
    said: list[Any] = [None, [], {}, {"key": key}, {"key": key, "sig": 1}, {"key": signature, "sig": key}]
    said += [{"key": other, "sig": signature} for other in (key[:-1], f" {key}", key[:-2] + "_=")]
    said += [{"key": key, "sig": flip(signature, at)} for at in range(0, len(signature) - 2, 3)]
    others = [{**header, name: "x"} for name in record.SESSION] + [{**header, "attest": each} for each in said]
    for other in others:
        assert record.statement(other) is statement_in(other).fits is False, other
    assert record.sessions([{"header": others[-1]}, {"header": header}, {"header": others[-1]}]) == {
        tuple(header[name] for name in record.SESSION): "proved"
    }


def flip(text: str, at: int) -> str:
    """Another digit of base64 in that place; the last one before the padding has bits nobody reads."""
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


# --- packages changed by chance --------------------------------------------------------------------------------------

CHANCE = random.Random(20261130)  # noqa: S311 - the same on every run
AT_COUNTY = reader_of(KEYS["county"])


def flipped(raw: bytes, at: int) -> bytes:
    changed = bytearray(raw)
    changed[at] ^= 1 << (at % 8)
    return bytes(changed)


def some_places(length: int, many: int) -> list[int]:
    """Places in something so long: its first and last bytes, and others by chance."""
    return sorted({*range(40), *range(length - 40, length), *CHANCE.sample(range(length), many)})


def both(file: bytes, path: Path, *, changes: bool = False) -> tuple[str, str]:
    """What the program and the other reader say."""
    path.write_bytes(file)
    return judge(path, changes=changes), verdict(file, AT_COUNTY, record.change if changes else dict)


def test_one_bit_changed_anywhere_in_a_package_is_refused_by_both_readers_alike(tmp_path: Path) -> None:
    file = good()
    for at in some_places(len(file), 150):
        ours, theirs = both(flipped(file, at), tmp_path / "a.nxb")
        assert ours == theirs != "", at


def test_one_bit_changed_anywhere_in_the_zip_means_the_same_to_both_readers(tmp_path: Path) -> None:
    """Re-encrypted by somebody who can read it: what neither reads (times, versions) may change, nothing else."""
    clear, recipients = unseal(good(), p.COUNTY.identities[0]), p.MANIFEST.recipients()
    judged = {
        at: both(envelop(flipped(clear, at), recipients), tmp_path / "a.nxb") for at in some_places(len(clear), 150)
    }
    assert [at for at, (ours, theirs) in judged.items() if ours != theirs] == []
    assert len({ours for ours, _ in judged.values()}) > 2


def test_one_bit_changed_in_the_list_before_it_is_sealed_means_the_same_to_both_readers(tmp_path: Path) -> None:
    """A sender who writes it so: no seal protects the reader here."""
    pieces = parts()
    length = len(pieces.raw())
    for at in some_places(length, 100):
        entries = pieces.entries(lambda raw, at=at: flipped(raw, at))  # type: ignore[misc] # a lambda's default
        ours, theirs = both(envelop(zipped(entries), pieces.recipients), tmp_path / "a.nxb")
        assert ours == theirs, at


def test_one_bit_changed_in_a_change_is_refused_by_both_readers_alike(tmp_path: Path) -> None:
    before, line, after = (to_line(each) for each in further._chain())
    pieces = parts()
    for at in some_places(len(line), 80):
        file = pieces.lines(before, flipped(line, at), after).build()
        ours, theirs = both(file, tmp_path / "a.nxb", changes=True)
        assert ours == theirs != "", at
