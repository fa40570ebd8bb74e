"""参保名单: everybody insured today or from a day to come, for the insurer (R7) and for the count against last year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db.domain.figures import percent_words, permille
from db.domain.insured_figures import YearOnYear, year_on_year
from db.domain.masking import mask_id, mask_phone
from db.domain.standing import MISS, OK, SOON, day_words
from db.domain.supports import TOLD_ONLY
from db.queries.facts import insured_on_file
from db.queries.insurance import CoverRow, cover_rows
from desktop.desk.desk import Desk
from desktop.desk.insuring import products_of, stages_of
from desktop.desk.registers.register import (
    INSURANCE,
    NAME,
    STATE,
    Cell,
    Note,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("姓名"), 86, NAME, personal=True),
        RegisterColumn("id_no", tr("身份证号"), 150, personal=True),
        RegisterColumn("phone", tr("电话"), 98, personal=True),
        RegisterColumn("village", tr("[村（社区）]"), 78),
        RegisterColumn("product", tr("险种"), 126, stretch=True),
        RegisterColumn("policy", tr("保单号"), 106),
        RegisterColumn("since", tr("起"), 66),
        RegisterColumn("until", tr("止"), 122, STATE),
        RegisterColumn("stage", tr("进度"), 76),
    )
    with desk.record.store.reading() as connection:
        found = [row for row in cover_rows(connection) if _listed(desk, row)]
        compared = year_on_year(insured_on_file(connection), desk.profile, desk.today)
    here = _Here.of(desk)
    rows = tuple(_row(here, row) for row in found)
    waiting = any(row.stage == "enrolled" for row in found)
    verbs = (Verb("renew_many", tr("整批参保")), *((Verb("hand_policies", tr("整批发保单")),) if waiting else ()))
    notes = tuple(_compared(each) for each in _worth_saying(compared))
    step = tr("还没有人参保。从“整批参保”开始，或到一户的档案里登记。")
    return RegisterTable(columns, rows, verbs, progress=notes, empty=step)


@dataclass(frozen=True)
class _Here:
    """What every line asks of the place, asked once.

    Attributes:
        today, lead: the day, and within how many days an end is soon.
        names: what each product is called, by every text that means it.
        handed: the texts of the products whose policies are handed over here.
        stages: the word of each stage.
    """

    today: date
    lead: int
    names: Mapping[str, str]
    handed: frozenset[str]
    stages: Mapping[str, str]

    @classmethod
    def of(cls, desk: Desk) -> "_Here":
        """The place of the desk today."""
        products = products_of(desk.profile, desk.today)
        handed = [each for each in products if "handed" in stages_of(desk.profile, desk.today, each.code)]
        return cls(
            desk.today,
            desk.profile.on(desk.today).s4.remind_days,
            {name: each.name for each in products for name in each.names},
            frozenset(name for each in handed for name in each.names),
            {entry.code: entry.name for entry in desk.codes["insured_stage"].entries},
        )


def _worth_saying(compared: tuple[YearOnYear, ...]) -> tuple[YearOnYear, ...]:
    """All required ones together, then each product somebody has or had, where it says something else.

    Nothing where nobody is to be insured.
    """
    if not compared or not (compared[0].now.persons or compared[0].before.persons):
        return ()
    all_, *products = compared
    known = (all_.now, all_.before)
    other = (p for p in products if (p.now, p.before) != known and (p.now.insured_persons or p.before.insured_persons))
    return (all_, *other)


def _listed(desk: Desk, row: CoverRow) -> bool:
    return row.active and row.stage != TOLD_ONLY and (row.until is None or row.until >= desk.today)


def _row(here: _Here, row: CoverRow) -> RegisterRow:
    soon = row.until is not None and (row.until - here.today).days <= here.lead
    until = day_words(row.until, here.today.year) if row.until else tr("长期")
    cells = (
        row.name,
        Cell(mask_id(row.id_no), whole=row.id_no),
        Cell(mask_phone(row.phone), whole=row.phone) if row.phone else "",
        row.village,
        here.names.get(row.product, row.product),
        row.policy_no,
        _since(here, row),
        Cell(until, state=SOON if soon else OK, order=str(row.until or ""), whole=str(row.until or until)),
        here.stages.get(row.stage, row.stage),
    )
    verbs = [Verb("edit_insured", tr("改"), row.id), Verb("end_insured", tr("终止"), row.id)]
    if soon:
        verbs.insert(0, Verb("renew_insurance", tr("登记续保"), row.person_id))
    if row.stage == "enrolled" and row.product in here.handed:
        verbs.insert(0, Verb("hand_policy", tr("登记发保单"), row.id))
    return RegisterRow(row.id, cells, tuple(verbs), row.family_id)


def _since(here: _Here, row: CoverRow) -> Cell | str:
    if row.since is None:
        return ""
    return Cell(day_words(row.since, here.today.year), order=row.since.isoformat(), whole=row.since.isoformat())


def _compared(each: YearOnYear) -> Note:
    """A product against the same date last year: 52/60 人（86.6%）；去年同日 48/58 人（82.7%），高 3.9 个百分点."""
    now, before = each.now, each.before
    words = tr("{name}：{n}/{all} 人（{rate}），{homes}/{of} 户").format(
        name=each.name,
        n=now.insured_persons,
        all=now.persons,
        rate=percent_words(now.rate),
        homes=now.insured_households,
        of=now.households,
    )
    if not before.persons:
        return Note(tr("{words}；去年同日没有可比的").format(words=words))
    last = tr("去年同日 {n}/{all} 人（{rate}）").format(
        n=before.insured_persons, all=before.persons, rate=percent_words(before.rate)
    )
    return Note(f"{words}；{last}，{_grown(each)}", MISS if each.grown == -1 else OK)


def _grown(each: YearOnYear) -> str:
    here, there = permille(each.now.rate) or 0, permille(each.before.rate) or 0
    tenths = abs(here - there)
    points = tr("{n}.{m} 个百分点").format(n=tenths // 10, m=tenths % 10)
    if not each.grown:
        return tr("持平")
    return tr("高 {points}").format(points=points) if each.grown > 0 else tr("低 {points}").format(points=points)


def _count(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        asked = (
            "SELECT count(*) FROM insured i JOIN person p ON p.id = i.person_id AND p.voided = 0 AND p.alive = 1"
            " JOIN family f ON f.id = p.family_id AND f.voided = 0 AND f.status = 'active' WHERE i.voided = 0"
            " AND coalesce(i.stage, '') <> 'publicity' AND (i.until IS NULL OR i.until >= ?)"
        )
        return int(connection.exec_driver_sql(asked, (desk.today.isoformat(),)).scalar_one())


INSURED = Register("insured", "users-three", INSURANCE, "参保名单", _read, _count, "canbaomingdan cbmd 投保 保险")
