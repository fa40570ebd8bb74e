"""`nuanxin conflicts`: what two people said differently, one question looked at, and settled."""

import argparse
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, count, filled, group
from desktop.cli.refusals import NothingToSettle
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, pairs, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.conflicts import Conflicts, Dispute


def add(commands: Commands) -> None:
    """Adds `conflicts list`, `conflicts show` and `conflicts resolve`."""
    words = group(commands, "conflicts", tr("核对：两边说法不一样的地方"))
    command(words, "list", tr("有哪些，退回了哪些"), listed)
    parser = command(words, "show", tr("一条记录的各种说法"), shown)
    _record(parser)
    parser = command(words, "resolve", tr("定一个说法；别的说法留在历史里"), resolve)
    _record(parser)
    parser.add_argument("--field", required=True, type=filled, metavar="NAME", help=tr("哪一项，见 conflicts show"))
    answer = parser.add_mutually_exclusive_group(required=True)
    answer.add_argument("--choose", type=count, metavar="N", help=tr("用第几种说法"))
    answer.add_argument("--value", type=filled, metavar="TEXT", help=tr("都不用，另写一个"))
    parser.add_argument("--reason", default="", metavar="TEXT", help=tr("为什么这样定"))


def _record(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", type=filled, metavar="RECORD", help=tr("记录的身份，见 conflicts list"))


def listed(_words: argparse.Namespace, seat: Seat) -> Answer:
    """Everything that waits for a person."""
    found = _conflicts(seat)
    document = {
        "count": found.count,
        "disputes": [
            {"family": family.family_id, "name": family.name, "village": family.village, **_dispute(dispute)}
            for family in found.families
            for dispute in family.disputes
        ],
        "sent_back": [
            {"change": each.change, "family": each.family_id, "title": each.title, "reason": each.reason, "by": each.by}
            for each in found.returned
        ],
    }
    heads = tuple(map(tr, ("家庭", "哪一项", "说法", "记录", "字段")))
    rows = [
        (family.name, dispute.title, " / ".join(s.words for s in dispute.sayings), dispute.record_id, dispute.field)
        for family in found.families
        for dispute in family.disputes
    ]
    back = [(each.name, each.title, each.reason) for each in found.returned]
    text = table(heads, rows) if rows else tr("没有要核对的。")
    return Answer(document, sections(text, table(tuple(map(tr, ("家庭", "退回的", "原因"))), back) if back else ""))


def shown(words: argparse.Namespace, seat: Seat) -> Answer:
    """Every question of one record, each saying with its number."""
    disputes = _of(_conflicts(seat), words.record)
    told = []
    for dispute in disputes:
        rows = [(str(n), s.words, s.whose, s.by) for n, s in enumerate(dispute.sayings, start=1)]
        facts = ((tr("哪一项"), f"{dispute.title}（{dispute.field}）"), (tr("原来"), dispute.before))
        told.append(sections(pairs(facts), table(tuple(map(tr, ("第几种", "说法", "哪里", "谁"))), rows)))
    return Answer({"disputes": [_dispute(dispute) for dispute in disputes]}, sections(*told))


def resolve(words: argparse.Namespace, seat: Seat) -> Answer:
    """Settles one field of one record.

    Raises:
        NothingToSettle: there is no question of that record and field, or not so many answers to it.
    """
    from db.commands.conflicts import Choice, DisputedRecord, resolve_conflicts
    from desktop.desk.conflicts import conflicts

    with seat.desk() as desk:
        found = [each for each in _of(conflicts(desk), words.record) if each.field == words.field]
        if not found or (words.choose or 1) > len(found[0].sayings):
            raise NothingToSettle
        dispute = found[0]
        value = dispute.sayings[words.choose - 1].value if words.choose else _typed(dispute.kind, words.value)
        choice = Choice(DisputedRecord(dispute.entity, dispute.record_id), dispute.field, value, dispute.seen)
        with desk.record.store.writing() as writing:
            touched = resolve_conflicts(writing, (choice,), words.reason)
    document = {"record": words.record, "field": words.field, "said": touched.said, "undo": touched.undo}
    return Answer(document, tr("{said}。").format(said=touched.said))


def _typed(kind: str, text: str) -> Any:
    """A value as its field keeps it: counts and money as whole numbers, yes and no, everything else as text."""
    if kind == "money":
        from db.domain.money import read_fen

        return read_fen(text)
    if kind == "flag":
        return text in {"是", "1", "true", "yes"}
    return int(text) if kind == "whole" and text.isdigit() else text


def _conflicts(seat: Seat) -> "Conflicts":
    from desktop.desk.conflicts import conflicts

    with seat.desk() as desk:
        return conflicts(desk)


def _of(found: "Conflicts", record: str) -> "tuple[Dispute, ...]":
    disputes = tuple(each for family in found.families for each in family.disputes if each.record_id == record)
    if not disputes:
        raise NothingToSettle
    return disputes


def _dispute(dispute: "Dispute") -> dict[str, Any]:
    return {
        "entity": dispute.entity,
        "record": dispute.record_id,
        "field": dispute.field,
        "title": dispute.title,
        "before": dispute.before,
        "sayings": [
            {"no": n, "words": each.words, "whose": each.whose, "by": each.by, "changes": list(each.changes)}
            for n, each in enumerate(dispute.sayings, start=1)
        ],
    }
