"""Checks at the desk: of one family when its file is opened, of all of them before hand-over and for the register.

Like the board of the day the findings are worked out once, in steps, and then only again for the families a change has
touched. Explanations are read fresh each time: they are few.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from db.domain.checks.check import HARD, Finding, World
from db.domain.checks.listing import CHECKS, LOOKED_AT, findings_of
from db.domain.entities.registry import ENTITIES
from db.queries.checks import FamilyLabel, case_records, explanations, family_labels, findings_across, findings_shared
from db.queries.touching import families_touched
from db.store.folding import turned_away
from desktop.desk.desk import Desk

if TYPE_CHECKING:
    from db.domain.profile import Profile
    from db.store.store import Store

STEP = 100
"""Families looked at at a stretch: about a quarter of a second on a slow laptop."""
_WHOLE = 400
_HARMLESS = frozenset(ENTITIES) - {"family", *LOOKED_AT}
_PLACE = {code: place for place, code in enumerate(CHECKS)}


@dataclass(frozen=True)
class FamilyFinding:
    """A finding with the family it is about; names "" for what belongs to the office.

    Attributes:
        finding: what was found.
        family_name, village: whose.
    """

    finding: Finding
    family_name: str = ""
    village: str = ""


@dataclass(frozen=True)
class Quality:
    """What the checks say of the whole record.

    Attributes:
        looked_at, total: families looked at so far, and in all; while these differ only some of what was found in
            those looked at is listed, the gravest first, or nothing.
        hard: to be put right; soft: to be looked at or explained; explained: accepted with a sentence.
    """

    looked_at: int
    total: int
    hard: tuple[FamilyFinding, ...] = ()
    soft: tuple[FamilyFinding, ...] = ()
    explained: tuple[FamilyFinding, ...] = ()

    @property
    def complete(self) -> bool:
        """True when every family has been looked at."""
        return self.looked_at == self.total


class Findings:
    """The findings of all families of one open record. Used on the record thread only."""

    def __init__(self) -> None:
        self._day = date.min
        self._profile: Profile | None = None
        self._top = -1
        self._back = 0
        self._waiting: dict[str, None] = {}
        self._found: dict[str, tuple[Finding, ...]] = {}
        self._order: tuple[str, ...] = ()
        self.answer: Quality | None = None
        """What was made of the findings last, until something is written."""

    def advance(self, connection: Connection, desk: Desk, most: int = STEP) -> tuple[int, int]:
        """Looks at no more than so many families and answers (looked at so far, in all)."""
        self._notice(connection, desk)
        turn = list(self._waiting)[:most]
        for family_id in turn:
            self._found.pop(family_id, None)
            del self._waiting[family_id]
        world = _world(desk)
        for case in case_records(connection, turn) if turn else ():
            self._found[case.family.id] = tuple(findings_of(case, world))
        return len(self._order) - len(self._waiting), len(self._order)

    def all(self) -> tuple[Finding, ...]:
        """Everything found so far, family by family."""
        return tuple(each for family_id in self._order for each in self._found.get(family_id, ()))

    def _notice(self, connection: Connection, desk: Desk) -> None:
        top = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) FROM change").scalar_one())
        # a county's answer may turn changes away that were looked at long ago
        back = len(turned_away(connection))
        same = self._day == desk.today and self._profile is desk.profile and self._back == back
        if same and self._top == top:
            return
        order = tuple(connection.exec_driver_sql(_ORDER).scalars())
        touched = families_touched(connection, self._top, _HARMLESS) if same and self._top >= 0 else None
        self._day, self._profile, self._top, self._order = desk.today, desk.profile, top, order
        self._back, self.answer = back, None
        known = dict.fromkeys(order)
        if touched is None:
            self._waiting = known
            return
        fresh = {family_id: None for family_id in order if family_id in touched or family_id not in self._found}
        self._waiting = {family_id: None for family_id in {**self._waiting, **fresh} if family_id in known}


_ORDER = """
    SELECT f.id FROM family f LEFT JOIN org_unit v ON v.id = f.village_id WHERE f.voided = 0
     ORDER BY f.org, coalesce(v.route_order, 1000000), v.name, f.route_order, f.group_name, f.case_no, f.no
