"""A side panel that asks for a few fields and hands back what was typed; it saves nothing itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QWidget

from db.domain.identity import check_id_number
from db.errors import InvalidValue, Refusal
from desktop.desk.reviewing import Review
from desktop.forms.preview import PageImage
from desktop.ui import sizes
from desktop.ui.dialogs.ask_fields import Ask, answer_of, control_of, first_answer, may_be_saved, put_answer
from desktop.ui.dialogs.review_list import ReviewList
from desktop.ui.widgets.bars import SidePanel
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.choices import ChoiceField, RadioRow, TickRow
from desktop.ui.widgets.fields import FINE, NotesField, TextField, Verdict, hard
from desktop.ui.widgets.files import FileField
from desktop.ui.widgets.forms import ErrorList, FieldRow, FormScroll, Lack
from desktop.ui.widgets.numbers import IdField
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.picks import PickField
from desktop.ui.widgets.preview import PreviewPane
from desktop.ui.widgets.text import Label
from desktop.words import tr

__all__ = ["Ask", "AskPanel", "Asking", "Judge"]

_PICTURE = 150
"""Pixels a picture is high in a panel at least."""
Judge = Callable[[Mapping[str, Any]], Mapping[str, Verdict]]
"""What several answers say about each other: a verdict by field name."""


@dataclass(frozen=True)
class Asking:
    """What a panel asks.

    Attributes:
        title: what is written; over: whose.
        asks: the fields in reading order.
        save: the verb of the button.
        note: one quiet sentence under the title.
        judge: looks at all answers together, whenever a field was left and before anything is saved.
        fills: what a choice writes into other fields that are still empty or hold what another choice wrote: values by
            field name, under (name, chosen value).
        shown: (label, words) to be read; a panel that only shows has no `asks` and no `save`.
        quick: Enter in a line saves.
        pages: pictures to be looked at, shown above the fields; `captions`: what each belongs to.
        groups: (key, words) of the parts in which a long record is asked, this one's key in `group`.
    """

    title: str
    over: str
    asks: tuple[Ask, ...]
    save: str
    note: str = ""
    judge: Judge | None = None
    fills: Mapping[tuple[str, Any], Mapping[str, Any]] = field(default_factory=dict)
    shown: tuple[tuple[str, str], ...] = ()
    quick: bool = False
    pages: tuple[PageImage, ...] = ()
    captions: tuple[str, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    group: str = ""


class _Pictures(PreviewPane):
    """Pictures as large as the panel has room; the page does not become longer for them."""

    def sizeHint(self) -> QSize:
        """Little: it takes what there is."""
        return QSize(sizes.px(240), sizes.px(_PICTURE))


def _pictures(pages: tuple[PageImage, ...], captions: tuple[str, ...]) -> PreviewPane:
    """A pane that turns the pages of what is looked at."""
    pane = _Pictures()
    pane.setAccessibleName(tr("附件"))
    sizes.bounded(pane, min_height=_PICTURE)

    def show(page: int, _width: int) -> None:
        one = pages[page]
        image = QImage(one.rgb, one.width, one.height, one.width * 3, QImage.Format.Format_RGB888)
        pane.show_image(page, image.copy())

    pane.wanted.connect(show)
    pane.begin(len(pages), lambda page: captions[page] if page < len(captions) else "")
    return pane


class _Questions(FormScroll):
    """The fields, scrolling inside the panel. `entered` fires where Enter saves."""

    entered = Signal()
    quick = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a line of a quick panel saves, unless an input method is composing."""
        entering = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        pressed = self.quick and entering and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(watched, TextField) and not watched.composing:
            self.entered.emit()
            return True
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """Little: the panel does not make the page longer."""
        return QSize(sizes.px(240), sizes.px(120))


