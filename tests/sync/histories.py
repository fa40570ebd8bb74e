"""Random histories: what may happen to townships and their county, what must hold afterwards, and what did happen.

One history is a list of (what, number); the number chooses which laptop, package or return it happens to. The same
steps are driven by hypothesis (`test_travel.py`) and, for thousands of them with nothing but a seed, by `test_long.py`.
"""

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

from db import ids
from db.commands.conflicts import Choice, DisputedRecord, resolve_conflicts
from db.commands.families import edit_record, void_record
from db.commands.opening import WATERMARK, _holder, _note_arrival, _present_mark, answer_arrival
from db.commands.purge_list import PURGE_LIST, apply_purges, keep_purges
from db.commands.undo import NothingToUndo, undo_command
from db.store import store
from db.store.checking import check_record
from db.store.permitting import Disputed, ErasedForGood, MovedAway
from db.store.searching import index_faults
from db.sync.county.inbox import import_package
from db.sync.county.reviewing import accept_reviewed, review_queue
from db.sync.county.stations import last_taken_in, revoke_station
from db.sync.county.transferring import grant_transfer
from db.vault.watermark import Standing, judge, write_mark
from tests.conftest import CLOCK
from tests.sync.erasures import ask, decide
from tests.sync.offices import CAST, COUNTY, KEY, SECOND, THIRD, TOWNSHIPS, World, found, org_of
from tests.sync.oracle import Oracle

Step = tuple[str, int]
MakeWorld = Callable[..., World]
CASTS: tuple[tuple[str, ...], ...] = (
    *((TOWNSHIPS[0][0], SECOND),) * 4,
    tuple(dict(TOWNSHIPS)),
    *((*dict(TOWNSHIPS), SECOND),) * 2,
    (*dict(TOWNSHIPS), SECOND, THIRD),
)
"""Which laptops take part: mostly one township's two, who can disagree; up to three townships, one with two laptops."""
DOINGS = (
    *("work",) * 4,
    *("edit",) * 8,
    *("strike", "undo", "resolve", "resolve", "resolve_at_county"),
    *("travel",) * 4,
    *("hand_over",) * 3,
    *("deliver",) * 3,
    *("answer",) * 3,
    *("take",) * 3,
    *("lose", "copy", "keep", "restore", "restore_noticed", "keep_county", "accept"),
)
SELDOM = ("stand_down", "restore_county", "restore_county", "restore_county")
"""One step in twenty is one of these: afterwards a history goes another way."""
SEVERAL = tuple(cast for cast in CASTS if len(set(map(org_of, cast))) > 1)
"""Of these, those of more than one township."""
MOVING = (*DOINGS, *("grant",) * 3)
"""With cases that go from township to township."""
ERASING = (*DOINGS, "erase", "erase")
"""With households erased by law."""
DENSE = (
    *("work",) * 2,
    *("travel", "grant") * 3,
    *("restore_county",) * 2,
    *("edit", "strike", "undo", "resolve", "hand_over", "deliver", "answer", "take"),
    *("copy", "keep", "restore", "keep_county", "erase", "stand_down", "accept"),
)
"""For short histories of what seldom comes together: counties put back, cases moved and erased, laptops stood down."""
ERASURES = 2
"""In one history."""
GRANTS = 4
"""In one history: more at once and a laptop asks whether so many households are to leave it (D-44)."""
MOST = 4
"""Laptops in one history, copies included."""
LISTS_LOST = 3
"""Of so many county rollbacks one loses the list of erasures as well: disks and all."""
COMPARED = 0.3
"""Part of the histories that are lived a second time, in another order, by a county of its own."""
ROUNDS = 7
"""Of handing over and answering for every laptop: enough for a copy to ask for all, get it, and tell the others."""


class Dice:
    """Stands in for the system's chance where ids and sessions are drawn, so that a seed tells a history to the last.

    They stay as different from each other as they ever are; keys and envelopes go on coming from the system.
    """

    def __init__(self, chance: random.Random) -> None:
        self.urandom = chance.randbytes

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)


