"""The brake before a return that takes out a large part of the households: the number is typed before it is read in."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from db.sync.township.received import ReturnResult
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.forms import FieldRow
from desktop.ui.widgets.states import StateLine
from desktop.words import tr


class Brake(QWidget):
    """Hidden as long as no return needs a second word (D-44)."""

    def __init__(self) -> None:
        super().__init__()
        self._out = 0
        self.warning = StateLine(State.LATE, "", "body", wrap=True)
        self.number = TextField(tr("照上面写的户数填"), named=tr("不再在册的户数"), most=6)
        sizes.fixed(self.number, width=160)
        lines = sizes.column(self, gap=6)
        lines.addWidget(self.warning)
        lines.addWidget(FieldRow(tr("不再在册的户数"), self.number, required=True, below=True))
        self.release()

    @property
    def is_on(self) -> bool:
        """Whether a second word is needed."""
        return self._out > 0

    @property
    def is_confirmed(self) -> bool:
        """Whether the number was typed; true also where none is asked for."""
        return not self.is_on or self.number.text().strip() == str(self._out)

    def hold(self, results: Sequence[ReturnResult]) -> None:
        """Asks for the number when one of these would take out a large part."""
        held = [result for result in results if result.takes_out]
        self._out = sum(result.takes_out for result in held)
        self.setVisible(self.is_on)
        self.number.clear()
        if held:
            told = tr("读入后 {of} 户里的 {out} 户不再在册。请先打电话问[县]里。")
            how = tr("确实要读入的，填上户数再按；读入前自动留一份备份。")
            self.warning.show_state(State.LATE, told.format(of=max(r.families for r in held), out=self._out) + how)

    def release(self) -> None:
        """Nothing is held any more."""
        self._out = 0
        self.number.clear()
        self.hide()
