"""An office at a terminal: invented rosters as real files, and the command line run in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db.clock import Clock, FrozenClock
from db.vault import keys
from desktop.cli.main import House, run

NOW = FrozenClock(datetime(2026, 11, 22, 2, 0, tzinfo=UTC))
CHEAP = keys.Cost(64 * 1024, 1, 4)

PASSPHRASE = "云岭春风四月天好"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NAMES = (
    *("谢光明", "廖淑芬", "张建国", "李秀英", "王大山", "陈桂兰", "刘志远", "周文彬", "吴家栋", "郑玉梅"),
    *("何永福", "林月娥", "欧阳春", "马玉"),
)
_CHILDREN = ["谢晓云", "张晓东", "王晓峰", "刘晓辉", "吴晓明", "何晓燕", "欧阳晓"]
HEAD = (
    *("序号", "村", "组", "家庭类别", "丈夫姓名", "丈夫身份证号", "妻子姓名", "妻子身份证号", "联系电话", "子女姓名"),
    *("子女死亡时间", "家庭住址", "镇级联系人", "镇级联系人电话", "村级联系人", "村级联系人电话"),
)


def id_number(born: str, order: str) -> str:
    """A number of area 999999 with its check digit; an odd order is a man's."""
    body = f"999999{born}{order}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def write_list(path: Path, households: int, town: int = 1, **changes: dict[int, str]) -> Path:
    """A township's list: a title above the header, a total at the bottom; `changes` names column -> {row: text}."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["计划生育特殊家庭名册"])
    sheet.append(HEAD)
    for at in range(households):
        born = f"{1950 + at}0312", f"{1952 + at}0815"
        numbers = [id_number(born[0], f"{town}{at}1"), id_number(born[1], f"{town}{at}2")]
        people = _NAMES[2 * at], numbers[0], _NAMES[2 * at + 1], numbers[1]
        child = _CHILDREN[at], f"2015.{at + 1}.3"
        phones = "13900000001", "13900000002"
        where = f"云岭{at + 1}号"
        contacts = "赵镇", phones[0], "钱云", phones[1]
        village = ("云岭村", "石桥村")[at % 2]
        sheet.append(
            [at + 1, village, f"{at + 1}组", "死亡", *people, f"1380000{town}{at:02d}0", *child, where, *contacts]
        )
    for title, cells in changes.items():
        for row, text in cells.items():
            sheet.cell(row, HEAD.index(title) + 1, text)
    sheet.append(["合计", None, None, f"{households}户"])
    book.save(path)
    return path


@dataclass
class Office:
    """A record and the terminal in front of it."""

    home: Path
    clock: Clock
    capsys: pytest.CaptureFixture[str]

    def say(self, *words: object, expect: int = 0) -> str:
        """Runs a command, checks its exit code and returns what it printed; on a refusal what it said on stderr."""
        self.capsys.readouterr()
        code = run(["--home", str(self.home), *map(str, words)], House(lambda _: 0, lambda *_: 0), self.clock)
        out, err = self.capsys.readouterr()
        assert code == expect, (words, code, out, err)
        return err if expect in {1, 2, 3} and not out else out

    def ask(self, *words: object, expect: int = 0) -> Any:
        """The JSON document of a command."""
        return json.loads(self.say(*words, "--json", expect=expect))

    def found(self, role: str = "township", code: str = "999999101", name: str = "青溪镇卫健办") -> "Office":
        """The record founded."""
        sheet = self.home.with_suffix(".pdf")
        words = ("--role", role, "--org-code", code, "--org-name", name, "--profile", "national", "--worker", "王芳")
        self.say("init", *words, "--recovery-out", sheet)
        return self


@pytest.fixture
def office_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Office]:
    """An office in a folder of that name: no terminal, a frozen day, a passphrase that costs little to guess."""
    monkeypatch.setenv("NUANXIN_PASSPHRASE", PASSPHRASE)
    monkeypatch.delenv("NUANXIN_DEBUG", raising=False)
    monkeypatch.setattr(keys, "calibrate", lambda: CHEAP)
    return lambda name: Office(tmp_path / name, NOW, capsys)


@pytest.fixture
def office(office_at: Callable[[str], Office]) -> Office:
    """A township's record, just founded."""
    return office_at("qingxi").found()
