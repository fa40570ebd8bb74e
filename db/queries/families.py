"""Lists of families for screens, paper and the command line: cheap rows, straight from the tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from sys import intern
from typing import Any

from sqlalchemy import Connection

from db.queries.fact_reader import plain_rows
from db.queries.people import find_people


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """One family in a list.

    Attributes:
        id, case_no, case_type, status, risk_level: as in the entity.
        head_name: the household's head; `names`: all living members, head first.
        village, group_name, org: where.
        last_on, last_mode, last_outcome: the latest visit or call, "" when there is none.
        phone: the family's or the head's, whole; the desk masks it.
        disputed: whether a field of the family or of a member has two answers.
    """

    id: str
    case_no: str
    case_type: str
    status: str
    risk_level: str
    head_name: str
    names: tuple[str, ...]
    village: str
    group_name: str
    org: str
    last_on: str
    last_mode: str
    last_outcome: str
    phone: str
    disputed: bool


@dataclass(frozen=True)
class FamilyFilter:
    """Which families; empty fields ask for nothing.

    Attributes:
        search: words as typed into a search box.
        village: exact name.
        org: township code (county).
        case_type, risk_level, contact_preference: codes.
        status: code; `active` by default, "" for all.
        contact_id: looked after by this contact person on `on`.
        quiet_since: ISO day; nobody of the family was met or spoken to on that day or later.
        on: ISO day on which contact persons are asked for; needed with `contact_id` only.
    """

    search: str = ""
    village: str = ""
    org: str = ""
    case_type: str = ""
    risk_level: str = ""
    status: str = "active"
    contact_preference: str = ""
    contact_id: str = ""
    quiet_since: str = ""
    on: str = ""


_ROWS = """
    SELECT f.id, coalesce(f.case_no, ''), f.case_type, f.status, f.risk_level, coalesce(v.name, ''),
           coalesce(f.group_name, ''), f.org, coalesce(f.phone, ''), f.disputed > 0,
           (SELECT group_concat(CASE WHEN p.voided = 0 AND p.alive = 1 THEN p.name ELSE '' END || char(30)
                   || CASE WHEN p.voided = 0 THEN coalesce(p.phone, '') ELSE '' END || char(30)
                   || CASE WHEN p.disputed > 0 THEN 1 ELSE 0 END,
                   char(31) ORDER BY p.is_head DESC, p.relation, p.no)
              FROM person p WHERE p.family_id = f.id),
           (SELECT t."on" || char(31) || t.mode || char(31) || t.outcome FROM visit t
             WHERE t.family_id = f.id AND t.voided = 0 ORDER BY t."on" DESC, t.no DESC LIMIT 1)
      FROM family f LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE {where}
     ORDER BY {order}
"""
_BY_ROUTE = "f.org, coalesce(v.route_order, 1000000), v.name, f.route_order, f.group_name, f.case_no, f.no"
_IN_VILLAGE = "f.route_order, f.group_name, f.case_no, f.no"
_SORTED_BY = {
    "name": """
        coalesce((SELECT p.name FROM person p WHERE p.family_id = f.id AND p.voided = 0 AND p.alive = 1
                   ORDER BY p.is_head DESC, p.relation, p.no LIMIT 1), '')
    """,
    "village": "coalesce(v.name, '')",
    "kind": "f.case_type",
    "care": "CASE f.risk_level WHEN 'high' THEN 0 WHEN 'focus' THEN 1 WHEN 'normal' THEN 2 ELSE 9 END",
    "last": """coalesce((SELECT max(t."on") FROM visit t WHERE t.family_id = f.id AND t.voided = 0), '')""",
}
"""What a list may be sorted by: the head's name, the village, the type, the attention level, the latest contact."""
_MOST_FOUND = 2000
_BATCH = 400


