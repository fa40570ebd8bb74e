"""Which records hang on which: what belongs to a family or a person, read from the registry's references alone.

A record belongs where a reference of its says so: to a family or a person, or, where it names neither, by a reference
it cannot be without, to a record that belongs itself (a claim to a hospital stay). What many households share (contact
persons, hospitals, activities) belongs to nobody, whoever points at it.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import Any

from db.domain.entities.entity import Field
from db.domain.entities.registry import ENTITIES

FAMILY, PERSON = "family", "person"
_ROOTS = frozenset({FAMILY, PERSON})
_SUBJECT = "subject_id"
"""Of an attachment or an explanation: the id of whatever record it is about."""


@cache
def owned() -> Mapping[str, tuple[tuple[Field, ...], ...]]:
    """By entity that can belong: its owning references, those of one kind together.

    A child has one group of two, father and mother; a payment one group of one, the person; a need two groups, family
    and person. `family` itself is in it, with no group: it is where belonging begins.
    """
    found: dict[str, tuple[tuple[Field, ...], ...]] = {FAMILY: ()}
    for name, entity in ENTITIES.items():  # in an order in which references point backwards
        owning = [spec for spec in entity.fields if _owns(spec)]
        owning = owning or [
            spec for spec in entity.fields if spec.kind == "ref" and spec.required and spec.entity in found
        ]
        owning.sort(key=lambda spec: (spec.entity, spec.kind))
        groups = (tuple(run) for _, run in groupby(owning, key=lambda spec: (spec.entity, spec.kind)))
        if owning:
            found[name] = tuple(groups)
    return MappingProxyType(found)


def _owns(spec: Field) -> bool:
    if spec.name == _SUBJECT:
        return True
    return spec.entity == PERSON if spec.kind == "listing" else spec.entity in _ROOTS


def hangs_on(entity: str, fields: Mapping[str, Any], gone: AbstractSet[str]) -> bool:
    """Whether a record with these values hangs on records of `gone`: of one kind, everyone it belongs to is among them.

    A child stays while one of its parents does, a group session while one of those who came does.

    Args:
        entity: the record's entity; of kinds this version does not know nothing hangs on anything.
        fields: its values; a listing as a list of ids.
        gone: ids.
    """
    return any(held and held <= gone for held in map(frozenset, _held(entity, fields)))


def _held(entity: str, fields: Mapping[str, Any]) -> Iterator[list[str]]:
    for group in owned().get(entity, ()):
        ids = []
        for spec in group:
            value = fields.get(spec.name)
            ids += [str(each) for each in (value if isinstance(value, list) else [value]) if each]
        yield ids
