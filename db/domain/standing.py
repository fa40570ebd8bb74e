"""How something stands on a day: the states with their signs and words, and the answer that carries the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

OK, SOON, MISS, LATE = "ok", "soon", "miss", "late"
NO, EXCLUDED, NOT_ASKED = "no", "excl", "na"
ITEMS = ("C1", "C2", "C3", "S1", "S2", "S3", "S4")
"""The seven items in their one order: 双岗 绿通 家医 | 慰藉 走访 志愿 保险."""
COVERED = frozenset({OK, SOON})
OUT = frozenset({NO, EXCLUDED})

SIGNS = {
    OK: "✓", SOON: "◐", MISS: "○", LATE: "◆", NO: "⊘", EXCLUDED: "–", NOT_ASKED: "·",
    "clash": "▣", "back": "⊘", "wait": "◌", "sent": "↑",
}  # fmt: skip
"""One character for each state, in text, spreadsheets and paper (design/screens.md §3)."""

_GRAVITY = {NOT_ASKED: 0, EXCLUDED: 1, NO: 2, OK: 3, SOON: 4, MISS: 5, LATE: 6}


@dataclass(frozen=True, slots=True)
class CoverageState:
    """Whether one household or person is covered by one item on a day, and why.

    Attributes:
        item: rule id: C1, C2, C3, S1, S2, S3, S4.
        unit: `household` or `person`: what the subject is.
        state: one of `SIGNS`' first seven.
        reason: Chinese clause: why not, or what it rests on.
        since: since when it is so, if known.
        until: the last day of what covers, or of what used to.
        next_due: by when something must be done; None when nothing is planned.
        lapsed: not covered now but once was: counts as 待续.
    """

    item: str
    subject_id: str
    subject_name: str
    unit: str
    state: str
    reason: str = ""
    since: date | None = None
    until: date | None = None
    next_due: date | None = None
    lapsed: bool = False

    @property
    def covered(self) -> bool:
        """Counts as covered: in order, or ending soon."""
        return self.state in COVERED


def worst(states: Iterable[CoverageState]) -> CoverageState | None:
    """The state a person must see first; what needs nobody gives way to what is covered."""
    return max(states, key=lambda state: _GRAVITY[state.state], default=None)


def graver(one: str, other: str) -> str:
    """The state of the two that a person must see first."""
    return one if _GRAVITY[one] >= _GRAVITY[other] else other


def day_words(day: date, year: int) -> str:
    """A date as it is read aloud in `year`: 10月15日, or with its own year when that is another."""
    short = f"{day.month}月{day.day}日"
    return short if day.year == year else f"{day.year}年{short}"
