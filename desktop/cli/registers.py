"""`nuanxin registers` and `nuanxin register KEY`: what the office keeps, on the terminal or as an Excel file."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.arguments import Commands, command, filled
from desktop.cli.files import write_file
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.registers.register import RegisterRow


def add(commands: Commands) -> None:
    """Adds `registers` and `register`."""
    command(commands, "registers", tr("台账目录：有哪些，各有多少条"), listed)
    parser = command(commands, "register", tr("一个台账的各条"), shown)
    parser.add_argument("key", type=filled, metavar="KEY", help=tr("台账的固定名字，见 nuanxin registers"))
    parser.add_argument("--filter", default="", metavar="TEXT", help=tr("只要有这些字的"))
    parser.add_argument("--xlsx", type=Path, metavar="FILE", help=tr("另存为 Excel 文件（电话不遮挡，会记入导出记录）"))


def listed(_words: argparse.Namespace, seat: Seat) -> Answer:
    """All registers with their counts."""
    from desktop.desk.registers.listing import entries

    with seat.desk() as desk:
        found = entries(desk)
    document = {
        "registers": [{"key": e.key, "title": e.title, "group": e.group, "count": e.count} for e in found],
    }
    heads = tuple(map(tr, ("台账", "名字", "组", "条数")))
    return Answer(document, table(heads, [(e.title, e.key, e.group, str(e.count)) for e in found]))


def shown(words: argparse.Namespace, seat: Seat) -> Answer:
    """One register, narrowed where asked for."""
    from desktop.desk.registers.exporting import export_register
    from desktop.desk.registers.listing import open_register
    from desktop.desk.registers.register import fits

    with seat.desk() as desk:
        found = open_register(desk, words.key)
        while found.table.unfinished:
            found = open_register(desk, words.key)
        rows = tuple(row for row in found.table.rows if fits(row, words.filter))
        columns = found.table.columns
        if words.xlsx:
            write_file(words.xlsx, export_register(desk, found.key, found.title, columns, rows))
    document = {
        "key": found.key,
        "title": found.title,
        "notes": [{"words": note.words, "state": note.state or None} for note in found.table.notes],
        "columns": [{"key": column.key, "title": column.title} for column in columns],
        "rows": [{"id": row.id, "family": row.family_id or None, "cells": _cells(row)} for row in rows],
        "found": len(rows),
        "file": str(words.xlsx) if words.xlsx else None,
    }
    heads = tuple(column.title for column in columns)
    body = table(heads, [tuple(map(str, _cells(row))) for row in rows]) if rows else tr("没有。")
    said = tr("{n} 条").format(n=len(rows))
    saved = tr("已存到 {path}，里面有完整的电话，请妥善保管。").format(path=words.xlsx) if words.xlsx else ""
    notes = "\n".join(note.words for note in found.table.notes)
    return Answer(document, sections(f"{found.title}，{said}", notes, body, saved))


def _cells(row: "RegisterRow") -> list[str | int]:
    from desktop.desk.registers.register import cell_words

    return [cell if isinstance(cell, int) else cell_words(cell) for cell in row.cells]
