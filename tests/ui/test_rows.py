from collections.abc import Sequence
from typing import Any, overload

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.ui.display import State
from desktop.ui.models.cells import Column, MatrixCell, Paint, StateCell, StripCell, TwoLine, cell_text
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.theme import Scheme, Theme
from tests.ui.gallery import FamilyRow, family_columns, family_rows, family_table, show_active


def families(count: int = 9) -> RowsModel[FamilyRow]:
    model = RowsModel(family_columns(), lambda row: row.id, tickable=True)
    model.set_rows(family_rows(count))
    return model


class Lazy(Sequence[FamilyRow]):
    """A hundred thousand families of which only those looked at are made."""

    def __init__(self) -> None:
        self.made: set[int] = set()
        self._kind = family_rows(1)[0]

    def __len__(self) -> int:
        return 100_000

    @overload
    def __getitem__(self, index: int) -> FamilyRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[FamilyRow]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if not isinstance(index, int) or index >= len(self):
            raise IndexError
        self.made.add(index)
        return self._kind


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, look: Theme) -> None:
    model = families()
    qtmodeltester.check(model)
    model.sort(0)
    model.set_rows(family_rows(3), more=True)
    model.append_rows(family_rows(2))
    qtmodeltester.check(model)


def test_sorting_keeps_ticks_and_the_current_row(look: Theme, qtbot: QtBot) -> None:
    table = family_table()
    qtbot.addWidget(table)
    model = table.rows_model()
    model.tick(2, on=True)
    table.go_to("f2")
    model.sort(0)
    assert model.id_at(table.currentIndex().row()) == "f2"
    assert [row.id for row in model.ticked()] == ["f2"]
    names = [row.name for row in model.rows()]
    assert names == sorted(names)


def test_a_refresh_keeps_the_current_row_by_its_identity(look: Theme, qtbot: QtBot) -> None:
    table = family_table()
    qtbot.addWidget(table)
    table.go_to("f5")
    table.rows_model().set_rows(tuple(reversed(family_rows())))
    assert table.rows_model().id_at(table.currentIndex().row()) == "f5"


def test_ticks_on_rows_that_went_are_gone(look: Theme) -> None:
    model = families()
    counts: list[int] = []
    model.ticked_changed.connect(counts.append)
    model.tick_all(on=True)
    model.set_rows(family_rows(4))
    assert counts == [9, 4]


def test_the_next_page_is_asked_for_once(look: Theme) -> None:
    model = families(3)
    asked: list[int] = []
    model.more_wanted.connect(asked.append)
    model.set_rows(family_rows(3), more=True)
    nowhere = QModelIndex()
    assert model.canFetchMore(nowhere)
    model.fetchMore(nowhere)
    assert not model.canFetchMore(nowhere)
    model.append_rows(family_rows(9)[3:])
    assert asked == [3]
    assert model.rowCount() == 9


def test_a_list_that_the_record_sorts_only_asks(look: Theme) -> None:
    model = RowsModel(family_columns(), lambda row: row.id, sorts_itself=False)
    model.set_rows(family_rows())
    asked: list[tuple[str, bool]] = []
    model.sort_wanted.connect(lambda key, down: asked.append((key, down)))
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert asked == [("name", True)]
    assert model.id_at(0) == "f0"


def test_a_hundred_thousand_lazy_rows_are_made_only_where_they_are_looked_at(look: Theme, qtbot: QtBot) -> None:
    rows = Lazy()
    table = family_table()
    table.rows_model().set_rows(rows)
    qtbot.addWidget(table)
    table.resize(1140, 460)
    show_active(table)
    table.grab()
    assert 0 < len(rows.made) < 100


def test_copying_gives_text_cells_that_keep_an_id_number_whole(look: Theme) -> None:
    columns = (
        Column[tuple[str, str]]("name", "姓名", lambda r: TwoLine(r[0], "第二行")),
        Column[tuple[str, str]]("number", "证件号码", lambda r: r[1]),
        Column[tuple[str, str]]("state", "双岗", lambda _r: StripCell(State.MISS, "双岗联系人缺")),
    )
    model = RowsModel(columns, lambda row: row[0])
    model.set_rows((("周文彬", "999999196203150012"), ("何\t秀\n兰", "999999196203150020")))
    assert model.copied([0, 1]).splitlines() == [
        "姓名\t证件号码\t双岗",
        "周文彬\t999999196203150012\t○ 缺",
        "何 秀 兰\t999999196203150020\t○ 缺",
    ]


