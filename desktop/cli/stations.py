"""`nuanxin stations`: the county's laptops and keys, and what those stood down still brought."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, filled, group
from desktop.cli.files import read_file, write_new
from desktop.cli.seat import Seat, on_terminal
from desktop.cli.terminal import Answer, pairs, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.desk import Desk
    from desktop.desk.stations import Station


def add(commands: Commands) -> None:
    """Adds `stations list|revoke|seen|rotate|root|recovery|seal|late|accept`."""
    words = group(commands, "stations", tr("[县]级：登记过的电脑和密钥"))
    command(words, "list", tr("哪些电脑登记过，最近交了什么、回了什么"), listed)
    parser = command(words, "revoke", tr("停用一台电脑"), revoke)
    parser.add_argument("station", type=filled, metavar="ID", help=tr("电脑的身份，见 stations list"))
    parser.add_argument("--reason", required=True, type=filled, metavar="TEXT", help=tr("为什么停用"))
    until = parser.add_mutually_exclusive_group()
    until.add_argument("--after", type=filled, metavar="HASH", help=tr("算数的最后一条修改；不写就是已收下的最后一条"))
    until.add_argument("--refuse", action="store_true", help=tr("以后再交来的整包不收，不留待核对"))
    _root_code_word(parser)
    parser = command(words, "seen", tr("像有两台电脑在用同一份的，已经问过[乡镇]"), seen)
    parser.add_argument("station", type=filled, metavar="ID", help=tr("电脑的身份，见 stations list"))
    parser = command(words, "rotate", tr("换[县]里的密钥；旧的留着收路上的包"), rotate)
    parser.add_argument("--yes", action="store_true", help=tr("确认要换；不写则只说会怎样"))
    _root_code_word(parser)
    parser = command(words, "root", tr("打印根密钥码：两份，分两处密封"), root)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help=tr("写到哪个文件"))
    parser = command(words, "recovery", tr("设两名管理员的[县]级恢复码，各写一页"), recovery)
    for option, told in (("--first-out", tr("第一名管理员的一页")), ("--second-out", tr("第二名管理员的一页"))):
        parser.add_argument(option, type=Path, required=True, metavar="FILE.pdf", help=told)
    _root_code_word(parser)
    parser = command(words, "seal", tr("照着纸输入根密钥码，从这台电脑里去掉它"), sealed)
    _root_code_word(parser)

    parser = command(words, "late", tr("停用的电脑后来交来的、等着看的修改"), waiting)
    parser.add_argument("--station", default="", metavar="ID", help=tr("只看这台电脑的"))
    parser = command(words, "accept", tr("采用等着看的修改"), accept)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--change", action="append", type=filled, metavar="HASH", help=tr("哪一条，可以写多次"))
    which.add_argument("--all", action="store_true", help=tr("全部"))


def listed(_words: argparse.Namespace, seat: Seat) -> Answer:
    """All laptops, and the county's own digits."""
    from desktop.desk.stations import stations

    with seat.desk() as desk:
        found = stations(desk)
    document = {
        "root_fingerprint": found.root_digits,
        "manifest_version": found.keys_version,
        "keys_since": found.keys_since,
        "late": found.late,
        "root_sealed_on": found.root_sealed_on or None,
        "recovery_since": found.recovery_since or None,
        "stations": [_station(each) for each in found.stations],
    }
    heads = tuple(map(tr, ("[乡镇]", "证书号", "身份", "交来", "回给", "现在")))
    rows = [
        (
            s.org_name,
            str(s.serial),
            s.station_id,
            s.handed_in,
            s.answered,
            tr("可以上报") if s.in_force else s.stood_down,
        )
        for s in found.stations
    ]
    where = tr("{day} 封存").format(day=found.root_sealed_on) if found.root_sealed_on else tr("还在这台电脑里")
    facts = (
        (tr("[县]级核对码"), found.root_digits),
        (tr("密钥清单"), tr("第 {n} 版").format(n=found.keys_version)),
        (tr("根密钥码"), where),
        (tr("[县]级恢复码"), found.recovery_since or tr("还没有设")),
    )
    late = tr("停用的电脑交来 {n} 条，等着看。").format(n=found.late) if found.late else ""
    return Answer(document, sections(pairs(facts), table(heads, rows), late))


def _station(station: "Station") -> dict[str, Any]:
    return {**asdict(station), "ends": list(station.ends)}


def revoke(words: argparse.Namespace, seat: Seat) -> Answer:
    """Stands a laptop down."""
    from desktop.desk.stations import StandingDown, stand_down, stations

    with seat.desk() as desk:
        code = _root_code(words, desk)
        done = stand_down(desk, StandingDown(words.station, words.reason, words.refuse, words.after, code))
        version = stations(desk).keys_version
    return Answer({"station_id": words.station, "manifest_version": version, "said": done.said}, done.said)


