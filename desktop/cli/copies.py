"""`nuanxin backup`: a safety copy made, looked at, put back, confirmed or taken back."""

import argparse
from pathlib import Path
from typing import Any

from desktop.cli.arguments import Commands, command, group
from desktop.cli.files import read_file, require_file
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, pairs
from desktop.words import tr


def add(commands: Commands) -> None:
    """Adds `backup make`, `look`, `restore`, `confirm` and `back`."""
    words = group(commands, "backup", tr("安全副本：存一份，看一看，恢复，确认或换回"))
    parser = command(words, "make", tr("把整份档案加密存成一个文件，写完重新读一遍"), make)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=tr("新的文件（.nxbak）"))
    parser = command(words, "look", tr("不用口令：一份副本是什么时候做的，里面有多少，有没有坏"), look)
    parser.add_argument("file", type=Path, metavar=tr("副本"))
    parser = command(words, "restore", tr("用副本换下现在的档案；原来的放到一边，可以换回"), restore)
    parser.add_argument("file", type=Path, metavar=tr("副本"))
    told = tr("恢复码所在的文件：用它打开，给出的口令成为新口令")
    parser.add_argument("--code-file", type=Path, metavar="FILE", help=told)
    command(words, "confirm", tr("恢复以后看过了，是对的那一份：可以接着上报"), confirm)
    command(words, "back", tr("恢复错了：换回原来的那一份"), back)


def make(words: argparse.Namespace, seat: Seat) -> Answer:
    """Makes a copy and reads it back."""
    from desktop.desk.settings import make_copy

    with seat.desk() as desk:
        made = make_copy(desk, words.out)
    document = {"path": str(made.path), "bytes": made.size, "families": made.families}
    said = tr("已存到 {path}，{n} 户，{size} 字节，重新读过一遍。")
    return Answer(document, said.format(path=made.path, n=made.families, size=made.size))


def look(words: argparse.Namespace, seat: Seat) -> Answer:
    """Reads a copy through, without a key."""
    from db.commands.restoring import look_at_copy
    from desktop.desk.restoring import facts_said

    facts = look_at_copy(seat.home, require_file(words.file, tr("安全副本")))
    document = {
        "made_at": facts.made_at.isoformat(),
        "station_id": facts.station_id,
        "families": facts.families,
        "persons": facts.persons,
        "changes": facts.changes,
        "attachments": facts.attachments,
        "bytes": facts.size,
    }
    return Answer(document, facts_said(facts) + tr("从头到尾读过，没有坏。"))


def restore(words: argparse.Namespace, seat: Seat) -> Answer:
    """Puts a copy in the place of the record; what it lacks and what now waits is said."""
    from desktop.desk.restoring import WayIn, restored_desk, waiting

    path = require_file(words.file, tr("安全副本"))
    code = ""
    if words.code_file is not None:
        code = read_file(words.code_file, tr("恢复码")).decode("utf-8-sig", "replace")
    passphrase = seat.passphrase(new=bool(code))
    desk = restored_desk(seat.home, path, seat.clock, WayIn(passphrase, code))
    try:
        found = waiting(desk)
    finally:
        desk.record.close()
    said = tr("已恢复。") + (found.words if found else "")
    aside = str(seat.home / "asides" / found.restoration.aside) if found and found.replaced else ""
    document: dict[str, Any] = {"restored": True, "aside": aside, "waits_for_confirmation": found is not None}
    hint = tr("对的：nuanxin backup confirm；不对：nuanxin backup back")
    facts = ((tr("结果"), said), (tr("原来的档案"), aside), (tr("接下来"), hint))
    return Answer(document, pairs(facts))


def confirm(_: argparse.Namespace, seat: Seat) -> Answer:
    """Says that the copy put back is the right one."""
    from desktop.desk.restoring import confirm as confirm_copy
    from desktop.desk.restoring import waiting

    with seat.desk() as desk:
        waited = waiting(desk) is not None
        said = confirm_copy(desk).said
    return Answer({"confirmed": waited}, said)


def back(_: argparse.Namespace, seat: Seat) -> Answer:
    """Puts the record back that the copy replaced; the copy is set aside in turn.

    Raises:
        NothingAside, and those of `db.commands.restoring.take_back_restore`: the record is as it was.
    """
    from db.commands.restoring import NothingAside, take_back_restore
    from desktop.desk.restoring import waiting

    with seat.desk() as desk:
        found, unlocked = waiting(desk), desk.record.unlocked
    if found is None:
        raise NothingAside
    aside = take_back_restore(seat.home, unlocked, found.restoration.aside, seat.clock)
    return Answer({"copy": str(aside or "")}, tr("原来的档案换回来了，副本放在 {path}。").format(path=aside or ""))
