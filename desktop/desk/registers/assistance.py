"""特扶名册, 达龄预告 and 年审名单: the special assistance of everybody in the township (R6)."""

from collections import Counter
from collections.abc import Callable, Iterator

from db.domain.eligibility import READY
from db.domain.money import yuan_words
from db.domain.periods import add_months
from db.domain.reviews import review_window
from db.domain.standing import EXCLUDED, LATE, MISS, OK, SOON, day_words
from desktop.desk.assistance import PersonAssistance
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
)
from desktop.desk.roll import (
    APPLYING,
    COMING,
    CONTINUING,
    NEW,
    STOPPED,
    UNRECORDED,
    RollLine,
    roll_of,
)
from desktop.desk.sections.assistance import money_words, verbs_of
from desktop.desk.sections.section import Verb
from desktop.words import tr

WAITING = "wait"
_AT_ONCE = 1000
"""Families looked at before the page is shown again with how far it is."""
_YEAR = (NEW, CONTINUING, STOPPED, APPLYING, UNRECORDED)

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
    if (waiting := _unfinished(desk, columns)) is not None:
        return waiting
    found = tuple(roll_of(desk).lines(desk, *_YEAR))
    rows = tuple(_row(desk, each) for each in found)
    empty = tr("还没有人登记特扶资格。在家庭档案的“特扶资格”里登记申报。")
    verbs = [Verb("pass_year", tr("一起登记年审合格"))]
    if any(line.group == UNRECORDED for line in found):
        verbs.append(Verb("confirm_known", tr("登记已在享受的人")))
    return RegisterTable(columns, rows, tuple(verbs), _sums(found), "", empty)


def _unfinished(desk: Desk, columns: tuple[RegisterColumn, ...]) -> RegisterTable | None:
    """How far the working out is while it is not done; None when it is."""
    done, total = roll_of(desk).advance(desk, _AT_ONCE)
    if done == total:
        return None
    words = tr("正在逐户推算：已看 {n} 户，共 {total} 户").format(n=done, total=total)
    return RegisterTable(columns, (), note=words, empty=words, unfinished=True)


def _counted(*groups: str) -> Callable[[Desk], int]:
    """Lines of these groups as far as they are worked out."""
    return lambda desk: sum(line.group in groups for lines in roll_of(desk).stands() for line in lines)


def _sums(found: tuple[RollLine, ...]) -> str:
    """新增 2 人，继续 80 人，停止 1 人；每月合计 48380 元."""
    counts = Counter(each.group for each in found)
    groups = [tr("{word} {n} 人").format(word=tr(words), n=counts[key]) for key, (words, _) in _GROUPS.items()]
    paid = [each.each.amount for each in found if each.group in {NEW, CONTINUING}]
    month = sum(amount.amount for amount in paid if amount is not None)
    unknown = sum(amount is None for amount in paid)
    said = tr("{groups}；每月合计 {yuan} 元").format(groups="，".join(groups), yuan=yuan_words(month))
    return said + (tr("，{n} 人没有标准可用").format(n=unknown) if unknown else "")


def _row(desk: Desk, line: RollLine) -> RegisterRow:
    each = line.each
    e, amount = each.entitlement, each.amount
    words, state = _GROUPS[line.group]
    day = (e.stopped_on if line.group == STOPPED else e.confirmed_on) if e else None
    verified = amount is None or amount.verified
    cells = (
        Cell(each.person.name, line.village, whole=each.person.name),
        kind_words(desk, line),
        Cell(tr(words), state=state, order=list(_GROUPS).index(line.group)),
        Cell(yuan_words(amount.amount) if amount else "—", order=amount.amount if amount else -1),
        e.first_year if e and e.first_year else "",
        Cell(day_words(day, desk.today.year) if day else "", whole=day.isoformat() if day else ""),
        _check(desk, each),
        _why(desk, each, verified=verified),
    )
    return RegisterRow(f"{each.person.id}{e.id if e else ''}", cells, verbs_of(each), line.family_id)


