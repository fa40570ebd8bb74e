"""The card that keeps a county's raw packages on another disk: chosen, behind, fetched from, given up (B-35)."""

from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from desktop.desk.county import take_in
from desktop.ui.pages.settings import SettingsPage
from desktop.ui.pages.settings_second import SecondArchiveCard
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Answers, ShowPage, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]


@pytest.fixture
def county(offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    place = sit_down(offices.county, tmp_path / "county", tasks, choose)
    yield place
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


@pytest.fixture
def card(county: Workplace, show_page: ShowPage, tasks: Tasks) -> SecondArchiveCard:
    page = show_page(SettingsPage(county))
    assert isinstance(page, SettingsPage)
    assert tasks.wait_idle(60_000)
    assert page.second.isVisibleTo(page)
    return page.second


def test_a_disk_is_chosen_left_behind_caught_up_with_lost_and_given_up(
    card: SecondArchiveCard, county: Workplace, offices: Offices, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    def said() -> str:
        assert tasks.wait_idle(60_000)
        return card.said.label.text()

    assert "还没有" in said()
    assert not card.none.isVisibleTo(card)
    card.choose.click()
    assert "还没有" in said(), "who changes their mind changes nothing"
    choose.into = county.desk.record.home
    card.choose.click()
    assert "P-ARC-01" in said()
    choose.into = tmp_path / "disk"
    choose.into.mkdir()
    card.choose.click()
    assert "里有 0 个，和本机一样" in said()
    away = choose.into.rename(tmp_path / "drawer")
    taken = on_record_thread(tasks, lambda: take_in(county.desk, [offices.package], apply=True))
    assert [each.verdict for each in taken] == ["imported"]
    card.reload()
    assert "现在不在，插上盘再补拷；本机有 1 个原始包" in said()
    away.rename(choose.into)
    card.catch_up.click()
    assert "里有 1 个，和本机一样" in said()
    assert not card.catch_up.isVisibleTo(card)
    rmtree(county.desk.record.home / "archive")
    card.reload()
    assert "那里有 1 个本机没有的" in said()
    card.fetch.click()
    assert "里有 1 个，和本机一样" in said()
    card.none.click()
    assert "还没有" in said()
    assert list(choose.into.rglob("*.nxb"))


def test_a_township_is_not_offered_it(offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers) -> None:
    place = sit_down(offices.township, tmp_path / "township", tasks, choose)
    page = SettingsPage(place)
    assert not page.second.isVisibleTo(page)
    page.deleteLater()
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()
