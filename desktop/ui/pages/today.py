"""今日: what is owed, to whom, why, by when; nothing else."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from db.commands.waivers import take_up_duty, waive_duty
from db.domain.periods import lunar_label
from db.errors import Refusal
from db.touched import Touched
from desktop.desk.day import DayPage, OpenDraft, day_page, day_step
from desktop.desk.today import FamilyDuty, Today
from desktop.ui import sizes
from desktop.ui.asks.waivers import WAIVE_NOTE
from desktop.ui.dialogs.ask_panel import Ask, Asking, AskPanel
from desktop.ui.display import month_day, weekday
from desktop.ui.pages.duty_route import where_done
from desktop.ui.pages.today_list import DutyList, Section
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card, EmptyState, LoadingLine, PageHeader, SectionHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

_MOST_NOTICES = 4
_MOST_DRAFTS = 3
_STEPPED = 400
"""From so many families on the judging is shown as progress."""


class TodayPage(Page):
    """The page of the day."""

    key = "today"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket = Ticket()
        self._today: Today | None = None
        self._office = ""
        self._order = Segments([("day", tr("按日期")), ("village", tr("按[村]")), ("owner", tr("按联系人"))], named="")
        self._order.setAccessibleName(tr("怎样排列"))
        self._order.changed.connect(lambda _value: self._show_list())
        self._print = Button(tr("打印走访路线"), "plain", "printer", clicked=self.print_out)
        self.header = PageHeader(tr("今日"), self._day_words(), [self._order, self._print])
        self.list = DutyList()
        self.list.wanted.connect(self._do)
        self.list.opened.connect(self._open)
        self.list.waive_wanted.connect(self._waive)
        self.list.waived_wanted.connect(self._toggle_waived)
        self._with_waived = False
        self._waiving: FamilyDuty | None = None
        self.panel = AskPanel(place.desk.today)
        self.panel.saved.connect(self._write_waiver)
        self.panel.closed.connect(self._panel_closed)
        self.list.later_wanted.connect(lambda: self.went.emit("families", {"sort": "due"}))
        self.loading = LoadingLine()
        self._list_card = Card(gap=0, margins=(6, 8, 2, 8)).add(self.loading, self.list)
        self._calm = Label(tr("今天和本周都没有要办的事。"), "body", "ink2")
        self._calm.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._list_card.body.addWidget(self._calm)
        self._calm.hide()
        self._aside = QWidget()
        self._cards = sizes.column(self._aside, gap=12)
        self.across = Columns([(self._list_card, 7), (self._aside, 3), (self.panel, 0)], gap=16)
        self.empty = self._empty_card()
        self.body.addWidget(self.header)
        self.body.addWidget(self.across, 1)
        self.body.addWidget(self.empty, 1)
        self.empty.hide()

    def enter(self, **_where: object) -> None:
        """Asks for the day."""
        self.header.say(tr("今日"), self._day_words())
        self._step()

    def refresh(self, touched: Touched) -> None:
        """Whatever was written may have changed what is owed."""
        if touched.kinds:
            self._step()

    def reload(self) -> None:
        """Asks again."""
        self._step()

    def use_width(self, width_class: WidthClass) -> None:
        """One column where it is narrow."""
        super().use_width(width_class)
        wide = width_class is WidthClass.WIDE
        self.across.use_width(width_class)
        sizes.bounded(self._list_card, min_height=0 if wide else 320)
        self._print.setVisible(width_class > WidthClass.NARROW)

    def print_out(self) -> None:
        """The visit forms of all families to be visited, on the print page."""
        ids = self._route()
        if ids:
            self.went.emit("print", {"family_ids": ids})

    # Inside

    def _route(self) -> tuple[str, ...]:
        """Families with a visit owed, in the order of the villages."""
        if self._today is None:
            return ()
        owed = [each for each in self._all(self._today) if each.duty.action == "record_visit" and each.family_id]
        owed.sort(key=lambda each: each.village)
        return tuple(dict.fromkeys(each.family_id for each in owed))

    def _step(self) -> None:
        self._place.read(day_step, self._stepped, ticket=self._ticket)

    def _stepped(self, done: tuple[int, int]) -> None:
        judged, total = done
        if judged < total:
            if total >= _STEPPED and self._today is None:
                self.loading.begin(tr("正在清点待办"), can_stop=False) if self.loading.isHidden() else None
                self.loading.step(judged, total, tr("第 {done} 户，共 {total} 户").format(done=judged, total=total))
            self._step()
            return
        self._place.read(day_page, self._show, ticket=self._ticket)

    def _show(self, page: DayPage) -> None:
        self.loading.end()
        self._today, self._office = page.today, page.office
        self.across.setVisible(page.households > 0)
        self.empty.setVisible(page.households == 0)
        for control in (self._order, self._print):
            control.setEnabled(page.households > 0)
        self._show_list()
        self._show_aside(page)

    def _show_list(self) -> None:
        if self._today is None:
            return
        found = self._today
        sections = self._sections(found)
        n = len(found.waived)
        self.list.show_foot(
            "" if not n else tr("收起不用办的") if self._with_waived else tr("看不用办的 {n} 件").format(n=n)
        )
        if self._with_waived and n:
            sections.append(Section(tr("这次不用办"), found.waived))
        self.list.show_sections(sections, found.on, self._office, found.coming)
        self._calm.setVisible(not any(section.duties for section in sections))

    def _sections(self, found: Today) -> list[Section]:
        if self._order.value() == "day":
            parts = ((tr("已逾期"), found.overdue), (tr("今天"), found.due), (tr("本周内"), found.this_week))
            first = found.at_once
            rest = [Section(name, tuple(each for each in owed if each not in first)) for name, owed in parts]
            return [Section(tr("先办"), first), *rest]
        groups: dict[str, list[FamilyDuty]] = {}
        for each in self._all(found):
            by_village = self._order.value() == "village"
            name = (each.village or tr("全[镇]")) if by_village else (each.duty.owner or tr("还没有联系人"))
            groups.setdefault(name, []).append(each)
        return [Section(name, tuple(duties)) for name, duties in sorted(groups.items())]

    @staticmethod
    def _all(found: Today) -> tuple[FamilyDuty, ...]:
        return (*found.overdue, *found.due, *found.this_week)

    def _show_aside(self, page: DayPage) -> None:
        clear(self._cards)
        if page.notices:
            self._cards.addWidget(self._notices(page))
        if page.drafts:
            self._cards.addWidget(self._drafts(page.drafts))
        if page.township and not page.hand_over.practice:
            self._cards.addWidget(self._hand_over(page))
        self._cards.addStretch()

    def _notices(self, page: DayPage) -> Card:
        card = Card(gap=8, margins=(16, 12, 16, 14))
        ahead = tr("未来 {n} 天").format(n=page.ahead)
        card.add(SectionHeader(tr("近日请留意"), right=[Label(ahead, "note")]))
        for on, first, second in page.notices[:_MOST_NOTICES]:
            card.add(_notice(on, first, second))
        left = len(page.notices) - _MOST_NOTICES
        if left > 0:
            card.add(Label(tr("还有 {n} 条").format(n=left), "note"))
        return card

    def _drafts(self, drafts: tuple[OpenDraft, ...]) -> Card:
        card = Card(gap=8, margins=(16, 12, 16, 14))
        card.add(SectionHeader(tr("没写完的"), tr("{n} 份").format(n=len(drafts))))
        for draft in drafts[:_MOST_DRAFTS]:
            go_on = Button(tr("接着写"), "small", clicked=partial(self._go_on, draft))
            card.add(_with_button(draft.title, draft.saved, go_on))
        return card

    def _hand_over(self, page: DayPage) -> Card:
        card = Card(gap=4, margins=(16, 12, 16, 14))
        waiting = page.hand_over.waiting
        words = tr("未上报 {n} 条").format(n=f"{waiting:,}") if waiting else tr("没有未上报的修改")
        go = Button(tr("去上报"), "small", clicked=lambda: self.went.emit("handover", {}))
        card.add(SectionHeader(tr("上报")), _with_button(words, page.hand_over.last or tr("还没有上报过"), go))
        return card

    def _empty_card(self) -> Card:
        buttons = [
            Button(tr("导入名册"), "filled", "tray-arrow-down", clicked=lambda: self.went.emit("import", {})),
            Button(tr("新增一户"), clicked=self.make_new),
        ]
        step = tr("手头有 Excel 名册，可以直接导入；没有的话，先从一户开始。")
        return Card().add(EmptyState("house", tr("这里还没有家庭"), step, buttons))

    def make_new(self) -> None:
        """Ctrl+N: a new family."""
        self.went.emit("new_family", {})

    def _do(self, owed: FamilyDuty) -> None:
        self.went.emit(*where_done(owed.duty, owed.family_id))

    # Not this time

    def _waive(self, owed: FamilyDuty) -> None:
        """Asks why it need not be done; one that was waived is taken up again at once, which can be undone."""
        if owed.waiver is not None:
            self._place.write(partial(take_up_duty, waiver_id=owed.waiver.id))
            return
        self._waiving = owed
        reason = Ask("reason", tr("为什么不用办"), "notes", required=True)
        title = tr("这次不用办：{what}").format(what=owed.duty.title)
        over = tr("{name}户").format(name=owed.family_name)
        self.panel.ask(Asking(title, over, (reason,), tr("记下"), tr(WAIVE_NOTE)))
        self._aside.hide()
        self.panel.start()

    def _write_waiver(self, answers: dict[str, Any]) -> None:
        owed = self._waiving
        if owed is not None:
            told = partial(waive_duty, family_id=owed.family_id, duty_key=owed.duty.key)
            reason = str(answers["reason"] or "")
            self._place.write(partial(told, reason=reason), lambda _done: self.panel.dismiss(), self._not_waived)

    def _not_waived(self, refusal: Refusal) -> None:
        if not self.panel.refuse(refusal):
            self._place.tasks.refused.emit(refusal)

    def _panel_closed(self) -> None:
        self._waiving = None
        self._aside.show()
        self.list.setFocus()

    def _toggle_waived(self) -> None:
        self._with_waived = not self._with_waived
        self._show_list()

    def leave(self) -> bool:
        """A reason half written stays until it is kept or dropped."""
        if self.panel.isVisibleTo(self) and self.panel.dirty:
            self.panel.start()
            return False
        self.panel.dismiss()
        return True

    def save(self) -> None:
        """Ctrl+S: saves the open panel."""
        if self.panel.isVisibleTo(self):
            self.panel.save()

    def _open(self, owed: FamilyDuty) -> None:
        if owed.family_id:
            self.went.emit("family", {"family_id": owed.family_id})
        else:
            self._do(owed)

    def _go_on(self, draft: OpenDraft) -> None:
        if draft.family_id:
            self.went.emit("visit", {"family_id": draft.family_id})
        else:
            self.went.emit("new_family", {})

    def _day_words(self) -> str:
        on = self._place.desk.today
        week = weekday(on).replace("周", "星期")
        return tr("{day} {week}·农历{lunar}").format(day=month_day(on), week=week, lunar=lunar_label(on))


def _notice(on: date | None, first: str, second: str) -> QWidget:
    """A day in a quiet tile with its words beside it."""
    made = QWidget()
    line = sizes.row(made, gap=12)
    tile = Card(gap=0, margins=(4, 1, 4, 1), box="sunken")
    sizes.fixed(tile, width=44, height=42)
    month = ((tr("本月"), "cell_strong"),)
    for said, role in month if on is None else ((tr("{n}日").format(n=on.day), "cell_strong"), (weekday(on), "note")):
        label = Label(said, role, "ink2")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        tile.add(label)
    line.addWidget(tile, 0, Qt.AlignmentFlag.AlignTop)
    words = sizes.column(gap=0)
    words.addWidget(Label(first, "cell", "ink", wrap=True))
    if second:
        words.addWidget(Label(second, "note", "ink2", wrap=True))
    line.addLayout(words, 1)
    return made


def _with_button(first: str, second: str, button: Button) -> QWidget:
    """Two lines and what can be done about them."""
    made = QWidget()
    line = sizes.row(made, gap=8)
    words = sizes.column(gap=0)
    words.addWidget(Label(first, "body", elide=True))
    words.addWidget(Label(second, "note", "ink2", elide=True))
    line.addLayout(words, 1)
    line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
    return made
