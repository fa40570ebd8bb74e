"""A file's care: requests to their follow-up, events, consent before solace, help, visits put right, a quick note."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from db.commands.contacts import NewAssignment, assign_contact
from db.commands.visits import NewVisit, record_visit
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.sections.section import Section
from desktop.ui.pages.families import FamiliesPage
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.registers import RegistersPage
from desktop.ui.pages.visit import VisitPage
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.fields import TextField
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Ask, ShowPage


def one(ask: Ask, sql: str) -> Any:
    """The first row of the record, or its only value."""

    def job(desk: Desk) -> Any:
        with desk.record.store.reading() as connection:
            row = connection.exec_driver_sql(sql).first()
        return None if row is None else row[0] if len(row) == 1 else tuple(row)

    return ask(job)


def texts(page: Any) -> str:
    """Everything that can be read."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


class File:
    """A family's page and the person in front of it."""

    def __init__(self, page: FamilyPage, tasks: Tasks) -> None:
        self.page, self.tasks = page, tasks

    def write(self, verb: str, subject: str = "", **answers: Any) -> None:
        """Opens the panel of a verb, fills it in and saves."""
        self.page._want(verb, subject)
        assert self.tasks.wait_idle()
        self.page.panel.put(answers)
        self.page.save()
        assert self.tasks.wait_idle()

    def section(self, key: str) -> Section:
        """A section of the file as it stands."""
        assert self.page.case is not None
        return next(section for section in self.page.case.sections if section.key == key)

    def subject(self, key: str, verb: str) -> str:
        """What a verb of a section is about."""
        verbs = (each for line in self.section(key).lines for each in line.verbs)
        return next(each.subject for each in verbs if each.key == verb)

    def words(self, key: str) -> str:
        """Everything a section says."""
        return "\n".join(f"{line.words}：{line.note}" for line in self.section(key).lines)


@pytest.fixture
def file(place: Workplace, known_family: str, show_page: ShowPage, tasks: Tasks) -> File:
    """The file of the known couple."""
    page = FamilyPage(place)
    show_page(page, family_id=known_family)
    tasks.committed.connect(page.refresh)
    return File(page, tasks)


def test_a_request_that_was_not_solved_goes_on_and_the_file_tells_both(file: File, ask: Ask) -> None:
    file.write("open_need", category="housing", request="卫生间加装扶手", raised_on="2026-10-01")
    assert "11月" not in file.words("needs")
    assert file.section("needs").state == "late"
    assert "请分管领导督办" in file.words("needs")
    need = file.subject("needs", "answer_need")
    file.write("answer_need", need, action="已报残联", answered_on="2026-10-05", referred_to="县残联")
    assert "已转县残联" in file.words("needs")
    file.write("close_need", need, result="已装好", closed_on="2026-11-10")
    file.write("follow_up_need", need, solved="no", note="装得不牢")
    assert file.section("needs").note == "1 件在办"
    assert "11月22日 回访：没有解决，接着办" in file.words("needs")
    assert "接着 10月1日 那件" in file.words("needs")
    assert one(ask, "SELECT count(*), sum(reopens_id IS NOT NULL) FROM need") == (2, 1)


def test_an_event_is_settled_by_what_was_done_and_who_was_told(file: File, ask: Ask) -> None:
    file.write("record_event", kind="accident", known_time="09:30", summary="摔了一跤")
    assert file.section("events").note == "1 件未办结"
    assert "09:30 得知；还没有人去看望" in file.words("events")
    assert "摔了一跤" not in file.words("events"), "what happened in detail is not on the first screen"
    event = file.subject("events", "settle_event")
    file.write("settle_event", event, measures="送医")
    assert file.page.panel.isVisible()
    file.page.panel.put({"reported_to": "镇卫健办"})
    file.page.save()
    assert file.tasks.wait_idle()
    assert one(ask, "SELECT closed_on FROM event") == "2026-11-22"
    assert "已报镇卫健办" in file.words("events")
    wife = one(ask, "SELECT id FROM person WHERE is_head = 0")
    file.write("record_event", kind="hospital", person_id=wife)
    assert file.subject("events", "record_stay") == wife, "a stay is written down as one"


