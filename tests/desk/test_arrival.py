"""A record put back, moved or copied says so in plain words, asks once, and the answer is written down (B-33, D-07)."""

import shutil
from pathlib import Path

import pytest

from db.commands.families import NewFamily, open_family
from db.commands.opening import Founding
from db.sync.trust.identity import ask_enrolment
from db.vault.recovery import new_recovery_code
from desktop.desk.arrival import arrival, tell_arrival
from desktop.desk.desk import Desk
from desktop.desk.opening import found_desk, open_desk
from desktop.desk.outgoing import outgoing
from tests.ui.pages.conftest import CHEAP, CLOCK, PASSPHRASE, found_township

COUPLE = ({"name": "周文彬", "relation": "02", "sex": "1", "birth_date": "1964-03-09"},)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("arrival") / "record"
    found_township(home).record.close()
    return home


@pytest.fixture
def home(closed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(closed, tmp_path / "record")


def opened(home: Path) -> Desk:
    return open_desk(home, PASSPHRASE, CLOCK)


def work(desk: Desk) -> int:
    """Opens a family; the laptop's own count of changes then."""
    with desk.record.store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {}, COUPLE, ()))
    return int(desk.record.store.setting("tip")["seq"])


def audited(desk: Desk) -> list[tuple[str, str]]:
    with desk.record.store.reading() as connection:
        asked = "SELECT subject, detail FROM audit WHERE action = 'arrival'"
        return [tuple(row) for row in connection.exec_driver_sql(asked)]


def test_a_record_in_its_place_says_nothing(home: Path) -> None:
    desk = opened(home)
    assert arrival(desk) is None
    desk.record.close()


def test_a_record_cut_off_before_its_first_save_says_nothing_either(tmp_path: Path) -> None:
    founded = found_township(tmp_path / "new")
    founded.record.store.close()  # as when the plug is pulled: nothing is written on leaving
    desk = opened(tmp_path / "new")
    assert arrival(desk) is None
    desk.record.close()


def test_last_weeks_record_put_back_says_what_is_missing_and_what_comes_back(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "kept")
    desk = opened(home)
    before = int(desk.record.store.setting("tip")["seq"])
    at_county = work(desk)
    desk.record.store.set_setting("acked_seq", at_county)
    after = work(desk)
    desk.record.close()
    shutil.copy(tmp_path / "kept" / "record.db", home / "record.db")
    desk = opened(home)
    found = arrival(desk)
    assert found is not None
    assert f"少 {after - before} 条修改" in found.words
    assert f"其中 {at_county - before} 条[县]里已有".replace("[县]", "县") in found.words
    assert f"{after - at_county} 条还没交到县里" in found.words
    assert found.asks
    told = tell_arrival(desk, "restored")
    assert "恢复的" in told.said
    assert audited(desk) == [("behind", "restored")]
    desk.record.close()
    desk = opened(home)
    again = arrival(desk)
    assert again is not None
    assert not again.asks
    ask_enrolment(desk.record.store, CLOCK.now())
    assert any(f"少 {after - before} 条修改" in look.said for look in outgoing(desk).between)
    desk.record.close()


def test_another_computer_is_noticed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.commands.opening.this_machine", lambda: "one")
    opened(home).record.close()
    monkeypatch.setattr("db.commands.opening.this_machine", lambda: "other")
    desk = opened(home)
    found = arrival(desk)
    assert found is not None
    assert "另一台电脑" in found.words
    desk.record.close()


def test_a_record_without_its_mark_is_noticed(home: Path) -> None:
    (home / "record.mark").unlink()
    desk = opened(home)
    found = arrival(desk)
    assert found is not None
    assert "拷来" in found.words
    desk.record.close()


def test_an_office_above_the_counties_is_told_whom_to_ask(tmp_path: Path) -> None:
    wish = Founding("upper", "999900", "示范市", "national", "王芳", PASSPHRASE, new_recovery_code())
    found_desk(tmp_path / "city", wish, CLOCK, CHEAP).record.close()
    (tmp_path / "city" / "record.mark").unlink()
    desk = opened(tmp_path / "city")
    assert "请那个县从头上报一次" in tell_arrival(desk, "restored").said
    assert arrival(desk) is None
    desk.record.close()


def test_ledgers_that_do_not_fit_and_states_that_differ_are_said_where_one_hands_over(home: Path) -> None:
    """B-28, B-30."""
    desk = opened(home)
    work(desk)
    with desk.record.store.reading() as connection:
        family_id = connection.exec_driver_sql("SELECT id FROM family").scalar_one()
    desk.record.store.set_setting("need_full", True)  # noqa: FBT003 - a value
    desk.record.store.set_setting("differing", [["family", family_id], ["nothing", "n"]])
    looks = outgoing(desk).between
    assert [look.where for look in looks if "不一样" in look.said] == ["family", ""]
    assert any("周文彬户" in look.said for look in looks)
    assert any("从头回一份" in look.said for look in looks)
    desk.record.store.set_setting("differing", [])
    assert any("不完全一样" in look.said for look in outgoing(desk).between)
    desk.record.close()
