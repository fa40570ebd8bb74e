"""Agreements renewed in bulk, the registers of the three coverages, and the office's duty about its hospitals."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db.commands.agreements import NewAgreement, renew_agreements, sign_agreement
from db.commands.families import NewFamily, open_family
from db.commands.hospitals import check_hospitals
from db.commands.office import keep_record
from db.errors import InvalidValue
from desktop.desk.desk import Desk
from desktop.desk.office_duties import office_duties
from desktop.desk.registers.exporting import export_register
from desktop.desk.registers.listing import open_register
from desktop.desk.resigning import Wanted, due_for_renewal, lay_out_renewals, wishes
from desktop.ui.pages.duty_route import where_done
from tests.ui.pages.conftest import found_township

BY = date(2026, 12, 31)


def rows(desk: Desk, sql: str) -> list[tuple[Any, ...]]:
    with desk.record.store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def write(desk: Desk, command: Any, *values: Any) -> None:
    with desk.record.store.writing() as writing:
        command(writing, *values)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """周文彬 signed until 30 November, 何秀兰 until October and refused since, 王国平 until next year."""
    made = found_township(tmp_path / "record")
    couple = (
        {"name": "周文彬", "relation": "02", "sex": "1"},
        {"name": "何秀兰", "relation": "10", "sex": "2"},
    )
    write(made, open_family, NewFamily("上坪村", {"opened_on": "2020-01-01"}, couple))
    single = ({"name": "王国平", "relation": "02", "sex": "1"},)
    write(made, open_family, NewFamily("柳湾村", {"opened_on": "2020-01-01"}, single))
    write(made, keep_record, "doctor_team", {"name": "第一团队", "doctor": "苏敏", "phone": "13900000001"}, "团队")
    ids = {str(name): str(person) for person, name in rows(made, "SELECT id, name FROM person")}
    terms = (("周文彬", "2025-12-01", "2026-11-30"), ("何秀兰", "2025-11-01", "2026-10-31"))
    for name, since, until in (*terms, ("王国平", "2026-03-01", "2027-02-28")):
        wish = {"since": since, "until": until, "team_name": "第一团队"}
        write(made, sign_agreement, NewAgreement(ids[name], wish))
    refused = {"state": "declined", "declined_on": "2026-11-02"}
    write(made, sign_agreement, NewAgreement(ids["何秀兰"], refused))
    yield made
    made.record.close()


def test_who_ends_by_a_day_is_laid_out_and_renewed_the_day_after_with_the_same_team(desk: Desk) -> None:
    with desk.record.store.reading() as connection:
        found = due_for_renewal(desk, connection, Wanted(BY))
    assert [(due.name, due.why_not) for due in found] == [("周文彬", ""), ("何秀兰", "本人不愿再签")]

    review = lay_out_renewals(desk, Wanted(BY))
    assert review.save == "续签这 1 人"
    assert review.sentences == (
        "续签 1 人，团队不变：上坪村 周文彬，原到 11月30日，续 12月1日 至 2027年11月30日",
        "不续 1 人：上坪村 何秀兰：本人不愿再签",
    )
    with desk.record.store.writing() as writing:
        renew_agreements(writing, wishes(desk, writing.connection, Wanted(BY)))
    last = rows(desk, "SELECT since, until, kind, team_name, doctor FROM agreement ORDER BY no DESC LIMIT 1")
    assert last == [("2026-12-01", "2027-11-30", "renewal", "第一团队", "苏敏")]
    with pytest.raises(InvalidValue, match="没有可以续签的人"):
        lay_out_renewals(desk, Wanted(BY))
    with pytest.raises(InvalidValue, match="没有可以续签的人"):
        lay_out_renewals(desk, Wanted(BY, village="柳湾村"))


def test_the_registers_of_the_coverages_add_up_and_go_to_excel(desk: Desk) -> None:
    signing = open_register(desk, "agreements").table
    assert [(row.cells[0], row.cells[4].state) for row in signing.rows] == [  # type: ignore[union-attr] # a state
        ("周文彬", "soon"),
        ("何秀兰", "no"),
        ("王国平", "ok"),
    ]
    assert signing.note == "1 人的协议年 60 天内到头，服务还没有做完"
    numbers = open_register(desk, "doctor_numbers").table
    assert [row.cells[:4] for row in numbers.rows] == [
        ("上坪村", 2, 1, 0),
        ("柳湾村", 1, 1, 0),
        ("合计", 3, 2, 0),
    ]
    found = open_register(desk, "progress")
    titles = [column.title for column in found.table.columns]
    content = export_register(desk, found.key, found.title, found.table.columns, found.table.rows)
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet is not None
    written = [[cell.value for cell in line] for line in sheet.iter_rows()]
    (total,) = [line for line in written if line[0] == "合计"]
    assert found.title == "三项制度进度表"
    assert dict(zip(titles, total, strict=True))["应签"] == 3
    assert total[titles.index("存在问题")] == "没有就诊卡 3，联系人没有落实 2"


def test_the_list_of_hospitals_is_a_duty_of_the_office_until_it_is_whole_and_checked(desk: Desk) -> None:
    def owed() -> list[tuple[str, str]]:
        with desk.record.store.reading() as connection:
            duties = office_duties(desk, connection, desk.today)
        assert all(where_done(d, "")[0] == "registers" for d in duties if d.rule == "C2a")
        return [(d.title, d.reason) for d in duties if d.rule == "C2a"]

    assert owed() == [("补定点医院", "还没有登记县级定点医院，12月22日 前补上")]
    write(desk, keep_record, "hospital", {"name": "县医院", "level": "county"}, "医院")
    assert owed()[0] == ("补定点医院", "县级定点医院没有联络员，12月22日 前补上")
    assert open_register(desk, "hospitals").table.progress[0].words == "1 家没有联络员"
    (hospital,) = rows(desk, "SELECT id FROM hospital")[0]
    with desk.record.store.writing() as writing:
        writing.set("hospital", hospital, {"liaison": "罗青"})
        writing.finish("联络员")
    write(desk, check_hospitals, (hospital,), "2025-11-30")
    assert owed() == [("核对定点医院", "定点医院名单每 12 个月核对一次，上次 2025年11月30日")]
    with pytest.raises(InvalidValue, match="还没有到"):
        write(desk, check_hospitals, (hospital,), "2026-11-23")
    write(desk, check_hospitals, (hospital,), "2026-11-22")
    assert open_register(desk, "hospitals").table.rows[0].cells[-1].words == "11月22日"  # type: ignore[union-attr] # a state