"""
_KEPT: "WeakKeyDictionary[Store, Findings]" = WeakKeyDictionary()


def quality(desk: Desk, most: int = STEP) -> Quality:
    """Looks at some more families; what was found is handed over once all have been looked at."""
    store = desk.record.store
    board = _KEPT.get(store)
    if board is None:
        board = _KEPT[store] = Findings()
    with store.reading() as connection:
        looked_at, total = board.advance(connection, desk, most)
        if looked_at < total:
            return Quality(looked_at, total)
        if board.answer is None:
            found = _distinct((*board.all(), *findings_across(connection)))
            board.answer = _sorted_out(connection, found, total)
        return board.answer


_LISTED_SO_FAR = 300
"""Findings listed while families are still to be looked at: more than a screen, and quickly put in order."""


def quality_so_far(desk: Desk, seconds: float) -> Quality:
    """Looks at families for about so long, and lists what there is by then.

    Args:
        desk: the desk.
        seconds: after so long no further families are begun; a few are looked at in any case.

    Returns:
        While families are still to be looked at: some of what was found in those looked at, the gravest first, without
        what shows only when families are compared with each other.
    """
    until = monotonic() + seconds
    found = quality(desk, _A_FEW)
    while not found.complete and monotonic() < until:
        found = quality(desk, _A_FEW)
    if found.complete:
        return found
    with desk.record.store.reading() as connection:
        so_far = sorted(_KEPT[desk.record.store].all(), key=lambda each: each.level != HARD)
        listed = _sorted_out(connection, _distinct(tuple(so_far[:_LISTED_SO_FAR])), found.total)
    return replace(listed, looked_at=found.looked_at)


_A_FEW = 30


def whole_quality(desk: Desk) -> Quality:
    """What the checks say, however long it takes."""
    found = quality(desk, _WHOLE)
    while not found.complete:
        found = quality(desk, _WHOLE)
    return found


def family_findings(desk: Desk, family_id: str) -> tuple[Finding, ...]:
    """What the checks say of one family: to be put right first, then open, then explained."""
    with desk.record.store.reading() as connection:
        found = [each for case in case_records(connection, [family_id]) for each in findings_of(case, _world(desk))]
        found += findings_shared(connection, family_id)
        said = explanations(connection, {each.record_id for each in found})
    return tuple(sorted((_with(each, said) for each in found), key=_rank))


def _world(desk: Desk) -> World:
    rule = desk.profile.on(desk.today).e1
    return World(desk.today, max(rule.max_grade, rule.local_grade))


def _distinct(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """A contact person without a telephone is one thing to do, however many families he looks after."""
    return tuple({(each.key, each.sentence): each for each in reversed(found)}.values())[::-1]


def _with(finding: Finding, said: Mapping[tuple[str, str], str]) -> Finding:
    sentence = said.get(finding.key, "")
    return replace(finding, explained=sentence) if sentence and finding.level != HARD else finding


def _rank(finding: Finding) -> tuple[bool, bool, int]:
    return bool(finding.explained), finding.level != HARD, _PLACE[finding.code]


def _told(finding: Finding, label: FamilyLabel | None) -> FamilyFinding:
    return FamilyFinding(finding, label.name, label.village) if label else FamilyFinding(finding)


def _sorted_out(connection: Connection, found: tuple[Finding, ...], total: int) -> Quality:
    said = explanations(connection)
    ordered = sorted((_with(each, said) for each in found), key=_rank)
    labels = family_labels(connection, {each.family_id for each in ordered if each.family_id})
    told = [_told(each, labels.get(each.family_id)) for each in ordered]
    return Quality(
        total,
        total,
        tuple(each for each in told if each.finding.open and each.finding.level == HARD),
        tuple(each for each in told if each.finding.open and each.finding.level != HARD),
        tuple(each for each in told if not each.finding.open),
    )
