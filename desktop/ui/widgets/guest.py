"""客人模式: what covers a page while somebody else could look at the screen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.ui import sizes, theme
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.paint import Picture
from desktop.ui.widgets.text import Label
from desktop.words import tr

_ROWS = ((110, 74, 96), (101, 74, 80), (92, 74, 64), (104, 74, 88), (96, 74, 72))


class _Bars(QWidget):
    """Rows of bars where names stood."""

    def __init__(self) -> None:
        super().__init__()
        sizes.fixed(self, height=33 * len(_ROWS))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints them."""
        skin = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(skin.colour("none_bg"))
        for number, widths in enumerate(_ROWS):
            top = skin.px(33 * number + 9)
            painter.drawRoundedRect(QRectF(0, top, skin.px(15), skin.px(15)), skin.px(4), skin.px(4))
            for place, wide in enumerate(widths):
                left = skin.px((26, 150, 240)[place])
                painter.drawRoundedRect(QRectF(left, top + 1, skin.px(wide), skin.px(13)), skin.px(4), skin.px(4))


class GuestCover(QWidget):
    """Over the whole page: says so, and how to get back to work."""

    def __init__(self, over: QWidget, back: Callable[[], object]) -> None:
        super().__init__(over)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card = Card(gap=10, margins=(20, 16, 20, 16))
        sizes.fixed(card, width=428)
        head = sizes.row(gap=8)
        head.addWidget(Picture("eye-slash", 20, "accent"))
        head.addWidget(Label(tr("客人模式"), "sub"))
        head.addStretch()
        head.addWidget(Button(tr("回到工作"), "small", clicked=back))
        card.add(
            head, Label(tr("姓名、证件、电话都收起来了。可以放心让人看屏幕。"), "note", "ink2", wrap=True), _Bars()
        )
        lines = sizes.column(self, margins=(24, 24, 24, 24))
        lines.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        lines.addStretch()
        over.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Covers it whatever its size."""
        if isinstance(event, QResizeEvent):
            self.resize(event.size())
        return super().eventFilter(watched, event)
