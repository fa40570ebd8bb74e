"""暖心家园 (连心家园 and what else the place calls it): what each has of the six, its grade, and what is held there."""

from collections import Counter

from db.domain.standing import MISS, OK
from db.queries.attachments import attachment_counts
from db.queries.casefile import StoredRecord
from db.queries.gatherings import activities
from desktop.desk.desk import Desk
from desktop.desk.registers.people import year_start
from desktop.desk.registers.register import (
    NAME,
    NUMBER,
    PLACES,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    counting,
    records,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr


def _read(desk: Desk) -> RegisterTable:
    word = desk.profile.word("centre")
    columns = (
        RegisterColumn("name", tr("名称"), 160, NAME, stretch=True),
        RegisterColumn("kind", tr("类型"), 90),
        RegisterColumn("grade", tr("等级"), 110),
        RegisterColumn("area", tr("面积㎡"), 66, NUMBER),
        RegisterColumn("haves", tr("六有"), 150, STATE),
        RegisterColumn("build", tr("建设"), 56),
        RegisterColumn("application", tr("申报"), 76),
        RegisterColumn("held", tr("今年活动"), 76, NUMBER),
    )
    since = year_start(desk.today)
    with desk.record.store.reading() as connection:
        pictures = attachment_counts(connection, "centre")
        held = Counter(each.centre_id for each in activities(connection) if since <= each.on <= desk.today.isoformat())
    found = records(desk, "centre")
    rows = tuple(_row(desk, each, held[each.id], pictures.get(each.id, 0)) for each in found)
    whole = sum(1 for each in found if not _lacking(desk, each))
    note = tr("{n} 处，其中六有齐全 {m} 处").format(n=len(found), m=whole) if found else ""
    verbs = (Verb("add_centre", tr("新增{word}").format(word=word)),)
    step = tr("建好一处就登记一处：六有缺哪一样，这里看得出来。")
    return RegisterTable(columns, rows, verbs, note, empty=step)


def _row(desk: Desk, each: StoredRecord, held: int, pictures: int) -> RegisterRow:
    said = each.values
    lacking = _lacking(desk, each)
    area = said.get("area")
    haves = (
        Cell(tr("缺{what}").format(what="、".join(lacking)), state=MISS, order=len(lacking))
        if lacking
        else Cell(tr("齐全"), state=OK, order=0)
    )
    cells = (
        Cell(str(said.get("name", "")), str(said.get("address", ""))),
        kind_name(desk, str(said.get("kind", ""))),
        str(said.get("grade", "")),
        int(area) if area is not None else "",
        haves,
        desk.word("centre_build_mode", str(said.get("build_mode", ""))),
        desk.word("centre_application", str(said.get("application", ""))),
        held,
    )
    verbs = (
        Verb("edit_centre", tr("改"), each.id),
        Verb("add_activity", tr("在这里办活动"), f"centre:{each.id}"),
        Verb("add_attachment", tr("添照片"), f"centre:{each.id}"),
        *((Verb("look_attachment", tr("看照片（{n}）").format(n=pictures), f"centre:{each.id}"),) if pictures else ()),
        Verb("void_centre", tr("作废"), each.id),
    )
    return RegisterRow(each.id, cells, verbs)


def _lacking(desk: Desk, each: StoredRecord) -> list[str]:
    """The names of those of the six that are not there."""
    held = each.values.get("haves") or ()
    return [entry.name.removeprefix("有") for entry in desk.codes["six_haves"].entries if entry.code not in held]


def kind_name(desk: Desk, code: str) -> str:
    """A kind of centre in the place's words; what the place does not name stands as it was written."""
    return next((kind.name for kind in desk.profile.centre_kinds if kind.code == code), code)


CENTRES = Register(
    "centres",
    "house-line",
    PLACES,
    "暖心家园",
    _read,
    counting("centre"),
    "nuanxinjiayuan nxjy lianxinjiayuan lxjy",
    "centre",
)
