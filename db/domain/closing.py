"""How many requests were settled: R9's ledger in figures, each matter counted once however often it was taken up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.domain.periods import Window
from db.domain.support_facts import Need


@dataclass(frozen=True, slots=True)
class ClosingFigures:
    """Requests raised in a period, as they stand on a day.

    Attributes:
        raised: matters raised; one that was not solved and is carried on by another request is that other's.
        closed: settled by then.
        followed_up: of these, asked about and said to be solved.
        late: still open past the day promised.
    """

    raised: int = 0
    closed: int = 0
    followed_up: int = 0
    late: int = 0

    @property
    def rate(self) -> tuple[int, int]:
        """Settled of raised, as numerator and denominator."""
        return self.closed, self.raised


def closing_figures(needs: Iterable[Need], window: Window, day: date, close_days: int) -> ClosingFigures:
    """Counts the requests raised in a period.

    Args:
        needs: of any families.
        window: when they were raised; what was raised after `day` is not known yet.
        day: as of which day.
        close_days: days to settle one for which no day was promised (rule A2).
    """
    raised = closed = asked = late = 0
    for need in needs:
        if need.raised_on not in window or need.raised_on > day or _carried_on(need, day):
            continue
        raised += 1
        if need.open_on(day):
            promised = need.due_by.toordinal() if need.due_by else need.raised_on.toordinal() + close_days
            late += day.toordinal() > promised
        else:
            closed += 1
            asked += need.followed_up_on is not None and need.followed_up_on <= day
    return ClosingFigures(raised, closed, asked, late)


def _carried_on(need: Need, day: date) -> bool:
    """Not solved, and by `day` taken up again by another request."""
    return not need.solved and need.followed_up_on is not None and need.followed_up_on <= day
