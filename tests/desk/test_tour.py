"""The tour does the whole first day on real files; what it leaves is there, and what fails is named."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.vault.keys import Cost
from desktop.forms.preview import page_count
from desktop.tour import run_tour, steps
from desktop.tour.notebook import Notebook
from desktop.tour.walk import SCALE, Walk

CLOCK = FrozenClock(datetime(2026, 11, 22, 2, 0, tzinfo=UTC))
CHEAP = Cost(64 * 1024, 1, 4)


def nothing_said(_sentence: str) -> None:
    pass


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    """A small tour; without its pictures, which are looked at by their own test of the window."""
    out = tmp_path_factory.mktemp("tour")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SCALE, "60")
        patch.setattr(steps, "STEPS", steps.STEPS[:-1])
        return run_tour(out, CLOCK, CHEAP, nothing_said), out


def test_every_step_works(left: tuple[int, Path]) -> None:
    code, out = left
    assert "全部做成。" in (out / "index.md").read_text("utf-8"), (out / "index.md").read_text("utf-8")[:2000]
    assert code == 0


def test_every_file_left_has_its_line_and_every_line_its_file(left: tuple[int, Path]) -> None:
    _, out = left
    index = (out / "index.md").read_text("utf-8")
    listed = {line.split("`")[1] for line in index.splitlines() if line.startswith("- `")}
    assert listed == {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()} - {"index.md"}
    assert len(listed) > 15


def test_the_paper_is_there(left: tuple[int, Path]) -> None:
    _, out = left
    assert page_count((out / "1-恢复码.pdf").read_bytes()) == 2
    assert page_count((out / "5-走访表.pdf").read_bytes()) > 1
    assert [page_count(path.read_bytes()) for path in (out / "6-上报").glob("上报单-*.pdf")] == [1, 1]


def test_two_packages_reached_the_county_and_the_second_time_changed_nothing(left: tuple[int, Path]) -> None:
    _, out = left
    assert len(list((out / "6-上报").glob("*.nxb"))) == 2
    told = (out / "7-县级汇总.txt").read_text("utf-8")
    assert told.count("已导入：") == 2
    assert told.count("这次未作任何改动") == 2
    assert "退回" not in told


def test_the_word_that_hurts_is_in_no_text(left: tuple[int, Path]) -> None:
    _, out = left
    texts = [path for path in out.rglob("*") if path.suffix in {".txt", ".md", ".json"}]
    assert len(texts) > 8
    assert not [path.name for path in texts if "失独" in path.read_text("utf-8")]


def test_no_real_area_code_leaves_the_tour(left: tuple[int, Path]) -> None:
    _, out = left
    assert "999999********" in (out / "3-查找.txt").read_text("utf-8")


def test_a_step_that_fails_is_named_and_makes_the_exit_code_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_walk: Walk) -> None:
        raise ZeroDivisionError

    def needs(walk: Walk) -> None:
        walk.desk("county")

    monkeypatch.setattr(steps, "STEPS", (("会坏的一步", broken), ("接着的一步", needs)))
    assert run_tour(tmp_path / "out", CLOCK, CHEAP, nothing_said) == 1
    index = (tmp_path / "out" / "index.md").read_text("utf-8")
    assert "第 1 步 会坏的一步" in index
    assert "第 2 步 接着的一步：前面没有建成示范县的档案" in index
    assert "P-BUG-" in index


def test_what_is_left_out_is_said_and_is_no_failure(tmp_path: Path) -> None:
    book = Notebook(tmp_path, nothing_said)
    book.skip("窗口还没有提供截图功能，没有截图")
    assert "没有截图" in book.write_index("走过的一天").read_text("utf-8")
    assert not book.failed
