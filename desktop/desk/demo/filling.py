"""Fills a record with the practice township in one transaction: all of it, or nothing."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.errors import Refusal
from db.ids import new_id
from db.store.settings import read_setting, write_setting
from db.store.writing import Writing
from db.touched import Touched
from desktop.desk.demo.explaining import explain_some
from desktop.desk.demo.picturing import befriend, picture_some
from desktop.desk.demo.sheaf import Sheaf
from desktop.desk.demo.story import Story, tell
from desktop.desk.desk import Desk
from desktop.words import tr

MOST_FAMILIES = 100_000
_BATCH = 5000


class RecordNotEmpty(Refusal):
    """Something has been entered here already; practice families are never mixed in."""

    code = "P-DEM-01"


class NotATownship(Refusal):
    """A county keeps no families of its own."""

    code = "P-DEM-02"


class AlreadyAtWork(Refusal):
    """The record has been registered at a county or has handed over: it is a real one."""

    code = "P-DEM-03"


class DemoSize(Refusal):
    """No township has that many families."""

    code = "P-DEM-04"


@dataclass(frozen=True)
class DemoFacts:
    """What was filled in.

    Attributes:
        seed: gives the same township again on the same day.
        villages, families, persons, children, visits, needs: how many of each.
        records: of all kinds.
        newly_marked: the record has become a practice record by this.
        touched: of the command, for undo and for the pages.
    """

    seed: int
    villages: int
    families: int
    persons: int
    children: int
    visits: int
    needs: int
    records: int
    newly_marked: bool
    touched: Touched


def fill(desk: Desk, families: int, seed: int) -> DemoFacts:
    """Fills an empty township record with invented families, and marks it as practice for good.

    Args:
        desk: the desk of a record in which nothing has been entered.
        families: how many households, 1 to 100,000.
        seed: another number gives another township; the same gives the same, told from the same day.

    Raises:
        DemoSize, NotATownship, RecordNotEmpty, AlreadyAtWork: nothing is written, nothing is marked.
    """
    _require_size(families)
    office = desk.record.office
    if office.role != "township":
        raise NotATownship(tr("县级档案里不放练习家庭。"), next_step=tr("请另建一份乡镇的练习档案。"))
    with desk.record.store.writing() as writing:
        _require_unused(writing.connection)
        if not office.practice:
            write_setting(writing.connection, "office", vars(replace(office, practice=True)))
        return _grow(desk, writing, families, seed, newly_marked=not office.practice, with_pictures=True)


def plant(desk: Desk, families: int, seed: int) -> DemoFacts:
    """The same families in an empty township record that stays what it is, able to hand over.

    For the tour, the benchmarks and tests, whose records lie in a folder made for them and go to a county made for
    them; no button and no command leads here.

    Raises:
        DemoSize, NotATownship, RecordNotEmpty: nothing is written.
    """
    _require_size(families)
    if desk.record.office.role != "township":
        raise NotATownship(tr("县级档案里不放练习家庭。"), next_step=tr("请另建一份乡镇的练习档案。"))
    with desk.record.store.writing() as writing:
        _require_empty(writing.connection)
        return _grow(desk, writing, families, seed, newly_marked=False)


def _require_size(families: int) -> None:
    if not 1 <= families <= MOST_FAMILIES:
        happened = tr("练习户数要在 1 到 {most} 之间，现在是 {asked}。").format(most=MOST_FAMILIES, asked=families)
        raise DemoSize(happened, next_step=tr("平常练习 200 户就够了。"))


def _require_empty(connection: Connection) -> None:
    """Only who works here and where may stand in the record."""
    for name, entity in ENTITIES.items():
        asked = f'SELECT 1 FROM "{name}" LIMIT 1'
        if name not in {"worker", "org_unit"} and connection.exec_driver_sql(asked).first() is not None:
            happened = tr("档案里已经有{what}，不能再放练习家庭。").format(what=tr(entity.title))
            raise RecordNotEmpty(happened, next_step=tr("请换一个位置另建一份档案，再生成练习乡镇。"))


def _require_unused(connection: Connection) -> None:
    _require_empty(connection)
    handed = connection.exec_driver_sql("SELECT 1 FROM outgoing_package LIMIT 1").first()
    if handed is not None or read_setting(connection, "enrolment") is not None:
        raise AlreadyAtWork(
            tr("这份档案已在县级登记，是正式档案，不能变成练习档案。"),
            next_step=tr("请换一个位置另建一份档案，再生成练习乡镇。"),
        )


def _grow(
    desk: Desk, writing: Writing, families: int, seed: int, *, newly_marked: bool, with_pictures: bool = False
) -> DemoFacts:
    org = writing.by.org
    sheaf = Sheaf(lambda: new_id(desk.clock))
    asked = "SELECT id FROM org_unit"
    known = frozenset(writing.connection.exec_driver_sql(asked).scalars())
    for _ in tell(sheaf, Story(families, seed, org, desk.today, desk.profile, known)):
        if len(sheaf.drafts) >= _BATCH:
            writing.append(sheaf.take())
    writing.append(sheaf.take())
    sheaf.counts["explanation"] = explain_some(writing, desk)
    if with_pictures:
        sheaf.counts["attachment"] = picture_some(writing, desk)
        befriend(writing)
    touched = writing.finish(tr("已生成练习乡镇"))
    count = sheaf.counts.get
    return DemoFacts(
        seed,
        count("org_unit", 0),
        count("family", 0),
        count("person", 0),
        count("child", 0),
        count("visit", 0),
        count("need", 0),
        sum(sheaf.counts.values()),
        newly_marked,
        touched,
    )
