"""`nuanxin purge`: asking that somebody be erased by law, deciding about it, and what was erased."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, filled, group
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, pairs, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.purging import PurgeLine


def add(commands: Commands) -> None:
    """Adds `purge request|confirm|decline|withdraw|list`."""
    words = group(commands, "purge", tr("依法清除：登错了人、本人依法要求删除；只是记错的请作废"))
    command(words, "list", tr("申请过什么、清除过什么"), listed)
    parser = command(words, "request", tr("申请清除；不加 --yes 只说会清除什么"), request)
    what = parser.add_mutually_exclusive_group(required=True)
    for name, help_text in (("family", tr("整户")), ("person", tr("一位成员")), ("attachment", tr("一个附件"))):
        what.add_argument(f"--{name}", type=filled, metavar="ID", help=help_text)
    choices = ("wrong_person", "withdrawn", "ordered", "mistake")
    parser.add_argument("--grounds", required=True, choices=choices, help=tr("依据：登错了人、本人要求、上级书面要求"))
    parser.add_argument("--reason", required=True, type=filled, metavar="TEXT", help=tr("理由，不写姓名和号码"))
    parser.add_argument("--named", action="store_true", help=tr("别处写到他们的记录也清除"))
    parser.add_argument("--yes", action="store_true", help=tr("确认申请"))
    parser = command(words, "confirm", tr("[县]级：确认清除；不写 --type 只说要照抄什么"), confirm)
    _answering(parser)
    parser.add_argument("--type", default="", dest="typed", metavar="TEXT", help=tr("照抄要清除的数目"))
    _answering(command(words, "decline", tr("[县]级：答复不清除"), decline))
    parser = command(words, "withdraw", tr("撤回还没有答复的申请"), withdraw)
    parser.add_argument("request", type=filled, metavar="REQUEST", help=tr("哪条申请，见 purge list"))


def _answering(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("request", type=filled, metavar="REQUEST", help=tr("哪条申请，见 purge list"))
    parser.add_argument("--reason", required=True, type=filled, metavar="TEXT", help=tr("为什么，不写姓名和号码"))


def listed(_words: argparse.Namespace, seat: Seat) -> Answer:
    """Everything asked for and erased."""
    from desktop.desk.purging import purges

    with seat.desk() as desk:
        found = purges(desk)
    document = {
        "purges": [_line(line) for line in found.lines],
        "to_destroy": list(found.to_destroy),
        "copies": found.copies,
    }
    heads = tuple(map(tr, ("现在", "清除谁", "范围", "[乡镇]", "申请", "答复", "本机清除了", "哪条申请")))
    rows = [
        (each.standing, each.title, each.what, each.org_name, each.asked, each.decided, each.went, each.request)
        for each in found.lines
    ]
    left = tr("请销毁打不开的原始包：{names}").format(names="、".join(found.to_destroy)) if found.to_destroy else ""
    return Answer(document, sections(table(heads, rows) if rows else tr("没有申请过，也没有清除过。"), left))


def request(words: argparse.Namespace, seat: Seat) -> Answer:
    """Asks for an erasure, or says what it would take."""
    from db.commands.purges import PurgeWish, request_purge
    from desktop.desk.purging import purges, review_purge

    entity = next(name for name in ("family", "person", "attachment") if getattr(words, name))
    wish = PurgeWish(entity, getattr(words, entity), words.grounds, words.reason, named=words.named)
    with seat.desk() as desk:
        review = review_purge(desk, wish)
        said, found = tr("这是说明，还没有申请；要申请请加 --yes。"), ""
        if words.yes:
            with desk.record.store.writing() as writing:
                said = request_purge(writing, wish).said
            found = purges(desk).lines[0].request
    document = {"applied": words.yes, "request": found, "would": list(review.sentences), "said": said}
    return Answer(document, sections("\n".join(review.sentences), said))


def confirm(words: argparse.Namespace, seat: Seat) -> Answer:
    """Erases what was asked for, or says what has to be typed."""
    from db.sync.county.purging import confirm_purge, plan_asked

    with seat.desk() as desk:
        with desk.record.store.reading() as connection:
            plan = plan_asked(connection, words.request)
        if not words.typed:
            said = tr("还没有清除。确认请加 --type {words}").format(words=plan.typed)
            document: dict[str, Any] = {"applied": False, "type": plan.typed, "said": said}
            return Answer({**document, "records": len(plan.records), "changes": plan.changes}, said)
        done = confirm_purge(desk.record.store, words.request, words.typed, words.reason)
    facts = (
        (tr("清除的记录"), str(done.records)),
        (tr("清除内容的修改"), str(done.changes)),
        (tr("删掉的附件文件"), str(done.attachments)),
        (tr("改写的原始包"), str(done.resealed)),
        (tr("要人工销毁的原始包"), "、".join(done.to_destroy)),
    )
    document = {
        "applied": True,
        "type": plan.typed,
        "said": done.touched.said,
        "records": done.records,
        "changes": done.changes,
        "attachments": done.attachments,
        "resealed": done.resealed,
        "to_destroy": list(done.to_destroy),
    }
    return Answer(document, sections(done.touched.said, pairs(facts)))


def decline(words: argparse.Namespace, seat: Seat) -> Answer:
    """Answers with no."""
    from db.sync.county.purging import decline_purge

    with seat.desk() as desk:
        said = decline_purge(desk.record.store, words.request, words.reason).said
    return Answer({"request": words.request, "said": said}, said)


def withdraw(words: argparse.Namespace, seat: Seat) -> Answer:
    """Takes a request back."""
    from db.commands.purges import withdraw_purge

    with seat.desk() as desk, desk.record.store.writing() as writing:
        said = withdraw_purge(writing, words.request).said
    return Answer({"request": words.request, "said": said}, said)


def _line(line: "PurgeLine") -> dict[str, Any]:
    return asdict(line)
