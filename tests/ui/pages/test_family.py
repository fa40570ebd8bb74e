"""The family page: what it shows, what it hides, and what its panels write into a real record."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.desk.case_file import read_case
from desktop.desk.families import view_family
from desktop.ui.display import State
from desktop.ui.pages.family import FamilyPage
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.cards import EmptyState
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.masked import MaskedLabel
from desktop.ui.widgets.numbers import DateField, PhoneField
from desktop.ui.widgets.page import WidthClass
from desktop.ui.workplace import Workplace


def _texts(page: Any) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def test_a_family_is_shown_with_its_members_masked_and_its_child_in_a_quiet_line(
    place: Workplace, known_family: str, show_page: Any
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    said = _texts(page)
    assert "周文彬户" in said
    assert "上坪村 3 组" in said
    assert "03-0017" in said
    assert "999999********0019" in said
    assert "138****0017" in said
    assert "子女一人，2016年6月离世" in said
    assert "999999196403090019" not in said
    assert "13800000017" not in said
    assert "失独" not in said


def test_looking_at_a_number_shows_it_and_leaves_a_trace(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, ask: Any
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    label = next(each for each in page.findChildren(MaskedLabel) if "证件" in each.accessibleName())
    label.revealed.emit()
    assert tasks.wait_idle()
    assert label.label.text() == "999999196403090019"
    audited = ask(_audit)
    assert ("reveal", "id_no") in audited
    assert any(action == "look" for action, _ in audited)
    assert page.leave()
    assert label.label.text() == "999999********0019"


def _audit(desk: Any) -> list[tuple[str, str]]:
    with desk.record.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT action, detail FROM audit ORDER BY no").all()
    return [(str(action), str(detail)) for action, detail in rows]


def test_a_contact_person_is_assigned_from_the_section_and_can_be_taken_back(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, ask: Any, qtbot: QtBot
) -> None:
    from db.commands.undo import undo_command

    page = show_page(
        FamilyPage(place), family_id=known_family, section="contacts", verb="assign_contact", subject_id="village"
    )
    assert page.sections.opened == "contacts"
    assert page.panel.isVisible()
    page.panel.save_button.click()
    assert page.panel.isVisible(), "without a name nothing is written"
    name, phone = page.panel.control("name"), page.panel.control("phone")
    assert isinstance(name, TextField)
    assert isinstance(phone, PhoneField)
    QTest.keyClicks(name, "Feng")
    name.setText("冯月明")
    phone.setText("13800000002")
    committed: list[Any] = []
    tasks.committed.connect(committed.append)
    QTest.mouseClick(page.panel.save_button, Qt.MouseButton.LeftButton)
    assert tasks.wait_idle()
    assert page.panel.isHidden()
    held = ask(lambda desk: view_family(desk, known_family).facts.assignments)
    assert [(one.contact_name, one.post_kind) for one in held] == [("冯月明", "village")]
    assert committed[0].said == "已分派联系人"
    ask(lambda desk: undo_command(desk.record.store, committed[0].undo))
    assert ask(lambda desk: view_family(desk, known_family).facts.assignments) == ()


def test_a_refusal_of_the_record_stands_under_its_field(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family, section="doctor", verb="sign_agreement", subject_id="")
    since, until = page.panel.control("since"), page.panel.control("until")
    assert isinstance(since, DateField)
    assert isinstance(until, DateField)
    since.setText("2026-11-01")
    until.setText("2026-10-01")
    page.panel.save()
    assert tasks.wait_idle()
    assert page.panel.isVisible()
    assert "协议的止期早于起期" in _texts(page.panel)


def test_signing_turns_the_card_of_the_item(place: Workplace, known_family: str, show_page: Any, tasks: Tasks) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    tasks.committed.connect(page.refresh)
    for member in page.case.members:
        page._want("sign_agreement", member.person_id)
        page.panel.save()
        assert tasks.wait_idle()
    item = next(item for item in page.case.strip if item.item == "C3")
    assert item.state == State.OK.value
    assert "签家庭医生协议" in " ".join(event.title for event in page.case.events)


def test_a_correction_shows_whole_values_and_the_history_says_what_changed(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    tasks.committed.connect(page.refresh)
    page._want("edit_person", page.case.members[0].person_id)
    assert tasks.wait_idle()
    phone = page.panel.control("phone")
    assert isinstance(phone, PhoneField)
    assert phone.text() == "13800000017"
    phone.setText("13800000099")
    page.save()
    assert tasks.wait_idle()
    titles = [event.title for event in page.case.events]
    assert "周文彬联系电话改为 138****0099" in titles
    page._want("edit_person", page.case.members[0].person_id)
    assert tasks.wait_idle()
    page.panel.control("name").setText("周文斌")
    page.save()
    assert tasks.wait_idle()
    assert "周文彬姓名改为 周文斌" in [event.title for event in page.case.events]


def test_a_request_is_registered_answered_and_settled(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    tasks.committed.connect(page.refresh)
    page._want("open_need", "")
    page.panel.put({"category": "housing", "request": "卫生间加装扶手"})
    page.save()
    assert tasks.wait_idle()
    needs = next(section for section in page.case.sections if section.key == "needs")
    assert needs.note == "1 件在办"
    assert needs.lines[0].words == "卫生间加装扶手"
    page._want("close_need", needs.lines[0].verbs[1].subject)
    page.panel.put({"result": "民政办已装好"})
    page.save()
    assert tasks.wait_idle()
    needs = next(section for section in page.case.sections if section.key == "needs")
    assert needs.note == "办结 1 件"


def test_typing_in_a_panel_keeps_the_page_until_it_is_closed(
    place: Workplace, known_family: str, show_page: Any
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    page._want("open_need", "")
    assert page.leave()
    page.panel.put({"request": "想说的话"})
    assert not page.leave()
    page.panel.dismiss()
    assert page.leave()


def test_every_verb_on_a_full_file_has_a_panel(demo_place: Workplace, ask_demo: Any) -> None:
    from desktop.ui.asks.case import Case
    from desktop.ui.asks.plans import EDITED, OFFICE, TO_THE_VISIT, plan_for

    ids = ask_demo(_family_ids)
    seen: set[str] = set()
    for number, family_id in enumerate(ids):
        if number > _ENOUGH and seen > set(EDITED):
            break
        file = ask_demo(partial(read_case, family_id=family_id))
        for section in file.sections:
            for verb in (*section.verbs, *(verb for line in section.lines for verb in line.verbs)):
                seen.add(verb.key)
                case = Case(demo_place.desk, file, verb.subject, {})
                done_elsewhere = verb.key in {"review_archive", "look", *TO_THE_VISIT, *OFFICE}
                plan = None if done_elsewhere else plan_for(verb.key, case)
                assert done_elsewhere or plan is not None, verb
                seen |= {part for part, _ in plan.asking.groups} if plan else set()
    assert seen > set(EDITED)


_ENOUGH = 25


def _family_ids(desk: Any) -> list[str]:
    with desk.record.store.reading() as connection:
        return [str(row[0]) for row in connection.exec_driver_sql("SELECT id FROM family ORDER BY no")]


def test_a_family_that_is_not_there_says_so(place: Workplace, show_page: Any) -> None:
    page = show_page(FamilyPage(place), family_id="no-such-family")
    assert isinstance(page.missing, EmptyState)
    assert page.missing.isVisible()


def test_the_page_is_usable_in_the_narrowest_window(
    place: Workplace, known_family: str, show_page: Any, qtbot: QtBot
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    page.use_width(WidthClass.NARROW)
    page._want("open_need", "")
    qtbot.waitUntil(lambda: page.minimumSizeHint().width() <= 584)
    assert page.panel.isVisible()


def test_a_member_being_added_is_looked_for_and_asked_nothing_the_number_says(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, qtbot: QtBot
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family, section="members", verb="add_member")
    name, number = page.panel.control("name"), page.panel.control("id_no")
    QTest.keyClicks(name, "x")
    name.setText("周文斌")
    qtbot.waitUntil(lambda: "周文彬，读音相同" in _texts(page.panel), timeout=3000)
    QTest.keyClicks(number, "999999196403090019")
    number.judge()
    assert page.panel.answers()["birth_date"] == "1964-03-09"
    assert page.panel.answers()["sex"] == "1"
    qtbot.waitUntil(lambda: "周文彬，证件号码一样" in _texts(page.panel), timeout=3000)
    page.panel.dismiss()
    page._want("open_need", "")
    assert "周文彬，" not in _texts(page.panel), "what was shown for the former question is gone"


def test_a_finding_leads_to_its_field_and_a_soft_one_is_explained(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, ask: Any
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    assert page.case is not None
    section = next(each for each in page.case.sections if each.key == "checks")
    line = next(each for each in section.lines if each.words == "何秀兰没有证件号码")
    jump, explain = line.verbs
    page.sections.wanted.emit(jump.key, jump.subject)
    assert tasks.wait_idle()
    assert page.panel.control("id_no").hasFocus()
    page.panel.dismiss()
    page.sections.wanted.emit(explain.key, explain.subject)
    assert tasks.wait_idle()
    assert "何秀兰没有证件号码" in _texts(page.panel)
    page.panel.put({"sentence": "户口没有上"})
    page.save()
    assert tasks.wait_idle()
    page.reload()
    assert tasks.wait_idle()
    section = next(each for each in page.case.sections if each.key == "checks")
    line = next(each for each in section.lines if each.words == "何秀兰没有证件号码")
    assert (line.note, line.state) == ("已说明：户口没有上", "ok")
    page.sections.wanted.emit(line.verbs[1].key, line.verbs[1].subject)
    assert tasks.wait_idle()
    assert page.panel.answers()["sentence"] == "户口没有上"
