"""A year of visits and calls to a family: the regular ones, festivals, birthdays, and those that met nobody."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from db.domain.periods import Window, birthdays_in, festival_window
from desktop.desk.demo.covering import Care
from desktop.desk.demo.dice import Dice
from desktop.desk.demo.office import Township
from desktop.desk.demo.people import Home, Member

LOOK_BACK = 425
"""Days of visits written down: fourteen months."""
SHORT_LOOK_BACK = 130
"""Days of regular contacts written down in a very large township, so that it can be made in minutes."""
_NOTES = (
    "身体还好，腰腿是老毛病，天冷少出门。",
    "在家择菜，聊了一阵收成。",
    "说近来睡得还可以，晚上看会儿电视。",
    "药还够半个月，提醒按时量血压。",
    "屋后排水沟有点堵，已告诉村里。",
    "院子收拾得干净，种了两垄青菜。",
    "问了住院护理补贴怎么报，当面讲清楚了。",
    "邻居常来串门，有事能照应。",
    "话不多，坐了半个钟头，临走送到门口。",
    "电线有点老化，约了村电工下周来看。",
    "想去县医院看膝盖，讲了绿色通道怎么走。",
    "刚从菜地回来，精神不错。",
    "提到眼睛看东西模糊，建议先到卫生院查。",
    "家里一切照旧，嘱咐用火注意安全。",
)
_CALLS = (
    "电话里声音清楚，说一切都好。",
    "问了近况，降温提醒添衣。",
    "通话十来分钟，聊了身体和天气。",
    "说在外头走亲戚，过几天回来。",
)
_GOODS = ("大米一袋、食用油一桶", "牛奶两箱", "月饼一盒、水果一箱", "棉被一床", "大米一袋")
_MOST_DAYS = {"normal": 29, "focus": 28, "high": 7}


@dataclass
class _Diary:
    """What is known of a family's year while it is being told."""

    town: Township
    home: Home
    care: Care
    first: date
    last: date
    taken: set[date] = field(default_factory=set)

    @property
    def dice(self) -> Dice:
        return self.town.dice

    def visit(self, day: date, mode: str, category: str, **fields: Any) -> str:
        """Writes down one that met somebody."""
        return self._write(day, mode, category, {**self._seen(mode), **fields})

    def attempt(self, day: date, mode: str, outcome: str) -> None:
        """Writes down one that met nobody, or was not wanted."""
        note = "家里没人，邻居说下地了，改天再来。" if outcome == "absent" else "说今天想自己待着，约好过几天再联系。"
        self._write(day, mode, "daily", {"outcome": outcome, "note": note})

    def _write(self, day: date, mode: str, category: str, fields: dict[str, Any]) -> str:
        self.taken.add(day)
        township, village = self.care.callers(day)
        both = category in {"festival", "hospital", "emergency"} or (mode == "home" and self.dice.chance(0.3))
        visit_id: str = self.town.sheaf.add(
            "visit",
            family_id=self.home.family_id,
            on=day,
            mode=mode,
            category=category,
            contact_ids=[*(township if both or not village else []), *village],
            **{"outcome": "met", **fields},
        )
        return visit_id

    def _seen(self, mode: str) -> dict[str, Any]:
        dice = self.dice
        members = self.home.members
        met = [member.id for member in members if len(members) == 1 or mode != "home" or dice.chance(0.88)]
        met = met[:1] if mode != "home" else met or [members[0].id]
        if mode != "home":
            return {"persons_met": met, "mind": "calm", "note": dice.pick(_CALLS)}
        hour = dice.whole(8, 16)
        return {
            "persons_met": met,
            "time_from": f"{hour:02d}:{dice.pick(('00', '10', '20', '30', '40'))}",
            "time_to": f"{hour + 1:02d}:{dice.pick(('00', '10', '20'))}",
            "body": dice.weigh({"good": 38, "fair": 54, "poor": 8}),
            "mind": dice.weigh({"calm": 76, "low": 13, "company": 10, "professional": 1}),
            "sleep": dice.weigh({"good": 50, "fair": 40, "poor": 10}),
            "life": dice.weigh({"stable": 88, "hard": 12}),
            "electric": dice.weigh({"good": 95, "hazard": 5}),
            "fire": dice.weigh({"good": 97, "hazard": 3}),
            "medicine": dice.weigh({"enough": 92, "short": 8}),
            "doctor_came": dice.weigh({"yes": 72, "no": 28}),
            "told": dice.some(("assistance", "doctor", "green", "insurance"), dice.whole(0, 2)),
            "note": dice.pick(_NOTES),
            "signature": "paper",
        }


