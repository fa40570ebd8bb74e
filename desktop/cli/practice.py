"""`nuanxin demo` and `nuanxin tour`: a practice township of invented people, and a walk through everything."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.arguments import Commands, command, count, seed
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.desk import Desk

ORG = ("township", "999999101", "练习镇", "national", "练习")


def add(commands: Commands) -> None:
    """Adds `demo` and `tour`."""
    parser = command(commands, "demo", tr("造一份练习用的档案（全是虚构的人）"), demo)
    parser.add_argument("--families", required=True, type=count, metavar="N", help=tr("多少户"))
    parser.add_argument("--seed", required=True, type=seed, metavar="S", help=tr("随机种子；同样的种子造出同样的人"))
    parser = command(commands, "tour", tr("不用屏幕走一遍全部，留下每一页的图"), tour)
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help=tr("写到哪个文件夹"))


def demo(words: argparse.Namespace, seat: Seat) -> Answer:
    """Fills an empty record, founding one where there is none; it is a practice record from then on, for good.

    A record in which anything has been entered is never touched.
    """
    from db.queries.families import family_count
    from desktop.desk.demo import fill

    desk = _practice_desk(seat)
    try:
        fill(desk, words.families, words.seed)
        with desk.record.store.reading() as connection:
            households, persons = family_count(connection)
    finally:
        desk.record.close()
    document = {"home": str(seat.home), "households": households, "persons": persons, "seed": words.seed}
    said = tr("练习档案已造好：{households} 户 {persons} 人，在 {home}。")
    return Answer(document, said.format(households=households, persons=persons, home=seat.home))


def _practice_desk(seat: Seat) -> "Desk":
    """The record at home; a new practice record where there is none, whose recovery code nobody needs."""
    from db.commands.opening import Founding
    from db.store.store import record_in
    from db.vault.recovery import new_recovery_code
    from desktop.desk.opening import found_desk, open_desk

    if record_in(seat.home):
        return open_desk(seat.home, seat.passphrase(), seat.clock)
    wish = Founding(*ORG, seat.passphrase(new=True), new_recovery_code(), practice=True)
    return found_desk(seat.home, wish, seat.clock)


def tour(words: argparse.Namespace, _: Seat) -> Answer:
    """Runs the tour; its files are left in the folder."""
    words.out.mkdir(parents=True, exist_ok=True)
    code = words.house.run_tour(words.out)  # it tells its steps on stderr
    files = sorted(path.relative_to(words.out).as_posix() for path in words.out.rglob("*") if path.is_file())
    document = {"folder": str(words.out), "files": files}
    said = tr("走了一遍，留下 {count} 个文件，在 {folder}。").format(count=len(files), folder=words.out)
    return Answer(document, said, code)
