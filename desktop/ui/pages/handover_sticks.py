"""Where a package is written: the removable volumes found, one chosen, each with the reason it cannot be used."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from desktop.ui import sizes
from desktop.ui.display import State, size
from desktop.ui.widgets.cards import Card, PressableCard
from desktop.ui.widgets.paint import Picture, clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label, redress
from desktop.words import tr

_LEAST_FREE = 50 * 2**20
_SYSTEM_DRIVES = frozenset({"", "C:", "c:"})
_MOUNTED_UNDER = frozenset({("/", "media"), ("/", "run"), ("/", "mnt")})


@dataclass(frozen=True)
class Stick:
    """A removable volume.

    Attributes:
        path: where it is mounted.
        name: as the system calls it.
        note: free space, or why it cannot be used.
        usable: whether a package can be written on it.
    """

    path: Path
    name: str
    note: str
    usable: bool


def sticks() -> tuple[Stick, ...]:
    """The removable volumes of this laptop; asks the system, so it belongs on a thread that may wait."""
    return tuple(_stick(volume) for volume in QStorageInfo.mountedVolumes() if _is_removable(volume))


def _is_removable(volume: QStorageInfo) -> bool:
    root = Path(volume.rootPath())
    kept_by_system = root.parts[:3] == ("/", "run", "user") and "media" not in root.parts
    away = root.parts[:2] in _MOUNTED_UNDER or root.drive not in _SYSTEM_DRIVES
    return volume.isValid() and away and not kept_by_system and volume.bytesTotal() > 0


def _stick(volume: QStorageInfo) -> Stick:
    root = Path(volume.rootPath())
    name = volume.displayName() or str(root)
    if not volume.isReady():
        return Stick(root, name, tr("还没准备好"), usable=False)
    if volume.isReadOnly():
        return Stick(root, name, tr("写保护，没法写入"), usable=False)
    free = tr("可用 {free}").format(free=size(volume.bytesAvailable()))
    if volume.bytesAvailable() < _LEAST_FREE:
        return Stick(root, name, tr("{free}，放不下").format(free=free), usable=False)
    return Stick(root, name, free, usable=True)


class StickChoice(QWidget):
    """The sticks one under another, at most one chosen; `chosen` fires with a `Stick` or None."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("写到哪个 U 盘"))
        self._lines = sizes.column(self, gap=8)
        self._sticks: tuple[Stick, ...] = ()
        self._cards: list[Card] = []
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(lambda _n, _on: self._toggled())

    def show_sticks(self, found: Sequence[Stick]) -> None:
        """Shows these; the stick chosen before stays chosen, else the first usable one is."""
        before = self.value()
        self._sticks = tuple(found)
        clear(self._lines)
        self._cards = []
        for button in self._group.buttons():
            self._group.removeButton(button)
        wanted = next((s for s in found if before and s.path == before.path and s.usable), None)
        wanted = wanted or next((s for s in found if s.usable), None)
        for number, stick in enumerate(self._sticks):
            self._lines.addWidget(self._card(number, stick))
        if not found:
            none = tr("没有找到 U 盘。可以先存到本机，插上以后点“重新找”，再拷过去。")
            self._lines.addWidget(StateLine(State.EXCL, none, wrap=True))
        if wanted is not None:
            self._group.button(self._sticks.index(wanted)).setChecked(True)
        self._toggled()

    def value(self) -> Stick | None:
        """The stick chosen."""
        number = self._group.checkedId()
        return self._sticks[number] if 0 <= number < len(self._sticks) else None

    def _card(self, number: int, stick: Stick) -> Card:
        made = PressableCard(box="card", margins=(14, 6, 14, 6))
        button = QRadioButton()
        button.setAccessibleName(f"{stick.name}，{stick.note}")
        button.setEnabled(stick.usable)
        self._group.addButton(button, number)
        made.pressed.connect(lambda: button.setChecked(True) if stick.usable else None)
        words = sizes.column(gap=0)
        words.addWidget(Label(stick.name, "strong" if stick.usable else "body", "" if stick.usable else "ink3"))
        words.addWidget(Label(stick.note, "note", "ink2", elide=True))
        line = sizes.row(gap=12)
        line.addWidget(button)
        line.addWidget(Picture("usb", 20))
        line.addLayout(words, 1)
        state, word = (State.OK, tr("可以写入")) if stick.usable else (State.EXCL, tr("不能用"))
        line.addWidget(StateLine(state, word))
        made.add(line)
        self._cards.append(made)
        return made

    def _toggled(self) -> None:
        for number, card in enumerate(self._cards):
            box = "tint" if number == self._group.checkedId() else "card"
            if card.property("box") != box:
                card.setProperty("box", box)
                redress(card)
        self.chosen.emit(self.value())
