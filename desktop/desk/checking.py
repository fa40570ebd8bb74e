"""The record looked over as a whole, at the desk: every check, with what it looked at and the first fault."""

from db.store.checking import Check, check_record
from desktop.desk.desk import Desk

__all__ = ["Check", "check", "whole"]


def check(desk: Desk) -> tuple[Check, ...]:
    """All checks of the open record; nothing is written."""
    with desk.record.store.reading() as connection:
        return check_record(connection)


def whole(checks: tuple[Check, ...]) -> bool:
    """Whether every check found nothing."""
    return all(each.ok for each in checks)