def test_a_row_is_read_aloud_as_a_sentence(look: Theme) -> None:
    model = families()
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("马𠅤户，")
    assert "双岗联系人：late" in said
    assert said.endswith("。")


def test_the_matrix_says_its_gap(look: Theme) -> None:
    cell = MatrixCell(State.MISS, part="49", whole="53", gap="缺3")
    assert cell_text(cell) == "49/53 缺3"
    assert StateCell(State.LATE, "逾期 7 天").text == "◆ 逾期 7 天"


def test_the_keyboard_ticks_opens_and_copies(look: Theme, qtbot: QtBot) -> None:
    table = family_table()
    qtbot.addWidget(table)
    show_active(table)
    opened: list[str] = []
    table.opened.connect(lambda row: opened.append(row.id))
    table.go_to("f1")
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Space)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert [row.id for row in table.rows_model().ticked()] == ["f1"]
    assert opened == ["f2"]
    assert "周文彬户" in QGuiApplication.clipboard().text()


def test_a_press_on_the_tick_ticks_and_selects_nothing(look: Theme, qtbot: QtBot) -> None:
    table = family_table()
    qtbot.addWidget(table)
    table.resize(1140, 460)
    show_active(table)
    viewport = table.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(25, 60))
    assert [row.id for row in table.rows_model().ticked()] == ["f1"]
    assert table.selected_numbers() == []


def test_a_right_click_offers_verbs_for_the_row_under_it(look: Theme, qtbot: QtBot) -> None:
    table = family_table()
    qtbot.addWidget(table)
    table.resize(1140, 460)
    table.show()
    asked: list[str] = []
    table.menu_wanted.connect(lambda row, _at: asked.append(row.id))
    table.customContextMenuRequested.emit(QPoint(300, 100))
    assert asked == ["f2"]


def test_names_stay_at_the_edge_while_the_rest_is_scrolled(look: Theme, qtbot: QtBot) -> None:
    table = RowsTable(families(), label="家庭")
    qtbot.addWidget(table)
    table.resize(420, 300)
    show_active(table)

    def edge() -> QImage:
        return table.grab(QRect(0, 0, table.columnWidth(0) - 1, 250)).toImage()

    before = edge()
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    assert table.horizontalScrollBar().value() > table.columnWidth(0)
    assert edge() == before


def test_guest_mode_paints_no_name(look: Theme, qtbot: QtBot) -> None:
    table = family_table()
    qtbot.addWidget(table)
    table.resize(1140, 460)
    table.show()
    drawn = table.grab().toImage()
    table.use_guest(on=True)
    assert table.grab().toImage() != drawn
    assert {text for text, _, _ in table._delegate._texts if "马𠅤" in text}  # painted before
    table._delegate._texts.clear()
    table.grab()
    assert not {text for text, _, _ in table._delegate._texts if "马𠅤" in text}


@pytest.mark.parametrize("paint", list(Paint))
def test_every_kind_of_cell_paints_something(look: Theme, qtbot: QtBot, paint: Paint) -> None:
    values: dict[Paint, Any] = {
        Paint.NAME: TwoLine("马𠅤户", "04-0011", "柳湾村"),
        Paint.STATE: StateCell(State.LATE, "逾期 7 天", "冯月明"),
        Paint.STRIP: StripCell(State.MISS),
        Paint.MATRIX: MatrixCell(State.MISS, part="49", whole="53", gap="缺3"),
    }
    column = Column[int]("x", "x", lambda _row: values.get(paint, "文字"), 200, paint)
    model = RowsModel((column,), str)
    model.set_rows((1,))
    table = RowsTable(model)
    qtbot.addWidget(table)
    table.resize(300, 100)
    table.show()
    image = QImage(200, 43, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    table.viewport().render(painter, QPoint())
    painter.end()
    colours = {image.pixel(x, y) for x in range(0, 200, 2) for y in range(42)}
    assert len(colours) > 3


def test_text_is_laid_out_once_and_again_after_a_change_of_scheme(look: Theme, qtbot: QtBot) -> None:
    table = family_table()
    qtbot.addWidget(table)
    table.resize(1140, 460)
    table.show()
    table.grab()
    kept = dict(table._delegate._texts)
    table.grab()
    assert {key: id(value) for key, value in table._delegate._texts.items()} == {k: id(v) for k, v in kept.items()}
    look.use_scheme(Scheme.DARK)
    assert table._delegate._texts == {}
