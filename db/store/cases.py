"""The records of one household's case, and what they point at, read from the tables (B-37)."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from db.domain.cases import CASE, case_paths
from db.domain.entities.registry import ENTITIES

_BATCH = 400

Record = tuple[str, str]
"""(entity, record id)"""


def case_records(connection: Connection, family_id: str) -> list[Record]:
    """Everything that hangs on a household, taken out or not, the household first, in the registry's order.

    Args:
        connection: from the store.
        family_id: of the household.
    """
    ids, found = {family_id}, [(CASE, family_id)]
    for entity, paths in case_paths().items():
        if entity != CASE:
            here = sorted(_hanging(connection, entity, paths, sorted(ids)))
            ids.update(here)
            found += [(entity, each) for each in here]
    return found


def case_of(connection: Connection, entity: str, record_id: str) -> str:
    """The household whose case a record is in, "" for none."""
    paths = case_paths()
    while entity in paths:
        if entity == CASE:
            return record_id
        columns = ", ".join(f'"{each}"' for each in paths[entity])
        row = connection.exec_driver_sql(f'SELECT {columns} FROM "{entity}" WHERE id = ?', (record_id,)).first()
        first = next(((name, str(value)) for name, value in zip(paths[entity], row or (), strict=False) if value), None)
        if first is None:
            return ""
        entity, record_id = ENTITIES[entity].by_name[first[0]].entity, first[1]
    return ""


def pointed_at(connection: Connection, records: Iterable[Record]) -> set[Record]:
    """What these records point at, and what that points at, all the way; without the records themselves."""
    start = set(records)
    found, waiting = set(start), start
    while waiting:
        waiting = set(_targets(connection, waiting)) - found
        found |= waiting
    return found - start


def _hanging(connection: Connection, entity: str, paths: tuple[str, ...], ids: list[str]) -> Iterator[str]:
    """Records whose first reference that is filled in is one of these; each way by its own index."""
    for at, name in enumerate(paths):
        empty = "".join(f' AND "{before}" IS NULL' for before in paths[:at])
        for batch in _batches(ids):
            places = ", ".join("?" * len(batch))
            asked = f'SELECT id FROM "{entity}" WHERE "{name}" IN ({places}){empty}'
            yield from connection.exec_driver_sql(asked, batch).scalars()


def _targets(connection: Connection, records: Iterable[Record]) -> Iterator[Record]:
    by_entity: dict[str, list[str]] = {}
    for entity, record_id in records:
        by_entity.setdefault(entity, []).append(record_id)
    for entity, ids in by_entity.items():
        specs = [spec for spec in ENTITIES[entity].fields if spec.kind == "ref"]
        if not specs:
            continue
        columns = ", ".join(f'"{spec.name}"' for spec in specs)
        for batch in _batches(sorted(ids)):
            asked = f'SELECT {columns} FROM "{entity}" WHERE id IN ({", ".join("?" * len(batch))})'
            for row in connection.exec_driver_sql(asked, batch):
                yield from ((spec.entity, str(value)) for spec, value in zip(specs, row, strict=True) if value)


def _batches(ids: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(ids), _BATCH):
        yield tuple(ids[start : start + _BATCH])
