"""Makes histories of one record as several laptops would write them, for the fold's tests."""

from dataclasses import dataclass, field
from typing import Any

from db.ledger.change import Author, Change, Draft, Kind, Moment, Tip, seal_change
from db.ledger.fold import VOIDED, fold_record

RECORD = "record-1"


@dataclass
class Laptop:
    """A writer that knows some changes of the record and writes the next on top of them."""

    name: str
    known: dict[str, Change] = field(default_factory=dict)
    tip: Tip = field(default_factory=Tip)

    def write(self, kind: Kind, fields: dict[str, Any] | None = None, settles: Any = None) -> Change:
        parents = fold_record(self.known.values()).frontier if self.known else ()
        draft = Draft(kind, "family", RECORD, fields or {}, settles or {})
        by = Author(self.name, f"session-{self.name}", "999999101", "worker", "operator")
        moment = Moment("group", "", 0, "", "2026-11-22T04:00:00+00:00", 1)
        change = seal_change(draft, parents, by, moment, self.tip)
        self.tip = Tip(change.hash, change.seq)
        self.known[change.hash] = change
        return change

    def learn(self, *changes: Change) -> None:
        self.known |= {change.hash: change for change in changes}

    def resolve(self, name: str, value: Any) -> Change:
        heads = fold_record(self.known.values()).conflicts[name]
        kind: Kind = "void" if name == VOIDED and value else "resolve"
        return self.write(kind, {name: value}, {name: [head.change for head in heads]})
