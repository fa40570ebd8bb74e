"""Cards and agreements: what cannot be is refused with its sentence, and nothing is half saved."""

from typing import Any

import pytest

from db.commands.agreements import (
    NewAgreement,
    correct_agreement,
    end_agreement,
    record_doctor_service,
    renew_agreements,
    sign_agreement,
    switch_agreement,
)
from db.commands.families import NewFamily, open_family
from db.commands.green_cards import (
    NewGreenCard,
    correct_green_card,
    issue_green_card,
    lose_green_card,
    record_green_use,
)
from db.commands.office import keep_record
from db.errors import InvalidValue
from db.store.store import Store


@pytest.fixture
def couple(store: Store) -> tuple[str, str]:
    """何秀兰 and 周文彬."""
    one = {"name": "周文彬", "relation": "02", "sex": "1", "alive": True, "is_target": True}
    two = {"name": "何秀兰", "relation": "10", "sex": "2", "alive": True, "is_target": True}
    with store.writing() as writing:
        open_family(writing, NewFamily("云岭村", {}, (one, two)))
    return tuple(str(row[0]) for row in asked(store, "SELECT id FROM person ORDER BY no"))  # type: ignore[return-value]


def asked(store: Store, sql: str, *values: str) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql, values)]


def write(store: Store, command: Any, *values: Any) -> str:
    with store.writing() as writing:
        return str(command(writing, *values).undo)


def issue(store: Store, person: str, number: str, since: str = "2026-01-10", **fields: Any) -> None:
    write(store, issue_green_card, NewGreenCard(person, {"card_no": number, "since": since, **fields}))


def cards(store: Store) -> list[tuple[Any, ...]]:
    return asked(store, "SELECT card_no, state, since, ended_on FROM green_card WHERE voided = 0 ORDER BY no")


def test_a_card_number_belongs_to_one_card_for_ever(store: Store, couple: tuple[str, str]) -> None:
    his, hers = couple
    issue(store, his, "LT-1")
    (card,) = asked(store, "SELECT id FROM green_card")[0]
    write(store, lose_green_card, card, {"state": "lost", "ended_on": "2026-05-01"})

    with pytest.raises(InvalidValue, match="已发给另一个人"):
        issue(store, hers, " LT-1 ")
    issue(store, his, "LT-1", "2026-05-20")  # the same card found again, or issued anew under its number
    with pytest.raises(InvalidValue, match="自己的另一张卡"):
        issue(store, his, "LT-1", "2026-06-20")
    assert cards(store) == [("LT-1", "lost", "2026-01-10", "2026-05-01"), ("LT-1", "valid", "2026-05-20", None)]


def test_a_new_card_replaces_the_old_one_from_its_day(store: Store, couple: tuple[str, str]) -> None:
    issue(store, couple[0], "LT-1")
    issue(store, couple[0], "LT-2", "2026-08-01")

    assert cards(store) == [("LT-1", "void", "2026-01-10", "2026-08-01"), ("LT-2", "valid", "2026-08-01", None)]


def test_a_card_is_lost_on_a_day_that_has_come_and_not_before_it_was_given(
    store: Store, couple: tuple[str, str]
) -> None:
    issue(store, couple[0], "LT-1")
    (card,) = asked(store, "SELECT id FROM green_card")[0]

    for day, words in (("2026-01-09", "才发"), ("2026-11-23", "还没有到"), ("", "没有写日期")):
        with pytest.raises(InvalidValue, match=words):
            write(store, lose_green_card, card, {"state": "lost", "ended_on": day})
    with pytest.raises(InvalidValue, match="早于发放"):
        write(store, correct_green_card, card, {"until": "2025-12-31"})
    write(store, correct_green_card, card, {"card_no": "LT-9", "until": "2027-12-31"})
    assert cards(store)[0][:2] == ("LT-9", "valid")


def test_the_use_of_the_green_channel_says_at_least_one_thing(store: Store, couple: tuple[str, str]) -> None:
    with pytest.raises(InvalidValue, match="至少填一项"):
        write(store, record_green_use, {"person_id": couple[0], "on": "2026-11-01"})
    write(store, record_green_use, {"person_id": couple[0], "on": "2026-11-01", "accompanied_by": "罗青"})
    assert asked(store, "SELECT accompanied_by FROM green_use") == [("罗青",)]


