"""What a family's leaving the register changes: a move away or an exit, laid out before it is written (E3)."""

from dataclasses import dataclass
from datetime import date

from db.domain.closings import Closing, closings_of_family
from db.domain.family import Family

MOVED = "moved"
STATUS_OF = {MOVED: "moved_out"}
"""The status a reason leads to; every other reason is an exit."""


@dataclass(frozen=True, slots=True)
class LeavingPlan:
    """What ends when a household leaves.

    Attributes:
        family_id, name, on: whose, and the first day no longer on the register.
        reason: code of `stop_reason`.
        status: what the file becomes.
        closings: entitlements, contact persons and volunteers that end.
        open_needs: requests still under way, to be handed over or closed by a person.
    """

    family_id: str
    name: str
    on: date
    reason: str
    status: str
    closings: tuple[Closing, ...]
    open_needs: tuple[str, ...] = ()


def leaving_plan(family: Family, on: date, reason: str) -> LeavingPlan:
    """The plan for a household leaving on a day, for a reason of `stop_reason`."""
    needs = tuple(n.request for n in family.needs if n.raised_on <= on and n.closed_on is None)
    status = STATUS_OF.get(reason, "exited")
    return LeavingPlan(family.id, family.name, on, reason, status, closings_of_family(family, on, reason), needs)
