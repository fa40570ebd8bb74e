"""Roster: a list of 20,000 rows x 20 columns read and planned, beside calamine reading the same file into SQLite.

    python -m tests.benchmarks.bench_roster [rows]

Every line is a process of its own; CPU seconds. `floor` is calamine into a plain SQLite table. `plan` is the whole of
steps one to three against an empty record, `again` the same list against a record that has all of it already. `export`
stands beside xlsxwriter writing the same cells with nothing of ours around it. Only ratios of one run mean anything.
"""

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

ROWS = 20_000
TODAY = date(2026, 11, 4)
TARGETS = "targets: plan <= 2.5x floor; export <= 1.3x xlsxwriter"
_TITLES = """序号 户主姓名 身份证号 出生日期 婚姻状况 民族 配偶姓名 配偶身份证号 村（居） 家庭类别
联系电话 子女姓名 子女性别 死亡时间 家庭住址 低保 健康状况 镇级联系人 镇级联系人电话 备注"""
TITLES = _TITLES.split()
_SURNAMES = "张李王赵陈杨黄周吴徐孙马朱胡郭何林高罗郑"
_GIVEN = "守秀桂素克文田兰芳英明华建国志强丽娟春梅"


class Watch:
    """CPU seconds since it was last started: a line starts it again when its preparations are done."""

    since = 0.0

    def start(self) -> None:
        """From now on."""
        self.since = time.process_time()

    def seconds(self) -> float:
        """How long."""
        return time.process_time() - self.since


_WATCH = Watch()


def write_list(path: Path, rows: int) -> None:
    """A list like an office's, clean, every cell filled."""
    import xlsxwriter

    from tests.roster.workbooks import id_number

    def cells(number: int) -> tuple[Any, ...]:
        year = 1935 + number % 36
        head = _SURNAMES[number % 20] + _GIVEN[number // 20 % 20] + _GIVEN[number % 19]
        spouse = _SURNAMES[number % 17] + _GIVEN[number // 17 % 20] + _GIVEN[number % 13]
        birth = f"{year}{1 + number // 28 % 12:02}{1 + number % 28:02}"
        sequence = number // 1008 * 2  # years, months and days come round together every 1,008 rows
        ids = id_number(birth, 1 + sequence), id_number(f"{year + 2}{birth[4:]}", 2 + sequence)
        day = f"{birth[:4]}.{int(birth[4:6])}.{int(birth[6:])}"
        family = (f"{_SURNAMES[number % 20]}家{number % 40}村", "死亡", f"138{number:08}")
        child = (head[0] + _GIVEN[number % 20], "男女"[number % 2], f"20{10 + number % 12}年{1 + number % 12}月")
        place = (f"{number % 9}组{number % 300}号", "否", "健康", f"林{_GIVEN[number % 20]}", f"137{number % 50:08}")
        return number, head, ids[0], day, "已婚", "汉族", spouse, ids[1], *family, *child, *place, f"第{number}户"

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("死亡类")
        sheet.write_row(0, 0, TITLES)
        for number in range(rows):
            sheet.write_row(number + 1, 0, cells(number))


def floor(path: Path) -> str:
    """Calamine into one SQLite table, all columns as they come."""
    import python_calamine

    _WATCH.start()
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    base = sqlite3.connect(path.with_suffix(".db"))
    base.execute(f"CREATE TABLE list ({', '.join(f'c{n}' for n in range(len(TITLES)))})")
    base.executemany(f"INSERT INTO list VALUES ({', '.join('?' * len(TITLES))})", rows[1:])
    base.commit()
    return f"{len(rows) - 1} rows"


def plan(path: Path) -> str:
    """Steps one to three against an empty record."""
    made = _planned(path, None)
    return str({verdict: number for verdict, number in made.counts().rows if number})


def again(path: Path) -> str:
    """The same against a record that has all of it; its making is not counted."""
    from tests.roster.record import MemoryRecord

    record = MemoryRecord()
    record.apply(_planned(path, None).accepted(accept_warnings=True))
    known = record.known()
    _WATCH.start()
    made = _planned(path, known)
    return str({verdict: number for verdict, number in made.counts().rows if number})


def _planned(path: Path, known: Any) -> Any:
    from db.domain.codes import load_code_lists
    from db.domain.roster import KnownRecord
    from desktop.roster.planning import plan_roster
    from desktop.roster.reading import read_roster

    _WATCH.start()  # loading the program is bench_start's
    codes = load_code_lists(Path("resources/codes"))
    reading = read_roster(path)
    return plan_roster(reading, 0, reading.best.mapping, known or KnownRecord(), codes, TODAY)


def _families(path: Path) -> Any:
    from tests.roster.record import MemoryRecord

    record = MemoryRecord()
    record.apply(_planned(path, None).accepted(accept_warnings=True))
    return record.known().families


def export(path: Path) -> str:
    """`write_roster` of the same households."""
    from db.domain.codes import load_code_lists
    from desktop.roster.list_words import ListWords
    from desktop.roster.writing import write_roster

    families = _families(path)
    words = ListWords(load_code_lists(Path("resources/codes")))
    _WATCH.start()
    return f"{len(write_roster(families, words)) >> 10} kB"


def bare_export(path: Path) -> str:
    """Xlsxwriter writing the very cells `write_roster` writes."""
    import io

    import xlsxwriter

    from db.domain.codes import load_code_lists
    from desktop.roster.list_words import ListWords
    from desktop.roster.writing import COLUMNS, cells_of

    words = ListWords(load_code_lists(Path("resources/codes")))
    rows = [row for number, family in enumerate(_families(path)) for row in cells_of(number, family, words)]
    _WATCH.start()
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        form = book.add_format({"num_format": "@"})
        for column, entry in enumerate(COLUMNS):
            sheet.write_string(0, column, entry.title)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(number, column, text, form)
    return f"{len(target.getvalue()) >> 10} kB"


_LINES = {"floor": floor, "plan": plan, "again": again, "bare_export": bare_export, "export": export}


def run(name: str, path: Path) -> None:
    """One line in this process: prints CPU seconds, peak memory and what came out as JSON."""
    _WATCH.start()
    said = _LINES[name](path)
    seconds = _WATCH.seconds()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory": memory, "said": said}, ensure_ascii=False))


def main(rows: int) -> None:
    """Writes the list once, runs every line, prints the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write_list(path, rows)
        results = {}
        for name in _LINES:
            path.with_suffix(".db").unlink(missing_ok=True)
            command = [sys.executable, "-m", "tests.benchmarks.bench_roster", "--line", name, str(path)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True)
            results[name] = json.loads(answer.stdout)
    beside = {"plan": "floor", "again": "floor", "export": "bare_export"}
    print(f"{rows} rows x {len(TITLES)} columns; {TARGETS}")
    for name, result in results.items():
        ratio = result["seconds"] / results[beside.get(name, name)]["seconds"]
        line = f"{name:12} {result['seconds']:6.2f} s {ratio:5.2f}x {result['memory']:6.0f} MB  {result['said']}"
        print(line)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--line"]:
        run(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else ROWS)
