"""A month as its packages reported it, beside the same day as it is known now (B-59).

Judged is the last day of the month, or today while it lasts: the dates inside facts decide (valid time). What was known
is what the ledger held by the last package that counts for the month in the calendar (record time). The rules are those
in force now for that day.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from db.domain.almanac import Almanac, almanac
from db.domain.judged import Judged
from db.domain.periods import Period, period_of
from db.domain.statistics import VillageLine
from db.domain.tally import FamilyCount, Tallies, counted
from db.errors import InvalidValue
from db.queries.facts import families_on_file
from db.queries.touching import families_touched
from db.queries.transfers import owners_on
from db.store.store import Store
from db.sync.county.reported import Told, as_reported, end_of, first_left_out
from desktop.desk.county import Figures, figures
from desktop.desk.county_months import ByMonth, packages_by_month, reporting_kind
from desktop.desk.desk import Desk
from desktop.desk.past import HARMLESS
from desktop.words import tr

_BATCH = 400


@dataclass(frozen=True)
class ReportedTownship:
    """A township on the day, twice.

    Attributes:
        org_code, name: whose.
        package_no: of the last package that counts for the month; 0 when none does: what it had reported before stands.
        then: as reported; now: the same day as known now.
        changed: households that add something else to the figures now.
        overtaken: a later month's package came first and brought what this month's held: it counts as that one's.
    """

    org_code: str
    name: str
    package_no: int
    then: VillageLine
    now: VillageLine
    changed: int
    overtaken: bool = False


@dataclass(frozen=True)
class Reported:
    """A month as reported, and the same day as known now.

    Attributes:
        month: or quarter, where the place reports by quarters; `on`: the day judged.
        then: the figures as reported; now: those known now.
        townships: both of each, and what has changed; also of one that had reported nothing yet.
        changed: households that add something else now, in the whole county.
    """

    month: Period
    on: date
    then: Figures
    now: Figures
    townships: tuple[ReportedTownship, ...]
    changed: int


def reported(desk: Desk, month: Period, told: Told = lambda _done, _all: None) -> Reported:
    """The figures of a month as they were reported. Nothing in the record is changed.

    A laptop whose later package came first has handed in both with it: its earlier one then holds nothing new, and what
    it reported counts for the later month (`overtaken`).

    Args:
        desk: the county's desk.
        month: not one that is still to come; where the place reports by quarters, the quarter it is in.
        told: how much of how much is done; may raise to stop.

    Raises:
        NotACounty: this is another office's record.
        InvalidValue: the month has not begun.
    """
    today = desk.today
    month = period_of(reporting_kind(desk, today), month.start)
    if month.start > today:
        said = tr("{period}还没有到。").format(period=month.label)
        raise InvalidValue("month", said, tr("请选一个已经开始的月份。"))
    on = min(today, month.end)
    counting = packages_by_month(desk)
    with as_reported(desk.record.store, _ends(desk, counting, month), told) as aside:
        before = replace(desk, record=replace(desk.record, store=aside))
        then = figures(before, on)
        changed = _changed(desk, aside, on)
    now = figures(desk, on)
    lines = tuple(_townships(desk, month, counting, then, now, changed))
    return Reported(month, on, then, now, lines, changed.total())


def reported_words(month: Period, on: date) -> str:
    """Which time these figures used."""
    words = tr("按{period}上报：只算那时及以前的包里有的，情况截至 {on}。以后依法清除的不再恢复。")
    return words.format(period=month.label, on=on.isoformat())


def overtaken_words(found: Reported) -> str:
    """Whose figures say less than was reported; "" for nobody's."""
    names = [each.name for each in found.townships if each.overtaken]
    said = tr("{names}的包到的先后颠倒了：{period}的内容随后面的包先到，没有算在这里。")
    return said.format(names="、".join(names), period=found.month.label) if names else ""


