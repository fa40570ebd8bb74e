"""How facts are worded on screen: states, dates, masks, counts and full sentences; pure, without a widget."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from db.domain import masking
from db.domain.standing import late_words
from desktop.words import tr


class State(StrEnum):
    """The eleven states of the design: always a shape and a word, colour only third."""

    OK = "ok"
    SOON = "soon"
    MISS = "miss"
    LATE = "late"
    CLASH = "clash"
    NO = "no"
    BACK = "back"
    EXCL = "excl"
    NA = "na"
    WAIT = "wait"
    SENT = "sent"


@dataclass(frozen=True)
class Look:
    """How a state looks: its sign in plain text, its usual word, the token of its ink and of its ground."""

    sign: str
    word: str
    ink: str
    ground: str
    grounded: bool


LOOKS: dict[State, Look] = {
    State.OK: Look("✓", "已落实", "ok", "ok_bg", grounded=False),
    State.SOON: Look("◐", "将到期", "soon", "soon_bg", grounded=True),
    State.MISS: Look("○", "缺", "miss", "miss_bg", grounded=True),
    State.LATE: Look("◆", "逾期", "miss", "miss_bg", grounded=True),
    State.CLASH: Look("▣", "待核对", "clash", "clash_bg", grounded=True),
    State.NO: Look("⊘", "本人不愿", "none", "none_bg", grounded=False),
    State.BACK: Look("⊘", "[县]退回", "miss", "miss_bg", grounded=True),
    State.EXCL: Look("–", "不计入", "none", "none_bg", grounded=False),
    State.NA: Look("·", "本地不要求", "none", "none_bg", grounded=False),
    State.WAIT: Look("◌", "等待", "none", "none_bg", grounded=False),
    State.SENT: Look("↑", "未上报", "accent", "tint", grounded=False),
}

_WEEK = "一二三四五六日"


def look(state: State) -> Look:
    """The look of a state."""
    return LOOKS[state]


def needs_a_person(state: State) -> bool:
    """True where the design gives a coloured ground: something waits for a person."""
    return LOOKS[state].grounded


def state_word(state: State, word: str = "") -> str:
    """The word beside the shape: the one given, else the state's usual word."""
    return word or tr(LOOKS[state].word)


def state_text(state: State, word: str = "") -> str:
    """Sign and word, for text, Excel and the clipboard: `◐ 今天到期`."""
    return f"{LOOKS[state].sign} {state_word(state, word)}"


def sentence(*parts: str) -> str:
    """Joins what is not empty into one full sentence a screen reader can say: `马𠅤户，柳湾村，双岗联系人缺。`."""
    said = "，".join(part.strip("，。 ") for part in parts if part and part.strip("，。 "))
    return f"{said}。" if said else ""


def month_day(on: date | None) -> str:
    """`11月7日`; empty for no date."""
    return f"{on.month}月{on.day}日" if on else ""


def weekday(on: date) -> str:
    """`周六`."""
    return f"周{_WEEK[on.weekday()]}"


def day(on: date | None, today: date | None = None) -> str:
    """A day as people say it: `11月7日 周六`; with the year when it is not today's year.

    Args:
        on: the day, or None for nothing known (empty text).
        today: the day the screen stands on; None leaves the year out.
    """
    if on is None:
        return ""
    year = f"{on.year}年" if today is not None and today.year != on.year else ""
    return f"{year}{month_day(on)} {weekday(on)}"


def short_day(on: date | None, today: date) -> str:
    """A day in a narrow cell: `11月7日`, in another year `2025年3月2日`."""
    if on is None:
        return ""
    return month_day(on) if on.year == today.year else f"{on.year}年{month_day(on)}"


def due(on: date | None, today: date, *, never: bool = False) -> str:
    """When something is due: `逾期 2 天` (as `late_words`), `今天`, `明天`, else the day."""
    if on is None:
        return ""
    if on < today:
        return late_words(on, today, never=never)
    if on == today:
        return tr("今天")
    if on == today + timedelta(days=1):
        return tr("明天")
    return day(on, today)


def clock_time(at: datetime) -> str:
    """Hour and minute of an instant already in local time: `10:32`."""
    return f"{at.hour}:{at.minute:02d}"


def iso(on: date | None) -> str:
    """`2026-11-04` for inputs; empty for no date."""
    return on.isoformat() if on else ""


def households(count: int) -> str:
    """`214 户`: families are counted in 户, never in 人."""
    return tr("{n} 户").format(n=f"{count:,}")


def people(count: int) -> str:
    """`398 人`: persons are counted in 人, never in 户."""
    return tr("{n} 人").format(n=f"{count:,}")


def mask_id(number: str) -> str:
    """`999999********0012`: an ID number without its day of birth."""
    return masking.mask_id(number.strip())


def mask_phone(number: str) -> str:
    """`138****0017`: a telephone number without its middle."""
    return masking.mask_phone(number.strip())


def percent(part: int, whole: int) -> str:
    """`97.0%`, rounded half up; `–` when there is nothing to divide by."""
    if whole <= 0:
        return "–"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def size(octets: int) -> str:
    """A file's size in words: `18 MB`, `640 KB`."""
    if octets >= 1 << 20:
        return f"{octets / (1 << 20):.0f} MB" if octets >= 10 << 20 else f"{octets / (1 << 20):.1f} MB"
    return f"{max(1, octets >> 10)} KB"


def way_words(carried: str, package_no: int) -> tuple[State, str]:
    """How far a change has travelled, as a shape and words (B-32).

    Args:
        carried: `open`, `sent`, `received`, `back`; at a county `answer`, not told to the township yet.
        package_no: the package that carried it, 0 when none did.
    """
    if carried == "back":
        return State.BACK, tr("[县]退回")
    if carried == "received":
        number = tr(" 第 {no} 号").format(no=package_no) if package_no else ""
        return State.OK, tr("[县]已接收{number}").format(number=number)
    if carried == "sent":
        return State.SENT, tr("已交 第 {no} 号，未见回执").format(no=package_no)
    if carried == "answer":
        return State.SENT, tr("随下一份回执告诉[乡镇]")
    return State.SENT, tr("未上报")
