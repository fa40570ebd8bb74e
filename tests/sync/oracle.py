"""Remembers every change ever written, as raw text, and knows nothing of the fold: what the county must show."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from db.ledger.change import GRANT, SEAL
from db.ledger.fold import VOIDED
from db.store.county_ledger import ledger_head
from db.store.gone import gone_ids, in_stream
from db.sync.county.imported import ImportResult
from db.sync.merging.intake import REVIEW
from db.sync.merging.judging import BLANK
from tests.sync.offices import COUNTY, World, org_of

Said = dict[str, Any]
_TELLING = frozenset({"create", "set", "void", "restore", "resolve"})
"""Kinds of changes that say something about somebody."""


@dataclass
class Oracle:
    """Every change ever seen anywhere, and which of them the county must have.

    Attributes:
        written: every change ever written, by hash; packed: what each package holds.
        arrived: what the county must have; late: what it keeps apart until an officer accepts it (B-49).
        restored: the county went on from an older copy of itself; retired: stations stood down.
        granted: grants of a case to another township, ever written (B-37).
        forgot: the county has lost its list of erasures as well as its record: a line that comes blank before the
            decision is refused first, and accepted with it (B-19).
    """

    written: dict[str, Said] = field(default_factory=dict)
    packed: list[set[str]] = field(default_factory=list)
    arrived: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    restored: bool = False
    retired: set[str] = field(default_factory=set)
    granted: set[str] = field(default_factory=set)
    forgot: bool = False

    def remember(self, world: World, where: str) -> None:
        """Reads the log of a laptop or of the county."""
        with world.stores[where].reading() as connection:
            for change_hash, header, payload in connection.exec_driver_sql("SELECT hash, header, payload FROM change"):
                if change_hash not in self.written:
                    told = json.loads(payload) if payload else {"fields": {}}  # erased before anybody looked
                    said = {**json.loads(header), **told, "hash": change_hash}
                    self.written[change_hash] = said
                    if said["kind"] == GRANT:
                        self.granted.add(change_hash)

    def delivered(self, world: World, number: int) -> ImportResult:
        """Package `number` reaches the county."""
        result = world.deliver(number)
        assert result.verdict in {"imported", "duplicate"}, result.sentence
        reasons = {reason for _, reason in result.reasons}
        # only what a laptop brings that was stood down waits for an officer; nothing else is turned away
        allowed = {REVIEW} if self.retired else set[str]()
        assert reasons <= (allowed | {BLANK} if self.forgot else allowed), result.sentence
        # only a county that was restored has to wait: what it once confirmed is not in later packages
        assert result.waiting == 0 or self.restored, result.sentence
        here = world.hashes(COUNTY[0])
        if result.fresh:
            self._chains_have_no_holes(world, here)
        if reasons == {BLANK}:  # at the end the county has it all the same, as it has everything a laptop holds
            return result
        if result.rejected or self.packed[number] & self.late:
            self.late |= self.packed[number] - here
        elif not result.waiting:
            # of a case that came from elsewhere it brings the history, of what that points at only what is missing
            org = org_of(world.packages[number].parent.name)
            self.arrived |= {each for each in self.packed[number] if each in here or self.written[each]["org"] == org}
        return result

    def _chains_have_no_holes(self, world: World, here: set[str]) -> None:
        """Nothing stands in the log whose predecessor the county has not seen; it waits outside (B-23).

        What comes back to a restored county from another township than its author's stands by itself.
        """
        if self.restored and self.granted:
            return
        with world.county.reading() as connection:
            seen = here | set(connection.exec_driver_sql("SELECT hash FROM refused").scalars())
        known = (self.written[each] for each in here if each in self.written)
        if self.restored:  # its own words, grants and erasures, come back from several townships, each in its stream
            own = world.county.office.station_id
            known = (change for change in known if change["station_id"] != own)
        assert all(change["prev_hash"] in seen for change in known if change["prev_hash"])

    def accepted(self, world: World) -> None:
        """An officer has accepted what came late."""
        here = world.hashes(COUNTY[0])
        self.arrived |= self.late & here
        self.late -= here

    def taken(self, world: World, number: int) -> str:
        """Return `number` reaches the laptop it was made for: it takes away nothing that is written there."""
        laptop, path = world.returns[number]
        before = world.hashes(laptop)
        result = world.take(laptop, path)
        assert result.verdict != "refused", result.sentence
        assert before <= world.hashes(laptop)
        assert result.same_state is not False, result.sentence
        return result.verdict

    def county_restored(self, world: World) -> None:
        """The county goes on from an older copy of itself."""
        self.restored = True
        here = world.hashes(COUNTY[0])
        self.arrived &= here
        with world.county.reading() as connection:
            self.late &= set(connection.exec_driver_sql("SELECT hash FROM refused").scalars())

    def chain_back(self, head: str, until: set[str]) -> list[str]:
        """The changes of one laptop's chain from `head` back to the first that is among `until`."""
        found = []
        while head and head not in until:
            found.append(head)
            head = self.written[head]["prev_hash"]
        return found

    def agrees(self, world: World, laptop: str) -> bool:
        """Whether laptop and county have the same changes of the township, and nothing waits."""
        org = org_of(laptop)
        with world.county.reading() as connection:
            asked = "SELECT hash FROM change WHERE org = ?"
            if self.granted:  # of a case on the move its stream holds what is written elsewhere, and not all of its own
                asked = "SELECT change_hash FROM ledger WHERE org = ? AND rejected = ''"
            county = set(connection.exec_driver_sql(asked, (org,)).scalars())
            head = ledger_head(connection, org)
            gone = {each.record_id for each in in_stream(connection, org) if not each.spared}
        with world.stores[laptop].reading() as connection:
            told = ledger_head(connection, org) == head  # also of what was turned away
            told = told and gone == gone_ids(connection)  # and of what a restored county knows only by its list
        same = told and county == world.hashes(laptop) and not world.open_changes(laptop)
        alike = same and world.digest(laptop, org) == world.digest(COUNTY[0], org)
        assert alike or not same or self.granted  # what the county has settled and not told yet
        return alike

    def nothing_is_lost(self, world: World) -> None:
        """The county has what any package it got held, and what any laptop holds."""
        county = world.hashes(COUNTY[0])
        assert self.arrived <= county
        resting = self.resting(world)
        assert self.late == resting
        self.remember(world, COUNTY[0])
        for laptop in world.laptops():
            self.remember(world, laptop)
            here = world.hashes(laptop)
            if self.restored and world.stores[laptop].office.station_id in self.retired:
                # it is not told what the county lost; what it wrote itself is in the county's raw packages, and what
                # the county said is not
                own = world.county.office.station_id
                here = {each for each in here if self.written[each]["station_id"] != own}
            assert here - resting <= county

    def resting(self, world: World) -> set[str]:
        """Late work on a case whose grant the county has lost, when nobody who is answered knows of it any more.

        It stays in the review queue until the county makes the grant again; a laptop stood down cannot bring it.
        """
        if self.granted <= world.hashes(COUNTY[0]):
            return set()
        with world.county.reading() as connection:
            return self.late.intersection(connection.exec_driver_sql("SELECT hash FROM refused").scalars())

    def nothing_is_overwritten_silently(self, world: World) -> None:
        """Every value is shown, or somebody who had it before him wrote another one."""
        here = world.hashes(COUNTY[0])
        by_record: dict[tuple[str, str], list[Said]] = {}
        for change_hash in here:
            change = self.written[change_hash]
            by_record.setdefault((change["record_type"], change["record_id"]), []).append(change)
        gone = self._erased(world, COUNTY[0])
        for (kind, record_id), changes in by_record.items():
            if record_id in gone:
                continue
            row, heads = _shown(world, kind, record_id)
            for name in {name for change in changes for name in change["fields"]} - {VOIDED, SEAL}:
                writers = [change for change in changes if name in change["fields"]]
                unseen = [_plain(each["fields"][name]) for each in self._unseen(writers)]
                answers = heads.get(name, [row[name]])
                assert all(value in answers for value in unseen), (kind, name, unseen, answers)
                # and no false conflict: as many answers as there are different unseen values
                assert len(answers) == len(unseen) or len(set(map(str, unseen))) == 1, (kind, name, unseen, answers)
            claims = self._claims(changes)
            said = {claims[each["hash"]] for each in self._unseen([c for c in changes if c["hash"] in claims])}
            shown = {False, True} if VOIDED in heads else {bool(row["voided"])}
            assert said == shown, (kind, said, shown)

    def nothing_erased_comes_back(self, world: World) -> set[str]:
        """Of what the county has erased nobody who gets its answers has a word left (B-19); the records concerned."""
        gone = self._erased(world, COUNTY[0])
        for where in (*world.laptops(), COUNTY[0]) if gone else ():
            if world.stores[where].office.station_id not in self.retired:
                with world.stores[where].reading() as connection:
                    asked = "SELECT record_id, header FROM change WHERE payload <> ''"
                    told = connection.exec_driver_sql(asked).all()
                said = {each for each, header in told if each in gone and json.loads(header)["kind"] in _TELLING}
                assert not said, (where, said)
        return gone

    def _erased(self, world: World, where: str) -> set[str]:
        with world.stores[where].reading() as connection:
            return set(gone_ids(connection))

    def _claims(self, changes: Iterable[Said]) -> dict[str, bool]:
        """By change whether it says that the record is taken out; those that say nothing of it are not among them."""
        said: dict[str, bool] = {}
        for change in sorted(changes, key=lambda each: len(self._ancestors(each))):
            match change["kind"]:
                case "create" | "restore":
                    said[change["hash"]] = False
                case "void":
                    said[change["hash"]] = True
                case "resolve" if VOIDED in change["fields"]:
                    said[change["hash"]] = bool(change["fields"][VOIDED])
                case "set":
                    known = self._ancestors(change)
                    before = self._unseen([self.written[each] for each in said if each in known])
                    if not any(said[each["hash"]] for each in before):  # else its author saw the record taken out
                        said[change["hash"]] = False
        return said

    def _unseen(self, changes: list[Said]) -> list[Said]:
        """Those whom none of the others had before him."""
        seen = set[str]().union(*(self._ancestors(change) for change in changes))
        return [change for change in changes if change["hash"] not in seen]

    def _ancestors(self, change: Said) -> set[str]:
        known = change.get("ancestors")
        if known is None:
            known, waiting = set[str](), list(change["parents"])
            while waiting:
                parent = waiting.pop()
                if parent not in known:
                    known.add(parent)
                    waiting += self.written[parent]["parents"] if parent in self.written else []
            change["ancestors"] = known  # nobody's ancestors ever change: they are in his hash
        return set(known)


def _plain(value: Any) -> Any:
    """As a column holds it."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return int(value) if isinstance(value, bool) else value


def _shown(world: World, kind: str, record_id: str) -> tuple[Said, dict[str, list[Any]]]:
    with world.county.reading() as connection:
        row = connection.exec_driver_sql(f'SELECT * FROM "{kind}" WHERE id = ?', (record_id,)).mappings().one()
        heads: dict[str, list[Any]] = {}
        asked = "SELECT field, value FROM field_head WHERE record_id = ?"
        for name, value in connection.exec_driver_sql(asked, (record_id,)):
            heads.setdefault(name, []).append(_plain(json.loads(value)))
        return dict(row), heads
