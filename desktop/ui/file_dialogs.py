"""The platform's file dialogs, the real side of `FileChooser`."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog


class Dialogs:
    """The platform's file dialogs; each opens where the last one ended, the first among the person's own documents.

    Left to itself the system would begin in the folder the program was started from, where nobody keeps anything.
    """

    def __init__(self) -> None:
        kept = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._beginning = Path(kept) if kept and Path(kept).is_dir() else Path.home()

    def open_file(self, title: str, kinds: str) -> Path | None:
        """A file to read."""
        return self._chosen(QFileDialog.getOpenFileName(None, title, self._begin(), kinds)[0])

    def open_files(self, title: str, kinds: str) -> tuple[Path, ...]:
        """Several files to read."""
        names = QFileDialog.getOpenFileNames(None, title, self._begin(), kinds)[0]
        return tuple(path for name in names if (path := self._chosen(name)) is not None)

    def save_file(self, title: str, suggested: str, kinds: str) -> Path | None:
        """Where to write."""
        return self._chosen(QFileDialog.getSaveFileName(None, title, str(Path(self._begin(), suggested)), kinds)[0])

    def folder(self, title: str) -> Path | None:
        """A folder to write into."""
        path = self._chosen(QFileDialog.getExistingDirectory(None, title, self._begin()))
        self._beginning = path or self._beginning
        return path

    def _begin(self) -> str:
        """Where the next one opens: a stick may have been pulled out since."""
        return str(self._beginning if self._beginning.is_dir() else Path.home())

    def _chosen(self, name: str) -> Path | None:
        if not name:
            return None
        self._beginning = Path(name).parent
        return Path(name)
