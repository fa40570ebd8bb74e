"""Whose the records are: the township of each, of many kinds in one question."""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES

_FEW = 3
"""For so many kinds a statement of their own; for more always the same, which is prepared once."""


def owners_of(connection: Connection, wanted: Mapping[str, AbstractSet[str]]) -> dict[tuple[str, str], str]:
    """The township (code of its stream) of every record that is on file, by entity and id.

    Args:
        connection: from the store.
        wanted: ids by entity.
    """
    if not wanted:
        return {}
    names = sorted(wanted) if len(wanted) <= _FEW else list(ENTITIES)
    asked = " UNION ALL ".join(_ASKED.format(name=name) for name in names)
    ids = tuple(json.dumps(sorted(wanted.get(name, ()))) for name in names)
    return {(str(row[0]), str(row[1])): str(row[2]) for row in connection.exec_driver_sql(asked, ids)}


_ASKED = "SELECT '{name}', id, org FROM \"{name}\" WHERE id IN (SELECT value FROM json_each(?))"
