"""Reads tables row by row as the driver gives them, and the words, days and lists in their columns."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, time
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection

from db.domain.periods import LunarBirthday, parse_lunar_birthday
from db.store.dialect import on_server

Row = tuple[Any, ...]
Fact = TypeVar("Fact")


@lru_cache(maxsize=1 << 14)
def day_of(text: str | None) -> date | None:
    """A day, or the first day of a month or year known no closer."""
    return (
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < len("2016-06-03") else text)
        if text
        else None
    )


def sure_day(text: str) -> date:
    """A day that is always written; a date before all others should it be missing after all."""
    day = day_of(text)
    return date.min if day is None else day


def known_to_the_day(text: str | None) -> bool:
    """Whether a date is more than a month or a year; no date at all claims nothing wrong."""
    return text is None or len(text) == len("2016-06-03")


@lru_cache(maxsize=1 << 12)
def ids_of(text: str | None) -> tuple[str, ...]:
    """A list of ids or codes; the same few households and contact persons come again and again."""
    if not text:
        return ()
    if "\\" in text or not text.startswith('["'):
        return tuple(json.loads(text))
    return tuple(text[2:-2].split('","'))


@lru_cache(maxsize=4000)
def lunar_of(text: str | None) -> LunarBirthday | None:
    """A birthday of the lunar calendar; the same few thousand come again and again."""
    return parse_lunar_birthday(text) if text else None


def time_of(text: str | None) -> time | None:
    """A time of the day; None for none, and for one no command of ours would have written."""
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None


class Reader:
    """Fetches one table after the other and groups its facts by family."""

    def __init__(self, connection: Connection, ids: list[str] | None) -> None:
        self.connection = connection
        self.ids = ids

    def by_family(self, columns: str, source: str, make: Callable[[Row], Fact]) -> dict[str, list[Fact]]:
        """Facts by family id; `source` names the tables with `t` for the subject and exposes `family` as the id."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for row in self.rows(columns, source):
            found[row[-1]].append(make(row))
        return found

    def rows(self, columns: str, source: str) -> Iterable[Row]:
        """The rows not voided with the family's id as their last column."""
        family = "p.family_id" if " p " in f" {source} " else "t.family_id"
        where, values = "t.voided = 0", ()
        if self.ids is not None:
            where += f" AND {family} IN ({', '.join('?' * len(self.ids))})"
            values = tuple(self.ids)  # type: ignore[assignment] # one parameter a family
        return plain_rows(self.connection, f"SELECT {columns}, {family} FROM {source} WHERE {where}", values)


def plain_rows(connection: Connection, sql: str, values: tuple[Any, ...] = ()) -> list[Row]:
    """The rows of a question as the driver gives them: for hundreds of thousands, of which only facts are made."""
    if not connection.in_transaction():
        connection.begin()  # all questions of one reading see the same record
    if on_server(connection):
        return list(map(tuple, connection.exec_driver_sql(sql, values)))
    cursor = connection.connection.cursor()
    try:
        return list(cursor.execute(sql, values).fetchall())
    finally:
        cursor.close()
