"""R3, the progress of the three coverages village by village, and R4, the three numbers of the family doctors."""

from db.domain.figures import percent_words
from db.domain.progress import DoctorNumbers, ProgressLine, doctor_numbers, progress_table
from db.domain.standing import MISS, OK
from db.queries.facts import families_on_file
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    NUMBER,
    OFFICE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
)
from desktop.words import tr

_KINDS = {"death": "一类", "disability": "二类", "complication": "三类"}
_VILLAGES = """
    SELECT count(DISTINCT coalesce(v.code, v.name, '')) FROM family f LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE f.voided = 0 AND f.opened_on <= ? AND (f.status = 'active' OR f.status_on > ?)
"""


def _read_progress(desk: Desk) -> RegisterTable:
    with desk.record.store.reading() as connection:
        rows, total = progress_table(families_on_file(connection), desk.profile, desk.today)
    shown = [_line(line) for line in rows]
    if rows:
        shown.append(_line(total))
    both = tr("全部在册 {all}，扣除不计入 {countable}")
    said = both.format(
        all=percent_words(total.contacts.rate_all), countable=percent_words(total.contacts.rate_countable)
    )
    note = tr("截至 {day}；双岗落实率：{said}。率是扣除不计入后的。").format(day=desk.today.isoformat(), said=said)
    state = MISS if total.contacts.missing else OK
    return RegisterTable(_progress_columns(desk, total), tuple(shown), (), note if rows else "", state)


def _progress_columns(desk: Desk, total: ProgressLine) -> tuple[RegisterColumn, ...]:
    word = desk.profile.word
    numbers = [
        ("households", tr("户"), 44),
        ("persons", tr("人"), 44),
        *((kind, tr(name), 48) for kind, name in _KINDS.items()),
        ("contacts", tr("{item}落实").format(item=word("item.C1.short")), 76),
        ("contacts_rate", tr("率"), 62),
        ("empty_days", tr("空缺天数"), 76),
        ("told", tr("{card}在手").format(card=word("contact_card")), 84),
        ("contacted", tr("{n}天联系").format(n=total.contact_days), 76),
        ("visited", tr("{n}天上门").format(n=total.visit_days), 76),
        ("cards", tr("持{card}").format(card=word("green_card")), 76),
        ("cards_rate", tr("率"), 62),
        ("to_sign", tr("应签"), 52),
        ("signed", tr("已签"), 52),
        ("renewed", tr("续签"), 52),
        ("declined", tr("婉拒"), 52),
        ("signed_rate", tr("率"), 62),
        ("fulfilled", tr("履约率"), 66),
    ]
    made = [RegisterColumn(key, title, width, NUMBER) for key, title, width in numbers]
    problems = RegisterColumn("problems", tr("存在问题"), 200, stretch=True)
    return (RegisterColumn("village", tr("[村（社区）]"), 84, NAME), *made, problems)


def _line(line: ProgressLine) -> RegisterRow:
    total = not line.village_code and not line.village
    households = line.head.households
    types = dict(line.by_type)
    cells: tuple[Cell | str | int, ...] = (
        tr("合计") if total else line.village or tr("（没填[村]）"),
        households,
        line.head.persons,
        *(types.get(kind, 0) for kind in _KINDS),
        line.contacts.covered,
        _rate(line.contacts.rate_countable),
        line.empty_days,
        line.told,
        _rate((line.contacted, households)),
        _rate((line.visited, households)),
        line.cards.covered,
        _rate(line.cards.rate_countable),
        line.agreements.total,
        line.agreements.covered,
        line.renewed,
        line.declined,
        _rate(line.agreements.rate_countable),
        _rate((line.fulfilled, line.signed)),
        "，".join(tr("{what} {n}").format(what=what, n=number) for what, number in line.problems),
    )
    return RegisterRow(line.village_code or ("total" if total else "none"), cells)


def _rate(rate: tuple[int, int]) -> Cell:
    return Cell(percent_words(rate), order=rate[0] * 1000 // rate[1] if rate[1] else -1)


def _read_numbers(desk: Desk) -> RegisterTable:
    with desk.record.store.reading() as connection:
        rows, total = doctor_numbers(families_on_file(connection), desk.profile, desk.today)
    columns = (
        RegisterColumn("village", tr("[村（社区）]"), 150, NAME, stretch=True),
        RegisterColumn("persons", tr("人数"), 100, NUMBER),
        RegisterColumn("signed", tr("签约数"), 100, NUMBER),
        RegisterColumn("renewed", tr("续约数"), 100, NUMBER),
        RegisterColumn("rate", tr("签约率"), 100, NUMBER),
    )
    shown = tuple(_numbers(line) for line in (*rows, total)) if rows else ()
    return RegisterTable(
        columns, shown, (), tr("截至 {day}，按人计").format(day=desk.today.isoformat()) if rows else ""
    )


def _numbers(line: DoctorNumbers) -> RegisterRow:
    total = not line.village_code and not line.village
    name = tr("合计") if total else line.village or tr("（没填[村]）")
    cells = (name, line.persons, line.signed, line.renewed, _rate((line.signed, line.persons)))
    return RegisterRow(line.village_code or ("total" if total else "none"), cells)


def _count(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        villages = int(connection.exec_driver_sql(_VILLAGES, (desk.today.isoformat(),) * 2).scalar_one())
        return villages + 1 if villages else 0  # and the line of all together


PROGRESS = Register(
    "progress",
    "table",
    OFFICE,
    "三个全覆盖进度表",
    _read_progress,
    _count,
    "jindubiao jdb 三个全覆盖 R3 覆盖",
    "coverage.title",
    "进度表",
)
DOCTOR_NUMBERS = Register(
    "doctor_numbers", "stethoscope", OFFICE, "家庭医生三数", _read_numbers, _count, "jiayisanshu 签约数 续约数 R4"
)
