"""附件: every photograph and paper on file, of families, activities, centres and claims."""

import json

from db.queries.attachments import AttachmentRow, attachment_rows
from desktop.desk.desk import Desk
from desktop.desk.registers.people import household
from desktop.desk.registers.register import (
    NAME,
    NUMBER,
    OFFICE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    counting,
)
from desktop.desk.sections.attachments import size_words
from desktop.desk.sections.section import Verb
from desktop.words import tr


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("whose", tr("属于"), 160, NAME, personal=True),
        RegisterColumn("village", tr("[村（社区）]"), 96),
        RegisterColumn("kind", tr("是什么"), 110),
        RegisterColumn("on", tr("哪天的"), 96),
        RegisterColumn("caption", tr("说明"), 180, stretch=True, personal=True),
        RegisterColumn("tags", tr("照片里有"), 140),
        RegisterColumn("size", tr("大小"), 80, NUMBER),
    )
    with desk.record.store.reading() as connection:
        found = attachment_rows(connection)
    signs = {sign.code: sign.name for sign in desk.profile.evidence_on(desk.today)}
    rows = tuple(_row(desk, each, signs) for each in found)
    note = tr("一共 {size}，加密存在本机").format(size=size_words(sum(each.size for each in found))) if found else ""
    empty = tr("在一户的档案、活动、家园和理赔上添照片或扫描件。")
    return RegisterTable(columns, rows, (), note, empty=empty)


def _row(desk: Desk, each: AttachmentRow, signs: dict[str, str]) -> RegisterRow:
    whose = household(each.whose) if each.family_id else each.whose
    tags = "、".join(signs.get(tag, tag) for tag in json.loads(each.tags))
    cells = (
        whose,
        each.village,
        desk.word("attachment_kind", each.kind),
        each.on,
        each.caption,
        tags,
        Cell(size_words(each.size), order=each.size),
    )
    verbs = (
        Verb("look_attachment", tr("看"), each.id),
        Verb("edit_attachment", tr("改说明"), each.id),
        Verb("void_attachment", tr("添错了"), each.id),
        Verb("purge_attachment", tr("申请清除"), each.id),
    )
    return RegisterRow(each.id, cells, verbs, each.family_id)


ATTACHMENTS = Register(
    "attachments", "paperclip", OFFICE, "附件", _read, counting("attachment"), "fujian fj zhaopian zp 照片 扫描件"
)
