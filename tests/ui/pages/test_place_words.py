"""Under the profile of 包头 every page and paper says 苏木 and 嘎查 where the general one says 乡镇 and 村."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QWidget

from db.commands.opening import Founding
from db.domain.codes import load_code_lists
from db.vault.recovery import new_recovery_code
from desktop.desk.demo import plant
from desktop.desk.desk import Desk
from desktop.desk.locality import local_words, settle_in
from desktop.desk.opening import found_desk
from desktop.desk.recovery import recovery_pdf
from desktop.desk.registers.listing import REGISTERS
from desktop.forms.batch import BatchOptions, visit_forms
from desktop.forms.gift_list import gift_list
from desktop.forms.sheets import GiftListSheet, GiftRow
from desktop.forms.slip import slip_sheet
from desktop.profiles import load_profile
from desktop.ui.pages.plan import pages_of
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.forms import samples
from tests.ui.pages.conftest import CHEAP, CLOCK, PASSPHRASE, Answers, ShowPage, on_record_thread

ROOT = Path(__file__).parents[3]
OURS = ("苏木（乡镇）", "嘎查村（居）", "嘎查村", "旗县区", "村民小组", "村居", "练习乡镇", "安徽一县公开页")
"""What holds one of the general words and is right here."""
GENERAL = re.compile(r"乡镇|村（社区）|村|镇|县")
LITERAL = re.compile(r"乡镇|(?<!示范)县|(?<!练习)镇|村(?!民)")
MARKED = re.compile(r"\[[^\[\]]+\]|练习乡镇|城镇")
NO_PLACE_YET = (
    "cli/document",
    "cli/enrolment.py",
    "cli/founding.py",
    "cli/main.py",
    "cli/practice.py",
    "desk/demo/",
    "desk/profile_choice.py",
    "desk/rule",
    "roster",
    "tour",
    "ui/pages/wizard",
)
"""Said before a record is open, about invented families, or about the general words themselves."""


@pytest.fixture
def at_baotou(tmp_path: Path, tasks: Tasks) -> Iterator[Desk]:
    """A few invented families of a 苏木."""
    wish = Founding("township", "999999101", "红旗苏木", "baotou", "乌兰", PASSPHRASE, new_recovery_code())

    def found() -> Desk:
        desk = found_desk(tmp_path / "record", wish, CLOCK, CHEAP)
        plant(desk, 6, seed=3)
        return desk

    desk = on_record_thread(tasks, found)
    yield desk
    tasks.read(desk.record.close, lambda _: None)
    tasks.wait_idle()


def texts(page: QWidget) -> Iterator[str]:
    """Everything a page says: words, placeholders, tooltips, what a screen reader hears, cells and their headers."""
    for widget in (page, *page.findChildren(QWidget)):
        yield from (widget.accessibleName(), widget.toolTip(), str(widget.property("text") or ""))
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(number) for number in range(widget.count()))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from cells(widget.model())


def cells(model: QAbstractItemModel) -> Iterator[str]:
    for column in range(model.columnCount()):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        yield from (str(model.index(row, column).data() or "") for row in range(model.rowCount()))


def general(said: Iterator[str], names: tuple[str, ...]) -> set[str]:
    """Of what is said, what says a general word although the place has its own."""
    found = set()
    for words in said:
        plain = words
        for allowed in (*OURS, *names):
            plain = plain.replace(allowed, "")
        if GENERAL.search(plain):
            found.add(words)
    return found


def names_of(desk: Desk) -> tuple[str, ...]:
    """What is data: names of villages, units and providers, addresses and notes of the invented families."""
    asked = (
        "SELECT name FROM org_unit UNION SELECT live_addr FROM family UNION SELECT unit FROM contact_person"
        " UNION SELECT post FROM contact_person UNION SELECT institution FROM doctor_team UNION SELECT name FROM"
        " doctor_team UNION SELECT name FROM hospital UNION SELECT team_name FROM agreement UNION SELECT hospital"
        " FROM hospital_stay UNION SELECT place FROM activity UNION SELECT organiser FROM activity UNION SELECT"
        " address FROM centre UNION SELECT name FROM centre UNION SELECT hukou_addr FROM family"
        " UNION SELECT name FROM partner UNION SELECT title FROM news_item UNION SELECT outlet FROM news_item"
        " UNION SELECT topic FROM training"
        " UNION SELECT fund_source FROM visit UNION SELECT source FROM aid_record UNION SELECT reported_to FROM event"
        " UNION SELECT note FROM visit UNION SELECT provider FROM psych_session UNION SELECT provider FROM psych_file"
    )
    with desk.record.store.reading() as connection:
        found = (str(name).rstrip("。") for name in connection.exec_driver_sql(asked).scalars() if name)
        return tuple(sorted(found, key=len, reverse=True))


def test_no_page_says_the_general_word_where_the_place_has_its_own(
    at_baotou: Desk, tasks: Tasks, choose: Answers, show_page: ShowPage
) -> None:
    place = Workplace(at_baotou, tasks, choose)
    names = on_record_thread(tasks, lambda: names_of(at_baotou))
    family = on_record_thread(tasks, lambda: first_family(at_baotou))
    found: dict[str, set[str]] = {}
    said: list[str] = []
    for key, (make, _) in pages_of(place, "township").items():
        if key == "rulebook":
            continue  # it quotes the documents, and says what the general words are
        shelves = [register.key for register in REGISTERS] if key == "registers" else [""]
        page = make()
        for shelf in shelves:
            words = list(texts(show_page(page, family_id=family, register=shelf)))
            said += words
            if wrong := general(iter(words), names):
                found[f"{key} {shelf}"] = wrong

    assert found == {}
    assert any("嘎查" in words for words in said)


def first_family(desk: Desk) -> str:
    with desk.record.store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM family WHERE status = 'active' LIMIT 1").scalar_one())


def test_no_code_list_says_the_general_word_where_the_place_has_its_own() -> None:
    lists = local_words(load_code_lists(ROOT / "resources" / "codes"), load_profile("baotou"))

    said = {f"{name} {code.code}": code.name for name, listing in lists.items() for code in listing.entries}

    assert {key: word for key, word in said.items() if general(iter([word]), ())} == {}


def test_every_sentence_that_names_a_level_marks_it_for_the_place() -> None:
    """A page that no test opens says the place's words too: 按[村], never 按村 (`desktop.words`)."""
    found = []
    for path in sorted((ROOT / "desktop").rglob("*.py")):
        if not str(path.relative_to(ROOT / "desktop")).startswith(NO_PLACE_YET):
            found += [f"{path.relative_to(ROOT)}:{line} {words}" for line, words in unmarked(path)]

    assert found == []


