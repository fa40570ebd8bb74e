"""月度: packages looked at first, taken in once; the same file again changes nothing and shows the old result."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from shutil import copy, copytree
from types import SimpleNamespace

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from db.clock import FrozenClock
from db.commands.families import void_record
from db.sync.county.imported import ImportResult
from desktop.desk.arrival import arrival
from desktop.desk.county import take_in
from desktop.desk.county_inbox import reminder_list, reminders
from desktop.desk.county_months import MonthCell, county_months
from desktop.desk.desk import Desk
from desktop.desk.office_duties import office_duties
from desktop.desk.opening import open_desk
from desktop.desk.outgoing import make_packages
from desktop.ui.pages.monthly import MonthlyPage
from desktop.ui.pages.monthly_files import packages_in, second_line
from desktop.ui.tasks import Stopped, Tasks
from desktop.ui.widgets.page import WidthClass
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import CLOCK, PASSPHRASE, Answers, ShowPage, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]


@pytest.fixture
def county(offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    place = sit_down(offices.county, tmp_path / "county", tasks, choose)
    yield place
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


@pytest.fixture
def page(county: Workplace, show_page: ShowPage) -> MonthlyPage:
    made = show_page(MonthlyPage(county))
    assert isinstance(made, MonthlyPage)
    return made


def families(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM family").scalar_one())


def last_cell(page: MonthlyPage) -> str:
    assert page.months is not None
    (township,) = page.months.townships
    return township.months[-1].standing


def test_a_package_is_looked_at_before_it_is_taken_in(
    page: MonthlyPage, county: Workplace, offices: Offices, tasks: Tasks
) -> None:
    assert last_cell(page) == "open"
    page.look_at([offices.package])
    assert tasks.wait_idle(60_000)
    assert [result.verdict for result in page.results] == ["preview"]
    assert on_record_thread(tasks, lambda: families(county.desk)) == 0
    page.bring_in.click()
    assert tasks.wait_idle(60_000)
    assert [result.verdict for result in page.results] == ["imported"]
    assert on_record_thread(tasks, lambda: families(county.desk)) == 10
    assert page.months is not None
    assert page.months.townships[0].months[-1] == MonthCell("open", 1, early=True), "made on the 22nd"


def test_records_in_which_both_sides_differ_are_named_under_their_package(
    page: MonthlyPage, county: Workplace, offices: Offices, tasks: Tasks
) -> None:
    """D-43, the county's side; how it comes to know them is told in tests/sync/test_returns.py."""
    page.look_at([offices.package])
    tasks.wait_idle(60_000)
    page.save()
    tasks.wait_idle(60_000)

    def some_family(desk: Desk) -> str:
        with desk.record.store.reading() as connection:
            return str(connection.exec_driver_sql("SELECT id FROM family ORDER BY no").scalar())

    family = on_record_thread(tasks, lambda: some_family(county.desk))
    differing = replace(page.results[0], same_state=False, differing=(("family", family),) * 7)
    page._show_results((differing,))
    assert tasks.wait_idle(60_000)
    said = page.list._lines[0].differing
    assert not said.isHidden()
    assert said.text().startswith("和乡镇不一样的：")
    assert said.text().endswith("，还有 2 条")
    assert "家庭" in said.text()


def test_in_a_narrow_window_what_became_of_the_files_is_scrolled_to(
    county: Workplace, offices: Offices, tasks: Tasks, qtbot: QtBot
) -> None:
    page, frame = MonthlyPage(county), QScrollArea()
    page.use_width(WidthClass.MEDIUM)
    frame.setWidgetResizable(True)
    frame.setWidget(page)
    qtbot.addWidget(frame)
    frame.resize(760, 420)
    frame.show()
    page.enter()
    assert tasks.wait_idle()
    page.look_at([offices.package])
    assert tasks.wait_idle(60_000)
    QApplication.processEvents()
    assert not page.bring_in.visibleRegion().isEmpty()
    frame.verticalScrollBar().setValue(0)
    page.save()
    assert tasks.wait_idle(60_000)
    QApplication.processEvents()
    assert not page.list.visibleRegion().isEmpty()
    frame.verticalScrollBar().setValue(0)
    page.reload()
    assert tasks.wait_idle()
    QApplication.processEvents()
    assert frame.verticalScrollBar().value() == 0, "who has gone back to the matrix stays there"