def seen(words: argparse.Namespace, seat: Seat) -> Answer:
    """An officer has asked about the two computers (B-34)."""
    from desktop.desk.stations import fork_looked_at, stations

    with seat.desk() as desk:
        before = next((each for each in stations(desk).stations if each.station_id == words.station), None)
        if before is None or not before.ends:
            return Answer({"station_id": words.station, "ends": 0, "said": ""}, tr("没有这样的提醒。"))
        done = fork_looked_at(desk, words.station)
    return Answer({"station_id": words.station, "ends": len(before.ends), "said": done.said}, done.said)


def rotate(words: argparse.Namespace, seat: Seat) -> Answer:
    """New keys, or what that would mean."""
    from desktop.desk.stations import change_keys, stations

    with seat.desk() as desk:
        said = tr("这是说明，什么都没有改：换了以后每个[乡镇]都要写一次回执。要换请加 --yes。")
        if words.yes:
            said = change_keys(desk, _root_code(words, desk)).said
        version = stations(desk).keys_version
    return Answer({"applied": words.yes, "manifest_version": version, "said": said}, said)


def root(words: argparse.Namespace, seat: Seat) -> Answer:
    """The sheet with the root key's code."""
    from desktop.desk.root_key import root_paper

    with seat.desk() as desk:
        paper = root_paper(desk)
    write_new(words.out, paper.pdf)
    said = tr("已写到 {path}：打印两份，分两处密封，照纸 stations seal，再删掉这个文件。").format(path=words.out)
    return Answer({"file": str(words.out)}, said)


def sealed(words: argparse.Namespace, seat: Seat) -> Answer:
    """The code is on paper, and on paper only from now on."""
    from desktop.desk.root_key import seal
    from desktop.desk.stations import stations

    with seat.desk() as desk:
        done = seal(desk, _typed_code(words))
        on = stations(desk).root_sealed_on
    return Answer({"root_sealed_on": on, "said": done.said}, done.said)


def recovery(words: argparse.Namespace, seat: Seat) -> Answer:
    """Two officers' sheets; they are written first, and taken away again when nothing came of it."""
    from db.vault.recovery import new_recovery_code
    from desktop.desk.county_recovery import found_recovery, officer_sheet
    from desktop.desk.stations import stations

    codes, outs = (new_recovery_code(), new_recovery_code()), (words.first_out, words.second_out)
    written: list[Path] = []
    with seat.desk() as desk:
        try:
            for officer, (code, out) in enumerate(zip(codes, outs, strict=True)):
                write_new(out, officer_sheet(desk, code, officer)[0])
                written.append(out)
            done = found_recovery(desk, codes, _root_code(words, desk))
        except BaseException:
            for out in written:
                out.unlink(missing_ok=True)
            raise
        since = stations(desk).recovery_since
    return Answer({"files": [str(out) for out in outs], "recovery_since": since, "said": done.said}, done.said)


def _root_code_word(parser: argparse.ArgumentParser) -> None:
    told = tr("根密钥码所在的文件；不写就在终端上问")
    parser.add_argument("--root-code-file", type=Path, metavar="FILE", help=told)


def _root_code(words: argparse.Namespace, desk: "Desk") -> str:
    """The code where the root has to sign, "" while this computer still has it."""
    from desktop.desk.stations import stations

    return _typed_code(words) if words.root_code_file or stations(desk).root_sealed_on else ""


def _typed_code(words: argparse.Namespace) -> str:
    if words.root_code_file is not None:
        return read_file(words.root_code_file, tr("根密钥码")).decode("utf-8-sig", "replace")
    if not on_terminal():
        return ""
    sys.stderr.write(tr("根密钥码（8 组，每组 6 位）："))
    sys.stderr.flush()
    return sys.stdin.readline()


def waiting(words: argparse.Namespace, seat: Seat) -> Answer:
    """What waits for an officer."""
    from desktop.desk.late_work import late_work

    with seat.desk() as desk:
        found = late_work(desk, words.station)
    document = {"count": sum(len(each.lines) for each in found), "families": [asdict(each) for each in found]}
    heads = tuple(map(tr, ("[乡镇]", "家庭", "什么", "内容", "谁写的", "修改")))
    rows = [
        (each.org_name, each.name, line.title, line.what, line.by, line.change[:12])
        for each in found
        for line in each.lines
    ]
    return Answer(document, table(heads, rows) if rows else tr("没有等着看的。"))


def accept(words: argparse.Namespace, seat: Seat) -> Answer:
    """Accepts late changes."""
    from desktop.desk.late_work import accept_late, late_work

    with seat.desk() as desk:
        before = [line.change for family in late_work(desk) for line in family.lines]
        done = accept_late(desk, before if words.all else words.change)
        left = sum(len(family.lines) for family in late_work(desk))
    document = {"accepted": len(before) - left, "left": left, "said": done.said}
    return Answer(document, done.said)
