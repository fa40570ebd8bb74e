"""Township by month: who has handed in what, and what came out of it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from db.clock import CHINA
from db.domain.periods import PeriodKind, period_of, report_due
from db.sync.identity import county_desk
from db.sync.inbox import ImportResult, read_result
from db.sync.intake import REVIEW
from desktop.desk.county import take_in
from desktop.desk.desk import Desk

Standing = Literal["ok", "late", "corrected", "conflict", "rejected", "waiting", "missing", "open", "before"]


@dataclass(frozen=True)
class MonthCell:
    """What a township handed in for one month.

    Attributes:
        standing: `ok`; `late` when the first one came after the day; `corrected` when a later one changed something;
            `conflict`, `rejected`, `waiting` by its latest package; `missing` when the day has passed; `open` while
            there is still time; `before` the station was enrolled.
        package_no: of the latest package, 0 for none.
        count: changes rejected, or records with two answers.
    """

    standing: Standing
    package_no: int = 0
    count: int = 0


@dataclass(frozen=True)
class TownshipYear:
    """A township's line of the matrix.

    Attributes:
        org_code, name: whose.
        households: on file.
        months: of January to the month asked about.
    """

    org_code: str
    name: str
    households: int
    months: tuple[MonthCell, ...]


@dataclass(frozen=True)
class CountyMonths:
    """Who has handed in what.

    Attributes:
        year, month: the last month shown; its packages are due by `due`.
        townships: a line each.
        handed_in: townships with a package for that month.
        results: of the packages taken in on this day, the latest first.
        disputed: records with two answers now.
    """

    year: int
    month: int
    due: date
    townships: tuple[TownshipYear, ...]
    handed_in: int
    results: tuple[ImportResult, ...]
    disputed: int


_HOUSEHOLDS = "SELECT org, count(*) FROM family WHERE voided = 0 AND status = 'active' GROUP BY org"


def county_months(desk: Desk, day: date | None = None) -> CountyMonths:
    """Township by month, up to the month of `day` (today when None); packages count for the month they were made in."""
    on = day or desk.today
    store = desk.record.store
    names: dict[str, str] = dict(store.setting("townships", {}))
    since = _enrolled_since(desk)
    packages: dict[tuple[str, int], list[tuple[date, ImportResult]]] = {}
    results: list[ImportResult] = []
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT imported_at, result FROM incoming_package ORDER BY no").all()
        counted = connection.exec_driver_sql(_HOUSEHOLDS).all()
        asked = "SELECT count(DISTINCT record_id) FROM field_head"
        disputed = int(connection.exec_driver_sql(asked).scalar_one())
    households = {str(org): int(count) for org, count in counted}
    for imported_at, text in rows:
        result = kept_result(text)
        made = _local(result.made_at)
        if made.year == on.year:
            packages.setdefault((result.org_code, made.month), []).append((_local(imported_at), result))
        if _local(imported_at) == on:
            results.insert(0, result)
    orgs = sorted(set(names) | set(since) | set(households))
    townships = tuple(
        TownshipYear(
            org,
            names.get(org, org),
            households.get(org, 0),
            tuple(_cell(desk, on, month, packages.get((org, month), []), since.get(org)) for month in _months(on)),
        )
        for org in orgs
    )
    handed_in = sum(bool(line.months[-1].package_no) for line in townships)
    return CountyMonths(
        on.year, on.month, _due(desk, on.replace(day=1), on), townships, handed_in, tuple(results), disputed
    )


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


def _months(on: date) -> range:
    return range(1, on.month + 1)


def _local(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(CHINA).date()


def _enrolled_since(desk: Desk) -> dict[str, date]:
    """By township, the first day it could hand anything in."""
    found: dict[str, date] = {}
    for certificate in county_desk(desk.record.store).certificates:
        day = date.fromisoformat(certificate.valid_from[:10])
        found[certificate.org_code] = min(day, found.get(certificate.org_code, day))
    return found


def _due(desk: Desk, first: date, on: date) -> date:
    return report_due(period_of(PeriodKind.MONTH, first), desk.profile.on(on).a3.day)


def _cell(desk: Desk, on: date, month: int, arrived: list[tuple[date, ImportResult]], since: date | None) -> MonthCell:
    due = _due(desk, date(on.year, month, 1), on)
    if arrived:
        return _handed_in(arrived, due)
    if since is None or (since.year, since.month) > (on.year, month):
        return MonthCell("before")
    return MonthCell("missing" if due < on else "open")


def _handed_in(arrived: list[tuple[date, ImportResult]], due: date) -> MonthCell:
    """What came out of a month's packages: first what a person has to see to, then whether it was in time."""
    packages = [result for _, result in arrived]
    last = max(packages, key=lambda result: result.package_no)
    late = sum(count for p in packages for count, reason in p.reasons if reason == REVIEW)  # shown on the page 乡镇
    rejected, conflicts = sum(p.rejected for p in packages) - late, sum(p.conflicts for p in packages)
    if rejected or conflicts:
        return MonthCell("rejected" if rejected else "conflict", last.package_no, rejected or conflicts)
    if last.waiting and not last.fresh:
        return MonthCell("waiting", last.package_no, last.waiting)
    if min(day for day, _ in arrived) > due:
        return MonthCell("late", last.package_no)
    corrected = sum(package.fresh > 0 for package in packages) > 1
    return MonthCell("corrected" if corrected else "ok", last.package_no)