@contextmanager
def thrown(chance: random.Random) -> Iterator[None]:
    """Within it, every id is drawn by `chance`."""
    dice = Dice(chance)
    with mock.patch.object(ids, "os", dice), mock.patch.object(store, "os", dice):
        yield


class History:
    """One history on the way.

    Args:
        world: its offices.
        happened: counts what happened; several histories may share one.
    """

    def __init__(self, world: World, happened: Counter[str] | None = None) -> None:
        self.world = world
        self.oracle = Oracle()
        self.oracle.remember(world, COUNTY[0])
        self.oracle.arrived |= world.hashes(COUNTY[0])
        self.happened: Counter[str] = Counter() if happened is None else happened
        self.happened_here: Counter[str] = Counter()
        self._lost: set[int] = set()
        self._arrived: set[int] = set()
        self._archived: set[int] = set()
        self._delivered: dict[str, int] = {}
        self._by: list[str] = []
        self._taken: set[int] = set()

    def do(self, what: str, number: int) -> None:
        """One step; one that has nothing to happen to is passed over."""
        laptops = self.world.laptops()
        getattr(self, f"_{what}")(laptops[number % len(laptops)], number)

    # What people do

    def _work(self, laptop: str, _: int) -> None:
        try:
            self.world.work(laptop)
            self.happened["commands"] += 1
        except Disputed:
            self.happened["edits held back by a dispute"] += 1
        except ErasedForGood:
            self.happened["writing held back by an erasure"] += 1
        self.oracle.remember(self.world, laptop)

    def _edit(self, laptop: str, number: int) -> None:
        """The same few fields of the same few families: this is where people disagree."""
        families = self._families(laptop, "voided = 0")
        if families:
            name, value = ("econ", "live_addr", "remark")[number % 3], f"值{number % 4}"
            try:
                with self.world.stores[laptop].writing() as writing:
                    edit_record(writing, "family", families[number % len(families)], {name: value})
                self.happened["edits"] += 1
            except Disputed:
                self.happened["edits held back by a dispute"] += 1
            self.oracle.remember(self.world, laptop)

    def _strike(self, laptop: str, number: int) -> None:
        """A family is taken out, or one taken out is brought back."""
        gone = self._families(laptop, "voided = 1 AND id NOT IN (SELECT record_id FROM purged)")
        families = self._families(laptop, "voided = 0")
        with self.world.stores[laptop].writing() as writing:
            if gone and number % 2:
                writing.restore("family", gone[number % len(gone)], "误删")
                writing.finish("已恢复")
                self.happened["records brought back"] += 1
            elif families:
                void_record(writing, "family", families[number % len(families)], "录错")
                self.happened["records taken out"] += 1
        self.oracle.remember(self.world, laptop)

    def _families(self, laptop: str, which: str) -> list[str]:
        with self.world.stores[laptop].reading() as connection:
            asked = f"SELECT id FROM family WHERE {which} AND org = ? ORDER BY id LIMIT 3"
            return list(connection.exec_driver_sql(asked, (org_of(laptop),)).scalars())

    def _undo(self, laptop: str, number: int) -> None:
        record = self.world.stores[laptop]
        with record.reading() as connection:
            asked = "SELECT group_id FROM command WHERE undone_by = '' ORDER BY no"
            groups = list(connection.exec_driver_sql(asked).scalars())
        if groups:
            try:
                undo_command(record, groups[-1 - number % min(len(groups), 4)])
                self.happened["undos"] += 1
            except NothingToUndo:
                self.happened["undos too late"] += 1
            except MovedAway:
                self.happened["writing held back by a transfer"] += 1
            self.oracle.remember(self.world, laptop)

    def _resolve(self, laptop: str, number: int) -> None:
        record = self.world.stores[laptop]
        with record.reading() as connection:
            asked = "SELECT DISTINCT record_type, record_id, field FROM field_head ORDER BY 2, 3"
            open_ones = connection.exec_driver_sql(asked).all()
        if open_ones:
            entity, record_id, name = open_ones[number % len(open_ones)]
            value = (number % 2 == 0) if name == "_void" else f"定为{number}"
            if entity != "family" and name != "_void":
                return
            choice = Choice(DisputedRecord(entity, record_id), name, value)
            with record.writing() as writing:
                resolve_conflicts(writing, [choice])
            self.happened["resolves"] += 1
            self.oracle.remember(self.world, laptop)

    def _resolve_at_county(self, _: str, number: int) -> None:
        self._resolve(COUNTY[0], number)

    def _grant(self, _: str, number: int) -> None:
        """The county gives a case to another township, whatever its owner is writing just now (B-37 to B-39)."""
        with self.world.county.reading() as connection:
            asked = "SELECT id, org FROM family WHERE voided = 0 ORDER BY id"
            families = connection.exec_driver_sql(asked).all()
        places = sorted({org_of(each) for each in self.world.laptops()})
        known = self.oracle.granted <= self.world.hashes(COUNTY[0])  # else it has forgotten whose some of them are
        if families and known and len(places) > 1 and self.happened_here["transfers"] < GRANTS:
            family_id, before = families[number % len(families)]
            if before not in places:
                return
            others = [place for place in places if place != before]
            grant_transfer(self.world.county, family_id, others[number % len(others)], "搬家")
            self.oracle.remember(self.world, COUNTY[0])
            self.happened_here["transfers"] += 1
            self.happened["transfers"] += 1

    def _erase(self, _: str, number: int) -> None:
        """Two of the county's officers erase a household with everything that hangs on it (B-19)."""
        county = self.world.county
        with county.reading() as connection:
            asked = "SELECT id FROM family WHERE voided = 0 AND org <> ? ORDER BY id"
            families = list(connection.exec_driver_sql(asked, (COUNTY[0],)).scalars())
        if families and self.happened_here["erasures"] < ERASURES:
            decide(county, ask(county, families[number % len(families)]))
            county.sign_in("worker", "operator")
            keep_purges(county, KEY)
            self.oracle.remember(self.world, COUNTY[0])
            self.happened_here["erasures"] += 1
            self.happened["households erased"] += 1

    # What travels

    def _hand_over(self, laptop: str, _: int = 0) -> None:
        self.oracle.packed.append(self.world.open_changes(laptop))
        self.world.hand_over(laptop)
        self._by.append(laptop)
        self.happened["exports"] += 1

    def _travel(self, laptop: str, _: int = 0) -> None:
        """The whole way, as every month: handed over, taken in, answered, read."""
        self._hand_over(laptop)
        self._arrives(len(self.world.packages) - 1)
        if not self._is_retired(laptop):
            self._answer(laptop)
            self._takes(len(self.world.returns) - 1)

    def _deliver(self, _: str, number: int) -> None:
        if self.world.packages and number % len(self.world.packages) not in self._lost:
            self._arrives(number % len(self.world.packages))

    def _arrives(self, number: int) -> None:
        result = self.oracle.delivered(self.world, number)
        self._arrived.add(number)
        self._archived.add(number)
        by = self._by[number]
        late = number < self._delivered.get(by, -1)
        self.happened["imports"] += 1
        self.happened["duplicates"] += result.verdict == "duplicate"
        if result.verdict == "imported":
            self.happened["reorderings"] += late
            self.happened["conflicts"] += max(result.conflicts, 0)
            self.happened["late work"] += result.rejected
            self.happened["forks noticed"] += result.forked
            self.happened["changes held"] += result.waiting
            self.happened["late changes passed on"] += result.passed_on
            self._delivered[by] = max(number, self._delivered.get(by, -1))

    def _lose(self, _: str, number: int) -> None:
        """A stick is lost; one that was handed in already can only be lost afterwards."""
        if self.world.packages and number % len(self.world.packages) not in self._lost:
            self._lost.add(number % len(self.world.packages))
            self.happened["packages lost"] += 1

    def _answer(self, laptop: str, _: int = 0) -> None:
        if not self._is_retired(laptop):
            self.world.answer(laptop)
            self.happened["returns"] += 1

    def _take(self, _: str, number: int) -> None:
        if self.world.returns:
            self._takes(number % len(self.world.returns))

    def _takes(self, number: int) -> None:
        verdict = self.oracle.taken(self.world, number)
        self._taken.add(number)
        self.happened[f"returns {verdict}"] += 1
        if verdict == "readopted":
            self.happened["county rollbacks noticed"] += 1

    # What goes wrong

    def _copy(self, laptop: str, _: int) -> None:
        if len(self.world.laptops()) < MOST and f"{laptop}+" not in self.world.stores:
            self.world.copy_laptop(laptop)
            self.happened["clones"] += 1

    def _keep(self, laptop: str, _: int) -> None:
        self.world.back_up(laptop)

    def _restore(self, laptop: str, _: int) -> None:
        self.world.restore(laptop)
        self.happened["restores unnoticed"] += 1

    def _restore_noticed(self, laptop: str, _: int) -> None:
        """The record alone is put back: the mark beside it tells what is missing, and a person says what happened."""
        home, before = self.world.folder / laptop, self.world.hashes(laptop)
        mark = _present_mark(self.world.stores[laptop])
        self.world.restore(laptop)
        record = self.world.stores[laptop]
        write_mark(home / WATERMARK, mark, KEY)
        verdict = judge(home / WATERMARK, KEY, _present_mark(record), _holder(record))
        gone = mark.chain_head in before - self.world.hashes(laptop)
        assert gone == (verdict.standing in {Standing.BEHIND, Standing.DIVERGED}), verdict
        lost = self.oracle.chain_back(mark.chain_head, self.world.hashes(laptop)) if gone else []
        # people are told how much is missing, and never that the county has what it has not (B-33)
        assert verdict.missing == len(lost), (verdict, lost)
        if not self.oracle.restored:
            assert verdict.at_county <= len(self.world.hashes(COUNTY[0]).intersection(lost)), (verdict, lost)
        _note_arrival(record, verdict)
        answer_arrival(record, "restored")
        self.happened["restores noticed"] += 1

    def _keep_county(self, _: str, __: int) -> None:
        self.world.back_up(COUNTY[0])

    def _restore_county(self, _: str, number: int) -> None:
        """To a copy kept before; a county that stood a laptop down has a copy from that day."""
        before = self.world.hashes(COUNTY[0])
        home = self.world.folder / COUNTY[0]
        kept = (home / PURGE_LIST).read_bytes() if (home / PURGE_LIST).exists() else b""
        self.world.restore(COUNTY[0])
        forgets = bool(kept) and not number % LISTS_LOST
        self.oracle.forgot |= forgets
        self.happened["erasures' lists lost"] += forgets
        if kept and not forgets:  # it lies beside the record and on another disk as well, and outlives both
            (home / PURGE_LIST).write_bytes(kept)
            apply_purges(self.world.county, KEY)
        self._arrived.clear()
        self.oracle.county_restored(self.world)
        self.happened["county rollbacks"] += 1
        self.happened["county rollbacks that lost changes"] += before != self.world.hashes(COUNTY[0])

    def _stand_down(self, laptop: str, _: int) -> None:
        """A laptop is lost or given away; whoever has it may go on writing, and brings it late (B-49).

        The county's key manifest is copied as soon as it is made: without it the townships would know more than it.
        """
        station = self._station(laptop)
        in_force = {self._station(each) for each in self.world.laptops()} - self.oracle.retired
        with self.world.county.reading() as connection:
            known = last_taken_in(connection, station)
        if known and station in in_force and len(in_force) > 1:
            revoke_station(self.world.county, station, "电脑遗失")
            self.world.back_up(COUNTY[0])
            self.oracle.retired.add(station)
            self.happened["laptops stood down"] += 1

    def _accept(self, _: str, __: int) -> None:
        queue = [one.change for one in review_queue(self.world.county)]
        if queue:
            became = accept_reviewed(self.world.county, queue)
            self.happened["late work accepted"] += became.accepted
            self.happened["late work that cannot stand yet"] += len(became.kept)
            self.oracle.accepted(self.world)

    def _station(self, laptop: str) -> str:
        return self.world.stores[laptop].office.station_id

    def _is_retired(self, laptop: str) -> bool:
        return self._station(laptop) in self.oracle.retired

    # How it ends

    def end(self, chance: random.Random, other: Callable[[], World] | None = None) -> None:
        """Everybody comes to know everything, and nothing was lost and nothing written over.

        Args:
            chance: of the order in which what lay about arrives.
            other: gives a county of its own, which gets all packages in another order; closed afterwards.
        """
        if self.oracle.retired:  # a laptop stood down is never told what was lost
            self._replay()
        self.settle()
        late = [number for number in range(len(self.world.packages)) if number not in self._lost | self._arrived]
        chance.shuffle(late)
        for number in late:  # what lay in a drawer until now
            self._arrives(number)
        self.settle()
        if self._waits():  # for what the laptop that wrote it has lost as well
            self._replay()
            self.settle()
        self._come_to_terms(chance)
        self.oracle.nothing_is_lost(self.world)
        self.oracle.nothing_is_overwritten_silently(self.world)
        # a grant that every copy of was put back from before is the county's to make again: what knew of it waits on
        sound(self.world, waits=not self.oracle.granted <= self.world.hashes(COUNTY[0]))
        gone = self.oracle.nothing_erased_comes_back(self.world)
        if self.oracle.granted or gone:  # another county does not know of the grants, and has heard of no erasure
            for laptop in self.world.laptops():
                sound_laptop(self.world, laptop)
        elif other is not None:
            county = other()
            try:
                self._another_order_ends_the_same(county, chance)
            finally:
                county.close()
        self.happened["histories"] += 1
        self.happened["returns lost"] += len(self.world.returns) - len(self._taken)

    def _replay(self) -> None:
        """A restored county takes its raw packages in again, which lie on another disk (B-35).

        Only where it must: everything else the laptops hand over again by themselves.
        """
        for number in sorted(self._archived - self._arrived):
            self._arrives(number)
            self.happened["packages from the archive"] += 1

    def _waits(self) -> bool:
        with self.world.county.reading() as connection:
            return bool(connection.exec_driver_sql("SELECT count(*) FROM held").scalar_one())

    def _come_to_terms(self, chance: random.Random) -> None:
        """Of what is disputed, some is settled, now and then by two people at once, who may disagree again."""
        with self.world.county.reading() as connection:
            disputed = connection.exec_driver_sql("SELECT count(*) FROM field_head").scalar_one()
        if disputed:
            self.happened["histories with disputes at their end"] += 1
            everybody = [*self.world.laptops(), COUNTY[0]]
            for laptop in chance.sample(everybody, k=min(2, len(everybody))):
                self._resolve(laptop, chance.randrange(100))
            self.settle()

    def settle(self) -> None:
        """Everybody hands over and takes the answer until nothing is left to tell."""
        for _ in range(ROUNDS):
            waiting = [laptop for laptop in self.world.laptops() if not self._settled(laptop)]
            for laptop in waiting:
                self._travel(laptop)
            self._accept("", 0)
            if not waiting:
                return
        raise AssertionError([(each, len(self.world.open_changes(each))) for each in self.world.laptops()])

    def _settled(self, laptop: str) -> bool:
        """A laptop stood down gets no answer: it is enough that the county has what it would still hand over."""
        if self._is_retired(laptop):
            return self.world.open_changes(laptop) <= self.world.hashes(COUNTY[0]) | self.oracle.resting(self.world)
        return self.oracle.agrees(self.world, laptop)

    def _another_order_ends_the_same(self, other: World, chance: random.Random) -> None:
        order = [number for number in range(len(self.world.packages)) if number not in self._lost]
        chance.shuffle(order)
        for number in order:
            result = import_package(other.county, self.world.packages[number])
            assert (result.verdict, result.rejected) == ("imported", 0), result.sentence
        here, there = self.world.hashes(COUNTY[0]), other.hashes(COUNTY[0])
        own = {change for change in here if self.oracle.written[change]["station_id"] == self._station(COUNTY[0])}
        assert there <= here
        assert here - own <= there or self._lost
        if here == there:
            for org in {self.oracle.written[change]["org"] for change in here}:
                assert self.world.digest(COUNTY[0], org) == other.digest(COUNTY[0], org)
            self.happened["counties compared"] += 1


