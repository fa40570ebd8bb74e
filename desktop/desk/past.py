"""The figures of any day, looked up in timelines that are kept with the record and follow its log.

What a family adds on every day of ten years and the coming half is worked out once. After a write only the touched
families are told again; another profile, other rules or an answer of the county, and all are. Families not told yet
are judged on the spot, so that a figure is the same whether it was kept or not.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from sqlalchemy import Connection

from db.domain.almanac import almanac
from db.domain.entities.registry import ENTITIES
from db.domain.family import Family
from db.domain.judged import Judged
from db.domain.periods import Window
from db.domain.tally import Tallies, VillageSum, counted, numbers_of, thinned
from db.domain.timeline import shared_ids, timeline
from db.queries.fact_reader import plain_rows
from db.queries.facts import families_on_file
from db.queries.membership import moved_persons
from db.queries.ruling import code_fingerprint, profile_fingerprint
from db.queries.touching import families_touched
from db.queries.transfers import owners_on
from db.store.folding import turned_away
from db.store.timelines import (
    ASKED,
    ASKED_OF,
    SUMS,
    Basis,
    KeptTimeline,
    begin_again,
    how_many,
    keep,
    kept_on,
    let_wait,
    read_basis,
    waiting,
    write_basis,
)
from desktop.desk.desk import Desk

STEP = 80
"""Families told at a stretch: well under half a second on a slow laptop."""
_YEARS = 10
_AHEAD = timedelta(days=183)
"""So far ahead a timeline reaches: until then a day that passes asks for nothing."""
_LOOKED_AT = frozenset(
    {"family", "person", "child", "complication", "change_event", "assignment", "contact_person", "contact_card"}
    | {"green_card", "agreement", "visit", "psych_session", "consent", "pairing", "volunteer_service", "insured"}
    | {"hospital_stay", "event"}
)
HARMLESS = frozenset(ENTITIES) - _LOOKED_AT
"""Entities no figure hangs on; names of villages are read when a figure is."""


NOBODY_ABOVE: Mapping[str, str] = MappingProxyType({})


class DayFigures:
    """The figures of a day.

    Attributes:
        whole: of everything asked for; `townships`: of each township's code, where they were asked for.
        counties: above them, of each county's code.
    """

    def __init__(self, *, apart: bool = False, counties: Mapping[str, str] = NOBODY_ABOVE) -> None:
        self.whole = Tallies()
        self.townships: dict[str, Tallies] = {}
        self.counties: dict[str, Tallies] = {}
        self._apart = apart
        self._above = counties

    def of(self, org: str) -> tuple[Tallies, ...]:
        """Where a family of a township is put in."""
        if not self._apart:
            return (self.whole,)
        county = self._above.get(org)
        above = () if county is None else (self.counties.setdefault(county, Tallies()),)
        return self.whole, self.townships.setdefault(org, Tallies()), *above


def day_figures(
    desk: Desk, day: date, org: str = "", *, apart: bool = False, counties: Mapping[str, str] = NOBODY_ABOVE
) -> DayFigures:
    """What every family adds on a day, by village.

    Args:
        desk: the desk.
        day: any day.
        org: one township only, at the county.
        apart: each township by itself as well.
        counties: at an upper office the county's code by township: each county by itself as well.
    """
    basis = _follow(desk)
    reached = date.fromisoformat(basis.since) <= day
    found = DayFigures(apart=apart, counties=counties)
    with desk.record.store.reading() as connection:
        elsewhere = owners_on(connection, day)
        untold = waiting(connection, day) if reached else _everybody(connection)
    if reached and 0 < len(untold) <= STEP and day <= desk.today + _AHEAD:
        _tell(desk, basis, [family_id for family_id, _ in untold])
    with desk.record.store.reading() as connection:
        if reached:
            untold = waiting(connection, day)
            _put_kept(connection, found, day, (org, elsewhere))
        owners = dict(untold) | elsewhere
        _put_judged(connection, desk, found, day, {each: of for each, of in owners.items() if org in {"", of}})
    return found


def _everybody(connection: Connection) -> list[tuple[str, str]]:
    """(id, township) of every family, in the order that is read quickest."""
    asked = "SELECT id, org FROM family WHERE voided = 0 ORDER BY no"
    return [(str(row[0]), str(row[1])) for row in connection.exec_driver_sql(asked)]


def _put_judged(connection: Connection, desk: Desk, found: DayFigures, day: date, untold: dict[str, str]) -> None:
    page = almanac(desk.profile, day)
    for family in families_on_file(connection, untold):
        count = counted(Judged(family, page))
        if count is not None:
            for tallies in found.of(untold[family.id]):
                tallies.put(count)


def _put_kept(connection: Connection, found: DayFigures, day: date, whose: tuple[str, Mapping[str, str]]) -> None:
    """Of one township or all; without the families that were another's then, which are judged on the spot (B-37)."""
    org, elsewhere = whose
    asked = "SELECT id, coalesce(code, name), name FROM org_unit"
    places = {str(row[0]): (str(row[1]), str(row[2])) for row in connection.exec_driver_sql(asked)}
    on = day.isoformat()
    aside = json.dumps(sorted(elsewhere))
    rows = plain_rows(connection, ASKED_OF, (on, aside, org)) if org else plain_rows(connection, ASKED, (on, aside))
    for kept in kept_on(plain_rows(connection, SUMS), rows, day):
        persons, children, *numbers = kept.numbers
        code, name = places.get(kept.village_id, ("", ""))
        sums = VillageSum(code, name, kept.families, persons, children, tuple(numbers))
        members, young = ([id_[1:] for id_ in kept.shared if id_[0] == kind] for kind in "pc")
        for tallies in found.of(kept.org):
            tallies.put_many(sums, members, young)


