"""At the county a register holds several townships' lines: each says whose it is."""

import json
from dataclasses import replace

from sqlalchemy import Connection

from desktop.desk.desk import Desk
from desktop.desk.registers.register import RegisterColumn, RegisterRow, RegisterTable

_FIRST_WRITTEN = """
    SELECT c.record_id, coalesce((SELECT f.org FROM family f WHERE f.id = c.record_id), c.org) FROM change c
      JOIN (SELECT record_id, min(no) AS no FROM change
             WHERE record_id IN (SELECT value FROM json_each(?)) GROUP BY record_id) m
        ON m.record_id = c.record_id AND m.no = c.no
"""


def with_townships(desk: Desk, table: RegisterTable) -> RegisterTable:
    """The table with the township of every line behind its first column.

    A line belongs to the township its family belongs to, or else where its own record was first written down; what is
    no record of anybody (a target of the profile) belongs to no township.
    """
    names = {**desk.record.store.setting("townships", {}), desk.record.office.org_code: desk.record.office.org_name}
    with desk.record.store.reading() as connection:
        orgs = _orgs(connection, table.rows)
    level = desk.profile.level("township")
    columns = (*table.columns[:1], RegisterColumn("township", level, 96), *table.columns[1:])
    rows = []
    for row in table.rows:
        org = orgs.get(row.family_id or row.id, "")
        rows.append(replace(row, cells=(*row.cells[:1], str(names.get(org, org)), *row.cells[1:])))
    return replace(table, columns=columns, rows=tuple(rows))


def _orgs(connection: Connection, rows: tuple[RegisterRow, ...]) -> dict[str, str]:
    ids = json.dumps([row.family_id or row.id for row in rows])
    return {str(record): str(org) for record, org in connection.exec_driver_sql(_FIRST_WRITTEN, (ids,))}
