"""Small facts of this laptop by name: JSON values inside the encrypted record."""

import json
from typing import Any

from sqlalchemy import Connection


def read_setting(connection: Connection, name: str, default: Any = None) -> Any:
    """The value kept under `name`, or `default`."""
    text = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (name,)).scalar()
    return default if text is None else json.loads(text)


def write_setting(connection: Connection, name: str, value: Any) -> None:
    """Keeps a JSON value under `name`."""
    connection.exec_driver_sql(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, json.dumps(value, ensure_ascii=False, sort_keys=True)),
    )
