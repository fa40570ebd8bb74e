"""Page 05: a visit is written in paper order, refused with a link to what is missing, and survives a crash."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from db.commands.contacts import NewAssignment, assign_contact
from db.commands.visits import NewNeed, NewVisit, record_visit
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.drafts import load_draft
from desktop.desk.visiting import draft_key
from desktop.ui.main_window import MainWindow, Shell
from desktop.ui.pages.coverage import CoveragePage
from desktop.ui.pages.visit import VisitPage
from desktop.ui.pages.visit_checks import doubts_of
from desktop.ui.pages.visit_fields import put, read_fen, read_time, yuan
from desktop.ui.pages.visit_form import VisitForm
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Theme
from desktop.ui.widgets.nav_rail import NavItem
from desktop.ui.workplace import Workplace
from tests.ui.gallery import show_active
from tests.ui.pages.conftest import CLOCK, Ask, ShowPage

TODAY = CLOCK.today()


def form_of(page: VisitPage) -> VisitForm:
    """The form that is up."""
    assert page.form is not None
    return page.form


def press(inside: QWidget, word: str, kind: type[QCheckBox | QRadioButton] = QCheckBox) -> None:
    """Clicks the tick or choice with this word."""
    found = next(button for button in inside.findChildren(kind) if button.text() == word)
    found.click()


@pytest.fixture
def assigned(known_family: str, ask: Ask) -> str:
    """The known couple with a township contact person."""

    def assign(desk: Desk) -> Touched:
        with desk.record.store.writing() as writing:
            return assign_contact(
                writing, NewAssignment(known_family, "township", "何卫国", "13800000099", "2024-01-01")
            )

    ask(assign)
    return known_family


@pytest.fixture
def open_page(place: Workplace, show_page: ShowPage) -> Callable[..., VisitPage]:
    """Shows the page for a family."""

    def show(family_id: str, **where: object) -> VisitPage:
        page = VisitPage(place)
        show_page(page, family_id=family_id, **where)
        return page

    return show


def visits(ask: Ask) -> list[dict[str, Any]]:
    """Every visit on record."""

    def job(desk: Desk) -> list[dict[str, Any]]:
        with desk.record.store.reading() as connection:
            rows = connection.exec_driver_sql('SELECT * FROM visit WHERE voided = 0 ORDER BY "on", no').mappings()
            return [dict(row) for row in rows]

    found: list[dict[str, Any]] = ask(job)
    return found


def test_what_is_missing_stands_on_top_and_the_link_jumps_there(
    assigned: str, open_page: Callable[..., VisitPage], ask: Ask
) -> None:
    page = open_page(assigned)
    page.save()
    assert not page.errors.isHidden()
    assert "受访人没有勾选" in page.errors.accessibleName()
    assert visits(ask) == []
    met = form_of(page).fields["persons_met"]
    page.setFocus()
    page.errors.jumped.emit(form_of(page).judge()[0])
    focused = page.focusWidget()
    assert focused is not None
    assert met.isAncestorOf(focused)
    press(met, "何秀兰")
    assert page.errors.isHidden()


def test_a_visit_is_recorded_as_it_was_typed_and_the_page_goes_back(
    assigned: str, open_page: Callable[..., VisitPage], ask: Ask, tasks: Tasks, qtbot: QtBot
) -> None:
    page = open_page(assigned)
    fields = form_of(page).fields
    for name, text in {"on": "11.20", "time_from": "9:40", "companions": "冯月明", "note": "血压偏高"}.items():
        put(fields[name], text)
    press(fields["persons_met"], "周文彬")
    press(fields["body"], "一般", QRadioButton)
    press(fields["gift_kind"], "慰问金", QRadioButton)
    put(fields["gift_cash"], "200")
    assert page.leave()
    assert ask(lambda desk: load_draft(desk, draft_key(assigned))) is not None
    with qtbot.waitSignals([page.backed, tasks.committed]):
        page.save()
    (visit,) = visits(ask)
    assert (visit["on"], visit["time_from"], visit["mode"]) == ("2026-11-20", "09:40", "home")
    assert (visit["body"], visit["gift_cash"], visit["companions"]) == ("fair", 20000, "冯月明")
    assert visit["contact_ids"] != "[]"
    assert ask(lambda desk: load_draft(desk, draft_key(assigned))) is None


def test_nobody_met_needs_no_persons_and_asks_nothing_about_health(
    assigned: str, open_page: Callable[..., VisitPage], ask: Ask, tasks: Tasks
) -> None:
    page = open_page(assigned)
    form = form_of(page)
    press(form.fields["body"], "较差", QRadioButton)
    put(form.fields["outcome"], "absent")
    form._follow_choices()
    assert form.rows["persons_met"].isHidden()
    assert form.rows["body"].isHidden()
    page.save()
    assert tasks.wait_idle()
    (visit,) = visits(ask)
    assert (visit["outcome"], visit["body"]) == ("absent", None)


def test_typing_survives_a_crash(
    assigned: str, open_page: Callable[..., VisitPage], ask: Ask, tasks: Tasks, qtbot: QtBot
) -> None:
    page = open_page(assigned)
    form = form_of(page)
    note = form.fields["note"]
    QTest.keyClicks(note, "slept badly")
    press(form.fields["persons_met"], "何秀兰")
    form.needs.add_button.click()
    QTest.keyClicks(form.needs.cards[0].fields["request"], "handrail")
    qtbot.waitUntil(lambda: ask(lambda desk: load_draft(desk, draft_key(assigned))) is not None, timeout=5000)
    assert "已存草稿" in page.kept.label.text()
    again = open_page(assigned)  # the first page was never told to save, leave or close
    held = form_of(again).typed()
    assert held["note"] == "slept badly"
    assert [need["request"] for need in held["needs"]] == ["handrail"]
    assert held["persons_met"] == form.typed()["persons_met"]
    assert "草稿" in again.restored.line.label.text()
    assert tasks.wait_idle()


def test_a_thrown_away_draft_does_not_come_back(
    assigned: str, open_page: Callable[..., VisitPage], ask: Ask, tasks: Tasks
) -> None:
    page = open_page(assigned)
    QTest.keyClicks(form_of(page).fields["note"], "x")
    assert page.leave()
    again = open_page(assigned)
    assert form_of(again).typed()["note"] == "x"
    again.drop_button.click()
    assert tasks.wait_idle()
    assert form_of(again).typed()["note"] == ""
    assert ask(lambda desk: load_draft(desk, draft_key(assigned))) is None


def test_an_open_request_is_settled_and_a_new_one_raised(
    assigned: str, open_page: Callable[..., VisitPage], ask: Ask, tasks: Tasks
) -> None:
    def earlier(desk: Desk) -> str:
        fields = {"on": "2026-10-21", "mode": "home", "category": "daily", "companions": "冯月明", "others_met": "邻居"}
        need = NewNeed({"category": "housing", "request": "卫生间加装扶手"})
        with desk.record.store.writing() as writing:
            record_visit(writing, NewVisit(assigned, fields, (need,)))
        with desk.record.store.reading() as connection:
            return str(connection.exec_driver_sql("SELECT id FROM need").scalar_one())

    need_id = ask(earlier)
    page = open_page(assigned, need_ids=(need_id,))
    form = form_of(page)
    assert form.open_needs[0].typed()["state"] == "closed"
    form.open_needs[0].result.setText("已装好")
    press(form.fields["persons_met"], "周文彬")
    form.needs.add_button.click()
    new = form.needs.cards[0].fields
    put(new["request"], "想换离家近的药店")
    page.save()
    assert "第 1 件诉求没有选类别" in page.errors.accessibleName()
    put(new["category"], "medical")
    put(new["due_by"], "12.20")
    page.save()
    assert tasks.wait_idle()

    def needs(desk: Desk) -> list[tuple[str, ...]]:
        asked = "SELECT request, status, result, due_by FROM need ORDER BY raised_on"
        with desk.record.store.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(asked)]

    assert ask(needs) == [
        ("卫生间加装扶手", "closed", "已装好", None),
        ("想换离家近的药店", "open", None, "2026-12-20"),
    ]


def test_health_is_copied_from_the_last_visit_on_demand_only(
    assigned: str, open_page: Callable[..., VisitPage], ask: Ask
) -> None:
    def earlier(desk: Desk) -> None:
        fields = {
            "on": "2026-10-21", "mode": "home", "category": "daily", "companions": "冯月明", "others_met": "邻居",
            "body": "fair", "chronic": ["hypertension"], "mind": "low", "gift_kind": "goods",
        }  # fmt: skip
        with desk.record.store.writing() as writing:
            record_visit(writing, NewVisit(assigned, fields))

    ask(earlier)
    form = form_of(open_page(assigned))
    assert form.typed()["body"] is None
    form.same.click()
    held = form.typed()
    assert (held["body"], held["chronic"], held["mind"], held["gift_kind"]) == ("fair", ["hypertension"], "low", None)


def test_a_choice_made_by_mistake_can_be_taken_back(assigned: str, open_page: Callable[..., VisitPage]) -> None:
    form = form_of(open_page(assigned))
    press(form.fields["mind"], "希望专业帮助", QRadioButton)
    assert form.typed()["mind"] == "professional"
    press(form.fields["mind"], "希望专业帮助", QRadioButton)
    assert form.typed()["mind"] is None


def test_the_phone_stays_masked_until_the_eye_is_pressed_and_that_is_written_down(
    assigned: str, open_page: Callable[..., VisitPage], ask: Ask, tasks: Tasks
) -> None:
    page = open_page(assigned)
    assert page.context.phone.label.text() == "138****0017"
    page.context.phone.revealed.emit()
    assert tasks.wait_idle()
    assert page.context.phone.label.text() == "13800000017"

    def looks(desk: Desk) -> list[tuple[str, str]]:
        with desk.record.store.reading() as connection:
            rows = connection.exec_driver_sql("SELECT action, subject FROM audit WHERE action = 'reveal'")
            return [(row[0], row[1]) for row in rows]

    assert ask(looks) == [("reveal", assigned)]


def test_esc_inside_a_field_puts_the_visit_off(
    assigned: str, open_page: Callable[..., VisitPage], qtbot: QtBot
) -> None:
    page = open_page(assigned)
    with qtbot.waitSignal(page.backed):
        QTest.keyClick(form_of(page).fields["companions"], Qt.Key.Key_Escape)


def test_times_and_money_are_read_as_people_type_them() -> None:
    assert [read_time(text) for text in ("9:40", "０９：４０", "0940", "9点05", "25:00", "早上")] == [
        "09:40", "09:40", "09:40", "09:05", None, None,
    ]  # fmt: skip
    assert [read_fen(text) for text in ("200", "1,200.5", "２００元", "0.05", "两百", "1.234")] == [
        20000, 120050, 20000, 5, None, None,
    ]  # fmt: skip
    assert yuan(120050) == "1200.50"


def typed(**changed: Any) -> dict[str, Any]:
    """A visit that has nothing wrong with it, but for what is changed."""
    fine: dict[str, Any] = {
        "on": "2026-11-20", "time_from": "", "time_to": "", "outcome": "met", "category": "daily", "festival": None,
        "contact_ids": ["c1"], "companions": "", "persons_met": ["p1"], "others_met": "", "needs": [], "note": "",
        "gift_kind": None, "gift_cash": "", "gift_goods": "", "gift_value": "", "fund_source": "",
    }  # fmt: skip
    return fine | changed


@pytest.mark.parametrize(
    ("changed", "field", "level"),
    [
        ({"on": "2026-11-23"}, "on", "hard"),
        ({"on": ""}, "on", "hard"),
        ({"on": "2025-11-20"}, "on", "soft"),
        ({"time_from": "10:00", "time_to": "9:00"}, "time_to", "hard"),
        ({"category": "festival"}, "festival", "hard"),
        ({"contact_ids": []}, "contact_ids", "hard"),
        ({"persons_met": []}, "persons_met", "hard"),
        ({"gift_kind": "cash", "fund_source": "财政"}, "gift_cash", "hard"),
        ({"gift_kind": "cash", "gift_cash": "200"}, "fund_source", "soft"),
        ({"note": "长" * 1001}, "note", "hard"),
    ],
)
def test_each_doubt_names_its_field_and_says_whether_it_can_be_saved(
    changed: dict[str, Any], field: str, level: str
) -> None:
    assert [(doubt.field, doubt.hard) for doubt in doubts_of(typed(**changed), TODAY)] == [(field, level == "hard")]


def test_a_sound_visit_raises_no_doubt() -> None:
    assert doubts_of(typed(), TODAY) == ()


def test_a_family_off_the_register_gets_no_form(assigned: str, open_page: Callable[..., VisitPage], ask: Ask) -> None:
    def close(desk: Desk) -> None:
        with desk.record.store.writing() as writing:
            writing.set("family", assigned, {"status": "moved_out", "status_on": "2026-11-01"})
            writing.finish("迁出")

    ask(close)
    page = open_page(assigned)
    assert page.form is None
    assert "不在册" in page._gone.title.text()


def test_in_the_window_saving_goes_back_and_offers_to_undo(
    assigned: str, place: Workplace, look: Theme, tasks: Tasks, qtbot: QtBot, ask: Ask
) -> None:
    window = MainWindow(look, tasks, Shell((NavItem("coverage", "grid-nine", "覆盖"),), "青溪镇", "林秋禾", "coverage"))
    qtbot.addWidget(window)
    window.register("coverage", lambda: CoveragePage(place))
    window.register("visit", lambda: VisitPage(place))
    show_active(window)
    window.go("coverage")
    window.go("visit", {"family_id": assigned})
    assert tasks.wait_idle()
    page = window.page()
    assert isinstance(page, VisitPage)
    press(form_of(page).fields["persons_met"], "周文彬")
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert tasks.wait_idle()
    assert window.key == "coverage"
    assert window.toast.text() == "已保存走访"
    assert len(visits(ask)) == 1
    window.go("visit", {"family_id": assigned})
    assert tasks.wait_idle()
    assert form_of(page).typed()["persons_met"] == []


def test_locking_hides_the_page_and_what_was_just_typed_is_kept(
    assigned: str, open_page: Callable[..., VisitPage], ask: Ask
) -> None:
    page = open_page(assigned)
    QTest.keyClicks(form_of(page).fields["note"], "just now")
    page.hide()
    kept = ask(lambda desk: load_draft(desk, draft_key(assigned)))
    assert kept is not None
    assert kept.content["note"] == "just now"
