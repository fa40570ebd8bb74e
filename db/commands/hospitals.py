"""Designated hospitals: the list gone through."""

from collections.abc import Sequence

from db.commands.days import as_day
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched


def check_hospitals(writing: Writing, hospital_ids: Sequence[str], on: str) -> Touched:
    """Writes down that these hospitals were checked on a day (C2a).

    Raises:
        InvalidValue: no day, or one to come.
    """
    day = as_day("on", on)
    if day > writing.clock.today():
        raise InvalidValue("on", f"{day.isoformat()} 还没有到。", "请写已经到了的一天。")
    for hospital_id in hospital_ids:
        writing.set("hospital", hospital_id, {"checked_on": day.isoformat()})
    return writing.finish(f"已核对定点医院 {len(hospital_ids)} 家")
