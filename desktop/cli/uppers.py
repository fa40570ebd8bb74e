"""`nuanxin counties` and `package up`: the county's ledger to the office above, and that office's counties."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, group
from desktop.cli.seat import Seat
from desktop.cli.terminal import DONE, REFUSED, Answer, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from db.sync.upper.hand_up_result import HandUpResult
    from db.sync.upper.handing_up import HandedUp
    from desktop.desk.uppers import CountyRow

_BAD = frozenset({"refused", "gap", "diverged"})


def add(commands: Commands) -> None:
    """Adds `counties list`."""
    words = group(commands, "counties", tr("上级（市、省）：各[县]"))
    command(words, "list", tr("登记了哪些[县]，各收到哪里，缺什么"), listed)


def add_up(words: Commands) -> None:
    """Adds `package up`."""
    parser = command(words, "up", tr("[县]级：写给上级（市、省）的上报包"), up)
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help=tr("写到哪个文件夹"))
    parser.add_argument("--to", default="", metavar="ID", help=tr("只给这个上级，见 stations list；不写则都给"))
    parser.add_argument("--whole", action="store_true", help=tr("从头上报：有一次丢了，或上级换了新档案"))


def listed(_words: argparse.Namespace, seat: Seat) -> Answer:
    """The counties of an upper office."""
    from desktop.desk.uppers import counties

    with seat.desk() as desk:
        found = counties(desk)
    document = {"counties": [_county(each) for each in found]}
    heads = tuple(map(tr, ("县", "代码", "最近上报", "乡镇", "户", "缺什么")))
    rows = [
        (c.name, c.code, _last(c), str(sum(s.org != c.code for s in c.streams)), str(c.families), c.missing)
        for c in found
    ]
    return Answer(
        document, table(heads, rows) if rows else tr("还没有登记任何[县]。请先用 enrol request 生成申请文件。")
    )


def _last(county: "CountyRow") -> str:
    if not county.package_no:
        return tr("还没有")
    return tr("第 {n} 号，{day}").format(n=county.package_no, day=county.made_at[:10])


def _county(county: "CountyRow") -> dict[str, Any]:
    streams = [
        {name: getattr(each, name) for name in ("org", "name", "entries", "families", "disputed")}
        for each in county.streams
    ]
    return {**asdict(county), "streams": streams, "families": county.families}


def up(words: argparse.Namespace, seat: Seat) -> Answer:
    """Writes the hand-ups."""
    from desktop.desk.uppers import hand_up_to

    with seat.desk() as desk:
        made = hand_up_to(desk, words.out, words.to, whole=words.whole)
    rows = [(each.org_name, each.written.path.name, str(each.entries)) for each in made]
    said = tr("请把文件交给上级单位；丢了一个，下一次加 --whole。")
    text = sections(table((tr("上级"), tr("上报包"), tr("条数")), rows), said)
    return Answer({"hand_ups": [_handed(each) for each in made]}, text)


def _handed(made: "HandedUp") -> dict[str, Any]:
    return {
        "file": str(made.written.path),
        "package_no": made.package_no,
        "package_id": made.written.sealed.header.package_id,
        "sha256": made.written.sha256,
        "bytes": made.written.bytes,
        "org_code": made.org_code,
        "org_name": made.org_name,
        "station_id": made.station_id,
        "entries": made.entries,
        "part": made.part,
        "parts": made.parts,
    }


def taken_up(results: "tuple[HandUpResult, ...]") -> Answer:
    """What became of each hand-up, as `package import` tells it at an upper office."""
    previewed = any(each.verdict == "preview" for each in results)
    document = {
        "applied": not previewed,
        "files": [{**asdict(each), "code": each.code or None, "differing": list(each.differing)} for each in results],
    }
    words = {
        "taken": tr("已读入"),
        "readopted": tr("已以[县]里为准"),
        "nothing_new": tr("没有新内容"),
        "stale": tr("旧的"),
        "gap": tr("中间少了"),
        "diverged": tr("接不上"),
        "duplicate": tr("读过"),
        "preview": tr("预览"),
        "refused": tr("没有读入"),
    }
    rows = [(each.file_name, words[each.verdict], each.sentence) for each in results]
    last = tr("这是预览，什么都没有写入；要导入请加 --yes。") if previewed else ""
    found = {each.verdict for each in results}
    if "gap" in found:
        last += tr("从头上报：[县]里用 package up --whole。")
    if found & {"stale", "diverged"}:
        last += tr("以[县]里为准：打电话问清以后，再读入时加 --readopt。")
    bad = any(each.verdict in _BAD for each in results)
    text = sections(table((tr("文件"), tr("结果"), tr("说明")), rows), last)
    return Answer(document, text, exit_code=REFUSED if bad else DONE)
