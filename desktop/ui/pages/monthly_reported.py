"""Which time the figures of the townships use: everything known now, or a month as it was reported."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from db.domain.periods import Period, parse_period
from desktop.desk.county import Figures
from desktop.desk.county_months import CountyMonths
from desktop.desk.desk import Desk
from desktop.desk.reported import Reported, changed_words, known_now_words, overtaken_words, reported, reported_words
from desktop.ui import sizes
from desktop.ui.tasks import Progress
from desktop.ui.widgets.buttons import Segments
from desktop.ui.widgets.choices import ChoiceField
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.text import Label
from desktop.words import tr

NOW, THEN = "now", "then"


class WhichTime(QWidget):
    """The choice, the month, and the sentence about what is shown; `changed` is said when it is to be another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = Segments([(NOW, tr("现在看")), (THEN, tr("按当月上报"))], named=tr("用哪个时间"))
        self.months = ChoiceField(named=tr("哪个月的上报"))
        self.said = Label("", "note", "ink2", wrap=True)
        lines = sizes.column(self, gap=4)
        lines.addWidget(flow_row(self.choice, self.months, spring()))
        lines.addWidget(self.said)
        self.months.hide()
        self.hide()
        self.choice.changed.connect(self._chosen)
        self.months.changed.connect(lambda _month: self.changed.emit())

    @property
    def month(self) -> Period | None:
        """The month as reported; None for everything known now."""
        value = self.months.value() if self.choice.value() == THEN else None
        return parse_period(value) if isinstance(value, str) else None

    def offer(self, found: CountyMonths) -> None:
        """The months of the calendar, the latest first; at first the one that is handed in now is chosen."""
        choices = [(each.code, each.label) for each in reversed(found.periods)]
        kept = self.months.value()
        self.months.set_choices(choices, kept if kept in dict(choices) else found.period.code)

    def look_at_now(self) -> None:
        """Everything known now is shown again; nothing is said about it."""
        self.choice.choose(NOW)
        self.months.hide()

    def tell_now(self, figures: Figures) -> None:
        """What is known now is shown."""
        self.said.say(known_now_words(figures.on))

    def tell(self, found: Reported) -> None:
        """A month as reported is shown."""
        self.said.say(
            f"{reported_words(found.month, found.on)}{changed_words(found.changed)}。{overtaken_words(found)}"
        )

    def _chosen(self, value: object) -> None:
        self.months.setVisible(value == THEN)
        self.changed.emit()


def fold(desk: Desk, month: Period, progress: Progress) -> Reported:
    """The work behind it, for the record's thread: it may be stopped at any step, for nothing of it stays."""
    return reported(desk, month, partial(_step, progress))


def _step(progress: Progress, done: int, every: int) -> None:
    progress.step(done, every, tr("{n}%").format(n=100 * done // max(1, every)))
