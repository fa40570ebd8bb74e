"""Search before create: people on file who may be the one being typed, with the reason, the surest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from db.domain.identity import check_id_number
from db.domain.phones import PhoneKind, check_phone
from db.domain.pinyin import homophone_key
from db.domain.search import name_tokens
from db.queries.people import PersonHit, find_people
from desktop.desk.desk import Desk

NUMBER, BIRTH, PHONE, NAME, SOUND, NEAR, PART = "number", "birth", "phone", "name", "sound", "near", "part"
_ORDER = (NUMBER, BIRTH, PHONE, NAME, SOUND, NEAR, PART)
_MOST = 5
_LOOKED_AT = 40
_LEAST_NAME = 2
_LEAST_NUMBER = len("999999640309001")
_OWN = frozenset({PhoneKind.MOBILE, PhoneKind.LANDLINE})
"""Numbers that belong to somebody."""


@dataclass(frozen=True)
class TypedPerson:
    """What has been typed of one person so far; "" for what has not."""

    name: str = ""
    id_no: str = ""
    birth_date: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Alike:
    """Someone on file who may be the one being typed.

    Attributes:
        family_id, name, head_name, village, case_no, status: who and where.
        reason: `number` (the same ID number: it is the same person), `birth` (name and birth the same), `phone`,
            `name`, `sound` (read aloud the same), `near` (nearly, in the same village), `part` (the name begins or
            goes on like this).
        here: in the village being typed.
    """

    family_id: str
    name: str
    head_name: str
    village: str
    case_no: str
    status: str
    reason: str
    here: bool


def people_alike(desk: Desk, typed: Iterable[TypedPerson], village: str = "") -> tuple[Alike, ...]:
    """People on file who may be one of those being typed, the surest first, at most five.

    Args:
        desk: the desk.
        typed: what has been typed; a name of one character asks for nothing, a number only counts when whole.
        village: the village being typed; those of the same village come first, and names that only nearly sound the
            same are shown for it alone.
    """
    found: dict[str, Alike] = {}
    with desk.record.store.reading() as connection:
        for person in typed:
            for hit, reason in _hits(connection, person):
                here = bool(village) and hit.village == village.strip()
                if (reason != NEAR or here) and _surer(reason, found.get(hit.person_id)):
                    found[hit.person_id] = _alike(hit, reason, here=here)
    ranked = sorted(found.values(), key=lambda each: (_ORDER.index(each.reason), not each.here))
    return tuple(ranked[:_MOST])


def _surer(reason: str, known: Alike | None) -> bool:
    return known is None or _ORDER.index(reason) < _ORDER.index(known.reason)


def _alike(hit: PersonHit, reason: str, *, here: bool) -> Alike:
    return Alike(hit.family_id, hit.name, hit.head_name, hit.village, hit.case_no, hit.status, reason, here)


def _hits(connection: Connection, person: TypedPerson) -> Iterator[tuple[PersonHit, str]]:
    number = check_id_number(person.id_no).normal
    if len(number) >= _LEAST_NUMBER:
        yield from ((hit, NUMBER) for hit in find_people(connection, number, _LOOKED_AT) if hit.id_no == number)
    for phone in check_phone(person.phone).numbers:
        if phone.kind in _OWN:
            yield from ((hit, PHONE) for hit in find_people(connection, phone.number, _MOST))
    if len(person.name.strip()) >= _LEAST_NAME:
        named = find_people(connection, person.name, _LOOKED_AT)
        births = _births(connection, named) if person.birth_date else {}
        yield from (
            (hit, reason)
            for hit in named
            if (reason := _by_name(hit, person, births.get(hit.person_id, "")))  # "" is not a reason
        )


def _by_name(hit: PersonHit, person: TypedPerson, born: str) -> str:
    if name_tokens(hit.name) == name_tokens(person.name):
        return BIRTH if born and born == person.birth_date else NAME
    if homophone_key(hit.name) == homophone_key(person.name):
        return SOUND
    return {"name": PART, "near": NEAR, "slip": NEAR}.get(hit.reason, "")


def _births(connection: Connection, hits: Iterable[PersonHit]) -> dict[str, str]:
    ids = tuple(hit.person_id for hit in hits)
    marks = ", ".join("?" * len(ids))
    rows = connection.exec_driver_sql(f"SELECT id, birth_date FROM person WHERE id IN ({marks})", ids)
    return {str(person_id): str(born or "") for person_id, born in rows}
