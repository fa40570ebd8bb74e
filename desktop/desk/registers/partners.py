"""合作组织: social organisations, foundations and units that help with the families (domain.md §1.2, ZS)."""

from db.domain.masking import mask_phone
from db.domain.standing import EXCLUDED, OK
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
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
    columns = (
        RegisterColumn("name", tr("名称"), 190, NAME),
        RegisterColumn("kind", tr("类型"), 110),
        RegisterColumn("services", tr("服务内容"), 220, stretch=True),
        RegisterColumn("contact", tr("联系人"), 90),
        RegisterColumn("phone", tr("电话"), 110),
        RegisterColumn("standing", tr("合作"), 170, STATE),
    )
    found = records(desk, "partner")
    rows = tuple(_row(desk, each) for each in found)
    verbs = (Verb("add_partner", tr("新增合作组织")),)
    step = tr("社会组织、基金会、企业，凡是一起服务这些家庭的，都可以登记在这里。")
    today = desk.today.isoformat()
    going = sum(1 for each in found if str(each.values.get("until") or today) >= today)
    return RegisterTable(columns, rows, verbs, tr("合作中 {n} 家").format(n=going), empty=step)


def _row(desk: Desk, each: StoredRecord) -> RegisterRow:
    said = {name: str(value) for name, value in each.values.items()}
    since, until = said.get("since", ""), said.get("until", "")
    ended = bool(until) and until < desk.today.isoformat()
    words = tr("{on} 止").format(on=until) if until else tr("{on} 起").format(on=since) if since else tr("合作中")
    verbs = [Verb("edit_partner", tr("改"), each.id), Verb("void_partner", tr("作废"), each.id)]
    if not until:
        verbs.insert(1, Verb("end_partner", tr("结束合作"), each.id))
    cells = (
        said.get("name", ""),
        desk.word("partner_kind", said.get("kind", "")),
        said.get("services", ""),
        said.get("contact", ""),
        Cell(mask_phone(said["phone"]), whole=said["phone"]) if said.get("phone") else "",
        Cell(words, state=EXCLUDED if ended else OK, order=until or since),
    )
    return RegisterRow(each.id, cells, tuple(verbs))


PARTNERS = Register("partners", "buildings", PLACES, "合作组织", _read, counting("partner"), "hezuozuzhi hzzz 社会组织")
