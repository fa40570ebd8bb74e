"""Small facts of this laptop by name: JSON values inside the encrypted record, secret ones sealed on a server."""

import json
from typing import Any

from sqlalchemy import Connection

SECRET = frozenset({"station_keys", "county_keys", "county_root"})
"""What signs and opens packages in the office's name: a server's administrator must not read it."""


def read_setting(connection: Connection, name: str, default: Any = None) -> Any:
    """The value kept under `name`, or `default`."""
    return read_settings(connection, name).get(name, default)


def read_settings(connection: Connection, *names: str) -> dict[str, Any]:
    """The values kept under these names, in one question; what nobody kept is left out."""
    seal = connection.get_execution_options().get("seal")
    places = ", ".join("?" * len(names))
    rows = connection.exec_driver_sql(f"SELECT name, value FROM setting WHERE name IN ({places})", names).all()
    return {
        name: json.loads(seal.open(name, text) if seal is not None and name in SECRET else text) for name, text in rows
    }


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
