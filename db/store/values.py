"""Between a change's values (JSON) and a row's columns (text and whole numbers)."""

import json
from collections.abc import Mapping
from typing import Any

from db.domain.entities.entity import Field
from db.domain.entities.registry import ENTITIES

_listed = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_column(value: Any) -> str | int | None:
    """A change's value as a column keeps it: lists as JSON text, flags as 0 and 1, nothing as NULL."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, list):
        return _listed(value) if value else None
    if isinstance(value, bool):
        return int(value)
    return value  # type: ignore[no-any-return] # a change holds text, whole numbers, flags and lists only


def from_column(spec: Field, value: Any) -> Any:
    """A column's content as the value of a change."""
    if value is None:
        return None
    if spec.kind == "flag":
        return bool(value)
    return json.loads(value) if spec.kind == "listing" else value


def row_values(entity_name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row as values of a change; empty ones are left out."""
    entity = ENTITIES[entity_name]
    values = ((spec.name, from_column(spec, row[spec.name])) for spec in entity.fields)
    return {name: value for name, value in values if value is not None}


def columns_of(entity_name: str, values: Mapping[str, Any]) -> dict[str, str | int | None]:
    """The known fields among `values` as columns; what a newer version added stays in the log (B-40)."""
    known = ENTITIES[entity_name].by_name
    return {name: to_column(value) for name, value in values.items() if name in known}
