"""Unfinished typing that survives a crash: one JSON draft a key, kept encrypted with everything else (D-24)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.clock import CHINA
from desktop.desk.desk import Desk


@dataclass(frozen=True)
class KeptDraft:
    """What was typed and not yet written into the record.

    Attributes:
        key: whose, `visit:<family_id>`, `new_family`.
        content: as the page handed it in; only what JSON can hold.
        saved_at: when it was last saved, in China's time.
    """

    key: str
    content: dict[str, Any]
    saved_at: datetime


def save_draft(desk: Desk, key: str, content: Mapping[str, Any]) -> datetime:
    """Keeps a draft in place of the former one under the same key; it never travels.

    Args:
        desk: the desk.
        key: whose.
        content: what was typed, as JSON values.

    Returns:
        The time saved, in China's time, for `已存草稿 10:32`.
    """
    now = desk.clock.now()
    said = json.dumps(dict(content), ensure_ascii=False, sort_keys=True)
    with desk.record.store.keeping() as connection:
        connection.exec_driver_sql(
            "INSERT INTO draft (key, content, saved_at) VALUES (?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at",
            (key, said, now.isoformat()),
        )
    return now.astimezone(CHINA)


def load_draft(desk: Desk, key: str) -> KeptDraft | None:
    """The draft kept under a key; None when there is none."""
    with desk.record.store.reading() as connection:
        row = connection.exec_driver_sql("SELECT key, content, saved_at FROM draft WHERE key = ?", (key,)).first()
    return None if row is None else _kept(*row)


def drop_draft(desk: Desk, key: str) -> None:
    """Forgets a draft: what it held has been written, or the worker threw it away. No draft is no error."""
    with desk.record.store.keeping() as connection:
        connection.exec_driver_sql("DELETE FROM draft WHERE key = ?", (key,))


def list_drafts(desk: Desk, prefix: str = "") -> tuple[KeptDraft, ...]:
    """All drafts whose key begins with `prefix` (`visit:`), the latest first."""
    asked = "SELECT key, content, saved_at FROM draft WHERE substr(key, 1, ?) = ? ORDER BY saved_at DESC, key"
    with desk.record.store.reading() as connection:
        return tuple(_kept(*row) for row in connection.exec_driver_sql(asked, (len(prefix), prefix)))


def _kept(key: str, content: str, saved_at: str) -> KeptDraft:
    return KeptDraft(key, json.loads(content), datetime.fromisoformat(saved_at).astimezone(CHINA))
