"""The folded tables, one per entity, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Index, Table

from db.domain.entities.registry import ENTITIES
from db.store.tables.columns import entity_table

TABLES: Mapping[str, Table] = MappingProxyType({name: entity_table(entity) for name, entity in ENTITIES.items()})

Index("ix_visit_family_on", TABLES["visit"].c.family_id, TABLES["visit"].c.on)
Index("ix_person_id_no", TABLES["person"].c.id_no)
Index("ix_family_case_no", TABLES["family"].c.case_no)