class AskPanel(SidePanel):
    """The panel. `saved` carries the answers by field name: text, ISO day, code, tuple of codes, or None for empty."""

    saved = Signal(dict)
    typed = Signal()
    turned = Signal(str)
    """Another part of the same record is wanted: its key."""
    agreed = Signal(dict)
    """What was laid out by `lay_out` was read and is to be done: the same answers again."""

    def __init__(self, today: date, open_file: Callable[[str, str], Path | None] | None = None) -> None:
        super().__init__()
        self._today, self._open_file = today, open_file
        self._judge: Judge | None = None
        self._judging = False
        self._save_words = ""
        self._fills: Mapping[tuple[str, Any], Mapping[str, Any]] = {}
        self._rows: dict[str, tuple[Ask, QWidget, FieldRow]] = {}
        self.errors = ErrorList()
        self.errors.jumped.connect(lambda lack: lack.target.setFocus() if lack.target else None)
        self._note = Label("", "note", "ink2", wrap=True)
        self._form = _Questions(gap=8)
        self._form.entered.connect(self.save)
        self.review = ReviewList()
        self.save_button = Button(tr("保存"), "filled", clicked=self.save)
        self._cancel = Button(tr("不写了"), "plain", clicked=self._back_out)
        self._above = QWidget()
        self._above_lines = sizes.column(self._above, gap=6)
        for widget in (self._note, self.errors, self._above, self._form, self.review):
            self.body.addWidget(widget)
        self.foot.addStretch()
        self.foot.addWidget(self._cancel)
        self.foot.addWidget(self.save_button)
        self.hide()

    def ask(self, asking: Asking) -> None:
        """Shows these questions in place of the former ones."""
        self.say(asking.over, asking.title)
        self._note.say(asking.note)
        self._note.setVisible(bool(asking.note))
        self._judge, self._save_words = asking.judge, asking.save
        self._fills = asking.fills
        self._form.quick = asking.quick
        self._show_form()
        self._empty()
        if asking.groups:
            self.put_above(self._parts(asking))
        if asking.pages:
            self.put_above(_pictures(asking.pages, asking.captions))
        self._give_room(pictures=bool(asking.pages))
        for label, words in asking.shown:
            self._form.add(Label(label, "note", "ink3"), Label(words, "body", "ink", wrap=True))
        for ask in asking.asks:
            control = self._control(ask)
            row = FieldRow(ask.label, control, required=ask.required, below=True)
            self._rows[ask.name] = (ask, control, row)
            self._form.add(row)
            if isinstance(control, TextField):  # after the row, whose own verdict would otherwise come last
                control.judged.connect(lambda _verdict: self._judge_together())
        self._form.end()
        self.show()

    def _give_room(self, *, pictures: bool) -> None:
        """Pictures take the room the questions leave."""
        self._form.setVisible(not pictures)
        self.body.setStretchFactor(self._above, int(pictures))

    def _parts(self, asking: Asking) -> Segments:
        """The parts of a long record; what was typed into one must be saved before another is shown."""
        made = Segments(asking.groups, asking.group, named=tr("哪一部分"))

        def turn(key: object) -> None:
            if self.dirty:
                made.choose(asking.group)
                self.errors.show_lacks([Lack(tr("这一部分还没有保存，先保存或按“不写了”"), self.save_button)])
            else:
                self.turned.emit(str(key))

        made.changed.connect(turn)
        return made

    def put_above(self, widget: QWidget) -> None:
        """Puts something between the errors and the fields; it goes with the questions."""
        self._above_lines.addWidget(widget)
        self._above.show()

    def start(self, name: str = "") -> None:
        """Puts the cursor into a field, the first where none of that name is asked; with no field on the way out."""
        if not self._rows:
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        row = self._rows[name][2] if name in self._rows else next(iter(self._rows.values()))[2]
        row.target.setFocus(Qt.FocusReason.OtherFocusReason)

    def control(self, name: str) -> QWidget:
        """The control of a field."""
        return self._rows[name][1]

    def answers(self) -> dict[str, Any]:
        """What stands in the fields now."""
        return {name: answer_of(control) for name, (_, control, _) in self._rows.items()}

    def lay_out(self, review: Review) -> None:
        """Shows what the answers would do, in place of the questions; nothing has been written yet."""
        self.review.show_review(review)
        self._form.hide()
        self.review.show()
        self._cancel.say(tr("回去改"))
        self.save_button.say(review.save)
        self.save_button.setVisible(bool(review.save))
        self.save_button.setEnabled(True)
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, values: Mapping[str, Any]) -> None:
        """Fills fields in (a draft, or what an ID number says)."""
        for name, value in values.items():
            if name in self._rows:
                put_answer(self._rows[name][1], value)

    @property
    def dirty(self) -> bool:
        """True when something differs from what stood in it at first."""
        return any(answer_of(control) != first_answer(ask) for ask, control, _ in self._rows.values())

    def save(self) -> None:
        """Checks everything; hands the answers over when they can be saved."""
        if not self.review.isHidden():
            self.save_button.setEnabled(False)
            self.agreed.emit(self.answers())
            return
        together = self._judged_together()
        lacks = [lack for name in self._rows if (lack := self._lack(name, together.get(name, FINE))) is not None]
        self.errors.show_lacks(lacks)
        if lacks:
            if lacks[0].target is not None:
                lacks[0].target.setFocus()
            return
        self.save_button.setEnabled(False)
        self.saved.emit(self.answers())

    def refuse(self, refusal: Refusal) -> bool:
        """Shows a refusal of the record under its field; False when it is about no field of the panel."""
        self._show_form()
        if not isinstance(refusal, InvalidValue):
            return False
        words = f"{refusal.happened}{refusal.next_step}"
        if refusal.field not in self._rows:
            self.errors.show_lacks([Lack(words)])
            return True
        _, control, row = self._rows[refusal.field]
        row.show_verdict(hard(words))
        self.errors.show_lacks([Lack(words, row.target)])
        control.setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S and Ctrl+Enter save, Esc closes."""
        strong = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if strong and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
            return
        super().keyPressEvent(event)

    def _fill_from(self, name: str, value: Any) -> None:
        """A choice writes what follows from it; what a person wrote stays."""
        for other, wanted in (self._fills.get((name, value), {}) if isinstance(value, str) else {}).items():
            ask, control, _ = self._rows[other]
            ours = [fill.get(other) for (by, _), fill in self._fills.items() if by == name]
            if answer_of(control) in (None, "", (), first_answer(ask), *ours):
                put_answer(control, wanted)

    def _empty(self) -> None:
        self._rows.clear()
        clear(self._above_lines)
        self._above.hide()
        while self._form.body.count():
            item = self._form.body.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _show_form(self) -> None:
        """The questions again, as they were left."""
        self.review.hide()
        self._form.show()
        self._cancel.say(tr("不写了") if self._save_words else tr("看好了"))
        self.save_button.setVisible(bool(self._save_words))
        self.save_button.say(self._save_words)
        self.save_button.setEnabled(True)
        self.errors.show_lacks([])

    def _back_out(self) -> None:
        if self.review.isHidden():
            self.dismiss()
        else:
            self._show_form()
            self.start()

    def _judged_together(self) -> Mapping[str, Verdict]:
        return self._judge(self.answers()) if self._judge is not None else {}

    def _judge_together(self) -> None:
        """After a field was left: what the answers say about each other stands under the field it is about."""
        if self._judge is None or self._judging:
            return
        self._judging = True  # showing a verdict tells of it, which would ask again
        for name, verdict in self._judged_together().items():
            if name in self._rows and verdict.words:
                self._show_verdict(name, verdict)
        self._judging = False

    def _show_verdict(self, name: str, verdict: Verdict) -> None:
        _, control, row = self._rows[name]
        if isinstance(control, TextField):
            control.show_verdict(verdict)
        else:
            row.show_verdict(verdict)

    def _read_number(self, number: IdField) -> None:
        """What an ID number says of birth and sex is not asked again where these are still empty."""
        verdict = check_id_number(number.text(), today=self._today)
        stands = self.answers()
        if verdict.birth and "birth_date" in stands and not stands["birth_date"]:
            self.put({"birth_date": verdict.birth.isoformat()})
        if verdict.sex and stands.get("sex") == "0":
            self.put({"sex": verdict.sex})

    def _lack(self, name: str, together: Verdict) -> Lack | None:
        ask, control, row = self._rows[name]
        if isinstance(control, TextField):
            verdict = control.judge()
            if verdict.level == "miss" and not may_be_saved(control):
                return Lack(tr("{label}要改，原因写在下面").format(label=ask.label), control)
        if together.words:
            self._show_verdict(name, together)
        if together.level == "miss":
            return Lack(tr("{label}要改，原因写在下面").format(label=ask.label), row.target)
        if ask.required and answer_of(control) in (None, "", ()):
            words = tr("还没填{label}").format(label=ask.label)
            row.show_verdict(hard(words))
            return Lack(words, row.target)
        return None

    def _control(self, ask: Ask) -> QWidget:
        made = control_of(ask, self._today)
        if isinstance(made, TextField):
            made.typed.connect(lambda _text: self.typed.emit())
            if isinstance(made, IdField):
                made.judged.connect(lambda _verdict, number=made: self._read_number(number))
        elif isinstance(made, FileField):
            made.chooser = self._open_file
            made.changed.connect(lambda _path: self.typed.emit())
        elif isinstance(made, NotesField):
            made.textChanged.connect(self.typed)
        elif isinstance(made, (ChoiceField, RadioRow, TickRow, PickField)):
            made.changed.connect(lambda value: self._fill_from(ask.name, value))
            made.changed.connect(lambda _value: self.typed.emit())
            made.changed.connect(lambda _value: self._judge_together())
        return made
