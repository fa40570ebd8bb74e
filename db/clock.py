"""The one place that reads the wall clock; everything else is handed a `Clock`."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the time; tests hand in a frozen one."""

    def now(self) -> datetime:
        """The instant, with zone UTC."""

    def today(self) -> date:
        """The calendar day in China, whatever the laptop's zone says."""


class WallClock:
    """The real clock."""

    def now(self) -> datetime:
        """The instant, with zone UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The calendar day in China."""
        return self.now().astimezone(CHINA).date()


@dataclass(frozen=True)
class FrozenClock:
    """A clock that stands still at `at` (an instant with a zone)."""

    at: datetime

    def now(self) -> datetime:
        """The instant given."""
        return self.at.astimezone(UTC)

    def today(self) -> date:
        """The calendar day in China at that instant."""
        return self.at.astimezone(CHINA).date()
