"""The first day of a record: nothing is late, nothing waits to be handed over, and practice is no work."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.families import ensure_village
from db.commands.opening import Founding
from db.domain.duties import OVERDUE
from db.domain.owed import Owed
from db.store.tables.local import OUTGOING
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from desktop.desk.day import HandOverState, day_page
from desktop.desk.demo import fill
from desktop.desk.desk import Desk
from desktop.desk.frame import frame_facts
from desktop.desk.office_duties import office_duties
from desktop.desk.opening import found_desk
from desktop.desk.today import FamilyDuty, sorted_out, today

NOON = FrozenClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC))


def _found(home: Path, *, practice: bool = False) -> Desk:
    words, code = "清晨 的 云 落在 山岗", new_recovery_code()
    wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", words, code, practice=practice)
    return found_desk(home, wish, NOON, Cost(64 * 1024, 1, 4))


@pytest.fixture
def founded(tmp_path: Path) -> Iterator[Desk]:
    """A township's desk founded on 22 November 2026."""
    made = _found(tmp_path / "record")
    yield made
    made.record.close()


def test_the_first_report_owed_is_for_the_month_of_the_founding(founded: Desk) -> None:
    assert today(founded, date(2026, 11, 22)).overdue == ()
    (late,) = today(founded, date(2026, 12, 20)).overdue
    assert (late.duty.title, late.duty.state) == ("上报 11 月", OVERDUE)


def test_a_package_made_on_a_months_last_day_is_that_months_report(founded: Desk) -> None:
    """The duty opens on that day; it must not stand there still when it has been done."""

    def owed(made_at: str, day: date) -> list[str]:
        with founded.record.store.keeping() as connection:
            values = dict.fromkeys((column.name for column in OUTGOING.columns), "")
            numbers = {"package_no": int(made_at[8:10]), "size": 1, "last_no": 1, "changes": 1, "seen_no": 0}
            texts = {"package_id": made_at, "made_at": made_at, "attachments": "[]"}
            connection.execute(OUTGOING.insert().values({**values, **numbers, **texts}))
            return [duty.title for duty in office_duties(founded, connection, day) if duty.rule == "A3"]

    assert owed("2026-11-29T04:00:00+00:00", date(2026, 11, 30)) == ["上报 11 月"]
    assert owed("2026-11-30T04:00:00+00:00", date(2026, 11, 30)) == ["上报 12 月"]


def test_the_founding_alone_is_no_work_to_hand_over(founded: Desk) -> None:
    assert ("没有未上报的修改", "没有未上报的修改", "ok") in frame_facts(founded).status
    with founded.record.store.writing() as writing:
        ensure_village(writing, "上坪村")
        writing.finish("已新增村")
    assert ("未上报 3 条", "未上报 3 条", "sent") in frame_facts(founded).status
    assert day_page(founded).hand_over.waiting == 3


def test_practice_is_never_handed_over_and_its_families_are_not_taken_back(tmp_path: Path) -> None:
    desk = _found(tmp_path / "practice", practice=True)
    fill(desk, 3, 1)
    facts = frame_facts(desk)
    said = [sentence for sentence, _, _ in facts.status]
    assert "练习档案，不上报" in said
    assert not [words for words in said if "未上报" in words or "还没有上报过" in words]
    assert dict(facts.counts)["handover"] == 0
    assert facts.undo == ("", "")
    assert day_page(desk).hand_over == HandOverState(0, "", practice=True)
    desk.record.close()


def _late(rule: str, due_by: date, *, never: bool = False) -> FamilyDuty:
    owed = Owed(rule, rule, "", rule, due_by, due_by, "", "record_visit", str(due_by), never=never)
    return FamilyDuty(owed.judged("f1", date(2026, 11, 22)), "f1", "周文彬", "上坪村", "normal")


def test_what_was_never_there_comes_after_what_was_missed_and_emergencies_first() -> None:
    card = _late("C2", date(2016, 9, 1), never=True)
    lapsed, visit = _late("C3", date(2026, 10, 1)), _late("C1a", date(2026, 11, 1))
    emergency = _late("S2-emergency", date(2026, 11, 20))
    assert sorted_out([card, visit, lapsed, emergency], date(2026, 11, 22)).overdue == (emergency, lapsed, visit, card)
