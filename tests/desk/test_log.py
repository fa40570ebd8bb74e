"""The log takes nothing that could be a name, an ID number or a telephone number."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.log import LONGEST, Log, NotLoggableError

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ID = "01a2019c-e503-7aef-b274-7ca43936e9fa"


def test_a_line_holds_event_code_counts_and_ids(tmp_path: Path) -> None:
    Log(tmp_path).write(AT, "imported", code="P-XLS-01", counts={"households": 6}, ids=(ID,), place="db/ids.py:3")
    (line,) = Log(tmp_path).path.read_text("ascii").splitlines()
    assert json.loads(line) == {
        "at": "2026-11-22T02:00:00+00:00",
        "event": "imported",
        "code": "P-XLS-01",
        "counts": {"households": 6},
        "ids": [ID],
        "place": "db/ids.py:3",
    }


@pytest.mark.parametrize(
    "said",
    [
        {"event": "谢光明"},
        {"event": "xieguangming"},
        {"event": "ended", "code": "P-13800001000"},
        {"event": "ended", "code": "999999195003121010"},
        {"event": "ended", "counts": {"done": 13800001000}},
        {"event": "ended", "counts": {"xieguangming": 1}},
        {"event": "ended", "counts": {"done": "13800001000"}},
        {"event": "ended", "ids": ("999999195003121010",)},
        {"event": "ended", "ids": ("谢光明",)},
        {"event": "bug", "place": "/home/xieguangming/x.py:3"},
        {"event": "bug", "place": "db/13800001000.py:3"},
    ],
)
def test_anything_else_is_refused_and_nothing_is_written(tmp_path: Path, said: dict[str, Any]) -> None:
    with pytest.raises(NotLoggableError):
        Log(tmp_path).write(AT, **said)
    assert not Log(tmp_path).path.exists()


def test_a_full_file_is_turned_and_the_oldest_goes(tmp_path: Path) -> None:
    log = Log(tmp_path)
    for number in range(6):
        log.path.write_text(f"{number}\n" + "x" * LONGEST, "ascii")
        log.write(AT, "ended", counts={"exit": number})
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["nuanxin.log", "nuanxin.log.1", "nuanxin.log.2", "nuanxin.log.3"]
    assert [(tmp_path / name).read_text("ascii")[0] for name in kept[1:]] == ["5", "4", "3"]


def test_no_folder_and_no_permission_stop_nobody(tmp_path: Path) -> None:
    Log(tmp_path / "nowhere").write(AT, "ended")
    (tmp_path / "nuanxin.log").mkdir()
    Log(tmp_path).write(AT, "ended")
