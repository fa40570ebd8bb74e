"""Villages of the township: entered, renamed, given their official code and their place on the route."""

from collections.abc import Mapping
from typing import Any

from db.errors import InvalidValue
from db.ids import place_id
from db.store.writing import Writing
from db.touched import Touched

CODE_DIGITS, LEGACY_DIGITS = 12, 15
"""统计用区划代码: county 6, township 3, village 3; the former code of the family-planning system has three more."""


def keep_village(writing: Writing, fields: Mapping[str, Any], village_id: str = "") -> Touched:
    """Enters or corrects a village.

    Args:
        writing: the open transaction.
        fields: `name`, `code`, `legacy_code`, `level_label`, `route_order`, as they should stand; None empties one.
        village_id: the one to correct; "" for a new one, which two laptops that enter it apart know by its name.

    Raises:
        InvalidValue: no name, a village of this name or code is there already, or a code that cannot be.
        NotFound: the one to correct is not here.
    """
    name = str(fields.get("name") or "").strip()
    if not name:
        raise InvalidValue("name", "没有写村名。", "请写上村（社区）的名称。")
    if village_id:
        writing.row("org_unit", village_id)
    _require_code(writing, str(fields.get("code") or ""))
    _require_digits("legacy_code", str(fields.get("legacy_code") or ""), LEGACY_DIGITS, "计生专用区划代码")
    _require_new(writing, name, str(fields.get("code") or ""), village_id)
    said = {**fields, "name": name}
    if village_id:
        writing.set("org_unit", village_id, said)
        return writing.finish("已改村（社区）")
    made = place_id(writing.by.org, name)
    if writing.connection.exec_driver_sql("SELECT 1 FROM org_unit WHERE id = ?", (made,)).first() is None:
        writing.create("org_unit", {**said, "level": "village", "parent_code": writing.by.org}, made)
        return writing.finish("已登记村（社区）")
    if writing.row("org_unit", made)["voided"]:
        writing.restore("org_unit", made)
    writing.set("org_unit", made, said)
    return writing.finish("已登记村（社区）")


def _require_code(writing: Writing, code: str) -> None:
    _require_digits("code", code, CODE_DIGITS, "区划代码")
    if code and not code.startswith(writing.by.org):
        said = f"区划代码 {code} 不以本乡镇的代码 {writing.by.org} 开头。"
        raise InvalidValue("code", said, "请照统计用区划代码核对；不清楚就空着。")


def _require_digits(field: str, code: str, digits: int, what: str) -> None:
    if code and not (code.isascii() and code.isdigit() and len(code) == digits):
        raise InvalidValue(field, f"{what}“{code}”不是 {digits} 位数字。", "请核对；不清楚就空着。")


def _require_new(writing: Writing, name: str, code: str, village_id: str) -> None:
    asked = """
        SELECT name, code FROM org_unit
         WHERE level = 'village' AND voided = 0 AND org = ? AND id <> ? AND (name = ? OR (code = ? AND ? <> ''))
    """
    values = (writing.by.org, village_id, name, code, code)
    for other, its_code in writing.connection.exec_driver_sql(asked, values):
        if other == name:
            raise InvalidValue("name", f"“{name}”已经在里面。", "请改原来那一条。")
        raise InvalidValue("code", f"区划代码 {its_code} 是{other}的。", "请核对代码。")
