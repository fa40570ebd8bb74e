"""The special assistance as recorded, as the rules see it (see `db.domain.family`)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class YearCheck:
    """An annual check of an entitlement: `passed`, `pending` or `left`, made on a day."""

    year: int
    result: str = "passed"
    on: date | None = None


ENTITLED = ("applied", "publicised", "confirmed", "stopped")
"""The steps of an entitlement in their order; `underage` and `ready` before them only repeat what is worked out."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The special assistance as recorded for one person.

    Attributes:
        status: as it stands now; `status_on` tells it of a day.
        first_year: from which year it is paid.
        checks: its annual checks.
    """

    id: str
    person_id: str
    kind: str
    status: str
    first_year: int = 0
    confirmed_on: date | None = None
    stopped_on: date | None = None
    stop_reason: str = ""
    checks: tuple[YearCheck, ...] = ()
    applied_on: date | None = None
    publicised_on: date | None = None

    def status_on(self, day: date) -> str:
        """The status on a day; "" before it was recorded. A step without its day held ever since the one before it."""
        if self.status not in ENTITLED:
            return self.status
        steps = (self.applied_on, self.publicised_on, self.confirmed_on, self.stopped_on)
        days = dict(zip(ENTITLED, steps, strict=True))
        reached = ""
        for step in ENTITLED[: ENTITLED.index(self.status) + 1]:
            on = days[step]
            if on is not None and on > day:
                undated = step == "stopped" and self.confirmed_on is None
                return "confirmed" if undated else reached
            if on is not None or step == self.status:
                reached = step
        return reached

    def passed(self, year: int, day: date) -> bool:
        """Whether the check of `year` was passed by `day`."""
        return any(c.year == year and c.result == "passed" and (c.on is None or c.on <= day) for c in self.checks)
