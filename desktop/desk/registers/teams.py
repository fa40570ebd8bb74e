"""家医团队: the teams of family doctors, and how many persons each has signed up today."""

from db.domain.agreements import in_force
from db.domain.masking import mask_phone
from db.queries.casefile import StoredRecord
from db.queries.facts import families_on_file
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    NUMBER,
    PLACES,
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
        RegisterColumn("name", tr("团队"), 170, NAME),
        RegisterColumn("institution", tr("机构"), 160, stretch=True),
        RegisterColumn("leader", tr("团队长"), 100),
        RegisterColumn("doctor", tr("医生"), 100),
        RegisterColumn("phone", tr("电话"), 120, personal=True),
        RegisterColumn("signed", tr("在签人数"), 84, NUMBER),
    )
    signed = _signed(desk)
    rows = tuple(_row(each, signed) for each in records(desk, "doctor_team"))
    empty = tr("卫生院的家庭医生团队登记在这里，签约时直接选。")
    verbs = (Verb("add_doctor_team", tr("新增团队")),)
    return RegisterTable(columns, rows, verbs, empty=empty)


def _signed(desk: Desk) -> dict[str, int]:
    """By team's name: agreements keep the name they were signed with."""
    found: dict[str, int] = {}
    with desk.record.store.reading() as connection:
        for family in families_on_file(connection):
            living = {person.id for person in family.members(desk.today)} if family.active(desk.today) else set()
            for one in family.agreements:
                if one.person_id in living and in_force(one, desk.today):
                    found[one.team] = found.get(one.team, 0) + 1
    return found


def _row(each: StoredRecord, signed: dict[str, int]) -> RegisterRow:
    v = each.values
    phone = str(v.get("phone", ""))
    cells = (
        str(v["name"]),
        str(v.get("institution", "")),
        str(v.get("leader", "")),
        str(v.get("doctor", "")),
        Cell(mask_phone(phone), whole=phone) if phone else "",
        signed.get(str(v["name"]), 0),
    )
    verbs = (
        Verb("renew_team", tr("整批续签"), each.id),
        Verb("edit_doctor_team", tr("改"), each.id),
        Verb("void_doctor_team", tr("作废"), each.id),
    )
    return RegisterRow(each.id, cells, verbs)


TEAMS = Register(
    "teams", "stethoscope", PLACES, "家医团队", _read, counting("doctor_team"), "jiayituandui jytd 签约医生"
)
