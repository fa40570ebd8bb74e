"""What stands beside the form of a visit: 开口前看一眼, 上次, 还没办完的, 这几天还要办的."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from db.domain.codes import CodeList
from db.domain.duties import Duty
from db.domain.standing import late_words
from desktop.desk.visiting import VisitStart
from desktop.ui import sizes
from desktop.ui.display import State, short_day
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, Rule, SectionHeader
from desktop.ui.widgets.masked import MaskedLabel
from desktop.ui.widgets.page import WidthClass
from desktop.ui.widgets.paint import Picture, clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

Codes = Mapping[str, CodeList]
_PREFERENCES = {
    "home": ("house", "愿意上门"),
    "phone": ("phone", "愿意接电话，先不上门"),
    "quiet": ("moon", "不便打扰，有事再联系"),
}
_STANDING = ("body", "self_care", "mind", "sleep", "life")
_MOST_OWED, _MOST_NEEDS = 4, 3


class VisitContext(QWidget):
    """The column of 276 pixels. Signals: `backed`, `phone_wanted` (the eye beside the number)."""

    backed = Signal()
    phone_wanted = Signal()

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self._codes = codes
        self._width_class = WidthClass.WIDE
        sizes.fixed(self, width=276)
        lines = sizes.column(self, gap=8)
        self.back = Button(tr("返回"), "ghost", "caret-left", clicked=self.backed.emit)
        self.title = Label(tr("记录走访"), "title")
        self.where = Label("", "body", "ink2", elide=True)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.where.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.glance = Card(gap=6, box="tint", margins=(14, 10, 14, 10))
        self.card = Card(gap=6, margins=(14, 10, 14, 10))
        self._more = Button(tr("上次和没办完的"), "link", clicked=self._toggle)
        self._more.hide()
        self.phone = MaskedLabel()
        self.phone.revealed.connect(self.phone_wanted)
        self._head = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        sizes.spaced(self._head, gap=8)
        self._head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.title, self.where, self._more):
            self._head.addWidget(widget)
        lines.addLayout(self._head)
        lines.addWidget(self.glance)
        lines.addWidget(self.card)
        lines.addStretch()

    def show_start(self, start: VisitStart) -> None:
        """Shows a family's context."""
        self.back.say(start.name)
        self.title.say(tr("重记走访") if start.replaces else tr("记录走访"))
        self.where.say(start.where)
        clear(self.glance.body)
        clear(self.card.body)
        self._glance(start)
        self._last(start)
        self._needs(start)
        self._owed(start)

    def use_width(self, width_class: WidthClass) -> None:
        """In narrow windows only what must be seen before the first word; the rest opens on demand."""
        self._width_class = width_class
        wide = width_class is WidthClass.WIDE
        self._more.setVisible(not wide)
        self.card.setVisible(wide)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._head.setDirection(down if wide else across)
        self.glance.body.setDirection(down if width_class is not WidthClass.MEDIUM else across)

    def _toggle(self) -> None:
        self.card.setVisible(not self.card.isVisible())

    def _glance(self, start: VisitStart) -> None:
        self.glance.add(SectionHeader(tr("开口前看一眼")))
        icon, words = _PREFERENCES.get(start.preference, ("house", ""))
        hours = tr("，{hours}为宜").format(hours=start.hours) if start.hours else ""
        self.glance.add(_with_icon(icon, Label(tr(words) + hours, "body", wrap=True)))
        for sentence in start.quiet:
            self.glance.add(_with_icon("moon", Label(sentence, "note", "ink2", wrap=True)))
        if start.phone:
            self.phone = MaskedLabel(start.phone, tr("联系电话"), "body")
            self.phone.revealed.connect(self.phone_wanted)
            self.glance.add(_with_icon("phone", self.phone))
            if start.phone_of:
                self.glance.add(Label(tr("{name}接听").format(name=start.phone_of), "note", "ink2"))
        else:
            self.glance.add(StateLine(State.MISS, tr("还没有联系电话")))

    def _last(self, start: VisitStart) -> None:
        if start.last is None:
            self.card.add(SectionHeader(tr("上次")), Label(tr("还没有走访记录"), "note", "ink2"))
            return
        on = short_day(date.fromisoformat(start.last.on), start.today)
        mode = self._word("visit_mode", start.last.fields.get("mode"))
        self.card.add(SectionHeader(tr("上次"), right=[Label(f"{on} {mode}", "note", "ink2")]))
        self.card.add(Label(self._last_words(start), "note", "ink2", wrap=True))

    def _last_words(self, start: VisitStart) -> str:
        fields = start.last.fields if start.last else {}
        said = [self._word(self._list(name), fields[name]) for name in _STANDING if fields.get(name)]
        words = [f"{label}{word}" for label, word in zip(self._labels(fields), said, strict=True)]
        note = str(fields.get("note") or "")
        return "。".join(part for part in ("，".join(words), note) if part) or tr("没有写情况")

    def _labels(self, fields: Mapping[str, object]) -> list[str]:
        named = dict(zip(_STANDING, (tr("身体"), "", tr("精神"), tr("睡眠"), tr("生活")), strict=True))
        return [named[name] for name in _STANDING if fields.get(name)]

    def _list(self, name: str) -> str:
        return f"visit_{name}" if f"visit_{name}" in self._codes else name

    def _needs(self, start: VisitStart) -> None:
        count = tr("{n} 件").format(n=len(start.needs)) if start.needs else tr("没有")
        self.card.add(Rule(), SectionHeader(tr("还没办完的"), right=[Label(count, "note", "ink2")]))
        for need in start.needs[:_MOST_NEEDS]:
            raised = short_day(date.fromisoformat(need.raised_on), start.today) if need.raised_on else ""
            parts = [need.request, tr("{day} 登记").format(day=raised) if raised else "", need.responsible]
            if need.due_by:
                due = short_day(date.fromisoformat(need.due_by), start.today)
                parts.append(tr("{day} 前办结").format(day=due))
            self.card.add(Label("，".join(part for part in parts if part), "note", "ink2", wrap=True))

    def _owed(self, start: VisitStart) -> None:
        if not start.owed:
            return
        self.card.add(Rule(), SectionHeader(tr("这几天还要办的")))
        for duty in start.owed[:_MOST_OWED]:
            state = State.LATE if duty.days_late else State.SOON
            late = late_words(duty.due_by, start.today, never=duty.never) if duty.days_late else ""
            words = "  ".join(part for part in (_what(duty), late) if part)
            self.card.add(StateLine(state, words))
        more = len(start.owed) - _MOST_OWED
        if more > 0:
            self.card.add(Label(tr("还有 {n} 件，在家庭页上").format(n=more), "note", "ink3"))

    def _word(self, code_list: str, code: object) -> str:
        return self._codes[code_list].name_of(str(code)) if code and code_list in self._codes else ""


def _with_icon(icon: str, widget: QWidget) -> QWidget:
    made = QWidget()
    line = sizes.row(made, gap=10)
    line.addWidget(Picture(icon, 16))
    line.addWidget(widget, 1)
    return made


def _what(duty: Duty) -> str:
    """What is owed and whom it is about: a contact card names the contact person it is of."""
    whose = duty.owner if duty.action == "hand_card" else duty.subject_name
    return f"{whose} {duty.title}".strip()
