"""`nuanxin duplicates`: people two townships have enrolled, and an officer's word about them."""

import argparse
from typing import Any

from desktop.cli.arguments import Commands, command, filled, group
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, table
from desktop.words import tr


def add(commands: Commands) -> None:
    """Adds `duplicates list` and `duplicates settle`."""
    words = group(commands, "duplicates", tr("[县]级：两个[乡镇]登记了同一个人的，只是可能"))
    command(words, "list", tr("有哪些，为什么列出"), listed)
    parser = command(words, "settle", tr("定一件"), settle)
    for side in ("left", "right"):
        parser.add_argument(side, type=filled, metavar=f"{side.upper()}", help=tr("两户的身份，见 duplicates list"))
    parser.add_argument("--answer", required=True, choices=("not_same", "void", "transfer"), help=tr("怎么定"))
    parser.add_argument("--keep", default="", metavar="CODE", help=tr("由哪个[乡镇]留；不是同一人的不写"))
    parser.add_argument("--reason", required=True, type=filled, metavar="TEXT", help=tr("为什么"))


def listed(_words: argparse.Namespace, seat: Seat) -> Answer:
    """Everything that waits for an officer's word; nobody is blocked by it."""
    from desktop.desk.duplicates import duplicates_of

    with seat.desk() as desk:
        found = duplicates_of(desk)
    document = {
        "count": len(found),
        "duplicates": [
            {
                "left": each.left,
                "right": each.right,
                "left_org": each.left_org,
                "right_org": each.right_org,
                "names": each.title,
                "reasons": each.reasons,
                "people": each.people,
            }
            for each in found
        ],
    }
    heads = tuple(map(tr, ("谁", "[乡镇]", "[乡镇]", "为什么列出", "一户", "另一户")))
    rows = [(each.title, *each.places, each.reasons, each.left, each.right) for each in found]
    return Answer(document, table(heads, rows) if rows else tr("没有重复登记的。"))


def settle(words: argparse.Namespace, seat: Seat) -> Answer:
    """Settles one suspicion."""
    from db.sync.county.duplicates import Settling, settle_duplicate

    wish = Settling(words.left, words.right, words.answer, words.keep, words.reason)
    with seat.desk() as desk:
        touched = settle_duplicate(desk.record.store, wish)
    document: dict[str, Any] = {"answer": words.answer, "said": touched.said, "undo": touched.undo}
    return Answer(document, touched.said)