def test_the_same_file_again_shows_the_old_result_and_changes_nothing(
    page: MonthlyPage, county: Workplace, offices: Offices, tasks: Tasks, tmp_path: Path
) -> None:
    page.look_at([offices.package])
    tasks.wait_idle(60_000)
    page.save()
    tasks.wait_idle(60_000)
    before = on_record_thread(tasks, lambda: _log(county.desk))
    renamed = Path(copy(offices.package, tmp_path / "again.nxb"))
    page.look_at([renamed])
    assert tasks.wait_idle(60_000)
    (result,) = page.results
    assert result.verdict == "duplicate"
    assert "这次未作任何改动" in result.sentence
    assert not page.bring_in.isVisible()
    assert on_record_thread(tasks, lambda: _log(county.desk)) == before


def _log(desk: Desk) -> tuple[int, int]:
    with desk.record.store.reading() as connection:
        changes = connection.exec_driver_sql("SELECT count(*) FROM change").scalar_one()
        packages = connection.exec_driver_sql("SELECT count(*) FROM incoming_package").scalar_one()
    return int(changes), int(packages)


def test_a_bad_file_among_good_ones_is_refused_with_its_code(
    page: MonthlyPage, offices: Offices, tasks: Tasks, tmp_path: Path, choose: Answers
) -> None:
    bad = tmp_path / "bad.nxb"
    bad.write_bytes(b"nothing of ours" * 50)
    choose.many = (bad, offices.package)
    page.drop.choose.click()
    assert tasks.wait_idle(60_000)
    assert [(result.verdict, bool(result.code)) for result in page.results] == [("refused", True), ("preview", False)]
    assert page.bring_in.text().strip() == "导入 1 个包"


def test_looked_at_and_left_alone_is_forgotten(page: MonthlyPage, offices: Offices, tasks: Tasks) -> None:
    page.look_at([offices.package])
    tasks.wait_idle(60_000)
    page.later.click()
    assert tasks.wait_idle()
    assert not page.bring_in.isVisible()
    assert page.results == ()


def test_a_townships_name_leads_to_its_families(page: MonthlyPage, offices: Offices, tasks: Tasks) -> None:
    page.look_at([offices.package])
    tasks.wait_idle(60_000)
    page.save()
    tasks.wait_idle(60_000)
    asked: list[tuple[str, dict[str, object]]] = []
    page.went.connect(lambda key, where: asked.append((key, where)))
    page.view.choose("figures")
    page.reload()
    assert tasks.wait_idle()
    assert page.table is not None
    page.table.cell_opened.emit(page.table.rows_model().row_at(0), "name")
    assert asked[0][0] == "families"
    assert asked[0][1]["org"] == "999999101"


def test_a_dropped_folder_gives_its_packages_once_and_not_the_countys_own_returns(tmp_path: Path) -> None:
    own = ("999999101_r000001_20261122.nxb", "999999_u000001_20261122.nxb")
    for name in ("b.nxb", "a.nxb", "note.txt", *own):
        (tmp_path / name).write_bytes(b"x")
    found = packages_in([tmp_path, tmp_path / "a.nxb"])
    assert [path.name for path in found] == ["a.nxb", "b.nxb"]


def test_a_folder_without_packages_says_so(page: MonthlyPage, tmp_path: Path) -> None:
    page.look_at([tmp_path])
    assert "没有上报包" in page.said.label.text()


