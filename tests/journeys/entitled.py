"""A township with one or two entitled couples, for the journeys of a death, a move and a year's check."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from db.commands.contacts import NewAssignment, assign_contact
from db.commands.families import NewChild, NewFamily, open_family
from db.commands.opening import Founding
from db.store.store import Store
from db.vault import keys
from db.vault.recovery import new_recovery_code
from desktop.desk.opening import found_desk
from desktop.desk.today import today
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.today import TodayPage
from desktop.ui.theme import Scheme, Theme
from tests.journeys.walk import CHEAP, NOW, PASSPHRASE, Walk

COUPLES = (("周文彬", "何秀兰"), ("谢光明", "廖淑芬"))


def write_township(home: Path, couples: int) -> None:
    """Couples of 上坪村, both posts filled, agreements, cards and the assistance confirmed in 2020."""
    wish = Founding("township", "999999101", "青溪镇", "national", "王芳", PASSPHRASE, new_recovery_code())
    desk = found_desk(home, wish, NOW, CHEAP)
    for names in COUPLES[:couples]:
        _write_couple(desk.record.store, names)
    desk.record.close()


def _write_couple(store: Store, names: tuple[str, str]) -> None:
    persons: tuple[dict[str, Any], ...] = tuple(
        {"name": name, "relation": relation, "sex": sex, "birth_date": born, "marital": "21", "phone": "13800000017"}
        for name, relation, sex, born in (
            (names[0], "02", "1", "1964-03-09"),
            (names[1], "10", "2", "1967-05-12"),
        )
    )
    gone = NewChild({"state": "dead", "event_date": "2016-06", "birth_date": "1990-02-11"}, (0, 1))
    fields = {"opened_on": "2020-01-06", "live_addr": "上坪村 3 组 12 号"}
    with store.writing() as writing:
        open_family(writing, NewFamily("上坪村", fields, persons, (gone,)))
    with store.reading() as connection:
        family = str(connection.exec_driver_sql("SELECT id FROM family ORDER BY no DESC LIMIT 1").scalar_one())
        ids = list(connection.exec_driver_sql("SELECT id FROM person WHERE family_id = ?", (family,)).scalars())
    for post, name in (("township", "何卫国"), ("village", "冯月明")):
        with store.writing() as writing:
            assign_contact(writing, NewAssignment(family, post, name, "13800000001", "2024-01-01"))
    with store.writing() as writing:
        for person in ids:
            entitled = {"person_id": person, "kind": "death", "status": "confirmed", "confirmed_on": "2020-04-01"}
            writing.create("eligibility", {**entitled, "first_year": 2020})
            term = {"since": "2026-03-01", "until": "2027-02-28", "state": "signed"}
            writing.create("agreement", {**term, "person_id": person})
            card = {"person_id": person, "state": "valid", "card_no": person[-6:], "since": "2024-02-01"}
            writing.create("green_card", card)
        writing.finish("已登记")


@contextmanager
def at_work(home: Path, couples: int = 1) -> Iterator[Walk]:
    """The program on that township, opened by its passphrase, and shut at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "calibrate", lambda: CHEAP)
        write_township(home, couples)
        made = Walk(home, Theme(Scheme.LIGHT))
        made.unlock()
        yield made
        made.close()


def open_file(walk: Walk, initials: str, section: str) -> FamilyPage:
    """A family's file by the first letters of a name, one of its sections open."""
    walk.find(initials)
    walk.key(Qt.Key.Key_Return)
    page = walk.page(FamilyPage)
    page.sections.open_section(section)
    walk.settle()
    return page


def owed(walk: Walk, rule: str) -> set[tuple[str, str]]:
    """Titles and reasons of what is owed by a rule."""
    day = walk.ask(today)
    found = (each.duty for each in (*day.overdue, *day.due, *day.this_week))
    return {(duty.title, duty.reason) for duty in found if duty.rule == rule}


def do_duty(walk: Walk, title: str) -> None:
    """Chooses the line of 今日 with this title and presses Enter."""
    walk.go("今日")
    walk.click(next(row for row in walk.page(TodayPage).list.rows() if row.owed.duty.title == title))
    walk.key(Qt.Key.Key_Return)


def take_back(walk: Walk) -> None:
    """Ctrl+Z."""
    walk.ctrl(Qt.Key.Key_Z)
