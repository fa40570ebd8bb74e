"""The log itself: changes are written into it as they are, and never again."""

from collections.abc import Iterable

from sqlalchemy import Connection

from db.ledger.change import GRANT, REQUEST, Change
from db.ledger.purge import without
from db.store.bulk import insert_rows
from db.store.gone import gone_ids
from db.store.tables.log import CHANGE, TRANSFER

_COLUMNS = tuple(column.name for column in CHANGE.columns)
_TRANSFER = tuple(column.name for column in TRANSFER.columns)
_MOVING = frozenset({REQUEST, GRANT, "note"})


def keep_changes(connection: Connection, numbered: Iterable[tuple[int, Change]]) -> None:
    """Writes changes into the log as they are; of records erased for good without what they said (B-19).

    Args:
        connection: inside the writing transaction.
        numbered: (log number, change) in order.
    """
    gone = gone_ids(connection)
    if gone:
        numbered = [(no, without(change, gone)) for no, change in numbered]
    numbered = list(numbered)
    moving = [change for _, change in numbered if change.kind in _MOVING]
    rows = [
        (
            no,
            change.hash,
            change.prev_hash,
            change.by.org,
            change.by.station_id,
            change.record_type,
            change.record_id,
            change.group,
            change.header,
            change.payload,
            change.payload_digest,
        )
        for no, change in numbered
    ]
    insert_rows(connection, "change", _COLUMNS, rows)
    _keep_transfers(connection, moving)


def _keep_transfers(connection: Connection, moving: Iterable[Change]) -> None:
    """What the headers of these say of moving between townships, beside the log."""
    rows = [
        (
            change.hash,
            change.kind,
            change.record_type,
            change.record_id,
            *(_text(change.extra.get(name)) for name in ("from", "to", "answers")),
            change.group,
            change.wall_time,
        )
        for change in moving
        if change.kind != "note" or "answers" in change.extra
    ]
    insert_rows(connection, "transfer", _TRANSFER, rows)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
