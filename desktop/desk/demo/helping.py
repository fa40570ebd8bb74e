"""What else a family's year holds: talks, insurance, stays in hospital, volunteers, requests, aid and entitlement."""

from collections.abc import Sequence
from datetime import date, timedelta

from db.domain.identity import FEMALE
from db.domain.periods import add_months, age_on
from desktop.desk.demo.covering import Care
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
    "medical": 30,
    "money": 16,
    "elder": 14,
    "care": 9,
    "housing": 12,
    "mind": 5,
    "legal": 3,
    "work": 4,
    "other": 7,
}
_UNDERAGE = 49


def help_family(town: Township, home: Home, care: Care, visits: Sequence[date]) -> None:
    """Writes down the supports and the casework of a family."""
    if not home.members:
        return
    last = home.last_day or town.today
    for member in home.members:
        _insure(town, home, member)
        _entitle(town, home, member)
        if home.opened < town.ago(120) and town.dice.chance(0.05):
            _stay(town, home, member, care)
    _talks(town, home, last)
    if town.dice.chance(0.3) and home.care != "new":
        _pair(town, home, last)
    if visits and town.dice.chance(0.2):
        _need(town, home, visits)
    if town.dice.chance(0.025) and home.status == "active":
        _event(town, home, care)
    if town.dice.chance(0.1) and home.opened < town.ago(300):
        _aid(town, home, last)


def _insure(town: Township, home: Home, member: Member) -> None:
    dice = town.dice
    for cover in town.covers:
        way = dice.weigh({"now": 96.6, "gone": 1.2, "soon": 1.2, "none": 1}) if home.care != "new" else "none"
        (_, old, old_end), (new_id, new, new_end) = cover.terms
        common = {"person_id": member.id, "product": cover.product}
        if way in {"now", "gone"} and home.opened < old_end:
            since = max(old, home.opened)
            town.sheaf.add("insured", **common, policy_id=cover.terms[0][0], since=since, until=old_end, stage="closed")
        if way == "now" and (home.last_day or new_end) >= new:
            until = min(new_end, home.last_day or new_end)
            stage = dice.weigh({"handed": 85, "enrolled": 15})
            since = max(new, home.opened)
            town.sheaf.add("insured", **common, policy_id=new_id, since=since, until=until, stage=stage)
        if way == "soon":
            until = town.today + timedelta(days=dice.whole(0, 26))
            town.sheaf.add("insured", **common, since=add_months(until, -12), until=until, stage="handed")


def _talks(town: Township, home: Home, last: date) -> None:
    dice = town.dice
    if home.preference == "quiet" and dice.chance(0.6):
        return
    if dice.chance(0.022):
        for member in home.members:
            asked = town.any_day(300, 20)
            if asked >= home.opened:
                town.sheaf.add(
                    "consent",
                    person_id=member.id,
                    notice_version="2026-1",
                    scope=["service", "psych"],
                    on=max(home.opened, asked - timedelta(days=30)),
                    method="paper",
                    withdrawn_on=asked,
                )
        return
    due = dice.weigh({"fresh": 92, "soon": 5, "late": 3}) if home.care == "good" else "late"
    ago = {"fresh": (5, 325), "soon": (337, 362), "late": (370, 500)}[due]
    for days in (dice.whole(*ago), dice.whole(*ago) + 365):
        day = town.ago(days)
        if home.opened <= day <= last:
            town.sheaf.add(
                "psych_session",
                family_id=home.family_id,
                person_ids=[member.id for member in home.members[: dice.whole(1, 2)]],
                on=day,
                kind=dice.weigh({"talk": 72, "individual": 20, "group": 8}),
                topics=dice.some(("counselling", "relief", "family", "skill"), 1),
                provider="县心理服务中心" if dice.chance(0.5) else "镇卫生院心理门诊",
                summary="愿意说话，情绪比上回平和。",
                next_step="半年后再谈" if dice.chance(0.3) else None,
            )
    for member in home.members[:1]:
        opened = town.any_day(600, 60)
        if dice.chance(0.16) and opened > home.opened:
            town.sheaf.add("psych_file", person_id=member.id, opened_on=opened, provider="县心理服务中心")
            score = dice.weigh({2: 3, 4: 4, 6: 3, 9: 2, 13: 1})
            level = "无明显" if score < 5 else "轻度" if score < 10 else "中度"  # noqa: PLR2004 - bands of the instrument
            town.sheaf.add(
                "psych_assess",
                person_id=member.id,
                on=min(last, opened + timedelta(days=7)),
                instrument="PHQ-9",
                score=score,
                level=level,
                assessor="县心理服务中心",
            )


