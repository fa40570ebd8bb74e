"""The fold: the changes of a record in, its state, heads and conflicts out (rules B-12 to B-18).

The result depends on the set of changes alone, never on the order in which they came (proved by a property test). Each
record's changes form a directed graph by their `parents`; a change replaces what its ancestors wrote, and nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from db.ledger.change import GRANT, Change, canonical, digest

VOIDED = "_void"
"""The register that says whether the record still stands; an edit claims that it does."""

_STANDING: Mapping[str, bool | None] = {"create": True, "set": True, "resolve": None, "void": False, "restore": True}
"""What each kind says of the record's standing; None leaves it as it is. Other kinds write nothing."""


@dataclass(frozen=True, slots=True)
class Head:
    """One of several answers to the same question: which change gave it, and the value."""

    change: str
    value: Any


@dataclass(frozen=True, slots=True)
class RecordState:
    """What the changes of one record amount to.

    Attributes:
        record_type, record_id: which record; org: the township it belongs to: the one that made it, or the one a
            county has granted it to since (B-37).
        values: the value shown by field; for a conflict that of the head with the smallest hash, which is the same on
            every laptop (no arrival order, no clock).
        conflicts: fields with more than one distinct answer, each with its heads.
        frontier: the latest changes, which the next one names as `parents`.
        voided: taken out of the figures, with a reason; false while that is disputed.
        created: false when only later changes have come, not the first one.
        parallel: two people worked on the record at once (并行修改).
    """

    record_type: str
    record_id: str
    org: str
    values: Mapping[str, Any]
    conflicts: Mapping[str, tuple[Head, ...]]
    frontier: tuple[str, ...]
    voided: bool
    created: bool
    parallel: bool

    def digest(self) -> str:
        """SHA-256 of everything that two replicas must agree on."""
        heads = {name: [[head.change, head.value] for head in heads] for name, heads in self.conflicts.items()}
        state = [self.record_type, self.record_id, self.org, dict(self.values), heads, list(self.frontier), self.voided]
        return digest(canonical(state))


def fold_record(changes: Iterable[Change]) -> RecordState:
    """Folds all known changes of one record, given in any order.

    Changes of unknown kinds and purged payloads take part in the graph but write nothing: without them, what was
    written on top of them would look as if its author had not known what came before.

    Args:
        changes: all of one record, at least one; repeated ones count once.
    """
    known = {change.hash: change for change in changes}
    line = _single_line(known)
    if line:
        return _overlay(line)
    ordered = sorted(known.values(), key=lambda change: (change.kind != "create", change.purged, change.hash))
    first = ordered[0]
    graph = _Graph(known)
    registers = _heads(graph)
    conflicts = {name: heads for name, heads in registers.items() if len({canonical(h.value) for h in heads}) > 1}
    values = {name: heads[0].value for name, heads in sorted(registers.items()) if name != VOIDED}
    voided = VOIDED not in conflicts and any(head.value for head in registers.get(VOIDED, ()))
    frontier = graph.frontier()
    parallel = len(frontier) > 1 or any(len(change.parents) > 1 for change in known.values())
    return RecordState(
        first.record_type,
        first.record_id,
        _owner(graph, first.by.org),
        values,
        conflicts,
        frontier,
        voided,
        first.kind == "create",
        parallel,
    )


def _single_line(known: Mapping[str, Change]) -> list[Change]:
    """The changes from first to last when each follows the one before, as nearly all records' do; else nothing.

    A `resolve` settles only what it names, which is a question of the graph.
    """
    if any(change.kind == "resolve" for change in known.values()):
        return []
    follower = {change.parents[0]: change for change in known.values() if len(change.parents) == 1}
    roots = [change for change in known.values() if not change.parents]
    if len(roots) != 1 or len(follower) != len(known) - 1:
        return []
    line = roots
    while line[-1].hash in follower:
        line.append(follower[line[-1].hash])
    return line if len(line) == len(known) else []


def _overlay(line: list[Change]) -> RecordState:
    """The state of a record on which nobody worked at once: later values over earlier ones."""
    values: dict[str, Any] = {}
    for change in line:
        values.update(writes_of(change, on_voided=bool(values.get(VOIDED))))
    voided = bool(values.pop(VOIDED, False))
    first, last = line[0], line[-1]
    shown = dict(sorted(values.items()))
    return RecordState(
        first.record_type,
        first.record_id,
        next((to for change in reversed(line) if (to := granted_to(change))), first.by.org),
        shown,
        {},
        (last.hash,),
        voided,
        any(change.kind == "create" for change in line),
        parallel=False,
    )


