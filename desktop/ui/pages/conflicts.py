"""09 核对: choose once where two people said different things; see what the county sent back, and why."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from db.commands.conflicts import Choice, DisputedRecord, resolve_conflicts
from db.touched import Touched
from desktop.desk.conflicts import Conflicts, DisputedFamily, Returned, conflicts
from desktop.desk.duplicates import count_duplicates
from desktop.desk.purging import count_asked
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.pages.conflict_card import DisputeCard
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, EmptyState, PageHeader, Rule
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.queue import QueueRow
from desktop.ui.widgets.states import Badge
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

if TYPE_CHECKING:
    from db.store.writing import Writing


class ConflictsPage(Page):
    """The queue at the left, one family's questions at the right; part of them can be settled and the rest left."""

    key = "conflicts"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket = Ticket()
        self.facts: Conflicts | None = None
        self._family_id: str | None = None
        self.cards: list[DisputeCard] = []
        self.rows: list[QueueRow] = []
        self.purges = Button(tr("依法清除"), "plain", clicked=lambda: self.went.emit("purges", {}))
        told = tr("同一处两边改得不一样，请定一个。两种说法都会留在历史里，以后还能改。")
        self.twice = Button(tr("重复登记"), "plain", clicked=lambda: self.went.emit("duplicates", {}))
        self.header = PageHeader(tr("核对"), told, [self.purges] if place.records else [self.twice, self.purges])
        self.queue = FormScroll(gap=2, margins=(0, 0, 6, 0))
        self.name = Label("", "head")
        self.badge = Badge(State.CLASH, "")
        self.meta = Label("", "note", "ink2", elide=True)
        self.whole = Button(tr("看整户"), "ghost", "house", clicked=self._open_family)
        self.questions = FormScroll(gap=14, margins=(0, 0, 8, 0))
        self.reason = TextField(tr("为什么这样定，一句话即可（可不写）"), named=tr("说明"))
        self.left_over = Label("", "note", "ink2", elide=True)
        self.settle = Button("", "filled", clicked=self.save)
        key, words = ("today", tr("回今日")) if place.records else ("monthly", tr("回月度"))
        home = Button(words, "filled", clicked=lambda: self.went.emit(key, {}))
        self.nothing = EmptyState(
            "check",
            tr("没有要核对的"),
            tr("两台电脑改了同一处而且改得不一样，或者[县]里退回了什么，会列在这里。"),
            [home],
        )
        self._build()

    # The promise of a page

    def enter(self, **where: object) -> None:
        """Asks for the queue; `family_id` opens that family first."""
        if "family_id" in where:
            self._family_id = str(where["family_id"])
        self.reload()

    def reload(self) -> None:
        """Asks again; the family that is open stays open while it has a question."""
        self._place.read(conflicts, self._show, ticket=self._ticket)
        self._place.read(count_asked, self._show_asked)
        self._place.read(count_duplicates, self._show_twice)

    def refresh(self, touched: Touched) -> None:
        """Any write may settle or bring a question."""
        if touched.kinds:
            self.reload()

    def leave(self) -> bool:
        """What was chosen and not settled stays chosen while the page lives; nothing is lost by leaving."""
        return True

    def save(self) -> None:
        """Settles what was chosen; the rest waits."""
        chosen = [choice for card in self.cards if (choice := _choice(card)) is not None]
        if chosen:
            reason = self.reason.value()
            self._place.write(partial(_settle, choices=chosen, reason=reason), lambda _: self.reason.setText(""))

    def use_width(self, width_class: WidthClass) -> None:
        """The queue above the questions where it is narrow."""
        super().use_width(width_class)
        self.across.use_width(width_class)
        wide = width_class is WidthClass.WIDE
        sizes.bounded(self._left, min_height=0 if wide else 180)
        self.questions.open_out(on=not wide)
        for card in self.cards:
            card.use_width(wide=width_class > WidthClass.NARROW)

    # Inside

    def _build(self) -> None:
        self._left = Card(gap=4, margins=(8, 10, 2, 10))
        self._left.add(self.queue)
        self._right = Card(gap=10, margins=(20, 14, 14, 14))
        head = sizes.row(gap=12)
        for widget in (self.name, self.badge):
            head.addWidget(widget)
        head.addWidget(self.meta, 1)
        head.addWidget(self.whole)
        foot = flow_row(self.left_over, spring(), self.settle)
        self._right.add(head, Rule(), self.questions, Label(tr("说明"), "note", "ink2"), self.reason, foot)
        self._right.body.setStretch(2, 1)
        self.across = Columns([(self._left, 5), (self._right, 16)])
        self.body.addWidget(self.header)
        self.body.addWidget(self.across, 1)
        self.body.addWidget(self.nothing, 1)
        self.across.hide()
        self.nothing.hide()

    def _show_asked(self, count: int) -> None:
        self.purges.say(tr("依法清除（{n} 件等答复）").format(n=count) if count else tr("依法清除"))

    def _show_twice(self, count: int) -> None:
        self.twice.say(tr("重复登记（{n} 件）").format(n=count) if count else tr("重复登记"))

    def _show(self, facts: Conflicts) -> None:
        self.facts = facts
        empty = not facts.families and not facts.returned
        self.across.setVisible(not empty)
        self.nothing.setVisible(empty)
        self._fill_queue(facts)
        known = [family.family_id for family in facts.families]
        wanted = self._family_id if self._family_id in known else known[0] if known else None
        self._open(wanted)

    def _fill_queue(self, facts: Conflicts) -> None:
        clear(self.queue.body)
        self.rows = []
        if facts.families:
            words = tr("冲突，{n} 户 {m} 处").format(n=len(facts.families), m=facts.count)
            self.queue.add(Label(words, "note", "ink2"))
        for family in facts.families:
            note = "、".join(dict.fromkeys(dispute.title for dispute in family.disputes))
            name = tr("{name}户").format(name=family.name) if family.family_id else family.name
            count = tr("{n} 处").format(n=len(family.disputes))
            row = QueueRow(State.CLASH, name, family.village, note, count)
            row.chosen.connect(partial(self._open, family.family_id))
            row.setProperty("family", family.family_id)
            self.rows.append(row)
            self.queue.add(row)
        if facts.returned:
            self.queue.add(Label(tr("[县]里退回，{n} 条").format(n=len(facts.returned)), "note", "ink2"))
        for back in facts.returned:
            self.queue.add(self._back_row(back))
        self.queue.body.addStretch(1)

    def _back_row(self, back: Returned) -> QueueRow:
        name = tr("{name}户").format(name=back.name) if back.family_id else back.name
        row = QueueRow(State.BACK, name, "", f"{back.title}；{back.reason}", "")
        row.setToolTip(tr("{by} 写的。原文留着，改正后请重新登记。").format(by=back.by))
        if back.family_id:
            row.chosen.connect(lambda: self.went.emit("family", {"family_id": back.family_id}))
        return row

    def _open(self, family_id: str | None) -> None:
        self._family_id = family_id
        families = self.facts.families if self.facts else ()
        family = next((each for each in families if each.family_id == family_id), None)
        for row in self.rows:
            row.show_current(on=row.property("family") == family_id)
        self._right.setVisible(family is not None)
        if family is not None:
            self._show_family(family)

    def _show_family(self, family: DisputedFamily) -> None:
        self.name.say(tr("{name}户").format(name=family.name) if family.family_id else family.name)
        self.badge.show_state(State.CLASH, tr("{n} 处待定").format(n=len(family.disputes)))
        self.meta.say("，".join(part for part in (family.village, family.case_no) if part))
        self.whole.setVisible(bool(family.family_id))
        clear(self.questions.body)
        self.cards = [DisputeCard(dispute, self._place.desk) for dispute in family.disputes]
        for card in self.cards:
            card.changed.connect(self._count)
            card.use_width(wide=self.width_class > WidthClass.NARROW)
            self.questions.add(card)
        self.questions.end()
        self._count()

    def _count(self) -> None:
        chosen = sum(card.is_chosen for card in self.cards)
        self.settle.say(tr("定下 {n} 处").format(n=chosen))
        self.settle.setEnabled(chosen > 0)
        rest = len(self.cards) - chosen
        self.left_over.say(tr("还有 {n} 处没定，可以先放着。").format(n=rest) if rest else "")

    def _open_family(self) -> None:
        if self._family_id:
            self.went.emit("family", {"family_id": self._family_id})


def _choice(card: DisputeCard) -> Choice | None:
    if not card.is_chosen:
        return None
    dispute = card.dispute
    return Choice(DisputedRecord(dispute.entity, dispute.record_id), dispute.field, card.value(), dispute.seen)


def _settle(writing: "Writing", choices: Iterable[Choice], reason: Any) -> Touched:
    return resolve_conflicts(writing, tuple(choices), str(reason or ""))
