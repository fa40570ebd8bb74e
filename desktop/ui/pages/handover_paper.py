"""08 上报: the slip that goes with a package on paper, shown small, printed or saved."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from desktop.desk.desk import Desk
from desktop.desk.files import put_file
from desktop.desk.outgoing import Package, package_slip, slip_picture
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.pages.handover_list import SlipPicture
from desktop.ui.pages.printing_paper import LAST_PRINTER, print_pdf, printer_named, printers
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

_SLIP_DPI = 50


class PaperCard(Card):
    """纸上的一份 of the package chosen.

    Args:
        place: the workplace.
        beside: a further button of the row.
    """

    said = Signal(object, str)
    """What became of it: a `State` and a sentence."""

    def __init__(self, place: Workplace, beside: QWidget) -> None:
        super().__init__(gap=6, margins=(14, 12, 14, 12))
        self._place, self._ticket = place, Ticket()
        self._package: Package | None = None
        self._printers: Callable[[], tuple[str, ...]] = printers
        self._printer: Callable[[str], QPrinter] = partial(printer_named, duplex=False)
        self.slip = SlipPicture()
        self.print_out = Button(tr("打印上报单"), "small", "printer", clicked=self._print)
        self.keep = Button(tr("存下上报单"), "small", "file-pdf", clicked=self._save)
        self._title = Label(tr("纸上的一份"), "strong")
        self._build(beside)

    def show_package(self, package: Package | None) -> None:
        """Shows this package's slip; none empties the card."""
        self._package = package
        self.print_out.setEnabled(package is not None)
        self.keep.setEnabled(package is not None)
        title = tr("纸上的一份") if package is None else tr("第 {n} 号，纸上的一份").format(n=package.number)
        self._title.say(title)
        if package is None:
            self.slip.show_page(None)
            return
        dpi = _SLIP_DPI * max(1.0, self.devicePixelRatioF())
        self._place.read(
            lambda desk: slip_picture(desk, package, dpi),
            self.slip.show_page,
            lambda _refusal: self.slip.show_page(None),
            ticket=self._ticket,
        )

    def print_with(self, find: Callable[[], tuple[str, ...]], printer: Callable[[str], QPrinter]) -> None:
        """Prints on these from now on (tests have none standing by)."""
        self._printers, self._printer = find, printer
        self.print_out.setVisible(bool(find()))

    def _build(self, beside: QWidget) -> None:
        words = sizes.column(gap=8)
        words.addWidget(self._title)
        words.addWidget(Label(tr("数目、包号、校验码与文件一致，[县]里一扫就能对上。"), "note", "ink2", wrap=True))
        words.addStretch(1)
        buttons = Flow(gap=8)
        self.print_out.setVisible(bool(self._printers()))
        for button in (self.print_out, self.keep, beside):
            buttons.addWidget(button)
        words.addWidget(buttons)
        line = sizes.row(gap=14)
        line.addWidget(self.slip, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.add(line)

    def _print(self) -> None:
        """On the printer chosen last for the forms, else on the default one."""
        package, names = self._package, self._printers()
        if package is None or not names:
            return

        def job(desk: Desk) -> str:
            last = desk.record.store.setting(LAST_PRINTER, "")
            name = str(last) if last in names else names[0]
            print_pdf(package_slip(desk, package), self._printer(name), lambda _done, _all: None)
            return name

        words = tr("第 {number} 号的上报单已送到打印机 {name}，签字盖章后和 U 盘一起交。")
        self._place.read(
            job,
            lambda name: self.said.emit(State.OK, words.format(number=package.number, name=name)),
            self._failed,
        )

    def _save(self) -> None:
        package = self._package
        if package is None:
            return
        suggested = package.file_name.removesuffix(".nxb") + "_上报单.pdf"
        path = self._place.choose.save_file(tr("上报单存到哪里"), suggested, "PDF (*.pdf)")
        if path is not None:
            self._place.read(
                lambda desk: put_file(path, package_slip(desk, package)),
                lambda _: self.said.emit(State.OK, tr("上报单已存到 {name}。").format(name=path.name)),
            )

    def _failed(self, refusal: Refusal) -> None:
        self.said.emit(State.MISS, refusal.sentence)
