"""What persons have agreed to, refused and taken back, as the rules see it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from db.domain.consent import declined
from db.domain.family import Consent
from db.store.values import row_values

_BATCH = 400


def consents_of(connection: Connection, person_ids: Collection[str]) -> list[Consent]:
    """The live consents and refusals of these persons, in the order in which they were written down."""
    ids, found = list(person_ids), []
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        asked = f"SELECT * FROM consent WHERE voided = 0 AND person_id IN ({', '.join('?' * len(part))}) ORDER BY no"
        rows = connection.exec_driver_sql(asked, tuple(part)).mappings()
        found += [_consent(row_values("consent", dict(row)), str(row["id"])) for row in rows]
    return found


def declining(connection: Connection, person_ids: Collection[str], scope: str, day: date) -> frozenset[str]:
    """Of these persons, those whose last word on a scope is no on a day; silence is not a no."""
    said = consents_of(connection, person_ids)
    return frozenset(each.person_id for each in said if declined(said, each.person_id, scope, day))


def _consent(values: Mapping[str, Any], record_id: str) -> Consent:
    withdrawn = values.get("withdrawn_on")
    return Consent(
        record_id,
        str(values["person_id"]),
        tuple(values.get("scope") or ()),
        date.fromisoformat(str(values["on"])),
        granted=not values.get("refused"),
        withdrawn_on=date.fromisoformat(str(withdrawn)) if withdrawn else None,
    )
