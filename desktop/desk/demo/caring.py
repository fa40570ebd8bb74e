"""What a family asked for, what happened to it, what it agreed to, and the solace and help it was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.desk.demo.covering import Care
from desktop.desk.demo.dice import Dice
from desktop.desk.demo.office import Township
from desktop.desk.demo.people import Home, Member

_REQUESTS: dict[str, tuple[str, ...]] = {
    "medical": ("想到县医院做白内障手术，不知道怎么预约", "慢性病药费报销比例想问清楚", "膝盖疼，想住院检查，没人陪"),
    "money": ("申请临时救助", "想问特别扶助金什么时候到账"),
    "elder": ("打听镇敬老院怎么入住", "想申请居家养老服务"),
    "care": ("想申请一张护理床", "手脚不便，想请人帮着做顿午饭"),
    "housing": ("屋顶漏雨，申请危房修缮", "厨房电线老化，想请人看看"),
    "mind": ("晚上睡不好，想找人聊聊",),
    "legal": ("宅基地界线有争议，想咨询法律援助",),
    "work": ("想找一份镇上的轻活",),
    "other": ("手机不会用挂号，想请人教", "想参加镇里的活动"),
}
_WEIGHTS = {
    "medical": 30, "money": 16, "elder": 14, "care": 9, "housing": 12, "mind": 5, "legal": 3, "work": 4, "other": 7,
}  # fmt: skip
_UNITS = {
    "medical": "县人民医院",
    "money": "镇民政办",
    "housing": "镇建设办",
    "legal": "县法律援助中心",
    "elder": "镇敬老院",
}
_PSYCH = "县心理服务中心"
_NOTICE = "2026-1"
_HOURS = ("08:20", "10:45", "14:10", "17:30", "21:05")
_EVENTS: dict[str, tuple[str, str]] = {
    "accident": ("下田摔伤了腿，已送医。", "陪同到县医院拍片，通知了亲属"),
    "illness": ("突发心脏不适，邻居帮忙送医。", "联系绿色通道，协助办了住院"),
    "disaster": ("连日大雨，后墙塌了一角，人没事。", "转移到村部住下，镇建设办来看过"),
    "hospital": ("胸闷，自己去县医院住下了。", "到病房看过，办了住院手续"),
    "missing": ("赶集没有回来，邻居来报。", "派出所和村里一起找，当晚找到"),
}


@dataclass(frozen=True)
class _Scene:
    """One family and the throws about it; its own dice, so that nothing told here changes anybody else's story."""

    town: Township
    home: Home
    dice: Dice
    last: date

    def add(self, entity: str, **fields: Any) -> str:
        return self.town.sheaf.add(entity, **fields)

    def between(self, oldest: int, latest: int) -> date:
        """Some day between so many days ago, never outside the time in the file."""
        day = self.dice.day(self.town.ago(oldest), self.town.ago(latest))
        return min(self.last, max(self.home.opened, day))

    @property
    def active(self) -> bool:
        return self.home.status == "active"


def care_for(town: Township, home: Home, care: Care, visits: Sequence[date]) -> None:
    """Writes down consent, solace, requests, events and help of a family with somebody in it."""
    told = Dice(f"care/{home.slot.village.name}/{home.slot.number}/{home.members[0].name}")
    scene = _Scene(town, home, told, home.last_day or town.today)
    agreed = [member for member in home.members if _consent(scene, member)]
    _talks(scene, agreed)
    for member in agreed:
        _file(scene, member)
    if home.care != "new" and told.chance(0.5):
        _survey(scene)
    for _ in range(told.weigh({0: 72, 1: 20, 2: 8}) if visits else 0):
        _need(scene, visits)
    due = scene.active and town.turn >= _EVENT_TURN + _ONE_IN * town.fresh_events
    waits = due and not _seen_since(scene, town.ago(1))
    if scene.active and (told.chance(0.05) or waits):
        _event(scene, care, recent=waits)
    asks = scene.active and town.turn >= _AID_TURN + _ONE_IN * town.fresh_requests
    if home.opened < town.ago(60) and (told.chance(0.14) or asks):
        _aid(scene, waiting=asks)


