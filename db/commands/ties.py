"""What ties a case that goes away to households that stay: cut, so that nothing of theirs goes with it (B-31).

A household that was split has a child, or a note about a member, in common with another one. The child is kept by both:
each gets an entry of its own that names the parent it has.
"""

from collections.abc import Iterable, Iterator

from db.domain.cases import case_paths
from db.domain.entities.registry import ENTITIES
from db.ids import new_id
from db.ledger.change import Draft
from db.store.cases import Record
from db.store.folding import standings
from db.store.values import row_values
from db.store.writing import Writing

_WHY = "转档，另一户没有一起转"
_PARENTS = ("father_id", "mother_id")
_BATCH = 400


def cut_ties(writing: Writing, going: Iterable[Record], to: str) -> None:
    """The part of a grant that separates the case from those that stay.

    Single facts that were made once (an entry of a change, an activity) are not rewritten and keep whom they name.

    Args:
        writing: the county's open transaction, the grants written.
        going: the records of the case.
        to: code of its new township.
    """
    going = list(going)
    ids = {each for _, each in going}
    writing.append([*_kept_by_both(writing, going, ids, to)])
    writing.append([*_cut(writing, going, ids)])


def _cut(writing: Writing, going: list[Record], ids: set[str]) -> Iterator[Draft]:
    paths = case_paths()
    for entity, record_id in going:
        spec = ENTITIES[entity]
        names = [each for each in paths[entity] if not spec.by_name[each].required]
        if spec.append_only or not names:
            continue
        row = writing.row(entity, record_id)
        outside = {name: None for name in names if row[name] and str(row[name]) not in ids}
        if outside and not row["voided"] and not row["disputed"]:
            yield Draft("set", entity, record_id, outside, reason=_WHY)


def _kept_by_both(writing: Writing, going: list[Record], ids: set[str], to: str) -> Iterator[Draft]:
    """Entries for the side that would be left without the child."""
    for row in _children_of(writing, sorted(each for entity, each in going if entity == "person")):
        parents = {name: str(row[name]) for name in _PARENTS if row[name]}
        outside = {name: each for name, each in parents.items() if each not in ids}
        if not outside or row["voided"]:
            continue
        goes = row["id"] in ids
        keeps = outside if goes else {name: each for name, each in parents.items() if each in ids}
        owner = next(iter(standings(writing.connection, [("person", each) for each in keeps.values()]).values())).org
        said = {name: value for name, value in row_values("child", row).items() if name not in _PARENTS}
        told = {name: value for name, value in said.items() if value not in (None, "", [])}
        yield Draft("create", "child", new_id(writing.clock), {**told, **keeps}, org=owner if goes else to)


def _children_of(writing: Writing, persons: list[str]) -> Iterator[dict[str, object]]:
    for start in range(0, len(persons), _BATCH):
        batch = tuple(persons[start : start + _BATCH])
        places = ", ".join("?" * len(batch))
        asked = f"SELECT * FROM child WHERE father_id IN ({places}) OR mother_id IN ({places})"
        rows = writing.connection.exec_driver_sql(asked, (*batch, *batch)).mappings().all()
        yield from (dict(row) for row in rows)
