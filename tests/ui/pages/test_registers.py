"""台账: look, filter, sort, write from the side panel, take what is shown to Excel; the county only looks."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.commands.undo import undo_command
from db.queries.casefile import StoredRecord
from desktop.desk.demo import plant
from desktop.desk.desk import Desk
from desktop.desk.registers.listing import REGISTERS
from desktop.desk.registers.register import Register, RegisterTable, records
from desktop.desk.sections.section import Verb
from desktop.ui.asks.office import Office, Told
from desktop.ui.asks.plans import OFFICE, knows
from desktop.ui.dialogs.ask_fields import first_answer
from desktop.ui.dialogs.ask_panel import AskPanel
from desktop.ui.pages.registers import RegistersPage
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import Button
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Answers, Ask, ShowPage


@pytest.fixture
def page(place: Workplace, show_page: ShowPage) -> RegistersPage:
    """The registers of an empty record."""
    made = RegistersPage(place)
    show_page(made, register="partners")
    return made


def names(page: RegistersPage) -> list[str]:
    """The first cell of every line shown."""
    assert page.table is not None
    return [str(row.cells[0]) for row in page.table.rows_model().rows()]


def add_partner(page: RegistersPage, tasks: Tasks, name: str, **more: str) -> None:
    """Writes one partner by the page's own panel."""
    page.make_new()
    assert tasks.wait_idle()
    page.panel.put({"name": name, **more})
    page.panel.save()
    assert tasks.wait_idle()
    page.reload()  # the window would refresh the page
    assert tasks.wait_idle()


def test_a_partner_is_entered_corrected_ended_and_taken_out(page: RegistersPage, tasks: Tasks, ask: Ask) -> None:
    add_partner(page, tasks, "青溪社工站", phone="0719-5550001")
    assert names(page) == ["青溪社工站"]
    assert page.header.meta.text() == "共 1 条"

    assert page.table is not None
    page.table.selectRow(0)
    page.edit()
    assert tasks.wait_idle()
    page.panel.put({"services": "陪伴、跑腿"})
    page.panel.save()
    assert tasks.wait_idle()
    asked = "SELECT services, until, voided FROM partner"
    assert ask(lambda desk: _one(desk, asked)) == ("陪伴、跑腿", None, 0)

    page.enter(register="partners", verb="end_partner", subject=_first_id(page))
    assert tasks.wait_idle()
    page.panel.put({"until": "2026-11-30"})
    page.panel.save()
    page.enter(register="partners", verb="void_partner", subject=_first_id(page))
    assert tasks.wait_idle()
    page.panel.save()
    assert page.panel.errors.isVisible(), "a reason is asked for"
    page.panel.put({"reason": "登记重了"})
    page.panel.save()
    assert tasks.wait_idle()
    assert ask(lambda desk: _one(desk, asked)) == ("陪伴、跑腿", "2026-11-30", 1)