def test_solace_waits_for_consent_and_a_score_suggests_what_a_person_decides(file: File, ask: Ask) -> None:
    wife = one(ask, "SELECT id FROM person WHERE is_head = 0")
    file.write("record_assessment", wife, score=21)
    assert "还没有告知本人并取得同意" in texts(file.page.panel)
    file.page.panel.dismiss()
    file.write("record_consent", wife, scope=("service", "psych"))
    assert "同意：日常帮扶服务、心理服务和测评" in file.words("consent")
    file.write("record_assessment", wife, score=28)
    assert "0 到 27 之间" in texts(file.page.panel)
    file.page.panel.put({"score": 21})
    file.page.save()
    assert file.tasks.wait_idle()
    assert "测评提示：需干预" in file.words("comfort")
    assert "21" not in file.words("comfort")
    before = one(ask, "SELECT count(*) FROM audit WHERE action = 'reveal'")
    file.page._want("look_assessment", file.subject("comfort", "look_assessment"))
    assert file.tasks.wait_idle()
    assert "21" in texts(file.page.panel)
    assert not file.page.panel.save_button.isVisible()
    assert one(ask, "SELECT count(*) FROM audit WHERE action = 'reveal'") == before + 1
    file.page.panel.dismiss()
    file.write("accept_mental_state", file.subject("comfort", "accept_mental_state"))
    assert one(ask, "SELECT mental_state, mental_since FROM person WHERE is_head = 0") == ("intervene", "2026-11-22")
    assert "测评提示" not in file.words("comfort")
    assert file.section("comfort").state == "soon"
    file.write("change_mental_state", wife, mental_state="calm")
    assert "测评提示" not in file.words("comfort"), "a person has decided since"
    file.write("void_assessment", file.subject("comfort", "void_assessment"), reason="记到别人名下")
    assert one(ask, "SELECT voided FROM psych_assess") == 1
    assert "看得分" not in [verb.words for line in file.section("comfort").lines for verb in line.verbs]


def test_consent_is_withdrawn_and_then_nothing_new_is_kept(file: File, ask: Ask) -> None:
    wife = one(ask, "SELECT id FROM person WHERE is_head = 0")
    file.write("record_consent", wife, scope=("service", "psych"), on="2026-11-01")
    file.write("withdraw_consent", file.subject("consent", "withdraw_consent"), withdrawn_on="2026-10-01")
    assert "撤回日期早于同意的日期" in texts(file.page.panel)
    file.page.panel.put({"withdrawn_on": "2026-11-20"})
    file.page.save()
    assert file.tasks.wait_idle()
    assert "11月20日 撤回" in file.words("consent")
    assert "本人未同意建档" in file.words("comfort")


def test_help_is_asked_for_and_given_and_the_register_adds_it_up(
    file: File, ask: Ask, place: Workplace, show_page: ShowPage
) -> None:
    file.write("request_aid", programme="public_fund", amount=200000, note="住院花费大")
    assert "2000 元" in file.words("aid")
    aid = file.subject("aid", "approve_aid")
    file.write("approve_aid", aid, amount=150000)
    file.write("give_aid", aid, source="县计生协会")
    assert one(ask, "SELECT stage, amount, given_on FROM aid_record") == ("given", 150000, "2026-11-22")
    page = RegistersPage(place)
    show_page(page, register="given")
    assert page.shown is not None
    assert [row.cells[:5] for row in page.shown.table.rows] == [("生育关怀公益金", "县计生协会", 1, 1, 0)]
    assert "按来源：县计生协会 1500 元" in texts(page)
    assert next(each.count for each in page.shown.entries if each.key == "given") == 1


def visited(ask: Ask, family_id: str, on: str) -> str:
    """A visit at home with a gift, written down."""

    def job(desk: Desk) -> Touched:
        fields = {"on": on, "mode": "home", "category": "daily", "companions": "王芳", "others_met": "邻居"}
        gift = {"gift_kind": "cash", "gift_cash": 20050, "fund_source": "镇财政", "note": "说腿疼"}
        with desk.record.store.writing() as writing:
            return record_visit(writing, NewVisit(family_id, {**fields, **gift}))

    (visit_id,) = ask(job).ids
    return str(visit_id)


