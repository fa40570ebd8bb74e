"""A flow remembers how high it is in a width, and forgets it as soon as a child wants another size."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.flow import Flow


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
