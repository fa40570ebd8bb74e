"""Drafts: what was typed is there again after a crash, by key, and gone when it was written."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.opening import Founding
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from desktop.desk.desk import Desk
from desktop.desk.drafts import drop_draft, list_drafts, load_draft, save_draft
from desktop.desk.opening import found_desk, open_desk

CLOCK = FrozenClock(datetime(2026, 11, 4, 2, 32, tzinfo=UTC))
PASSPHRASE = "清晨 的 云 落在 山岗"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty township's desk on 4 November 2026, 10:32 in China."""
    wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", PASSPHRASE, new_recovery_code())
    made = found_desk(tmp_path / "record", wish, CLOCK, Cost(64 * 1024, 1, 4))
    yield made
    made.record.store.close()


def test_a_draft_comes_back_as_it_was_with_the_time_in_china(desk: Desk) -> None:
    typed = {"note": "血压 150/92\n已服药", "chronic": ["hypertension"], "met": {"p1": True}, "cash": None}
    saved = save_draft(desk, "visit:f1", typed)
    kept = load_draft(desk, "visit:f1")
    assert kept is not None
    assert kept.content == typed
    assert kept.saved_at == saved
    assert (saved.hour, saved.minute) == (10, 32)


def test_the_later_draft_replaces_the_earlier_under_its_key_only(desk: Desk) -> None:
    save_draft(desk, "visit:f1", {"note": "先"})
    save_draft(desk, "visit:f2", {"note": "另一户"})
    save_draft(desk, "visit:f1", {"note": "后"})
    assert [kept.content["note"] for kept in list_drafts(desk, "visit:f1")] == ["后"]
    assert load_draft(desk, "visit:f3") is None


def test_drafts_are_listed_by_what_they_are_for(desk: Desk) -> None:
    save_draft(desk, "visit:f1", {})
    save_draft(desk, "new_family", {"village": "上坪村"})
    assert [kept.key for kept in list_drafts(desk, "visit:")] == ["visit:f1"]
    assert len(list_drafts(desk)) == 2


def test_a_dropped_draft_is_gone_and_dropping_it_again_is_no_error(desk: Desk) -> None:
    save_draft(desk, "visit:f1", {"note": "写完了"})
    drop_draft(desk, "visit:f1")
    drop_draft(desk, "visit:f1")
    assert load_draft(desk, "visit:f1") is None


def test_a_draft_survives_closing_and_opening_the_record(desk: Desk, tmp_path: Path) -> None:
    save_draft(desk, "visit:f1", {"note": "断电也在"})
    desk.record.close()
    again = open_desk(tmp_path / "record", PASSPHRASE, CLOCK)
    kept = load_draft(again, "visit:f1")
    again.record.close()
    assert kept is not None
    assert kept.content == {"note": "断电也在"}


def test_a_draft_never_becomes_a_change(desk: Desk) -> None:
    def changes() -> int:
        with desk.record.store.reading() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM change").scalar_one())

    before = changes()
    save_draft(desk, "visit:f1", {"note": "只在本机"})
    assert changes() == before