def test_the_line_chosen_says_how_far_its_record_has_travelled(
    page: RegistersPage, tasks: Tasks, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B-32: not in families alone; what the county turned away says why."""
    add_partner(page, tasks, "青溪社工站")
    assert page.table is not None
    page.table.selectRow(0)
    assert tasks.wait_idle()
    assert page.bar.way.isVisibleTo(page.bar)
    assert page.bar.way.label.text() == "未上报"

    def county_says(desk: Desk, rejected: str) -> None:
        with desk.record.store.keeping() as connection:
            (change,) = connection.exec_driver_sql("SELECT hash FROM change ORDER BY no DESC LIMIT 1").scalars()
            columns = "(org, ledger_no, change_hash, rejected, entry_hash, package_id)"
            values = (desk.record.office.org_code, 1, change, rejected, "e", "p")
            connection.exec_driver_sql(f"INSERT OR REPLACE INTO ledger {columns} VALUES (?, ?, ?, ?, ?, ?)", values)

    for rejected, told in (("", "县已接收"), ("记录号已属于另一条记录", "县退回；记录号已属于另一条记录")):
        ask(partial(county_says, rejected=rejected))
        page.reload()
        assert tasks.wait_idle()
        assert page.bar.way.label.text() == told

    told_late: list[object] = []
    monkeypatch.setattr(page.bar, "tell_way", told_late.append)
    page._show_bar(page.table.current_row())  # asked, and not answered yet
    page.search.field.setText("没有这样的单位")
    page._show_rows()
    assert tasks.wait_idle()
    assert page.bar.isHidden()
    assert told_late == [], "an answer about a line that is gone reached the bar"


def _one(desk: object, sql: str) -> tuple[object, ...]:
    with desk.record.store.reading() as connection:  # type: ignore[attr-defined] # the desk, asked on its thread
        return tuple(connection.exec_driver_sql(sql).one())


def _first_id(page: RegistersPage) -> str:
    assert page.shown is not None
    return page.shown.table.rows[0].id


def test_the_lines_shown_go_to_excel_as_text_and_nothing_becomes_a_formula(
    page: RegistersPage, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    add_partner(page, tasks, "=1+1", phone="13800000017")
    add_partner(page, tasks, "青溪社工站")
    page.search.field.setText("=1")
    page.search.searched.emit("=1")
    assert names(page) == ["=1+1"]
    choose.saves = tmp_path / "合作组织.xlsx"

    page.export()
    assert tasks.wait_idle()

    rows = python_calamine.CalamineWorkbook.from_path(choose.saves).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["名称", "=1+1"]
    assert rows[1][4] == "13800000017", "masked on the screen, whole in the file"
    assert "138****0017" in page.table.rows_model().copied([0])  # type: ignore[union-attr] # it is shown


def test_a_practice_townships_contacts_sort_by_their_families_and_the_county_only_looks(
    place: Workplace, show_page: ShowPage, tasks: Tasks, ask: Ask, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    ask(lambda desk: plant(desk, 6, seed=3))
    page = RegistersPage(place)
    show_page(page)
    assert page.shown is not None
    assert page.shown.key == "contacts"
    assert page.table is not None
    columns = [column.key for column in page.table.rows_model().columns()]
    page.table.rows_model().sort(columns.index("families"), Qt.SortOrder.DescendingOrder)
    held = [row.cells[columns.index("families")] for row in page.table.rows_model().rows()]
    assert held == sorted(held, reverse=True)
    assert held[0] > 0

    monkeypatch.setattr(Workplace, "records", property(lambda _: False))
    page.enter(register="partners")
    assert tasks.wait_idle()
    page.make_new()
    assert tasks.wait_idle()
    assert page.panel.isHidden()
    QApplication.processEvents()  # the header shows its buttons in its layout's next turn
    assert [b.text().strip() for b in page.header.findChildren(Button) if b.isVisibleTo(page)] == ["存为 Excel"]


def test_up_and_down_go_along_the_registers_and_enter_opens_one(
    page: RegistersPage, tasks: Tasks, qtbot: QtBot
) -> None:
    buttons = [b for b in page.list.findChildren(Button) if b.isVisibleTo(page)]
    buttons[0].setFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Down)
    assert buttons[1].hasFocus()
    QTest.keyClick(buttons[1], Qt.Key.Key_Up)
    QTest.keyClick(buttons[0], Qt.Key.Key_Space)
    assert tasks.wait_idle()
    assert page.shown is not None
    assert page.shown.title == buttons[0].text().strip()


def test_every_register_has_a_key_of_its_own_and_every_verb_it_offers_asks_something(
    demo_desk: Desk, ask_demo: Ask, look: Theme, qtbot: QtBot
) -> None:
    assert len({each.key for each in REGISTERS}) == len(REGISTERS)
    panel = AskPanel(demo_desk.today)
    qtbot.addWidget(panel)

    def told(register: Register, _: Desk) -> tuple[RegisterTable, dict[str, tuple[Verb, Told]]]:
        table = register.read(demo_desk)
        offered = {verb.key: verb for row in table.rows for verb in row.verbs} | {v.key: v for v in table.verbs}
        ours = {key: verb for key, verb in offered.items() if key in OFFICE}
        return table, {key: (verb, OFFICE[key].told(demo_desk, verb.subject)) for key, verb in ours.items()}

    for register in REGISTERS:
        table, verbs = ask_demo(partial(told, register))
        assert {verb.key for verb in table.verbs} <= set(OFFICE), register.key
        for row in table.rows:
            assert len(row.cells) == len(table.columns), register.key
            assert all(v.key in OFFICE or (row.family_id and knows(v.key)) for v in row.verbs), register.key
        for key, (verb, known) in verbs.items():
            panel.ask(OFFICE[key].plan(Office(demo_desk, "台账", verb.subject, known)).asking)
            assert panel.title.text(), key
            assert panel.save_button.text(), key


KEPT = (
    ("centre", {"name": "镇家园", "haves": ("place",)}, {"area": 80}),
    ("partner", {"name": "青溪社工站", "kind": "npo"}, {"services": "陪伴"}),
    ("volunteer", {"name": "罗青", "kind": "peer"}, {"team": "镇志愿服务队"}),
    ("training", {"topic": "走访", "audience": ("village",)}, {"headcount": 20}),
    ("news_item", {"title": "茶话会", "outlet": "县计生协会"}, {"summary": "坐下来慢慢聊"}),
    ("activity", {"name": "茶话会", "headcount": 9}, {"organiser": "镇计生协会"}),
)


@pytest.mark.parametrize(("entity", "said", "more"), KEPT, ids=[kept[0] for kept in KEPT])
def test_what_a_register_keeps_is_entered_corrected_taken_out_and_each_is_undone(
    desk: Desk, ask: Ask, entity: str, said: dict[str, Any], more: dict[str, Any]
) -> None:
    def write(verb: str, subject: str, answers: dict[str, Any]) -> str:
        def job(_: Desk) -> str:
            told = OFFICE[verb].told(desk, subject)
            plan = OFFICE[verb].plan(Office(desk, "台账", subject, told))
            asked = {each.name: first_answer(each) for each in plan.asking.asks}
            assert set(answers) <= set(asked)
            with desk.record.store.writing() as writing:
                return plan.command({**asked, **answers})(writing).undo

        return str(ask(job))

    def live() -> list[StoredRecord]:
        return list(ask(lambda _: records(desk, entity)))

    def undo(group: str) -> None:
        ask(lambda _: undo_command(desk.record.store, group))

    write(f"add_{entity}", "", said)
    (first,) = live()
    wanted = {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
    assert wanted.items() <= first.values.items()
    corrected = write(f"edit_{entity}", first.id, more)
    (now,) = live()
    assert {**first.values, **more} == now.values
    undo(corrected)
    assert [each.values for each in live()] == [first.values]
    gone = write(f"void_{entity}", live()[0].id, {"reason": "登记错了"})
    assert live() == []
    undo(gone)
    assert [each.values for each in live()] == [first.values]


def test_a_peer_volunteer_is_picked_among_the_members_and_leads_to_the_family(
    place: Workplace, known_family: str, show_page: ShowPage, tasks: Tasks
) -> None:
    page = RegistersPage(place)
    show_page(page, register="volunteers")
    page.make_new()
    assert tasks.wait_idle()
    pick = page.panel.control("person_id")
    pick.list.item(1).setCheckState(Qt.CheckState.Checked)  # type: ignore[attr-defined] # a PickField
    assert {name: page.panel.answers()[name] for name in ("name", "kind")} == {"name": "何秀兰", "kind": "peer"}
    page.panel.save()
    assert tasks.wait_idle()
    page.reload()
    assert tasks.wait_idle()
    assert page.shown is not None
    (row,) = page.shown.table.rows
    assert (row.cells[0], row.family_id) == ("何秀兰", known_family)
