"""What a step would do, part by part, in the place of the questions that led to it."""

from PySide6.QtCore import QSize

from desktop.desk.reviewing import Review, ReviewPart
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label


class ReviewList(FormScroll):
    """The parts of a `Review`, each a small card; hidden until there is one."""

    def __init__(self) -> None:
        super().__init__(gap=8)
        self.hide()

    def sizeHint(self) -> QSize:
        """Little: the panel does not make the page longer."""
        return QSize(sizes.px(240), sizes.px(120))

    def show_review(self, review: Review) -> None:
        """Shows another review."""
        clear(self.body)
        self.body.addWidget(Label(review.title, "strong", wrap=True))
        for part in review.parts:
            if part.lines:
                self.body.addWidget(_part(part))
        self.body.addStretch()


def _part(part: ReviewPart) -> Card:
    card = Card(gap=3, margins=(12, 8, 8, 8), box="sunken")
    if part.state:
        card.add(StateLine(State(part.state), part.title, "note_strong"))
    else:
        card.add(Label(part.title, "note_strong", "ink2"))
    for line in part.lines:
        card.add(Label(line, "cell", "ink", wrap=True))
    return card
