"""Days as they are typed into a command."""

from datetime import date

from db.errors import InvalidValue


def as_day(field: str, text: str) -> date:
    """The day of a field.

    Raises:
        InvalidValue: not a day that exists; `field` is the one to jump to.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = f"“{text}”不是一个存在的日期。" if text else "没有写日期。"
        raise InvalidValue(field, said, "请写成 2026-01-31。") from None
