"""A record put back from a safety copy: nothing leaves it until a person has said that it is the right copy (B-36)."""

import json
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from db.errors import Refusal
from db.store.audit import write_audit
from db.store.cipher import Driver
from db.store.settings import read_setting, write_setting
from db.store.store import Store

RESTORED = "restored"
"""Setting: the copy this record was put back from, null once it is known to be the right one."""


class CopyUnconfirmed(Refusal):
    """Something was to leave a record that may be the wrong copy."""

    code = "P-BAK-06"

    def __init__(self) -> None:
        super().__init__(
            "这份档案刚从安全副本恢复，还没有人确认是不是对的那一份。",
            "没有写任何文件，档案没有动。",
            "请先看几户，对的就在页面上方（或用 backup confirm）确认，不对就换回原来的。",
        )


@dataclass(frozen=True)
class Restoration:
    """What a record was put back from.

    Attributes:
        backup_id: of the copy.
        made_at: when the copy was made, UTC in ISO 8601.
        restored_at: when it was put back, likewise.
        aside: name of the folder under `asides` that keeps the record it replaced; "" when it replaced none.
    """

    backup_id: str
    made_at: str
    restored_at: str
    aside: str


def note_restoration(copy: Driver, restoration: Restoration) -> None:
    """Writes into the copy, before it takes its place, that it is one: no moment lies between the two.

    Args:
        copy: the database on trial, outside a transaction.
        restoration: what it is put back from.
    """
    text = json.dumps(asdict(restoration), sort_keys=True)
    put = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    copy.execute(put, (RESTORED, text))


def unconfirmed(connection: Connection) -> Restoration | None:
    """The restoration nobody has confirmed yet; None when there is nothing to ask."""
    kept = read_setting(connection, RESTORED)
    return Restoration(**kept) if kept else None


def confirm_restored(store: Store) -> bool:
    """A person has said that it is the right copy; who and when stands in the audit.

    Returns:
        Whether there was anything to confirm.
    """
    with store.keeping() as connection:
        waiting = unconfirmed(connection)
        if waiting is None:
            return False
        write_setting(connection, RESTORED, None)
        at = store.clock.now().isoformat(timespec="seconds")
        write_audit(connection, (at, store.author.author), "restore", waiting.backup_id, "confirmed")
        return True


def require_confirmed(store: Store) -> None:
    """Lets a hand-over, a return, a hand-up or a rotation of copies begin.

    Raises:
        CopyUnconfirmed: the record was put back and nobody has looked at it yet.
    """
    with store.reading() as connection:
        if unconfirmed(connection) is not None:
            raise CopyUnconfirmed
