"""Cases that go or went from township to township: asked for, granted, declined (B-37)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from db.clock import CHINA
from db.ledger.change import GRANT

OPEN, GRANTED, DECLINED, WITHDRAWN, SENT_BACK = "open", "granted", "declined", "withdrawn", "sent_back"


@dataclass(frozen=True)
class TransferRow:
    """One request with what became of it, or a grant nobody had asked for.

    Attributes:
        family_id, name, village, case_no: the household; the name of its head.
        before, after: codes of the townships.
        state: `open`, `granted`, `declined`, `withdrawn` or `sent_back` (the county turned the request away).
        asked_at, asked_by, reason: of the request, "" without one.
        settled_at, settled_reason: of the answer, "" while there is none.
        request, answer: hashes of the two.
    """

    family_id: str
    name: str
    village: str
    case_no: str
    before: str
    after: str
    state: str
    asked_at: str = ""
    asked_by: str = ""
    reason: str = ""
    settled_at: str = ""
    settled_reason: str = ""
    request: str = ""
    answer: str = ""


_ANSWERS = """
    SELECT t.change_hash, t.kind, t.answers, t.at, t.org_from, t.org_to, c.station_id,
           coalesce(json_extract(nullif(c.payload, ''), '$.reason'), ''), t.record_id, c.no
      FROM transfer t JOIN change c ON c.hash = t.change_hash
     WHERE t.record_type = 'family' AND t.kind <> 'transfer_request' AND ? IN ('', t.record_id) AND {standing}
     ORDER BY c.no
"""
_REQUESTS = """
    SELECT t.change_hash, t.record_id, t.org_from, t.org_to, t.at, coalesce(w.name, ''), c.station_id,
           coalesce(json_extract(nullif(c.payload, ''), '$.reason'), ''), c.no, {away}
      FROM transfer t JOIN change c ON c.hash = t.change_hash
      LEFT JOIN worker w ON w.id = json_extract(c.header, '$.author')
     WHERE t.record_type = 'family' AND t.kind = 'transfer_request' AND ? IN ('', t.record_id)
     ORDER BY c.no
"""
_AWAY = """
    EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = t.change_hash AND l.rejected <> ''
               AND NOT EXISTS (SELECT 1 FROM ledger a WHERE a.change_hash = l.change_hash AND a.rejected = ''))
"""
_FAMILY = """
    SELECT coalesce((SELECT p.name FROM person p WHERE p.family_id = f.id
                      ORDER BY p.relation <> '02', p.no LIMIT 1), ''), coalesce(v.name, ''), coalesce(f.case_no, ''),
           f.org
      FROM family f LEFT JOIN org_unit v ON v.id = f.village_id WHERE f.id = ?
"""


def open_request(connection: Connection, family_id: str) -> str | None:
    """Hash of the request about a household that waits for the county, None when there is none."""
    return next((row.request for row in transfers(connection, family_id) if row.state == OPEN), None)


def transfers(connection: Connection, family_id: str = "") -> tuple[TransferRow, ...]:
    """Everything asked for and decided, the latest first.

    Args:
        connection: from the store.
        family_id: of one household; "" for all.
    """
    standing = f"NOT {_AWAY}"
    said = [tuple(row) for row in connection.exec_driver_sql(_ANSWERS.format(standing=standing), (family_id,))]
    asked = [tuple(row) for row in connection.exec_driver_sql(_REQUESTS.format(away=_AWAY), (family_id,))]
    by_request = {str(row[2]): row for row in said if row[2]}
    families: dict[str, tuple[str, str, str, str]] = {}
    found: list[tuple[int, TransferRow]] = []
    for row in asked:
        request, record_id, before, after, at, by, station, reason, no, away = row
        answer = by_request.get(str(request))
        whose = _family(connection, families, str(record_id))
        state, settled = _state(answer, str(station), away=bool(away), gone=whose[3] != before), answer or ()
        told = (str(settled[3]), str(settled[7])) if settled else ("", "")
        hashes = (str(request), str(settled[0]) if settled else "")
        line = TransferRow(str(record_id), *whose[:3], before, after, state, at, by, reason, *told, *hashes)
        found.append((int(no), line))
    for row in said:
        if row[1] == GRANT and not row[2]:
            whose = _family(connection, families, str(row[8]))
            line = TransferRow(str(row[8]), *whose[:3], row[4], row[5], GRANTED, "", "", "", row[3], row[7], "", row[0])
            found.append((int(row[9]), line))
    return tuple(line for _, line in sorted(found, key=lambda each: -each[0]))


def owners_on(connection: Connection, day: date) -> dict[str, str]:
    """By household granted to another township after a day, the township it belonged to on that day.

    Args:
        connection: from the store.
        day: in China; the day of a grant is the new township's.
    """
    asked = _ANSWERS.format(standing=f"NOT {_AWAY}")
    found: dict[str, str] = {}
    for row in connection.exec_driver_sql(asked, ("",)):
        if row[1] == GRANT and datetime.fromisoformat(row[3]).astimezone(CHINA).date() > day:
            found.setdefault(str(row[8]), str(row[4]))
    return found


def _state(answer: tuple[object, ...] | None, station: str, *, away: bool, gone: bool) -> str:
    if answer is not None:
        if answer[1] == GRANT:
            return GRANTED
        return WITHDRAWN if str(answer[6]) == station else DECLINED
    return SENT_BACK if away else GRANTED if gone else OPEN


def _family(
    connection: Connection, known: dict[str, tuple[str, str, str, str]], family_id: str
) -> tuple[str, str, str, str]:
    if family_id not in known:
        row = connection.exec_driver_sql(_FAMILY, (family_id,)).first()
        known[family_id] = tuple(map(str, row)) if row else ("", "", "", "")  # type: ignore[assignment] # four texts
    return known[family_id]
