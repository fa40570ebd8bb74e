"""A flow remembers how high it is in a width, and forgets it as soon as a child wants another size."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.display import State
from desktop.ui.theme import Theme
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.states import StateLine


class _Counted(QLabel):
    """A label that counts how often its size is asked for."""

    asked = 0

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's own name
        """The label's own."""
        self.asked += 1
        return super().sizeHint()


@pytest.fixture
def flow(qtbot: QtBot) -> tuple[Flow, _Counted]:
    """A shown flow of two labels."""
    made, label = Flow(), _Counted("上坪村")
    qtbot.addWidget(made)
    made.addWidget(label)
    made.addWidget(QLabel("周文彬"))
    made.resize(400, 40)
    made.show()
    QApplication.processEvents()
    return made, label


def test_the_same_width_is_worked_out_once(flow: tuple[Flow, _Counted]) -> None:
    made, label = flow
    made.heightForWidth(300)
    before = label.asked
    assert made.heightForWidth(300) == made.heightForWidth(300)
    assert label.asked == before


def test_a_child_that_grows_is_measured_again(flow: tuple[Flow, _Counted]) -> None:
    made, label = flow
    before = made.heightForWidth(120)
    label.setText("第一行\n第二行\n第三行")
    QApplication.processEvents()
    assert made.heightForWidth(120) > before


def test_a_sentence_over_several_lines_takes_the_height_it_needs_and_no_more(look: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    lines = QVBoxLayout(page)
    said = StateLine(State.OK, "云溪镇已登记，批复已存好。请在电话里念本县的核对数字。" * 2, "body", wrap=True)
    lines.addWidget(said)
    lines.addStretch()
    page.resize(400, 600)
    page.show()
    assert said.height() == said.label.heightForWidth(said.label.width())