def past_step(desk: Desk, most: int = STEP) -> tuple[int, int]:
    """Tells the timelines of at most so many more families; (told, all of them)."""
    basis = _follow(desk)
    with desk.record.store.reading() as connection:
        turn = [family_id for family_id, _ in waiting(connection, desk.today, most)]
    _tell(desk, basis, turn)
    with desk.record.store.reading() as connection:
        return how_many(connection, desk.today)


def _tell(desk: Desk, basis: Basis, family_ids: Sequence[str]) -> None:
    """Works out these families' timelines and keeps them, unless somebody else has gone on with the record."""
    if not family_ids:
        return
    store, window = desk.record.store, Window(date.fromisoformat(basis.since), desk.today + _AHEAD)
    with store.reading() as connection:
        places = _places_of(connection, family_ids)
        moved = moved_persons(connection)
        told = [
            _kept(desk, family, window, places[family.id], moved) for family in families_on_file(connection, family_ids)
        ]
    with store.keeping() as connection:
        if read_basis(connection) == basis:
            keep(connection, told)


def _places_of(connection: Connection, family_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    asked = f"SELECT id, org, coalesce(village_id, '') FROM family WHERE id IN ({', '.join('?' * len(family_ids))})"
    return {str(row[0]): (str(row[1]), str(row[2])) for row in connection.exec_driver_sql(asked, tuple(family_ids))}


def _kept(desk: Desk, family: Family, window: Window, place: tuple[str, str], moved: frozenset[str]) -> KeptTimeline:
    common = shared_ids(family, moved)
    stretches, shared = [], []
    for stretch in timeline(family, desk.profile, window):
        count = thinned(stretch.count, common) if stretch.count else None
        numbers = (count.persons_alone, count.children_alone, *numbers_of(count)) if count else None
        stretches.append((stretch.since, numbers))
        shared.append(
            (*(f"p{each}" for each in count.persons), *(f"c{each}" for each in count.children)) if count else ()
        )
    return KeptTimeline(family.id, *place, window.end, tuple(stretches), tuple(shared) if any(shared) else ())


def _follow(desk: Desk) -> Basis:
    """Lets everything wait that the record has gone beyond, and answers on what the rest is kept."""
    with desk.record.store.reading() as connection:
        known = read_basis(connection)
        if known is not None and known == _basis(connection, desk, known.since):
            return known
    with desk.record.store.keeping() as connection:
        known = read_basis(connection)
        since = date(desk.today.year - _YEARS, 1, 1).isoformat() if known is None else known.since
        now = _basis(connection, desk, since)
        goes_on = known is not None and _still(connection, known, now)
        touched = families_touched(connection, known.top, HARMLESS) if known and goes_on else None
        if touched is None:
            now = replace(now, since=date(desk.today.year - _YEARS, 1, 1).isoformat())
            begin_again(connection)
        else:
            let_wait(connection, touched)
        write_basis(connection, now)
    return now


def _basis(connection: Connection, desk: Desk, since: str) -> Basis:
    top = connection.exec_driver_sql("SELECT no, hash FROM change ORDER BY no DESC LIMIT 1").first()
    no, last = (int(top[0]), str(top[1])) if top else (0, "")
    return Basis(code_fingerprint(), profile_fingerprint(desk.profile), since, _beside(connection), no, last)


def _beside(connection: Connection) -> str:
    erased = "SELECT record_id, spared FROM purged ORDER BY record_id"
    moved = "SELECT change_hash FROM transfer ORDER BY change_hash"
    asked = [[tuple(row) for row in connection.exec_driver_sql(sql)] for sql in (erased, moved)]
    return hashlib.sha256(repr((sorted(turned_away(connection)), *asked)).encode()).hexdigest()


def _still(connection: Connection, known: Basis, now: Basis) -> bool:
    """Whether what is kept holds but for what was written since: the same rules, and a log that goes on from there."""
    last = connection.exec_driver_sql("SELECT hash FROM change WHERE no = ?", (known.top,)).scalar() or ""
    return last == known.top_hash and replace(known, top=now.top, top_hash=now.top_hash) == now