def known_now_words(on: date) -> str:
    """The same of the figures known now."""
    return tr("现在看：算到今天为止收到的全部，情况截至 {on}。").format(on=on.isoformat())


def changed_words(changed: int) -> str:
    """What has come since."""
    return tr("后来补报或更正 {n} 户").format(n=changed) if changed else tr("后来没有变化")


def _ends(desk: Desk, counting: Mapping[str, ByMonth], month: Period) -> dict[str, int]:
    """By township the last ledger entry of the packages that count for this month or one before."""
    with desk.record.store.reading() as connection:
        return {
            org: end_of(
                connection, org, (each.package_id for at, ones in by.items() if at <= month for _, each in ones)
            )
            for org, by in counting.items()
        }


def _townships(
    desk: Desk, month: Period, counting: Mapping[str, ByMonth], then: Figures, now: Figures, changed: Counter[str]
) -> Iterator[ReportedTownship]:
    names: dict[str, str] = dict(desk.record.store.setting("townships", {}))
    before, after = ({each.org_code: each.total for each in found.townships} for found in (then, now))
    nothing = Tallies().lines()[1]
    for org in sorted(before.keys() | after.keys()):
        numbers = [each.package_no for _, each in counting.get(org, {}).get(month, ())]
        lines = before.get(org, nothing), after.get(org, nothing)
        overtaken = _overtaken(counting.get(org, {}), month)
        yield ReportedTownship(org, names.get(org, org), max(numbers, default=0), *lines, changed[org], overtaken)


def _overtaken(packages: ByMonth, month: Period) -> bool:
    """Whether this month's packages held nothing that one of a later month had not brought by then."""
    own = packages.get(month, ())
    later = [day for at, ones in packages.items() if at > month for day, _ in ones]
    last = max((day for day, _ in own), default=date.min)
    repeated = any(each.repeated for _, each in own) and not any(each.fresh for _, each in own)
    return repeated and any(day <= last for day in later)


def _changed(desk: Desk, aside: Store, on: date) -> Counter[str]:
    """By township, the households that add something else now: looked for only where something was written since."""
    store = desk.record.store
    since = first_left_out(store, aside)
    with store.reading() as here, aside.reading() as there:
        touched = families_touched(here, since - 1, HARMLESS)
        ids = _everybody(here) | _everybody(there) if touched is None else touched
        pages = almanac(desk.profile, on)
        owners = owners_on(there, on), owners_on(here, on)
        found = Counter[str]()
        listed = sorted(ids)
        for start in range(0, len(listed), _BATCH):
            some = listed[start : start + _BATCH]
            before, after = _added(there, some, pages, owners[0]), _added(here, some, pages, owners[1])
            found.update(_whose(after, before, each) for each in some if before.get(each) != after.get(each))
    return found


Added = tuple[str, FamilyCount]


def _whose(after: Mapping[str, Added], before: Mapping[str, Added], family_id: str) -> str:
    return (after.get(family_id) or before[family_id])[0]


def _added(
    connection: Connection, family_ids: list[str], page: Almanac, elsewhere: Mapping[str, str]
) -> dict[str, Added]:
    """What each of these adds on the day and in which township; nothing for who is not on the register."""
    places = ", ".join("?" * len(family_ids))
    rows = connection.exec_driver_sql(f"SELECT id, org FROM family WHERE id IN ({places})", tuple(family_ids))
    owners = {str(row[0]): str(row[1]) for row in rows} | dict(elsewhere)
    found = {}
    for family in families_on_file(connection, family_ids):
        count = counted(Judged(family, page))
        if count is not None:
            persons, children = tuple(sorted(count.persons)), tuple(sorted(count.children))
            found[family.id] = owners[family.id], replace(count, village="", persons=persons, children=children)
    return found


def _everybody(connection: Connection) -> set[str]:
    return set(connection.exec_driver_sql("SELECT id FROM family WHERE voided = 0").scalars())
