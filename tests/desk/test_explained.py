"""An inspector's question, answered for any date: who, since when, why, who answers for it, on which record."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db.commands.contacts import NewAssignment, assign_contact, end_assignment
from db.commands.families import NewFamily, open_family
from db.store.store import Store
from desktop.desk.coverage import behind
from desktop.desk.desk import Desk
from desktop.desk.explained import explain, explain_one
from tests.ui.pages.conftest import found_township


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One family whose township contact left on 1 March and was followed by nobody until the 20th."""
    made = found_township(tmp_path / "record")
    store = made.record.store
    head = {"name": "周文彬", "relation": "02", "sex": "1", "alive": True, "is_target": True, "is_head": True}
    with store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {"opened_on": "2020-01-01"}, (head,)))
    family_id = only(store, "SELECT id FROM family")
    for post, name, since in (("township", "何卫国", "2020-01-01"), ("village", "冯月明", "2020-01-01")):
        with store.writing() as writing:
            assign_contact(writing, NewAssignment(family_id, post, name, "13800000001", since))
    first = only(store, "SELECT id FROM assignment WHERE post_kind = 'township'")
    with store.writing() as writing:
        end_assignment(writing, first, "2026-02-28")
    with store.writing() as writing:
        assign_contact(writing, NewAssignment(family_id, "township", "谭志成", "13800000003", "2026-03-20"))
    yield made
    made.record.close()


def only(store: Store, sql: str) -> str:
    with store.reading() as connection:
        return str(connection.exec_driver_sql(sql).scalar_one())


def test_a_gap_is_explained_with_days_who_answers_and_who_wrote_the_record(desk: Desk) -> None:
    (found,) = explain(desk, date(2026, 3, 10), item="C1")

    assert (found.state.reason, found.days) == ("乡镇级联系人 3月1日 起空缺", 10)
    assert found.responsible == "村 冯月明、乡镇级联系人空缺，青溪镇负责落实"
    assert found.evidence is not None
    assert (found.evidence.entity, found.evidence_words) == ("assignment", "双岗联系，3月1日")
    assert (found.written_by, found.written_on) == ("林秋禾", date(2026, 11, 22))
    assert found.source == "产品默认"


def test_a_day_before_or_after_the_gap_has_none_and_one_family_shows_what_is_in_order_too(desk: Desk) -> None:
    family_id = only(desk.record.store, "SELECT id FROM family")

    assert explain(desk, date(2026, 2, 28), item="C1") == ()
    assert explain(desk, date(2026, 3, 20), item="C1") == ()
    whole = explain(desk, date(2026, 3, 20), family_ids=(family_id,), everything=True)
    assert [each.state.item for each in whole] == ["C1", "C2", "C3", "S1", "S2", "S3", "S4"]
    assert whole[0].responsible == "镇 谭志成、村 冯月明"
    assert explain(desk, village="没有的村") == ()


def test_every_row_behind_a_figure_can_be_explained(desk: Desk) -> None:
    rows = behind(desk, "C3", everyone=True)

    (one,) = [explain_one(desk, row.family_id, "C3", row.state.subject_id) for row in rows]
    assert one is not None
    assert (one.state, one.evidence, one.evidence_words) == (rows[0].state, None, "没有任何记录")
    assert one.days == (date(2026, 11, 22) - date(2020, 1, 1)).days + 1


def test_who_has_left_covers_nobody_from_that_day_on_even_where_no_hand_over_was_written(desk: Desk) -> None:
    contact = only(desk.record.store, "SELECT id FROM contact_person WHERE name = '冯月明'")
    with desk.record.store.writing() as writing:
        writing.set("contact_person", contact, {"left_on": "2026-05-01", "active": False})
        writing.finish("名册里离岗")

    assert explain(desk, date(2026, 4, 30), item="C1") == ()
    (found,) = explain(desk, date(2026, 5, 10), item="C1")
    assert (found.state.reason, found.days) == ("村级联系人 5月1日 起空缺", 10)
