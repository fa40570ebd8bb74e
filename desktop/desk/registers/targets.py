"""目标自查: what the place is measured by, how it stands where that can be computed, and the last self-check (YC)."""

from db.domain.figures import percent_words
from db.domain.profile_entries import Target
from db.domain.standing import ITEMS, MISS, OK, SOON
from db.domain.statistics import VillageLine
from db.queries.casefile import StoredRecord
from db.queries.office import live_count
from desktop.desk.coverage import coverage
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    OFFICE,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    records,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr

MOST_COUNTED = 3000
"""Of more families the figures are worked out on the page of coverage only: it can be stopped, a register cannot."""
_WHOLE = 100
_STATES = {"met": OK, "going": SOON, "behind": MISS}


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("目标"), 220, NAME, stretch=True),
        RegisterColumn("asked", tr("要求"), 92),
        RegisterColumn("now", tr("现在"), 170, STATE),
        RegisterColumn("checked", tr("上次自查"), 200, STATE),
    )
    targets = desk.profile.targets_on(desk.today)
    checks = _latest(records(desk, "target_check", "on"))
    line = _line(desk) if any(target.item in ITEMS for target in targets) else None
    rows = tuple(_row(desk, target, line, checks.get(target.code)) for target in targets)
    done = sum(1 for target in targets if target.code in checks)
    note = tr("{n} 条目标，自查过 {m} 条；每条下面是文件里的原话").format(n=len(targets), m=done)
    return RegisterTable(columns, rows, (), note, empty=tr("本地的文件没有写目标。"))


def _line(desk: Desk) -> VillageLine | None:
    with desk.record.store.reading() as connection:
        few = live_count(connection, "family") <= MOST_COUNTED
    return coverage(desk).total if few else None


def _latest(found: tuple[StoredRecord, ...]) -> dict[str, StoredRecord]:
    return {str(each.values["target"]): each for each in found}


def _row(desk: Desk, target: Target, line: VillageLine | None, last: StoredRecord | None) -> RegisterRow:
    verbs = [Verb("check_target", tr("记一次自查"), target.code)]
    if last is not None:
        verbs.append(Verb("void_target_check", tr("作废上次自查"), last.id))
    cells = (Cell(target.name, target.source), _asked(target), _now(desk, target, line), _checked(desk, last))
    return RegisterRow(target.code, cells, tuple(verbs))


def _asked(target: Target) -> Cell:
    if target.percent:
        return Cell(f"{target.percent}%", order=target.percent)
    if target.least:
        return Cell(tr("至少 {n}").format(n=target.least), order=target.least)
    return Cell(tr("方向"), order=0)


def _now(desk: Desk, target: Target, line: VillageLine | None) -> Cell:
    """The share of those that count who are covered; a state only where a percentage is asked for."""
    if target.item not in ITEMS:
        return Cell(tr("人工判断"), order=-1)
    if line is None:
        return Cell(tr("见“覆盖”页"), order=-1)
    figure = line.figures[ITEMS.index(target.item)]
    part, whole = figure.rate_countable
    words = f"{percent_words((part, whole))}  {part}/{whole}"
    name = desk.profile.word(f"item.{target.item}.short")
    if not whole:
        return Cell(tr("{name}不要求").format(name=name), order=-1)
    state = "" if not target.percent else OK if part * _WHOLE >= target.percent * whole else MISS
    return Cell(f"{name} {words}", state=state, order=part / whole)


def _checked(desk: Desk, last: StoredRecord | None) -> Cell:
    if last is None:
        return Cell(tr("还没有自查"), order="")
    state = str(last.values["state"])
    words = f"{last.values['on']} {desk.word('target_check_state', state)}"
    return Cell(words, str(last.values.get("note", "")), _STATES.get(state, ""), str(last.values["on"]))


def _count(desk: Desk) -> int:
    return len(desk.profile.targets_on(desk.today))


TARGETS = Register("targets", "clipboard-text", OFFICE, "目标自查", _read, _count, "mubiaozicha mbzc 考评 评估")
