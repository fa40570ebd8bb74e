"""The seven-item strip of a family on a day: 双岗 绿通 家医 | 慰藉 走访 志愿 保险, with sign, word and reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.domain.almanac import Almanac, almanac
from db.domain.family import Family
from db.domain.figures import CoverageFigure, figure
from db.domain.judged import Judged
from db.domain.profile import Profile
from db.domain.standing import (
    EXCLUDED,
    ITEMS,
    LATE,
    MISS,
    NO,
    NOT_ASKED,
    OK,
    SIGNS,
    SOON,
    CoverageState,
    graver,
    late_words,
    worst,
)
from db.domain.supports import first_visit
from db.domain.visits import OwedVisit, mode_words

COVERAGES, SUPPORTS = ITEMS[:3], ITEMS[3:]
_IN_ORDER = {"C1": "已落实", "C2": "已落实", "C3": "已落实", "S1": "按期", "S2": "按期", "S3": "按期", "S4": "在保"}
_PLAIN = {SOON: "将到期", MISS: "缺", NO: "本人不愿", EXCLUDED: "不计入", NOT_ASKED: "本地不要求"}


@dataclass(frozen=True, slots=True)
class ItemState:
    """One cell of the strip.

    Attributes:
        item: C1, C2, C3, S1, S2, S3, S4.
        state: `ok`, `soon`, `miss`, `late`, `no`, `excl`, `na`.
        word: what the state is in a word: 已落实, 逾期 7 天.
        name, label: the item's full and short name in this place: 双岗联系人, 双岗.
        reason: why, in a clause; may be "".
        lines: who or why, and what comes next: two notes, either may be "".
        next_due: by when something must be done.
    """

    item: str
    state: str
    word: str
    name: str
    label: str
    reason: str
    lines: tuple[str, str]
    next_due: date | None = None

    @property
    def sign(self) -> str:
        """The state's character in text, spreadsheets and on paper."""
        return SIGNS[self.state]

    @property
    def sentence(self) -> str:
        """The whole in one sentence, for tooltips and screen readers."""
        because = "" if self.reason in {"", self.word} else f"，{self.reason}"
        return f"{self.name}：{self.word}{because}"


Strip = tuple[ItemState, ItemState, ItemState, ItemState, ItemState, ItemState, ItemState]


def family_strip(family: Family, profile: Profile, day: date) -> Strip:
    """The seven items of a family on `day`, always in the same order; all `na` when it is not on the register."""
    return strip_of(Judged(family, almanac(profile, day)))


def strip_of(judged: Judged) -> Strip:
    """The seven items of a family that has been judged."""
    family, page = judged.family, judged.page
    if not judged.active:
        a, b, c, d, e, f, g = (_cell(item, NOT_ASKED, "不在册", ("不在册", ""), None, page) for item in ITEMS)
        return (a, b, c, d, e, f, g)
    return (
        _contacts(judged.contacts, _next_contact(judged.owed), page),
        _persons("C2", judged.cards, page),
        _persons("C3", judged.agreements, page),
        _household(judged.solace, page, "下次"),
        _visits(family, judged.visiting, judged.owed, page),
        _household(judged.volunteering, page, "下次"),
        _persons("S4", judged.insurance, page),
    )


def item_states(family: Family, profile: Profile, day: date) -> dict[str, tuple[CoverageState, ...]]:
    """The bare states of all seven items, for counting; an item's subjects are households or persons."""
    return Judged(family, almanac(profile, day)).items()


def figures(families: Iterable[Family], profile: Profile, day: date) -> dict[str, CoverageFigure]:
    """Each item counted over many families, with both denominators."""
    gathered: dict[str, list[CoverageState]] = {item: [] for item in ITEMS}
    for family in families:
        for item, states in item_states(family, profile, day).items():
            gathered[item] += states
    return {item: figure(states) for item, states in gathered.items()}


def _cell(item: str, state: str, reason: str, lines: tuple[str, str], due: date | None, page: Almanac) -> ItemState:
    name, label = page.labels[item]
    return ItemState(item, state, _word(item, state, due, page), name, label, reason, lines, due)


def _word(item: str, state: str, due: date | None, page: Almanac) -> str:
    if state == OK:
        return _IN_ORDER[item]
    if state == LATE:
        return late_words(due, page.day) if due else "逾期"
    if state == SOON and due == page.day:
        return "今天到期"
    return _PLAIN[state]


