"""One ID number in two households: a person settles it, an import is never stopped by it (domain.md §4, A4)."""

from collections.abc import Mapping
from typing import Any

from db.domain.relations import HEAD
from db.errors import InvalidValue
from db.store.writing import Writing


def require_number_apart(writing: Writing, fields: Mapping[str, Any]) -> None:
    """A number that stands in another active household too needs a reason, and never makes a second head.

    Args:
        writing: the open transaction.
        fields: of the member as they would stand: `id_no`, `id_reason`, `relation`, `family_id`.

    Raises:
        InvalidValue: names the household in which the number stands.
    """
    require_no_second_headship(writing, fields)
    if str(fields.get("id_reason") or "").strip():
        return
    for name, _, where in _elsewhere(writing, fields):
        words = "确是同一个人在两户（如离异、再婚），请在“证件号说明”里写一句再保存。"
        raise InvalidValue("id_no", f"{name}在 {where} 里也用这个证件号码。", words)


def require_no_second_headship(writing: Writing, fields: Mapping[str, Any]) -> None:
    """Nobody is head of two active households.

    Raises:
        InvalidValue: names the household of which this number is the head already.
    """
    if fields.get("relation") != HEAD:
        return
    for name, is_head, where in _elsewhere(writing, fields):
        if is_head:
            raise InvalidValue("id_no", f"{name}用这个证件号码，已是 {where} 的户主。", "一个人只能做一户的户主。")


def _elsewhere(writing: Writing, fields: Mapping[str, Any]) -> list[tuple[str, bool, str]]:
    """Who uses the number in another active household: name, whether head, and where."""
    asked = """
        SELECT p.name, p.is_head, v.name, f.case_no,
               (SELECT h.name FROM person h WHERE h.family_id = f.id AND h.relation = '02' AND h.voided = 0 LIMIT 1)
          FROM person p JOIN family f ON f.id = p.family_id LEFT JOIN org_unit v ON v.id = f.village_id
         WHERE p.id_no = ? AND p.family_id <> ? AND p.voided = 0 AND f.voided = 0 AND f.status = 'active'
    """
    number, family_id = str(fields.get("id_no") or ""), str(fields.get("family_id") or "")
    if not number:
        return []
    rows = writing.connection.exec_driver_sql(asked, (number, family_id)).all()
    return [
        (str(name), bool(is_head), " ".join(filter(None, (village, f"{head or name}户", case_no))))
        for name, is_head, village, case_no, head in rows
    ]