_EVENT_TURN, _AID_TURN, _ONE_IN = 6, 9, 40
"""One household in so many has an event of yesterday, or a request for help under way: one to look at always."""


def _seen_since(scene: _Scene, day: date) -> bool:
    """Whether anybody has been with the family since a day; its own drafts are still in the sheaf."""
    mine = (d.fields for d in scene.town.sheaf.drafts if d.record_type == "visit")
    return any(f["family_id"] == scene.home.family_id and f["on"] >= day.isoformat() for f in mine)


def _consent(scene: _Scene, member: Member) -> bool:
    """Whether the member agreed to solace and still does."""
    dice = scene.dice
    way = dice.weigh({"psych": 56, "service": 22, "none": 16, "no": 4, "withdrawn": 2})
    asked = scene.between(700, 200)
    if way == "none":
        return False
    common: dict[str, Any] = {"person_id": member.id, "notice_version": _NOTICE, "on": asked, "method": "paper"}
    if way == "no":
        scene.add("consent", **{**common, "method": None}, scope=["psych", "photo"], refused=True)
        return False
    more = ["doctor", "insurer", *(["psych"] if way != "service" else []), *dice.some(("volunteer", "photo"), 1)]
    back = min(scene.last, asked + timedelta(days=90)) if way == "withdrawn" else None
    scene.add("consent", **common, scope=["service", *more], withdrawn_on=back)
    return way == "psych"


def _talks(scene: _Scene, agreed: Sequence[Member]) -> None:
    """A talk a year for everybody; sessions, and what was said, only for those who agreed."""
    home, dice = scene.home, scene.dice
    if home.preference == "quiet" and dice.chance(0.6):
        return
    due = dice.weigh({"fresh": 92, "soon": 5, "late": 3}) if home.care == "good" else "late"
    ago = {"fresh": (5, 325), "soon": (337, 362), "late": (370, 500)}[due]
    for days in (dice.whole(*ago), dice.whole(*ago) + 365):
        day = scene.town.ago(days)
        if not home.opened <= day <= scene.last:
            continue
        deep = bool(agreed) and day > scene.town.ago(200)
        scene.add(
            "psych_session",
            family_id=home.family_id,
            person_ids=[member.id for member in (agreed[:1] if deep else home.members)],
            on=day,
            kind=dice.weigh({"talk": 55, "individual": 45}) if deep else "talk",
            topics=dice.some(("counselling", "relief", "grief", "family"), 1) if deep else None,
            provider=_PSYCH if dice.chance(0.5) else "镇卫生院心理门诊",
            summary="愿意说话，情绪比上回平和。" if deep else None,
            next_step="半年后再谈" if deep and dice.chance(0.3) else None,
        )


def _file(scene: _Scene, member: Member) -> None:
    dice, opened = scene.dice, scene.between(190, 30)
    if not dice.chance(0.22):
        return
    scene.add("psych_file", person_id=member.id, opened_on=opened, provider=_PSYCH)
    score = dice.weigh({2: 3, 4: 4, 6: 3, 9: 2, 13: 2, 21: 1})
    tested = min(scene.last, opened + timedelta(days=7))
    level = next(word for least, word in ((20, "重度"), (10, "中度"), (5, "轻度"), (0, "无明显")) if score >= least)
    scene.add(
        "psych_assess",
        person_id=member.id,
        on=tested,
        instrument="PHQ-9",
        score=score,
        level=level,
        assessor=_PSYCH,
    )


def _survey(scene: _Scene) -> None:
    wishes = scene.dice.some(("medical", "elder", "care", "money", "housing", "mind"), 3)
    first, second, third = scene.dice.shuffled(wishes)
    scene.add(
        "need_survey",
        family_id=scene.home.family_id,
        on=scene.between(330, 20),
        persons=[member.id for member in scene.home.members],
        first=[first],
        second=[second],
        third=[third] if scene.dice.chance(0.6) else None,
        asked_by="村计生专干",
    )


