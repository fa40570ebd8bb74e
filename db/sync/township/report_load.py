"""What goes into a township's report: changes, tables for people, pictures, lists where both sides differ (B-51)."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from db.domain.entities.entity import Field
from db.domain.entities.registry import ENTITIES
from db.store.attachments import Attachments
from db.store.digest import filled_tables
from db.store.settings import read_setting
from db.sync.package.differing import DIFFERING, digest_list
from db.sync.package.limits import Limits
from db.sync.package.listing import Attachment, Cell, LineList, TableDump, TableField
from db.sync.township.pending import OPEN, Part

_TYPES = {"whole": "integer", "money": "integer", "flag": "boolean", "day": "date"}


def change_lines(connection: Connection, part: Part) -> Iterator[bytes]:
    """The changes as they were sealed, straight from the log, without reading their insides.

    Args:
        connection: from the store.
        part: whose.
    """
    asked = f"SELECT c.hash, c.header, c.payload, c.payload_digest {OPEN} AND c.no BETWEEN ? AND ? ORDER BY c.no"
    for change_hash, header, payload, payload_digest in connection.exec_driver_sql(
        asked, (part.first_no, part.last_no)
    ):
        content = f'"payload":{payload}' if payload else f'"payload_digest":"{payload_digest}"'
        yield f'{{"hash":"{change_hash}","header":{header},{content}}}'.encode()


def tables_of(connection: Connection, org: str) -> Iterator[TableDump]:
    """The present state for people and other tools; the county never imports it (B-51).

    Args:
        connection: from the store.
        org: code of the township whose records are shown.
    """
    filled = filled_tables(connection)
    for name, entity in ((name, ENTITIES[name]) for name in ENTITIES if name in filled):
        asked = f'SELECT 1 FROM "{name}" WHERE org = ? AND voided = 0 LIMIT 1'
        if connection.exec_driver_sql(asked, (org,)).first() is None:
            continue
        fields = (
            TableField("id", "记录号"),
            *(TableField(f.name, f.title, _TYPES.get(f.kind, "string")) for f in entity.fields),
        )
        yield TableDump(name, entity.title, fields, _rows(connection, name, entity.fields, org))


def _rows(connection: Connection, name: str, fields: tuple[Field, ...], org: str) -> Iterator[Sequence[Cell]]:
    columns = ", ".join(f'"{spec.name}"' for spec in fields)
    asked = f'SELECT id, {columns} FROM "{name}" WHERE org = ? AND voided = 0 ORDER BY id'
    other = [(place, _CELLS[spec.kind]) for place, spec in enumerate(fields, start=1) if spec.kind in _CELLS]
    for row in connection.exec_driver_sql(asked, (org,)):
        cells = list(row)  # all others stand in the table as they are written
        for place, cell in other:
            if cells[place] is not None:
                cells[place] = cell(cells[place])
        yield cells


def _listed(column: str) -> str:
    return ";".join(json.loads(column))


_CELLS: dict[str, Callable[[Any], Cell]] = {"flag": bool, "listing": _listed}
"""How a column is written where it is not written as it is kept."""


def lists_for(connection: Connection, org: str) -> Iterator[LineList]:
    """Where both sides are known to differ, the county is told of each record, and lists them too (D-43).

    Args:
        connection: from the store.
        org: code of the township.
    """
    if read_setting(connection, DIFFERING) is not None:
        yield digest_list(connection, org)


_NOT_HAD = """
    SELECT a.sha256, a.size FROM attachment a
      JOIN change c ON c.record_id = a.id AND json_extract(c.header, '$.kind') = 'create'
     WHERE (a.voided = 0 OR a.org <> ?)
       AND (c.org = ? OR NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash))
       AND a.sha256 NOT IN (SELECT j.value FROM outgoing_package p, json_each(p.attachments) j
                             WHERE p.head_hash IN (SELECT change_hash FROM ledger))
     ORDER BY a.no
"""
"""Those of a case that has gone are still this laptop's to hand over; those of a case that came, the county has."""


def pictures_for(
    connection: Connection, org: str, files: Attachments | None, limits: Limits, part: Part
) -> tuple[Attachment, ...]:
    """Those no confirmed package has carried, the oldest first, as far as half a package holds them (B-20, B-55).

    Args:
        connection: from the store.
        org: code of the township.
        files: where they lie sealed; None takes none along.
        limits: what the county takes in.
        part: beside which they go.
    """
    if files is None:
        return ()
    found: dict[str, Attachment] = {}
    room = min(limits.package // 2, limits.package * 9 // 10 - part.bytes)
    for digest, size in connection.exec_driver_sql(_NOT_HAD, (org, org)):
        if digest in found or not files.has(digest):
            continue
        room -= int(size)
        if room < 0:
            break
        found[digest] = Attachment(digest, partial(files.open, digest))
    return tuple(found.values())
