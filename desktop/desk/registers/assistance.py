"""特扶名册, 达龄预告 and 年审名单: the special assistance of everybody in the township (R6)."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from db.domain.eligibility import READY, UNDERAGE
from db.domain.family import Family
from db.domain.money import yuan_words
from db.domain.periods import add_months
from db.domain.reviews import review_window
from db.domain.standing import EXCLUDED, LATE, MISS, OK, SOON, day_words
from db.queries.assistance import unchecked
from db.queries.facts import families_on_file
from desktop.desk.assistance import Assistance, PersonAssistance
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    ENTITLEMENT,
    NAME,
    NUMBER,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    cell_order,
    counting,
)
from desktop.desk.sections.assistance import money_words, verbs_of
from desktop.desk.sections.section import Verb
from desktop.words import tr

WAITING = "wait"
NEW, CONTINUING, STOPPED, APPLYING, UNRECORDED = "new", "continuing", "stopped", "applying", "unrecorded"


@dataclass(frozen=True)
class Listed:
    """One person of the register with the family and the group of the year."""

    family: Family
    each: PersonAssistance
    group: str


def listed(desk: Desk) -> Iterator[Listed]:
    """Everybody with something to say of the special assistance this year, in the order of village and route."""
    assistance = Assistance.of(desk)
    with desk.record.store.reading() as connection:
        families = tuple(families_on_file(connection))
    for family in families:
        for each in assistance.people(family):
            group = _group(each, desk.today.year, active=family.active(desk.today))
            if group:
                yield Listed(family, each, group)


def _group(each: PersonAssistance, year: int, *, active: bool) -> str:
    e = each.entitlement
    if each.status == "stopped":
        return STOPPED if e and e.stopped_on and e.stopped_on.year == year else ""
    if not active:
        return ""
    if each.status == "confirmed":
        return NEW if e and e.confirmed_on and e.confirmed_on.year == year else CONTINUING
    if each.status in {"applied", "publicised"}:
        return APPLYING
    return UNRECORDED if each.status == READY else ""


_GROUPS = {
    NEW: ("新增", OK),
    CONTINUING: ("继续", OK),
    STOPPED: ("停止", EXCLUDED),
    APPLYING: ("在办", WAITING),
    UNRECORDED: ("可申报，没有登记", SOON),
}


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("姓名"), 150, NAME, personal=True),
        RegisterColumn("kind", tr("类别"), 86),
        RegisterColumn("group", tr("本年"), 130, STATE),
        RegisterColumn("amount", tr("每人每月（元）"), 108, NUMBER),
        RegisterColumn("year", tr("起始年度"), 70, NUMBER),
        RegisterColumn("day", tr("确认或停止"), 112),
        RegisterColumn("check", tr("年审"), 96, STATE),
        RegisterColumn("why", tr("说明"), 140, stretch=True),
    )
    found = tuple(listed(desk))
    rows = tuple(_row(desk, each) for each in found)
    empty = tr("还没有人登记特扶资格。在家庭档案的“特扶资格”里登记申报。")
    verbs = (Verb("pass_year", tr("一起登记年审合格")),)
    return RegisterTable(columns, rows, verbs, _sums(found), "", empty)


def _sums(found: tuple[Listed, ...]) -> str:
    """新增 2 人，继续 80 人，停止 1 人；每月合计 48380 元."""
    counts = Counter(each.group for each in found)
    groups = [tr("{word} {n} 人").format(word=tr(words), n=counts[key]) for key, (words, _) in _GROUPS.items()]
    paid = [each.each.amount for each in found if each.group in {NEW, CONTINUING}]
    month = sum(amount.amount for amount in paid if amount is not None)
    unknown = sum(amount is None for amount in paid)
    said = tr("{groups}；每月合计 {yuan} 元").format(groups="，".join(groups), yuan=yuan_words(month))
    return said + (tr("，{n} 人没有标准可用").format(n=unknown) if unknown else "")


def _row(desk: Desk, listed: Listed) -> RegisterRow:
    each, family = listed.each, listed.family
    e, amount = each.entitlement, each.amount if listed.group != STOPPED else None
    words, state = _GROUPS[listed.group]
    day = (e.stopped_on if listed.group == STOPPED else e.confirmed_on) if e else None
    verified = amount is None or amount.verified
    cells = (
        Cell(each.person.name, family.village, whole=each.person.name),
        kind_words(desk, family, each),
        Cell(tr(words), state=state, order=list(_GROUPS).index(listed.group)),
        Cell(yuan_words(amount.amount) if amount else "—", order=amount.amount if amount else -1),
        e.first_year if e and e.first_year else "",
        Cell(day_words(day, desk.today.year) if day else "", whole=day.isoformat() if day else ""),
        _check(desk, each),
        _why(desk, each, verified=verified),
    )
    return RegisterRow(f"{each.person.id}{e.id if e else ''}", cells, verbs_of(each), family.id)


def kind_words(desk: Desk, family: Family, each: PersonAssistance) -> str:
    """死亡类, or 并发症 二级 for a complication."""
    word = desk.word("eligibility_kind", each.kind)
    if each.kind != "complication":
        return tr("{kind}类").format(kind=word)
    grade = next((c.grade for c in family.complications if c.person_id == each.person.id), "")
    return f"{word} {desk.word('complication_grade', grade)}".strip()


_CHECKS = {
    "passed": ("合格", OK),
    "pending": ("待核", SOON),
    "left": ("退出", EXCLUDED),
    "due": ("还没有做", MISS),
    "later": ("还没到时候", WAITING),
}


def _check(desk: Desk, each: PersonAssistance) -> Cell:
    if each.check not in _CHECKS:
        return Cell("")
    words, state = _CHECKS[each.check]
    if each.check == "due" and desk.today > review_window(desk.profile, desk.today.year).end:
        state = LATE
    return Cell(tr(words), state=state, order=list(_CHECKS).index(each.check))


def _why(desk: Desk, each: PersonAssistance, *, verified: bool) -> str:
    if each.proposal is not None:
        return each.proposal.sentence
    e = each.entitlement
    if each.status == "stopped" and e is not None:
        return desk.word("stop_reason", e.stop_reason) if e.stop_reason else ""
    if each.status == READY:
        return each.worked_out.reason
    return "" if verified else tr("金额未核实")


def _read_coming(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("姓名"), 140, NAME, personal=True),
        RegisterColumn("kind", tr("类别"), 100),
        RegisterColumn("turns", tr("哪天满龄"), 120),
        RegisterColumn("since", tr("从哪年起可申报"), 120, NUMBER),
        RegisterColumn("notice", tr("预告"), 170, STATE),
        RegisterColumn("why", tr("说明"), 220, stretch=True),
    )
    rows = tuple(sorted(_coming(desk), key=lambda row: cell_order(row.cells[2])))
    months = "、".join(str(n) for n in desk.profile.on(desk.today).e1.notice_months)
    note = tr("满龄前 {months} 个月进入预告").format(months=months)
    return RegisterTable(columns, rows, (), note, "", tr("最近一年里没有人满龄。"))


def _coming(desk: Desk) -> Iterator[RegisterRow]:
    """Who enters the list by the end of next month, or stands on it already."""
    rule = desk.profile.on(desk.today).e1
    horizon = add_months(desk.today, 1)
    assistance = Assistance.of(desk)
    with desk.record.store.reading() as connection:
        families = tuple(families_on_file(connection))
    for family in families:
        for each in assistance.people(family) if family.active(desk.today) else ():
            told = each.worked_out
            if each.status != UNDERAGE or not told.notices or min(told.notices) > horizon:
                continue
            turns = add_months(min(told.notices), max(rule.notice_months))
            near = [on for on in sorted(told.notices) if on <= desk.today]
            ahead = next((on for on in sorted(told.notices) if on > desk.today), None)
            words = tr("已进入（{n} 个月）").format(n=_months(rule.notice_months, len(near))) if near else ""
            words = words or tr("{day} 进入").format(day=day_words(ahead or turns, desk.today.year))
            yield RegisterRow(
                each.person.id,
                (
                    Cell(each.person.name, family.village, whole=each.person.name),
                    kind_words(desk, family, each),
                    Cell(day_words(turns, desk.today.year), order=turns.isoformat(), whole=turns.isoformat()),
                    told.first_year,
                    Cell(words, state=SOON if near else WAITING),
                    told.reason,
                ),
                (Verb("apply_assistance", tr("登记申报"), each.person.id),),
                family.id,
            )


def _months(months: tuple[int, ...], reached: int) -> int:
    return sorted(months, reverse=True)[reached - 1]


def _count_coming(desk: Desk) -> int:
    """By birth alone, cheap: women, and single men, who turn of age within thirteen months."""
    age = desk.profile.on(desk.today).e1.age
    first, last = add_months(desk.today, -12 * age), add_months(desk.today, 13 - 12 * age)
    asked = """
        SELECT count(*) FROM person p JOIN family f ON f.id = p.family_id
         WHERE p.voided = 0 AND f.voided = 0 AND f.status = 'active' AND p.is_target = 1 AND p.alive IS NOT 0
           AND (p.sex = '2' OR p.marital IN ('30', '40')) AND p.birth_date BETWEEN ? AND ?
           AND NOT EXISTS (SELECT 1 FROM eligibility e WHERE e.person_id = p.id AND e.voided = 0
                              AND e.status NOT IN ('underage', 'ready'))
    """
    span = (first.isoformat(), (last - timedelta(days=1)).isoformat())
    with desk.record.store.reading() as connection:
        return int(connection.exec_driver_sql(asked, span).scalar_one())


def _read_reviews(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("姓名"), 140, NAME, personal=True),
        RegisterColumn("kind", tr("类别"), 100),
        RegisterColumn("check", tr("年审"), 130, STATE),
        RegisterColumn("day", tr("哪天"), 104),
        RegisterColumn("amount", tr("每月"), 150),
        RegisterColumn("why", tr("请看一眼"), 240, stretch=True),
    )
    found = sorted((each for each in listed(desk) if each.each.check), key=_undone)
    rows = tuple(_review_row(desk, each) for each in found)
    year, open_ = desk.today.year, sum(each.each.check in {"due", "pending", "later"} for each in found)
    window = review_window(desk.profile, year)
    note = tr("{year} 年应审 {n} 人，做完 {done} 人；{first} 至 {last} 办").format(
        year=year,
        n=len(found),
        done=len(found) - open_,
        first=day_words(window.start, year),
        last=day_words(window.end, year),
    )
    late = open_ and desk.today > window.end
    verbs = (Verb("pass_year", tr("一起登记年审合格")),)
    return RegisterTable(columns, rows, verbs, note, LATE if late else "", tr("今年没有要年审的人。"))


def _undone(listed: Listed) -> bool:
    """What is still to be done stands first."""
    return listed.each.check not in {"due", "pending", "later"}


def _review_row(desk: Desk, listed: Listed) -> RegisterRow:
    each, e = listed.each, listed.each.entitlement
    done = next((c for c in e.checks if c.year == desk.today.year), None) if e else None
    on = done.on if done else None
    why = each.proposal.sentence if each.proposal else ""
    cells = (
        Cell(each.person.name, listed.family.village, whole=each.person.name),
        kind_words(desk, listed.family, each),
        _check(desk, each),
        Cell(day_words(on, desk.today.year) if on else "", whole=on.isoformat() if on else ""),
        money_words(each.amount.amount, verified=each.amount.verified) if each.amount else "",
        why,
    )
    return RegisterRow(e.id if e else each.person.id, cells, verbs_of(each), listed.family.id)


def _count_open(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        return len(unchecked(connection, desk.today.year))


_ROLL: Callable[[Desk], int] = counting("eligibility")
ASSISTANCE = Register("assistance", "identification-card", ENTITLEMENT, "特扶名册", _read, _ROLL, "tefumingce tfmc")
COMING = Register(
    "coming_of_age", "calendar-blank", ENTITLEMENT, "达龄预告", _read_coming, _count_coming, "dalingyugao dlyg"
)
REVIEWS = Register(
    "reviews", "list-checks", ENTITLEMENT, "年审名单", _read_reviews, _count_open, "nianshenmingdan nsmd"
)
