"""Which of the changes that arrived can be taken in, which must wait, and which are refused: pure, and in one pass.

The state that follows is the fold's business; here only the chain and the judgement are. Standard library only.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from db.ledger.change import START, Change

WAIT = "等县里还没有的修改"
"""A judge's word for a change that cannot stand yet: its author knew what a restored county has lost."""


@dataclass(frozen=True)
class Rejection:
    """A change that is kept in the ledger with the reason, and not applied (B-24)."""

    change: Change
    reason: str


@dataclass(frozen=True)
class MergePlan:
    """What an import would do.

    Attributes:
        accepted: in chain order; they and the rejected ones enter the ledger.
        rejected: changes that do not hold by themselves; the rest proceeds.
        waiting: changes whose predecessor, or what they are about, is not here yet: held, never dropped (B-23).
        released: how many of the accepted ones had been waiting from earlier packages.
        duplicates: changes already here (B-25).
    """

    accepted: tuple[Change, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    waiting: tuple[Change, ...] = ()
    released: int = 0
    duplicates: int = 0


def plan_merge(
    arrived: Iterable[Change],
    known: AbstractSet[str],
    held: Iterable[Change],
    judge: Callable[[Change], str],
    standing: AbstractSet[str] = frozenset(),
) -> MergePlan:
    """Sorts what arrived.

    Args:
        arrived: the package's changes in its order.
        known: hashes of changes here already, as far as they can matter: of those arrived, and of predecessors.
        held: changes waiting from earlier packages.
        judge: "" when a change can stand, `WAIT` when it cannot yet, else the reason in a Chinese clause; asked in
            order, once a change, and told of nothing that is not accepted.
        standing: hashes of changes that wait for no predecessor: it may lie in another township's stream.

    Returns:
        The plan. Identity is the hash alone (B-04): numbers, dates and the sender's order decide nothing.
    """
    sorter = _Sorter(known, judge, standing)
    waiting_before = {change.hash: change for change in held}
    for change in arrived:
        sorter.take(change)
    duplicates = sorter.duplicates
    for change in waiting_before.values():
        sorter.take(change)
    released = sum(change.hash in waiting_before for change in sorter.accepted)
    return MergePlan(tuple(sorter.accepted), tuple(sorter.rejected), sorter.still_waiting(), released, duplicates)


def counting_until(before: Mapping[str, str], last: str) -> frozenset[str]:
    """The last change that counts and those before it in its chain, by hash (B-49).

    Args:
        before: of every change that arrived from a revoked sender or waits from it, the one before it, by hash.
        last: hash of the last change that counts. Where it is not among them, none is shown to be before it.
    """
    counting: set[str] = set()
    while last in before and last not in counting:
        counting.add(last)
        last = before[last]
    return frozenset(counting)


class _Sorter:
    """Takes changes one by one; those that wait are taken as soon as their predecessor is."""

    def __init__(
        self, known: AbstractSet[str], judge: Callable[[Change], str], standing: AbstractSet[str] = frozenset()
    ) -> None:
        self._known = known
        self._standing = standing
        self._judge = judge
        self._met: set[str] = set()
        self._waiting: dict[str, list[Change]] = {}
        self._unready: dict[str, Change] = {}
        self.accepted: list[Change] = []
        self.rejected: list[Rejection] = []
        self.duplicates = 0

    def take(self, change: Change) -> None:
        if change.hash in self._known or change.hash in self._met:
            self.duplicates += 1
            return
        ready = [change]
        while ready:
            each = ready.pop()
            if each.hash in self._met:
                continue
            if self._waits(each):
                self._waiting.setdefault(each.prev_hash, []).append(each)
                continue
            reason = self._judge(each)
            if reason == WAIT:
                self._unready[each.hash] = each
                continue
            self._met.add(each.hash)
            if reason:
                self.rejected.append(Rejection(each, reason))
            else:
                self.accepted.append(each)
            ready += reversed(self._waiting.pop(each.hash, []))

    def _waits(self, change: Change) -> bool:
        before = change.prev_hash
        known = before == START or before in self._known or before in self._met
        return not known and change.hash not in self._standing

    def still_waiting(self) -> tuple[Change, ...]:
        found = {change.hash: change for run in self._waiting.values() for change in run}
        return tuple((self._unready | found).values())