def visit_year(town: Township, home: Home, care: Care) -> tuple[date, ...]:
    """Writes down the visits of the last fourteen months; gives back their days."""
    last = home.last_day or town.today
    first = max(home.opened, town.ago(LOOK_BACK))
    if not home.members or first >= last:
        return ()
    diary = _Diary(town, home, care, first, last)
    _festivals(diary)
    for member in home.members:
        _birthdays(diary, member)
    if home.lost_on and home.lost_on >= first:
        _after_loss(diary, home.lost_on)
    _regular(diary)
    return tuple(sorted(diary.taken))


def _mode(diary: _Diary) -> str:
    return "home" if diary.home.preference == "home" else "phone"


def _festivals(diary: _Diary) -> None:
    town, dice = diary.town, diary.dice
    if diary.home.preference == "quiet":
        return
    for festival in town.profile.festivals_on(town.today):
        for year in range(diary.first.year, diary.last.year + 1):
            window = festival_window(festival.code, year)
            if window.start < diary.first or window.start > diary.last:
                continue
            over = window.end < town.today
            if dice.chance(0.97 if over else 0.55):
                day = dice.day(window.start, min(window.end, diary.last))
                diary.visit(day, _mode(diary), "festival", festival=festival.code, **_gift(dice, diary.home))


def _gift(dice: Dice, home: Home) -> dict[str, Any]:
    if home.preference != "home":
        return {"gift_kind": "none"}
    kind = dice.weigh({"cash": 30, "goods": 45, "both": 25})
    gift: dict[str, Any] = {"gift_kind": kind, "fund_source": "镇财政"}
    if kind != "goods":
        gift["gift_cash"] = dice.pick((20000, 30000, 50000))
    if kind != "cash":
        gift |= {"gift_goods": dice.pick(_GOODS), "gift_value": dice.pick((12000, 15000, 18000))}
    return gift


def _birthdays(diary: _Diary, member: Member) -> None:
    town, dice = diary.town, diary.dice
    if diary.home.preference == "quiet":
        return
    for day in birthdays_in(member.birth, member.lunar, Window(diary.first, diary.last + timedelta(days=3))):
        window = Window(max(diary.first, day - timedelta(days=3)), min(diary.last, day + timedelta(days=7)))
        recent = day > town.ago(25)
        if window.days and dice.chance(0.55 if recent else 0.92):
            mode = _mode(diary) if dice.chance(0.6) else "phone"
            on = dice.day(window.start, window.end)
            diary.visit(on, mode, "birthday", persons_met=[member.id], note="祝了生日，聊了一会儿家常。")


def _after_loss(diary: _Diary, lost: date) -> None:
    days = diary.dice.whole(0, 1)
    if lost + timedelta(days=days) <= diary.last and diary.dice.chance(0.85):
        diary.visit(lost + timedelta(days=days), "home", "emergency", note="家中有事，两名联系人一同上门，帮着料理。")


def _regular(diary: _Diary) -> None:
    """A contact every month or so, every third one at home; a behind family's last ones are missing."""
    home, dice, town = diary.home, diary.dice, diary.town
    stop = diary.last
    if home.care == "behind":
        stop = min(stop, town.ago(dice.whole(24, 60)))
    first = max(diary.first, town.ago(SHORT_LOOK_BACK)) if town.large else diary.first
    day = first + timedelta(days=dice.whole(0, 20))
    since_home = 99
    while day <= stop:
        pace = _MOST_DAYS[home.risk] if home.risk != "high" or day > town.ago(100) else 28
        at_home = home.preference == "home" and (since_home > (50 if home.risk == "normal" else 22))
        mode = "home" if at_home else dice.weigh({"phone": 74, "video": 8, "home": 10, "activity": 6, "message": 2})
        if home.preference != "home" and mode == "home":
            mode = "phone"
        if dice.chance(0.04) and not at_home:
            diary.attempt(day, "home" if home.preference == "home" else "phone", "absent")
        elif dice.chance(0.015):
            diary.attempt(day, mode, "declined")
        else:
            diary.visit(day, mode, "daily")
            since_home = 0 if mode == "home" else since_home
        step = dice.whole(max(2, pace - (9 if pace > 20 else 3)), pace)  # noqa: PLR2004 - a month or a week
        since_home += step
        day += timedelta(days=step)
