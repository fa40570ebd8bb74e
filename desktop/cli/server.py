"""`nuanxin county` and `ledger`: the record onto a server, how much a package may be, the ledger walked through."""

import argparse
from pathlib import Path

from desktop.cli.arguments import Commands, command, filled, group, seed
from desktop.cli.seat import Seat
from desktop.cli.terminal import DONE, REFUSED, Answer, pairs, sections, table
from desktop.words import tr


def add(commands: Commands) -> None:
    """Adds `county move`, `limits` and `archive`, and `ledger verify`."""
    words = group(commands, "county", tr("[县]级档案：放在哪里，收多大的包"))
    parser = command(words, "move", tr("[县]级：把档案搬到 PostgreSQL 数据库，两边对得上才算数"), move)
    parser.add_argument("--to", required=True, type=filled, metavar="URL", help=tr("空的数据库的地址"))
    parser = command(words, "limits", tr("[县]级：收多大的包；不写数只看现在的上限"), limits)
    usual = tr("；写 0 回到平常的")
    parser.add_argument("--package-mib", type=seed, metavar="N", help=tr("文件本身，MiB") + usual)
    parser.add_argument("--unpacked-mib", type=seed, metavar="N", help=tr("展开以后，MiB") + usual)
    parser.add_argument("--changes", type=seed, metavar="N", help=tr("修改条数") + usual)
    parser = command(words, "archive", tr("[县]级：收到的原始包在另一块盘上再存一份；不写只看"), archive)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--to", type=Path, metavar="DIR", help=tr("另一块盘上的文件夹"))
    which.add_argument("--none", action="store_true", help=tr("不再存另一份；那里已有的不动"))
    words = group(commands, "ledger", tr("[县]级账"))
    command(words, "verify", tr("把账从头核对一遍"), verify)


def move(words: argparse.Namespace, seat: Seat) -> Answer:
    """Moves the record and says by which digests both sides are equal."""
    from db.commands.opening import move_record
    from db.store.moving import MOVED

    moved = move_record(seat.home, seat.passphrase(), seat.clock, words.to)
    document = {
        "database": shown(words.to),
        "rows": moved.rows,
        "changes": moved.changes,
        "digests": [{"org_code": org, "digest": digest} for org, digest in moved.digests],
        "kept_file": str(seat.home / MOVED),
    }
    facts = (
        (tr("已搬到"), shown(words.to)),
        (tr("行数"), str(moved.rows)),
        (tr("修改条数"), str(moved.changes)),
        (tr("原来的文件"), tr("{path}，仍然加密；确认新的备份做好以后可以删掉").format(path=seat.home / MOVED)),
    )
    equal = table((tr("[乡镇]"), tr("两边相同的状态摘要")), [*moved.digests])
    return Answer(document, sections(pairs(facts), equal))


def limits(words: argparse.Namespace, seat: Seat) -> Answer:
    """What a package may be here, raised where figures are given (B-55)."""
    from db.sync.county.raising import Raising, county_limits, raise_limits
    from db.sync.package.limits import MIB

    wish = Raising(words.package_mib, words.unpacked_mib, words.changes)
    with seat.desk() as desk:
        store = desk.record.store
        found = county_limits(store) if wish == Raising() else raise_limits(store, wish)
    document = {
        "package_mib": found.package // MIB,
        "unpacked_mib": found.total // MIB,
        "changes": found.changes,
        "attachment_mib": found.attachment // MIB,
    }
    facts = (
        (tr("文件"), tr("{n} MiB").format(n=document["package_mib"])),
        (tr("展开以后"), tr("{n} MiB").format(n=document["unpacked_mib"])),
        (tr("修改"), tr("{n} 条").format(n=document["changes"])),
        (tr("一个附件"), tr("{n} MiB").format(n=document["attachment_mib"])),
    )
    return Answer(document, pairs(facts))


def archive(words: argparse.Namespace, seat: Seat) -> Answer:
    """The second place of the raw packages, brought into step where it can be reached.

    Raises:
        SameAsFirst, PlaceNotWritable, NotACounty: nothing changes.
    """
    from desktop.desk.second_archive import catch_up, choose

    with seat.desk() as desk:
        said = choose(desk, words.to) if words.to is not None or words.none else catch_up(desk)
    found = said.found
    document = {
        "folder": str(found.folder) if found.folder else None,
        "there": found.there,
        "same_disk": found.same_disk,
        "kept": found.kept,
        "behind": found.behind,
        "only_there": found.only_there,
    }
    return Answer(document, said.words)


def verify(_: argparse.Namespace, seat: Seat) -> Answer:
    """Every stream from its beginning; the first fault of each ends the command with exit code 3."""
    from desktop.desk.checking import ledger_walk

    with seat.desk() as desk:
        entries, faults = ledger_walk(desk)
    document = {
        "ok": not faults,
        "entries": entries,
        "faults": [{"org_code": each.org, "no": each.ledger_no, "said": each.clause} for each in faults],
    }
    rows = [(each.org, str(each.ledger_no), each.clause) for each in faults]
    said = (
        tr("账完好，共 {n} 条。").format(n=entries) if not faults else tr("账有不对的地方，请不要再写，联系支持人员。")
    )
    listed = table((tr("[乡镇]"), tr("号"), tr("哪里不对")), rows) if rows else ""
    return Answer(document, sections(listed, said), exit_code=REFUSED if faults else DONE)


def shown(address: str) -> str:
    """A database's address without the password in it."""
    if not address:
        return ""
    from db.store.server import require_url

    return require_url(address).render_as_string(hide_password=True)
