"""The families of a bulk change, and what would become of each."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from db.store.values import row_values

CHANGE, SAME, REFUSED = "change", "same", "refused"


@dataclass(frozen=True)
class Family:
    """One of the families chosen: its id, its head's name, its village and its fields as they stand."""

    id: str
    name: str
    village: str
    values: Mapping[str, Any]

    @property
    def active(self) -> bool:
        """On the register."""
        return self.values.get("status") == "active"


@dataclass(frozen=True)
class BulkLine:
    """One family in the plan.

    Attributes:
        family_id, name, village: whose.
        verdict: `change`, `same` (it stands so already) or `refused`.
        before, after: what stands and what would: a code, a text, a day, a name, or a number of persons.
        why: the reason of a refusal, a Chinese clause.
    """

    family_id: str
    name: str
    village: str
    verdict: str
    before: str = ""
    after: str = ""
    why: str = ""

    @classmethod
    def of(cls, family: Family, verdict: str, before: str = "", after: str = "", why: str = "") -> "BulkLine":
        """The line of a family."""
        return cls(family.id, family.name, family.village, verdict, before, after, why)


_CHOSEN = """
    SELECT f.*, coalesce(v.name, '') AS village_name,
           coalesce((SELECT p.name FROM person p WHERE p.family_id = f.id AND p.voided = 0
                      ORDER BY p.alive DESC, p.is_head DESC, p.no LIMIT 1), '') AS head_name
      FROM family f LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE f.voided = 0 AND f.id IN (SELECT value FROM json_each(?))
     ORDER BY coalesce(v.route_order, 1000000), v.name, f.route_order, f.group_name, f.case_no, f.no
"""


def chosen_families(connection: Connection, family_ids: Sequence[str]) -> tuple[Family, ...]:
    """The families of these ids that stand, in the order of village and route."""
    rows = connection.exec_driver_sql(_CHOSEN, (json.dumps(list(family_ids)),)).mappings()
    return tuple(
        Family(str(row["id"]), str(row["head_name"]), str(row["village_name"]), row_values("family", dict(row)))
        for row in rows
    )
