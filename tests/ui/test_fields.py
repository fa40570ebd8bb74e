from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import sizes
from desktop.ui.theme import Theme
from desktop.ui.widgets.choices import ChoiceField, RadioRow, TickRow
from desktop.ui.widgets.fields import FINE, TextField, Verdict, hard, soft
from desktop.ui.widgets.forms import ErrorList, FieldRow, FormScroll, Lack, judge_all
from desktop.ui.widgets.masked import MaskedLabel
from desktop.ui.widgets.numbers import DateField, IdField, PhoneField, read_day
from desktop.ui.widgets.search import PasswordField, SearchBox
from desktop.ui.widgets.text import Label
from tests.ui.gallery import show_active

TODAY = date(2026, 11, 4)


def compose(field: QWidget, text: str) -> None:
    QApplication.sendEvent(field, QInputMethodEvent(text, []))


def commit(field: QWidget, text: str) -> None:
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-4", date(2026, 11, 4)), ("11.4", date(2026, 11, 4)), ("11月4日", date(2026, 11, 4)),
        ("2025年3月2日", date(2025, 3, 2)), ("20261104", date(2026, 11, 4)), ("今天", TODAY),
        ("昨天", date(2026, 11, 3)), ("２０２６－１１－４", date(2026, 11, 4)), ("2026/2/29", None),
        ("13.1", None), ("", None), ("下周", None), ("11", None),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


