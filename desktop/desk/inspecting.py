"""核查单: the coverage of a village laid out for an inspector, on the screen's figures and with every reason."""

from collections.abc import Sequence
from datetime import date

from db.domain.almanac import Almanac, almanac
from db.domain.evidence import answerable
from db.domain.family import Family
from db.domain.figures import figure, percent_words
from db.domain.standing import (
    ITEMS,
    LATE,
    MISS,
    NOT_ASKED,
    OUT,
    SIGNS,
    CoverageState,
    day_words,
    lasting,
    late_words,
    worst,
)
from db.domain.statistics import count
from db.domain.strip import item_states
from db.errors import NotFound
from db.store.audit import write_audit
from desktop.desk.coverage import families_of, orgs
from desktop.desk.desk import Desk
from desktop.desk.explained import responsible_words
from desktop.forms.inspection import FORM, InspectionRow, InspectionSheet, inspection
from desktop.words import tr

_KINDS = {"death": "一类", "disability": "二类", "complication": "三类"}
"""The types on paper that leaves the office: a number without its name (design/paper.md §6)."""
_OPEN = frozenset({MISS, LATE})


def inspection_sheets(
    desk: Desk, villages: Sequence[str] = (), on: date | None = None, org: str = ""
) -> tuple[InspectionSheet, ...]:
    """The sheets of villages on a day, in route order; at the county township by township.

    Args:
        desk: the desk.
        villages: names or codes; all villages with a family on the register when empty.
        on: the day; today when None.
        org: one township only, at the county.

    Raises:
        NotFound: a village nobody lives in on that day.
    """
    day = on or desk.today
    page = almanac(desk.profile, day)
    names = {**desk.record.store.setting("townships", {}), desk.record.office.org_code: desk.record.office.org_name}
    county = desk.record.office.role != "township"
    found: list[InspectionSheet] = []
    known: set[str] = set()
    for township in (org,) if org else orgs(desk) if county else ("",):
        unit = names.get(township, township) if county else desk.record.office.org_name
        for group in _by_village(families_of(desk, township), day, villages):
            known |= {group[0].village, group[0].village_code}
            found.append(_sheet(desk, page, unit, group))
    for wanted in villages:
        if wanted not in known:
            raise NotFound(f"{day.isoformat()} 没有“{wanted[:40]}”这个村的在册家庭。", next_step="请核对村名和日期。")
    return tuple(found)


def _by_village(families: Sequence[Family], day: date, villages: Sequence[str]) -> list[list[Family]]:
    groups: dict[str, list[Family]] = {}
    for family in families:
        if family.active(day) and (not villages or {family.village, family.village_code} & set(villages)):
            groups.setdefault(family.village_code, []).append(family)
    return list(groups.values())


def print_inspection(
    desk: Desk, villages: Sequence[str] = (), on: date | None = None, org: str = ""
) -> tuple[bytes, int]:
    """The sheets as one PDF, and how many villages they show; that they were printed is written into the audit trail.

    Raises:
        NotFound, NothingToPrint, GlyphsMissing: nothing is printed.
    """
    sheets = inspection_sheets(desk, villages, on, org)
    content = inspection(sheets)
    store = desk.record.store
    who = (desk.clock.now().isoformat(timespec="seconds"), store.author.author)
    with store.keeping() as connection:
        write_audit(connection, who, "print", FORM, str(len(sheets)))
    return content, len(sheets)


def inspection_name(villages: Sequence[str], on: date) -> str:
    """The file's name, `F15_20261122_云岭等3村.pdf`: form, day, villages; no person's name."""
    first = "".join(char for char in villages[0].removesuffix("村") if char.isalnum()) if villages else ""
    place = f"_{first}等{len(villages)}村" if len(villages) > 1 else f"_{first}村" if first else ""
    return f"{FORM}_{on:%Y%m%d}{place}.pdf"


def _sheet(desk: Desk, page: Almanac, unit: str, families: list[Family]) -> InspectionSheet:
    profile, office = desk.profile, desk.record.office
    standing = [(family, item_states(family, profile, page.day)) for family in families]
    head = count(families, page.day)
    title = tr("{three}和{four}落实情况核查单")
    units = tuple(_unit(states, item) for item, states in _by_item(standing))
    return InspectionSheet(
        title.format(three=profile.word("coverage.title"), four=profile.word("support.title")),
        unit,
        families[0].village or tr("（没填[村]）"),
        day_words(page.day, 0),
        tr("{h} 户 {p} 人").format(h=head.households, p=head.persons),
        tuple((profile.word(f"item.{item}"), unit) for item, unit in zip(ITEMS, units, strict=True)),
        tuple(_row(desk, page, family, states) for family, states in standing),
        _figures(standing),
        _notes(desk, page),
        office.practice,
    )


