"""What belongs to whom is read from the registry's references alone."""

from db.domain.entities.belonging import hangs_on, owned
from db.domain.entities.registry import ENTITIES

SHARED = {
    "org_unit",
    "worker",
    "import_batch",
    "partner",
    "training",
    "news_item",
    "target_check",
    "local_profile",
    "contact_person",
    "hospital",
    "doctor_team",
    "centre",
    "activity",
    "policy",
    "benefit_standard",
}
"""What many households share, or the office keeps for itself."""


def test_every_kind_of_record_belongs_to_a_family_or_is_known_to_be_shared() -> None:
    assert set(ENTITIES) == SHARED | set(owned())
    assert not SHARED & set(owned())


def test_a_record_without_which_there_is_none_carries_what_hangs_on_it() -> None:
    assert hangs_on("claim", {"stay_id": "s", "insured_id": "i"}, {"s"})
    assert not hangs_on("claim", {"stay_id": "s", "insured_id": "i"}, {"i"})
    assert hangs_on("annual_check", {"eligibility_id": "e"}, {"e"})
    assert not hangs_on("assignment", {"family_id": "f", "contact_id": "c", "handover_from": "a"}, {"c", "a"})


def test_a_peer_goes_with_the_person_and_those_he_helped_keep_their_record() -> None:
    assert hangs_on("volunteer", {"name": "何秀兰", "person_id": "p"}, {"p"})
    assert not hangs_on("pairing", {"family_id": "f", "volunteer_id": "v"}, {"p", "v"})


def test_a_child_stays_while_one_parent_does() -> None:
    both = {"father_id": "p", "mother_id": "m"}
    assert not hangs_on("child", both, {"p"})
    assert hangs_on("child", both, {"p", "m"})
    assert hangs_on("child", {"mother_id": "m"}, {"m"})
    assert not hangs_on("child", {}, {"m"})


def test_a_session_stays_while_one_of_those_who_came_does() -> None:
    assert not hangs_on("psych_session", {"person_ids": ["a", "b"]}, {"a"})
    assert hangs_on("psych_session", {"person_ids": ["a", "b"]}, {"a", "b"})


def test_what_is_about_one_member_goes_with_the_member_and_with_the_household() -> None:
    event = {"family_id": "f", "person_id": "p"}
    assert hangs_on("event", event, {"p"})
    assert hangs_on("event", event, {"f"})
    assert hangs_on("explanation", {"subject_type": "person", "subject_id": "p"}, {"p"})
    assert not hangs_on("a kind of a newer version", event, {"f"})
