"""Which kinds of records make up a household's case, derived from the registry's references (B-37)."""

from collections.abc import Mapping

from db.domain.entities.registry import ENTITIES

CASE = "family"
"""The record a case begins with; it has one owning township."""


def case_paths() -> Mapping[str, tuple[str, ...]]:
    """By kind of record, the references that lead to a case, the deciding one first; the family itself has none.

    A kind belongs to a case when one of its references points at the family or at a kind that belongs to it: a claim by
    its stay in hospital, the stay by its person, the person by the family. What households only share (villages,
    contact persons, hospitals, policies) points at none, and belongs to the office. Where a record has several such
    references, the first that is filled in says whose it is, in the order of the registry: the household, then the
    person.
    """
    paths: dict[str, tuple[str, ...]] = {CASE: ()}
    for name, entity in ENTITIES.items():
        known = {*paths, name}
        found = tuple(spec.name for spec in entity.fields if spec.kind == "ref" and spec.entity in known)
        if name != CASE and any(entity.by_name[each].entity != name for each in found):
            paths[name] = found
    return paths
