"""核对: two laptops said different things; both are seen with who and when, one is chosen, nothing is lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copytree

import pytest

from db.commands.families import edit_record
from db.store.writing import Writing
from db.touched import Touched
from desktop.desk.answers import answer_townships, take_answers
from desktop.desk.conflicts import conflicts
from desktop.desk.county import take_in
from desktop.desk.outgoing import make_packages
from desktop.ui.pages.conflicts import ConflictsPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Answers, ShowPage, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]


@dataclass
class Two:
    """Two laptops of one township that wrote apart, and their county."""

    mine: Workplace
    theirs: Workplace
    county: Workplace
    folder: Path
    tasks: Tasks
    family: str = ""

    def ask(self, job: Callable[[], object]) -> object:
        return on_record_thread(self.tasks, job)

    def write(self, place: Workplace, **fields: str) -> None:
        def command(writing: Writing) -> Touched:
            return edit_record(writing, "family", self.family, fields)

        place.write(command)
        assert self.tasks.wait_idle()

    def travel(self, place: Workplace) -> None:
        """Hands over, is taken in, is answered, takes the answer."""
        out = place.desk.record.home / "outbox"
        self.ask(lambda: make_packages(place.desk))
        newest = max(out.glob("*.nxb"))
        self.ask(lambda: take_in(self.county.desk, [newest], apply=True))
        returns = self.folder / f"returns-{len(list(self.folder.glob('returns-*')))}"
        self.ask(lambda: answer_townships(self.county.desk, returns))
        self.ask(lambda: take_answers(place.desk, sorted(returns.glob("*.nxb")), apply=True))


@pytest.fixture
def two(offices: Offices, tmp_path: Path, tasks: Tasks) -> Iterator[Two]:
    mine = sit_down(offices.township, tmp_path / "mine", tasks, Answers())
    county = sit_down(offices.county, tmp_path / "county", tasks, Answers())
    family = on_record_thread(tasks, lambda: _first_family(mine))
    first = Two(mine, mine, county, tmp_path, tasks, family)
    first.travel(mine)
    copytree(tmp_path / "mine", tmp_path / "copied")
    theirs = sit_down(tmp_path / "copied", tmp_path / "theirs", tasks, Answers())
    pair = Two(mine, theirs, county, tmp_path, tasks, family)
    pair.write(mine, econ="低保", live_addr="东头 3 号", housing_safety="good")
    pair.write(theirs, econ="靠养老金", live_addr="西头 9 号", living_mode="alone")
    pair.travel(theirs)
    pair.travel(mine)
    yield pair
    for place in (mine, theirs, county):
        tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


def test_both_answers_stand_side_by_side_and_part_of_them_can_be_settled(two: Two, show_page: ShowPage) -> None:
    page = _shown(two, two.mine, show_page)
    assert [row.accessibleName().split("，")[-1] for row in page.rows] == ["2 处"]
    by_title = {card.dispute.title: card for card in page.cards}
    assert set(by_title) == {"经济状况", "居住地址"}
    econ = by_title["经济状况"]
    assert {saying.words for saying in econ.dispute.sayings} == {"低保", "靠养老金"}
    assert all("22日" in saying.by for saying in econ.dispute.sayings)
    assert [saying.whose for saying in econ.dispute.sayings] == ["本机", "同一份登记的另一台电脑"]
    assert not page.settle.isEnabled()
    econ.choose([saying.words for saying in econ.dispute.sayings].index("靠养老金"))
    assert page.settle.text().strip() == "定下 1 处"
    assert page.left_over.text() == "还有 1 处没定，可以先放着。"
    page.save()
    assert two.tasks.wait_idle()
    assert [card.dispute.title for card in page.cards] == ["居住地址"]
    rest = page.cards[0]
    rest.write_other()
    rest.other.setText("村委会旁 1 号")  # type: ignore[union-attr]
    assert page.settle.isEnabled()
    page.reason.setText("打电话问过")
    page.save()
    assert two.tasks.wait_idle()
    assert not page.nothing.isHidden()
    facts = two.ask(partial(_family, two, two.mine))
    assert facts == ("靠养老金", "村委会旁 1 号", "good", "alone", 0)


def test_what_was_settled_travels_and_the_other_laptop_shows_the_same(two: Two, show_page: ShowPage) -> None:
    page = _shown(two, two.mine, show_page)
    for card in page.cards:
        card.choose(0)
    page.save()
    assert two.tasks.wait_idle()
    for place in (two.mine, two.theirs, two.theirs):
        two.travel(place)
    mine, theirs, county = (two.ask(partial(_family, two, place)) for place in (two.mine, two.theirs, two.county))
    assert mine == theirs == county
    left = on_record_thread(two.tasks, lambda: conflicts(two.county.desk))
    assert left.families == ()


def test_a_county_settles_as_well_and_its_word_comes_with_the_answer(two: Two, show_page: ShowPage) -> None:
    page = _shown(two, two.county, show_page)
    assert {saying.whose for card in page.cards for saying in card.dispute.sayings} == {"青溪镇"}
    for card in page.cards:
        card.choose(0)
    page.save()
    assert two.tasks.wait_idle()
    assert not page.nothing.isHidden()
    two.travel(two.mine)
    mine, county = (two.ask(partial(_family, two, place)) for place in (two.mine, two.county))
    assert mine == county
    assert isinstance(mine, tuple)
    assert mine[-1] == 0


def _shown(two: Two, place: Workplace, show_page: ShowPage) -> ConflictsPage:
    page = show_page(ConflictsPage(place))
    assert isinstance(page, ConflictsPage)
    two.tasks.committed.connect(page.refresh)  # the window does this
    return page


def _first_family(place: Workplace) -> str:
    with place.desk.record.store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM family ORDER BY no LIMIT 1").scalar_one())


def _family(two: Two, place: Workplace) -> tuple[object, ...]:
    fields = "econ, live_addr, housing_safety, living_mode, disputed"
    with place.desk.record.store.reading() as connection:
        asked = f"SELECT {fields} FROM family WHERE id = ?"
        return tuple(connection.exec_driver_sql(asked, (two.family,)).one())
