"""Small facts of this laptop by name: JSON values inside the encrypted record, secret ones sealed on a server."""

import json
from typing import Any

from sqlalchemy import Connection

SECRET = frozenset({"station_keys", "county_keys", "county_root"})
"""What signs and opens packages in the office's name: a server's administrator must not read it."""


def read_setting(connection: Connection, name: str, default: Any = None) -> Any:
    """The value kept under `name`, or `default`."""
    text = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (name,)).scalar()
    seal = connection.get_execution_options().get("seal")
    if seal is not None and text is not None and name in SECRET:
        text = seal.open(name, text)
    return default if text is None else json.loads(text)


def write_setting(connection: Connection, name: str, value: Any) -> None:
    """Keeps a JSON value under `name`."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    seal = connection.get_execution_options().get("seal")
    if seal is not None and name in SECRET:
        text = seal.close(name, text)
    connection.exec_driver_sql(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, text),
    )
