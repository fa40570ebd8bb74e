"""All entities by name, in an order in which references point backwards."""

from collections.abc import Mapping
from types import MappingProxyType

from db.domain.entities.casework import CASEWORK
from db.domain.entities.coverage import COVERAGE
from db.domain.entities.entity import Entity, fault_of
from db.domain.entities.office import OFFICE, PAPERS
from db.domain.entities.people import PEOPLE
from db.domain.entities.supports import SUPPORTS

SCHEMA = 1
"""Version of this registry; stamped on every change (B-40, B-42)."""

ENTITIES: Mapping[str, Entity] = MappingProxyType(
    {entity.name: entity for entity in (*OFFICE, *PEOPLE, *PAPERS, *COVERAGE, *SUPPORTS, *CASEWORK)}
)


def faults(entity_name: str, fields: Mapping[str, object], *, whole_record: bool) -> tuple[tuple[str, str], ...]:
    """What is wrong with these values as (field, Chinese clause); empty when nothing is.

    Args:
        entity_name: a name of `ENTITIES`.
        fields: the values given.
        whole_record: true for a new record, whose required fields must all be there.

    Fields that this version does not know are no fault: they are kept and carried (B-40).
    """
    entity = ENTITIES[entity_name]
    missing = [name for name in entity.required if name not in fields] if whole_record else []
    found = [(name, fault_of(entity.by_name[name], None)) for name in missing]
    for name, value in fields.items():
        if name in entity.by_name and (clause := fault_of(entity.by_name[name], value)):
            found.append((name, clause))
    return tuple(found)


def targets_of(entity_name: str, fields: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """What these values point at, as (entity, record id); fields and kinds of newer versions point at nothing."""
    known = ENTITIES[entity_name].by_name if entity_name in ENTITIES else {}
    return tuple(
        (known[name].entity, value)
        for name, value in fields.items()
        if name in known and known[name].kind == "ref" and isinstance(value, str) and value
    )
