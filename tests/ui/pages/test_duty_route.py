"""Every verb of the duty engine leads to the place where the thing is done: a page, its section, and a panel there."""

from dataclasses import replace
from datetime import date

from db.domain.duties import Duty
from db.domain.owed import ACTIONS
from desktop.desk.case_file import read_case
from desktop.desk.day import visit_preset
from desktop.desk.desk import Desk
from desktop.desk.registers.listing import REGISTERS
from desktop.ui.asks.plans import knows
from desktop.ui.pages.duty_route import where_done
from desktop.ui.pages.plan import pages_of
from desktop.ui.pages.today_list import verb_of
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Ask

OFFICE = frozenset({"hand_in_report", "check_hospitals"})
WITHOUT_PANEL = frozenset({"review_archive", "ask_again"})
"""Done at once, or by one of several verbs of the section that is opened (a card issued, or another no)."""
DUTY = Duty(
    "C1",
    "",
    "f",
    "s",
    "",
    "",
    (),
    "",
    date(2026, 11, 22),
    date(2026, 11, 22),
    "due",
    0,
    "为什么",
    "record_visit",
)


def test_every_verb_leads_to_a_page_a_section_and_a_panel(demo_place: Workplace, ask_demo: Ask) -> None:
    def sections(desk: Desk) -> set[str]:
        with desk.record.store.reading() as connection:
            asked = "SELECT id FROM family WHERE status = 'active' LIMIT 1"
            family_id = str(connection.exec_driver_sql(asked).scalar_one())
        return {section.key for section in read_case(desk, family_id).sections}

    known, pages = ask_demo(sections), pages_of(demo_place, "township")
    for action in sorted(ACTIONS):
        family_id = "" if action in OFFICE else "f"
        page, where = where_done(replace(DUTY, action=action, family_id=family_id), family_id)
        assert page in pages, action
        assert verb_of(action) != verb_of("no such verb"), action
        if page == "family":
            assert where["section"] in known, action
            assert knows(action) or action in WITHOUT_PANEL, action
            assert where.get("verb", "") == action or action in WITHOUT_PANEL
        if page == "registers":
            assert where["register"] in {register.key for register in REGISTERS}, action
        if page == "visit":
            assert where.items() >= visit_preset(DUTY).items()
