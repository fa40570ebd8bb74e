"""The list of what is owed: sections of rows, one current row that shows its verb."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from db.domain.duties import OVERDUE
from desktop.desk.today import FamilyDuty
from desktop.ui import sizes, theme
from desktop.ui.display import State, day, due, look, sentence
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import SectionHeader
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.paint import clear, paint_ring
from desktop.ui.widgets.states import Glyph
from desktop.ui.widgets.text import Label
from desktop.words import tr

AT_ONCE = 30
_VERBS = {
    "record_visit": "记录走访",
    "assign_contact": "落实联系人",
    "add_phone": "补电话",
    "hand_card": "登记送卡",
    "issue_card": "登记发卡",
    "sign_agreement": "登记签约",
    "renew_agreement": "登记续签",
    "record_service": "登记服务",
    "record_session": "登记慰藉",
    "open_psych_file": "登记建档",
    "pair_volunteer": "登记结对",
    "record_volunteer_service": "登记服务",
    "enrol_insurance": "登记参保",
    "renew_insurance": "登记续保",
    "file_claim": "登记理赔",
    "review_archive": "去核对",
    "answer_need": "登记答复",
    "close_need": "登记办结",
    "follow_up_need": "登记回访",
    "record_survey": "登记调查",
    "apply_assistance": "登记申报",
    "review_assistance": "登记年审",
    "stop_assistance": "登记停发",
    "retype_assistance": "改类别",
    "exit_family": "登记退出",
    "hand_in_report": "去上报",
    "check_hospitals": "去核对",
    "ask_again": "去问问",
}


def verb_of(action: str) -> str:
    """The words of a duty's verb."""
    return tr(_VERBS.get(action, "打开"))


@dataclass(frozen=True)
class Section:
    """A titled part of the list.

    Attributes:
        title: `已逾期`, a village, a contact person.
        duties: most urgent first.
    """

    title: str
    duties: tuple[FamilyDuty, ...]


_HOURS_SAID = 72
"""Up to so many hours are said in hours; days say more beyond."""


def hours_left(minutes: int) -> str:
    """`还剩 5 小时`, `还剩 20 分钟`, `超 3 小时`."""
    hours, rest = divmod(abs(minutes), 60)
    said = tr("{n} 小时").format(n=hours) if hours else tr("{n} 分钟").format(n=rest)
    return tr("超 {said}").format(said=said) if minutes < 0 else tr("还剩 {said}").format(said=said)