def family_rows(connection: Connection, wanted: FamilyFilter = FamilyFilter()) -> tuple[FamilyRow, ...]:
    """The families asked for, in the order of village, route and case number.

    Args:
        connection: from `store.reading()`.
        wanted: which ones.
    """
    where, values = _where(connection, wanted)
    asked = _ROWS.format(where=where, order=_BY_ROUTE)
    return tuple([_row(row) for row in plain_rows(connection, asked, values)])


def first_rows(connection: Connection, wanted: FamilyFilter, most: int) -> tuple[FamilyRow, ...]:
    """The first rows of a township's list in the order of village and route, however long the list is.

    It goes from village to village until there are enough, and looks at no other family: for the first screenful, while
    the whole list is put in order.

    Args:
        connection: from `store.reading()`.
        wanted: which ones.
        most: how many rows at most.
    """
    where, values = _where(connection, wanted)
    asked = "SELECT id, name, coalesce(route_order, 1000000) FROM org_unit"
    units = [(row[2], 1, row[1], row[0]) for row in connection.exec_driver_sql(asked)]
    ids: list[str] = []
    for _, _, _, village_id in sorted([*units, (1000000, 0, "", None)]):
        here = "f.village_id IS NULL" if village_id is None else "f.village_id = ?"
        source = f"family f LEFT JOIN org_unit v ON v.id = f.village_id WHERE {where} AND {here}"
        place = () if village_id is None else (village_id,)
        asked = f"SELECT f.id FROM {source} ORDER BY {_IN_VILLAGE} LIMIT ?"
        ids += [row[0] for row in plain_rows(connection, asked, (*values, *place, most - len(ids)))]
        if len(ids) >= most:
            break
    rows = rows_of(connection, ids)
    return tuple([rows[family_id] for family_id in ids])


def rows_of(connection: Connection, family_ids: Iterable[str]) -> dict[str, FamilyRow]:
    """The rows of these families by id, those in sight: a list holds thousands, a screen shows twenty."""
    ids, found = list(family_ids), {}
    for start in range(0, len(ids), _BATCH):
        batch = tuple(ids[start : start + _BATCH])
        where = f"f.voided = 0 AND f.id IN ({', '.join('?' * len(batch))})"
        for row in plain_rows(connection, _ROWS.format(where=where, order="f.no"), batch):
            found[str(row[0])] = _row(row)
    return found


def blank_row(family_id: str) -> FamilyRow:
    """A row nothing is known of yet but whose it is."""
    return FamilyRow(family_id, "", "", "", "", "", (), "", "", "", "", "", "", "", disputed=False)


def family_order(
    connection: Connection, wanted: FamilyFilter, sorted_by: str = "", *, descending: bool = False
) -> tuple[str, ...]:
    """The ids of the families asked for in the order of the list.

    Args:
        connection: from `store.reading()`.
        wanted: which ones.
        sorted_by: `name`, `village`, `kind`, `care` or `last`; "" for village and route, which also settles ties.
        descending: the other way round, ties as before.
    """
    where, values = _where(connection, wanted)
    key = f"{_SORTED_BY[sorted_by]} AS sorted" if sorted_by else "1 AS sorted"
    order = f"sorted{' DESC' if descending else ''}, {_BY_ROUTE}" if sorted_by else _BY_ROUTE
    source = f"family f LEFT JOIN org_unit v ON v.id = f.village_id WHERE {where}"
    rows = plain_rows(connection, f"SELECT f.id, {key} FROM {source} ORDER BY {order}", values)
    return tuple([row[0] for row in rows])


def family_ids(connection: Connection, wanted: FamilyFilter = FamilyFilter()) -> tuple[str, ...]:
    """The ids of the families asked for, in no order: for counting."""
    where, values = _where(connection, wanted)
    asked = f"SELECT f.id FROM family f LEFT JOIN org_unit v ON v.id = f.village_id WHERE {where}"
    return tuple(connection.exec_driver_sql(asked, values).scalars())


