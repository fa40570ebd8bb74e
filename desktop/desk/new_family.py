"""Before a family is opened: who is alike already, which villages there are, which case number comes next."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.domain.identity import check_id_number
from db.queries.families import villages
from db.queries.people import PersonHit, find_people
from desktop.desk.desk import Desk

_MOST = 5
_LEAST_NAME = 2


@dataclass(frozen=True)
class Alike:
    """Someone on file who may be the one being typed.

    Attributes:
        family_id, name, head_name, village, case_no: who and where.
        same_number: the ID number is the same: it is the same person.
        same_name: written the same; else it only sounds the same.
    """

    family_id: str
    name: str
    head_name: str
    village: str
    case_no: str
    same_number: bool
    same_name: bool


def people_alike(desk: Desk, names: Iterable[str], numbers: Iterable[str]) -> tuple[Alike, ...]:
    """People on file with one of these names (or one that sounds the same) or numbers, the surest first.

    Args:
        desk: the desk.
        names: as typed so far; shorter than two characters asks for nothing.
        numbers: ID numbers as typed; only whole ones are looked up.
    """
    found: dict[str, Alike] = {}
    with desk.record.store.reading() as connection:
        for number in numbers:
            normal = check_id_number(number).normal
            if len(normal) >= len("999999640309001"):
                same = [hit for hit in find_people(connection, normal, _MOST) if hit.id_no == normal]
                found |= {hit.person_id: _alike(hit, "", same_number=True) for hit in same}
        for name in names:
            if len(name) >= _LEAST_NAME:
                for hit in find_people(connection, name, _MOST):
                    if hit.reason in {"name", "sound"}:
                        found.setdefault(hit.person_id, _alike(hit, name, same_number=False))
    ranked = sorted(found.values(), key=lambda each: (not each.same_number, not each.same_name))
    return tuple(ranked[:_MOST])


def _alike(hit: PersonHit, name: str, *, same_number: bool) -> Alike:
    return Alike(hit.family_id, hit.name, hit.head_name, hit.village, hit.case_no, same_number, hit.name == name)


def village_names(desk: Desk) -> tuple[str, ...]:
    """Villages of the township known so far, with families or without."""
    asked = (
        "SELECT name FROM org_unit WHERE level = 'village' AND voided = 0 ORDER BY coalesce(route_order, 1000000), name"
    )
    with desk.record.store.reading() as connection:
        used = villages(connection)
        every = connection.exec_driver_sql(asked).scalars().all()
    return tuple(dict.fromkeys((*used, *(str(name) for name in every))))


def family_among(desk: Desk, ids: Iterable[str]) -> str:
    """Which of the ids of a write is the family's; "" when none is."""
    wanted = tuple(ids)
    marks = ", ".join("?" * len(wanted))
    with desk.record.store.reading() as connection:
        found = connection.exec_driver_sql(f"SELECT id FROM family WHERE id IN ({marks})", wanted).scalar()
    return str(found or "")
