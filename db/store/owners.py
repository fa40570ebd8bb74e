"""Whose the records are: the township of each, of many kinds in one question."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection

from db.store.dialect import places, portions


def owners_of(connection: Connection, wanted: Mapping[str, AbstractSet[str]]) -> dict[tuple[str, str], str]:
    """The township (code of its stream) of every record that is on file, by entity and id.

    Args:
        connection: from the store.
        wanted: ids by entity.
    """
    found: dict[tuple[str, str], str] = {}
    records = ((name, each) for name in sorted(wanted) for each in sorted(wanted[name]))
    for some in portions(connection, records):
        kinds = [(name, [each for _, each in run]) for name, run in groupby(some, itemgetter(0))]
        asked = " UNION ALL ".join(
            f"SELECT '{name}', id, org FROM \"{name}\" WHERE id IN ({places(ids)})" for name, ids in kinds
        )
        rows = connection.exec_driver_sql(asked, tuple(each for _, each in some))
        found.update({(str(row[0]), str(row[1])): str(row[2]) for row in rows})
    return found
