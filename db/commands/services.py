"""Services given: family doctor, solace, volunteering, insurance."""

from collections.abc import Mapping
from typing import Any

from db.store.writing import Writing
from db.touched import Touched


def record_service(writing: Writing, entity: str, fields: Mapping[str, Any], said: str) -> Touched:
    """Registers a service given: family doctor, solace, volunteering, insurance.

    Raises:
        InvalidValue: a field that does not hold.
    """
    writing.create(entity, fields)
    return writing.finish(said)
