"""Picking several out of many (who came, which volunteer): a filter field, a list with ticks, how many are ticked."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from db.domain.pinyin import readings
from desktop.ui import sizes
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.forms import OWN_ENTER
from desktop.ui.widgets.text import Label
from desktop.words import tr

_MOST_SHOWN = 100
_LIST_PX = 172


class PickField(QWidget):
    """Any number out of many choices, or one; what is ticked stands first, the rest is found by characters or initials.

    Args:
        choices: (value, words) pairs.
        picked: the values ticked at first.
        named: what is being picked, for screen readers.
        counted: the sentence under the list, with `{n}`.
        single: ticking one lets the other go; the value is that one or None.
    """

    changed = Signal(object)

    def __init__(
        self,
        choices: Sequence[tuple[object, str]],
        picked: Sequence[object] = (),
        named: str = "",
        counted: str = "",
        *,
        single: bool = False,
    ) -> None:
        super().__init__()
        self._choices = tuple(choices)
        self._picked: set[object] = set()
        self._counted = counted or (tr("选一个") if single else tr("已选 {n} 人"))
        self._single = single
        self.setAccessibleName(named)
        self.field = TextField(tr("按姓名、首字母、[村]找"), named=tr("{named}，筛选").format(named=named))
        self.field.setProperty(OWN_ENTER, True)  # noqa: FBT003 - Qt's own argument
        self.list = QListWidget()
        self.list.setAccessibleName(named)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("box", "picks")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        sizes.fixed(self.list, height=_LIST_PX)
        self.count = Label("", "note", "ink2")
        lines = sizes.column(self, gap=4)
        for widget in (self.field, self.list, self.count):
            lines.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(lambda _text: self._show())
        self.field.installEventFilter(self)
        self.list.itemChanged.connect(self._ticked)
        self.list.itemActivated.connect(_turn)
        self.choose(picked)

    def value(self) -> object:
        """The values ticked, in the order of the choices; of a single pick the one or None."""
        ticked = tuple(value for value, _ in self._choices if value in self._picked)
        return (ticked[0] if ticked else None) if self._single else ticked

    def choose(self, picked: Sequence[object]) -> None:
        """Ticks without a signal."""
        self._picked = set(picked) & {value for value, _ in self._choices}
        self._show()
        self._say()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads into the list; Enter ticks the one meant, and leads to the first of several."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.field.composing:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and (meant := self._meant()) is not None:
                _turn(meant)
                self.field.clear()
                return True
            if (enter or event.key() == Qt.Key.Key_Down) and self.list.count():
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                self.list.setCurrentRow(0)
                return True
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """As wide as the panel gives."""
        return QSize(sizes.px(220), sizes.px(_LIST_PX + 62))

    def _meant(self) -> QListWidgetItem | None:
        """The only one found, or the only one whose whole name was typed."""
        shown = [self.list.item(number) for number in range(self.list.count())]
        called = [item for item in shown if _name(item.text()) == self.field.value()]
        return shown[0] if len(shown) == 1 else called[0] if len(called) == 1 else None

    def _show(self) -> None:
        if self.field.composing:
            return
        wanted = self.field.value()
        first = [pair for pair in self._choices if pair[0] in self._picked and _fits(pair[1], wanted)]
        rest = [pair for pair in self._choices if pair[0] not in self._picked and _fits(pair[1], wanted)]
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's own argument
        self.list.clear()
        for value, words in (*first, *rest)[:_MOST_SHOWN]:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if value in self._picked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)  # noqa: FBT003 - Qt's own argument

    def _ticked(self, item: QListWidgetItem) -> None:
        value = item.data(Qt.ItemDataRole.UserRole)
        on = item.checkState() == Qt.CheckState.Checked
        if self._single:
            self._picked = {value} if on else set()
            self._untick_others(item)
        elif on:
            self._picked.add(value)
        else:
            self._picked.discard(value)
        self._say()
        self.changed.emit(self.value())

    def _untick_others(self, item: QListWidgetItem) -> None:
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's own argument
        for number in range(self.list.count()):
            if self.list.item(number) is not item:
                self.list.item(number).setCheckState(Qt.CheckState.Unchecked)
        self.list.blockSignals(False)  # noqa: FBT003 - Qt's own argument

    def _say(self) -> None:
        """How many; of a single pick who it is, for the list may have scrolled on."""
        chosen = next((words for value, words in self._choices if value in self._picked), "")
        self.count.say(chosen if self._single and chosen else self._counted.format(n=len(self._picked)))


def _turn(item: QListWidgetItem) -> None:
    on = item.checkState() == Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)


def _fits(words: str, wanted: str) -> bool:
    small = wanted.casefold()
    if not small or small in words.casefold():
        return True
    return small.isascii() and small.isalpha() and any(said.startswith(small) for said in _letters(words))


@lru_cache(maxsize=50_000)
def _letters(words: str) -> tuple[str, ...]:
    """Initials and pinyin of the name at the beginning of the words."""
    said = readings(_name(words))
    return (*said.initials, *said.full)


def _name(words: str) -> str:
    """What stands before the wide blank."""
    return words.partition("　")[0]
