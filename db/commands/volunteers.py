"""Volunteers paired with families."""

from collections.abc import Mapping
from typing import Any

from db.errors import InvalidValue
from db.store.log import Writing
from db.touched import Touched


def pair_volunteer(
    writing: Writing, family_id: str, volunteer: Mapping[str, Any], fields: Mapping[str, Any]
) -> Touched:
    """Pairs a volunteer with a family; one of the same name and kind is used again.

    Raises:
        InvalidValue: no name.
    """
    name = str(volunteer.get("name") or "").strip()
    if not name:
        raise InvalidValue("name", "没有写志愿者姓名。")
    asked = "SELECT id FROM volunteer WHERE name = ? AND kind = ? AND voided = 0"
    known = writing.connection.exec_driver_sql(asked, (name, str(volunteer["kind"]))).scalar()
    volunteer_id = str(known) if known else writing.create("volunteer", {**volunteer, "name": name})
    writing.create("pairing", {**fields, "family_id": family_id, "volunteer_id": volunteer_id})
    return writing.finish("已登记结对")