def _stay(town: Township, home: Home, member: Member, care: Care) -> None:
    dice = town.dice
    recent = dice.chance(0.22)
    admitted = town.any_day(6, 0) if recent else town.any_day(400, 20)
    if home.closed or admitted < home.opened:
        return
    nights = dice.whole(5, 16)
    left = admitted + timedelta(days=nights)
    ward = {"骨关节炎": 3, "肺部感染": 3, "高血压三级": 2, "脑梗死恢复期": 2, "胆囊结石": 1, "白内障": 2}
    stay_id = town.sheaf.add(
        "hospital_stay",
        person_id=member.id,
        hospital=dice.pick(town.hospitals)[1],
        hospital_grade="二级甲等",
        admitted_on=admitted,
        discharged_on=left if left <= town.today else None,
        diagnosis=dice.weigh(ward),
    )
    if dice.chance(0.45 if recent else 0.95):
        seen = min(admitted + timedelta(days=dice.whole(0, 3)), town.today)
        township, village = care.callers(seen)
        town.sheaf.add(
            "visit",
            family_id=home.family_id,
            on=seen,
            mode="home",
            outcome="met",
            category="hospital",
            contact_ids=[*township, *village],
            persons_met=[member.id],
            in_hospital="yes",
            note="到病房看望，医生说恢复得还可以。",
        )
    if not recent and dice.chance(0.75):
        sent = left + timedelta(days=dice.whole(6, 26))
        if sent <= town.today:
            _claim(town, stay_id, sent, nights)


def _claim(town: Township, stay_id: str, sent: date, nights: int) -> None:
    paid = sent + timedelta(days=town.dice.whole(12, 40))
    done = paid <= town.today
    town.sheaf.add(
        "claim",
        stay_id=stay_id,
        submitted_on=sent,
        accepted_on=min(sent + timedelta(days=5), town.today),
        paid_on=paid if done else None,
        days=nights,
        amount=nights * 10000 if done else None,
    )


def _pair(town: Township, home: Home, last: date) -> None:
    dice, volunteer = town.dice, town.dice.pick(town.volunteers)
    since = max(home.opened, town.any_day(700, 60))
    if since >= last:
        return
    content = dice.pick(("陪聊、代购", "陪同就医", "打扫、晒被", "手机使用、代缴费"))
    pairing_id = town.sheaf.add(
        "pairing",
        family_id=home.family_id,
        volunteer_id=volunteer.id,
        since=since,
        until=home.last_day,
        content=content,
    )
    day = since + timedelta(days=dice.whole(5, 40))
    while day <= last:
        if day > town.ago(425):
            town.sheaf.add(
                "volunteer_service",
                family_id=home.family_id,
                volunteer_id=volunteer.id,
                pairing_id=pairing_id,
                on=day,
                minutes=dice.whole(3, 12) * 10,
                content=content,
            )
        day += timedelta(days=dice.whole(35, 95))


