"""FORMAT.md is enough for what goes up, too: the other reader in the place of a city."""

from dataclasses import replace
from pathlib import Path

import pytest

from db.domain.entities.registry import ENTITIES
from db.sync.trust.identity import county_desk, station_keys
from tests.conftest import CLOCK
from tests.sync import another_record as record
from tests.sync.another_envelope import Refusal
from tests.sync.another_reader import read
from tests.sync.another_trust import TO_UPPER, Reader
from tests.sync.uppers import FIRST, ONE, OTHER, SECOND, City, found_city

REGISTRY = {name: tuple(entity.by_name) for name, entity in ENTITIES.items()}


def test_what_a_county_hands_up_is_whole_in_every_stream_and_comes_to_the_states_it_names(tmp_path: Path) -> None:
    """The first hand-up in one package: a city above two counties, each with a root of its own."""
    found_city(tmp_path / "city", CLOCK)
    city = City(tmp_path / "city", CLOCK)
    for laptop in (ONE, OTHER, ONE):
        city.work(laptop)
        city.report(laptop)
    (path,) = city.up(FIRST)
    file = path.read_bytes()
    desk, mine = county_desk(city.stores[FIRST]), station_keys(city.city)
    at_city = Reader(mine.station_id, TO_UPPER, [mine.identity], desk.root, desk.manifest_text)
    package = read(file, at_city, record.change)
    other = county_desk(city.stores[SECOND])
    stranger = replace(at_city, root=other.root, manifest=other.manifest_text)
    city.close()
    held = record.streams(package)
    assert list(held) == [FIRST, ONE, OTHER]
    for org, (stream, entries) in held.items():
        assert entries
        assert (stream["base"]["ledger_no"], stream["head"]) == (0, stream["ends"])
        refused = {each["change"] for each in entries if each["rejected"]}
        assert record.state_digest(package.changes, refused, org, REGISTRY) == stream["state_digest"]
    with pytest.raises(Refusal, match="P-ENR-03"):
        read(file, stranger, record.change)
