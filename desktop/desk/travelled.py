"""How far one record has travelled: in no package yet, handed over, received or turned away (B-32)."""

from dataclasses import dataclass

from db.queries.casefile import history_of
from desktop.desk.desk import Desk


@dataclass(frozen=True)
class Way:
    """Where the latest change of a record is.

    Attributes:
        carried: `open`, `sent`, `received` or `back`; package_no: the package that carried it, 0 when none did.
        reason_back: why the county turned it away, "" when it did not.
    """

    carried: str
    package_no: int
    reason_back: str


def way_of(desk: Desk, record_id: str) -> Way | None:
    """Where a record's latest change is; None for what is no record, and where nothing is handed over at all.

    Args:
        desk: the desk.
        record_id: of any record; a line of a register that stands for several has an id of its own.
    """
    office = desk.record.office
    if office.role != "township" or office.practice:
        return None
    with desk.record.store.reading() as connection:
        latest = next(iter(history_of(connection, (record_id,), limit=1)), None)
    return None if latest is None else Way(latest.carried, latest.package_no, latest.reason_back)
