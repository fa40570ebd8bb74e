"""What the frame of the window always shows: counts in the rail and the status bar's sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from db.clock import CHINA
from db.ledger.change import GRANT
from db.store.audit import READING
from db.store.tables.log import PURGES
from desktop.desk.board import STEP, board_of
from desktop.desk.conflicts import count_waiting
from desktop.desk.desk import Desk
from desktop.desk.stations import stations_waiting
from desktop.desk.today import today_now
from desktop.desk.transfers import count_requests
from desktop.desk.uppers import counties, is_upper
from desktop.words import tr

_FRESH = """
    SELECT count(*) FROM change c WHERE c.no > (SELECT coalesce(max(last_no), 0) FROM outgoing_package)
       AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash)
"""
"""Changes in no package yet; asked after each write, so it looks at nothing else."""
_SAVED = f"SELECT at FROM audit WHERE action NOT IN {READING} ORDER BY no DESC LIMIT 1"
_FOUNDED = "已建立档案"
_UNTOUCHED = f"SELECT NOT EXISTS (SELECT 1 FROM command WHERE said <> '{_FOUNDED}')"
_GIVEN = frozenset({_FOUNDED, "已生成练习乡镇"})
"""What was there before anybody worked: never offered to be taken back."""


Sentence = tuple[str, str, str]


@dataclass(frozen=True)
class FrameFacts:
    """Counts and sentences around every page.

    Attributes:
        counts: (page key, number) for the rail.
        status: (sentence, short sentence, state sign's name or "") for the status bar, most important first.
        undo: (what was done last, its group) for the undo button; two "" when there is nothing to take back.
    """

    counts: tuple[tuple[str, int], ...]
    status: tuple[Sentence, ...]
    undo: tuple[str, str]


def waiting_changes(desk: Desk, connection: Connection) -> int:
    """Number of changes that are in no package yet.

    Returns:
        0 in a practice record, which is never handed over, and in a record nobody has worked in since its founding:
        the office and its first worker travel with the first package, but are no work to hand over.
    """
    if desk.record.office.practice or connection.exec_driver_sql(_UNTOUCHED).scalar_one():
        return 0
    return int(connection.exec_driver_sql(_FRESH).scalar_one())


def frame_facts(desk: Desk) -> FrameFacts:
    """The frame as it stands now."""
    saved, undo = _last_command(desk)
    if is_upper(desk):
        missing = sum(bool(each.missing) for each in counties(desk))
        with desk.record.store.reading() as connection:
            taken = connection.exec_driver_sql("SELECT count(*) FROM incoming_package").scalar_one()
        words = tr("已收 {count} 次上报").format(count=taken)
        return FrameFacts((("counties", missing),), ((words, words, ""),), ("", ""))
    if desk.record.office.role == "county":
        waits = (count_waiting(desk), count_requests(desk), stations_waiting(desk))
        open_here = tuple(zip(("conflicts", "transfers", "stations"), waits, strict=True))
        return FrameFacts(open_here, (saved, _imported(desk)), undo)
    with desk.record.store.reading() as connection:
        waiting = waiting_changes(desk, connection)
        last = connection.exec_driver_sql(
            "SELECT package_no, made_at FROM outgoing_package ORDER BY package_no DESC LIMIT 1"
        ).first()
    parts = [saved, *_handing_over(desk, waiting, last)]
    counts: tuple[tuple[str, int], ...] = (("handover", waiting), ("conflicts", count_waiting(desk)))
    board = board_of(desk)
    board.advance(desk, STEP)
    if board.ready:  # a large township is judged in steps by the page of the day; until then there is no count
        now = today_now(desk)
        counts = (("today", len(now.overdue) + len(now.due)), *counts)
    return FrameFacts(counts, tuple(parts), undo)


def _handing_over(desk: Desk, waiting: int, last: Sequence[Any] | None) -> list[Sentence]:
    if desk.record.office.practice:
        return [(tr("练习档案，不上报"), tr("练习档案"), "soon")]
    sent = tr("未上报 {count} 条").format(count=waiting) if waiting else tr("没有未上报的修改")
    parts = [(sent, sent, "sent" if waiting else "ok")]
    if last is None:
        return [*parts, (tr("还没有上报过"), "", "")]
    month, day = int(last[1][5:7]), int(last[1][8:10])
    words = tr("上次上报 {month}月{day}日 第 {no} 号").format(month=month, day=day, no=last[0])
    return [*parts, (words, tr("上报至第 {no} 号").format(no=last[0]), "")]


def _last_command(desk: Desk) -> tuple[Sentence, tuple[str, str]]:
    with desk.record.store.reading() as connection:
        row = connection.exec_driver_sql(
            "SELECT said, at, group_id FROM command WHERE undone_by = '' AND undoes = '' AND author = ?"
            f" AND NOT EXISTS (SELECT 1 FROM change c WHERE c.group_id = command.group_id AND c.{PURGES})"
            " AND NOT EXISTS (SELECT 1 FROM transfer t WHERE t.group_id = command.group_id AND t.kind = ?)"
            " ORDER BY no DESC LIMIT 1",
            (desk.record.worker_id, GRANT),
        ).first()
        saved = connection.exec_driver_sql(_SAVED).scalar()
    words = tr("已保存 {time}").format(time=_clock(str(saved))) if saved else tr("都已保存")
    undo = (str(row[0]), str(row[2])) if row and row[0] not in _GIVEN else ("", "")
    return (words, words, "ok"), undo


def _clock(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(CHINA).strftime("%H:%M")


def _imported(desk: Desk) -> Sentence:
    with desk.record.store.reading() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM incoming_package").scalar_one()
    words = tr("已收 {count} 个上报包").format(count=count)
    return (words, words, "")
