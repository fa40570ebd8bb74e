"""`nuanxin forms`: the visit forms of a village or of everyone due, and the inspector's sheets, as one PDF."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.arguments import Commands, command, count, day, filled, group
from desktop.cli.files import write_file
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.desk import Desk
    from desktop.desk.printing import Round


def add(commands: Commands) -> None:
    """Adds `forms visit` and `forms inspection`."""
    forms = group(commands, "forms", tr("打印表格"))
    parser = command(forms, "visit", tr("走访慰问登记表（F3）"), visit)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--due", action="store_true", help=tr("该走访的每一户"))
    which.add_argument("--village", type=filled, metavar="NAME", help=tr("一个[村（社区）]"))
    which.add_argument("--family", type=filled, metavar="ID", help=tr("一户"))
    which.add_argument("--all", action="store_true", help=tr("在册的每一户"))
    which.add_argument("--blank", type=count, metavar="N", help=tr("N 张空表"))
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.pdf", help=tr("写到哪个文件"))
    parser.add_argument("--on", type=day, metavar="DATE", help=tr("按哪一天该办的事，默认今天"))
    parser.add_argument("--duplex", action="store_true", help=tr("双面打印：每张表从新的一张纸开始"))
    parser = command(forms, "inspection", tr("落实情况核查单（F15），一[村]一页"), inspect)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--village", type=filled, metavar="NAME", action="append", help=tr("一个[村]，可以写几次"))
    which.add_argument("--all", action="store_true", help=tr("每一个[村]"))
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.pdf", help=tr("写到哪个文件"))
    parser.add_argument("--as-of", type=day, metavar="DATE", help=tr("截至哪一天，默认今天"))


def visit(words: argparse.Namespace, seat: Seat) -> Answer:
    """Draws the forms; the record keeps their numbers only together with the file."""
    from desktop.desk.printing import draw, note_printed
    from desktop.forms.batch import BatchOptions

    with seat.desk() as desk:
        forms = _prepared(words, desk)
        batch = draw(forms, BatchOptions(duplex=words.duplex))
        write_file(words.out, batch.pdf, lambda: note_printed(desk, forms))
    placed = [
        {
            "serial": forms.sheets[each.sheet].serial,
            "form_id": str(forms.sheets[each.sheet].form_id),
            "family": forms.families[str(forms.sheets[each.sheet].form_id)] or None,
            "page": each.first_page,
            "reprint": str(forms.sheets[each.sheet].form_id) in forms.reprints,
        }
        for each in batch.forms
    ]
    document = {"file": str(words.out), "forms": placed, "pages": batch.pages}
    said = tr("已生成 {count} 张走访表，共 {pages} 页：{path}")
    return Answer(document, said.format(count=len(placed), pages=batch.pages, path=words.out))


def inspect(words: argparse.Namespace, seat: Seat) -> Answer:
    """Draws the inspector's sheets of a day: a family a line, the seven items, the reasons, both denominators."""
    from desktop.desk.inspecting import print_inspection

    with seat.desk() as desk:
        on = words.as_of or desk.today
        content, number = print_inspection(desk, tuple(words.village or ()), on)
        write_file(words.out, content)
    document = {"file": str(words.out), "as_of": on.isoformat(), "villages": number}
    said = tr("已生成 {count} 个[村]的核查单，截至 {on}：{path}")
    return Answer(document, said.format(count=number, on=on, path=words.out))


def _prepared(words: argparse.Namespace, desk: "Desk") -> "Round":
    from db.queries.typed import family_meant
    from desktop.desk.printing import Wanted, prepare_blank, prepare_forms

    if words.blank:
        return prepare_blank(desk, words.blank)
    if words.family:
        with desk.record.store.reading() as connection:
            wanted = Wanted("family", family_meant(connection, words.family))
    elif words.village:
        wanted = Wanted("village", words.village)
    else:
        wanted = Wanted("due" if words.due else "all")
    return prepare_forms(desk, wanted, words.on)