def unmarked(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"):
            continue
        for given in node.args:
            if isinstance(given, ast.Constant) and LITERAL.search(MARKED.sub("", str(given.value))):
                yield given.lineno, str(given.value)


def test_no_paper_says_the_general_word_where_the_place_has_its_own() -> None:
    settle_in("baotou")
    sheet = samples.visit(unit="红旗苏木", village="白云嘎查", address="白云嘎查四组27号")
    row = GiftRow("张守田", "白云嘎查四组", 2, "月饼1盒", 50000)
    gifts = GiftListSheet(samples.FORM_ID, 1, "F5-2026-000021", "红旗苏木", "中秋慰问", "公益金", (row,))
    papers = {
        "F3": visit_forms((sheet,), BatchOptions(lists=True)),
        "F5": gift_list(gifts),
        "SB": slip_sheet(samples.slip(sender="红旗苏木", recipient="示范旗")),
        "RC": recovery_pdf(new_recovery_code(), "999999101", "红旗苏木", date(2026, 11, 22)),
    }

    for form, pdf in papers.items():
        assert general(iter([samples.text_of(pdf)]), ()) == set(), form
    assert "所属嘎查村（居）" in samples.text_of(papers["F3"])
    assert "苏木联系人" in samples.text_of(papers["F3"])