def test_a_date_field_writes_the_day_out_when_it_is_left(look: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    line = sizes.row(holder)
    field, other = DateField(TODAY), QLineEdit()
    line.addWidget(field)
    line.addWidget(other)
    qtbot.addWidget(holder)
    show_active(holder)
    field.setFocus()
    QTest.keyClicks(field, "11.4")
    other.setFocus()
    assert field.text() == "2026-11-04"
    assert field.property("verdict") == ""


def test_a_day_that_is_none_is_said_and_marked(look: Theme, qtbot: QtBot) -> None:
    field = DateField(TODAY, required=True)
    qtbot.addWidget(field)
    field.setText("下周")
    assert field.judge().level == "miss"
    assert "没看懂" in field.accessibleDescription()
    field.setText("")
    assert field.judge().level == "miss"


def test_phone_numbers_are_judged_by_the_records_rule(look: Theme, qtbot: QtBot) -> None:
    field = PhoneField()
    qtbot.addWidget(field)
    field.setText(" 138 0000 0017 ")
    assert field.judge() == FINE
    assert field.value() == "13800000017"
    field.setText("1380000")
    assert field.judge().level


def test_a_wrong_check_character_is_named_and_nothing_is_corrected(look: Theme, qtbot: QtBot) -> None:
    field = IdField()
    qtbot.addWidget(field)
    field.setText("999999196203150012")
    verdict = field.judge()
    assert verdict.level == "miss"
    assert "校验码" in verdict.words
    assert field.text() == "999999196203150012"


def test_nothing_is_judged_and_nothing_searched_while_an_input_method_composes(look: Theme, qtbot: QtBot) -> None:
    box = SearchBox(pause_ms=1)
    qtbot.addWidget(box)
    box.show()
    heard: list[str] = []
    box.searched.connect(heard.append)
    compose(box.field, "zhang")
    qtbot.wait(20)
    assert box.field.composing
    assert heard == []
    commit(box.field, "张")
    qtbot.wait(20)
    assert box.field.composing is bool(0)
    assert heard == ["张"]


def test_enter_during_a_composition_does_not_leave_the_field(look: Theme, qtbot: QtBot) -> None:
    form = FormScroll()
    first, second = TextField(named="一"), TextField(named="二")
    form.add(FieldRow("一", first), FieldRow("二", second))
    qtbot.addWidget(form)
    show_active(form)
    first.setFocus()
    compose(first, "zhang")
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert first.hasFocus()
    commit(first, "张")
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert second.hasFocus()


def test_where_the_page_scrolls_a_form_takes_all_its_height_and_gives_it_back(look: Theme, qtbot: QtBot) -> None:
    """One bar and not one inside the other, also when a line comes and goes."""
    form, late = FormScroll(), FieldRow("又一项", TextField(named="又一项"))
    form.add(*(FieldRow(f"第{n}项", TextField(named=f"第{n}项")) for n in range(12)), late)
    late.hide()
    qtbot.addWidget(form)
    form.resize(400, 100)
    show_active(form)
    assert form.verticalScrollBar().maximum() > 0
    form.open_out(on=True)
    QApplication.processEvents()
    assert form.verticalScrollBar().maximum() == 0
    before = form.minimumHeight()
    late.show()
    QApplication.processEvents()
    assert form.minimumHeight() > before
    assert form.verticalScrollBar().maximum() == 0
    late.hide()
    QApplication.processEvents()
    assert form.minimumHeight() == before
    form.open_out(on=False)
    assert form.minimumHeight() == 0


def test_a_form_opened_out_brings_the_field_in_hand_into_sight_of_the_page(look: Theme, qtbot: QtBot) -> None:
    """Nobody pressed Tab: a field was found lacking, far down."""
    form, page = FormScroll(), QScrollArea()
    fields = [TextField(named=f"第{n}项") for n in range(40)]
    form.add(*(FieldRow(field.accessibleName(), field) for field in fields))
    form.open_out(on=True)
    page.setWidgetResizable(True)
    page.setWidget(form)
    qtbot.addWidget(page)
    page.resize(400, 200)
    show_active(page)
    assert page.verticalScrollBar().value() == 0
    fields[30].setFocus()
    QApplication.processEvents()
    assert page.verticalScrollBar().value() > 0
    assert fields[30].visibleRegion().boundingRect() == fields[30].rect()


def test_what_is_told_above_a_field_in_the_same_moment_does_not_push_it_out_of_sight(look: Theme, qtbot: QtBot) -> None:
    form, page, told = FormScroll(), QScrollArea(), QLabel("还缺三处，请补上。\n" * 4)
    fields = [TextField(named=f"第{n}项") for n in range(40)]
    form.add(told, *(FieldRow(field.accessibleName(), field) for field in fields))
    told.hide()
    form.open_out(on=True)
    page.setWidgetResizable(True)
    page.setWidget(form)
    qtbot.addWidget(page)
    page.resize(400, 200)
    show_active(page)
    told.show()
    fields[30].setFocus()
    QApplication.processEvents()
    assert fields[30].visibleRegion().boundingRect() == fields[30].rect()


def test_down_leads_from_the_filter_into_the_rows_and_esc_empties_it(look: Theme, qtbot: QtBot) -> None:
    box = SearchBox(pause_ms=1)
    qtbot.addWidget(box)
    box.show()
    left: list[int] = []
    heard: list[str] = []
    box.left_downwards.connect(lambda: left.append(1))
    box.searched.connect(heard.append)
    QTest.keyClicks(box.field, "ma")
    QTest.keyClick(box.field, Qt.Key.Key_Down)
    QTest.keyClick(box.field, Qt.Key.Key_Escape)
    assert left == [1]
    assert heard == ["ma", ""]


def test_the_sentence_stands_under_the_field_and_the_label_turns(look: Theme, qtbot: QtBot) -> None:
    field = TextField(check=lambda text: hard("还没填姓名") if not text else FINE)
    row = FieldRow("姓名", field, "①", required=True)
    qtbot.addWidget(row)
    row.show()
    field.judge()
    assert row.label.property("c") == "miss"
    assert any(label.text() == "还没填姓名" and label.isVisible() for label in row.findChildren(QLabel))
    field.setText("周文彬")
    field.judge()
    assert row.label.property("c") == "ink2"
    assert any(label.text() == "必填" for label in row.findChildren(QLabel))


def test_what_is_missing_jumps_to_its_field(look: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    lines = sizes.column(holder)
    errors, field, first = ErrorList(), TextField(named="姓名"), QLineEdit()
    for widget in (first, errors, field):
        lines.addWidget(widget)
    qtbot.addWidget(holder)
    show_active(holder)
    field.check_with(lambda text: FINE if text else hard("还没填"))
    errors.show_lacks(judge_all([("姓名", field)]), 13, 12)
    assert errors.isVisible()
    assert "还差 1 处" in errors.accessibleName()
    link = next(b for b in errors.findChildren(QWidget) if b.property("kind") == "link")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    errors.show_lacks([Lack("一"), Lack("二")])
    assert "一；二" in errors.accessibleName()
    errors.show_lacks([])
    assert not errors.isVisible()


def test_a_soft_verdict_can_be_saved(look: Theme, qtbot: QtBot) -> None:
    field = TextField(check=lambda _text: soft("请看一眼"))
    qtbot.addWidget(field)
    assert judge_all([("一", field)]) == []
    assert field.property("verdict") == "soon"


def test_markup_in_a_label_stays_text(look: Theme, qtbot: QtBot) -> None:
    label = Label("<b>周</b><img src=x>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == "<b>周</b><img src=x>"


def test_choices_answer_with_values_and_nothing_chosen_is_none(look: Theme, qtbot: QtBot) -> None:
    radio = RadioRow([("well", "平稳"), ("ill", "不适")], named="身体")
    ticks = TickRow([("a", "特别扶助"), ("b", "保险")], ["b"])
    combo = ChoiceField([(n, str(n)) for n in range(7)], empty="请选择")
    for widget in (radio, ticks, combo):
        qtbot.addWidget(widget)
    assert radio.value() is None
    radio.choose("ill")
    assert radio.value() == "ill"
    radio.choose(None)
    assert radio.value() is None
    assert ticks.value() == ("b",)
    assert combo.value() is None
    combo.choose(3)
    assert combo.value() == 3


def test_the_eye_asks_and_the_number_hides_again(look: Theme, qtbot: QtBot) -> None:
    label = MaskedLabel("999999********0012", "周文彬的证件号码")
    qtbot.addWidget(label)
    label.show()
    asked: list[int] = []
    label.revealed.connect(lambda: asked.append(1))
    eye = next(w for w in label.findChildren(QWidget) if w.property("kind") == "eye")
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert asked == [1]
    label.show_full("999999196203150012")
    assert label.is_open
    assert "999999196203150012" in label.accessibleName()
    label._timer.timeout.emit()
    assert label.is_open is bool(0)
    assert label.label.text() == "999999********0012"


def test_a_passphrase_keeps_its_blanks_and_is_forgotten_when_emptied(look: Theme, qtbot: QtBot) -> None:
    field = PasswordField()
    qtbot.addWidget(field)
    QTest.keyClicks(field.field, " a b ")
    assert field.value() == " a b "
    assert field.field.echoMode() == QLineEdit.EchoMode.Password
    field.empty()
    assert field.value() == ""


def test_a_verdict_from_the_record_can_be_shown(look: Theme, qtbot: QtBot) -> None:
    field = TextField()
    qtbot.addWidget(field)
    field.show_verdict(Verdict("miss", "这个号码已有人用"))
    assert field.accessibleDescription() == "这个号码已有人用"
