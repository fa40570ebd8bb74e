"""依法清除 at the screens: asked for in the file, decided at the county after typing what goes, gone on both sides."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.commands.attachments import attach
from db.commands.purges import PurgeWish, request_purge
from db.store.settings import read_setting
from desktop.desk.attachments import files_of
from desktop.desk.county import take_in
from desktop.desk.desk import Desk
from desktop.desk.purging import PurgeLine, purges
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.purges import PurgesPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Answers, ShowPage, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]


@pytest.fixture
def county(offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    place = sit_down(offices.county, tmp_path / "county", tasks, choose)
    on_record_thread(tasks, lambda: take_in(place.desk, [offices.package], apply=True))
    yield place
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


@pytest.fixture
def township(offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    place = sit_down(offices.township, tmp_path / "township", tasks, choose)
    yield place
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


def a_family(place: Workplace, tasks: Tasks) -> tuple[str, str]:
    """A family on file and its head's name."""
    asked = (
        "SELECT f.id, p.name FROM family f JOIN person p ON p.family_id = f.id WHERE p.relation = '02' ORDER BY f.no"
    )

    def read() -> tuple[str, str]:
        with place.desk.record.store.reading() as connection:
            row = connection.exec_driver_sql(asked).first()
        assert row is not None
        return str(row[0]), str(row[1])

    return on_record_thread(tasks, read)


def lines(place: Workplace, tasks: Tasks) -> tuple[PurgeLine, ...]:
    return on_record_thread(tasks, lambda: purges(place.desk)).lines


def test_a_worker_asks_deep_in_the_file_and_reads_first_what_would_go(
    township: Workplace, tasks: Tasks, show_page: ShowPage
) -> None:
    family_id, name = a_family(township, tasks)
    page = show_page(FamilyPage(township), family_id=family_id, section="archive", verb="request_purge")
    assert isinstance(page, FamilyPage)
    page.panel.put({"grounds": "mistake", "reason": "写错了", "named": False})
    page.panel.save()
    assert tasks.wait_idle()
    assert page.panel.review.isHidden(), "where voiding is enough nothing is laid out"
    page.panel.put({"grounds": "wrong_person", "reason": f"{name}不是本镇的"})
    page.panel.save()
    assert tasks.wait_idle()
    assert page.panel.review.isHidden(), "the words stay, so nobody is named in them"
    page.panel.put({"reason": "不是本镇的服务对象"})
    page.panel.save()
    assert tasks.wait_idle()
    assert not page.panel.review.isHidden()
    assert lines(township, tasks) == ()
    page.panel.save()
    assert tasks.wait_idle()
    (line,) = lines(township, tasks)
    assert (line.state, line.withdraws, line.decides) == ("asked", True, False)
    shown = show_page(PurgesPage(township))
    assert isinstance(shown, PurgesPage)
    shown.panel.save()
    assert tasks.wait_idle()
    assert [each.state for each in lines(township, tasks)] == ["withdrawn"]


def test_one_attachment_alone_is_asked_for_beside_it_after_reading_what_would_go(
    township: Workplace, tasks: Tasks, show_page: ShowPage
) -> None:
    family_id, _ = a_family(township, tasks)

    def put(desk: Desk) -> str:
        sha256 = files_of(desk).put(b"%PDF-1.4 " + b"a" * 500)
        about = {"kind": "hukou", "media_type": "application/pdf", "size": 509, "sha256": sha256}
        with desk.record.store.writing() as writing:
            attach(writing, ("family", family_id), about)
        with desk.record.store.reading() as connection:
            return str(connection.exec_driver_sql("SELECT id FROM attachment ORDER BY no DESC").scalar())

    attachment = on_record_thread(tasks, lambda: put(township.desk))
    page = show_page(FamilyPage(township), family_id=family_id, section="attachments")
    assert isinstance(page, FamilyPage)
    page.sections.wanted.emit("purge_attachment", attachment)
    assert tasks.wait_idle()
    page.panel.put({"grounds": "ordered", "reason": "别人的户口页"})
    page.panel.save()
    assert tasks.wait_idle()
    assert not page.panel.review.isHidden()
    assert lines(township, tasks) == ()
    page.panel.save()
    assert tasks.wait_idle()
    (line,) = lines(township, tasks)
    assert (line.state, line.what) == ("asked", "一个附件")


def ask_for(desk: Desk, family_id: str, by: str) -> None:
    store = desk.record.store
    me = store.author.author
    store.sign_in(by, "county")
    with store.writing() as writing:
        request_purge(writing, PurgeWish("family", family_id, "ordered", "上级来文"))
    store.sign_in(me, "county")


def test_the_county_decides_only_after_typing_what_goes(county: Workplace, tasks: Tasks, show_page: ShowPage) -> None:
    family_id, name = a_family(county, tasks)
    on_record_thread(tasks, lambda: ask_for(county.desk, family_id, "another"))
    page = show_page(PurgesPage(county))
    assert isinstance(page, PurgesPage)
    (line,) = page.table.rows_model().rows()
    assert name in line.title
    page.panel.put({"answer": "confirm", "typed": "清除", "reason": "核实过"})
    page.panel.save()
    assert tasks.wait_idle()
    assert lines(county, tasks)[0].state == "asked"
    typed = next(ask.label for ask, _, _ in page.panel._rows.values() if ask.name == "typed").rpartition("：")[2]
    page.panel.put({"typed": typed})
    page.panel.save()
    assert tasks.wait_idle()
    (line,) = lines(county, tasks)
    assert (line.state, name in line.title) == ("done", False)
    assert "已清除" in page.said.label.text()

    def owed() -> object:
        with county.desk.record.store.reading() as connection:
            return read_setting(connection, "resealing_owed")

    assert on_record_thread(tasks, owed) == []


def test_whoever_asks_at_the_county_cannot_decide(county: Workplace, tasks: Tasks, show_page: ShowPage) -> None:
    page = show_page(PurgesPage(county))
    assert isinstance(page, PurgesPage)
    page.new.click()
    numbers = "SELECT case_no FROM family ORDER BY no"

    def read() -> str:
        with county.desk.record.store.reading() as connection:
            return str(connection.exec_driver_sql(numbers).scalar())

    page.panel.put({"case_no": "没有的编号", "grounds": "ordered", "reason": "上级来文", "named": False})
    page.panel.save()
    assert tasks.wait_idle()
    assert page.panel.review.isHidden()
    page.panel.put({"case_no": on_record_thread(tasks, read)})
    page.panel.save()
    assert tasks.wait_idle()
    assert not page.panel.review.isHidden()
    page.panel.save()
    assert tasks.wait_idle()
    (line,) = lines(county, tasks)
    assert (line.state, line.decides, line.withdraws) == ("asked", False, True)
