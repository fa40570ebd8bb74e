"""The journal of what came in: which file, which package, when, and what became of it; a second time nothing does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from db.store.store import Store
from db.store.tables.local import INCOMING
from db.sync.package.reading import OpenedPackage


@dataclass(frozen=True)
class Entered:
    """A package taken in before.

    Attributes:
        day: when, ISO.
        result: what became of it, as `enter` was told.
    """

    day: str
    result: Mapping[str, Any]


def entered(store: Store, column: Literal["sha256", "package_id"], value: str) -> Entered | None:
    """What the journal says of a file, by its digest, or of a package, by its id; None where it says nothing."""
    with store.reading() as connection:
        asked = f"SELECT imported_at, result FROM incoming_package WHERE {column} = ?"
        row = connection.exec_driver_sql(asked, (value,)).first()
    return None if row is None else Entered(str(row[0])[:10], json.loads(row[1]))


def enter(connection: Connection, package: OpenedPackage, result: Mapping[str, Any], org: str, at: str) -> None:
    """Writes a package into the journal.

    Args:
        connection: inside the transaction that takes it in.
        package: it.
        result: what became of it, for JSON; `file_name` in it is the file's.
        org: code of the township or county it is about.
        at: the instant, ISO.
    """
    header = package.sealed.header
    connection.execute(
        INCOMING.insert().values(
            package_id=header.package_id,
            sha256=package.sha256,
            file_name=result["file_name"],
            org=org,
            station_id=package.sender.id,
            package_no=header.package_no,
            made_at=header.created_at,
            imported_at=at,
            result=json.dumps(dict(result), ensure_ascii=False),
            seen_no=header.seen.no,
            seen_hash=header.seen.hash,
            need_full=int(header.need_full),
        )
    )