def sign(store: Store, person: str, since: str, until: str, **fields: Any) -> None:
    write(store, sign_agreement, NewAgreement(person, {"since": since, "until": until, **fields}))


def terms(store: Store) -> list[tuple[Any, ...]]:
    return asked(store, "SELECT since, until, ended_on, state, kind FROM agreement WHERE voided = 0 ORDER BY no")


def only(store: Store) -> str:
    return str(asked(store, "SELECT id FROM agreement ORDER BY no")[0][0])


def test_two_agreements_of_one_person_never_overlap_but_one_ended_early_makes_room(
    store: Store, couple: tuple[str, str]
) -> None:
    sign(store, couple[0], "2026-01-01", "2026-12-31")

    with pytest.raises(InvalidValue, match="与已有协议（2026-01-01 至 2026-12-31）重叠"):
        sign(store, couple[0], "2026-07-01", "2027-06-30")
    with pytest.raises(InvalidValue, match="不在协议期"):
        write(store, end_agreement, only(store), {"ended_on": "2025-12-31", "reason": "搬走"})
    write(store, end_agreement, only(store), {"ended_on": "2026-06-30", "reason": "搬走"})
    sign(store, couple[0], "2026-07-01", "2027-06-30")
    with pytest.raises(InvalidValue, match="重叠"):
        write(store, correct_agreement, only(store), {"since": "2026-01-01", "until": "2026-12-31", "ended_on": None})
    assert [row[3:] for row in terms(store)] == [("ended", "first"), ("signed", "renewal")]


def test_switching_ends_the_old_agreement_the_day_before_and_begins_the_new_one(
    store: Store, couple: tuple[str, str]
) -> None:
    sign(store, couple[0], "2026-01-01", "2026-12-31")
    write(store, keep_record, "doctor_team", {"name": "第二团队", "doctor": "苏敏", "phone": "1390"}, "团队")
    team = asked(store, "SELECT id FROM doctor_team")[0][0]
    new = {"since": "2026-09-01", "until": "2027-08-31", "team_id": team, "reason": "换近的"}

    with pytest.raises(InvalidValue, match="要晚于这一天"):
        write(store, switch_agreement, only(store), {**new, "since": "2026-01-01"})
    write(store, switch_agreement, only(store), new)

    assert terms(store) == [
        ("2026-01-01", "2026-12-31", "2026-08-31", "ended", "first"),
        ("2026-09-01", "2027-08-31", None, "signed", "switch"),
    ]
    assert asked(store, "SELECT team_name, doctor, doctor_phone FROM agreement ORDER BY no DESC")[0] == (
        "第二团队",
        "苏敏",
        "1390",
    )


def test_many_are_renewed_in_one_step_or_none(store: Store, couple: tuple[str, str]) -> None:
    his, hers = couple
    sign(store, his, "2025-12-01", "2026-11-30")
    sign(store, hers, "2026-03-01", "2027-02-28")
    wishes = [NewAgreement(person, {"since": "2026-12-01", "until": "2027-11-30"}) for person in couple]

    with pytest.raises(InvalidValue, match="何秀兰：与已有协议"):
        write(store, renew_agreements, wishes)
    assert len(terms(store)) == 2
    write(store, renew_agreements, wishes[:1])
    assert terms(store)[-1] == ("2026-12-01", "2027-11-30", None, "signed", "renewal")


def test_a_service_belongs_to_the_agreement_of_its_day_and_a_refusal_has_one(
    store: Store, couple: tuple[str, str]
) -> None:
    sign(store, couple[0], "2026-01-01", "2026-06-30")

    with pytest.raises(InvalidValue, match="没有在期的协议"):
        write(store, record_doctor_service, {"person_id": couple[0], "kind": "exam", "on": "2026-07-01"})
    write(store, record_doctor_service, {"person_id": couple[0], "kind": "exam", "on": "2026-06-30"})
    assert asked(store, "SELECT agreement_id FROM doctor_service") == [(only(store),)]
    with pytest.raises(InvalidValue, match="没有写日期"):
        write(store, sign_agreement, NewAgreement(couple[1], {"state": "unfit"}))
    write(store, sign_agreement, NewAgreement(couple[1], {"state": "unfit", "declined_on": "2026-02-01"}))
    assert terms(store)[-1][3] == "unfit"
