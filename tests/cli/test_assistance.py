"""The special assistance on the terminal: who stands how, a death looked at and written, a year's check."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db.commands.children import add_child
from desktop.desk.desk import Desk
from desktop.desk.opening import open_desk
from tests.cli.practice_office import NOW, PASSPHRASE, Office, write_list
from tests.cli.test_documents import require_as_told


@pytest.fixture
def office(office_at: Callable[[str], Office], tmp_path: Path) -> Office:
    """A township with three imported families; two of their members have been confirmed, one is looked at again."""
    made = office_at("qingxi").found()
    made.ask("roster", "import", write_list(tmp_path / "a.xlsx", 3))
    desk = open_desk(made.home, PASSPHRASE, NOW)
    _confirm(desk)
    desk.record.close()
    return made


def _confirm(desk: Desk) -> None:
    with desk.record.store.reading() as connection:
        people = connection.exec_driver_sql("SELECT id, family_id FROM person ORDER BY no").all()
    with desk.record.store.writing() as writing:
        for person, _ in people[:3]:
            fields = {"person_id": person, "kind": "death", "first_year": 2020, "confirmed_on": "2020-04-01"}
            writing.create("eligibility", {**fields, "status": "confirmed"})
        writing.finish("已登记")
    with desk.record.store.writing() as writing:
        add_child(writing, ((people[2][0], "1"),), {"state": "alive", "birth_date": "2026-10-01"})


def test_the_assistance_is_listed_checked_and_ended_by_a_death_on_the_terminal(office: Office) -> None:
    everybody_listed(office)
    checked(office)
    dies(office)


def everybody_listed(office: Office) -> None:
    """Everybody with the reason, the amount and the check."""
    now, then = office.ask("eligibility"), office.ask("eligibility", "--on", "2019-06-01")
    require_as_told("eligibility", now, then)
    by_status = {row["status"] for row in now["persons"]}
    assert by_status == {"confirmed", "ready"}
    assert now["monthly_total_fen"] == 3 * 59_000
    confirmed = [row for row in now["persons"] if row["status"] == "confirmed"]
    assert {row["check"] for row in confirmed} == {"due"}
    assert [row["proposal"] for row in confirmed if row["proposal"]] == ["登记了再生育的子女，提议停止"]
    assert all(row["status"] != "confirmed" for row in then["persons"]), "in 2019 nobody had been confirmed"
    assert "已确认的每月合计 1770 元" in office.say("eligibility")


def dies(office: Office) -> None:
    """A death is looked at first and written only on yes."""
    person = office.ask("eligibility")["persons"][0]["person"]
    words = ("death", "--person", person, "--on", "2026-11-20")
    looked = office.ask(*words)
    assert (looked["applied"], looked["undo"]) == (False, None)
    assert [part["title"] for part in looked["parts"]] == ["停止", "改动", "接着要办", "不变"]
    assert "还没有写入" in office.say(*words)
    assert office.ask("eligibility")["persons"][0]["status"] == "confirmed"
    done = office.ask(*words, "--known", "2026-11-21", "--yes")
    require_as_told("death", looked, done)
    stopped = [row for row in office.ask("eligibility")["persons"] if row["person"] == person]
    assert [row["status"] for row in stopped] == ["stopped"]
    assert "已登记去世" in office.say(*words, expect=3)
    assert "在今天之后" in office.say("death", "--person", person, "--on", "2026-11-23", expect=3)


def checked(office: Office) -> None:
    """A year's check, for many together and for one."""
    looked = office.ask("review", "--year", "2026")
    assert (len(looked["passing"]), [each["why"] for each in looked["held"]]) == (2, ["登记了再生育的子女，提议停止"])
    doubtful = looked["held"][0]["person"]
    done = office.ask("review", "--year", "2026", "--yes")
    assert (done["passing"], done["said"]) == ([], "已登记 2 人年审合格")
    require_as_told("review", looked, done)
    left = ("--person", doubtful, "--result", "left", "--reason", "birth")
    assert office.ask("review", "--year", "2026", *left)["held"] == []
    assert "没有已确认的特扶资格" in office.say("review", "--year", "2026", *left, expect=3)
    assert "2027 年还没有到" in office.say("review", "--year", "2027", expect=3)
    assert "不是年度" in office.say("review", "--year", "26", expect=2)
    assert date(2026, 11, 22) == NOW.today()
