"""Township by period (a month, or what the place's rule A3 says): who handed in what, and what came out of it."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from db.clock import CHINA
from db.domain.periods import Period, PeriodKind, period_of, report_due
from db.sync.county.imported import ImportResult, read_result
from db.sync.merging.intake import REVIEW
from db.sync.trust.certificate import TOWNSHIP
from db.sync.trust.identity import county_desk
from desktop.desk.county import take_in
from desktop.desk.desk import Desk

Standing = Literal["ok", "late", "corrected", "conflict", "rejected", "waiting", "missing", "open", "before"]


@dataclass(frozen=True)
class MonthCell:
    """What a township handed in for one month.

    Attributes:
        standing: `ok`; `late` when the first one came after the day, or none of its own came and a later month's, which
            holds all of it (B-20), did; `corrected` when a later one changed something; `conflict`, `rejected`,
            `waiting` by its latest package; `missing` when the day has passed and nothing has come since; `open` while
            there is still time; `before` the station was enrolled. A conflict stands until somebody has settled it,
            but for a month that is missing.
        package_no: of the latest package, 0 for none.
        count: changes rejected, or records with two answers by now.
        early: all of its packages were made before the month's last day: the month is owed still, there as well
            (`desktop.desk.office_duties`).
    """

    standing: Standing
    package_no: int = 0
    count: int = 0
    early: bool = False


@dataclass(frozen=True)
class TownshipYear:
    """A township's line of the matrix.

    Attributes:
        org_code, name: whose.
        households: on file.
        months: of `CountyMonths.periods`.
    """

    org_code: str
    name: str
    households: int
    months: tuple[MonthCell, ...]


@dataclass(frozen=True)
class CountyMonths:
    """Who has handed in what.

    Attributes:
        period: what is handed in now; its packages are due by `due`.
        periods: the twelve months shown, or as many quarters as two years have, the present one last.
        townships: a line each.
        handed_in: townships with a package that reports the whole of that period.
        results: of the packages taken in on this day, the latest first.
        disputed: records with two answers now.
    """

    period: Period
    due: date
    townships: tuple[TownshipYear, ...]
    handed_in: int
    results: tuple[ImportResult, ...]
    disputed: int
    periods: tuple[Period, ...]


ByMonth = Mapping[Period, Sequence[tuple[date, ImportResult]]]
"""A township's packages by the period they are the report of: the day each arrived, and what became of it."""
_SHOWN = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 8, PeriodKind.YEAR: 5}
_YEAR = timedelta(days=366)
_OPEN = """
    SELECT h.record_id, l.package_id FROM field_head h JOIN ledger l ON l.change_hash = h.change_hash
     WHERE l.rejected = '' ORDER BY l.org, l.ledger_no
"""
_HOUSEHOLDS = "SELECT org, count(*) FROM family WHERE voided = 0 AND status = 'active' GROUP BY org"


def county_months(desk: Desk, day: date | None = None) -> CountyMonths:
    """Township by period, those up to that of `day` (today when None).

    A period's report may be handed in until its day in the next month (A3): a package made by then counts for the
    period before, any other for the period it was made in. What was made before a period's last day does not report
    all of it, and does not count as handed in.
    """
    on = day or desk.today
    store = desk.record.store
    names: dict[str, str] = dict(store.setting("townships", {}))
    since = _enrolled_since(desk)
    arrived = _journal(desk)
    packages = _by_month(desk, _as_it_stands(desk, arrived), on, since)
    results = tuple(result for day_, result in reversed(arrived) if day_ == on)
    with store.reading() as connection:
        counted = connection.exec_driver_sql(_HOUSEHOLDS).all()
        asked = "SELECT count(DISTINCT record_id) FROM field_head"
        disputed = int(connection.exec_driver_sql(asked).scalar_one())
    households = {str(org): int(count) for org, count in counted}
    periods = _periods(reporting_kind(desk, on), on)
    townships = tuple(
        TownshipYear(
            org,
            names.get(org, org),
            households.get(org, 0),
            _cells(desk, on, periods, packages.get(org, {}), since.get(org)),
        )
        for org in sorted(set(names) | set(since) | set(households))
    )
    now = -2 if on <= _due(desk, periods[-2], on) else -1
    handed_in = sum(cell.package_no > 0 and not cell.early for cell in (line.months[now] for line in townships))
    due = _due(desk, periods[now], on)
    return CountyMonths(periods[now], due, townships, handed_in, results, disputed, periods)


def packages_by_month(desk: Desk, day: date | None = None) -> Mapping[str, ByMonth]:
    """By township, the packages taken in by the month they count for: the rule of `county_months`.

    Args:
        desk: the county's desk.
        day: as known on this day; today when None.

    Raises:
        NotACounty: this is another office's record.
    """
    return _by_month(desk, _journal(desk), day or desk.today, _enrolled_since(desk))


def reporting_kind(desk: Desk, on: date) -> PeriodKind:
    """How long the place's reporting period is on a day."""
    return PeriodKind(desk.profile.on(on).a3.period)


def kept_result(text: str) -> ImportResult:
    """A result page as it is kept with its package."""
    return read_result(json.loads(text))


def look_in(desk: Desk, paths: Sequence[Path], *, apply: bool, told: Callable[[int], None]) -> tuple[ImportResult, ...]:
    """As `take_in`, telling after each file how many are done; `told` may raise to stop between two files.

    Raises:
        NotACounty: this is a township's record.
    """
    results: list[ImportResult] = []
    for done, path in enumerate(paths):
        told(done)
        results += take_in(desk, [path], apply=apply)
    return tuple(results)


