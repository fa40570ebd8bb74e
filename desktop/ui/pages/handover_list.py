"""The packages made so far as a list, and the paper twin of one of them as a picture."""

from datetime import datetime

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from db.clock import CHINA
from desktop.desk.outgoing import Package
from desktop.forms.preview import PageImage
from desktop.ui import sizes, theme
from desktop.ui.display import State, month_day, size
from desktop.ui.models.cells import Column, Paint, StateCell, TwoLine
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.words import tr

_NUMBER, _STATE = "number", "state"


def packages_table() -> RowsTable:
    """The list of packages, newest first."""
    columns: tuple[Column[Package], ...] = (
        Column(_NUMBER, tr("包"), _number, 84, Paint.NAME),
        Column(_STATE, tr("到了哪里"), _state, 200, Paint.STATE, stretch=True),
    )
    model: RowsModel[Package] = RowsModel(columns, lambda package: str(package.number))
    table = RowsTable(model, row_height=52, label=tr("往来的上报包"))
    model.setParent(table)
    table.horizontalHeader().hide()
    return table


def _number(package: Package) -> TwoLine:
    made = datetime.fromisoformat(package.made_at).astimezone(CHINA).date()
    return TwoLine(tr("第 {number} 号").format(number=package.number), tr("{month} 月").format(month=made.month))


def _state(package: Package) -> StateCell:
    made = datetime.fromisoformat(package.made_at).astimezone(CHINA).date()
    words = tr("{day} 生成，{changes} 条修改，{size}")
    told = words.format(day=month_day(made), changes=package.changes, size=size(package.size))
    if package.answered_at:
        on = datetime.fromisoformat(package.answered_at).astimezone(CHINA).date()
        told = tr("{day} 交，{on} 回执").format(day=month_day(made), on=month_day(on))
    if package.state == "back":
        return StateCell(State.BACK, tr("[县]退回 {n} 条").format(n=package.sent_back), told)
    if package.state == "received":
        return StateCell(State.OK, tr("[县]已接收"), told)
    if package.carried_at:
        on = datetime.fromisoformat(package.carried_at).astimezone(CHINA).date()
        words = tr("{day} 拷到 U 盘，{changes} 条修改，{size}")
        told = words.format(day=month_day(on), changes=package.changes, size=size(package.size))
        return StateCell(State.SENT, tr("已拷走，未见回执"), told)
    return StateCell(State.SOON, tr("还在本机，没有拷走"), told)


class SlipPicture(QWidget):
    """The first page of a slip as a small sheet of paper; empty until it is given one."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: QPixmap | None = None
        sizes.fixed(self, width=122, height=172)
        self.setAccessibleName(tr("上报单的样子"))

    def show_page(self, page: PageImage | None) -> None:
        """Shows a page, or an empty sheet."""
        self._picture = None
        if page is not None:
            image = QImage(page.rgb, page.width, page.height, page.width * 3, QImage.Format.Format_RGB888)
            self._picture = QPixmap.fromImage(image.copy())
        self.update()

    @property
    def is_empty(self) -> bool:
        """True while there is no page to show."""
        return self._picture is None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the sheet: paper stays white in dark surroundings, too."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        skin, sheet = theme.current(), self.rect().adjusted(0, 0, -1, -1)
        painter.fillRect(sheet, Qt.GlobalColor.white if self._picture else skin.colour("sunken"))
        if self._picture is not None:
            density = self.devicePixelRatioF()
            fitted = self._picture.scaled(
                sheet.size() * density, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            fitted.setDevicePixelRatio(density)
            place = QRect(0, 0, round(fitted.width() / density), round(fitted.height() / density))
            place.moveCenter(sheet.center())
            painter.drawPixmap(place.topLeft(), fitted)
        painter.setPen(skin.colour("line"))
        painter.drawRect(sheet)
