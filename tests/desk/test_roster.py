"""A list at the desk: what it changes, what it must never change, and what is remembered of it."""

from dataclasses import replace
from pathlib import Path

import openpyxl

from desktop.desk.opening import open_desk
from desktop.desk.roster import import_list, lay_list, mapping_for, read_list
from desktop.roster.plan import Decision
from desktop.roster.synonyms import SKIP
from tests.cli.practice_office import HEAD, NOW, PASSPHRASE, Office, id_number, write_list


def test_next_years_list_shows_new_changed_same_and_missing(office: Office, tmp_path: Path) -> None:
    office.say("roster", "import", write_list(tmp_path / "a.xlsx", 4))
    changed = write_list(tmp_path / "b.xlsx", 5, 联系电话={4: "13877776666"})
    book = openpyxl.load_workbook(changed)
    book.active.delete_rows(5)
    book.save(changed)
    told = office.ask("roster", "import", changed, "--dry-run")
    assert {v: told["households"][v] for v in ("new", "changed", "same")} == {"new": 1, "changed": 1, "same": 2}
    assert [each["name"] for each in told["missing"]] == ["王大山"]
    done = office.ask("roster", "import", changed)
    assert (done["created"], done["changed"]) == (1, 1)
    assert office.ask("roster", "import", changed, "--accept-warnings")["batch"] is None


def test_another_contact_person_takes_over_the_post_and_the_list_is_then_the_same(
    office: Office, tmp_path: Path
) -> None:
    office.say("roster", "import", write_list(tmp_path / "a.xlsx", 2))
    other = write_list(tmp_path / "b.xlsx", 2, 村级联系人={3: "孙梅"}, 村级联系人电话={3: "13911110000"})
    office.ask("roster", "import", other, "--accept-warnings")
    family = office.ask("families", "--search", "xgm")["families"][0]["id"]
    posts = [(c["post"], c["name"]) for c in office.ask("family", family)["contacts"] if c["until"] is None]
    assert sorted(posts) == [("township", "赵镇"), ("village", "孙梅")]
    again = office.ask("roster", "import", other, "--accept-warnings")
    assert (again["batch"], again["households"]["same"]) == (None, 2)


def test_a_contact_persons_new_telephone_arrives(office: Office, tmp_path: Path) -> None:
    office.say("roster", "import", write_list(tmp_path / "a.xlsx", 2))
    new = dict.fromkeys((3, 4), "13922223333")
    other = write_list(tmp_path / "b.xlsx", 2, 村级联系人电话=new)
    office.ask("roster", "import", other, "--accept-warnings")
    again = office.ask("roster", "import", other, "--accept-warnings")
    assert (again["batch"], again["households"]["same"]) == (None, 2)


def test_a_certified_complication_is_kept_and_the_list_is_then_the_same(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["村", "姓名", "身份证号", "家庭类别", "手术并发症等级"])
    book.active.append(["云岭村", "谢光明", id_number("19550312", "011"), "并发症", "三级"])
    book.save(tmp_path / "a.xlsx")
    assert office.ask("roster", "import", tmp_path / "a.xlsx", "--accept-warnings")["created"] == 1
    again = office.ask("roster", "import", tmp_path / "a.xlsx", "--accept-warnings")
    assert (again["batch"], again["households"]["same"]) == (None, 1)


def test_a_bad_row_is_named_and_left_out_and_the_good_ones_come_in(office: Office, tmp_path: Path) -> None:
    path = write_list(tmp_path / "a.xlsx", 3, 丈夫身份证号={4: "999999195103121019"})
    told = office.ask("roster", "import", path)
    assert told["created"] == 2
    (problem,) = (each for each in told["problems"] if each["verdict"] == "cannot")
    assert (problem["row"], problem["cell"], problem["field"]) == (4, "F4", "id_no")
    assert office.ask("families")["found"] == 2


def test_a_corrected_column_is_remembered_for_the_next_list_with_these_titles(office: Office, tmp_path: Path) -> None:
    path = write_list(tmp_path / "a.xlsx", 2)
    desk = open_desk(office.home, PASSPHRASE, NOW)
    reading = read_list(path)
    guess = reading.best
    columns = tuple((c, t, SKIP if t == "联系电话" else meaning) for c, t, meaning in guess.mapping.columns)
    corrected = replace(guess.mapping, columns=columns)
    done = import_list(desk, lay_list(desk, reading, mapping=corrected))
    assert done.created == 2
    assert mapping_for(desk, read_list(write_list(tmp_path / "b.xlsx", 2)).best).columns == columns
    desk.record.close()
    assert HEAD.index("联系电话") == 8
    assert office.ask("families")["families"][0]["phone"] is None


def test_a_decision_with_a_reason_lets_a_doubtful_number_in(office: Office, tmp_path: Path) -> None:
    path = write_list(tmp_path / "a.xlsx", 1, 丈夫身份证号={3: "999999195003121019"})
    desk = open_desk(office.home, PASSPHRASE, NOW)
    laid = lay_list(desk, read_list(path))
    assert import_list(desk, laid).batch == ""
    assert import_list(desk, laid.decide({3: Decision(reason="身份证上就是这个号")})).created == 1
    desk.record.close()
