"""Pages of our PDF as pictures for the screen, and onto a printer at its own resolution."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from db.errors import Refusal
from desktop.forms.preview import page_count, page_image
from desktop.words import tr

LAST_PRINTER = "printer_of_visit_forms"
"""Setting: the printer chosen last."""
_A4_WIDTH_INCH = 210 / 25.4
_MOST_DPI = 300
"""Line work and 7-point names are sharp at 300 dots an inch; more only takes longer."""


class PrinterStopped(Refusal):
    """The printer took no more pages."""

    code = "P-PRT-07"


def printers() -> tuple[str, ...]:
    """The printers of this laptop, the default one first."""
    names = list(QPrinterInfo.availablePrinterNames())
    default = QPrinterInfo.defaultPrinterName()
    return tuple(sorted(names, key=lambda name: name != default))


def picture(pdf: bytes, page: int, width: int) -> QImage:
    """A page (from 1) as a picture `width` device pixels wide; made on the record thread."""
    return _image(pdf, page, width / _A4_WIDTH_INCH)


def printer_named(name: str, *, duplex: bool) -> QPrinter:
    """A printer set to A4 upright, without margins of its own (the forms have theirs)."""
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setPrinterName(name)
    made.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    made.setPageOrientation(QPageLayout.Orientation.Portrait)
    made.setFullPage(True)
    made.setDuplex(QPrinter.DuplexMode.DuplexLongSide if duplex else QPrinter.DuplexMode.DuplexNone)
    return made


def print_pdf(pdf: bytes, printer: QPrinter, step: Callable[[int, int], None]) -> int:
    """Prints every page.

    Args:
        pdf: one of our documents.
        printer: see `printer_named`.
        step: told (pages done, all pages) before each page; may refuse to stop there.

    Returns:
        How many pages were handed to the printer.

    Raises:
        PrinterStopped: the printer does not answer.
    """
    pages = page_count(pdf)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterStopped(
            tr("打印机没有应答，一页也没有印。"), tr("档案没有变。"), tr("请看打印机是否开着，或先存成 PDF。")
        )
    try:
        for page in range(1, pages + 1):
            step(page - 1, pages)
            _draw(painter, printer, _image(pdf, page, min(_MOST_DPI, printer.resolution())), first=page == 1)
    finally:
        painter.end()
    return pages


def _draw(painter: QPainter, printer: QPrinter, image: QImage, *, first: bool) -> None:
    if not first and not printer.newPage():
        raise PrinterStopped(tr("打印机停下了，后面的没有印。"), tr("档案没有变。"), tr("请处理好打印机，再印一次。"))
    paper = printer.pageLayout().fullRectPixels(printer.resolution())
    painter.drawImage(QRectF(0, 0, paper.width(), paper.height()), image)


def _image(pdf: bytes, page: int, dpi: float) -> QImage:
    made = page_image(pdf, page, dpi)
    return QImage(made.rgb, made.width, made.height, 3 * made.width, QImage.Format.Format_RGB888).copy()
