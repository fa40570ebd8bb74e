"""The county's desk: many files taken in or looked at first, and the figures of townships and villages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.domain.statistics import VillageLine
from db.sync.county.archive import keep_raw, pass_over
from db.sync.county.imported import ImportResult
from db.sync.county.inbox import import_package
from db.sync.county.raising import county_limits
from db.sync.county.second_archive import keep_in_step
from db.sync.package.arrived import sha256_of
from db.sync.package.refusals import DiskFull, NoRoomToOpen, PackageTooNew, PackageUnreadable
from desktop.desk.attachments import files_of
from desktop.desk.coverage import County, county_coverage, coverage, orgs, upper_figures
from desktop.desk.desk import Desk

_PASSING = frozenset({NoRoomToOpen.code, PackageUnreadable.code, DiskFull.code, PackageTooNew.code})
"""Refusals that lie with the disk or with this program's age, and not with the package."""


@dataclass(frozen=True)
class TownshipFigures:
    """One township on a day.

    Attributes:
        org_code, name: whose.
        total: all its villages together.
        villages: a line each.
    """

    org_code: str
    name: str
    total: VillageLine
    villages: tuple[VillageLine, ...]


@dataclass(frozen=True)
class Figures:
    """Everything on file on a day, by township and village; at an upper office by county as well."""

    on: date
    total: VillageLine
    townships: tuple[TownshipFigures, ...]
    counties: tuple[County, ...] = ()


def figures(desk: Desk, on: date | None = None) -> Figures:
    """The figures of a day; at a township its own are the only ones.

    Villages of the same name in two townships stay apart.
    """
    day, office = on or desk.today, desk.record.office
    if office.role == "township":
        page = coverage(desk, day)
        found = [TownshipFigures(office.org_code, office.org_name, page.total, page.villages)] if orgs(desk) else []
        return Figures(day, page.total, tuple(found))
    whole, townships = county_coverage(desk, day)
    each = (TownshipFigures(one.org, one.name, one.total, one.villages) for one in townships)
    return Figures(day, whole.total, tuple(each), upper_figures(desk, day).counties)


def take_in(desk: Desk, paths: Sequence[Path], *, apply: bool) -> tuple[ImportResult, ...]:
    """Takes packages in, each for itself, or only says what that would do.

    Those of the archive that no other try will open are remembered, so that nobody is asked about them again. What a
    newer program has written is kept in the archive, from where it is taken in after the upgrade (B-41). The second
    place follows (`db.sync.county.second_archive`).

    Args:
        desk: the county's desk.
        paths: the files, in any order.
        apply: false for a preview, which changes nothing.

    Raises:
        NotACounty: this is a township's record.
    """
    files, store = files_of(desk), desk.record.store
    limits = county_limits(store)
    results = tuple(import_package(store, path, apply=apply, limits=limits, files=files) for path in paths)
    told = zip(paths, results, strict=True)
    refused = [(path, each.code) for path, each in told if each.verdict == "refused"]
    pass_over(store, [path for path, code in refused if code not in _PASSING])
    if apply:
        for path in (path for path, code in refused if code == PackageTooNew.code):
            keep_raw(store.home, desk.today.year, path, sha256_of(path))
        keep_in_step(store)
    return results
