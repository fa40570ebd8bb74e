"""What a change of kind `purge` says: somebody asks that a record be erased, somebody else decides (B-19). Pure."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from db.ledger.change import Change, erased

REQUEST: Final = "request"
CONFIRM: Final = "confirm"
DECLINE: Final = "decline"
WITHDRAW: Final = "withdraw"
STEPS: Final = frozenset({REQUEST, CONFIRM, DECLINE, WITHDRAW})
GROUNDS: Final = ("wrong_person", "withdrawn", "ordered")
"""Why a record may be erased: somebody who never belonged here, the person's own lawful demand, an order from above."""
FEW = 2000
"""Records named in one change; a purge of more is several changes."""


def step_of(change: Change) -> str:
    """Which step a change of kind `purge` is; "" when it is none, or its payload is gone."""
    step = change.fields.get("step", "") if change.kind == "purge" else ""
    return step if step in STEPS else ""


def named(change: Change, name: str) -> tuple[str, ...]:
    """A list of ids or hashes a purge names (`records`, `spared`); empty when it has none."""
    found = change.fields.get(name)
    return tuple(str(each) for each in found) if isinstance(found, list) else ()


def fault_of_purge(fields: Mapping[str, Any]) -> str:
    """Why these fields are no purge, as a Chinese clause; "" when they are one."""
    if fields.get("step") not in STEPS:
        return "不是清除申请，也不是答复"
    if fields["step"] in {REQUEST, CONFIRM} and fields.get("grounds") not in GROUNDS:
        return "没有写依据"
    texts = (fields.get(name, "") for name in ("request", "asked_by", "asked_on"))
    return "" if all(isinstance(text, str) for text in texts) else "写得不合格式"


def goes(change: Change, gone: AbstractSet[str]) -> bool:
    """Whether a change loses its payload when the records of `gone` are erased.

    What was decided about the erasure stays readable; the request does not, its words may tell of the person.
    """
    return change.record_id in gone and step_of(change) not in {CONFIRM, DECLINE, WITHDRAW}


def without(change: Change, gone: AbstractSet[str]) -> Change:
    """The change as it may be kept once the records of `gone` are erased."""
    return erased(change) if goes(change, gone) else change
