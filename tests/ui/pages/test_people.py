"""Members and children at the panel: part by part, judged when a field is left, hard and soft, nothing half-saved."""

from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.pages.family import FamilyPage
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.buttons import Segments
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.numbers import IdField
from desktop.ui.workplace import Workplace
from tests.journeys.walk import said_by


def open_part(page: FamilyPage, tasks: Tasks, verb: str, subject: str) -> None:
    page._want(verb, subject)
    assert tasks.wait_idle()


def seen(widget: QWidget) -> str:
    """What can be read once the layouts have had their turn."""
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    return said_by(widget)


def member(page: FamilyPage, name: str) -> str:
    assert page.case is not None
    return next(m.person_id for m in page.case.members if m.name == name)


def test_a_member_is_asked_part_by_part_and_a_part_with_typing_in_it_is_not_left(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, ask: Any
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    open_part(page, tasks, "edit_person", member(page, "何秀兰"))
    (parts,) = page.panel.findChildren(Segments)
    parts.changed.emit("edit_person_health")
    assert tasks.wait_idle()
    assert "自理能力" in seen(page.panel)
    page.panel.put({"self_care": "partial", "chronic": ("hypertension",)})
    shown = [each for each in page.panel.findChildren(Segments) if each.isVisible()]
    shown[0].changed.emit("edit_person_away")
    assert "这一部分还没有保存" in page.panel.errors.accessibleName()
    assert "自理能力" in seen(page.panel)
    page.panel.save()
    assert tasks.wait_idle()
    assert ask(rows("SELECT self_care, chronic FROM person WHERE name = '何秀兰'")) == [("partial", '["hypertension"]')]


def test_a_number_that_disagrees_is_said_on_leaving_and_kept_with_a_reason(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, ask: Any
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    open_part(page, tasks, "edit_person_papers", member(page, "何秀兰"))
    number, reason = page.panel.control("id_no"), page.panel.control("id_reason")
    assert isinstance(number, IdField)
    assert isinstance(reason, TextField)
    number.setText("999999196705120018")
    number.judge()
    assert "校验码" in seen(page.panel)
    page.panel.save()
    assert tasks.wait_idle()
    assert page.panel.isVisible()
    assert "请在“证件号说明”里写一句再保存" in seen(page.panel)
    reason.setText("户口簿上如此")
    page.panel.save()
    assert tasks.wait_idle()
    assert page.panel.isHidden()
    assert ask(rows("SELECT id_no, id_reason FROM person WHERE name = '何秀兰'")) == [
        ("999999196705120018", "户口簿上如此")
    ]


def test_example_8_a_certificate_of_another_class_keeps_the_panel_open(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, ask: Any
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    (child,) = ask(rows("SELECT id FROM child"))
    open_part(page, tasks, "edit_child_certificate", child[0])
    page.panel.put({"disability_class": "4", "disability_grade": "3"})
    certificate = page.panel.control("disability_cert_no")
    assert isinstance(certificate, TextField)
    certificate.setText("99999919900211001563")
    certificate.judge()
    assert "第 19 位是 6（精神），与登记的“肢体”不一致" in seen(page.panel)
    page.panel.save()
    assert tasks.wait_idle()
    assert page.panel.isVisible()
    assert ask(rows("SELECT disability_class FROM child")) == [(None,)], "nothing is half-saved"
    certificate.setText("99999919900211001543")
    page.panel.save()
    assert tasks.wait_idle()
    assert ask(rows("SELECT disability_class, disability_grade FROM child")) == [("4", "3")]


def test_a_second_head_is_refused_under_its_field_and_the_right_verb_changes_both(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, ask: Any
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    tasks.committed.connect(page.refresh)
    open_part(page, tasks, "edit_person", member(page, "何秀兰"))
    page.panel.put({"relation": "02"})
    page.panel.save()
    assert tasks.wait_idle()
    assert "这一户已有户主周文彬，不能有第二位" in seen(page.panel)
    page.panel.dismiss()
    open_part(page, tasks, "change_head", member(page, "何秀兰"))
    page.panel.save()
    assert tasks.wait_idle()
    assert "周文彬：户主 改为 配偶" in seen(page.panel.review)
    page.panel.save()
    assert tasks.wait_idle()
    assert page.case is not None
    assert page.case.name == "何秀兰"


def test_a_family_moves_to_another_village_and_its_means_are_kept(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, ask: Any
) -> None:
    from db.commands.families import ensure_village

    def village(desk: Any) -> str:
        with desk.record.store.writing() as writing:
            made = ensure_village(writing, "柳湾村")
            writing.finish("已登记")
        return made

    other = ask(village)
    page = show_page(FamilyPage(place), family_id=known_family)
    open_part(page, tasks, "edit_family", "")
    page.panel.put({"village_id": other, "live_addr": "柳湾村 2 组"})
    page.panel.save()
    assert tasks.wait_idle()
    page.reload()
    assert tasks.wait_idle()
    assert "柳湾村" in seen(page.header)
    open_part(page, tasks, "edit_family_means", "")
    page.panel.put({"hardship": ("dibao",), "living_mode": "couple"})
    page.panel.save()
    assert tasks.wait_idle()
    assert ask(rows("SELECT hardship, living_mode FROM family")) == [('["dibao"]', "couple")]


def test_a_new_child_proposes_the_exit_and_the_panel_is_filled_in(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, ask: Any
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    tasks.committed.connect(page.refresh)
    page._want("add_child", "")
    page.panel.put({"state": "alive", "birth_date": "2026-10-01", "origin": "adopted"})
    page.panel.save()
    assert tasks.wait_idle()
    page.sections.open_section("archive")
    assert "登记了收养的子女，提议退出" in seen(page.sections)
    page._want("exit_family", "")
    assert page.panel.answers()["reason"] == "adoption"
    page.panel.save()
    assert tasks.wait_idle()
    assert "档案转为“已退出”" in seen(page.panel.review)
    page.panel.save()
    assert tasks.wait_idle()
    assert ask(rows("SELECT status FROM family")) == [("exited",)]
    assert ask(rows("SELECT kind, reason FROM change_event")) == [("exit", "登记了收养的子女")]


def test_a_death_that_never_was_is_taken_back_and_a_death_has_its_date(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, ask: Any
) -> None:
    def write(desk: Any) -> None:
        with desk.record.store.writing() as writing:
            writing.set("person", her, {"alive": False})
            writing.finish("名册写着已去世")

    page = show_page(FamilyPage(place), family_id=known_family)
    her = member(page, "何秀兰")
    ask(write)
    open_part(page, tasks, "edit_death", her)
    page.panel.save()
    assert "还没填去世日期" in seen(page.panel)
    page.panel.put({"death_date": "2027-01"})
    page.panel.save()
    assert tasks.wait_idle()
    assert "还没有到" in seen(page.panel)
    page.panel.put({"alive": True})
    page.panel.save()
    assert tasks.wait_idle()
    assert ask(rows("SELECT alive, death_date FROM person WHERE name = '何秀兰'")) == [(1, None)]


def rows(sql: str) -> Any:
    def read(desk: Any) -> list[tuple[Any, ...]]:
        with desk.record.store.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql)]

    return read
