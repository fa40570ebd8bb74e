"""Cards of the medical green channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.commands.days import as_day
from db.errors import InvalidValue
from db.store.log import Writing
from db.touched import Touched


@dataclass(frozen=True)
class NewGreenCard:
    """A priority-care card issued or declined: fields of the entity `green_card` without the person."""

    person_id: str
    fields: Mapping[str, Any]


def issue_green_card(writing: Writing, wish: NewGreenCard) -> Touched:
    """Records a card, or that the person does not want one.

    Raises:
        InvalidValue: a valid card without a number or day, or a number another person holds.
        NotFound: the person is not here.
    """
    writing.row("person", wish.person_id)
    fields = {"state": "valid", **wish.fields, "person_id": wish.person_id}
    if fields["state"] == "valid":
        number = str(fields.get("card_no") or "").strip()
        if not number:
            raise InvalidValue("card_no", "没有写卡号。")
        as_day("since", str(fields.get("since") or ""))
        if _card_taken(writing, number, wish.person_id):
            raise InvalidValue("card_no", f"卡号 {number} 已发给另一个人。", "请核对卡号。")
    writing.create("green_card", fields)
    return writing.finish("已记下就诊卡" if fields["state"] == "valid" else "已记下本人不愿")


def _card_taken(writing: Writing, number: str, person_id: str) -> bool:
    asked = "SELECT 1 FROM green_card WHERE card_no = ? AND person_id <> ? AND state = 'valid' AND voided = 0"
    return writing.connection.exec_driver_sql(asked, (number, person_id)).first() is not None
