"""The county's profile and monthly amounts come with its return, are read by a person, and only then in use."""

from pathlib import Path

from db.commands.standards import keep_standards
from db.domain.standards_file import read_standards
from desktop.desk.answers import answer_townships, take_answers
from desktop.desk.county import take_in
from desktop.desk.desk import Desk
from desktop.desk.handed_down import Offer, offer
from desktop.desk.outgoing import make_packages, outgoing
from desktop.desk.profile_choice import apply, plan_file
from desktop.ui.pages.settings import SettingsPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Answers, ShowPage, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]

PROFILE = """
name = "yunxi"
title = "云溪县"
source = "云溪县卫健局〔2026〕3 号"
extends = "national"

[[rule]]
id = "A1"
months = 3
source = "云溪县卫健局〔2026〕3 号"
since = 2027-01-01
"""
AMOUNTS = "地区,类别,等级,每人每月（元）,起,止,依据\n云溪县,死亡,,960,2026-01-01,,云溪县卫健局〔2026〕3 号\n"


def sent(offices: Offices, folder: Path, tasks: Tasks) -> tuple[Desk, Path]:
    """The township's desk, and a return of a county that has a profile and an amount of its own."""
    county = sit_down(offices.county, folder / "county", tasks, Answers()).desk
    township = sit_down(offices.township, folder / "township", tasks, Answers()).desk

    def made() -> Path:
        apply(county, plan_file(county, PROFILE))
        with county.record.store.writing() as writing:
            keep_standards(writing, read_standards(AMOUNTS, toml=False))
        (package,) = make_packages(township)
        take_in(county, [township.record.home / "outbox" / package.file_name], apply=True)
        (answered,) = answer_townships(county, folder / "returns")
        county.record.close()
        return answered.written.path

    return township, on_record_thread(tasks, made)


def test_what_the_county_hands_down_is_used_only_when_it_was_read(
    offices: Offices, tmp_path: Path, tasks: Tasks, show_page: ShowPage
) -> None:
    desk, path = sent(offices, tmp_path, tasks)
    on_record_thread(tasks, lambda: take_answers(desk, [path], apply=True))
    assert desk.locality.base.name == "national"
    assert on_record_thread(tasks, lambda: offer(desk)) == Offer("云溪县", 1)
    looks = on_record_thread(tasks, lambda: outgoing(desk).between)
    assert ["云溪县" in look.said and look.where == "settings" for look in looks] == [True]

    page = show_page(SettingsPage(Workplace(desk, tasks, Answers())))
    assert isinstance(page, SettingsPage)
    card = page.locality
    assert "云溪县" in card.sent.label.text()
    card.see_profile.click()
    assert tasks.wait_idle()
    assert card.review.isVisibleTo(page)
    card.agree.click()
    assert tasks.wait_idle()
    assert desk.locality.base.name == "yunxi"
    card.see_standards.click()
    assert tasks.wait_idle()
    card.agree.click()
    assert tasks.wait_idle()
    assert on_record_thread(tasks, lambda: amounts(desk)) == [("云溪县", 96000)]
    assert on_record_thread(tasks, lambda: offer(desk)) is None
    assert not card.sent.isVisibleTo(page)
    tasks.read(desk.record.close, lambda _: None)
    tasks.wait_idle()


def amounts(desk: Desk) -> list[tuple[str, int]]:
    with desk.record.store.reading() as connection:
        asked = "SELECT region, amount FROM benefit_standard WHERE voided = 0"
        return [(str(region), int(amount)) for region, amount in connection.exec_driver_sql(asked)]
