"""`nuanxin history`, `looks` and `undo`: what was done lately and who looked, and taking it back, also days later."""

import argparse
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, filled
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, table
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.history import DoneLine


def add(commands: Commands) -> None:
    """Adds `history`, `looks` and `undo`."""
    parser = command(commands, "history", tr("操作记录：最近做过什么，能不能撤销"), listed)
    parser.add_argument("--family", default="", metavar="ID", help=tr("只看一户，记录号或档案编号"))
    parser = command(commands, "looks", tr("谁看过：打开过哪一户、看过完整号码、印过、存出过"), looked)
    parser.add_argument("--family", default="", metavar="ID", help=tr("只看一户，记录号或档案编号"))
    parser = command(commands, "undo", tr("撤销做过的一步；之后又改过的不动"), undone)
    parser.add_argument("group", type=filled, metavar="ID", help=tr("批号，见 nuanxin history"))


def listed(words: argparse.Namespace, seat: Seat) -> Answer:
    """The latest first."""
    from db.queries.typed import family_meant
    from desktop.desk.history import done_lately
    from desktop.desk.signing import signed_words

    with seat.desk() as desk:
        family_id = ""
        if words.family:
            with desk.record.store.reading() as connection:
                family_id = family_meant(connection, words.family)
        lines = done_lately(desk, family_id)
    rows = [
        (
            f"{each.at:%Y-%m-%d %H:%M}",
            each.said,
            each.families,
            _who(each.author, signed_words(each.proof)),
            _now(each),
            each.group,
        )
        for each in lines
    ]
    heads = tuple(map(tr, ("什么时候", "做了什么", "哪几户", "谁", "现在", "批号")))
    return Answer({"done": [_line(each) for each in lines]}, table(heads, rows) if rows else tr("还没有做过什么。"))


def _line(each: "DoneLine") -> dict[str, Any]:
    from desktop.desk.signing import signed_codes

    return {
        "undo": each.group,
        "said": each.said,
        "at": each.at.isoformat(),
        "author": each.author or None,
        "touched": each.touched,
        "families": list(each.family_ids),
        "undone": each.undone,
        "can_undo": each.can_undo,
        **signed_codes(each.proof),
    }


def _who(author: str, told: str) -> str:
    return tr("{name}（{told}）").format(name=author, told=told) if told else author


def _now(each: "DoneLine") -> str:
    return tr("已撤销") if each.undone else "" if each.can_undo else tr("不能撤销")


def looked(words: argparse.Namespace, seat: Seat) -> Answer:
    """Who looked at what, the latest first; what is the same on one day stands once."""
    from db.queries.typed import family_meant
    from desktop.desk.looks import looked_lately

    with seat.desk() as desk:
        family_id = ""
        if words.family:
            with desk.record.store.reading() as connection:
                family_id = family_meant(connection, words.family)
        lines = looked_lately(desk, family_id)
    rows = [(f"{each.at:%Y-%m-%d %H:%M}", each.author, each.said, each.whose, str(each.times)) for each in lines]
    heads = tuple(map(tr, ("什么时候", "谁", "看了什么", "哪一户", "那天几次")))
    document = {
        "looks": [
            {
                "at": each.at.isoformat(),
                "author": each.author,
                "said": each.said,
                "family": each.family_id or None,
                "times": each.times,
            }
            for each in lines
        ]
    }
    return Answer(document, table(heads, rows) if rows else tr("还没有人看过。"))


def undone(words: argparse.Namespace, seat: Seat) -> Answer:
    """Takes one step back."""
    from desktop.desk.history import take_back

    with seat.desk() as desk:
        touched = take_back(desk, words.group)
    return Answer({"said": touched.said, "undo": touched.undo}, touched.said)
