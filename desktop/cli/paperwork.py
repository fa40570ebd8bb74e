"""`nuanxin package slip` and `package months`: the paper twin for signing, and which township has handed in what."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, day
from desktop.cli.files import write_file
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.county_months import MonthCell


def add(words: Commands) -> None:
    """Adds both to the words behind `package`."""
    parser = command(words, "slip", tr("[乡镇]：从包里取出上报单（PDF），打印签字盖章"), slip)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("本机写的上报包"))
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help=tr("存成哪个 PDF"))
    parser = command(words, "months", tr("[县]级：各[乡镇]按月交了没有，谁该催"), months)
    parser.add_argument("--as-of", type=day, metavar="DATE", help=tr("到哪一天为止的十二个月；不写就是今天"))


def slip(words: argparse.Namespace, seat: Seat) -> Answer:
    """The slip inside a package made here: paper and file are one and the same."""
    from db.sync.township.outbox import own_slip

    with seat.desk() as desk:
        write_file(words.out, own_slip(desk.record.store, words.file))
    return Answer({"file": str(words.out)}, tr("上报单已存到 {file}。").format(file=words.out))


def months(words: argparse.Namespace, seat: Seat) -> Answer:
    """Township by month, and who is to be reminded."""
    from desktop.desk.county_inbox import reminders
    from desktop.desk.county_months import county_months

    with seat.desk() as desk:
        found = county_months(desk, words.as_of)
    owing = {each.org_code: each for each in reminders(found)}
    named = [period.code for period in found.periods]
    document = {
        "month": found.period.code,
        "due": found.due.isoformat(),
        "handed_in": found.handed_in,
        "townships": [
            {
                "org_code": each.org_code,
                "name": each.name,
                "households": each.households,
                "missing": len(owing[each.org_code].months) if each.org_code in owing else 0,
                "months": [_cell(name, cell) for name, cell in zip(named, each.months, strict=True)],
            }
            for each in found.townships
        ],
    }
    rows = [(each.name, str(each.households), *map(_word, each.months)) for each in found.townships]
    head = tr("{period}包应于 {due} 前交齐，已收 {n} / {all}").format(
        period=found.period.label, due=document["due"], n=found.handed_in, all=len(found.townships)
    )
    return Answer(document, sections(head, table((tr("[乡镇]"), tr("户"), *named), rows)))


def _cell(name: str, cell: "MonthCell") -> dict[str, Any]:
    return {"month": name, **asdict(cell)}


def _word(cell: "MonthCell") -> str:
    number = cell.package_no
    if cell.early and cell.standing == "open":
        return tr("第 {n} 号，期末还要交").format(n=number)
    return {
        "ok": tr("第 {n} 号"),
        "late": tr("第 {n} 号迟交"),
        "corrected": tr("第 {n} 号更正"),
        "conflict": tr("第 {n} 号有冲突"),
        "rejected": tr("第 {n} 号有退回"),
        "waiting": tr("第 {n} 号等前文"),
        "missing": tr("未交"),
        "open": tr("没到日子"),
        "before": "",
    }[cell.standing].format(n=number)
