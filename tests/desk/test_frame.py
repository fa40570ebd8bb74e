"""The status bar says when something was kept last, whatever it was; that somebody looked is no news there."""

from pathlib import Path

import pytest

from db.store.audit import READING, write_audit
from desktop.desk.desk import Desk
from desktop.desk.frame import frame_facts
from tests.ui.pages.conftest import found_township


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return found_township(tmp_path / "township")


def noted(desk: Desk, clock: str, action: str) -> str:
    """What the bar says after this was noted at that time (UTC)."""
    with desk.record.store.keeping() as connection:
        write_audit(connection, (f"2026-11-22T{clock}:00+00:00", desk.record.worker_id), action, "s")
    return frame_facts(desk).status[0][0]


def test_an_enrolment_is_something_saved(desk: Desk) -> None:
    assert noted(desk, "06:31", "enrol") == "已保存 14:31"
    assert noted(desk, "06:40", "import") == "已保存 14:40"
    desk.record.close()


@pytest.mark.parametrize("action", READING)
def test_who_only_looked_has_saved_nothing(desk: Desk, action: str) -> None:
    before = frame_facts(desk).status[0][0]
    assert noted(desk, "09:09", action) == before != "已保存 17:09"
    desk.record.close()
