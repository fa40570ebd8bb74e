"""What of a person may be seen on a terminal, and the note in the audit trail that it was."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.domain.masking import mask_id, mask_phone

if TYPE_CHECKING:
    from desktop.desk.desk import Desk


@dataclass(frozen=True)
class Mask:
    """Hides the middle of numbers unless `full` was asked for."""

    full: bool = False

    def id_no(self, number: str) -> str:
        """An ID number."""
        return number if self.full else mask_id(number)

    def phone(self, number: str) -> str:
        """A telephone number."""
        return number if self.full else mask_phone(number)


def note_look(desk: "Desk", action: str, subject: str, detail: str = "") -> None:
    """Writes into the audit trail who looked at what.

    Args:
        desk: the desk.
        action: `look`, or `reveal` for whole numbers.
        subject: a record id, or the name of a list.
        detail: a count.
    """
    from db.store.audit import write_audit

    store = desk.record.store
    at = desk.clock.now().isoformat(timespec="seconds")
    with store.keeping() as connection:
        write_audit(connection, (at, store.author.author), action, subject, detail)
