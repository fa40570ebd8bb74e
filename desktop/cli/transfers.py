"""`nuanxin transfer`: a case goes to another township: asked for, granted, declined, listed."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from desktop.cli.arguments import Commands, command, filled, group
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, table
from desktop.words import tr

if TYPE_CHECKING:
    from db.touched import Touched


def add(commands: Commands) -> None:
    """Adds `transfer list|request|withdraw|grant|decline`."""
    words = group(commands, "transfer", tr("转档：一户转到本[县]另一个[乡镇]"))
    command(words, "list", tr("等着定的、转出的、转入的"), listed)
    parser = command(words, "request", tr("[乡镇]：申请把一户转到另一个[乡镇]"), request)
    _family(parser)
    parser.add_argument("--to", required=True, type=filled, metavar="CODE", help=tr("接收的[乡镇]，9 位代码"))
    _reason(parser)
    parser = command(words, "withdraw", tr("[乡镇]：撤回申请"), withdraw)
    _family(parser)
    parser = command(words, "grant", tr("[县]级：同意转档；没有申请也可以转"), grant)
    _family(parser)
    parser.add_argument("--to", required=True, type=filled, metavar="CODE", help=tr("接收的[乡镇]，9 位代码"))
    _reason(parser)
    parser = command(words, "decline", tr("[县]级：不转"), refuse)
    _family(parser)
    _reason(parser)


def _family(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--family", required=True, type=filled, metavar="ID", help=tr("家庭的身份或档案编号"))


def _reason(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, type=filled, metavar="TEXT", help=tr("为什么"))


def listed(_words: argparse.Namespace, seat: Seat) -> Answer:
    """Everything about cases on the move."""
    from desktop.desk.transfers import all_transfers

    with seat.desk() as desk:
        found = all_transfers(desk)
    document = {
        "waiting": [asdict(each) for each in found.waiting],
        "settled": [asdict(each) for each in found.settled],
        "townships": [{"code": code, "name": name} for code, name in found.townships],
    }
    heads = tuple(map(tr, ("家庭", "办到哪里", "从", "到", "申请", "原因", "决定")))
    rows = [
        (each.name, each.word, each.before_name, each.after_name, each.asked, each.reason, each.settled)
        for each in (*found.waiting, *found.settled)
    ]
    return Answer(document, table(heads, rows) if rows else tr("没有转档。"))


def request(words: argparse.Namespace, seat: Seat) -> Answer:
    """A township asks."""
    from db.commands.transfers import Asking, request_transfer
    from desktop.desk.transfers import household_of

    with seat.desk() as desk:
        family_id = household_of(desk, words.family)
        with desk.record.store.writing() as writing:
            done = request_transfer(writing, Asking(family_id, words.to, words.reason))
    return _done(family_id, done)


def withdraw(words: argparse.Namespace, seat: Seat) -> Answer:
    """A township takes its request back."""
    from db.commands.transfers import withdraw_request
    from desktop.desk.transfers import household_of

    with seat.desk() as desk:
        family_id = household_of(desk, words.family)
        with desk.record.store.writing() as writing:
            done = withdraw_request(writing, family_id)
    return _done(family_id, done)


def grant(words: argparse.Namespace, seat: Seat) -> Answer:
    """The county grants, with a request or without one."""
    from desktop.desk.transfers import grant_to, household_of

    with seat.desk() as desk:
        family_id = household_of(desk, words.family)
        done = grant_to(desk, family_id, words.to, words.reason)
    return _done(family_id, done)


def refuse(words: argparse.Namespace, seat: Seat) -> Answer:
    """The county declines."""
    from desktop.desk.transfers import household_of, keep_where_it_is

    with seat.desk() as desk:
        family_id = household_of(desk, words.family)
        done = keep_where_it_is(desk, family_id, words.reason)
    return _done(family_id, done)


def _done(family_id: str, done: "Touched") -> Answer:
    return Answer({"family": family_id, "said": done.said}, tr("{said}。").format(said=done.said))
