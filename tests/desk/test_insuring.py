"""Insurance for the whole office: the roster for the insurer, the renewal list and its review, the ledger of claims."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db.clock import FrozenClock
from db.commands.families import NewFamily, open_family
from db.commands.hospital import record_stay
from db.commands.insurance import Product, Term, end_insured, enrol, hand_over_policy, record_policy, renew
from db.commands.opening import Founding
from db.commands.undo import undo_command
from db.errors import InvalidValue
from db.queries.renewing import Renewal
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from desktop.desk.desk import Desk
from desktop.desk.opening import found_desk
from desktop.desk.registers.exporting import export_register
from desktop.desk.registers.listing import open_register
from desktop.desk.registers.register import cell_words
from desktop.desk.renewing import lay_out_renewal, renewal_needs

CLOCK = FrozenClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC))
CARE = Product("hospital_care", "住院护理补贴保险", frozenset({"住院护理补贴"}))
HOMES = (
    ("周文彬", "999999196403090019", "何秀兰", "99999919670512002X"),
    ("冯德厚", "999999195001010018", "", ""),
    ("吴桂香", "999999195202020029", "", ""),
)
POLICY = {
    "product": "hospital_care",
    "since": "2026-12-01",
    "until": "2027-11-30",
    "policy_no": "LX9",
    "per_day": 10000,
}

WISH = Founding("township", "999999101", "青溪镇", "national", "林秋禾", "松下问童子言师采药去", new_recovery_code())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three families: of 周文彬 and 何秀兰 the insurance ends in a week, 冯德厚's just ended, 吴桂香 never had any."""
    made = found_desk(tmp_path / "record", WISH, CLOCK, Cost(64 * 1024, 1, 4))
    for head, number, spouse, other in HOMES:
        persons: tuple[dict[str, Any], ...] = ({"name": head, "relation": "02", "id_no": number},)
        if spouse:
            persons += ({"name": spouse, "relation": "10", "id_no": other},)
        with made.record.store.writing() as writing:
            open_family(writing, NewFamily("上坪村", {"opened_on": "2020-01-06"}, persons))
    ids = persons_of(made)
    with made.record.store.writing() as writing:
        terms = [Term(ids[name], "2025-12-01", "2026-11-30") for name in ("周文彬", "何秀兰")]
        enrol(writing, CARE, [*terms, Term(ids["冯德厚"], "2025-11-01", "2026-10-31")], {})
    yield made
    made.record.close()


def persons_of(desk: Desk) -> dict[str, str]:
    return {name: person_id for person_id, name in rows(desk, "SELECT id, name FROM person")}


def rows(desk: Desk, sql: str) -> list[tuple[Any, ...]]:
    with desk.record.store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def shown(desk: Desk, key: str) -> list[dict[str, str]]:
    """A register's lines by column."""
    table = open_register(desk, key).table
    return [
        {column.key: cell_words(cell) for column, cell in zip(table.columns, row.cells, strict=True)}
        for row in table.rows
    ]


def test_the_renewal_list_says_who_until_when_and_a_look_comes_before_the_one_step(desk: Desk) -> None:
    ids = persons_of(desk)
    with desk.record.store.writing() as writing:
        record_policy(writing, POLICY)
    ((policy,),) = rows(desk, "SELECT id FROM policy")
    listed = [(line["name"], line["until"], line["state"]) for line in shown(desk, "renewals")]
    assert listed == [
        ("冯德厚", "10月31日", "断保 22 天"),
        ("周文彬", "11月30日", "还有 8 天"),
        ("何秀兰", "11月30日", "还有 8 天"),
        ("吴桂香", "", "没有参保"),
    ]

    with desk.record.store.writing() as writing:
        enrol(writing, CARE, [Term(ids["何秀兰"], "2026-12-01", "2027-11-30", policy)], {})
    everyone = Renewal(CARE.names, tuple(ids.values()), "2027-11-30", policy)
    before = rows(desk, "SELECT count(*) FROM change")
    review = lay_out_renewal(desk, CARE, everyone)
    assert rows(desk, "SELECT count(*) FROM change") == before
    assert review.title == "住院护理补贴保险：给 3 人参保，到 2027年11月30日"
    assert set(review.sentences) == {
        "参保 3 人：周文彬 上坪村：上一期到 11月30日，12月1日 起",
        "参保 3 人：冯德厚 上坪村：上一期到 10月31日，12月1日 起",
        "参保 3 人：吴桂香 上坪村：新参保，12月1日 起",
        "不动 1 人：何秀兰 上坪村：已经续到 2027-11-30",
    }

    with desk.record.store.writing() as writing:
        done = renew(writing, CARE, everyone)
    assert done.said == "已登记 3 人参保"
    assert renewal_needs(desk) == ()
    assert rows(desk, "SELECT count(*) FROM insured WHERE since = '2026-12-01' AND voided = 0") == [(4,)]
    undo_command(desk.record.store, done.undo)
    assert rows(desk, "SELECT count(*) FROM insured WHERE since = '2026-12-01' AND voided = 0") == [(1,)]


