"""The record looked over as a whole, at the desk: every check, with what it looked at and the first fault."""

from db.store.checking import check_record
from db.store.checks.answer import Check
from db.store.county_ledger import LedgerFault, ledger_length, verify_ledger
from desktop.desk.desk import Desk

__all__ = ["Check", "check", "ledger_walk", "whole"]


def check(desk: Desk) -> tuple[Check, ...]:
    """All checks of the open record; nothing is written."""
    with desk.record.store.reading() as connection:
        return check_record(connection)


def ledger_walk(desk: Desk) -> tuple[int, tuple[LedgerFault, ...]]:
    """How many entries the county's ledger has, and the first fault of each township's stream."""
    with desk.record.store.reading() as connection:
        return ledger_length(connection), verify_ledger(connection)


def whole(checks: tuple[Check, ...]) -> bool:
    """Whether every check found nothing."""
    return all(each.ok for each in checks)
