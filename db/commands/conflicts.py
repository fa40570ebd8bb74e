"""Settling a field that has several answers: a person decides, and every answer settled is named (B-13, B-14, B-18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.domain.entities.registry import ENTITIES
from db.errors import Refusal
from db.ledger.change import Draft
from db.ledger.fold import VOIDED
from db.store.writing import Writing
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


@dataclass(frozen=True)
class Choice:
    """How one field is settled.

    Attributes:
        record: which record.
        field: the field's name, or `_void` (`db.ledger.fold.VOIDED`) for "taken out here, edited there".
        value: the answer that holds from now on: one of those given or another one; true takes the record out.
        seen: hashes of the answers the person was shown; when others have come since, nothing is settled. Empty takes
            all that are there.
    """

    record: DisputedRecord
    field: str
    value: Any
    seen: frozenset[str] = frozenset()


def resolve_conflicts(writing: Writing, choices: Sequence[Choice], reason: str = "") -> Touched:
    """Settles fields, all in one command; the answers not chosen stay in history.

    Args:
        writing: the open transaction.
        choices: at least one.
        reason: why, in the worker's words.

    Raises:
        NotDisputed: one of them has nothing to settle, or not what was shown; nothing is written.
        InvalidValue: a value does not hold.
        NotFound: a record is not here.
    """
    drafts = [_settling(choice, _heads(writing, choice), reason) for choice in choices]
    writing.append(drafts)
    if len(choices) == 1:
        return writing.finish(f"已定下{_title(choices[0].record.entity, choices[0].field)}")
    return writing.finish(f"已定下 {len(choices)} 处")


def _heads(writing: Writing, choice: Choice) -> list[str]:
    row = writing.row(choice.record.entity, choice.record.record_id)
    asked = "SELECT change_hash FROM field_head WHERE record_id = ? AND field = ? ORDER BY change_hash"
    heads = list(writing.connection.exec_driver_sql(asked, (row["id"], choice.field)).scalars())
    if not heads:
        raise NotDisputed("这一处现在只有一种说法。", next_step="请刷新后再看。")
    if choice.seen and choice.seen != set(heads):
        raise NotDisputed("这一处又来了新的说法。", next_step="请刷新后重新核对。")
    return heads


def _settling(choice: Choice, heads: list[str], reason: str) -> Draft:
    chosen = bool(choice.value) if choice.field == VOIDED else choice.value
    record, settled = choice.record, {choice.field: heads}
    return Draft("resolve", record.entity, record.record_id, {choice.field: chosen}, settled, reason)


def _title(entity: str, field: str) -> str:
    known = ENTITIES[entity].by_name
    return known[field].title if field in known else "是否作废"
