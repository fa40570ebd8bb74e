"""The preview of the real PDF pages: images come in, the pane shows one, turns pages and zooms."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

from desktop.ui import sizes
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.text import Label
from desktop.words import tr

_SETTLE_MS = 150


class PreviewPane(QFrame):
    """Shows page images one at a time.

    `wanted(page number from 0, width in device pixels)` asks for an image; the page answers with `show_image`. So pages
    are rendered only when they are looked at, off the screen thread.
    """

    wanted = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "paper")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("打印预览"))
        self._pages, self._at, self._large = 0, 0, False
        self._caption: Callable[[int], str] = lambda _page: ""
        self._image = QImage()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._sharpen)
        self.caption = Label("", "note", "ink2", elide=True)
        self._back = Button("", "icon", "caret-left", named=tr("上一页"), clicked=lambda: self.turn(-1))
        self._next = Button("", "icon", "caret-right", named=tr("下一页"), clicked=lambda: self.turn(1))
        self._zoom = Button("", "icon", "magnifying-glass", named=tr("放大或缩回"), clicked=self._toggle)
        self._paper = QLabel()
        self._paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(self._paper)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.installEventFilter(self)
        lines = sizes.column(self, gap=4, margins=(12, 6, 8, 10))
        top = sizes.row(gap=6)
        top.addWidget(self.caption, 1)
        for button in (self._back, self._next, self._zoom):
            top.addWidget(button)
        lines.addLayout(top)
        lines.addWidget(self._scroll, 1)
        sizes.bounded(self, min_width=180)

    def begin(self, pages: int, caption: Callable[[int], str] | None = None) -> None:
        """Shows a new document of `pages` pages; `caption` words a page's name (`吴长庚户`)."""
        self._pages, self._at = pages, 0
        self._caption = caption or (lambda _page: "")
        self._image = QImage()
        self._show()

    def turn(self, by: int) -> None:
        """Turns pages; stops at the first and the last."""
        self.go(self._at + by)

    def go(self, page: int) -> None:
        """Shows a page, numbered from 0."""
        self._at = max(0, min(self._pages - 1, page))
        self._show()

    def show_image(self, page: int, image: QImage) -> None:
        """Takes the image of a page; one of a page that is not shown any more is let go."""
        if page == self._at:
            self._image = image
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys and arrows turn pages, + enlarges."""
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Left: -1}
        if event.key() in steps:
            self.turn(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self._toggle()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The area gets its place after the pane: the paper is fitted to it then."""
        if watched is self._scroll and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the paper to the pane; where it has become larger, a sharper image is asked for a moment later."""
        super().resizeEvent(event)
        self._fit()
        if not self._image.isNull():
            self._settle.start()

    def _show(self) -> None:
        words = tr("第 {n} 页，共 {all} 页").format(n=self._at + 1, all=self._pages) if self._pages else ""
        self.caption.say("  ".join(part for part in (words, self._caption(self._at)) if part))
        self._back.setEnabled(self._at > 0)
        self._next.setEnabled(self._at < self._pages - 1)
        if self._pages:
            self.wanted.emit(self._at, self._width())

    def _sharpen(self) -> None:
        if self._pages and self._image.width() < self._width():
            self._show()

    def _width(self) -> int:
        room = self._scroll.viewport().size()
        wide = room.width() * 2 if self._large else min(room.width(), round(room.height() / 1.414))
        return max(1, round(wide * self.devicePixelRatioF()))

    def _toggle(self) -> None:
        self._large = not self._large
        self._show()

    def _fit(self) -> None:
        if self._image.isNull():
            self._paper.clear()
            return
        density = self.devicePixelRatioF()
        room = self._scroll.maximumViewportSize() * density  # as if no bars were there, which would come and go
        if self._large:
            room = QSize(room.width() * 2, room.height() * 4)
        smooth = Qt.TransformationMode.SmoothTransformation
        picture = QPixmap.fromImage(self._image).scaled(room, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        picture.setDevicePixelRatio(density)
        self._paper.setPixmap(picture)
