"""Gathers the facts of the practice township as drafts for the log."""

from collections.abc import Callable
from datetime import date
from typing import Any

from db.ledger.change import Draft


class Sheaf:
    """Drafts of new records, in the order in which they are said.

    Args:
        new: gives the next record's id.
    """

    def __init__(self, new: Callable[[], str]) -> None:
        self.new = new
        self.drafts: list[Draft] = []
        self.counts: dict[str, int] = {}

    def add(self, record_type: str, record_id: str = "", /, **fields: Any) -> str:
        """Writes down one record; days become ISO text, what says nothing is left out. Returns the record's id."""
        record_id = record_id or self.new()
        said = {name: _said(value) for name, value in fields.items() if value is not None and value not in ("", [], ())}
        self.drafts.append(Draft("create", record_type, record_id, said))
        self.counts[record_type] = self.counts.get(record_type, 0) + 1
        return record_id

    def put_first(self, record_type: str, since: int) -> None:
        """Moves records of one kind before the others said since a place: a county takes nothing in before its home."""
        self.drafts[since:] = sorted(self.drafts[since:], key=lambda draft: draft.record_type != record_type)

    def take(self) -> list[Draft]:
        """The drafts gathered so far; they are not kept."""
        taken, self.drafts = self.drafts, []
        return taken


def _said(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