def _by_item(
    standing: list[tuple[Family, dict[str, tuple[CoverageState, ...]]]],
) -> list[tuple[str, list[CoverageState]]]:
    return [(item, [state for _, states in standing for state in states[item]]) for item in ITEMS]


def _unit(states: list[CoverageState], item: str) -> str:
    by_person = any(state.unit == "person" for state in states) if states else item in {"C2", "C3", "S4"}
    return tr("人") if by_person else tr("户")


def _row(desk: Desk, page: Almanac, family: Family, states: dict[str, tuple[CoverageState, ...]]) -> InspectionRow:
    reasons = [
        _reason(desk, page, state)
        for item in ITEMS
        for state in states[item]
        if state.state in _OPEN or state.state in OUT
    ]
    if any(state.state in _OPEN for each in states.values() for state in each):
        reasons.append(tr("负责：{who}").format(who=responsible_words(desk, answerable(family, page), page)))
    persons = sum(p.is_target for p in family.members(page.day))
    cells = tuple(_cell(states[item]) for item in ITEMS)
    return InspectionRow(family.name, _KINDS.get(family.case_type, ""), persons, cells, tuple(reasons))


def _cell(states: tuple[CoverageState, ...]) -> str:
    """The sign of what a person must see first; of several persons also how many are covered."""
    asked = [state for state in states if state.state != NOT_ASKED]
    heaviest = worst(states)
    sign = SIGNS[heaviest.state if heaviest else NOT_ASKED]
    if not asked or asked[0].unit != "person":
        return sign
    return f"{sign} {sum(state.covered for state in asked)}/{len(asked)}"


def _reason(desk: Desk, page: Almanac, state: CoverageState) -> str:
    label = desk.profile.word(f"item.{state.item}.short")
    who = f" {state.subject_name}" if state.unit == "person" else ""
    since = state.since if state.state == MISS else None
    days = f"，{lasting(tr('缺'), since, (page.day - since).days + 1)}" if since and since <= page.day else ""
    if state.state == LATE and state.next_due and state.next_due < page.day:
        days = f"，{late_words(state.next_due, page.day)}"
    return f"{SIGNS[state.state]} {label}{who}：{state.reason}{days}"


def _figures(
    standing: list[tuple[Family, dict[str, tuple[CoverageState, ...]]]],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    counted = [figure(states) for _, states in _by_item(standing)]

    def line(label: str, *values: str) -> tuple[str, tuple[str, ...]]:
        return tr(label), values

    return (
        line("已落实／全部在册", *(f"{f.covered}/{f.total}" if f.total else SIGNS[NOT_ASKED] for f in counted)),
        line("落实率（全部在册）", *(percent_words(f.rate_all) for f in counted)),
        line("已落实／扣除不计入", *(f"{f.covered}/{f.countable}" if f.total else SIGNS[NOT_ASKED] for f in counted)),
        line("落实率（扣除不计入）", *(percent_words(f.rate_countable) for f in counted)),
        line("缺", *(str(f.missing) if f.total else SIGNS[NOT_ASKED] for f in counted)),
    )


def _notes(desk: Desk, page: Almanac) -> tuple[str, ...]:
    signs = tr(
        "说明：✓ 已落实，◐ 将到期（仍算已落实），○ 缺，◆ 逾期，⊘ 本人不愿，– 不计入（外出、机构等），· 本地不要求；"
        "按人计的写“已落实/应落实”的人数。按事实的日期统计，不看以后的事。"
    )
    sources: dict[str, list[str]] = {}
    for item, rule in zip(ITEMS, ("C1", "C2", "C3", "S1", "S2-festival", "S3", "S4"), strict=True):
        source = desk.profile.rule_source(rule, page.day).split("：")[0]
        sources.setdefault(source, []).append(desk.profile.word(f"item.{item}.short"))
    said = "；".join(f"{'、'.join(items)}：{source}" for source, items in sources.items())
    return signs, tr("规则出处：{said}").format(said=said)
