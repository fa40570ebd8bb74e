"""Imports made so far, and taking one back: what was built on since stays, and is named."""

from dataclasses import dataclass

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.roster import undo_roster


@dataclass(frozen=True)
class Batch:
    """One import.

    Attributes:
        id: takes it back.
        at: when, UTC, ISO 8601.
        file_name, sheet: of the list.
        created, changed: households; `skipped`: rows left out.
        undone: taken back already.
    """

    id: str
    at: str
    file_name: str
    sheet: str
    created: int
    changed: int
    skipped: int
    undone: bool


@dataclass(frozen=True)
class BatchUndone:
    """What became of taking an import back.

    Attributes:
        touched: for the pages.
        taken_back: changes reversed.
        kept: names of households somebody has worked on since; they stay as they are.
    """

    touched: Touched
    taken_back: int
    kept: tuple[str, ...]


_BATCHES = """
    SELECT b.id, c.at, b.file_name, coalesce(b.sheet, ''), coalesce(b.created, 0), coalesce(b.changed, 0),
           coalesce(b.skipped, 0), c.undone_by <> ''
      FROM import_batch b JOIN command c ON c.group_id = b.id
     ORDER BY c.no DESC LIMIT ?
"""
_MOST = 50


def batches(desk: Desk) -> tuple[Batch, ...]:
    """The imports of this laptop, the latest first."""
    with desk.record.store.reading() as connection:
        rows = connection.exec_driver_sql(_BATCHES, (_MOST,)).all()
    return tuple(
        Batch(batch, at, name, sheet, created, changed, skipped, bool(undone))
        for batch, at, name, sheet, created, changed, skipped, undone in rows
    )


def undo_batch(desk: Desk, batch: str) -> BatchUndone:
    """Takes an import back as far as nobody has built on it since.

    Raises:
        NotFound, NothingToUndo: nothing is changed.
    """
    undone = undo_roster(desk, batch)
    with desk.record.store.reading() as connection:
        families = {_family_of(connection, entity, record) for entity, record in undone.kept} - {""}
        names = tuple(sorted(_name_of(connection, family) for family in families))
    return BatchUndone(undone.touched, undone.taken_back, names)


def _family_of(connection: Connection, entity: str, record_id: str) -> str:
    """The household a record belongs to, "" for what belongs to none."""
    if entity == "family":
        return record_id
    fields = ENTITIES[entity].by_name
    step = next((name for name in ("family_id", "person_id", "child_id") if name in fields), "")
    if not step:
        return ""
    asked = f'SELECT "{step}" FROM "{entity}" WHERE id = ?'
    owner = connection.exec_driver_sql(asked, (record_id,)).scalar()
    return _family_of(connection, step.removesuffix("_id"), str(owner)) if owner else ""


def _name_of(connection: Connection, family_id: str) -> str:
    asked = """
        SELECT coalesce((SELECT p.name FROM person p WHERE p.family_id = f.id AND p.voided = 0
                          ORDER BY p.is_head DESC, p.no LIMIT 1), '') || '户，' || coalesce(v.name, '')
          FROM family f LEFT JOIN org_unit v ON v.id = f.village_id WHERE f.id = ?
    """
    return str(connection.exec_driver_sql(asked, (family_id,)).scalar() or "").strip("，")
