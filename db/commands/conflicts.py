"""Settling a field that has several answers: a person decides, and every answer settled is named (B-13, B-14, B-18)."""

from dataclasses import dataclass
from typing import Any

from db.domain.entities.registry import ENTITIES
from db.errors import Refusal
from db.ledger.change import Draft
from db.ledger.fold import VOIDED
from db.store.log import Writing
from db.touched import Touched


class NotDisputed(Refusal):
    """The field has one answer only, or the answers have changed since they were shown."""

    code = "P-CHG-05"


@dataclass(frozen=True)
class DisputedRecord:
    """Which record.

    Attributes:
        entity: entity name (`family`).
        record_id: its id.
    """

    entity: str
    record_id: str


def resolve_conflict(
    writing: Writing,
    record: DisputedRecord,
    field: str,
    value: Any,
    *,
    seen: frozenset[str] = frozenset(),
    reason: str = "",
) -> Touched:
    """Settles one field of one record; the answers not chosen stay in its history.

    Args:
        writing: the open transaction.
        record: which record.
        field: the field's name, or `_void` (`db.ledger.fold.VOIDED`) for "taken out here, edited there".
        value: the answer that holds from now on: one of those given or another one; true takes the record out.
        seen: hashes of the answers the person was shown; when others have come since, nothing is settled. Empty takes
            all that are there.
        reason: why, in the worker's words.

    Raises:
        NotDisputed: there is nothing to settle, or not what was shown.
        InvalidValue: the value does not hold.
        NotFound: the record is not here.
    """
    row = writing.row(record.entity, record.record_id)
    asked = "SELECT change_hash, value FROM field_head WHERE record_id = ? AND field = ? ORDER BY change_hash"
    heads = [str(each[0]) for each in writing.connection.exec_driver_sql(asked, (row["id"], field))]
    if not heads:
        raise NotDisputed("这一处现在只有一种说法。", next_step="请刷新后再看。")
    if seen and seen != set(heads):
        raise NotDisputed("这一处又来了新的说法。", next_step="请刷新后重新核对。")
    writing.append([_settling(record, field, value, heads, reason)])
    return writing.finish(f"已定下{_title(record.entity, field)}")


def _settling(record: DisputedRecord, field: str, value: Any, heads: list[str], reason: str) -> Draft:
    chosen = bool(value) if field == VOIDED else value
    return Draft("resolve", record.entity, record.record_id, {field: chosen}, {field: heads}, reason)


def _title(entity: str, field: str) -> str:
    known = ENTITIES[entity].by_name
    return known[field].title if field in known else "是否作废"
