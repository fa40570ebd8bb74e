"""各县: an office above looks at what came before it takes it in; what does not fit asks for a telephone call."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from db.commands.opening import Founding
from db.touched import Touched
from db.vault.recovery import new_recovery_code
from desktop.desk.county import take_in
from desktop.desk.demo import plant
from desktop.desk.desk import Desk
from desktop.desk.frame import frame_facts
from desktop.desk.handover import ask, grant, take
from desktop.desk.opening import found_desk, open_desk
from desktop.desk.outgoing import make_packages
from desktop.desk.uppers import hand_up_to, take_answer
from desktop.ui.pages.counties import CountiesPage
from desktop.ui.pages.plan import HOME, pages_of, rail_of
from desktop.ui.pages.stations import StationsPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import CHEAP, CLOCK, PASSPHRASE, Answers, ShowPage, found_township, on_record_thread
from tests.ui.pages.two_offices import sit_down


@dataclass(frozen=True)
class Above:
    """Closed records: a city, a county below it whose township has handed in, and the county's first hand-up."""

    city: Path
    county: Path
    up: Path


def founded(root: Path) -> Above:
    """Made once: who is enrolled, what was handed in, and one hand-up that nobody has taken yet."""
    county = _office(root / "county", "county", "999999", "禾川县卫健局")
    town, city = found_township(root / "town"), _office(root / "city", "upper", "999900", "示范市卫健委")
    asked = ask(town)
    granted = grant(county, asked.content, asked.digits)
    take(town, granted.content, granted.root_digits)
    plant(town, 10, seed=3)
    take_in(county, [root / "town" / "outbox" / each.file_name for each in make_packages(town)], apply=True)
    asked = ask(city)
    granted = grant(county, asked.content, asked.digits)
    take_answer(city, granted.content, granted.root_digits)
    (made,) = hand_up_to(county, root / "up")
    for desk in (town, county, city):
        desk.record.close()
    return Above(root / "city", root / "county", made.written.path)


def _office(home: Path, role: str, code: str, name: str) -> Desk:
    wish = Founding(role, code, name, "national", "陈立群", PASSPHRASE, new_recovery_code())
    return found_desk(home, wish, CLOCK, CHEAP)


@pytest.fixture(scope="module")
def above(tmp_path_factory: pytest.TempPathFactory) -> Above:
    return founded(tmp_path_factory.mktemp("above"))


