"""Remembers every change ever written, as raw text, and knows nothing of the fold: what the county must show."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.sync.offices import COUNTY, World

_STANDS = {"create": False, "set": False, "restore": False, "void": True}


@dataclass
class Oracle:
    """Every change ever seen on any laptop, and which of them the county must have."""

    written: dict[str, dict[str, Any]] = field(default_factory=dict)
    packed: list[set[str]] = field(default_factory=list)
    arrived: set[str] = field(default_factory=set)
    restored: bool = False

    def remember(self, world: World, laptop: str) -> None:
        """Reads the laptop's log."""
        with world.stores[laptop].reading() as connection:
            for change_hash, header, payload in connection.exec_driver_sql("SELECT hash, header, payload FROM change"):
                if change_hash not in self.written:
                    self.written[change_hash] = {**json.loads(header), **json.loads(payload), "hash": change_hash}

    def delivered(self, world: World, number: int) -> None:
        """Package `number` reaches the county."""
        result = world.deliver(number)
        assert result.verdict in {"imported", "duplicate"}, result.sentence
        assert result.rejected == 0, result.sentence
        # only a county that was restored has to wait: what it once confirmed is not in later packages
        assert result.waiting == 0 or self.restored, result.sentence
        if not result.waiting:
            self.arrived |= self.packed[number]

    def taken(self, world: World, number: int) -> None:
        """Return `number` reaches the laptop it was made for: it takes away nothing that is written there."""
        laptop, path = world.returns[number]
        before = world.hashes(laptop)
        result = world.take(laptop, path)
        assert result.verdict != "refused", result.sentence
        assert before <= world.hashes(laptop)
        assert result.same_state is not False, result.sentence

    def county_restored(self, world: World) -> None:
        """The county goes on from an older copy of itself."""
        self.restored = True
        self.arrived &= world.hashes(COUNTY[0])

    def agrees(self, world: World, laptop: str) -> bool:
        """Whether laptop and county have the same changes of the township, and nothing waits."""
        org = laptop.rstrip("+")
        with world.county.reading() as connection:
            asked = "SELECT hash FROM change WHERE org = ?"
            county = set(connection.exec_driver_sql(asked, (org,)).scalars())
        same = county == world.hashes(laptop) and not world.open_changes(laptop)
        assert not same or world.digest(laptop, org) == world.digest(COUNTY[0], org)
        return same

    def nothing_is_lost(self, world: World) -> None:
        """The county has what any package it got held, and what any laptop holds; and shows alike what is alike."""
        county = world.hashes(COUNTY[0])
        assert self.arrived <= county
        for laptop in world.laptops():
            self.remember(world, laptop)
            org, mine = laptop.rstrip("+"), world.hashes(laptop)
            assert mine <= county
            if mine == {each for each in county if each in self.written and self.written[each]["org"] == org}:
                assert world.digest(laptop, org) == world.digest(COUNTY[0], org)

    def nothing_is_overwritten_silently(self, world: World) -> None:
        """Every value is shown, or somebody who had it before him wrote another one."""
        here = world.hashes(COUNTY[0])
        by_record: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for change_hash in here & self.written.keys():
            change = self.written[change_hash]
            by_record.setdefault((change["record_type"], change["record_id"]), []).append(change)
        for (kind, record_id), changes in by_record.items():
            row, heads = _shown(world, kind, record_id)
            for name in {name for change in changes for name in change["fields"]}:
                writers = [change for change in changes if name in change["fields"]]
                unseen = [_plain(w["fields"][name]) for w in writers if not self._seen_by(w, writers)]
                answers = heads.get(name, [row[name]])
                assert all(value in answers for value in unseen), (kind, name, unseen, answers)
                # and no false conflict: as many answers as there are different unseen values
                assert len(answers) == len(unseen) or len(set(map(str, unseen))) == 1, (kind, name, unseen, answers)
            standing = [change for change in changes if change["kind"] in _STANDS]
            said = {_STANDS[w["kind"]] for w in standing if not self._seen_by(w, standing)}
            assert said == {bool(row["voided"])} or (len(said) > 1 and "_void" in heads), (kind, said)

    def _seen_by(self, change: dict[str, Any], others: list[dict[str, Any]]) -> bool:
        return any(change["hash"] in self._ancestors(other) for other in others)

    def _ancestors(self, change: dict[str, Any]) -> set[str]:
        found, waiting = set[str](), list(change["parents"])
        while waiting:
            parent = waiting.pop()
            if parent not in found:
                found.add(parent)
                waiting += self.written[parent]["parents"] if parent in self.written else []
        return found


def _plain(value: Any) -> Any:
    """As a column holds it."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return int(value) if isinstance(value, bool) else value


def _shown(world: World, kind: str, record_id: str) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    with world.county.reading() as connection:
        row = connection.exec_driver_sql(f'SELECT * FROM "{kind}" WHERE id = ?', (record_id,)).mappings().one()
        heads: dict[str, list[Any]] = {}
        asked = "SELECT field, value FROM field_head WHERE record_id = ?"
        for name, value in connection.exec_driver_sql(asked, (record_id,)):
            heads.setdefault(name, []).append(_plain(json.loads(value)))
        return dict(row), heads
