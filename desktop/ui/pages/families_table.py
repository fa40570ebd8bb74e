"""The table of families: columns, and the strips of the rows in sight, asked for when they come into sight."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent

from db.domain.duties import OVERDUE, Duty
from db.domain.profile import Profile
from db.domain.standing import ITEMS
from db.queries.families import FamilyRow, blank_row
from desktop.desk.board import WEEK
from desktop.desk.families import FamilyStanding, look_at, rows_in
from desktop.ui.display import State, due, short_day
from desktop.ui.models.cells import Column, Paint, StateCell, StripCell, TwoLine
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.sight import SightRows
from desktop.ui.models.table import RowsTable
from desktop.ui.tasks import Ticket
from desktop.ui.workplace import Workplace
from desktop.words import tr

_PAUSE_MS = 40
_FIRST_GROUP = 3
READ_AHEAD = 3000
"""Rows of a list so long are all read behind the page; of a longer one those that come into sight."""
_AT_ONCE = 400


class FamiliesTable(RowsTable):
    """Families in rows; `standing` and `next_duty` are filled in when they are known."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._ahead_ticket, self._copy_ticket = Ticket(), Ticket()
        self._standings: dict[str, FamilyStanding] = {}
        self._next: Mapping[str, Duty] = {}
        self._missing: list[str] = []
        model: RowsModel[FamilyRow] = RowsModel(self._columns(), lambda row: row.id, tickable=True, sorts_itself=False)
        super().__init__(model, label=tr("家庭"))
        model.setParent(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        model.modelReset.connect(self._pause.start)
        model.layoutChanged.connect(self._pause.start)

    def forget(self, family_ids: frozenset[str] | None = None) -> None:
        """Lets the strips of these families go, or all; they are asked for again when in sight."""
        if family_ids is None:
            self._standings.clear()
        else:
            for family_id in family_ids:
                self._standings.pop(family_id, None)
        self._missing = []
        self._pause.start()

    def know_next(self, duties: Mapping[str, Duty]) -> None:
        """Takes the next duty of every family, for the last column and for sorting by it."""
        self._next = duties
        self.viewport().update()

    def show_sort(self, key: str) -> None:
        """Shows that the list is sorted by a column, earliest first."""
        header = self.horizontalHeader()
        header.show_sort(key, Qt.SortOrder.AscendingOrder)  # type: ignore[attr-defined] # our own header

    def copy(self) -> None:
        """Reads the selected rows that were never in sight before they go to the clipboard."""
        rows = self._listed()
        unread = [rows.ids[n] for n in self.selected_numbers() if not rows.knows(rows.ids[n])]
        if not unread:
            super().copy()
            return
        self._place.read(lambda desk: rows_in(desk, unread), self._copy_read, ticket=self._copy_ticket)

    def in_sight(self) -> tuple[str, ...]:
        """Ids of the rows in sight and of the next screenful."""
        rows = self._listed()
        if not rows or not self.isVisible():
            return ()
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        last = len(rows) - 1 if last < 0 else last
        return tuple(rows.ids[first : last + 1 + (last - first)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More rows may have come into sight."""
        super().resizeEvent(event)
        self._pause.start()

    def _ask(self) -> None:
        """Asks for the rows in sight, their strips, and those of the next screenful."""
        rows = self._listed()
        missing = [each for each in self.in_sight() if each not in self._standings or not rows.knows(each)]
        if missing and missing != self._missing:
            self._missing = missing
            self._place.read(lambda desk: look_at(desk, missing), self._take)

    def _take(self, found: tuple[dict[str, FamilyRow], dict[str, FamilyStanding]]) -> None:
        """Every answer counts, also of rows scrolled past by now; then those that are in sight are asked for."""
        rows, standings = found
        self.rows_model().learn(rows)
        self._standings |= standings
        self.viewport().update()
        self._ask()

    def _scrolled(self, _value: int) -> None:
        """While the list is being pulled along its rows are read every few moments, not only when it rests."""
        if not self._pause.isActive():
            self._pause.start()

    def read_ahead(self) -> None:
        """Reads the rows that were never in sight, some at a time: in a list of a township's length none is blank."""
        rows = self._listed()
        unread = [each for each in rows.ids if not rows.knows(each)] if len(rows) <= READ_AHEAD else []
        if unread:
            self._place.read(lambda desk: rows_in(desk, unread[:_AT_ONCE]), self._read_on, ticket=self._ahead_ticket)

    def _read_on(self, rows: dict[str, FamilyRow]) -> None:
        self.rows_model().learn(rows)
        self.viewport().update()
        if rows:
            self.read_ahead()

    def _listed(self) -> SightRows[FamilyRow]:
        rows = self.rows_model().rows()
        return rows if isinstance(rows, SightRows) else SightRows((), {}, blank_row)

    def _copy_read(self, rows: dict[str, FamilyRow]) -> None:
        self.rows_model().learn(rows)
        super().copy()

    # Columns

    def _columns(self) -> tuple[Column[FamilyRow], ...]:
        profile = self._place.desk.profile
        strips = tuple(self._strip_column(profile, place) for place in range(len(ITEMS)))
        return (
            Column("name", tr("家庭"), _names, 246, Paint.NAME, lambda row: row.head_name, personal=True),
            Column("village", tr("[村（社区）]"), lambda row: row.village, 84, sort=lambda row: row.village),
            Column("kind", tr("类别"), self._kind, 76, sort=lambda row: row.case_type),
            Column("care", tr("关注"), self._care, 56, sort=lambda row: _CARE_ORDER.get(row.risk_level, 9)),
            *strips,
            Column("last", tr("上次联系"), self._last, 112, sort=lambda row: row.last_on, gap_before=14),
            Column("due", tr("下一件事"), self._due, 150, sort=self._due_order, stretch=True),
        )

    def _strip_column(self, profile: Profile, place: int) -> Column[FamilyRow]:
        item = ITEMS[place]
        group = profile.word("coverage.title" if place < _FIRST_GROUP else "support.title")
        gap = 8 if place == _FIRST_GROUP else 0
        return Column(
            item,
            profile.word(f"item.{item}.short"),
            partial(self._strip, place=place),
            43,
            Paint.STRIP,
            group=group,
            gap_before=gap,
        )

    def _strip(self, row: FamilyRow, place: int) -> object:
        standing = self._standings.get(row.id)
        if standing is None:
            return ""
        if row.disputed and place == 0 and standing.strip[0].state == "ok":
            return StripCell(State.CLASH, tr("有两边说法不一的地方，待核对"))
        return StripCell(State(standing.strip[place].state), standing.strip[place].sentence)

    def _kind(self, row: FamilyRow) -> str:
        return self._place.desk.word("case_type", row.case_type)

    def _care(self, row: FamilyRow) -> object:
        return self._place.desk.word("risk_level", row.risk_level)

    def _last(self, row: FamilyRow) -> str:
        if not row.last_on:
            return tr("还没有") if row.case_type else ""
        on = short_day(date.fromisoformat(row.last_on), self._place.desk.today)
        return f"{on} {self._place.desk.word('visit_mode', row.last_mode)}"

    def _due(self, row: FamilyRow) -> object:
        standing = self._standings.get(row.id)
        duty = standing.next_duty if standing else self._next.get(row.id)
        if duty is None:
            return "" if standing is None else StateCell(State.OK, tr("没有"), bare=True)
        today = self._place.desk.today
        urgent = State.LATE if duty.state == OVERDUE else State.SOON if (duty.due_by - today).days <= WEEK else State.OK
        return StateCell(urgent, f"{due(duty.due_by, today)} {duty.title}", bare=True)

    def _due_order(self, row: FamilyRow) -> date:
        duty = self._next.get(row.id)
        return duty.due_by if duty else date.max


_CARE_ORDER = {"high": 0, "focus": 1, "normal": 2}


def _names(row: FamilyRow) -> TwoLine:
    if not row.case_type:  # not read yet
        return TwoLine("")
    living = "、".join(row.names) if len(row.names) > 1 else tr("{name}（独居）").format(name=row.head_name)
    return TwoLine(tr("{name}户").format(name=row.head_name), f"{living}  {row.case_no}".strip())