def _need(town: Township, home: Home, visits: Sequence[date]) -> None:
    dice = town.dice
    category = dice.weigh(_WEIGHTS)
    way = dice.weigh({"closed": 52, "followed_up": 26, "open": 11, "late": 5, "referred": 6})
    young = [day for day in visits if day > town.ago(24)]
    old = [day for day in visits if day < town.ago(40)]
    raised = dice.pick(young if way in {"open", "referred"} and young else old or list(visits))
    due = raised + timedelta(days=30)
    status = {"late": "open"}.get(way, way)
    if way in {"open", "referred"} and due < town.today:
        status = "closed"
    done = min(due - timedelta(days=dice.whole(0, 22)), town.today) if status in {"closed", "followed_up"} else None
    leader = [contact.name for contact in town.posts[home.slot.village].leaders[-1:]]
    town.sheaf.add(
        "need",
        family_id=home.family_id,
        person_id=home.members[0].id,
        category=category,
        request=dice.pick(_REQUESTS[category]),
        action="当面记下，答应一周内回话",
        raised_on=raised,
        due_by=due,
        responsible=leader[0] if leader else None,
        status=status,
        referred_to="县医保局" if status == "referred" else None,
        closed_on=done,
        result="已办好，本人知道" if done else None,
        followed_up_on=min(done + timedelta(days=10), town.today) if done and status == "followed_up" else None,
    )


def _event(town: Township, home: Home, care: Care) -> None:
    dice = town.dice
    kind = dice.weigh({"accident": 4, "illness": 4, "disaster": 2})
    words = {
        "accident": "下田摔伤了腿，已送医。",
        "illness": "突发心脏不适，邻居帮忙送医。",
        "disaster": "连日大雨，后墙塌了一角，人没事。",
    }
    on = town.any_day(2, 0) if dice.chance(0.2) else town.any_day(380, 8)
    if on < home.opened:
        return
    done = on < town.ago(8)
    town.sheaf.add(
        "event",
        family_id=home.family_id,
        person_id=home.members[0].id,
        kind=kind,
        on=on,
        known_on=on,
        summary=words[kind],
        measures="两名联系人当天上门" if done else None,
        reported_to="镇卫健办",
        closed_on=on + timedelta(days=7) if done else None,
    )
    if done:
        township, village = care.callers(on)
        town.sheaf.add(
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


def _aid(town: Township, home: Home, last: date) -> None:
    dice = town.dice
    cash = dice.chance(0.5)
    town.sheaf.add(
        "aid_record",
        family_id=home.family_id,
        person_id=home.members[0].id,
        programme="临时救助" if cash else dice.pick(("居家养老服务", "黄手环", "微心愿")),
        on=dice.day(max(home.opened, town.ago(360)), last),
        amount=dice.pick((50000, 100000, 200000)) if cash else None,
        item=None if cash else dice.pick(("助浴椅一把", "上门理发四次", "电热毯一床")),
        source="民政" if cash else "县计生协会",
        stage="given",
    )


def _entitle(town: Township, home: Home, member: Member) -> None:
    """The special assistance as recorded; who is not of age yet waits."""
    dice = town.dice
    age = age_on(member.birth, town.today)
    if home.care == "new" or member.birth.year < 1933:  # noqa: PLR2004 - born from 1933 on (domain.md §2.2)
        return
    if age < _UNDERAGE:
        town.sheaf.add("eligibility", person_id=member.id, kind=home.case_type, status="underage")
        return
    first_year = max(home.opened.year, member.birth.year + _UNDERAGE)
    stopped = home.closed
    status = "stopped" if stopped else dice.weigh({"confirmed": 95, "applied": 2, "publicised": 1, "ready": 2})
    eligibility_id = town.sheaf.add(
        "eligibility",
        person_id=member.id,
        kind=home.case_type,
        status=status,
        first_year=first_year if status in {"confirmed", "stopped"} else None,
        confirmed_on=max(home.opened, date(first_year, 4, 1)) if status == "confirmed" else None,
        stopped_on=stopped,
        stop_reason="moved" if stopped else None,
    )
    if status == "confirmed" and home.opened.year < town.today.year:
        day = date(town.today.year, dice.whole(1, 3), dice.whole(1, 28))
        if home.opened < day <= town.today:
            result = dice.weigh({"passed": 97, "pending": 3}) if member.sex == FEMALE else "passed"
            town.sheaf.add("annual_check", eligibility_id=eligibility_id, year=day.year, result=result, on=day)