_HELD_BY = """
    EXISTS (SELECT 1 FROM assignment a WHERE a.family_id = f.id AND a.voided = 0 AND a.contact_id = ?
               AND a.since <= ? AND (a.until IS NULL OR a.until >= ?))
"""
_NOT_MET = """
    NOT EXISTS (SELECT 1 FROM visit t WHERE t.family_id = f.id AND t.voided = 0 AND t.outcome = 'met' AND t."on" >= ?)
"""


def _where(connection: Connection, wanted: FamilyFilter) -> tuple[str, tuple[str, ...]]:
    where, values = ["f.voided = 0"], []
    for column, value in (
        ("v.name", wanted.village),
        ("f.org", wanted.org),
        ("f.case_type", wanted.case_type),
        ("f.risk_level", wanted.risk_level),
        ("f.status", wanted.status),
        ("f.contact_preference", wanted.contact_preference),
    ):
        if value:
            where.append(f"{column} = ?")
            values.append(value)
    if wanted.search.strip():
        found = dict.fromkeys(hit.family_id for hit in find_people(connection, wanted.search, _MOST_FOUND))
        where.append(f"f.id IN ({', '.join('?' * len(found))})")
        values += list(found)
    if wanted.contact_id:
        where.append(_HELD_BY)
        values += [wanted.contact_id, wanted.on, wanted.on]
    if wanted.quiet_since:
        where.append(_NOT_MET)
        values.append(wanted.quiet_since)
    return " AND ".join(where), tuple(values)


def _row(row: tuple[Any, ...]) -> FamilyRow:
    """One line, its last but one column the name, phone and dispute of each member; words many share are kept once."""
    family_id, case_no, case_type, status, risk, village, group, org, phone, disputed, members, last = row
    people = [member.split("\x1e") for member in members.split("\x1f")] if members else []
    names = tuple([name for name, _, _ in people if name])
    if not phone:
        phone = next((number for _, number, _ in people if number), "")
    on, mode, outcome = last.split("\x1f") if last else ("", "", "")
    return FamilyRow(
        family_id,
        case_no,
        intern(case_type),
        intern(status),
        intern(risk),
        names[0] if names else "",
        names,
        intern(village),
        intern(group),
        intern(org),
        intern(on),
        intern(mode),
        intern(outcome),
        phone,
        bool(disputed) or any(contested == "1" for _, _, contested in people),
    )


def villages(connection: Connection, org: str = "") -> tuple[str, ...]:
    """Names of the villages that have families on file, in route order."""
    asked = """
        SELECT v.name, coalesce(v.route_order, 1000000) AS place FROM org_unit v
         WHERE EXISTS (SELECT 1 FROM family f WHERE f.village_id = v.id AND f.voided = 0 AND ? IN ('', f.org))
         GROUP BY v.name, v.route_order ORDER BY place, v.name
    """
    return tuple(row[0] for row in connection.exec_driver_sql(asked, (org,)))


def contacts_in_office(connection: Connection, on: str) -> tuple[tuple[str, str], ...]:
    """(id, name) of the contact persons who look after a family on a day (ISO), by name."""
    asked = """
        SELECT c.id, c.name FROM contact_person c
         WHERE c.voided = 0 AND EXISTS (SELECT 1 FROM assignment a WHERE a.contact_id = c.id AND a.voided = 0
                                           AND a.since <= ? AND (a.until IS NULL OR a.until >= ?))
         ORDER BY c.name, c.id
    """
    return tuple((str(row[0]), str(row[1])) for row in connection.exec_driver_sql(asked, (on, on)))


def family_count(connection: Connection) -> tuple[int, int]:
    """Active families and their living members."""
    families = "SELECT count(*) FROM family f WHERE f.voided = 0 AND f.status = 'active'"
    members = """
        SELECT count(*) FROM person p JOIN family f ON f.id = p.family_id
         WHERE p.voided = 0 AND p.alive = 1 AND f.voided = 0 AND f.status = 'active'
    """
    households, persons = (connection.exec_driver_sql(sql).scalar_one() for sql in (families, members))
    return int(households), int(persons)