def granted_to(change: Change) -> str:
    """The township a change gives its record to, "" for any other change. Said in the header: it outlasts a purge."""
    to = change.extra.get("to") if change.kind == GRANT else None
    return to if isinstance(to, str) else ""


def _owner(graph: "_Graph", first: str) -> str:
    """The township of the last grant. Of several none of which knew the other, the one with the smallest hash."""
    grants = {change.hash: to for change in graph.ordered if (to := granted_to(change))}
    before = frozenset[str]().union(*(graph.ancestors[each] for each in grants))
    return next((grants[each] for each in sorted(grants) if each not in before), first)


def writes_of(change: Change, *, on_voided: bool = False) -> dict[str, Any]:
    """What a change writes, by register.

    Args:
        change: the change.
        on_voided: the author saw the record voided: then an edit does not claim that it stands.
    """
    if change.purged or change.kind not in _STANDING:
        return {}
    if change.kind == "resolve":
        return dict(change.fields)
    fields = {name: value for name, value in change.fields.items() if name != VOIDED}
    stands = None if change.kind == "set" and on_voided else _STANDING[change.kind]
    return fields if stands is None else {**fields, VOIDED: not stands}


class _Graph:
    """The record's changes with their ancestors; parents that have not arrived count as unknown, never as an error."""

    def __init__(self, known: Mapping[str, Change]) -> None:
        self.known = known
        self.ancestors: dict[str, frozenset[str]] = {}
        self.ordered: list[Change] = []
        for change_hash in sorted(known):
            self._visit(change_hash)

    def _visit(self, start: str) -> None:
        """Depth first without recursion: a record with thousands of changes must not end in a stack overflow."""
        waiting = [start]
        while waiting:
            change_hash = waiting[-1]
            if change_hash in self.ancestors:
                waiting.pop()
                continue
            parents = [parent for parent in self.known[change_hash].parents if parent in self.known]
            missing = [parent for parent in parents if parent not in self.ancestors]
            if missing:
                waiting.extend(missing)
                continue
            self.ancestors[change_hash] = frozenset(parents).union(*(self.ancestors[parent] for parent in parents))
            self.ordered.append(self.known[change_hash])
            waiting.pop()

    def frontier(self) -> tuple[str, ...]:
        named = {parent for change in self.known.values() for parent in change.parents}
        return tuple(sorted(change_hash for change_hash in self.known if change_hash not in named))


def _heads(graph: _Graph) -> dict[str, tuple[Head, ...]]:
    """By register, the writes that no other write replaced, smallest hash first."""
    writers: dict[str, dict[str, Any]] = {}
    replaced: dict[str, dict[str, set[str]]] = {}
    for change in graph.ordered:
        ancestors = graph.ancestors[change.hash]

        def view(name: str, ancestors: frozenset[str] = ancestors) -> dict[str, Any]:
            """The answers that the author had before him; a question of the graph alone, not of arrival."""
            gone = {old for by, olds in replaced.get(name, {}).items() if by in ancestors for old in olds}
            return {h: v for h, v in writers.get(name, {}).items() if h in ancestors and h not in gone}

        on_voided = any(view(VOIDED).values())
        for name, value in writes_of(change, on_voided=on_voided).items():
            replaced.setdefault(name, {})[change.hash] = _replaces(change, name, view(name))
            writers.setdefault(name, {})[change.hash] = value
    return {
        name: tuple(
            Head(change_hash, value)
            for change_hash, value in sorted(written.items())
            if not any(change_hash in olds for olds in replaced[name].values())
        )
        for name, written in writers.items()
    }


def _replaces(change: Change, name: str, seen: Mapping[str, Any]) -> set[str]:
    """Which of the answers seen end with this change: a conflict ends only by a `resolve` that names it (B-14)."""
    if change.kind == "resolve":
        return set(seen).intersection(change.settles.get(name, ()))
    if len({canonical(value) for value in seen.values()}) > 1 and name != VOIDED:
        return set()
    return set(seen)
