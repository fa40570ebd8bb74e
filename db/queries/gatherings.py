"""Activities with who came, and the people who can be asked to come."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

_ACTIVITIES = """
    SELECT a.id, a.name, a.kind, a."on", a.place, a.organiser, a.headcount, a.summary, c.name AS centre, a.centre_id,
           count(t.id) AS came, count(DISTINCT p.family_id) AS families, coalesce(sum(t.photo_consent), 0) AS photos
      FROM activity a
      LEFT JOIN centre c ON c.id = a.centre_id
      LEFT JOIN attendance t ON t.activity_id = a.id AND t.voided = 0
      LEFT JOIN person p ON p.id = t.person_id
     WHERE a.voided = 0
     GROUP BY a.id, c.name ORDER BY a."on" DESC, a.no DESC
"""
_MEMBERS = """
    SELECT p.id, p.name, p.family_id, coalesce(v.name, ''),
           (SELECT h.name FROM person h WHERE h.family_id = f.id AND h.is_head = 1 AND h.voided = 0 LIMIT 1)
      FROM person p JOIN family f ON f.id = p.family_id LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE p.voided = 0 AND f.voided = 0 AND f.status = 'active' AND coalesce(p.alive, 1) = 1
     ORDER BY v.route_order, v.name, f.no, p.no
"""
_CAME = """
    SELECT t.id, t.person_id, t.photo_consent, p.name FROM attendance t JOIN person p ON p.id = t.person_id
     WHERE t.activity_id = ? AND t.voided = 0 ORDER BY t.no
"""


@dataclass(frozen=True)
class ActivityRow:
    """One activity.

    Attributes:
        id, name, kind, on, place, organiser, summary: as they stand, "" for nothing; `on` ISO.
        centre, centre_id: the centre it was held at, "" for none.
        came, families: how many are on the attendance list, and of how many families.
        photos: of how many people the consent to a photograph is noted.
        headcount: the number typed, 0 for none; it also counts those who are on no list.
    """

    id: str
    name: str
    kind: str
    on: str
    place: str
    organiser: str
    summary: str
    centre: str
    centre_id: str
    came: int
    families: int
    photos: int
    headcount: int

    @property
    def persons(self) -> int:
        """人次: the number typed, or the length of the list when that is longer."""
        return max(self.headcount, self.came)


@dataclass(frozen=True)
class MemberRow:
    """A living member of a family on the register."""

    person_id: str
    name: str
    family_id: str
    village: str
    head: str


@dataclass(frozen=True)
class CameRow:
    """Somebody on an attendance list."""

    id: str
    person_id: str
    name: str
    photo: bool


def activities(connection: Connection) -> tuple[ActivityRow, ...]:
    """All activities, the latest first."""
    texts = ("id", "name", "kind", "on", "place", "organiser", "summary", "centre", "centre_id")
    numbers = ("came", "families", "photos", "headcount")

    def row(found: Any) -> ActivityRow:
        said: dict[str, Any] = {name: str(found[name] or "") for name in texts}
        said |= {name: int(found[name] or 0) for name in numbers}
        return ActivityRow(**said)

    return tuple(row(found) for found in connection.exec_driver_sql(_ACTIVITIES).mappings())


def members(connection: Connection) -> tuple[MemberRow, ...]:
    """Everybody living who belongs to a family on the register, by village and route."""
    return tuple(
        MemberRow(person_id, name, family_id, village, head or "")
        for person_id, name, family_id, village, head in connection.exec_driver_sql(_MEMBERS)
    )


def who_came(connection: Connection, activity_id: str) -> tuple[CameRow, ...]:
    """The attendance list of an activity, in the order in which it was written."""
    return tuple(
        CameRow(attendance_id, person_id, name, bool(photo))
        for attendance_id, person_id, photo, name in connection.exec_driver_sql(_CAME, (activity_id,))
    )