def _next_contact(owed: tuple[OwedVisit, ...]) -> OwedVisit | None:
    return next((v for v in owed if v.rule == "C1a" and v.subject == "contact"), None)


def _contacts(posts: CoverageState, contact: OwedVisit | None, page: Almanac) -> ItemState:
    """双岗 stands for both: the posts are held, and the family is really being contacted."""
    if contact is None:
        return _cell("C1", posts.state, posts.reason, (posts.reason, ""), posts.next_due, page)
    pace = _pace(contact.due_by, page)
    state = graver(posts.state, pace)
    later = f"下次联系 {page.say(contact.due_by)} 前"
    if state == posts.state and pace == OK:
        due = posts.next_due if posts.state == MISS else contact.due_by
        return _cell("C1", state, posts.reason, (posts.reason, later), due, page)
    lines = (posts.reason, contact.reason if pace == LATE else later)
    reason = contact.reason if posts.state == OK else f"{posts.reason}，{contact.reason}"
    return _cell("C1", state, reason, lines, contact.due_by if pace == state else posts.next_due, page)


def _pace(due: date, page: Almanac) -> str:
    if due < page.day:
        return LATE
    return SOON if due <= page.soon else OK


_HAVE = {"C2": "{} 人持{}", "C3": "{} 人已签约", "S4": "{} 人在保"}


def _persons(item: str, states: tuple[CoverageState, ...], page: Almanac) -> ItemState:
    """Several persons in one cell: whoever needs something first; nobody's refusal hides what is in order."""
    if len(states) > 1 and all(s.state == OK for s in states):
        count = _HAVE[item].format(len(states), page.green_card)
        due = min([s.next_due for s in states if s.next_due], default=None)
        return _cell(item, OK, count, (count, _until(due, page)), due, page)
    heaviest = worst(states)
    if heaviest is None:
        return _cell(item, NOT_ASKED, "没有要计入的人", ("没有要计入的人", ""), None, page)
    due = min((s.next_due for s in states if s.state == heaviest.state and s.next_due), default=None)
    if heaviest.unit == "household" or len(states) == 1:
        return _cell(
            item, heaviest.state, heaviest.reason, (heaviest.reason, _until(due, page, heaviest.state)), due, page
        )
    told = [s for s in states if s.state == heaviest.state and s.state != OK]
    others = [s for s in states if s.state != heaviest.state and s.state not in {OK, NOT_ASKED}]
    parts = [f"{s.subject_name}：{s.reason}" for s in (*told, *others)]
    have = sum(s.covered for s in states)
    count = _HAVE[item].format(have, page.green_card) if have else ""
    lines = (parts[0], count) if heaviest.state != OK else (count, parts[0])
    return _cell(item, heaviest.state, "，".join([*parts, count] if count else parts), lines, due, page)


def _until(due: date | None, page: Almanac, state: str = OK) -> str:
    """Until when it holds; of what is missing, by when it must be there."""
    if due is None or due < page.day:
        return ""
    return f"应在 {page.say(due)} 前办" if state == MISS else f"至 {page.say(due)}"


def _household(state: CoverageState, page: Almanac, what: str) -> ItemState:
    later = f"{what} {page.say(state.next_due)} 前" if state.next_due and state.next_due >= page.day else ""
    return _cell(state.item, state.state, state.reason, (state.reason, later), state.next_due, page)


def _visits(family: Family, state: CoverageState, owed: tuple[OwedVisit, ...], page: Almanac) -> ItemState:
    made = [v for v in family.visits if v.outcome == "met" and v.on <= page.day]
    last = max(made, key=lambda v: v.on, default=None)
    done = f"{page.say(last.on)} {mode_words(last.mode)}，{len(last.persons_met)} 人见到" if last else "还没有走访记录"
    if state.state in {EXCLUDED, NOT_ASKED}:
        return _cell("S2", state.state, state.reason, (state.reason, done), None, page)
    waiting = [v for v in owed if v.done_on is None and v.rule != "C1b" and v.subject != "contact"]
    first = min(waiting, key=lambda v: v.due_by, default=None)
    if first and (new := first_visit(family, first, page)):
        return _cell("S2", state.state, new, (new, ""), first.due_by, page)
    due = state.next_due or (first.due_by if first else None)
    later = f"下次 {page.say(due)} 前" if due and due >= page.day else ""
    said = state.reason if state.state in {SOON, LATE} else done
    return _cell("S2", state.state, state.reason, (said, later), due, page)
