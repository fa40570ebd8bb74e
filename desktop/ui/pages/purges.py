"""依法清除: what was asked for, decided at the county by another worker after typing what goes, and what is gone."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from db.commands.purges import withdraw_purge
from db.errors import InvalidValue, Refusal
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.purging import (
    Asked,
    PurgeLine,
    Purges,
    asked_for,
    confirm,
    decline,
    purges,
    request_at_county,
    review_purge,
    wish_at_county,
)
from desktop.ui import sizes
from desktop.ui.asks.purging import reasons
from desktop.ui.dialogs.ask_panel import Ask, Asking, AskPanel
from desktop.ui.display import State
from desktop.ui.models.cells import Column, Paint, StateCell
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, EmptyState, PageHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.fields import Verdict, hard
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.states import StateLine
from desktop.ui.workplace import Workplace
from desktop.words import tr

if TYPE_CHECKING:
    from db.store.writing import Writing

_CONFIRM, _DECLINE = "confirm", "decline"


class PurgesPage(Page):
    """The list at the left, one request at the right; a county decides, a township may take its request back."""

    key = "purges"
    guest_safe = False

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._plan_ticket = Ticket(), Ticket()
        self._save: Callable[[Mapping[str, Any]], None] | None = None
        self._agree: Callable[[Mapping[str, Any]], None] | None = None
        self.new = Button(tr("由[县]里申请"), "plain", clicked=self.make_new)
        self.header = PageHeader(tr("依法清除"), "", [] if place.records else [self.new], back=tr("核对"))
        self.said = StateLine(State.OK, "", "body", wrap=True)
        self.left_over = StateLine(State.LATE, "", "body", wrap=True)
        self.table = _table()
        self.panel = AskPanel(place.desk.today)
        self.nothing = EmptyState(
            "check",
            tr("没有清除过什么"),
            tr("登错了人、本人依法要求删除的，在这一户的“档案”里申请；只是记错的，作废就够了。"),
            [Button(tr("回核对"), "filled", clicked=self._back)],
        )
        self._build()

    def enter(self, **_where: object) -> None:
        """Asks for the list."""
        self.said.hide()
        self.reload()

    def reload(self) -> None:
        """Asks again."""
        self._place.read(purges, self._show, ticket=self._ticket)

    def refresh(self, touched: Touched) -> None:
        """Any write may bring a request."""
        if touched.kinds and not self.panel.dirty:
            self.reload()

    def save(self) -> None:
        """Ctrl+S: what the panel asks."""
        if self.panel.isVisibleTo(self):
            self.panel.save()

    def use_width(self, width_class: WidthClass) -> None:
        """The request below the list in narrow windows."""
        super().use_width(width_class)
        self.across.use_width(width_class)
        wide = width_class is WidthClass.WIDE
        sizes.bounded(self._list, min_height=0 if wide else 180)
        sizes.bounded(self.panel, min_height=0 if wide else 420)

    def make_new(self) -> None:
        """A county's worker asks; a colleague will have to decide."""
        asks = (
            Ask("case_no", tr("档案编号"), required=True),
            Ask("member", tr("哪一位成员"), hint=tr("整户的不写")),
            *reasons(),
        )
        note = tr("申请的人不能自己确认。只是记错、重复、离册的，请[乡镇]作废或登记退出。")
        self._ask(Asking(tr("由[县]里申请清除"), tr("[县]里"), asks, tr("看看会清除什么"), note), self._review_new)
        self._agree = lambda answers: self._work(partial(request_at_county, answers=answers))

    # Inside

    def _build(self) -> None:
        self._list = Card(gap=4, margins=(1, 1, 1, 8))
        self._list.add(self.table)
        self._list.body.setStretch(0, 1)
        self.across = Columns([(self._list, 3), (self.panel, 2)])
        self.body.addWidget(self.header)
        self.body.addWidget(self.said)
        self.body.addWidget(self.left_over)
        self.body.addWidget(self.across, 1)
        self.body.addWidget(self.nothing, 1)
        for widget in (self.said, self.left_over, self.nothing):
            widget.hide()
        self.header.backed.connect(self._back)
        self.table.current_changed.connect(self._open)
        self.panel.saved.connect(lambda answers: self._save(answers) if self._save else None)
        self.panel.agreed.connect(lambda answers: self._agree(answers) if self._agree else None)

    def _back(self) -> None:
        self.went.emit("conflicts", {})

    def _show(self, found: Purges) -> None:
        waiting = sum(line.state == "asked" for line in found.lines)
        self.header.say(tr("依法清除"), tr("{n} 件等答复").format(n=waiting) if waiting else "")
        self.table.rows_model().set_rows(found.lines)
        empty = not found.lines and self.panel.isHidden()
        self.across.setVisible(not empty)
        self.nothing.setVisible(empty)
        words = _left_over(found)
        self.left_over.setVisible(bool(words))
        self.left_over.show_state(State.SOON, words)
        if found.lines:
            self.table.go_to((self.table.current_row() or found.lines[0]).request)
            self._open(self.table.current_row() or found.lines[0])

    def _open(self, line: PurgeLine | None) -> None:
        self._agree = None
        if line is None:
            return
        if line.decides:
            self._place.read(partial(asked_for, line=line), self._decide, self._refused, ticket=self._plan_ticket)
        elif line.withdraws:
            note = tr("还没有答复，可以撤回。")
            asking = Asking(_title(line), line.org_name, (), tr("撤回申请"), note, shown=_facts(line))
            self._ask(asking, lambda _answers: self._withdraw(line))
        else:
            self._ask(Asking(_title(line), line.org_name, (), "", shown=_facts(line)), None)

    def _decide(self, asked: Asked) -> None:
        line = asked.line
        choices = ((_CONFIRM, tr("清除")), (_DECLINE, tr("不清除")))
        asks = (
            Ask("answer", tr("答复"), "choice", None, choices, required=True),
            Ask("typed", tr("要清除的，照抄：{words}").format(words=asked.typed)),
            Ask("reason", tr("为什么"), "notes", required=True, hint=tr("不写姓名和号码：这句话会留下来")),
        )

        def judge(answers: Mapping[str, Any]) -> Mapping[str, Verdict]:
            typed = "".join(str(answers.get("typed") or "").split())
            if answers.get("answer") == _CONFIRM and typed != asked.typed:
                return {"typed": hard(tr("要照抄：{words}").format(words=asked.typed))}
            return {}

        note = tr("清除以后，各台电脑读了下一份回执就都没有了，不能恢复。只是记错的，答“不清除”，请[乡镇]作废。")
        facts = (*_facts(line), *asked.facts)
        self._ask(
            Asking(_title(line), line.org_name, asks, tr("答复"), note, judge=judge, shown=facts),
            lambda answers: self._answer(line, answers),
        )

    def _answer(self, line: PurgeLine, answers: Mapping[str, Any]) -> None:
        reason = str(answers.get("reason") or "")
        if answers.get("answer") == _CONFIRM:
            typed = str(answers.get("typed") or "")
            self._work(partial(confirm, request=line.request, typed=typed, reason=reason))
        else:
            self._work(partial(decline, request=line.request, reason=reason))

    def _withdraw(self, line: PurgeLine) -> None:
        def command(writing: "Writing") -> Touched:
            return withdraw_purge(writing, line.request)

        self._place.write(command, self._done, self._refused)

    def _review_new(self, answers: Mapping[str, Any]) -> None:
        def read(desk: Desk) -> Any:
            return review_purge(desk, wish_at_county(desk, answers))

        self._place.read(read, self.panel.lay_out, self._refused, ticket=self._plan_ticket)

    def _ask(self, asking: Asking, save: Callable[[Mapping[str, Any]], None] | None) -> None:
        self._save = save
        self.nothing.hide()
        self.across.show()
        self.panel.ask(asking)

    def _work(self, job: Callable[[Desk], Touched]) -> None:
        self._place.work(job, self._done, self._refused)

    def _done(self, touched: Touched) -> None:
        self.panel.dismiss()
        self.said.show_state(State.OK, touched.said)
        self.said.show()
        self.reload()

    def _refused(self, refusal: Refusal) -> None:
        if self.panel.isHidden() or not self.panel.refuse(refusal):
            self.said.show_state(State.MISS, refusal.sentence)
            self.said.show()
        if not isinstance(refusal, InvalidValue):
            self.panel.save_button.setEnabled(True)


