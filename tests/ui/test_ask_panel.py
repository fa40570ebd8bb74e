"""The side panel: fields that speak with each other, and a step laid out before it is taken."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.desk.reviewing import Review, ReviewPart
from desktop.ui.dialogs.ask_panel import Ask, Asking, AskPanel
from desktop.ui.theme import Theme
from desktop.ui.widgets.amounts import MoneyField, PartDateField, WholeField, read_part_day
from desktop.ui.widgets.choices import RadioRow
from desktop.ui.widgets.fields import TextField, Verdict, hard
from desktop.ui.widgets.picks import PickField

DAY = date(2026, 11, 22)


@pytest.fixture
def panel(qtbot: QtBot, look: Theme) -> AskPanel:
    made = AskPanel(DAY)
    qtbot.addWidget(made)
    return made


def same_twice(answers: Mapping[str, Any]) -> Mapping[str, Verdict]:
    twice = answers["one"] and answers["one"] == answers["other"]
    return {"other": hard("两处一样")} if twice else {}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1964.3.9", "1964-03-09"),
        ("1964年3月", "1964-03"),
        ("１９６４．３", "1964-03"),
        ("1964", "1964"),
        ("19640309", "1964-03-09"),
        ("1964.13", None),
        ("2026-02-30", None),
        ("去年", None),
    ],
)
def test_a_day_is_read_as_far_as_it_is_known(typed: str, read: str | None) -> None:
    assert read_part_day(typed, DAY) == read


def test_numbers_money_flags_and_half_known_days_come_back_as_the_record_keeps_them(panel: AskPanel) -> None:
    asks = (
        Ask("amount", "金额", "money", 59000),
        Ask("years", "年度", "whole", 2026),
        Ask("retired", "退休", "flag", value=False),
        Ask("born", "出生", "part_day", "1964-03"),
    )
    panel.ask(Asking("试", "", asks, "保存"))
    assert panel.answers() == {"amount": 59000, "years": 2026, "retired": False, "born": "1964-03"}
    assert not panel.dirty
    amount, years, retired, born = (panel.control(name) for name in ("amount", "years", "retired", "born"))
    assert isinstance(amount, MoneyField)
    assert isinstance(years, WholeField)
    assert isinstance(retired, RadioRow)
    assert isinstance(born, PartDateField)
    amount.setText("590.5")
    years.setText("２０２７")
    retired.choose(value=None)
    born.setText("1964年5月")
    assert panel.answers() == {"amount": 59050, "years": 2027, "retired": None, "born": "1964-05"}
    years.setText("二〇")
    panel.save()
    assert "这里写整数" in years.accessibleDescription()


def test_what_two_answers_say_about_each_other_keeps_the_panel_from_being_saved(panel: AskPanel) -> None:
    saved: list[dict[str, Any]] = []
    panel.saved.connect(saved.append)
    panel.ask(Asking("试", "", (Ask("one", "一"), Ask("other", "二")), "保存", judge=same_twice))
    one, other = panel.control("one"), panel.control("other")
    assert isinstance(one, TextField)
    assert isinstance(other, TextField)
    one.setText("甲")
    other.setText("甲")
    one.judge()  # leaving the first field tells about the second
    assert other.accessibleDescription() == "两处一样"
    panel.save()
    assert saved == []
    other.setText("乙")
    panel.save()
    assert saved == [{"one": "甲", "other": "乙"}]


def test_a_step_is_laid_out_and_only_then_agreed_to(panel: AskPanel) -> None:
    agreed: list[dict[str, Any]] = []
    panel.agreed.connect(agreed.append)
    panel.ask(Asking("登记", "", (Ask("one", "一", value="甲"),), "看看会怎样"))
    panel.show()
    panel.lay_out(Review("会这样", (ReviewPart("停止", ("协议", "资格")), ReviewPart("空的", ())), "照这样登记"))
    assert panel.review.isVisible()
    assert panel.save_button.text() == "照这样登记"
    panel._back_out()
    assert panel.review.isHidden()
    assert panel.save_button.text() == "看看会怎样"
    assert agreed == []
    panel.lay_out(Review("会这样", (), "照这样登记"))
    panel.save()
    assert agreed == [{"one": "甲"}]


def test_several_out_of_many_are_ticked_by_initials_and_stay_ticked_while_others_are_looked_for(
    panel: AskPanel,
) -> None:
    people = tuple((f"p{n}", f"周{n}　上坪村") for n in range(300))
    everybody = (*people, ("q", "马秀兰　柳湾村"))
    panel.ask(Asking("到场", "活动", (Ask("persons", "到场的人", "picks", ("p7",), everybody),), "保存"))
    field = panel.control("persons")
    assert isinstance(field, PickField)

    QTest.keyClicks(field.field, "mxl")
    QTest.keyClick(field.field, Qt.Key.Key_Return)

    assert panel.answers() == {"persons": ("p7", "q")}
    assert field.list.item(0).text().startswith("周7"), "those ticked stand first"
    assert field.count.text() == "已选 2 人"


def test_a_choice_fills_in_what_follows_from_it_but_not_over_what_a_person_wrote(panel: AskPanel) -> None:
    days = (("a", "会员活动日"), ("b", "国际家庭日"))
    fills = {("day", code): {"name": word} for code, word in days}
    asks = (Ask("day", "按哪个日子", "choice", None, days), Ask("name", "活动"))
    panel.ask(Asking("登记活动", "服务活动", asks, "保存", fills=fills))
    choices = panel.control("day")
    assert isinstance(choices, RadioRow)

    choices.changed.emit("a")
    assert panel.answers()["name"] == "会员活动日"
    choices.changed.emit("b")
    assert panel.answers()["name"] == "国际家庭日"
    panel.put({"name": "老乡茶话会"})
    choices.changed.emit("a")
    assert panel.answers()["name"] == "老乡茶话会"
