"""Payments of the assistance as the office knows them: written once, doubled ones held back for a person."""

from collections.abc import Mapping
from typing import Any

from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

_MOST = 20_000_00
_KINDS = ("death", "disability", "complication", "local")


def record_payment(writing: Writing, person_id: str, fields: Mapping[str, Any], *, again: bool = False) -> Touched:
    """Writes down a payment; a reference copy, the bank's file is the county's.

    Args:
        writing: the open transaction.
        person_id: to whom.
        fields: of the entity `benefit_payment`: `kind`, `period` (a month or year), `amount` in 分, `channel`,
            `status`.
        again: the worker has seen that the same was entered before, and it was really paid twice.

    Raises:
        InvalidValue: no kind, no amount or an unlikely one, no period or one still to come, or the same person, kind,
            period and amount once more; nothing is written.
        NotFound: the person is not here.
    """
    row = writing.row("person", person_id)
    if fields.get("kind") not in _KINDS:
        raise InvalidValue("kind", "没有选类别。", "请选一项。")
    amount = fields.get("amount")
    if not isinstance(amount, int) or not 0 < amount <= _MOST:
        raise InvalidValue("amount", "金额要大于 0，不超过 20000 元。")
    period = str(fields.get("period") or "")
    if not period:
        raise InvalidValue("period", "没有写所属期。", "按月发写 2026-03，按年发写 2026。")
    planned = fields.get("status") == "planned"
    if not planned and period > writing.clock.today().isoformat()[: len(period)]:
        raise InvalidValue("period", f"{period} 还没有到。", "还没有发的，状态请选待发。")
    died = str(row["death_date"] or "")
    if died and period[:7] > died[: len(period[:7])]:
        raise InvalidValue("period", f"{row['name']}已于 {died} 去世，{period} 在这之后。", "请核对所属期。")
    if not again and _known(writing, person_id, fields):
        words = "确实又发了一笔，请勾“不是重复”再保存；记重了，请作废一笔。"
        raise InvalidValue("again", f"{row['name']} {period} 已登记过一笔同样金额的，像是重复。", words)
    writing.create("benefit_payment", {"status": "paid", **fields, "person_id": person_id})
    return writing.finish("已登记一笔发放")


def _known(writing: Writing, person_id: str, fields: Mapping[str, Any]) -> bool:
    asked = (
        "SELECT 1 FROM benefit_payment WHERE person_id = ? AND kind = ? AND period = ? AND amount = ?"
        " AND voided = 0 AND coalesce(status, 'paid') <> 'returned'"
    )
    values = (person_id, fields["kind"], fields["period"], fields["amount"])
    return writing.connection.exec_driver_sql(asked, values).first() is not None
