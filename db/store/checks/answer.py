"""What a check answers, and how it counts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One question and its answer.

    Attributes:
        name: `cipher`, `integrity`, `references`, `chain`, `attested`, `fold`, `disputes`, `ledger`, `audit`, `index`.
        title: in Chinese.
        looked_at: how many things were looked at.
        faults: how many were wrong.
        first: the first fault in a Chinese clause, with ids and numbers only; "" when there is none.
        notes: what is no fault but should be known (two heads from one station, B-34).
    """

    name: str
    title: str
    looked_at: int
    faults: int
    first: str = ""
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing wrong."""
        return self.faults == 0


@dataclass
class Count:
    """Counts what is looked at and keeps the first fault."""

    looked_at: int = 0
    faults: int = 0
    first: str = ""

    def fault(self, clause: str) -> None:
        """One more thing is wrong: a Chinese clause."""
        self.faults += 1
        self.first = self.first or clause

    def check(self, name: str, title: str, notes: tuple[str, ...] = ()) -> Check:
        """The answer, once everything was looked at."""
        return Check(name, title, self.looked_at, self.faults, self.first, notes)