def _left_over(found: Purges) -> str:
    """What the program cannot reach and a person should destroy; "" for nothing."""
    said = ""
    if found.to_destroy:
        words = tr("{n} 个原始包打不开，里面可能还有已清除的内容，请在存档文件夹里销毁：{names}。")
        said = words.format(n=len(found.to_destroy), names="、".join(found.to_destroy[:3]))
    if found.copies:
        words = tr(
            "本机还留着 {n} 份旧档案（恢复时放到一边的），用它恢复会自动再清除；不要的请销毁，U 盘上的备份也一样。"
        )
        said += words.format(n=found.copies)
    if found.elsewhere:
        said += tr("另一块盘上的原始包还没有换成清除以后的，插上盘，到“设置”补拷一次。")
    return said


def _title(line: PurgeLine) -> str:
    return tr("{name}，{what}").format(name=line.title, what=line.what)


def _facts(line: PurgeLine) -> tuple[tuple[str, str], ...]:
    facts = (
        (tr("现在"), line.standing),
        (tr("申请"), line.asked),
        (tr("依据"), "；".join(part for part in (line.grounds, line.reason) if part)),
        (tr("答复"), "；".join(part for part in (line.decided, line.answer) if part)),
        (tr("本机清除了"), line.went),
    )
    return tuple((label, words) for label, words in facts if words)


_STATES = {"asked": State.SOON, "done": State.OK, "declined": State.BACK, "withdrawn": State.NA}


def _table() -> RowsTable:
    columns: tuple[Column[PurgeLine], ...] = (
        Column("name", tr("清除谁"), lambda line: line.title, 120, Paint.NAME, stretch=True),
        Column("what", tr("范围"), lambda line: line.what, 80),
        Column("org", tr("[乡镇]"), lambda line: line.org_name, 90),
        Column("asked", tr("申请"), lambda line: line.asked, 190),
        Column("state", tr("现在"), lambda line: StateCell(_STATES[line.state], line.standing), 100, Paint.STATE),
    )
    model: RowsModel[PurgeLine] = RowsModel(columns, lambda line: line.request)
    table = RowsTable(model, row_height=38, label=tr("清除的申请和答复"))
    model.setParent(table)
    return table
