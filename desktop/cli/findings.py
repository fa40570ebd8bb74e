"""`nuanxin checks` and `nuanxin explain`: what a careful reader would ask about the record, and what is answered."""

import argparse
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, filled
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.findings import FamilyFinding


def add(commands: Commands) -> None:
    """Adds `checks` and `explain`."""
    parser = command(commands, "checks", tr("逐户核对：要改正的、请看一眼的、已说明的"), checked)
    parser.add_argument("--check", default="", metavar="CODE", help=tr("只看一项核对，代码见第一列"))
    parser = command(commands, "explain", tr("写上报说明：一处看着奇怪、其实没有错的为什么是对的"), explained)
    parser.add_argument("--record", required=True, type=filled, metavar="ID", help=tr("记录号，见 nuanxin checks"))
    parser.add_argument("--check", required=True, type=filled, metavar="CODE", help=tr("核对项的代码"))
    parser.add_argument("--sentence", required=True, type=filled, metavar="TEXT", help=tr("一句说明，随包带走"))


def checked(words: argparse.Namespace, seat: Seat) -> Answer:
    """Everything found in the record; finding something is no refusal."""
    from desktop.desk.findings import whole_quality
    from desktop.desk.registers.quality import summary

    with seat.desk() as desk:
        quality = whole_quality(desk)
    kinds = (("hard", quality.hard), ("soft", quality.soft), ("explained", quality.explained))
    chosen = [(kind, each) for kind, found in kinds for each in found if words.check in {"", each.finding.code}]
    document = {
        "families": quality.total,
        "counts": {kind: len(found) for kind, found in kinds},
        "findings": [_finding(kind, each) for kind, each in chosen],
    }
    signs = {"hard": tr("要改正"), "soft": tr("请看一眼"), "explained": tr("已说明")}
    rows = [
        (each.finding.code, signs[kind], each.village, each.family_name, _told(each), each.finding.record_id)
        for kind, each in chosen
    ]
    heads = tuple(map(tr, ("核对项", "怎么办", "[村（社区）]", "户主", "看到的", "记录号")))
    said = tr("逐户核对了 {n} 户").format(n=quality.total)
    return Answer(document, sections(table(heads, rows) if rows else "", f"{said}。{summary(quality)[0]}"))


def _finding(kind: str, each: "FamilyFinding") -> dict[str, Any]:
    finding = each.finding
    return {
        "check": finding.code,
        "level": kind,
        "title": tr(finding.title),
        "sentence": finding.sentence,
        "family": finding.family_id or None,
        "head": each.family_name or None,
        "village": each.village or None,
        "entity": finding.entity,
        "record": finding.record_id,
        "field": finding.field,
        "explained": finding.explained or None,
    }


def _told(each: "FamilyFinding") -> str:
    explained = each.finding.explained
    return f"{each.finding.sentence}（{explained}）" if explained else each.finding.sentence


def explained(words: argparse.Namespace, seat: Seat) -> Answer:
    """Writes an explanation of a soft finding."""
    from db.commands.explaining import Explained, explain_finding
    from db.domain.checks.listing import CHECKS

    check = CHECKS.get(words.check)
    finding = Explained(check.entity if check else "", words.record, words.check)
    with seat.desk() as desk, desk.record.store.writing() as writing:
        touched = explain_finding(writing, finding, words.sentence)
    document = {"entity": "explanation", "said": touched.said, "undo": touched.undo}
    return Answer(document, touched.said)