def test_a_visit_is_written_anew_from_the_wrong_one_which_is_voided_by_the_same_step(
    place: Workplace, known_family: str, show_page: ShowPage, tasks: Tasks, ask: Ask
) -> None:
    wrong = visited(ask, known_family, "2026-11-02")
    page = VisitPage(place)
    show_page(page, family_id=known_family, replaces=wrong)
    assert page.form is not None
    assert page.form.fields["gift_cash"].value() == "200.50"
    page.save()
    assert "没有写原来那次哪里记错了" in page.errors.accessibleName()
    for name, words in (("void_reason", "日期记错"), ("on", "2026-11-03")):
        field = page.form.fields[name]
        assert isinstance(field, TextField)
        field.setText(words)
    page.save()
    assert tasks.wait_idle()
    kept = one(ask, 'SELECT "on", gift_cash, note, fund_source FROM visit WHERE voided = 0')
    assert kept == ("2026-11-03", 20050, "说腿疼", "镇财政")
    assert one(ask, "SELECT id FROM visit WHERE voided = 1") == wrong
    assert one(ask, "SELECT count(*) FROM draft") == 0


@pytest.fixture
def with_contact(known_family: str, ask: Ask) -> str:
    """The known couple with a village contact person."""

    def job(desk: Desk) -> Touched:
        with desk.record.store.writing() as writing:
            return assign_contact(
                writing, NewAssignment(known_family, "village", "冯月明", "13800000099", "2024-01-01")
            )

    ask(job)
    return known_family


def test_a_note_in_one_line_beside_the_list_becomes_a_call(
    place: Workplace, with_contact: str, show_page: ShowPage, tasks: Tasks, ask: Ask
) -> None:
    page = FamiliesPage(place)
    show_page(page)
    page.table.selectRow(0)
    page.take_note()
    assert tasks.wait_idle()
    line = page.note.control("note")
    assert isinstance(line, TextField)
    assert line.hasFocus()
    line.setText("说药还够半个月")
    assert not page.leave()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert tasks.wait_idle()
    assert page.note.isHidden()
    asked = 'SELECT v.mode, v.category, v.note, v."on", c.name FROM visit v, json_each(v.contact_ids) j'
    call = one(ask, f"{asked} JOIN contact_person c ON c.id = j.value")
    assert call == ("phone", "daily", "说药还够半个月", date(2026, 11, 22).isoformat(), "冯月明")
    met = "SELECT p.name FROM visit v, json_each(v.persons_met) j JOIN person p ON p.id = j.value"
    assert one(ask, met) == "周文彬"


def test_several_families_meet_in_one_group_session(
    place: Workplace, file: File, show_page: ShowPage, tasks: Tasks, ask: Ask
) -> None:
    for person in (one(ask, f"SELECT id FROM person WHERE is_head = {n}") for n in (0, 1)):
        file.write("record_consent", person, scope=("service", "psych"))
    page = RegistersPage(place)
    show_page(page, register="solace", verb="record_group_session")
    assert "只列出同意心理服务的 2 人" in texts(page.panel)
    everyone = tuple(one(ask, f"SELECT id FROM person WHERE is_head = {n}") for n in (0, 1))
    page.panel.put({"provider": "县心理服务中心", "topics": ("relief",), "person_ids": everyone, "summary": "聊了近况"})
    page.save()
    assert tasks.wait_idle()
    assert one(ask, "SELECT kind, family_id, summary FROM psych_session") == ("group", None, "聊了近况")
    page.reload()
    assert tasks.wait_idle()
    assert page.shown is not None
    assert page.shown.table.rows[0].cells[1:] == ("团体", "县心理服务中心", 1, 2)
    assert page.shown.table.note == "本月服务 1 户 2 人，建档 0 份，测评 0 人次"
