"""志愿结对 and 志愿服务记录: which volunteer goes to which family, when last, how often and how long."""

from db.domain.standing import EXCLUDED, OK
from db.queries.volunteers import PairingRow, ServiceRow, pairings, services
from desktop.desk.desk import Desk
from desktop.desk.registers.people import hours, household
from desktop.desk.registers.register import (
    NAME,
    NUMBER,
    SERVICES,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    counting,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr


def _read_pairings(desk: Desk) -> RegisterTable:
    day = desk.today.isoformat()
    columns = (
        RegisterColumn("family", tr("家庭"), 110, NAME, personal=True),
        RegisterColumn("village", tr("[村（社区）]"), 84),
        RegisterColumn("volunteer", tr("志愿者"), 90),
        RegisterColumn("kind", tr("类型"), 80),
        RegisterColumn("content", tr("服务内容"), 120, stretch=True),
        RegisterColumn("services", tr("服务次数"), 76, NUMBER),
        RegisterColumn("hours", tr("时长"), 100),
        RegisterColumn("last", tr("上次服务"), 96),
        RegisterColumn("standing", tr("结对"), 140, STATE),
    )
    with desk.record.store.reading() as connection:
        found = pairings(connection, day)
    rows = tuple(_pairing(desk, each, day) for each in found)
    going = [each for each in found if not each.until or each.until >= day]
    families = len({each.family_id for each in going})
    note = tr("结对 {n} 对，{m} 户").format(n=len(going), m=families) if found else ""
    return RegisterTable(columns, rows, (), note, empty=tr("在一户的档案里，“志愿服务”下面登记结对。"))


def _pairing(desk: Desk, each: PairingRow, day: str) -> RegisterRow:
    ended = bool(each.until) and each.until < day
    words = tr("{on} 止").format(on=each.until) if each.until else tr("{on} 起").format(on=each.since)
    cells = (
        household(each.head),
        each.village,
        each.volunteer,
        desk.word("volunteer_kind", each.kind),
        each.content,
        each.services,
        Cell(hours(each.minutes), order=each.minutes),
        each.last_on or tr("还没有"),
        Cell(words, state=EXCLUDED if ended else OK, order=each.until or "9999"),
    )
    verbs = [] if ended else [Verb("record_volunteer_service", tr("登记服务"), each.id)]
    verbs.append(Verb("edit_pairing", tr("改"), each.id))
    if not each.until:
        verbs.append(Verb("end_pairing", tr("结束结对"), each.id))
    verbs.append(Verb("void_pairing", tr("作废"), each.id))
    return RegisterRow(each.id, cells, tuple(verbs), each.family_id)


def _read_services(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("family", tr("家庭"), 110, NAME, personal=True),
        RegisterColumn("village", tr("[村（社区）]"), 96),
        RegisterColumn("on", tr("日期"), 96),
        RegisterColumn("volunteer", tr("志愿者"), 110),
        RegisterColumn("hours", tr("时长"), 112),
        RegisterColumn("content", tr("做了什么"), 200, stretch=True),
    )
    with desk.record.store.reading() as connection:
        found = services(connection)
    year = desk.today.isoformat()[:4]
    ours = [each for each in found if each.on.startswith(year)]
    minutes = sum(each.minutes for each in ours)
    words = tr("今年 {n} 次，{h}").format(n=len(ours), h=hours(minutes) or tr("没有记时长"))
    rows = tuple(_service(each) for each in found)
    return RegisterTable(columns, rows, (), words if found else "", empty=tr("还没有登记过志愿服务。"))


def _service(each: ServiceRow) -> RegisterRow:
    cells = (
        household(each.head),
        each.village,
        each.on,
        each.volunteer,
        Cell(hours(each.minutes), order=each.minutes),
        each.content,
    )
    verbs = (Verb("edit_volunteer_service", tr("改"), each.id), Verb("void_volunteer_service", tr("作废"), each.id))
    return RegisterRow(each.id, cells, verbs, each.family_id)


PAIRINGS = Register(
    "pairings", "users-three", SERVICES, "志愿结对", _read_pairings, counting("pairing"), "zhiyuanjiedui zyjd jiedui jd"
)
VOLUNTEER_SERVICES = Register(
    "volunteer_services",
    "clock",
    SERVICES,
    "志愿服务记录",
    _read_services,
    counting("volunteer_service"),
    "zhiyuanfuwu zyfw 时长 服务记录",
)
