"""转档 on screen: a township asks on the family's file, the county grants after seeing what that does (B-37, B-38)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.clock import FrozenClock
from db.commands.families import edit_record
from db.errors import NotFound
from desktop.desk.answers import answer_townships, take_answers
from desktop.desk.case_file import read_case
from desktop.desk.county import take_in
from desktop.desk.desk import Desk
from desktop.desk.frame import frame_facts
from desktop.desk.handover import ask, grant, take
from desktop.desk.opening import open_desk
from desktop.desk.outgoing import make_packages
from desktop.desk.registers.listing import open_register
from desktop.desk.sections.section import Verb
from desktop.desk.transfers import READABLE, all_transfers, look_at_moved
from desktop.ui.asks.archive import PLANS
from desktop.ui.asks.case import Case
from desktop.ui.pages.command import provide_commands
from desktop.ui.pages.registers import RegistersPage
from desktop.ui.pages.transfers import TransfersPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import CLOCK, PASSPHRASE, Answers, ShowPage, found_township, on_record_thread
from tests.ui.pages.test_command import Window
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]
OTHER = "999999109"


@pytest.fixture
def county(offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    place = sit_down(offices.county, tmp_path / "county", tasks, choose)
    on_record_thread(tasks, lambda: another_township(tmp_path / "other", place.desk))
    yield place
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


@pytest.fixture
def township(offices: Offices, county: Workplace, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    place = sit_down(offices.township, tmp_path / "township", tasks, choose)
    on_record_thread(tasks, lambda: travel(place.desk, county.desk, tmp_path))
    yield place
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


def another_township(home: Path, county: Desk) -> None:
    """A second township, enrolled."""
    other = found_township(home, OTHER, "白石镇")
    asked = ask(other)
    granted = grant(county, asked.content, asked.digits)
    take(other, granted.content, granted.root_digits)
    other.record.close()


def travel(township: Desk, county: Desk, folder: Path) -> None:
    """A package up, its answer down."""
    (package,) = make_packages(township)
    take_in(county, [township.record.home / "outbox" / package.file_name], apply=True)
    returns = folder / f"returns-{package.file_name}"
    made = [one.written.path for one in answer_townships(county, returns, township.record.office.org_code)]
    take_answers(township, made, apply=True)


def first_family(desk: Desk) -> str:
    with desk.record.store.reading() as connection:
        asked = "SELECT id FROM family WHERE voided = 0 AND status = 'active' ORDER BY no"
        return str(connection.exec_driver_sql(asked).scalar())


def correct_remark(desk: Desk, family_id: str) -> None:
    with desk.record.store.writing() as writing:
        edit_record(writing, "family", family_id, {"remark": "腿脚不便"})


def request(desk: Desk, family_id: str) -> None:
    """As the panel 登记迁出 does it, with a township of the county chosen."""
    plan = PLANS["move_out"](Case(desk, read_case(desk, family_id), "", {}))
    names = [each.name for each in plan.asking.asks]
    assert names[0] == "to"
    answers = {"to": OTHER, "on": "2026-11-20", "said": "投靠女儿", "to_addr": "白石镇东门村 3 号"}
    assert plan.review is not None
    review = plan.review(answers)(desk)
    assert "白石镇" in review.title
    with desk.record.store.writing() as writing:
        plan.command(answers)(writing)


def test_the_file_says_what_was_asked_and_the_county_grants_it_after_seeing_what_that_does(
    township: Workplace, county: Workplace, tasks: Tasks, show_page: ShowPage, tmp_path: Path
) -> None:
    family_id = on_record_thread(tasks, lambda: first_family(township.desk))
    on_record_thread(tasks, lambda: request(township.desk, family_id))
    archive = next(
        s for s in on_record_thread(tasks, lambda: read_case(township.desk, family_id)).sections if s.key == "archive"
    )
    assert "申请转到白石镇，等县里定" in archive.lines[0].words
    assert archive.lines[0].verbs == (Verb("withdraw_transfer", "撤回申请"),)
    on_record_thread(tasks, lambda: travel(township.desk, county.desk, tmp_path))
    assert dict(on_record_thread(tasks, lambda: frame_facts(county.desk)).counts)["transfers"] == 1

    page = show_page(TransfersPage(county))
    assert isinstance(page, TransfersPage)
    ((waiting, grant_button, _),) = page.buttons
    assert "投靠女儿" in waiting.reason
    grant_button.click()
    page.panel.save()
    assert tasks.wait_idle()
    assert not page.panel.review.isHidden(), "what it does is shown first"
    assert on_record_thread(tasks, lambda: len(all_transfers(county.desk).waiting)) == 1
    page.panel.save()
    assert tasks.wait_idle()
    assert "已转档到白石镇" in page.said.label.text()
    assert page.buttons == []

    on_record_thread(tasks, lambda: correct_remark(township.desk, family_id))
    on_record_thread(tasks, lambda: travel(township.desk, county.desk, tmp_path))
    happened = {e.title: e.note for e in on_record_thread(tasks, lambda: read_case(county.desk, family_id)).events}
    assert "投靠女儿" in happened["转档：青溪镇 → 白石镇"]
    assert "申请转档到白石镇" in happened
    assert happened["备注改为 腿脚不便"].startswith("迟到修改")
    shown = show_page(RegistersPage(township), register="transfers")
    assert isinstance(shown, RegistersPage)
    assert shown.shown is not None
    (row,) = shown.shown.table.rows
    assert row.family_id == ""
    assert [verb.key for verb in row.verbs] == ["see_moved"]
    told = on_record_thread(tasks, lambda: look_at_moved(township.desk, family_id))
    assert any("户主" in words for _, words in told)

    def gone() -> None:
        with pytest.raises(NotFound):
            read_case(township.desk, family_id)

    on_record_thread(tasks, gone)
    found: list[Any] = []
    window = Window()
    provide_commands(window, township)
    assert window.provider is not None
    window.provider(waiting.name, found.extend)
    assert tasks.wait_idle()
    moved = next(hit for hit in found if hit.title == f"{waiting.name}户")
    assert "已转到白石镇" in moved.note, "nobody is to open the case anew"
    moved.run()
    assert window.went == [("registers", {"register": "transfers"})]


def test_after_thirty_days_only_where_it_went_is_left(
    township: Workplace, county: Workplace, tasks: Tasks, tmp_path: Path
) -> None:
    """B-38: the stub names nobody."""
    family_id = on_record_thread(tasks, lambda: first_family(township.desk))
    on_record_thread(tasks, lambda: request(township.desk, family_id))
    on_record_thread(tasks, lambda: travel(township.desk, county.desk, tmp_path))
    from desktop.desk.transfers import grant_to

    on_record_thread(tasks, lambda: grant_to(county.desk, family_id, OTHER, "同意"))
    on_record_thread(tasks, lambda: travel(township.desk, county.desk, tmp_path))
    home = township.desk.record.home
    on_record_thread(tasks, township.desk.record.close)

    def later() -> tuple[str, str, tuple[Verb, ...]]:
        desk = open_desk(home, PASSPHRASE, FrozenClock(CLOCK.at + READABLE * 2))
        with pytest.raises(NotFound):
            look_at_moved(desk, family_id)
        (moved,) = all_transfers(desk).settled
        (row,) = open_register(desk, "transfers").table.rows
        desk.record.close()
        return moved.name, moved.case_no, row.verbs

    name, case_no, verbs = on_record_thread(tasks, later)
    assert name.endswith("*")
    assert (case_no, verbs) == ("", ())
