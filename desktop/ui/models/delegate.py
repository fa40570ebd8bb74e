"""Painting cells: fonts, elided texts and shapes are made once and kept until scheme, zoom or density change."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QStaticText
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.ui import glyphs, icons, theme
from desktop.ui.display import State, look
from desktop.ui.models.cells import Column, MatrixCell, Paint, RateCell, StateCell, StripCell, TwoLine, cell_text
from desktop.ui.models.rows import RowsModel

PAD = 6
TICK_ROOM = 30
_CACHE_LIMIT = 20_000
_TEXT_LOOKS = {Paint.LEAD: ("body", "ink"), Paint.STRONG: ("cell_strong", "ink"), Paint.NAME: ("strong", "ink")}


class CellDelegate(QStyledItemDelegate):
    """Paints every column of a `RowsTable` by its `Paint` kind.

    It reads the row straight from the model, without a detour through roles, because a page of rows must be painted
    in a few milliseconds.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.row_height = 43
        self.hovered = -1
        self.guest = False
        self.ring_cells = False
        self._texts: dict[tuple[str, str, int], tuple[QStaticText, float, float]] = {}
        theme.current().changed.connect(self._texts.clear)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Heights come from the theme, widths from the columns."""
        return QSize(0, theme.current().px(self.row_height))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, then the cell, then the hairline, then focus."""
        model = index.model()
        if not isinstance(model, RowsModel):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        number, place = index.row(), index.column()
        column: Column[Any] = model.columns()[place]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        self._ground(painter, rect, chosen=chosen or model.is_ticked(number), hovered=number == self.hovered)
        field = rect.adjusted(column.gap_before and theme.current().px(column.gap_before), 0, 0, 0)
        if place == 0 and model.tickable:
            self._tick(painter, field, on=model.is_ticked(number))
            field = field.adjusted(theme.current().px(TICK_ROOM + 14), 0, 0, 0)
        elif place == 0:
            field = field.adjusted(theme.current().px(10), 0, 0, 0)
        if self.guest and column.personal:
            self._bar(painter, field)
        else:
            self._cell(painter, field, column, column.value(model.row_at(number)))
        self._lines(painter, rect, place=place, chosen=chosen)
        if self.ring_cells and chosen and place:
            self._ring(painter, rect.adjusted(theme.current().px(column.gap_before), 0, 0, 0))
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, *, chosen: bool, hovered: bool) -> None:
        if chosen and not self.ring_cells:
            painter.fillRect(rect, theme.current().colour("tint"))
        elif hovered:
            painter.fillRect(rect, theme.current().colour("sunken"))

    def _lines(self, painter: QPainter, rect: QRect, *, place: int, chosen: bool) -> None:
        skin = theme.current()
        start = rect.left() + (skin.px(10) if place == 0 else 0)
        painter.fillRect(QRect(start, rect.bottom(), rect.right() - start + 1, 1), skin.colour("hair"))
        if chosen and place == 0 and not self.ring_cells:
            painter.fillRect(QRect(rect.left(), rect.top(), skin.px(3), rect.height()), skin.colour("accent"))

    def _cell(self, painter: QPainter, field: QRect, column: Column[Any], value: Any) -> None:
        if isinstance(value, TwoLine):
            self._two_lines(painter, field, value)
        elif isinstance(value, StateCell):
            self._state(painter, field, value)
        elif isinstance(value, StripCell):
            self._strip(painter, field, value)
        elif isinstance(value, MatrixCell):
            self._matrix(painter, field, value)
        elif isinstance(value, RateCell):
            self._rate(painter, field, value)
        elif value not in (None, ""):
            role, ink = _TEXT_LOOKS.get(column.paint, ("cell", "ink2"))
            self._line(painter, field, cell_text(value), role, ink, right=column.right)

    def _two_lines(self, painter: QPainter, field: QRect, value: TwoLine) -> None:
        if not value.second:
            self._line(painter, field, value.first, "strong", "ink")
            return
        half = field.height() // 2
        lift = theme.current().px(2)
        upper = QRect(field.left(), field.top() + lift, field.width(), half)
        lower = QRect(field.left(), field.top() + half - lift, field.width(), half)
        used = self._line(painter, upper, value.first, "strong", "ink")
        if value.beside:
            beside = upper.adjusted(used + theme.current().px(8), 0, 0, 0)
            self._line(painter, beside, value.beside, "note", "ink3")
        self._line(painter, lower, value.second, "note", "ink3")

    def _state(self, painter: QPainter, field: QRect, value: StateCell) -> None:
        skin, wears = theme.current(), look(value.state)
        ink = "ink2" if wears.ink == "none" or (value.bare and not wears.grounded) else wears.ink
        role = "cell_strong" if wears.grounded and not (value.bare and value.state is State.SOON) else "cell"
        upper = field
        if value.second:
            half = field.height() // 2
            upper = QRect(field.left(), field.top() + skin.px(2), field.width(), half)
            lower = QRect(field.left(), field.top() + half - skin.px(2), field.width(), half)
            self._line(painter, lower.adjusted(skin.px(0 if value.bare else 20), 0, 0, 0), value.second, "note", "ink2")
        if not value.bare:
            self._glyph(painter, QPointF(upper.left() + skin.px(PAD + 7), upper.center().y() + 0.5), value.state)
            upper = upper.adjusted(skin.px(20), 0, 0, 0)
        words = value.word or wears.word
        self._line(painter, upper, words, role, ink)

    def _strip(self, painter: QPainter, field: QRect, value: StripCell) -> None:
        skin, wears = theme.current(), look(value.state)
        centre = QRectF(field).center()
        if wears.grounded:
            ground = QRectF(0, 0, skin.px(30), skin.px(26))
            ground.moveCenter(centre)
            self._rounded(painter, ground, skin.colour(wears.ground))
        self._glyph(painter, centre, value.state)

    def _matrix(self, painter: QPainter, field: QRect, value: MatrixCell) -> None:
        skin, wears = theme.current(), look(value.state)
        inner = QRectF(field).adjusted(skin.px(4), skin.px(3), -skin.px(4), -skin.px(4))
        if wears.grounded:
            self._rounded(painter, inner, skin.colour(wears.ground))
        if value.gap:
            pieces = (
                (value.part, "cell_strong", "ink"),
                (f"/{value.whole}", "note", "ink2"),
                (f"  {value.gap}", "note_strong", wears.ink),
            )
            self._pieces(painter, inner, pieces)
            return
        if not value.count:
            self._glyph(painter, inner.center(), value.state)
            return
        ink = wears.ink if wears.grounded else "ink2"
        text, wide, high = self._static(value.count, "cell", 10_000)
        side, gap = skin.px(glyphs.FIELD), skin.px(5)
        left = inner.center().x() - (side + gap + wide) / 2
        self._glyph(painter, QPointF(left + side / 2, inner.center().y()), value.state)
        self._draw(painter, QPointF(left + side + gap, inner.center().y() - high / 2), text, "cell", ink)

    def _rate(self, painter: QPainter, field: QRect, value: RateCell) -> None:
        half, lift = field.height() / 2, theme.current().px(3)
        upper = QRectF(field.left(), field.top() + lift, field.width(), half)
        lower = QRectF(field.left(), field.top() + half - lift, field.width(), half)
        self._pieces(painter, upper if value.second else QRectF(field), ((value.first, "strong", "ink"),))
        if value.second:
            self._pieces(painter, lower, ((value.second, "note", "ink2"),))

    def _pieces(self, painter: QPainter, field: QRectF, pieces: tuple[tuple[str, str, str], ...]) -> None:
        made = [(*self._static(text, role, 10_000), role, ink) for text, role, ink in pieces]
        left = field.center().x() - sum(wide for _, wide, _, _, _ in made) / 2
        for text, wide, high, role, ink in made:
            self._draw(painter, QPointF(left, field.center().y() - high / 2), text, role, ink)
            left += wide

    def _line(self, painter: QPainter, field: QRect, words: str, role: str, ink: str, *, right: bool = False) -> int:
        """One elided line, centred in height; returns the pixels used."""
        pad = theme.current().px(PAD)
        room = field.width() - 2 * pad
        if room <= 0 or not words:
            return 0
        text, wide, high = self._static(words, role, room)
        left = field.right() - pad - wide if right else field.left() + pad
        self._draw(painter, QPointF(left, field.top() + (field.height() - high) / 2), text, role, ink)
        return round(wide)

    def _static(self, words: str, role: str, room: int) -> tuple[QStaticText, float, float]:
        key = (words, role, room)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) > _CACHE_LIMIT:
                self._texts.clear()
            measures = theme.current().metrics(role)
            text = QStaticText(measures.elidedText(words, Qt.TextElideMode.ElideRight, room))
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.prepare(font=theme.current().font(role))
            size = text.size()
            found = self._texts[key] = (text, size.width(), size.height())
        return found

    def _draw(self, painter: QPainter, at: QPointF, text: QStaticText, role: str, ink: str) -> None:
        painter.setFont(theme.current().font(role))
        painter.setPen(theme.current().colour(ink))
        painter.drawStaticText(at, text)

    def _glyph(self, painter: QPainter, centre: QPointF, state: State) -> None:
        skin = theme.current()
        side = skin.px(glyphs.FIELD)
        device = painter.device()
        picture = glyphs.pixmap(state, skin.hex(look(state).ink), side, device.devicePixelRatioF())
        painter.drawPixmap(QPointF(round(centre.x() - side / 2), round(centre.y() - side / 2)), picture)

    def _tick(self, painter: QPainter, field: QRect, *, on: bool) -> None:
        skin = theme.current()
        side = skin.px(16)
        box = QRectF(field.left() + skin.px(18), field.center().y() - side / 2 + 0.5, side, side)
        painter.setPen(skin.colour("accent" if on else "edge"))
        painter.setBrush(skin.colour("accent" if on else "raised"))
        painter.drawRoundedRect(box, skin.px(4), skin.px(4))
        if on:
            picture = icons.pixmap(
                "check", skin.hex("on_accent"), side - 4, "bold", painter.device().devicePixelRatioF()
            )
            painter.drawPixmap(QPointF(box.left() + 2, box.top() + 2), picture)

    def _bar(self, painter: QPainter, field: QRect) -> None:
        skin = theme.current()
        bar = QRectF(field.left() + skin.px(PAD), field.center().y() - skin.px(6), field.width() * 0.7, skin.px(12))
        self._rounded(painter, bar, skin.colour("none_bg"))

    def _rounded(self, painter: QPainter, field: QRectF, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(field, theme.current().px(5), theme.current().px(5))

    def _ring(self, painter: QPainter, rect: QRect) -> None:
        skin = theme.current()
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(skin.colour("ring"))
        pen.setWidth(2)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(4, 3, -4, -4), skin.px(5), skin.px(5))
