"""What else a family's year holds: insurance, stays in hospital, volunteers, entitlement, and the care beside them."""

from collections.abc import Sequence
from datetime import date, timedelta

from db.domain.identity import FEMALE
from db.domain.periods import add_months, age_on
from desktop.desk.demo.caring import care_for
from desktop.desk.demo.covering import Care
from desktop.desk.demo.office import Township
from desktop.desk.demo.people import Home, Member

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
    if town.dice.chance(0.3) and home.care != "new":
        _pair(town, home, last)
    care_for(town, home, care, visits)


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