class DutyRow(QFrame):
    """One duty: sign, what, whose and why, by when and who; the verb while it is current."""

    chosen = Signal(object)
    wanted = Signal(object)
    opened = Signal(object)
    waive_wanted = Signal(object)
    """This time it need not be done; of one that was waived: it is to be done after all."""

    def __init__(self, owed: FamilyDuty, today: date, place: str) -> None:
        super().__init__()
        self.owed = owed
        self._today, self._place, self._current = today, place, False
        over = owed.minutes_left is not None and owed.minutes_left < 0
        self._state = State.LATE if over or owed.duty.state == OVERDUE else State.SOON
        if owed.waiver is not None:
            self._state = State.EXCL
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._spoken())
        self.verb = Button(verb_of(owed.duty.action), "small_filled", clicked=lambda: self.wanted.emit(owed))
        words = tr("恢复待办") if owed.waiver else tr("不用办")
        self.waive = Button(words, "link_note", clicked=lambda: self.waive_wanted.emit(owed))
        self.verb.hide()
        self.waive.hide()
        self._fill()

    def show_current(self, *, on: bool) -> None:
        """Shows or hides the verb and the tint."""
        self._current = on
        self.verb.setVisible(on and self.owed.waiver is None)
        self.waive.setVisible(on and bool(self.owed.family_id))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint and bar of the current row, else the hairline below."""
        super().paintEvent(event)
        skin = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._current:
            left = skin.px(40)
            painter.fillRect(left, self.height() - 1, self.width() - left - skin.px(14), 1, skin.colour("hair"))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(skin.colour("tint"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 1, 0, -1), skin.px(6), skin.px(6))
        painter.setBrush(skin.colour("accent"))
        painter.drawRoundedRect(QRectF(0, skin.px(9), skin.px(3), self.height() - skin.px(18)), 1, 1)
        painter.end()
        if self.hasFocus():
            paint_ring(self, 6)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The row with the focus is the current one."""
        super().focusInEvent(event)
        self.chosen.emit(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press makes it current."""
        super().mousePressEvent(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """A double click opens the family."""
        self.opened.emit(self.owed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the verb, arrows go along, O opens the family."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit(self.owed)
        elif event.key() == Qt.Key.Key_Space:
            self.opened.emit(self.owed)
        elif event.key() == Qt.Key.Key_Down:
            self._step(forward=True)
        elif event.key() == Qt.Key.Key_Up:
            self._step(forward=False)
        else:
            super().keyPressEvent(event)

    def _step(self, *, forward: bool) -> None:
        now: QWidget | None = self
        while now is not None:
            now = now.nextInFocusChain() if forward else now.previousInFocusChain()
            if now is self:
                return
            if isinstance(now, DutyRow) and now.isVisible():
                now.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _fill(self) -> None:
        duty = self.owed.duty
        line = sizes.row(self, gap=10, margins=(14, 5, 14, 6))
        sign = sizes.column(gap=0, margins=(0, 3, 0, 0))
        sign.addWidget(Glyph(self._state))
        sign.addStretch()
        line.addLayout(sign)
        what = Label(duty.title, "strong", elide=True)
        sizes.fixed(what, width=104)
        line.addWidget(what, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self._middle(), 1)
        line.addLayout(self._right())
        line.addWidget(self.waive, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.verb, 0, Qt.AlignmentFlag.AlignVCenter)

    def _middle(self) -> QVBoxLayout:
        words = sizes.column(gap=0)
        first = sizes.row(gap=10)
        named = self._name()
        first.addWidget(Label(named, "body", elide=True))
        first.addWidget(Label(self.owed.village, "note", elide=True), 1)
        words.addLayout(first)
        words.addWidget(Label(self._why(), "note", "ink2", elide=True))
        return words

    def _right(self) -> QVBoxLayout:
        words = sizes.column(gap=0)
        by = Label(self._by(), "cell_strong")
        by.ink(look(self._state).ink)
        owner = Label(self.owed.duty.owner, "note", "ink2")
        for label in (by, owner):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            words.addWidget(label)
        return words

    def _name(self) -> str:
        return tr("{name}户").format(name=self.owed.family_name) if self.owed.family_id else self._place

    def _spoken(self) -> str:
        duty = self.owed.duty
        return sentence(duty.title, self._name(), self.owed.village, self._by(), self._why(), duty.owner)

    def _by(self) -> str:
        """By when, in hours where hours count; thousands of days say nothing of what was never there."""
        duty, left = self.owed.duty, self.owed.minutes_left
        if left is not None and abs(left) < _HOURS_SAID * 60:
            return hours_left(left)
        return due(duty.due_by, self._today, never=duty.never)

    def _why(self) -> str:
        duty, waiver = self.owed.duty, self.owed.waiver
        if waiver is not None:
            return tr("不用办：{why}").format(why=waiver.reason)
        if not (duty.never and duty.days_late):
            return duty.reason
        return tr("{reason}，应在 {on} 前办").format(reason=duty.reason, on=day(duty.due_by, self._today))


class DutyList(FormScroll):
    """The sections, scrolling inside their card; the first rows of each at once, the rest on demand."""

    wanted = Signal(object)
    opened = Signal(object)
    waive_wanted = Signal(object)
    later_wanted = Signal()
    waived_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(gap=0, margins=(0, 0, 4, 0))
        self.setAccessibleName(tr("待办"))
        self._shown: dict[str, int] = {}
        self._current = ""
        self._facts: tuple[tuple[Section, ...], date, str, int] = ((), date.min, "", 0)
        self._foot = ""

    def sizeHint(self) -> QSize:
        """Little: it scrolls inside its card, the page does not."""
        return QSize(sizes.px(240), sizes.px(150))

    def show_foot(self, words: str) -> None:
        """A link under the list (`看不用办的 3 件`), "" for none; shown with the next sections."""
        self._foot = words

    def show_sections(self, sections: Sequence[Section], today: date, place: str, coming: int) -> None:
        """Shows these sections in place of the former ones; the current row stays current if it is still there.

        Args:
            sections: in reading order; empty ones are left out.
            today: the day the page stands on.
            place: the office's name, for its own duties.
            coming: how many more duties come after this week.
        """
        self._facts = (tuple(section for section in sections if section.duties), today, place, coming)
        self._rebuild()

    def rows(self) -> list[DutyRow]:
        """The rows shown, in order."""
        items = (self.body.itemAt(place) for place in range(self.body.count()))
        return [row for item in items if item is not None and isinstance(row := item.widget(), DutyRow)]

    def _rebuild(self) -> None:
        sections, today, place, coming = self._facts
        scrolled, focused = self.verticalScrollBar().value(), any(row.hasFocus() for row in self.rows())
        clear(self.body)
        for section in sections:
            self._put(section, today, place)
        if coming:
            words = tr("之后 30 天还有 {n} 件").format(n=coming)
            self._put_link(Button(words, "link", clicked=self.later_wanted.emit))
        if self._foot:
            self._put_link(Button(self._foot, "link", clicked=self.waived_wanted.emit))
        self.body.addStretch()
        self._mark(focus=focused)
        self.verticalScrollBar().setValue(scrolled)

    def _put_link(self, link: Button) -> None:
        holder = QWidget()
        line = sizes.row(holder, margins=(40, 8, 0, 4))
        line.addWidget(link)
        line.addStretch()
        self.body.addWidget(holder)

    def _put(self, section: Section, today: date, place: str) -> None:
        head = SectionHeader(section.title, tr("{n} 件").format(n=len(section.duties)), t="cell_strong")
        holder = QWidget()
        sizes.column(holder, margins=(12, 8, 12, 2)).addWidget(head)
        self.body.addWidget(holder)
        most = self._shown.get(section.title, AT_ONCE)
        for owed in section.duties[:most]:
            row = DutyRow(owed, today, place)
            row.chosen.connect(self._choose)
            row.wanted.connect(self.wanted)
            row.opened.connect(self.opened)
            row.waive_wanted.connect(self.waive_wanted)
            self.body.addWidget(row)
        left = len(section.duties) - most
        if left > 0:
            more = Button(tr("再看 {n} 件，还有 {left} 件").format(n=min(AT_ONCE, left), left=left), "link")
            more.clicked.connect(lambda _on=False, title=section.title: self._more(title))
            holder = QWidget()
            sizes.row(holder, margins=(40, 4, 0, 4)).addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
            self.body.addWidget(holder)

    def _more(self, title: str) -> None:
        self._shown[title] = self._shown.get(title, AT_ONCE) + AT_ONCE
        self._rebuild()

    def _choose(self, chosen: DutyRow) -> None:
        self._current = chosen.owed.duty.key
        for row in self.rows():
            row.show_current(on=row is chosen)

    def _mark(self, *, focus: bool) -> None:
        """The former current row, else the first one, shows its verb."""
        rows = self.rows()
        if not rows:
            return
        now = next((row for row in rows if row.owed.duty.key == self._current), rows[0])
        now.show_current(on=True)
        if focus:
            now.setFocus(Qt.FocusReason.OtherFocusReason)
