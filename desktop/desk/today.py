"""Today: what is owed to whom, why and by when; and the days on which someone may want quiet."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from db.domain.duties import DUE, OVERDUE, Duty, duties, waived_duties
from db.domain.family import Family
from db.domain.quiet import QuietDate, quiet_dates
from db.domain.support_facts import Waiver
from db.queries.facts import families_on_file
from desktop.desk.board import WEEK, Stand, board_of
from desktop.desk.desk import Desk
from desktop.desk.office_duties import office_duties


@dataclass(frozen=True)
class FamilyDuty:
    """A duty with the family it is owed to; `family_id` "" for the office's own.

    `minutes_left` until it is due, below 0 once it is over, where hours count; else None. `waiver` says why it need not
    be done this time; None for what is owed.
    """

    duty: Duty
    family_id: str
    family_name: str
    village: str
    risk_level: str
    minutes_left: int | None = None
    waiver: Waiver | None = None


@dataclass(frozen=True)
class FamilyQuiet:
    """A day on which a family may want quiet."""

    quiet: QuietDate
    family_id: str
    family_name: str
    village: str


@dataclass(frozen=True)
class Today:
    """What the page of the day shows.

    Attributes:
        on: the day.
        overdue: emergencies, then lapsed and missed by day, then what was never there (`_pressing`).
        due, this_week: most urgent first; `due` ends today or can be done and ends within no week.
        later: number of duties that are open but end after this week.
        quiet: days of remembrance near.
        coming: number of all duties after this week that the profile looks ahead to.
        waived: what would stand in the three parts but need not be done this time.
    """

    on: date
    overdue: tuple[FamilyDuty, ...]
    due: tuple[FamilyDuty, ...]
    this_week: tuple[FamilyDuty, ...]
    later: int
    quiet: tuple[FamilyQuiet, ...]
    coming: int = 0
    waived: tuple[FamilyDuty, ...] = ()

    @property
    def at_once(self) -> tuple[FamilyDuty, ...]:
        """Of the three, what nobody can put off: visits after a major event, the first to run out first."""
        near = (*self.overdue, *self.due, *self.this_week)
        return tuple(sorted((each for each in near if each.duty.rule == AT_ONCE), key=_runs_out))


AT_ONCE = "S2-emergency"
_MINUTES_A_DAY = 24 * 60


def _runs_out(each: FamilyDuty) -> tuple[date, int, str]:
    left = each.minutes_left
    return each.duty.due_by, _MINUTES_A_DAY if left is None else left, each.duty.key


def today_now(desk: Desk) -> Today:
    """Everything owed now, from the board: only families touched since the last time are judged again."""
    stands = tuple(board_of(desk).finish(desk).stands())
    with desk.record.store.reading() as connection:
        own = office_duties(desk, connection, desk.today)
    now = desk.clock.now()
    owed = [_of(stand, duty, now) for stand in stands for duty in stand.near]
    owed += [FamilyDuty(duty, "", "", "", "normal") for duty in own]
    waived = tuple(replace(_of(stand, duty, now), waiver=waiver) for stand in stands for duty, waiver in stand.waived)
    quiet = sorted(
        (FamilyQuiet(q, s.family_id, s.family_name, s.village) for s in stands for q in s.quiet),
        key=lambda near: near.quiet.on,
    )
    later, coming = sum(stand.later_open for stand in stands), sum(stand.later for stand in stands)
    found = sorted_out(owed, desk.today)  # of what comes later, only the office's own is among these
    coming += found.coming
    return replace(found, later=found.later + later, quiet=tuple(quiet), coming=coming, waived=waived)


def _of(stand: Stand, duty: Duty, now: datetime) -> FamilyDuty:
    left = _minutes(duty, now)
    return FamilyDuty(duty, stand.family_id, stand.family_name, stand.village, stand.risk_level, left)


def _minutes(duty: Duty, now: datetime) -> int | None:
    return None if duty.due_at is None else int((duty.due_at - now).total_seconds() // 60)


def today(desk: Desk, on: date | None = None) -> Today:
    """Everything owed on a day.

    Args:
        desk: the desk.
        on: the day; the calendar day in China when None.
    """
    day = on or desk.today
    with desk.record.store.reading() as connection:
        families = tuple(families_on_file(connection))
        own = office_duties(desk, connection, day)
    owed = [each for family in families for each in _owed(desk, family, day)]
    owed += [FamilyDuty(duty, "", "", "", "normal") for duty in own]
    waived = tuple(each for family in families for each in _waived(desk, family, day))
    quiet = [near for family in families for near in _quiet(desk, family, day)]
    found = sorted_out(owed, day)
    return replace(found, quiet=tuple(sorted(quiet, key=lambda near: near.quiet.on)), waived=waived)


def sorted_out(owed: list[FamilyDuty], day: date) -> Today:
    """The page of the day of these duties, each in its part and in order; without the days of remembrance."""
    owed.sort(key=lambda each: (each.duty.due_by, each.village, each.duty.key))
    overdue = tuple(sorted((each for each in owed if each.duty.state == OVERDUE), key=_pressing))
    now = tuple(each for each in owed if each.duty.state != OVERDUE and each.duty.due_by <= day)
    week = tuple(each for each in owed if day < each.duty.due_by and (each.duty.due_by - day).days <= WEEK)
    coming = [each for each in owed if (each.duty.due_by - day).days > WEEK]
    return Today(day, overdue, now, week, sum(each.duty.state == DUE for each in coming), (), len(coming))


def _pressing(each: FamilyDuty) -> tuple[bool, bool, date, str, str]:
    """The order of what is overdue: emergencies, then by the day it was due, the longest waiting first.

    A coverage that was never there (since years, in an old file) comes after all that lapsed or was promised: it is a
    gap to be closed, and must not push a visit missed last week off the screen.
    """
    duty = each.duty
    return duty.rule != AT_ONCE, duty.never, duty.due_by, each.village, duty.key


def _owed(desk: Desk, family: Family, day: date) -> list[FamilyDuty]:
    return [
        FamilyDuty(duty, family.id, family.name, family.village, family.risk_level, _minutes(duty, desk.clock.now()))
        for duty in duties(family, desk.profile, day)
    ]


def _quiet(desk: Desk, family: Family, day: date) -> list[FamilyQuiet]:
    return [
        FamilyQuiet(near, family.id, family.name, family.village) for near in quiet_dates(family, desk.profile, day)
    ]


def _waived(desk: Desk, family: Family, day: date) -> list[FamilyDuty]:
    """What need not be done this time and would be due within the week."""
    now = desk.clock.now()
    return [
        FamilyDuty(duty, family.id, family.name, family.village, family.risk_level, _minutes(duty, now), waiver)
        for duty, waiver in waived_duties(family, desk.profile, day)
        if (duty.due_by - day).days <= WEEK
    ]
