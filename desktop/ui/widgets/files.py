"""A file to be chosen: its name, and the button that opens the platform's dialog."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import sizes
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.text import Label
from desktop.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable


class FileField(QWidget):
    """The path of a file. Whoever owns the dialogs gives `chooser`: title and kinds in, a path or None out.

    Args:
        kinds: the dialog's filter text.
        named: what file is wanted.
    """

    changed = Signal(object)

    def __init__(self, kinds: str, *, named: str = "") -> None:
        super().__init__()
        self.setAccessibleName(named)
        self.chooser: Callable[[str, str], Path | None] | None = None
        self._kinds, self._named, self._path = kinds, named, ""
        self.name = Label(tr("还没有选"), "cell", "ink2", elide=True)
        self.button = Button(tr("选文件"), "small", "folder-open", clicked=self.choose)
        line = sizes.row(self, gap=8)
        line.addWidget(self.button)
        line.addWidget(self.name, 1)
        self.setFocusProxy(self.button)

    def value(self) -> str:
        """The path, "" while none is chosen."""
        return self._path

    def show_path(self, path: str) -> None:
        """Shows a path without a signal."""
        self._path = path
        self.name.say(Path(path).name if path else tr("还没有选"))

    def choose(self) -> None:
        """Opens the dialog."""
        found = self.chooser(self._named, self._kinds) if self.chooser else None
        if found is not None:
            self.show_path(str(found))
            self.changed.emit(self._path)