def found_warm(folder: Path) -> None:
    """Offices that know each other and have families in common: histories begin where there is something to dispute."""
    with thrown(random.Random(0)):  # noqa: S311 - the same offices every time
        _found_warm(folder)


def _found_warm(folder: Path) -> None:
    found(folder / "bare", CLOCK, tuple(CAST))
    world = World(folder / "bare", CLOCK, tuple(CAST))
    for laptop in (*CAST, SECOND):
        for _ in range(3):
            world.work(laptop)
        world.hand_over(laptop)
        assert world.deliver(-1).verdict == "imported"
        assert world.take(laptop, world.answer(laptop)).verdict == "taken"
    for laptop in CAST:
        world.hand_over(laptop)
        world.deliver(-1)
        world.take(laptop, world.answer(laptop))
    for each in world.stores.values():
        each.close()
    for name in (*CAST, COUNTY[0]):
        shutil.copytree(world.folder / name, folder / name)
    shutil.rmtree(world.folder)
    shutil.rmtree(folder / "bare")


def sound(world: World, *, waits: bool = False) -> None:
    """The county's tables are the fold of its log, its chains and its index are whole, and nothing `waits`."""
    with world.county.reading() as connection:
        assert [check.first for check in check_record(connection) if not check.ok] == []
        assert not index_faults(connection)
        assert waits or connection.exec_driver_sql("SELECT count(*) FROM held").scalar_one() == 0


