"""R8 双岗联系人名册: a line a family with its contact persons, their posts and telephones, and the contact card."""

from db.domain.almanac import almanac
from db.domain.coverage_facts import Assignment
from db.domain.family import Family
from db.domain.masking import mask_phone
from db.domain.posts import contact_state, holders_on, informed
from db.domain.standing import MISS, OK, SOON
from db.queries.facts import families_on_file
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    PEOPLE,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    records,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr

_ACTIVE = """
    SELECT count(*) FROM family WHERE voided = 0 AND opened_on <= ? AND (status = 'active' OR status_on > ?)
"""


def _read(desk: Desk) -> RegisterTable:
    page = almanac(desk.profile, desk.today)
    posts = page.rules.c1.posts
    columns = [RegisterColumn("name", tr("户主"), 96, NAME), RegisterColumn("village", tr("[村（社区）]"), 84)]
    for kind in posts:
        level = desk.profile.level_short(kind)
        columns.append(RegisterColumn(kind, tr("{level}联系人").format(level=level), 130, STATE, stretch=True))
        columns.append(RegisterColumn(f"{kind}_phone", tr("{level}电话").format(level=level), 104, personal=True))
    columns.append(RegisterColumn("others", tr("其他联系人"), 90))
    columns.append(RegisterColumn("card", desk.profile.word("contact_card"), 96, STATE))
    about = {each.id: str(each.values.get("post") or "") for each in records(desk, "contact_person")}
    with desk.record.store.reading() as connection:
        families = [family for family in families_on_file(connection) if family.active(desk.today)]
    missing = sum(contact_state(family, page).state == MISS for family in families)
    note = tr("{n} 户双岗没有落实").format(n=missing) if missing else tr("每一户都落实了双岗")
    rows = tuple(_row(desk, family, posts, about) for family in families)
    return RegisterTable(tuple(columns), rows, (), note if rows else "", MISS if missing else OK)


def _row(desk: Desk, family: Family, posts: tuple[str, ...], about: dict[str, str]) -> RegisterRow:
    held = holders_on(family, desk.today)
    cells: list[Cell | str] = [Cell(tr("{name}户").format(name=family.name)), family.village]
    for kind in posts:
        one = held.get(kind)
        cells.append(_holder(one, about))
        cells.append(Cell(mask_phone(one.phone), whole=one.phone) if one and one.phone else "")
    others = [a for kind, a in held.items() if kind not in posts]
    cells.append("、".join(a.contact_name for a in others))
    fresh = [held[kind] for kind in posts if kind in held]
    untold = [a for a in fresh if not informed(family, a, desk.today)]
    cells.append(_card(fresh=bool(fresh), untold=len(untold)))
    vacant = next((kind for kind in posts if kind not in held), "")
    verbs = [Verb("assign_contact", tr("落实联系人"), vacant)] if vacant else []
    if untold:
        verbs.append(Verb("hand_card", tr("登记送卡")))
    return RegisterRow(family.id, tuple(cells), tuple(verbs), family.id)


def _holder(one: Assignment | None, about: dict[str, str]) -> Cell:
    if one is None:
        return Cell(tr("缺"), state=MISS, order="")
    words = " ".join(part for part in (one.contact_name, about.get(one.contact_id, "")) if part)
    return Cell(words) if one.phone else Cell(tr("{who}，缺电话").format(who=words), state=MISS)


def _card(*, fresh: bool, untold: int) -> Cell | str:
    if untold:
        return Cell(tr("要送新卡"), state=SOON, order=1)
    return Cell(tr("已送"), state=OK, order=0) if fresh else ""


def _count(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        return int(connection.exec_driver_sql(_ACTIVE, (desk.today.isoformat(),) * 2).scalar_one())


CONTACT_ROSTER = Register(
    "contact_roster", "list-checks", PEOPLE, "双岗联系人名册", _read, _count, "shuanggang sg 名册 联系卡"
)
