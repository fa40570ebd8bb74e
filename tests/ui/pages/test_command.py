"""Ctrl+K: people with a reason, what can be done for the first, commands, and a new family last."""

from collections.abc import Sequence
from typing import Any

import pytest

from db.commands.contacts import NewAssignment, assign_contact
from desktop.ui.pages.command import CommandFinder, provide_commands
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.command_box import CommandHit, Provider
from desktop.ui.workplace import Workplace


class Window:
    """Remembers what it was asked."""

    def __init__(self, pages: Sequence[str] = ("today", "families", "family", "visit", "print", "new_family")) -> None:
        self.pages, self.went, self.acts = pages, [], []  # type: ignore[var-annotated]
        self.provider: Provider | None = None

    def provide_commands(self, provider: Provider) -> None:
        self.provider = provider

    def go(self, key: str, where: dict[str, object] | None = None) -> bool:
        self.went.append((key, where))
        return True

    def knows(self, key: str) -> bool:
        return key in self.pages

    def act(self, key: str) -> None:
        self.acts.append(key)


@pytest.fixture
def find(place: Workplace, known_family: str, tasks: Tasks) -> Any:
    """Asks the finder and waits for its lines."""
    window = Window()
    provide_commands(window, place)

    def ask(words: str) -> tuple[list[CommandHit], Window]:
        got: list[CommandHit] = []
        assert window.provider is not None
        window.provider(words, got.extend)
        assert tasks.wait_idle()
        return got, window

    return ask


def test_initials_find_a_person_with_the_reason_beside(find: Any, known_family: str) -> None:
    hits, window = find("zwb")
    assert (hits[0].title, hits[0].note, hits[0].reason) == ("周文彬", "上坪村，03-0017", "姓名拼音 zwb")
    assert hits[0].mark == (0, 3)
    hits[0].run()
    assert window.went == [("family", {"family_id": known_family})]


def test_a_contact_person_leads_to_the_families_looked_after(find: Any, known_family: str, ask: Any) -> None:
    def assign(desk: Any) -> str:
        with desk.record.store.writing() as writing:
            wish = NewAssignment(
                known_family, "village", "冯月明", "13900000001", "2026-01-01", fields={"unit": "上坪村"}
            )
            assign_contact(writing, wish)
        with desk.record.store.reading() as connection:
            return str(connection.exec_driver_sql("SELECT id FROM contact_person").scalar_one())

    contact_id = ask(assign)
    for words, reason in (("冯月", "姓名"), ("fym", "姓名拼音 fym"), ("封月明", "读音相同")):
        hits, window = find(words)
        found = next(hit for hit in hits if hit.title == "冯月明")
        assert (found.note, found.reason) == ("联系人，上坪村，1 户", reason)
    found.run()
    assert window.went[-1] == ("families", {"contact_id": contact_id})


def test_the_first_hit_can_be_visited_noted_and_printed(find: Any, known_family: str) -> None:
    hits, window = find("周文彬")
    titles = [hit.title for hit in hits]
    assert titles[1:4] == ["记录走访：周文彬户", "随手记：周文彬户", "打印走访表：周文彬户"]
    for hit in hits[1:4]:
        hit.run()
    assert hits[0].also is not None
    hits[0].also()
    visit = ("visit", {"family_id": known_family})
    note = ("family", {"family_id": known_family, "verb": "quick_note"})
    assert window.went == [visit, note, ("print", {"family_ids": (known_family,)}), visit]


def test_a_member_is_found_with_the_household_beside(find: Any) -> None:
    hits, _ = find("何秀兰")
    assert hits[0].note == "周文彬户，上坪村，03-0017"


def test_the_last_line_opens_a_new_family_after_looking(find: Any) -> None:
    hits, window = find("周文彬")
    assert hits[-1].title == "没有这户？新增家庭“周文彬”"
    assert hits[-1].note == "先核对上面 1 户"
    hits[-1].run()
    assert window.went == [("new_family", {"name": "周文彬"})]


def test_commands_are_found_by_words_and_by_initials(find: Any) -> None:
    hits, window = find("krms")
    assert hits[0].title == "客人模式"
    hits[0].run()
    assert window.acts == ["guest"]
    assert find("打印")[0][0].title == "打印"


def test_nothing_typed_offers_the_pages(find: Any) -> None:
    hits, _ = find("")
    assert [hit.title for hit in hits][:2] == ["今日", "家庭列表"]


def test_a_county_is_not_offered_what_it_does_not_have(place: Workplace, known_family: str, tasks: Tasks) -> None:
    finder, got = CommandFinder(Window(("families", "family")), place), []  # type: ignore[var-annotated]
    finder("周文彬", got.extend)
    assert tasks.wait_idle()
    assert [hit.title for hit in got] == ["周文彬"]
    assert got[0].also is None