def kind_words(desk: Desk, line: RollLine) -> str:
    """死亡类, or 并发症 二级 for a complication."""
    word = desk.word("eligibility_kind", line.each.kind)
    if line.each.kind != "complication":
        return tr("{kind}类").format(kind=word)
    return f"{word} {desk.word('complication_grade', line.grade)}".strip()


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
    if (waiting := _unfinished(desk, columns)) is not None:
        return waiting
    rows = tuple(sorted(_coming(desk), key=lambda row: cell_order(row.cells[2])))
    months = "、".join(str(n) for n in desk.profile.on(desk.today).e1.notice_months)
    note = tr("满龄前 {months} 个月进入预告").format(months=months)
    return RegisterTable(columns, rows, (), note, "", tr("最近一年里没有人满龄。"))


def _enters(desk: Desk, line: RollLine) -> bool:
    """Whether somebody stands on the advance list already or comes onto it within a month."""
    told = line.each.worked_out
    return line.group == COMING and bool(told.notices) and min(told.notices) <= add_months(desk.today, 1)


def _coming(desk: Desk) -> Iterator[RegisterRow]:
    """Who enters the list by the end of next month, or stands on it already."""
    rule = desk.profile.on(desk.today).e1
    for line in roll_of(desk).lines(desk, COMING):
        if not _enters(desk, line):
            continue
        each, told = line.each, line.each.worked_out
        turns = add_months(min(told.notices), max(rule.notice_months))
        near = [on for on in sorted(told.notices) if on <= desk.today]
        ahead = next((on for on in sorted(told.notices) if on > desk.today), turns)
        words = tr("已进入（{n} 个月）").format(n=_months(rule.notice_months, len(near))) if near else ""
        words = words or tr("{day} 进入").format(day=day_words(ahead, desk.today.year))
        cells = (
            Cell(each.person.name, line.village, whole=each.person.name),
            kind_words(desk, line),
            Cell(day_words(turns, desk.today.year), order=turns.isoformat(), whole=turns.isoformat()),
            told.first_year,
            Cell(words, state=SOON if near else WAITING),
            told.reason,
        )
        apply = Verb("apply_assistance", tr("登记申报"), each.person.id)
        yield RegisterRow(each.person.id, cells, (apply,), line.family_id)


def _months(months: tuple[int, ...], reached: int) -> int:
    return sorted(months, reverse=True)[reached - 1]


def _count_coming(desk: Desk) -> int:
    return sum(_enters(desk, line) for lines in roll_of(desk).stands() for line in lines)


def _read_reviews(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("姓名"), 140, NAME, personal=True),
        RegisterColumn("kind", tr("类别"), 100),
        RegisterColumn("check", tr("年审"), 130, STATE),
        RegisterColumn("day", tr("哪天"), 104),
        RegisterColumn("amount", tr("每月"), 150),
        RegisterColumn("why", tr("请看一眼"), 240, stretch=True),
    )
    if (waiting := _unfinished(desk, columns)) is not None:
        return waiting
    found = sorted((line for line in roll_of(desk).lines(desk, NEW, CONTINUING) if line.each.check), key=_undone)
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


def _undone(line: RollLine) -> bool:
    """What is still to be done stands first."""
    return line.each.check not in {"due", "pending", "later"}


def _review_row(desk: Desk, line: RollLine) -> RegisterRow:
    each, e = line.each, line.each.entitlement
    done = next((c for c in e.checks if c.year == desk.today.year), None) if e else None
    on = done.on if done else None
    why = each.proposal.sentence if each.proposal else ""
    cells = (
        Cell(each.person.name, line.village, whole=each.person.name),
        kind_words(desk, line),
        _check(desk, each),
        Cell(day_words(on, desk.today.year) if on else "", whole=on.isoformat() if on else ""),
        money_words(each.amount.amount, verified=each.amount.verified) if each.amount else "",
        why,
    )
    return RegisterRow(e.id if e else each.person.id, cells, verbs_of(each), line.family_id)


def _count_reviews(desk: Desk) -> int:
    return sum(bool(line.each.check) for lines in roll_of(desk).stands() for line in lines)


ASSISTANCE = Register(
    "assistance", "identification-card", ENTITLEMENT, "特扶名册", _read, _counted(*_YEAR), "tefumingce tfmc", kept=False
)
COMING_OF_AGE = Register(
    "coming_of_age",
    "calendar-blank",
    ENTITLEMENT,
    "达龄预告",
    _read_coming,
    _count_coming,
    "dalingyugao dlyg",
    kept=False,
)
REVIEWS = Register(
    "reviews", "list-checks", ENTITLEMENT, "年审名单", _read_reviews, _count_reviews, "nianshenmingdan nsmd", kept=False
)