def _need(scene: _Scene, visits: Sequence[date]) -> None:
    town, home, dice = scene.town, scene.home, scene.dice
    category = dice.weigh(_WEIGHTS)
    way = dice.weigh({"asked": 40, "closed": 26, "open": 12, "late": 6, "referred": 10, "again": 6})
    young = [day for day in visits if day > town.ago(24)]
    old = [day for day in visits if day < town.ago(60)]
    waiting = way in {"open", "late", "referred"} and scene.active
    raised = dice.pick(young if waiting and way != "late" and young else old or list(visits))
    if not waiting and raised > town.ago(40):
        return
    leader = [contact.name for contact in town.posts[home.slot.village].leaders[-1:]]
    common: dict[str, Any] = {
        "family_id": home.family_id,
        "person_id": home.members[0].id,
        "category": category,
        "request": dice.pick(_REQUESTS[category]),
        "responsible": leader[0] if leader else None,
    }
    answered = min(scene.last, raised + timedelta(days=dice.whole(1, 6)))
    told = {"raised_on": raised, "due_by": raised + timedelta(days=30), "answered_on": answered}
    if waiting:
        unit = _UNITS.get(category, "镇社会事务办") if way == "referred" else None
        first = (
            {**told, "action": "当面记下，已去问"} if way != "open" else {"raised_on": raised, "due_by": told["due_by"]}
        )
        scene.add("need", **common, **first, status="referred" if unit else "open", referred_to=unit)
        return
    done = min(scene.last, raised + timedelta(days=dice.whole(8, 30)))
    closed = {**told, "action": "当面答复，马上去办", "closed_on": done, "result": "已办好，本人知道"}
    if way == "closed":
        scene.add("need", **common, **closed, status="closed")
        return
    asked = min(scene.last, done + timedelta(days=10))
    said = {"status": "followed_up", "followed_up_on": asked, "solved": way != "again"}
    settled = scene.add("need", **common, **closed, **said)
    if way == "again" and scene.active:
        due = asked + timedelta(days=30)
        again = {"raised_on": asked, "due_by": due, "answered_on": asked, "action": "还差一道手续，接着办"}
        scene.add("need", **common, **again, status="open", reopens_id=settled)


def _event(scene: _Scene, care: Care, *, recent: bool) -> None:
    town, home, dice = scene.town, scene.home, scene.dice
    kind = dice.weigh({"accident": 4, "illness": 4, "disaster": 2, "missing": 1, **({} if recent else {"hospital": 2})})
    town.fresh_events += recent
    on = max(home.opened, town.ago(1)) if recent else scene.between(380, 12)
    words, measures = _EVENTS[kind]
    over = not recent
    scene.add(
        "event",
        family_id=home.family_id,
        person_id=home.members[0].id,
        kind=kind,
        on=on,
        known_on=on,
        known_time=dice.pick(_HOURS),
        summary=words,
        measures=measures if over else None,
        reported_to="镇卫健办" if over else None,
        closed_on=on + timedelta(days=5) if over else None,
    )
    if over:
        township, village = care.callers(on)
        scene.add(
            "visit",
            family_id=home.family_id,
            on=on,
            mode="home",
            outcome="met",
            category="emergency",
            contact_ids=[*township, *village],
            persons_met=[home.members[0].id],
            note="接到村里电话就去了，人已安顿好。",
        )


def _aid(scene: _Scene, *, waiting: bool) -> None:
    town, home, dice = scene.town, scene.home, scene.dice
    known = [p for p in town.profile.programmes_on(town.today) if p.kind in {"aid", "care", "elder"} and not p.numbered]
    programme = dice.pick(known).code if known and dice.chance(0.7) else "临时救助"
    cash = dice.chance(0.5)
    common: dict[str, Any] = {
        "family_id": home.family_id,
        "person_id": home.members[0].id,
        "programme": programme,
        "amount": dice.pick((50000, 100000, 200000)) if cash or waiting else None,
        "source": dice.pick(("县计生协会", "镇财政", "县慈善总会")),
    }
    if waiting:
        town.fresh_requests += 1
        scene.add("aid_record", **common, on=scene.between(20, 3), stage="requested", note="住院花费大，申请救助")
        return
    on = scene.between(360, 10)
    item = None if cash else dice.pick(("助浴椅一把", "上门理发四次", "电热毯一床"))
    scene.add("aid_record", **common, item=item, on=on, given_on=on, stage="given")
