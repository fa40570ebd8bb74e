"""E4: which monthly amount holds for whom on a day; the county's own rows come first (domain.md §2.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.domain.profile import NATIONAL, Profile
from db.domain.profile_entries import Standard

TOWN, COUNTRY = "城", "乡"


@dataclass(frozen=True, slots=True)
class MonthlyAmount:
    """A row of the standards.

    Attributes:
        region: the place it is for, 全国 for the national floor.
        kind: `death`, `disability`, `complication`.
        grade: "" or a complication grade (`1`, `2`, `3`), or 城 or 乡 for the years that told them apart.
        amount: a person and month, in 分.
        since, until: days on which it holds, both included.
        source: the document it rests on.
        verified: False for a row resting on general knowledge only.
        local: from the county's file, not from a profile.
    """

    region: str
    kind: str
    grade: str
    amount: int
    since: date
    until: date | None = None
    source: str = ""
    verified: bool = True
    local: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about; two rows of one key may not hold on one day."""
        return self.region, self.kind, self.grade

    def holds(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)

    def meets(self, other: "MonthlyAmount") -> bool:
        """Whether both are about the same thing on some day."""
        apart = (self.until is not None and self.until < other.since) or (
            other.until is not None and other.until < self.since
        )
        return self.key == other.key and not apart


def of_profile(row: Standard) -> MonthlyAmount:
    """A row of a locality profile."""
    return MonthlyAmount(
        row.region, row.kind, row.grade, row.amount, row.since, row.until, row.source, verified=row.verified
    )


def standard_for(profile: Profile, kind: str, grade: str, day: date, region: str = "") -> Standard | None:
    """The profile's row of a day, from the region, else the national one.

    Args:
        profile: holds the table; the nearest file's rows come first.
        kind: `death`, `disability` or `complication`.
        grade: complication grade `1`, `2`, `3`; 城 or 乡 for the years that told them apart; else "".
        day: the day.
        region: another region than the profile's own.

    Returns:
        None when no row is known: an amount is never guessed.
    """
    for place in (region or profile.region, NATIONAL):
        for row in profile.standards:
            if (row.region, row.kind, row.grade) == (place, kind, grade) and row.holds(day):
                return row
    return None


class AmountTable:
    """The rows of a place, asked for one person after the other.

    Args:
        profile: the locality; None for a table without rows, where no amount is asked for.
        own: rows the county has sent; they come before the profile's of the same region and day.
    """

    def __init__(self, profile: Profile | None, own: Iterable[MonthlyAmount] = ()) -> None:
        if profile is None:
            self.groups: tuple[tuple[MonthlyAmount, ...], ...] = ()
            return
        sent, shipped = tuple(own), tuple(of_profile(row) for row in profile.standards)
        here = profile.region
        self.groups = (
            tuple(row for row in sent if row.region == here != NATIONAL),
            tuple(row for row in sent if row.region not in {here, NATIONAL}),
            tuple(row for row in shipped if row.region == here != NATIONAL),
            tuple(row for row in sent if row.region == NATIONAL),
            tuple(row for row in shipped if row.region == NATIONAL),
        )

    def on(self, kind: str, grades: tuple[str, ...], day: date) -> MonthlyAmount | None:
        """The monthly amount per person: the county's own row, else the profile's region, else the national one.

        Args:
            kind: as recorded or worked out.
            grades: grades to try in order, see `grades_of`.
            day: the day.

        Returns:
            None when no row is known: an amount is never guessed.
        """
        for rows in self.groups:
            for grade in grades:
                for row in rows:
                    if (row.kind, row.grade) == (kind, grade) and row.holds(day):
                        return row
        return None


def grades_of(kind: str, complication_grade: str, hukou_kind: str) -> tuple[str, ...]:
    """The grades under which a person's row may stand, the likeliest first.

    Args:
        kind: `death`, `disability`, `complication`.
        complication_grade: `1a`, `1b`, `2`, `3`; "" for the other kinds.
        hukou_kind: tells 城 from 乡 in the years that did.
    """
    if kind == "complication":
        row = complication_row(complication_grade)
        return (row,) if row else ()
    return "", COUNTRY if hukou_kind == "rural" else TOWN


def complication_row(grade: str) -> str:
    """The row of the standards for a complication grade: `1a` is paid once and has none, `1b` is row 1."""
    return {"1a": "", "1b": "1"}.get(grade, grade)
