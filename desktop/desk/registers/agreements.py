"""家庭医生签约与履约: every person served, the agreement in force, when it ends, and what the doctor still owes."""

from db.domain.agreements import agreement_states, last_day
from db.domain.almanac import Almanac, almanac
from db.domain.family import Family, Person
from db.domain.fulfilment import Fulfilled, current_agreement, fulfilments
from db.domain.standing import COVERED, NOT_ASKED, OK, OUT, SOON, CoverageState
from db.domain.subjects import subjects
from db.queries.fact_parts import role_of
from db.queries.facts import families_on_file
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    SERVICES,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr

_SERVED = """
    SELECT p.relation, p.id IN (SELECT person_id FROM complication WHERE voided = 0), count(*)
      FROM person p JOIN family f ON f.id = p.family_id
     WHERE p.voided = 0 AND f.voided = 0 AND p.is_target = 1
       AND CASE WHEN p.death_date IS NULL THEN p.alive = 1 ELSE p.death_date > ? END
       AND f.opened_on <= ? AND (f.status = 'active' OR f.status_on > ?)
     GROUP BY 1, 2
"""


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("姓名"), 92, NAME),
        RegisterColumn("village", tr("[村（社区）]"), 88),
        RegisterColumn("family", tr("户"), 88, personal=True),
        RegisterColumn("team", tr("团队、医生"), 180, stretch=True),
        RegisterColumn("state", tr("签约"), 230, STATE),
        RegisterColumn("given", tr("履约"), 170, STATE),
    )
    page = almanac(desk.profile, desk.today)
    with desk.record.store.reading() as connection:
        families = [family for family in families_on_file(connection) if family.active(desk.today)]
    rows = [row for family in families for row in _rows(page, family)]
    owing = sum(_owes(row) for row in rows)
    lead = page.rules.c3a.lead_days
    words = tr("{n} 人的协议年 {lead} 天内到头，服务还没有做完") if owing else tr("{lead} 天内没有要赶着做完的服务")
    note = words.format(n=owing, lead=lead)
    verbs = (Verb("renew_agreements", tr("整批续签")),)
    return RegisterTable(columns, tuple(rows), verbs, note if rows else "", SOON if owing else OK)


def _owes(row: RegisterRow) -> bool:
    given = row.cells[-1]
    return isinstance(given, Cell) and given.state == SOON


def _rows(page: Almanac, family: Family) -> list[RegisterRow]:
    by_person = page.rules.c3.unit == "person"
    states = {state.subject_id: state for state in agreement_states(family, page)}
    served = {each.person.id: each for each in fulfilments(family, page)}
    people = subjects(family, page.day, page.rules.c3.holders)
    return [
        _row(page, family, person, states.get(person.id if by_person else family.id), served.get(person.id))
        for person in people
    ]


def _row(
    page: Almanac, family: Family, person: Person, state: CoverageState | None, served: Fulfilled | None
) -> RegisterRow:
    one = current_agreement(family, person, page.day)
    team = "、".join(part for part in (one.team, one.doctor) if part) if one else ""
    verbs = [Verb("record_doctor_service", tr("登记服务"), person.id)] if one else []
    if state is not None and state.state != OK and state.state not in OUT:
        key = "renew_agreement" if state.state in COVERED or state.lapsed else "sign_agreement"
        verbs.insert(0, Verb(key, tr("续签") if key == "renew_agreement" else tr("登记签约"), person.id))
    ends = last_day(one) if one else None
    shown = Cell(state.reason, state=state.state, order=(ends or page.day).isoformat()) if state else Cell("")
    given: Cell | str = Cell(served.words, state=_pressing(page, served)) if served else ""
    household = tr("{name}户").format(name=family.name)
    return RegisterRow(person.id, (person.name, family.village, household, team, shown, given), tuple(verbs), family.id)


def _pressing(page: Almanac, served: Fulfilled) -> str:
    """Whole, or to be finished soon; what still has time is no matter."""
    if served.whole:
        return OK
    return SOON if (served.year.end - page.day).days <= page.rules.c3a.lead_days else NOT_ASKED


def _count(desk: Desk) -> int:
    holders = desk.profile.on(desk.today).c3.holders
    with desk.record.store.reading() as connection:
        rows = connection.exec_driver_sql(_SERVED, (desk.today.isoformat(),) * 3).all()
    return sum(n for relation, certified, n in rows if role_of(relation, complication=bool(certified)) in holders)


AGREEMENTS = Register(
    "agreements", "stethoscope", SERVICES, "签约与履约", _read, _count, "qianyuelvyue qyly 家庭医生 续签 体检 随访"
)
