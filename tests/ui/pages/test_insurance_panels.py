"""Insurance at the screen: a whole family at once, and a renewal list that is looked at before it is written."""

from typing import Any

from desktop.desk.desk import Desk
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.registers import RegistersPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.journeys.walk import said_by
from tests.ui.pages.conftest import Ask, ShowPage


def terms(desk: Desk) -> list[tuple[Any, ...]]:
    """Every term that stands."""
    with desk.record.store.reading() as connection:
        asked = "SELECT since, until, stage FROM insured WHERE voided = 0 ORDER BY since, no"
        return [tuple(row) for row in connection.exec_driver_sql(asked)]


def test_a_family_is_insured_at_once_refused_twice_and_renewed_after_a_look(
    place: Workplace, known_family: str, show_page: ShowPage, tasks: Tasks, ask: Ask
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family, section="insurance", verb="enrol_family")
    assert isinstance(page, FamilyPage)
    assert tasks.wait_idle()
    page.panel.put({"since": "2026-01-01", "until": "2026-12-31"})
    page.panel.save()
    assert tasks.wait_idle()
    assert ask(terms) == [("2026-01-01", "2026-12-31", "enrolled")] * 2

    page.reload()
    assert tasks.wait_idle()
    assert page.case is not None
    shown = next(section for section in page.case.sections if section.key == "insurance")
    assert all("保单还没发" in line.note for line in shown.lines)
    people = tuple(member.person_id for member in page.case.members)
    page.enter(family_id=known_family, section="insurance", verb="enrol_family")
    assert tasks.wait_idle()
    page.panel.put({"persons": people, "since": "2026-06-01", "until": "2027-05-31"})
    page.panel.save()
    assert tasks.wait_idle()
    assert "两段重叠" in said_by(page.panel)
    assert len(ask(terms)) == 2

    registers = show_page(RegistersPage(place), register="renewals", verb="renew_many")
    assert isinstance(registers, RegistersPage)
    assert tasks.wait_idle()
    registers.panel.put({"until": "2027-12-31"})
    registers.panel.save()
    assert tasks.wait_idle()
    assert "上一期到 12月31日，2027年1月1日 起" in said_by(registers.panel)
    assert len(ask(terms)) == 2
    registers.panel.save()
    assert tasks.wait_idle()
    assert ask(terms)[2:] == [("2027-01-01", "2027-12-31", "enrolled")] * 2