def _periods(kind: PeriodKind, on: date) -> tuple[Period, ...]:
    """The periods up to that of a day."""
    found = [period_of(kind, on)]
    while len(found) < _SHOWN[kind]:
        found.insert(0, found[0].previous())
    return tuple(found)


def _local(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(CHINA).date()


def _enrolled_since(desk: Desk) -> dict[str, date]:
    """By township, the first day it could hand anything in."""
    found: dict[str, date] = {}
    townships = (one for one in county_desk(desk.record.store).certificates if one.role == TOWNSHIP)
    for certificate in townships:
        day = date.fromisoformat(certificate.valid_from[:10])
        found[certificate.org_code] = min(day, found.get(certificate.org_code, day))
    return found


def _due(desk: Desk, period: Period, on: date) -> date:
    return report_due(period, desk.profile.on(on).a3.day)


def _cells(
    desk: Desk,
    on: date,
    periods: tuple[Period, ...],
    by_month: ByMonth,
    since: date | None,
) -> tuple[MonthCell, ...]:
    """A township's line."""
    began = None if since is None else period_of(periods[0].kind, since)
    found = []
    for period in periods:
        due = _due(desk, period, on)
        later = [number for month, ones in by_month.items() if month > period for number in (_first_no(ones),)]
        ones = by_month.get(period, ())
        whole = [each for each in ones if _made(*each) >= period.end]
        if whole:
            found.append(_handed_in(ones, whole, due))
        elif ones:
            found.append(_early(ones, later, passed=due < on))
        elif began is None or began > period:
            found.append(MonthCell("before"))
        elif later:
            found.append(MonthCell("late", min(later)))
        else:
            found.append(MonthCell("missing" if due < on else "open"))
    return tuple(found)


def _journal(desk: Desk) -> list[tuple[date, ImportResult]]:
    """Every package taken in, in its order, with the day it arrived."""
    with desk.record.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT imported_at, result FROM incoming_package ORDER BY no").all()
    return [(_local(imported_at), kept_result(text)) for imported_at, text in rows]


def _as_it_stands(desk: Desk, arrived: Sequence[tuple[date, ImportResult]]) -> list[tuple[date, ImportResult]]:
    """The same with the conflicts that are open still, each with the package that brought its latest answer."""
    with desk.record.store.reading() as connection:
        brought = {str(record): str(package) for record, package in connection.exec_driver_sql(_OPEN)}
    still = Counter(brought.values())
    return [(day, replace(result, conflicts=still[result.package_id])) for day, result in arrived]


def _by_month(
    desk: Desk, arrived: Sequence[tuple[date, ImportResult]], on: date, since: Mapping[str, date]
) -> Mapping[str, ByMonth]:
    found: dict[str, dict[Period, list[tuple[date, ImportResult]]]] = {}
    for each in arrived:
        org = each[1].org_code
        period = _period_of(desk, _made(*each), on, since.get(org))
        found.setdefault(org, {}).setdefault(period, []).append(each)
    return found


def _made(arrived: date, result: ImportResult) -> date:
    """The day by the laptop's clock; that of its arrival where that clock cannot be right (B-09)."""
    made = _local(result.made_at)
    return made if timedelta() <= arrived - made < _YEAR else arrived


def _period_of(desk: Desk, made: date, on: date, since: date | None) -> Period:
    """The period a package is the report of."""
    present = period_of(reporting_kind(desk, on), made)
    before = present.previous()
    return before if (since is None or since <= before.end) and made <= _due(desk, before, on) else present


def _first_no(arrived: Sequence[tuple[date, ImportResult]]) -> int:
    return min(result.package_no for _, result in arrived)


def _early(arrived: Sequence[tuple[date, ImportResult]], later: Sequence[int], *, passed: bool) -> MonthCell:
    """What came while the period was not over; unless it is missing, what a person has to see to is shown all the same.

    Args:
        arrived: all of it, all made before the period's last day.
        later: numbers of packages of later periods: they hold what is lacking.
        passed: the period's day has passed.
    """
    came = _handed_in(arrived, arrived, date.max)
    if came.standing in {"rejected", "conflict", "waiting"} and (later or not passed):
        return replace(came, early=not later)
    if later:
        return MonthCell("late", min(later))
    return MonthCell("missing" if passed else "open", came.package_no, early=True)


def _handed_in(
    arrived: Sequence[tuple[date, ImportResult]], whole: Sequence[tuple[date, ImportResult]], due: date
) -> MonthCell:
    """What came out of a period's packages: first what a person has to see to, then whether it was in time.

    Args:
        arrived: all of them.
        whole: those that report the whole period.
        due: the day by which one of these was to come.
    """
    packages = [result for _, result in arrived]
    last = max(packages, key=lambda result: result.package_no)
    late = sum(count for p in packages for count, reason in p.reasons if reason == REVIEW)  # shown on the page 乡镇
    rejected, conflicts = sum(p.rejected for p in packages) - late, sum(p.conflicts for p in packages)
    if rejected or conflicts:
        return MonthCell("rejected" if rejected else "conflict", last.package_no, rejected or conflicts)
    if last.waiting and not last.fresh:
        return MonthCell("waiting", last.package_no, last.waiting)
    if min(day for day, _ in whole) > due:
        return MonthCell("late", last.package_no)
    corrected = sum(package.fresh > 0 for _, package in whole) > 1
    return MonthCell("corrected" if corrected else "ok", last.package_no)