def sound_laptop(world: World, laptop: str) -> None:
    """A laptop's tables are the fold of its log, other townships' records among them."""
    with world.stores[laptop].reading() as connection:
        assert [check.first for check in check_record(connection) if not check.ok] == [], laptop


def live(
    template: Path,
    steps: Sequence[Step],
    chance: random.Random,
    *,
    make: MakeWorld | None = None,
    happened: Counter[str] | None = None,
    cast: Sequence[str] = (),
) -> None:
    """One history from its beginning to its end.

    Args:
        template: the offices.
        steps: what happens.
        chance: of everything else: who takes part, and in which order what was forgotten arrives.
        make: gives worlds whose county is kept elsewhere than in a file.
        happened: counts.
        cast: who takes part; left to chance when empty.
    """
    make = make or partial(World, template, CLOCK)
    with thrown(random.Random(chance.getrandbits(64))):  # noqa: S311 - a history to repeat, not a secret
        drawn = chance.choice(CASTS)
        world = make(cast=cast or drawn)
        try:
            history = History(world, happened)
            for what, number in steps:
                history.do(what, number)
            history.end(chance, partial(World, template, CLOCK, ()) if chance.random() < COMPARED else None)
        finally:
            world.close()


def live_moving(
    template: Path, steps: Sequence[Step], chance: random.Random, *, make: MakeWorld, happened: Counter[str]
) -> None:
    """One history among several townships, see `live`."""
    live(template, steps, chance, make=make, happened=happened, cast=chance.choice(SEVERAL))


