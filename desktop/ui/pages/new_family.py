"""新增家庭: look first whether the family is there already, then open its file."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCompleter, QWidget

from db.commands.families import HEAD_RELATION, NewChild, NewFamily, open_family
from db.domain.identity import check_id_number
from db.errors import InvalidValue, Refusal
from db.touched import Touched
from desktop.desk.alike import Alike, TypedPerson, people_alike
from desktop.desk.desk import Desk
from desktop.desk.drafts import KeptDraft, drop_draft, load_draft, save_draft
from desktop.desk.new_family import family_among, village_names
from desktop.ui import sizes
from desktop.ui.display import State, clock_time
from desktop.ui.pages.alike import LOOK_MS, AlikeList
from desktop.ui.pages.new_family_form import NewFamilyForm
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Banner, Card, PageHeader, SectionHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.fields import hard
from desktop.ui.widgets.forms import ErrorList, Lack
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.states import StateLine
from desktop.ui.workplace import Workplace
from desktop.words import tr

DRAFT = "new_family"
_DRAFT_MS = 1200


class NewFamilyPage(Page):
    """The page on which a family's file is opened."""

    key = "new_family"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._alike_ticket = Ticket()
        self._saving = False
        self.header = PageHeader(tr("新增家庭"), tr("先看有没有这一户，再建档"), back=tr("家庭"))
        self.header.backed.connect(self.backed)
        self.form = NewFamilyForm(place.desk)
        self.form.changed.connect(self._typed)
        self.errors = ErrorList()
        self.draft_line = StateLine(State.OK, "")
        self.draft_line.hide()
        throw = Button(tr("丢掉，从头写"), "small", clicked=self._throw_away)
        self.banner = Banner("", State.SOON, throw)
        self._save = Button(tr("保存建档  Ctrl+S"), "filled", clicked=self.save)
        self._alike_card = Card(gap=8, margins=(16, 12, 16, 14))
        self.alike = AlikeList()
        self.alike.opened.connect(lambda family_id: self.went.emit("family", {"family_id": family_id}))
        self._look = self._timer(LOOK_MS, self._ask_alike)
        self._keep = self._timer(_DRAFT_MS, self._keep_draft)
        self.across = self._parts()
        self.body.addWidget(self.header)
        self.body.addWidget(self.banner)
        self.body.addWidget(self.across, 1)

    # The promise of a page

    def enter(self, **where: object) -> None:
        """Offers the unfinished draft; `name` is put in as the head's name when it is a name."""
        name = str(where.get("name") or "")
        self._saving = False
        self._place.read(village_names, self._know_villages)
        self._place.read(lambda desk: load_draft(desk, DRAFT), lambda kept: self._offer(kept, name))

    def leave(self) -> bool:
        """What was typed is kept as a draft."""
        if self._keep.isActive():
            self._keep.stop()
            self._keep_draft()
        return True

    def use_width(self, width_class: WidthClass) -> None:
        """The people alike above the form where it is narrow."""
        super().use_width(width_class)
        self.across.use_width(width_class)
        self.form.open_out(on=width_class is not WidthClass.WIDE)

    def save(self) -> None:
        """Ctrl+S: checks everything and opens the file."""
        if self._saving:
            return
        lacks = self.form.lacks()
        self.errors.show_lacks(lacks, *self.form.counts())
        if lacks:
            if lacks[0].target is not None:
                lacks[0].target.setFocus()
            return
        self._saving = True
        self._save.setEnabled(False)
        self._place.write(partial(open_family, family=new_family_of(self.form.answers())), self._saved, self._refused)

    # Inside

    def _timer(self, pause: int, act: Any) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(pause)
        made.timeout.connect(act)
        return made

    def _parts(self) -> Columns:
        left = QWidget()
        context = sizes.column(left, gap=8)
        sizes.fixed(left, width=300)
        self._alike_card.add(SectionHeader(tr("是不是已经有了"), t="sub"))
        self._alike_card.add(self.alike)
        context.addWidget(self._alike_card)
        context.addStretch()
        right = QWidget()
        written = sizes.column(right, gap=8)
        card = Card(margins=(18, 11, 10, 11))
        card.add(self.errors, self.form)
        written.addWidget(card, 1)
        foot = sizes.row(gap=8)
        foot.addWidget(self.draft_line)
        foot.addStretch()
        foot.addWidget(Button(tr("先放着"), "ghost", clicked=self.backed.emit))
        foot.addWidget(self._save)
        written.addLayout(foot)
        self._show_alike(())
        return Columns([(left, 0), (right, 1)], gap=16)

    def _know_villages(self, names: tuple[str, ...]) -> None:
        completer = QCompleter(list(names), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.form.village.setCompleter(completer)
        hint = tr("如 {names}").format(names="、".join(names[:3])) if names else tr("写[村（社区）]名")
        self.form.village.setPlaceholderText(hint)

    # Draft

    def _offer(self, kept: KeptDraft | None, name: str) -> None:
        """The form as it was left, or empty with the name typed into the search."""
        self.form.empty()
        self.errors.show_lacks([])
        self._save.setEnabled(True)
        self.banner.say("")
        self.draft_line.hide()
        if kept is not None:
            self.form.put(kept.content)
            words = tr("上次没写完的，{time} 存下，接着写就行。").format(time=clock_time(kept.saved_at))
            self.banner.say(words)
        elif name and not name.isascii():
            self.form.put({"head_name": name})
        self._ask_alike()
        self.form.start()

    def _typed(self) -> None:
        self._look.start()
        self._keep.start()

    def _keep_draft(self) -> None:
        if self._saving:
            return
        content = self.form.answers()
        if any(value for name, value in content.items() if name not in self.form.STANDING):
            self._place.read(lambda desk: save_draft(desk, DRAFT, content), self._kept)

    def _kept(self, at: Any) -> None:
        self.draft_line.show_state(State.OK, tr("草稿已存 {time}    关机、断电也在").format(time=clock_time(at)))
        self.draft_line.show()

    def _throw_away(self) -> None:
        self._place.read(lambda desk: drop_draft(desk, DRAFT), lambda _none: self._offer(None, ""))

    # People alike

    def _ask_alike(self) -> None:
        persons, village = self.form.persons(), self.form.village.value()
        self._place.read(lambda desk: people_alike(desk, persons, village), self._show_alike, ticket=self._alike_ticket)

    def _show_alike(self, found: tuple[Alike, ...]) -> None:
        nothing = TypedPerson()
        waiting = all(person == nothing for person in self.form.persons())
        words = tr("写上姓名、证件号码或电话，像的人会列在这里。") if waiting else tr("没有像的人。")
        self.alike.show_found(found, words)

    # Writing

    def _saved(self, touched: Touched) -> None:
        self._keep.stop()
        self.form.empty()
        ids = tuple(touched.ids)

        def after(desk: Desk) -> str:
            drop_draft(desk, DRAFT)
            return family_among(desk, ids)

        self._place.read(after, self._go_to)

    def _go_to(self, family_id: str) -> None:
        self._saving = False
        self._save.setEnabled(True)
        self.went.emit("family", {"family_id": family_id})

    def _refused(self, refusal: Refusal) -> None:
        self._saving = False
        self._save.setEnabled(True)
        if not isinstance(refusal, InvalidValue):
            self._place.tasks.refused.emit(refusal)
            return
        words = f"{refusal.happened}{refusal.next_step}"
        row = self.form.row_of(refusal.field)
        if row is not None:
            row.show_verdict(hard(words))
        self.errors.show_lacks([Lack(words, row.target if row else None)])
        if row:
            row.target.setFocus()  # far below or above, where it is narrow


def new_family_of(answers: Mapping[str, Any]) -> NewFamily:
    """What was typed, as the command wants it.

    Args:
        answers: of the form, by name.
    """
    fields = {name: answers[name] for name in _FAMILY if answers.get(name)}
    persons: list[dict[str, Any]] = [_person(answers, "head", HEAD_RELATION)]
    if answers.get("mate_name"):
        persons.append(_person(answers, "mate", "10"))
    children: tuple[NewChild, ...] = ()
    if answers.get("child_state"):
        child = {name: answers[f"child_{name}"] for name in _CHILD if answers.get(f"child_{name}")}
        children = (NewChild(child, tuple(range(len(persons)))),)
    return NewFamily(str(answers.get("village") or ""), fields, tuple(persons), children)


_FAMILY = (
    "case_type",
    "case_no",
    "group_name",
    "live_addr",
    "hukou_addr",
    "phone",
    "contact_hours",
    "contact_preference",
    "opened_on",
)
_CHILD = ("state", "event_date", "name", "birth_date", "sex")


def _person(answers: Mapping[str, Any], who: str, relation: str) -> dict[str, Any]:
    found = {
        name: answers[f"{who}_{name}"]
        for name in ("name", "sex", "birth_date", "phone")
        if answers.get(f"{who}_{name}")
    }
    number = str(answers.get(f"{who}_id_no") or "")
    if number:
        verdict = check_id_number(number)
        found["id_no"] = verdict.normal or number
    return {**found, "relation": relation}
