"""Takes the changes of one package in, some at a time within one transaction: the memory it needs is that of some."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.ed25519 import verifies
from db.ledger.attest import ATTEST, read_statement
from db.ledger.change import GRANT, Change
from db.store.bulk import keep_counted
from db.store.county_ledger import enter_ledger, forget_refused
from db.store.dialect import defer_references
from db.store.erasing import erase
from db.store.folding import insert_created, refold, refused_of
from db.store.gone import EVERYTHING, UNKNOWN, name_decision, owe_resealing
from db.store.log import keep_changes
from db.store.searching import index_changed
from db.store.settings import read_setting
from db.store.sieve import Sieve
from db.sync.merging.abroad import Abroad
from db.sync.merging.forks import follow_chains
from db.sync.merging.judging import BLANK, Judge
from db.sync.merging.known import came_blank, found_of, in_log, known_hashes
from db.sync.merging.merge import MergePlan, Rejection, counting_until, plan_merge
from db.sync.merging.waiting import (
    any_waits,
    how_many_wait,
    keep_waiting,
    let_go,
    stop_waiting,
    waiting_before,
    waiting_of,
)
from db.sync.package.purge_lists import decided_by
from db.sync.package.trusting import KnownSender

REVIEW = "登记已停用，等县级核对"
"""Why the ledger turns away what a revoked laptop wrote after the last change that counts: the review queue (B-49)."""


class Intake:
    """One package on its way into the record.

    Args:
        connection: inside the writing transaction.
        sender: of the package, verified.
        package_id: of the package.
        before: of a revoked sender, each change of the package with the one before it, by hash; else empty.
        abroad: what it may bring of other townships' streams; None for nothing.

    Attributes:
        fresh, repeated, waiting, released: how many changes were taken in, were here, wait still, and had been waiting
            since earlier packages and were taken in.
        records_new, records_changed: records that appeared, that changed.
        reasons: of rejected changes, how many for each reason.
        forked: laptops whose chain has come to have one end more (B-34).
        parallel: records touched in which different fields were changed at the same time (B-13).
        late: changes taken in although the case is another township's by now: their author did not know (B-38).
        granted: grants of the county that came back to it (B-35, B-37).
        decided: hashes of its decisions to erase that did (B-19).
        misfits: sessions that came with a statement of who unlocked that does not fit (B-50); nothing depends on it.
        own_back: whether the county's own changes came back to it: it may have been put back from a backup (B-35).
        first_no: log number from which on everything is of this package.
    """

    def __init__(
        self,
        connection: Connection,
        sender: KnownSender,
        package_id: str,
        before: Mapping[str, str] | None = None,
        abroad: Abroad | None = None,
    ) -> None:
        # what a new record points at may be folded after it
        defer_references(connection)
        self._connection = connection
        self._sender = sender
        self._package_id = package_id
        self._abroad = abroad
        self._county = str(read_setting(connection, "office", {}).get("station_id", ""))
        self.first_no = self._next_no = _one("SELECT coalesce(max(no), 0) + 1 FROM change", connection)
        self._waits = any_waits(connection, sender.org_code)
        self._counting = _counting(connection, sender, before or {})
        self._sieve = Sieve(connection)
        self.fresh = self.repeated = self.waiting = self.released = 0
        self.records_new = self.records_changed = 0
        self.reasons: dict[str, int] = {}
        self.forked: set[str] = set()
        self.parallel: set[str] = set()
        self.late: list[Change] = []
        self.granted: list[Change] = []
        self.decided = set[str]()
        self.misfits = 0
        self.own_back = False
        self._latest: Mapping[str, int] = {}
        self._told = set[str]()

    def take(self, arrived: Sequence[Change]) -> None:
        """Some of the package's changes, in its order; those whose predecessor is not here yet are held."""
        plan = self._planned(arrived, ())
        self.repeated += plan.duplicates
        self._apply(plan)

    @property
    def erased(self) -> int:
        """How many changes came with what was erased here."""
        return self._sieve.erased

    def take_held(self) -> None:
        """Everything that waits and can come in by now; called once, when the whole package has been taken."""
        if not self._waits:
            return
        org = self._sender.org_code
        let_go(self._connection, org, self._take_waiting)
        if self._counting is not None:
            for changes in waiting_of(self._connection, org, self._sender.id):
                self._apply(_refusing(self._late(changes, set())))
        self.waiting = how_many_wait(self._connection, org)

    def _take_waiting(self, held: Sequence[Change]) -> set[str]:
        plan = self._planned((), held)
        self._apply(plan)
        # on what goes to the review queue nothing stands before somebody has looked at it
        settled = (*plan.accepted, *(each.change for each in plan.rejected if each.reason != REVIEW))
        return {change.hash for change in settled}

    def _planned(self, arrived: Sequence[Change], held: Sequence[Change]) -> MergePlan:
        judge = Judge(self._connection, self._sender.org_code, [*arrived, *held], self._abroad, self._sieve.gone)
        arrived = [change for change in arrived if not judge.passes_over(change)]
        allowed = {change.hash for change in (*arrived, *held) if judge.may_bring(change)}
        known = known_hashes(self._connection, self._sender.org_code, [*arrived, *held], allowed)
        if self._abroad is not None and self._abroad.erased:
            self._sieve.expect(self._sender.org_code)
        self._sieve.explain(judge.unheard, self._sender.org_code)
        arrived = self._sieve.pass_on(arrived, known)
        late = self._late((*arrived, *(c for c in held if c.by.station_id == self._sender.id)), known)
        arrived = [change for change in arrived if change.hash not in late]
        held = [change for change in held if change.hash not in late]
        self._told = self._told_now((*arrived, *held))
        plan = plan_merge(arrived, known - self._told, held, judge, self._standing(arrived))
        self._latest = judge.latest
        self.late += [change for change in plan.accepted if change.hash in judge.late]
        self.granted += [change for change in plan.accepted if change.kind == GRANT]
        rejected = tuple(each for each in plan.rejected if each.change.hash not in self._told)  # once is enough
        return replace(plan, rejected=(*rejected, *_refusing(late).rejected))

    def _told_now(self, changes: Iterable[Change]) -> set[str]:
        """Lines that a county put back from a backup turned away because they came blank, and here is what they say.

        They are judged as if they came for the first time, unless their sender's do not count any more (B-19, B-35).
        """
        told = came_blank(self._connection, self._sender.org_code, changes, BLANK)
        return told if self._counting is None else told & self._counting

    def _standing(self, arrived: Iterable[Change]) -> set[str]:
        """Changes whose authors' chains lead through streams the township does not have."""
        return {
            change.hash
            for change in arrived
            if change.by.org != self._sender.org_code or change.by.station_id == self._county
        }

    def _late(self, own: Iterable[Change], known: set[str]) -> dict[str, Change]:
        """What goes to the review queue (D-42); it does not wait for a predecessor, which could come from anywhere.

        The county's own grants and decisions do not: their seal counts whoever carries them (B-35, B-37, B-19).
        """
        if self._counting is None:
            return {}
        sealed = self._abroad.sealed | self._abroad.decided if self._abroad else set()
        through = known | self._counting | sealed
        late = {change.hash: change for change in own if change.hash not in through}
        # what came before with a case of another township stands already (B-38)
        standing = in_log(self._connection, late.values())
        return {each: change for each, change in late.items() if each not in standing}

    def _apply(self, plan: MergePlan) -> None:
        connection, org = self._connection, self._sender.org_code
        fresh = self._count_records(plan.accepted)
        logged = in_log(connection, plan.accepted)  # a case came with another township's package first
        numbered = list(enumerate((c for c in plan.accepted if c.hash not in logged), start=self._next_no))
        self._next_no += len(numbered)
        keep_changes(connection, numbered)
        self.own_back |= any(change.by.station_id == self._county for _, change in numbered)
        forget_refused(connection, org, [change for change in plan.accepted if change.hash in self._told])
        refused = [(rejection.change, rejection.reason) for rejection in plan.rejected]
        enter_ledger(connection, org, self._package_id, plan.accepted, refused)
        # what waits for review does not wait for its predecessor: it would look like an end of its own
        standing = self._standing(plan.accepted)
        own = [c for c in plan.accepted if c.hash not in standing | self._told]  # whose chain was followed then
        self.forked |= follow_chains(connection, [*own, *(c for c, reason in refused if reason != REVIEW)])
        created = self._created(numbered, fresh)
        insert_created(connection, created)
        # what was refused writes nothing, yet later changes may stand on top of it: it belongs to the record's history
        touched = (*plan.accepted, *(change for change, _ in refused))
        done = {change.record_id for _, change in created}
        refold(connection, dict.fromkeys(each.record_id for each in touched if each.record_id not in done))
        index_changed(connection, plan.accepted)
        self._erase_again(plan.accepted)
        self.parallel |= _parallel(connection, [each for each in touched if each.record_id not in done])
        self._wait(plan)
        keep_counted(connection, self._next_no)
        self._count(plan)

    def _erase_again(self, accepted: Sequence[Change]) -> None:
        """The county's own decisions, come back to it after it had lost them (B-35).

        And where a grant of what was erased comes back, another township's packages told of it as well.
        """
        decided = list(decided_by(accepted))
        if self._sieve.added:
            owe_resealing(self._connection, [UNKNOWN])
        if any(change.kind == GRANT and change.record_id in self._sieve.gone for change in accepted):
            owe_resealing(self._connection, [EVERYTHING])
        if decided:
            self.decided |= {each.purge for each in decided}
            done = erase(self._connection, decided, again=True)
            self._sieve.erased += done.changes
            if done.records or done.changes:
                owe_resealing(self._connection, [EVERYTHING])
            self._sieve.renew()
            name_decision(self._connection, decided[0].purge, {decided[0].org, self._sender.org_code})

    def _created(self, numbered: Iterable[tuple[int, Change]], fresh: set[str]) -> list[tuple[int, Change]]:
        """New records of which there is nothing but their first change: they need no folding."""
        times = Counter(change.record_id for _, change in numbered)
        alone = [
            (no, change)
            for no, change in numbered
            if change.kind == "create" and not change.parents and not change.purged and change.record_type in ENTITIES
            if change.record_id in fresh and times[change.record_id] == 1
        ]
        refused = refused_of(self._connection, [change.record_id for _, change in alone])
        return [(no, change) for no, change in alone if change.record_id not in refused]

    def _count_records(self, accepted: Iterable[Change]) -> set[str]:
        """Counts each record once, and gives those of which the log knew nothing."""
        ids = {change.record_id for change in accepted}
        latest = {each: no for each, no in self._latest.items() if each in ids}
        self.records_new += len(ids) - len(latest)
        self.records_changed += sum(no < self.first_no for no in latest.values())
        return ids - latest.keys()

    def _wait(self, plan: MergePlan) -> None:
        """Keeps what waits, and forgets that anything waited which is settled now."""
        if self._waits:
            accepted = {change.hash for change in plan.accepted}
            settled = accepted | {rejection.change.hash for rejection in plan.rejected}
            self.released += len(accepted & stop_waiting(self._connection, settled, self._package_id))
        keep_waiting(self._connection, plan.waiting, self._package_id)
        self._waits = self._waits or bool(plan.waiting)

    def _count(self, plan: MergePlan) -> None:
        self.fresh += len(plan.accepted)
        bearing = [each for each in plan.accepted if ATTEST in each.extra]
        self.misfits += sum(not read_statement(each.by, each.extra[ATTEST], verifies).fits for each in bearing)
        for rejection in plan.rejected:
            self.reasons[rejection.reason] = self.reasons.get(rejection.reason, 0) + 1


def _counting(connection: Connection, sender: KnownSender, before: Mapping[str, str]) -> frozenset[str] | None:
    """Of a revoked sender, the changes that count; None of any other, whose every change does."""
    if sender.revoked_after is None:
        return None
    waiting = waiting_before(connection, sender.org_code, sender.id)
    return counting_until(waiting | dict(before), sender.revoked_after)


def _refusing(late: Mapping[str, Change]) -> MergePlan:
    """What goes to the review queue, by hash."""
    return MergePlan(rejected=tuple(Rejection(change, REVIEW) for change in late.values()))


def _parallel(connection: Connection, touched: Iterable[Change]) -> set[str]:
    """Of these records those merged from edits of different fields, without a question left open."""
    ids: dict[str, set[str]] = {}
    for change in touched:
        if change.kind != "create" and change.record_type in ENTITIES:
            ids.setdefault(change.record_type, set()).add(change.record_id)
    found: set[str] = set()
    for entity, some in ids.items():
        asked = f'SELECT id FROM "{entity}" WHERE parallel = 1 AND disputed = 0 AND id IN ({{}})'
        found |= found_of(connection, asked, some)
    return found


def _one(sql: str, connection: Connection) -> int:
    return int(connection.exec_driver_sql(sql).scalar_one())
