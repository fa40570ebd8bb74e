"""A value of the record as a person reads it: codes by their words, days read aloud, numbers masked."""

from collections.abc import Callable
from datetime import date
from typing import Any

from db.domain.entities.entity import Field
from db.domain.entities.registry import ENTITIES
from db.domain.masking import mask_id, mask_phone
from db.domain.money import yuan_words
from db.domain.standing import day_words
from desktop.desk.desk import Desk
from desktop.words import tr


def value_words(desk: Desk, entity: str, name: str, value: Any) -> str:
    """The value of a field in words; telephone and ID numbers are masked, references are not told.

    Args:
        desk: for code lists and the present year.
        entity: whose field.
        name: the field.
        value: as it stands in the record or in a change.
    """
    if value in (None, "", []):
        return tr("（空）")
    if "phone" in name:
        return mask_phone(str(value))
    if name == "id_no":
        return mask_id(str(value))
    spec = ENTITIES[entity].by_name[name]
    return _BY_KIND.get(spec.kind, _plain)(desk, entity, spec, value)


def day_of(desk: Desk, value: object) -> str:
    """A date as it is read aloud; never as it is kept."""
    return day_words(date.fromisoformat(str(value)), desk.today.year)


def part_day_of(desk: Desk, value: object) -> str:
    """A day, month or year as far as it is known, read aloud."""
    text = str(value)
    if len(text) == len("2016-06-03"):
        return day_of(desk, text)
    year, _, month = text.partition("-")
    return tr("{y}年{m}月").format(y=int(year), m=int(month)) if month else tr("{y}年").format(y=int(year))


def _closed(desk: Desk, entity: str, name: str, code: str) -> str:
    """Closed codes have their list under `<entity>_<field>`, or under the field's own name."""
    for code_list in (f"{entity}_{name}", name):
        if code_list in desk.codes:
            return desk.word(code_list, code)
    return code


def _plain(_desk: Desk, _entity: str, _spec: Field, value: Any) -> str:
    return str(value)


def _listing(desk: Desk, _entity: str, spec: Field, value: Any) -> str:
    return "、".join(desk.word(spec.code_list, code) for code in value) if spec.code_list else str(len(value))


def _code(desk: Desk, entity: str, spec: Field, value: Any) -> str:
    return desk.word(spec.code_list, str(value)) if spec.code_list else _closed(desk, entity, spec.name, str(value))


_BY_KIND: dict[str, Callable[[Desk, str, Field, Any], str]] = {
    "flag": lambda _desk, _entity, _spec, value: tr("是") if value else tr("否"),
    "money": lambda _desk, _entity, _spec, value: tr("{yuan} 元").format(yuan=yuan_words(int(value))),
    "listing": _listing,
    "code": _code,
    "day": lambda desk, _entity, _spec, value: day_of(desk, value),
    "part_day": lambda desk, _entity, _spec, value: part_day_of(desk, value),
}