def _at(home: Path, copy: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    place = sit_down(home, copy, tasks, choose)
    yield place
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


@pytest.fixture
def city(above: Above, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    yield from _at(above.city, tmp_path / "city", tasks, choose)


@pytest.fixture
def county(above: Above, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    yield from _at(above.county, tmp_path / "county", tasks, choose)


@pytest.fixture
def page(city: Workplace, show_page: ShowPage) -> CountiesPage:
    made = show_page(CountiesPage(city))
    assert isinstance(made, CountiesPage)
    return made


def lines(page: CountiesPage) -> list[tuple[str, str, int, str]]:
    assert page.table is not None
    return [(r.name.strip(), r.last, r.families, r.state.word) for r in page.table.rows_model().rows()]


def verdicts(page: CountiesPage) -> list[str]:
    return [result.verdict for result in page.list.results]


def test_what_came_is_looked_at_first_and_taken_in_on_a_second_word(
    page: CountiesPage, above: Above, tasks: Tasks
) -> None:
    assert lines(page) == [("禾川县卫健局", "还没有上报过", 0, "还没有上报")]
    page.look_at([above.up.parent])
    assert tasks.wait_idle()
    assert verdicts(page) == ["preview"]
    assert lines(page)[0][2] == 0
    page.bring_in.click()
    assert tasks.wait_idle()
    assert verdicts(page) == ["taken"]
    assert [(name, families) for name, _, families, _ in lines(page)] == [("禾川县卫健局", 9), ("青溪镇", 9)]
    assert lines(page)[0][1].startswith("第 1 号")
    assert page.header.meta.text() == "1 个县，1 个乡镇，9 户"


def test_figures_stand_county_by_county(page: CountiesPage, above: Above, tasks: Tasks) -> None:
    page.look_at([above.up])
    tasks.wait_idle()
    page.save()
    tasks.wait_idle()
    page.view.choose("figures")
    page.view.changed.emit("figures")
    assert tasks.wait_idle()
    assert page.table is not None
    rows = page.table.rows_model().rows()
    assert [(row.name.strip(), row.total.head.households) for row in rows] == [("禾川县卫健局", 9), ("青溪镇", 9)]


def test_a_file_that_lacks_an_earlier_one_is_told_and_stays_told_until_one_from_the_beginning_comes(
    page: CountiesPage, county: Workplace, tasks: Tasks, tmp_path: Path
) -> None:
    def written(*, whole: bool) -> Path:
        with county.desk.record.store.writing() as writing:
            writing.create("org_unit", {"name": "片区", "level": "group"})
            writing.finish("片区")
        return hand_up_to(county.desk, tmp_path / "up", whole=whole)[0].written.path

    late = on_record_thread(tasks, lambda: written(whole=False))
    page.look_at([late])
    assert tasks.wait_idle()
    assert verdicts(page) == ["gap"]
    assert not page.bring_in.isVisible()
    whole = on_record_thread(tasks, lambda: written(whole=True))
    page.look_at([whole])
    tasks.wait_idle()
    page.save()
    tasks.wait_idle()
    assert verdicts(page) == ["taken"]


def test_another_ledger_is_taken_only_after_somebody_said_that_the_county_was_put_back(
    page: CountiesPage, above: Above, tasks: Tasks, tmp_path: Path, choose: Answers
) -> None:
    page.look_at([above.up])
    tasks.wait_idle()
    page.save()
    tasks.wait_idle()

    def otherwise() -> Path:
        copytree(above.county, tmp_path / "put-back")
        desk = open_desk(tmp_path / "put-back", PASSPHRASE, CLOCK)
        with desk.record.store.keeping() as connection:
            connection.exec_driver_sql("DELETE FROM ledger WHERE org = '999999101' AND ledger_no > 5")
        made = hand_up_to(desk, tmp_path / "up", whole=True)[0].written.path
        desk.record.close()
        return made

    short = on_record_thread(tasks, otherwise)
    page.look_at([short])
    assert tasks.wait_idle()
    assert verdicts(page) == ["stale"]
    assert page.word.isVisible()
    assert not page.word.sure.isVisible()
    page.word.begin.click()
    page.word.sure.click()
    assert tasks.wait_idle()
    assert verdicts(page) == ["readopted"]
    assert not page.word.isVisible()


def test_a_county_is_enrolled_only_with_the_digits_it_read_out(
    page: CountiesPage, county: Workplace, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    page.enrol.click()
    assert page.enrolling.isVisible()
    choose.saves = tmp_path / "request.nxq"
    page.enrolling.request.click()
    assert tasks.wait_idle()
    digits = page.enrolling.digits.text()
    granted = on_record_thread(tasks, lambda: grant(county.desk, choose.saves.read_bytes(), digits))  # type: ignore[union-attr]
    choose.opens = tmp_path / "answer.nxa"
    choose.opens.write_bytes(granted.content)
    page.enrolling.answer.click()
    assert "还没有填" in page.enrolling.said.label.text()
    page.enrolling.county_digits.setText("000000000000")
    page.enrolling.answer.click()
    assert tasks.wait_idle()
    assert "P-ENR-06" in page.enrolling.said.label.text()
    page.enrolling.county_digits.setText(granted.root_digits)
    page.enrolling.answer.click()
    assert tasks.wait_idle()
    assert "已在禾川县卫健局登记" in page.enrolling.said.label.text()


def test_the_county_reports_up_from_its_page_of_stations(
    county: Workplace, show_page: ShowPage, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    page = show_page(StationsPage(county))
    assert isinstance(page, StationsPage)
    assert {s.org_name: s.role for s in page.table.rows_model().rows()} == {
        "青溪镇": "township",
        "示范市卫健委": "upper",
    }
    assert page.header.meta.text() == "已登记 1 个乡镇"
    assert page.upper.isVisible()
    choose.into = tmp_path / "stick"
    page.upper.whole.click()
    assert tasks.wait_idle()
    assert "示范市卫健委" in page.said.label.text()
    assert len(list((tmp_path / "stick").glob("999999_u*.nxb"))) == 1


def test_every_page_of_the_rail_opens_and_none_offers_to_write(
    city: Workplace, page: CountiesPage, above: Above, show_page: ShowPage, tasks: Tasks
) -> None:
    page.look_at([above.up])
    tasks.wait_idle()
    page.save()
    tasks.wait_idle()
    assert not city.records
    assert HOME["upper"] == "counties"
    made = pages_of(city, "upper")
    for item in rail_of("upper"):
        if item.key in made:
            show_page(made[item.key][0]())
    facts = on_record_thread(tasks, lambda: frame_facts(city.desk))
    assert (facts.counts, facts.status[0][0]) == ((("counties", 0),), "已收 1 次上报")
    page.refresh(Touched(frozenset({"family"})))
    assert tasks.wait_idle()
