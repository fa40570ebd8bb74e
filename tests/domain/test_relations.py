"""What everybody is to a new head, by the codes of GB/T 4761."""

import pytest

from db.domain.relations import Kin, relations_after

HOUSE = (
    Kin("he", "02", "1"),
    Kin("she", "10", "2"),
    Kin("son", "21", "1"),
    Kin("mother", "52", "2"),
    Kin("father_in_law", "55", "1"),
    Kin("grandson", "41", "1"),
    Kin("friend", "99", "0"),
)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("she", ("10", "02", "21", "54", "51", "41", "97")),
        ("son", ("51", "52", "02", "60", "60", "97", "97")),
        ("mother", ("20", "38", "40", "02", "97", "97", "97")),
        ("father_in_law", ("28", "30", "40", "97", "02", "97", "97")),
        ("friend", ("97", "97", "97", "97", "97", "97", "02")),
    ],
)
def test_everybodys_relation_follows_the_new_head(new: str, expected: tuple[str, ...]) -> None:
    assert tuple(relations_after(HOUSE, new).values()) == expected


def test_there_is_exactly_one_head_whoever_it_is() -> None:
    for kin in HOUSE:
        assert list(relations_after(HOUSE, kin.id).values()).count("02") == 1