def test_the_inbox_folder_is_watched_and_everything_new_in_it_is_looked_at_at_once(
    page: MonthlyPage, offices: Offices, tasks: Tasks, choose: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    """B-25, D-46: nothing in the folder is moved; what was taken in is known by its content."""
    choose.into = tmp_path / "收件"
    choose.into.mkdir()
    page.drop.change.click()
    assert tasks.wait_idle()
    assert not page.drop.look.isVisible()
    copy(offices.package, choose.into / "青溪.nxb")
    (choose.into / "坏的.nxb").write_bytes(b"no package")
    qtbot.waitUntil(lambda: tasks.wait_idle() and len(page.inbox.new) == 2, timeout=10_000)
    assert page.drop.look.isVisible()
    page.drop.look.click()
    assert tasks.wait_idle(60_000)
    assert sorted(result.verdict for result in page.results) == ["preview", "refused"]
    page.save()
    assert tasks.wait_idle(60_000)
    assert [path.name for path in page.inbox.new] == ["坏的.nxb"]
    assert sorted(path.name for path in choose.into.iterdir()) == ["坏的.nxb", "青溪.nxb"]
    choose.saves = tmp_path / "接收情况.xlsx"
    page.report.click()
    assert tasks.wait_idle()
    assert page.said.label.text() == "已存到 接收情况.xlsx。"
    sheet = openpyxl.load_workbook(choose.saves).active
    told = {row[12]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert told["青溪.nxb"][:4] == ("999999101", "青溪镇", 1, "已接收")
    assert told["坏的.nxb"][3] == "不收"
    assert "P-PKG-01" in told["坏的.nxb"][11]
    choose.saves = tmp_path / "接收情况.csv"
    page.report.click()
    assert tasks.wait_idle()
    head, *lines = choose.saves.read_text("utf-8-sig").splitlines()
    assert (head.startswith("乡镇代码,乡镇"), len(lines)) == (True, 2)


def test_who_has_not_handed_in_is_listed_for_reminding(
    offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers, show_page: ShowPage
) -> None:
    """In December nothing has come for November, or only what was made before it was over."""
    home = tmp_path / "county"
    copytree(offices.county, home)
    december = FrozenClock(datetime(2026, 12, 20, 4, 0, tzinfo=UTC))
    desk = on_record_thread(tasks, lambda: open_desk(home, PASSPHRASE, december))
    page = show_page(MonthlyPage(Workplace(desk, tasks, choose)))
    assert isinstance(page, MonthlyPage)
    assert page.remind.isVisible()
    choose.saves = tmp_path / "催交.xlsx"
    page.remind.click()
    assert tasks.wait_idle()
    (line,) = openpyxl.load_workbook(choose.saves).active.iter_rows(min_row=2, values_only=True)
    assert line[1:4] == ("青溪镇", "11月", 1)
    page.look_at([offices.package])
    assert tasks.wait_idle(60_000)
    page.save()
    assert tasks.wait_idle(60_000)
    assert page.months is not None
    assert page.months.townships[0].months[10] == MonthCell("missing", 1, early=True)
    assert page.remind.isVisible()
    tasks.read(desk.record.close, lambda _: None)
    tasks.wait_idle()


def write_something(desk: Desk) -> None:
    with desk.record.store.writing() as writing:
        writing.create("worker", {"name": "周文彬", "role": "county"})
        writing.finish("已登记工作人员")


def test_a_county_put_back_from_a_backup_says_what_its_archive_has_and_takes_it_in_again(
    offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers, show_page: ShowPage
) -> None:
    """B-35: a look first, then taken in; afterwards nothing is said any more."""
    home = tmp_path / "county"
    copytree(offices.county, home)
    desk = on_record_thread(tasks, lambda: open_desk(home, PASSPHRASE, CLOCK))
    on_record_thread(tasks, lambda: take_in(desk, [offices.package], apply=True))
    on_record_thread(tasks, lambda: write_something(desk))
    on_record_thread(tasks, desk.record.close)
    copy(offices.county / "record.db", home / "record.db")
    desk = on_record_thread(tasks, lambda: open_desk(home, PASSPHRASE, CLOCK))
    told = on_record_thread(tasks, lambda: arrival(desk))
    assert told is not None
    assert "存档里还有 1 个包没有记着" in told.words
    page = show_page(MonthlyPage(Workplace(desk, tasks, choose)))
    assert isinstance(page, MonthlyPage)
    assert "存档里有 1 个包" in page.replay.words.label.text()
    page.replay.again.click()
    assert tasks.wait_idle(60_000)
    assert on_record_thread(tasks, lambda: families(desk)) == 0
    assert not page.replay.isVisible()
    page.bring_in.click()
    assert tasks.wait_idle(60_000)
    assert on_record_thread(tasks, lambda: families(desk)) == 10
    assert not page.replay.isVisible()
    assert len(list(home.glob("archive/*/*.nxb"))) == 1
    on_record_thread(tasks, desk.record.close)


def handed_in(desk: Desk, made: str, arrived: str, number: int, rejected: int = 0) -> None:
    """A package of these days in the journal, as taking it in leaves it."""
    result = ImportResult(
        "a.nxb", "imported", "", "", "999999101", "青溪镇", number, f"p{number}", f"{made}T04:00:00+00:00", fresh=1
    )
    result = replace(result, rejected=rejected)
    asked = """
        INSERT INTO incoming_package (package_id, sha256, file_name, org, station_id, package_no, made_at, imported_at,
                                      result, seen_no, seen_hash, need_full)
        VALUES (?, ?, 'a.nxb', '999999101', 's', ?, ?, ?, ?, 0, '', 0)
    """
    kept = json.dumps(asdict(result))
    values = (result.package_id, str(number), number, result.made_at, f"{arrived}T04:00:00+00:00", kept)
    with desk.record.store.keeping() as connection:
        connection.exec_driver_sql(asked, values)


def test_a_package_made_by_the_day_in_the_next_month_is_the_report_of_the_month_before(
    offices: Offices, tmp_path: Path
) -> None:
    """A3: due on the 5th. A month skipped is late once a later package holds it all; a wrong clock misleads nobody.

    What was made in the middle of a month says nothing of its end.
    """
    home = tmp_path / "county"
    copytree(offices.county, home)
    desk = open_desk(home, PASSPHRASE, FrozenClock(datetime(2027, 4, 3, 4, 0, tzinfo=UTC)))
    for made, arrived in (
        *(("2026-12-03", "2026-12-04"), ("2027-01-05", "2027-01-08"), ("2027-02-10", "2027-02-10")),
        *(("2027-03-20", "2027-03-20"), ("2099-01-01", "2027-03-22"), ("1970-01-01", "2027-03-25")),
    ):
        handed_in(desk, made, arrived, int(made[:4]) + int(made[5:7]))
    months = county_months(desk)
    desk.record.close()
    (line,) = months.townships
    told = {period.code: cell.standing for period, cell in zip(months.periods, line.months, strict=True)}
    assert months.periods[0].code == "2026-05"
    assert [told[f"2026-{month}"] for month in (10, 11, 12)] == ["before", "ok", "late"]
    assert [told[f"2027-0{month}"] for month in (1, 2, 3, 4)] == ["late", "late", "open", "open"]
    assert line.months[-2] == MonthCell("open", 2099 + 1, early=True)
    assert (months.period.code, months.due, months.handed_in) == ("2027-03", date(2027, 4, 5), 0)
    assert reminders(months) == ()


def test_a_month_is_corrected_by_what_comes_after_it_was_handed_in_and_not_by_what_came_before_its_end(
    offices: Offices, tmp_path: Path
) -> None:
    home = tmp_path / "county"
    copytree(offices.county, home)
    desk = open_desk(home, PASSPHRASE, FrozenClock(datetime(2027, 4, 3, 4, 0, tzinfo=UTC)))
    for number, made in enumerate(("2026-12-20", "2027-01-03", "2027-01-20", "2027-01-31", "2027-02-03"), start=1):
        handed_in(desk, made, made, number)
    handed_in(desk, "2027-02-20", "2027-02-20", 6)
    handed_in(desk, "2027-03-02", "2027-03-09", 7)
    months = county_months(desk)
    desk.record.close()
    told = {period.code: cell for period, cell in zip(months.periods, months.townships[0].months, strict=True)}
    assert (told["2026-12"], told["2027-01"]) == (MonthCell("ok", 2), MonthCell("corrected", 5))
    assert told["2027-02"] == MonthCell("late", 7), "what came in time was not all of it"


@pytest.mark.parametrize(
    ("made", "cell"),
    [
        ("2027-03-01", MonthCell("open")),
        ("2027-03-30", MonthCell("open", 2, early=True)),
        ("2027-03-31", MonthCell("ok", 2)),
        ("2027-04-03", MonthCell("ok", 2)),
    ],
)
def test_county_and_township_agree_whether_a_month_is_owed_still(
    offices: Offices, tmp_path: Path, made: str, cell: MonthCell
) -> None:
    """From its last day on a package reports a month; until then it is owed at both, whatever came before."""
    on = FrozenClock(datetime(2027, 4, 3, 4, 0, tzinfo=UTC))
    for place in ("county", "township"):
        copytree(offices.county.parent / place, tmp_path / place)
    county, township = (open_desk(tmp_path / place, PASSPHRASE, on) for place in ("county", "township"))
    handed_in(county, "2027-03-04", "2027-03-04", 1)
    handed_in(county, made, made, 2)
    with township.record.store.keeping() as connection:
        values = (2, "p", f"{made}T04:00:00+00:00", "p", "p", 1, 0, 0, "", "made", "[]", 0, "", "[]")
        asked = f"INSERT INTO outgoing_package VALUES ({', '.join('?' * len(values))})"
        connection.exec_driver_sql(asked, values)
        (owed, *_) = office_duties(township, connection, township.today)
    shown = county_months(county).townships[0].months[-2]
    for desk in (county, township):
        desk.record.close()
    assert shown == cell
    assert (owed.title == "上报 3 月") is (shown.standing == "open")


def test_what_came_before_a_months_end_is_not_hidden_where_a_person_has_to_see_to_it(
    offices: Offices, tmp_path: Path
) -> None:
    home = tmp_path / "county"
    copytree(offices.county, home)
    desk = open_desk(home, PASSPHRASE, FrozenClock(datetime(2027, 4, 4, 4, 0, tzinfo=UTC)))
    handed_in(desk, "2027-03-20", "2027-03-20", 3, rejected=2)
    months, later = county_months(desk), county_months(desk, date(2027, 4, 9))
    handed_in(desk, "2027-04-20", "2027-04-20", 4)
    whole = county_months(desk, date(2027, 5, 2))
    desk.record.close()
    assert months.townships[0].months[-2] == MonthCell("rejected", 3, 2, early=True)
    assert months.handed_in == 0
    assert whole.townships[0].months[-3] == MonthCell("rejected", 3, 2), "what came later does not hide it"
    assert later.townships[0].months[-2] == MonthCell("missing", 3, early=True)
    assert [each.code for each in reminders(later)[0].months] == [
        "2026-11",
        "2026-12",
        "2027-01",
        "2027-02",
        "2027-03",
    ][4:]


def test_where_the_place_reports_by_quarters_the_calendar_has_quarters(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A3 is the place's: no month is missed where none is asked for."""
    home = tmp_path / "county"
    copytree(offices.county, home)
    desk = open_desk(home, PASSPHRASE, FrozenClock(datetime(2027, 4, 3, 4, 0, tzinfo=UTC)))
    handed_in(desk, "2027-01-04", "2027-01-04", 1)
    rule = replace(desk.profile.on(desk.today).a3, period="quarter")
    monkeypatch.setattr(type(desk.profile), "on", lambda *_: SimpleNamespace(a3=rule))
    months = county_months(desk)
    desk.record.close()
    (line,) = months.townships
    assert len(months.periods) == 8
    assert [months.periods[0].code, months.periods[-1].code] == ["2025-Q3", "2027-Q2"]
    assert [cell.standing for cell in line.months[-3:]] == ["ok", "open", "open"]
    assert (months.period.label, months.due.isoformat(), months.handed_in) == ("2027年第1季度", "2027-04-05", 0)


def test_a_month_of_last_year_is_still_reminded_of_by_its_year(offices: Offices, tmp_path: Path) -> None:
    home = tmp_path / "county"
    copytree(offices.county, home)
    desk = open_desk(home, PASSPHRASE, FrozenClock(datetime(2027, 1, 20, 4, 0, tzinfo=UTC)))
    book = openpyxl.load_workbook(BytesIO(reminder_list(desk, county_months(desk)))).active
    desk.record.close()
    assert [cell.value for cell in book[2]][2:4] == ["2026年11月、2026年12月", 2]


def corrected(offices: Offices, folder: Path) -> Path:
    """The township's second package, of December: one of its households was entered twice."""
    copytree(offices.package.parents[1], folder)
    desk = open_desk(folder, PASSPHRASE, FrozenClock(datetime(2026, 12, 20, 4, 0, tzinfo=UTC)))
    with desk.record.store.writing() as writing:
        asked = "SELECT id FROM family WHERE status = 'active' ORDER BY no"
        void_record(writing, "family", str(writing.connection.exec_driver_sql(asked).scalar()), "重复")
    (package,) = make_packages(desk)
    desk.record.close()
    return folder / "outbox" / package.file_name


@pytest.fixture
def december(offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers, show_page: ShowPage) -> MonthlyPage:
    """The county in December, with November's package and a correction of it, at the figures of its townships."""
    home, second = tmp_path / "county", corrected(offices, tmp_path / "township")
    copytree(offices.county, home)
    clock = FrozenClock(datetime(2026, 12, 20, 4, 0, tzinfo=UTC))
    desk = on_record_thread(tasks, lambda: open_desk(home, PASSPHRASE, clock))
    on_record_thread(tasks, lambda: take_in(desk, [offices.package, second], apply=True))
    page = show_page(MonthlyPage(Workplace(desk, tasks, choose)))
    assert isinstance(page, MonthlyPage)
    page.view.choose("figures")
    page.reload()
    assert tasks.wait_idle(60_000)
    return page


def told(page: MonthlyPage) -> tuple[str, str, str]:
    """The townships' households, what has changed since, and the sentence which time was used."""
    assert page.table is not None
    rows = page.table.rows_model()
    (row,) = rows.rows()
    said = {column.key: str(column.value(row)) for column in rows.columns()}
    return said["head"], said.get("since", ""), page.which.said.text()


def test_the_figures_are_those_known_now_or_a_month_as_it_was_reported_and_say_which(
    december: MonthlyPage, tasks: Tasks
) -> None:
    """B-59: one household fewer is known of now; as reported for November it is there still."""
    page = december
    now, _, said = told(page)
    assert said == "现在看：算到今天为止收到的全部，情况截至 2026-12-20。"
    assert page.which.isVisible()
    assert not page.which.months.isVisible()
    page.which.choice.choose("then")
    page.which.months.choose("2026-11")
    page.which.choice.changed.emit("then")
    assert not page.which.isEnabled()
    assert tasks.wait_idle(60_000)
    assert page.which.isEnabled()
    before, changed, said = told(page)
    assert int(before) == int(now) + 1
    assert changed == "1"
    assert said.startswith("按2026年11月上报：只算那时及以前的包里有的，情况截至 2026-11-30。")
    assert said.endswith("后来补报或更正 1 户。")
    page.view.choose("months")
    page.reload()
    assert tasks.wait_idle(60_000)
    assert not page.which.isVisible()


def test_stopped_or_refused_the_page_shows_again_what_is_known_now(
    december: MonthlyPage, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = december

    def stopped(*_: object) -> None:
        raise Stopped

    monkeypatch.setattr("desktop.ui.pages.monthly.fold", stopped)
    page.which.choice.choose("then")
    page.which.choice.changed.emit("then")
    assert tasks.wait_idle(60_000)
    assert "已经停下" in page.said.label.text()
    assert told(page)[2].startswith("现在看")
    assert page.which.isEnabled()
    assert page.drop.isEnabled()


def test_a_signature_that_does_not_fit_is_told_under_the_files_name_and_nothing_where_all_do() -> None:
    quiet = ImportResult("a.nxb", "imported", "", records_new=1)
    assert "签名" not in second_line(quiet)
    assert "1 次登录的本人签名不符" in second_line(replace(quiet, misfits=1))
