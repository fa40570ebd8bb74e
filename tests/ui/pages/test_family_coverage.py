"""The three coverages on a family's file: contacts changed from the register, cards, agreements, and what is said."""

from datetime import date
from typing import Any

import pytest

from db.commands.contacts import NewAssignment, assign_contact, keep_contact
from db.commands.office import keep_record
from desktop.desk.desk import Desk
from desktop.desk.families import view_family
from desktop.desk.sections.section import Section
from desktop.profiles import load_profile
from desktop.ui.pages.family import FamilyPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Ask, ShowPage


@pytest.fixture
def page(place: Workplace, known_family: str, show_page: ShowPage, tasks: Tasks, ask: Ask) -> FamilyPage:
    """The couple's file, with 何卫国 in office since 2022, 谭志成 on the register, and one doctor team."""

    def prepare(desk: Desk) -> None:
        store = desk.record.store
        for name, phone in (("何卫国", "13800000001"), ("谭志成", "13800000003")):
            with store.writing() as writing:
                keep_contact(writing, {"name": name, "phone": phone, "level": "township", "post": "副镇长"})
        with store.writing() as writing:
            wish = NewAssignment(known_family, "township", "何卫国", "13800000001", "2022-01-01")
            assign_contact(writing, wish)
        with store.writing() as writing:
            keep_record(writing, "doctor_team", {"name": "第一团队", "doctor": "苏敏", "phone": "13900000001"}, "团队")

    ask(prepare)
    made: FamilyPage = show_page(FamilyPage(place), family_id=known_family)  # type: ignore[assignment] # it is one
    tasks.committed.connect(made.refresh)
    return made


def section(page: FamilyPage, key: str) -> Section:
    assert page.case is not None
    return next(each for each in page.case.sections if each.key == key)


def verb(page: FamilyPage, key: str, name: str) -> str:
    return next(v.subject for line in section(page, key).lines for v in line.verbs if v.key == name)


def fill(page: FamilyPage, tasks: Tasks, **answers: Any) -> None:
    page.panel.put(answers)
    page.save()
    assert tasks.wait_idle()
    assert page.panel.isHidden(), [label.text() for label in page.panel.errors.findChildren(type(page.panel.title))]


def test_a_contact_person_is_changed_for_one_of_the_register_and_the_days_between_are_told(
    page: FamilyPage, tasks: Tasks, ask: Ask, known_family: str
) -> None:
    subject = verb(page, "contacts", "end_assignment")
    page._want("end_assignment", subject)
    assert tasks.wait_idle()
    fill(page, tasks, until="2026-10-31")
    page._want("assign_contact", "township")
    assert tasks.wait_idle()
    new = next(one.id for one in page.case.office.contacts if one.name == "谭志成")  # type: ignore[union-attr] # shown
    page.panel.put({"contact_id": new})
    page.panel._fill_from("contact_id", new)
    fill(page, tasks, since="2026-11-10")

    facts = ask(lambda desk: view_family(desk, known_family).facts)
    assert [(a.contact_name, a.since, a.until) for a in facts.assignments] == [
        ("何卫国", date(2022, 1, 1), date(2026, 10, 31)),
        ("谭志成", date(2026, 11, 10), None),
    ]
    assert ask(lambda desk: _count(desk, "contact_person")) == 2
    past = next(line for line in section(page, "contacts").lines if line.words == "镇联系人前后")
    assert past.note.endswith("何卫国 2022年1月1日 至 10月31日；11月1日 起空缺 9 天；谭志成 11月10日 起")


def _count(desk: Desk, entity: str) -> int:
    with desk.record.store.reading() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {entity}").scalar_one())


def test_a_card_is_lost_and_replaced_and_its_use_is_written_down(page: FamilyPage, tasks: Tasks) -> None:
    person = page.case.members[0].person_id  # type: ignore[union-attr] # shown
    page._want("issue_card", person)
    fill(page, tasks, card_no="LT-1", since="2026-01-05")
    page._want("lose_card", verb(page, "cards", "lose_card"))
    fill(page, tasks, ended_on="2026-11-20")
    assert "就诊卡 11月20日 遗失，还没有补办" in [line.note for line in section(page, "cards").lines]
    page._want("issue_card", person)
    fill(page, tasks, card_no="LT-2")
    page._want("record_green_use", person)
    fill(page, tasks, services=("register", "escort"), accompanied_by="罗青")

    lines = section(page, "cards").lines
    assert lines[0].note == "LT-2，11月22日 发，长期有效"
    assert lines[-1].note == "优先挂号、陪诊，罗青陪同"
    assert "周文彬用绿色通道" in [event.title for event in page.case.events]  # type: ignore[union-attr] # shown


def test_in_taicang_the_company_to_the_clinic_is_a_programme_of_its_own(
    page: FamilyPage, tasks: Tasks, ask: Ask, place: Workplace
) -> None:
    place.desk.locality.profile = load_profile("taicang")
    page._want("record_green_use", page.case.members[0].person_id)  # type: ignore[union-attr] # shown
    fill(page, tasks, programme="clinic_company", accompanied_by="罗青")

    assert ask(_programme) == "clinic_company"
    assert section(page, "cards").lines[-1].note == "罗青陪同，门诊就医陪伴"


def _programme(desk: Desk) -> str:
    with desk.record.store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT programme FROM green_use").scalar_one())


def test_an_agreement_is_signed_with_a_team_and_says_what_the_doctor_still_owes(
    page: FamilyPage, tasks: Tasks, ask: Ask
) -> None:
    person = page.case.members[1].person_id  # type: ignore[union-attr] # shown
    page._want("sign_agreement", person)
    (team,) = page.case.office.teams  # type: ignore[union-attr] # shown
    page.panel._fill_from("team_id", team.id)
    fill(page, tasks, team_id=team.id)
    line = section(page, "doctor").lines[1]
    assert line.note == "第一团队、苏敏，至 2027年11月21日，还差体检 1 次、随访 2 次"
    page._want("record_service", person)
    fill(page, tasks, kind="exam")
    assert section(page, "doctor").lines[1].note.endswith("还差随访 2 次")
    page._want("renew_agreement", person)
    assert page.panel.answers()["since"] == "2027-11-22"
    assert page.panel.answers()["doctor"] == "苏敏"
    page.panel.dismiss()
    page._want("decline_agreement", page.case.members[0].person_id)  # type: ignore[union-attr] # shown
    fill(page, tasks, reason="用不上")
    assert section(page, "doctor").lines[0].note == "本人不愿，11月22日 问过"


def test_a_figures_record_is_shown_in_the_history_and_in_its_section(page: FamilyPage, tasks: Tasks) -> None:
    record = f"assignment:{verb(page, 'contacts', 'end_assignment')}"

    page.enter(family_id=page._family_id, record=record)
    assert tasks.wait_idle()

    assert page.sections.opened == "contacts"
    assert page.timeline.reveal(record)
    assert not page.timeline.reveal("assignment:none")
