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


SAID_IN_DAYS, _SAID_IN_MONTHS = 99, 730
"""Up to so many days a stretch is said in days, up to so many in months; beyond, a number says less than the year."""
_DAYS_A_MONTH = 30.44


def late_words(due: date, day: date, *, never: bool = False) -> str:
    """How long something is overdue: `逾期 7 天`, `逾期 8 个月`, `自 2016 年逾期`.

    Args:
        due: the last day on which it was in time.
        day: the day asked about, after `due`.
        never: it was never done at all; after a while that says more than a number.
    """
    if never and (day - due).days > SAID_IN_DAYS:
        return "一直没有办"
    return lasting("逾期", due, (day - due).days)


def lasting(word: str, since: date, days: int) -> str:
    """A state with how long it has lasted: `缺 7 天`, `缺 8 个月`, `自 2016 年缺`.

    Args:
        word: the state.
        since: from when.
        days: how many days it has lasted, as the state counts them.
    """
    if days <= SAID_IN_DAYS:
        return f"{word} {days} 天"
    return f"{word} {days / _DAYS_A_MONTH:.0f} 个月" if days <= _SAID_IN_MONTHS else f"自 {since.year} 年{word}"


def day_words(day: date, year: int) -> str:
    """A date as it is read aloud in `year`: 10月15日, or with its own year when that is another."""
    short = f"{day.month}月{day.day}日"
    return short if day.year == year else f"{day.year}年{short}"
