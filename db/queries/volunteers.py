"""Volunteers with what they do, pairings with their families, and the services given."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

_VOLUNTEERS = """
    SELECT v.id, v.name, v.kind, v.phone, v.team, v.since, v.until, w.name AS member, w.family_id,
           (SELECT count(DISTINCT p.family_id) FROM pairing p WHERE p.volunteer_id = v.id AND p.voided = 0
              AND p.since <= :day AND (p.until IS NULL OR p.until >= :day)) AS families,
           count(s.id) AS services, coalesce(sum(s.minutes), 0) AS minutes
      FROM volunteer v
      LEFT JOIN person w ON w.id = v.person_id AND w.voided = 0
      LEFT JOIN volunteer_service s ON s.volunteer_id = v.id AND s.voided = 0 AND s."on" BETWEEN :first AND :day
     WHERE v.voided = 0
     GROUP BY v.id, w.id ORDER BY v.no
"""
_PEERS = """
    SELECT v.id, v.person_id, v.until, count(DISTINCT p.family_id)
      FROM volunteer v JOIN person w ON w.id = v.person_id
      LEFT JOIN pairing p ON p.volunteer_id = v.id AND p.voided = 0 AND p.since <= :day
           AND (p.until IS NULL OR p.until >= :day)
     WHERE w.family_id = :family AND v.voided = 0 GROUP BY v.id ORDER BY v.no
"""
_PAIRINGS = """
    SELECT p.id, p.family_id, p.volunteer_id, p.since, p.until, p.content, v.name AS volunteer, v.kind,
           coalesce(o.name, '') AS village,
           (SELECT h.name FROM person h WHERE h.family_id = p.family_id AND h.is_head = 1 AND h.voided = 0 LIMIT 1)
             AS head,
           max(s."on") AS last_on, count(s.id) AS services, coalesce(sum(s.minutes), 0) AS minutes
      FROM pairing p
      JOIN volunteer v ON v.id = p.volunteer_id
      JOIN family f ON f.id = p.family_id AND f.voided = 0
      LEFT JOIN org_unit o ON o.id = f.village_id
      LEFT JOIN volunteer_service s ON s.family_id = p.family_id AND s.volunteer_id = p.volunteer_id AND s.voided = 0
           AND s."on" >= p.since AND (p.until IS NULL OR s."on" <= p.until) AND s."on" <= :day
     WHERE p.voided = 0
     GROUP BY p.id, v.id, o.id, f.id ORDER BY o.route_order, o.name, f.no, p.no
"""
_SERVICES = """
    SELECT s.id, s.family_id, s."on", s.minutes, s.content, coalesce(v.name, '') AS volunteer,
           coalesce(o.name, '') AS village,
           (SELECT h.name FROM person h WHERE h.family_id = s.family_id AND h.is_head = 1 AND h.voided = 0 LIMIT 1)
             AS head
      FROM volunteer_service s
      JOIN family f ON f.id = s.family_id AND f.voided = 0
      LEFT JOIN org_unit o ON o.id = f.village_id
      LEFT JOIN volunteer v ON v.id = s.volunteer_id
     WHERE s.voided = 0 ORDER BY s."on" DESC, s.no DESC
"""


@dataclass(frozen=True)
class VolunteerRow:
    """A volunteer or a unit: families paired with on the day, services and minutes from the first day to the day.

    A peer is a member of a family: `member` and `family_id` say of which, "" for everybody else.
    """

    id: str
    name: str
    kind: str
    phone: str
    team: str
    since: str
    until: str
    member: str
    family_id: str
    families: int
    services: int
    minutes: int


@dataclass(frozen=True)
class PeerRow:
    """A member of a family who is a volunteer for others: until when (None: still), and how many families now."""

    id: str
    person_id: str
    until: str | None
    families: int


def peers_of(connection: Connection, family_id: str, day: str) -> tuple[PeerRow, ...]:
    """The members of a family who help other families as volunteers (TC: 同伴志愿者)."""
    found = connection.exec_driver_sql(_PEERS, {"family": family_id, "day": day})
    return tuple(PeerRow(*row) for row in found)


@dataclass(frozen=True)
class PairingRow:
    """A pairing with the services given under it by the day; `until` and `last_on` are "" for none."""

    id: str
    family_id: str
    volunteer_id: str
    since: str
    until: str
    content: str
    volunteer: str
    kind: str
    village: str
    head: str
    last_on: str
    services: int
    minutes: int


@dataclass(frozen=True)
class ServiceRow:
    """One service of a volunteer; `minutes` 0 when not written down."""

    id: str
    family_id: str
    on: str
    minutes: int
    content: str
    volunteer: str
    village: str
    head: str


def volunteers(connection: Connection, first: str, day: str) -> tuple[VolunteerRow, ...]:
    """All volunteers; `first` and `day` (ISO) bound the services counted, `day` says which pairings run."""
    found = connection.exec_driver_sql(_VOLUNTEERS, {"first": first, "day": day}).mappings()
    return tuple(VolunteerRow(**_said(row, "families", "services", "minutes")) for row in found)


def pairings(connection: Connection, day: str) -> tuple[PairingRow, ...]:
    """All pairings of families on file, ended ones too, by village and route."""
    found = connection.exec_driver_sql(_PAIRINGS, {"day": day}).mappings()
    return tuple(PairingRow(**_said(row, "services", "minutes")) for row in found)


def services(connection: Connection) -> tuple[ServiceRow, ...]:
    """All services of volunteers, the latest first."""
    return tuple(ServiceRow(**_said(row, "minutes")) for row in connection.exec_driver_sql(_SERVICES).mappings())


def _said(row: Any, *numbers: str) -> dict[str, Any]:
    return {name: int(value or 0) if name in numbers else str(value or "") for name, value in row.items()}
