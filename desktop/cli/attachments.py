"""`nuanxin attach` and `nuanxin attachments`: a picture or scan put to a family's file, and what there is."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, day, filled
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, table
from desktop.words import tr

if TYPE_CHECKING:
    from db.queries.attachments import AttachmentRow


def add(commands: Commands) -> None:
    """Adds `attach` and `attachments`."""
    parser = command(commands, "attach", tr("给一户添照片或扫描件：缩小、加密，随下次上报交上去"), attached)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("JPG、PNG、TIFF、WebP 或 PDF 文件"))
    parser.add_argument("--family", required=True, type=filled, metavar="ID", help=tr("记录号或档案编号"))
    parser.add_argument(
        "--kind", required=True, type=filled, metavar="CODE", help=tr("是什么：photo、hukou、id_card 等")
    )
    parser.add_argument("--on", type=day, metavar="DATE", help=tr("哪天的，默认今天"))
    parser.add_argument("--caption", default="", metavar="TEXT", help=tr("一句说明"))
    parser = command(commands, "attachments", tr("有哪些附件；只列出来，不打开"), listed)
    parser.add_argument("--family", default="", metavar="ID", help=tr("只看一户，记录号或档案编号"))


def attached(words: argparse.Namespace, seat: Seat) -> Answer:
    """Takes a file in.

    Raises:
        InvalidValue: there is no such kind of attachment; those of `attach_file`.
    """
    from db.errors import InvalidValue
    from db.queries.typed import family_meant
    from desktop.desk.attachments import attach_file

    with seat.desk() as desk:
        kinds = [entry.code for entry in desk.codes["attachment_kind"].entries]
        if words.kind not in kinds:
            said = tr("没有“{kind}”这一种附件。").format(kind=words.kind[:40])
            raise InvalidValue("kind", said, tr("有的是：{kinds}。").format(kinds="、".join(kinds)))
        with desk.record.store.reading() as connection:
            family_id = family_meant(connection, words.family)
        on = (words.on or desk.today).isoformat()
        fields: dict[str, object] = {"kind": words.kind, "caption": words.caption or None, "on": on}
        with desk.record.store.writing() as writing:
            touched = attach_file(writing, desk, ("family", family_id), words.file, fields)
    document = {"family": family_id, "entity": "attachment", "said": touched.said, "undo": touched.undo}
    return Answer(document, touched.said)


def listed(words: argparse.Namespace, seat: Seat) -> Answer:
    """The latest first."""
    from db.queries.attachments import attachment_rows
    from db.queries.typed import family_meant
    from desktop.desk.sections.attachments import size_words

    with seat.desk() as desk:
        with desk.record.store.reading() as connection:
            family_id = family_meant(connection, words.family) if words.family else ""
            rows = [row for row in attachment_rows(connection) if family_id in {"", row.family_id}]
        kinds = {row.id: desk.word("attachment_kind", row.kind) for row in rows}
    body = [(row.whose, row.village, kinds[row.id], row.on, row.caption, size_words(row.size), row.id) for row in rows]
    heads = tuple(map(tr, ("属于", "[村（社区）]", "是什么", "哪天的", "说明", "大小", "记录号")))
    said = table(heads, body) if body else tr("还没有附件。")
    return Answer({"attachments": [_line(row) for row in rows]}, said)


def _line(row: "AttachmentRow") -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "on": row.on or None,
        "caption": row.caption or None,
        "tags": json.loads(row.tags),
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "subject": row.subject_type,
        "subject_id": row.subject_id,
        "family": row.family_id or None,
    }
