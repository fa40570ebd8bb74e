"""Page 05, 记录走访: a visit is written once, in paper order; typing survives a crash."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from db.errors import InvalidValue, Refusal
from db.touched import Touched
from desktop.desk.drafts import KeptDraft, drop_draft, save_draft
from desktop.desk.visiting import VisitStart, look_at_phone, save_visit, start_visit
from desktop.ui import sizes
from desktop.ui.display import State, clock_time, month_day
from desktop.ui.pages.visit_context import VisitContext
from desktop.ui.pages.visit_form import VisitForm
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Banner, Card, EmptyState
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.forms import ErrorList, Lack
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.states import StateLine
from desktop.ui.workplace import Workplace
from desktop.words import tr

KEEP_MS = 1500
"""A change is kept at the latest this long after it was typed."""
_CONCERNED = ("family", "person", "assignment", "contact_person", "need", "visit")


class VisitPage(Page):
    """Writes one visit.

    `enter(family_id=..., category="", festival="", need_ids=(), replaces="")`: whose; what kind is offered first; open
    requests that are to be settled by it; a wrongly entered visit that is written anew. After saving it goes back to
    where one came from; the window says so with 撤销.
    """

    key = "visit"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket = Ticket()
        self._where: dict[str, Any] = {}
        self._start: VisitStart | None = None
        self.form: VisitForm | None = None
        self._unkept = self._saving = self._judged = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self._keep)
        self.context = VisitContext(place.desk.codes)
        self.context.backed.connect(self._put_off)
        self.context.phone_wanted.connect(self._show_phone)
        self._build()

    # The promise of a page

    def enter(self, **where: object) -> None:
        """Reads the family and the draft, and begins; `where` as in the class."""
        family_id = str(where.get("family_id") or "")
        if not family_id:
            self.backed.emit()
            return
        self._flush()
        self._where = dict(where)
        replaces = str(where.get("replaces") or "")
        self._place.read(
            lambda desk: start_visit(desk, family_id, replaces), self._begin, self._unknown, ticket=self._ticket
        )

    def refresh(self, touched: Touched) -> None:
        """Something about the family was written elsewhere: begins again from the draft."""
        if self._start is not None and touched.touches(*_CONCERNED) and not self._saving:
            self.enter(**self._where)

    def leave(self) -> bool:
        """Typing is kept as a draft; nothing needs to be asked."""
        self._flush()
        return True

    def reload(self) -> None:
        """F5."""
        self.enter(**self._where)

    def use_width(self, width_class: WidthClass) -> None:
        """The context above the form in narrow windows."""
        super().use_width(width_class)
        self.context.use_width(width_class)
        self._across.use_width(width_class)

    def print_out(self) -> None:
        """Ctrl+P: this family's form on paper."""
        if self._start is not None:
            self.went.emit("print", {"family_ids": (self._start.family_id,)})

    def save(self) -> None:
        """Ctrl+S: judges, then records; what is missing stands on top with links that jump there."""
        if self.form is None or self._saving:
            return
        self._judged = True
        self.restored.say("")
        if lacks := self._show_lacks():
            self._jump(lacks[0])
            return
        visit, reason = self.form.visit(), self.form.reason()
        wrong = self._start.replaces.id if self._start is not None and self._start.replaces else ""
        self._set_saving(on=True)
        self._timer.stop()
        self._place.work(lambda desk: save_visit(desk, visit, wrong, reason), self._saved, self._refused)

    def focus_first(self) -> None:
        """The first field of the form, not the way back."""
        if self.form is not None:
            self.form.fields["on"].setFocus(Qt.FocusReason.TabFocusReason)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the visit off; the draft stays."""
        if event.key() == Qt.Key.Key_Escape:
            self._put_off()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """At locking and closing nobody asks the page: what was typed is kept now."""
        super().hideEvent(event)
        self._flush()

    # Building

    def _build(self) -> None:
        self._card = Card(gap=6, margins=(18, 11, 10, 11))
        self.errors = ErrorList()
        self.errors.jumped.connect(self._jump)
        self.drop_button = Button(tr("不要草稿，重新写"), "link", clicked=self._drop)
        self.restored = Banner("", action=self.drop_button)
        self._card.add(self.restored, self.errors)
        self._gone = EmptyState(
            "archive", tr("这户已不在册，不能记走访"), tr("如要恢复在册，先到家庭页改档案状态。"), [
                Button(tr("打开家庭"), "filled", clicked=self._open_family)
            ]
        )  # fmt: skip
        self._gone.hide()
        self._card.body.addWidget(self._gone, 1)
        self.kept = StateLine(State.OK, "")
        self.kept.hide()
        self.save_button = Button(tr("保存走访  Ctrl+S"), "filled", clicked=self.save)
        put_off = Button(tr("先放着"), "ghost", clicked=self._put_off)
        paper = Button(tr("打印这张表"), "plain", "printer", clicked=self.print_out)
        self._foot = flow_row(self.kept, spring(), put_off, paper, self.save_button)
        right = QWidget()
        lines = sizes.column(right, gap=8)
        lines.addWidget(self._card, 1)
        lines.addWidget(self._foot)
        self._across = Columns([(self.context, 0), (right, 1)], gap=20)
        self.body.addWidget(self._across, 1)

    # Beginning

    def _begin(self, start: VisitStart) -> None:
        self._start = start
        self._unkept = self._judged = False
        self.context.show_start(start)
        self.context.use_width(self.width_class)
        self._take_down()
        self.errors.show_lacks([])
        self._gone.setVisible(not start.active)
        self._foot.setVisible(start.active)
        if start.active:
            self._put_up(start)

    def _put_up(self, start: VisitStart) -> None:
        closing = self._where.get("need_ids")
        ids = tuple(str(one) for one in closing) if isinstance(closing, Sequence) else ()
        wish = {name: str(self._where.get(name) or "") for name in ("category", "festival")}
        form = VisitForm(start, self._place.desk.codes, wish, ids)
        self._card.body.addWidget(form, 1)
        self.form = form
        draft = start.draft
        self.kept.setVisible(draft is not None)
        self.restored.say("")
        if draft is not None:
            form.fill(draft.content)
            self._say_restored(draft)
        form.changed.connect(self._typed)

    def _take_down(self) -> None:
        form, self.form = self.form, None
        if form is not None:
            self._card.body.removeWidget(form)
            form.hide()
            form.deleteLater()

    def _say_restored(self, draft: KeptDraft) -> None:
        at = draft.saved_at
        words = tr("接着上次写：草稿是 {day} {time} 存的，已经填好").format(
            day=month_day(at.date()), time=clock_time(at)
        )
        self.restored.say(words, State.OK)
        self._say_kept(clock_time(at))

    def _unknown(self, refusal: Refusal) -> None:
        self._place.tasks.refused.emit(refusal)
        self.backed.emit()

    # The draft journal

    def _typed(self) -> None:
        self._unkept = True
        if not self._timer.isActive():
            self._timer.start()
        if self._judged:
            self._show_lacks()

    def _keep(self) -> None:
        if not self._unkept or self.form is None or self._start is None:
            return
        self._unkept = False
        key, typed = self._start.key, self.form.typed()
        self._place.read(lambda desk: save_draft(desk, key, typed), lambda at: self._say_kept(clock_time(at)))

    def _flush(self) -> None:
        self._timer.stop()
        self._keep()

    def _say_kept(self, time: str) -> None:
        self.kept.show_state(State.OK, tr("已存草稿 {time}    关机、断电也在").format(time=time))
        self.kept.label.setMinimumWidth(self.kept.label.sizeHint().width())
        self.kept.show()

    def _drop(self) -> None:
        if self._start is None:
            return
        self._timer.stop()
        self._unkept = False
        key = self._start.key
        self._place.read(lambda desk: drop_draft(desk, key), lambda _none: self.enter(**self._where))

    # Saving

    def _show_lacks(self) -> list[Lack]:
        if self.form is None:
            return []
        lacks = self.form.judge()
        self.errors.show_lacks(lacks, *self.form.progress())
        return lacks

    def _jump(self, lack: Lack) -> None:
        if lack.target is not None:
            lack.target.setFocus(Qt.FocusReason.OtherFocusReason)
            if self.form is not None:
                self.form.ensureWidgetVisible(lack.target, sizes.px(24), sizes.px(60))

    def _saved(self, _touched: Touched) -> None:
        self._set_saving(on=False)
        self._unkept = False
        self._start = None
        self._take_down()
        self.backed.emit()

    def _refused(self, refusal: Refusal) -> None:
        self._set_saving(on=False)
        self._keep()
        lack = None
        if self.form is not None and isinstance(refusal, InvalidValue):
            lack = self.form.show_refusal(refusal.field, refusal.happened)
        if self.form is None or lack is None:
            self._place.tasks.refused.emit(refusal)
            return
        self.errors.show_lacks([lack], *self.form.progress())
        self._jump(lack)

    def _set_saving(self, *, on: bool) -> None:
        self._saving = on
        self.save_button.setEnabled(not on)
        if self.form is not None:
            self.form.setEnabled(not on)

    # Elsewhere

    def _put_off(self) -> None:
        self.backed.emit()

    def _open_family(self) -> None:
        if self._start is not None:
            self.went.emit("family", {"family_id": self._start.family_id})

    def _show_phone(self) -> None:
        if self._start is not None:
            family_id = self._start.family_id
            self._place.read(lambda desk: look_at_phone(desk, family_id), self.context.phone.show_full)