def test_a_renewal_that_fits_nobody_or_no_policy_is_refused_with_nothing_kept(desk: Desk) -> None:
    ids, before = persons_of(desk), rows(desk, "SELECT count(*) FROM change")
    for wish in (
        Renewal(CARE.names, (ids["周文彬"],), "2026-11-30"),
        Renewal(CARE.names, (ids["周文彬"],), "2026-02-30"),
        Renewal(CARE.names, (ids["周文彬"],), "2027-11-30", "no such policy"),
    ):
        with pytest.raises(InvalidValue), desk.record.store.writing() as writing:
            renew(writing, CARE, wish)
    assert rows(desk, "SELECT count(*) FROM change") == before


def test_the_roster_for_the_insurer_holds_whole_numbers_as_text_and_last_year_beside_this(desk: Desk) -> None:
    opened = open_register(desk, "insured")
    book = openpyxl.load_workbook(
        io.BytesIO(export_register(desk, "insured", opened.title, opened.table.columns, opened.table.rows))
    )
    lines = [[cell.value for cell in row] for row in book.active.iter_rows()]
    numbers = {line[0]: line[1] for line in lines}
    assert numbers["周文彬"] == "999999196403090019"
    assert numbers["何秀兰"] == "99999919670512002X"
    assert ("2025-12-01", "✓ 2026-11-30") not in {(line[6], line[7]) for line in lines}, "it ends soon"
    assert ("2025-12-01", "◐ 2026-11-30") in {(line[6], line[7]) for line in lines}
    (note,) = opened.table.notes
    assert note.words == "保险保障：2/4 人（50.0%），1/3 户；去年同日 1/4 人（25.0%），高 25.0 个百分点"
    assert note.state == "ok"

    everyone = [row[0] for row in rows(desk, "SELECT id FROM insured")]
    with desk.record.store.writing() as writing:
        hand_over_policy(writing, everyone, "2026-11-20")
    assert {line["stage"] for line in shown(desk, "insured")} == {"保单已发"}
    (one, *_) = (row[0] for row in rows(desk, "SELECT id FROM insured WHERE until = '2026-11-30'"))
    with desk.record.store.writing() as writing:
        end_insured(writing, one, "2026-11-21", "迁走")
    assert len(shown(desk, "insured")) == 1


def test_the_ledger_of_claims_begins_with_the_stays_that_wait(desk: Desk) -> None:
    ids = persons_of(desk)
    with desk.record.store.writing() as writing:
        record_stay(writing, ids["周文彬"], {"admitted_on": "2026-10-01", "discharged_on": "2026-10-09"})
    with desk.record.store.writing() as writing:
        record_stay(writing, ids["吴桂香"], {"admitted_on": "2026-10-01", "discharged_on": "2026-10-09"})
    (line,) = shown(desk, "claims")
    assert (line["name"], line["days"], line["amount"], line["step"]) == ("周文彬", "8", "", "待理赔，已逾期")
    assert open_register(desk, "claims").table.note == "本年赔付 0 例 0 元；在办 0 例，待理赔 1 例"
