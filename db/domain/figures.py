"""Counts and rates in whole numbers, with both denominators (domain.md §5)."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.domain.standing import NOT_ASKED, OUT, CoverageState


@dataclass(frozen=True, slots=True)
class CoverageFigure:
    """A count with both denominators: all, and all without those not counted. Whole numbers only.

    Attributes:
        total: everybody active; `excluded`: not covered and not counted (declined, away, in a home).
        covered: in order or ending soon; `to_renew`: missing now but once covered.
    """

    total: int = 0
    excluded: int = 0
    covered: int = 0
    to_renew: int = 0

    @property
    def countable(self) -> int:
        """The second denominator."""
        return self.total - self.excluded

    @property
    def missing(self) -> int:
        """How many a worker still has to reach."""
        return self.countable - self.covered

    @property
    def rate_all(self) -> tuple[int, int]:
        """Covered of all, as numerator and denominator."""
        return self.covered, self.total

    @property
    def rate_countable(self) -> tuple[int, int]:
        """Covered of those that count, as numerator and denominator."""
        return self.covered, self.countable


def figure(states: Iterable[CoverageState]) -> CoverageFigure:
    """Counts states of one item; what the place does not ask is in no denominator."""
    total = excluded = covered = renew = 0
    for state in states:
        if state.state == NOT_ASKED:
            continue
        total += 1
        excluded += state.state in OUT
        covered += state.covered
        renew += state.lapsed and state.state not in OUT
    return CoverageFigure(total, excluded, covered, renew)


def permille(rate: tuple[int, int]) -> int | None:
    """A rate in tenths of a percent, rounded half up; None without a denominator."""
    part, whole = rate
    return (2000 * part + whole) // (2 * whole) if whole else None


def percent_words(rate: tuple[int, int]) -> str:
    """A rate for people: 98.6%, or — without a denominator. Only a full rate reads 100.0%."""
    tenths = permille(rate)
    if tenths is None:
        return "—"
    part, whole = rate
    tenths = min(tenths, 999) if part < whole else tenths
    return f"{tenths // 10}.{tenths % 10}%"