def history_of(seed: int) -> tuple[list[Step], random.Random, Callable[..., None]]:
    """What a seed stands for: of every three one with households erased (B-19), one with cases that move too (B-37)."""
    if seed % 3 == 1:
        return (*steps_of(seed, (*MOVING, "erase", "erase")), live_moving)
    return (*steps_of(seed, ERASING if seed % 3 else DOINGS), live)


def dense_history_of(seed: int) -> tuple[list[Step], random.Random, Callable[..., None]]:
    """The same, short, and of what seldom comes together; every second one among several townships."""
    chance = random.Random(seed)  # noqa: S311 - a history to repeat, not a secret
    steps = [(chance.choice(DENSE), chance.randrange(100)) for _ in range(chance.randrange(4, 14))]
    return steps, chance, live_moving if seed % 2 else live


def steps_of(seed: int, often: Sequence[str] = DOINGS) -> tuple[list[Step], random.Random]:
    """The history a seed stands for, and the chance that goes on with it; `often`: what it is made of."""
    chance = random.Random(seed)  # noqa: S311 - a history to repeat, not a secret
    steps = []
    for _ in range(chance.randrange(4, 32)):
        doings = SELDOM if chance.random() < 1 / 20 else often
        steps.append((chance.choice(doings), chance.randrange(100)))
    return steps, chance
