"""One household of the commands' tests: a couple, their only child, and whatever a test adds."""

from dataclasses import dataclass
from typing import Any

import pytest

from db.commands.families import NewChild, NewFamily, open_family
from db.domain.family import Family
from db.errors import Refusal
from db.queries.facts import family_on_file
from db.store.store import Store

FATHER = {"name": "周文彬", "relation": "02", "sex": "1", "birth_date": "1964-03-09", "marital": "21", "alive": True}
MOTHER = {"name": "何秀兰", "relation": "10", "sex": "2", "birth_date": "1967-05-12", "marital": "21", "alive": True}
GONE = {"state": "dead", "event_date": "2016-06", "birth_date": "1990-02-11", "sex": "1"}


@dataclass(frozen=True)
class Household:
    """Ids of one household and the record it is in."""

    store: Store
    family: str
    father: str
    mother: str
    child: str

    def facts(self, family_id: str = "") -> Family:
        """As the rules see it."""
        with self.store.reading() as connection:
            found = family_on_file(connection, family_id or self.family)
        assert found is not None
        return found

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What stands in the record."""
        with self.store.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql)]

    def one(self, sql: str) -> tuple[Any, ...]:
        """The only row of a question."""
        (row,) = self.rows(sql)
        return row

    def put(self, entity: str, **fields: Any) -> str:
        """Enters one record as it is."""
        with self.store.writing() as writing:
            made = writing.create(entity, fields)
            writing.finish("已登记")
        return made

    def write(self, command: Any, *args: Any, **more: Any) -> str:
        """Runs a command; gives the group by which it is undone."""
        with self.store.writing() as writing:
            return str(command(writing, *args, **more).undo)

    def refused(self, command: Any, *args: Any, **more: Any) -> str:
        """Runs a command that must refuse, and writes nothing; gives what it says."""
        before = self.rows("SELECT count(*) FROM change")
        with pytest.raises(Refusal) as found:
            self.write(command, *args, **more)
        assert self.rows("SELECT count(*) FROM change") == before
        return f"{found.value.happened}{found.value.next_step}"


def a_household(store: Store, child: dict[str, Any] = GONE, **family: Any) -> Household:
    """The couple in 上坪村, on file since 2020, nothing else recorded."""
    fields = {"opened_on": "2020-01-06", "live_addr": "上坪村 3 组 12 号", **family}
    with store.writing() as writing:
        open_family(writing, NewFamily("上坪村", fields, (FATHER, MOTHER), (NewChild(child, (0, 1)),)))
    with store.reading() as connection:
        family_id = connection.exec_driver_sql("SELECT id FROM family ORDER BY no DESC LIMIT 1").scalar_one()
        asked = "SELECT id FROM person WHERE family_id = ? ORDER BY relation"
        father, mother = connection.exec_driver_sql(asked, (family_id,)).scalars()
        made = connection.exec_driver_sql("SELECT id FROM child ORDER BY no DESC LIMIT 1").scalar_one()
    return Household(store, family_id, father, mother, made)
