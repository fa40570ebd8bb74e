"""暖心家园: kind and grade in the words of the place, the six it should have, how it is built."""

from collections.abc import Mapping

from desktop.desk.desk import Desk
from desktop.ui.asks.office import Choices, record_verbs


def _noun(desk: Desk) -> str:
    return desk.profile.word("centre")


def _choices(desk: Desk) -> Mapping[str, Choices]:
    """Kinds and grades the place knows; where it names no grades any words may be written."""
    kinds = desk.profile.centre_kinds_on(desk.today)
    grades = tuple(dict.fromkeys(grade for kind in kinds for grade in kind.grades))
    offered: dict[str, Choices] = {"kind": tuple((kind.code, kind.name) for kind in kinds)}
    if grades:
        offered["grade"] = tuple((grade, grade) for grade in grades)
    return offered


VERBS = record_verbs(
    "centre",
    ("name", "kind", "grade", "address", "area", "haves", "build_mode", "application", "opened_on"),
    noun=_noun,
    choices=_choices,
)
