"""Cards of the medical green channel, and what the holders used them for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.commands.days import as_day
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched


@dataclass(frozen=True)
class NewGreenCard:
    """A priority-care card issued, told of or declined: fields of the entity `green_card` without the person."""

    person_id: str
    fields: Mapping[str, Any]


_SAID = {"valid": "已记下就诊卡", "told": "已记下告知定点医院", "declined": "已记下本人不愿"}


def issue_green_card(writing: Writing, wish: NewGreenCard) -> Touched:
    """Records a card, that the person was told of the hospitals (`told`), or does not want one (`declined`).

    A card the person still holds is void from the new one's first day: it is replaced.

    Raises:
        InvalidValue: no number, an impossible or coming day, an end before the beginning, or a number that another
            card bears.
        NotFound: the person is not here.
    """
    writing.row("person", wish.person_id)
    fields = {"state": "valid", **wish.fields, "person_id": wish.person_id}
    _require_days(writing, fields)
    if fields["state"] == "valid":
        fields["card_no"] = _free_number(writing, fields)
        for card_id, since in _held(writing, wish.person_id):
            ended = max(str(fields["since"]), since)
            writing.set("green_card", card_id, {"state": "void", "ended_on": ended})
    writing.create("green_card", fields)
    return writing.finish(_SAID.get(str(fields["state"]), "已记下就诊卡"))


def lose_green_card(writing: Writing, card_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down that a card was lost or made void on a day; it counted until the day before.

    Args:
        writing: the open transaction.
        card_id: which.
        fields: `state` (`lost` or `void`) and `ended_on`.

    Raises:
        InvalidValue: no day, one to come, or one before the card was issued.
    """
    row = writing.row("green_card", card_id)
    ended = as_day("ended_on", str(fields.get("ended_on") or "")).isoformat()
    if ended > writing.clock.today().isoformat():
        raise InvalidValue("ended_on", f"{ended} 还没有到。", "请写已经到了的一天。")
    if row["since"] and ended < str(row["since"]):
        raise InvalidValue("ended_on", f"这张卡 {row['since']} 才发，不会在 {ended} 就没有了。")
    writing.set("green_card", card_id, {"state": fields["state"], "ended_on": ended})
    return writing.finish("已记下挂失" if fields["state"] == "lost" else "已记下作废")


def correct_green_card(writing: Writing, card_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects number, type, days and who handed it over.

    Raises:
        InvalidValue: as `issue_green_card`.
    """
    row = writing.row("green_card", card_id)
    whole = {**row, **fields}
    _require_days(writing, whole)
    if whole["state"] != "declined" and (whole.get("card_no") or whole["state"] == "valid"):
        whole["card_no"] = _free_number(writing, whole, card_id)
    writing.set("green_card", card_id, {**fields, "card_no": whole.get("card_no")})
    return writing.finish("已改就诊卡")


def record_green_use(writing: Writing, fields: Mapping[str, Any]) -> Touched:
    """Writes down one use of the green channel: where, which services, what went wrong, who came along.

    Raises:
        InvalidValue: no day or one to come, or neither services nor a problem nor somebody along is named.
    """
    on = as_day("on", str(fields.get("on") or ""))
    if on > writing.clock.today():
        raise InvalidValue("on", f"{on.isoformat()} 还没有到。", "请写已经到了的一天。")
    if not any(fields.get(name) for name in ("services", "problem", "accompanied_by")):
        raise InvalidValue("services", "没有写用了什么、有什么问题、谁陪同。", "请至少填一项。")
    writing.create("green_use", fields)
    return writing.finish("已登记绿色通道使用")


def _require_days(writing: Writing, fields: Mapping[str, Any]) -> None:
    since = as_day("since", str(fields.get("since") or ""))
    if since > writing.clock.today():
        raise InvalidValue("since", f"{since.isoformat()} 还没有到。", "请写已经到了的一天。")
    until = str(fields.get("until") or "")
    if until and as_day("until", until) < since:
        raise InvalidValue("until", f"有效期至 {until}，早于发放的 {since.isoformat()}。")


def _free_number(writing: Writing, fields: Mapping[str, Any], card_id: str = "") -> str:
    """The number as it is kept; no other card may bear it, be it lost or void, unless it is the person's own."""
    number = str(fields.get("card_no") or "").strip()
    if not number:
        raise InvalidValue("card_no", "没有写卡号。")
    asked = (
        "SELECT person_id FROM green_card WHERE card_no = ? AND id <> ? AND voided = 0"
        " AND (person_id <> ? OR state = 'valid')"
    )
    values = (number, card_id, fields["person_id"])
    taken = writing.connection.exec_driver_sql(asked, values).scalar()
    if taken is not None:
        whose = "这个人自己的另一张卡" if taken == fields["person_id"] else "另一个人"
        raise InvalidValue("card_no", f"卡号 {number} 已发给{whose}。", "请核对卡号。")
    return number


def _held(writing: Writing, person_id: str) -> list[tuple[str, str]]:
    """(id, since) of the cards still valid."""
    asked = "SELECT id, coalesce(since, '') FROM green_card WHERE person_id = ? AND state = 'valid' AND voided = 0"
    return [(str(card_id), str(since)) for card_id, since in writing.connection.exec_driver_sql(asked, (person_id,))]
