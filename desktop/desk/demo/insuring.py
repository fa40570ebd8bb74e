"""Who is insured in the practice township, who was in hospital, and how far the claims are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.claims import grade_of
from db.domain.periods import add_months
from desktop.desk.demo.covering import Care
from desktop.desk.demo.dice import Dice
from desktop.desk.demo.office import Township
from desktop.desk.demo.people import Home, Member

_A_DAY = 10000
_LEAST_GRADE = 2
_TOLD_TURN = 13
"""The household in which somebody was told of the insurance and has not taken it yet, in every township."""
_PAPERS = ("application", "id_card", "discharge", "bill", "bank_card")
_REFUSALS = ("住院前已有的病，不在保障范围", "材料不齐，逾期没有补交")


@dataclass(frozen=True)
class Covered:
    """One term of a member's insurance on file."""

    insured_id: str
    since: date
    until: date


def insure(town: Township, home: Home, member: Member) -> tuple[Covered, ...]:
    """Writes down the terms of a member; one in a hundred was only told of it."""
    dice, own = town.dice, _own_dice(home, member, "insurance")
    found: list[Covered] = []
    for cover in town.covers:
        way = dice.weigh({"now": 96.6, "gone": 1.2, "soon": 1.2, "none": 1}) if home.care != "new" else "none"
        bare = town.turn == _TOLD_TURN and member is home.members[-1]
        way = "none" if bare else way
        (old_id, old, old_end), (new_id, new, new_end) = cover.terms
        common = {"person_id": member.id, "product": cover.product}
        if way in {"now", "gone"} and home.opened < old_end:
            since = max(old, home.opened)
            found.append(_term(town, (since, old_end), **common, policy_id=old_id, stage="closed"))
        if way == "now" and (home.last_day or new_end) >= new:
            until = min(new_end, home.last_day or new_end)
            stage = dice.weigh({"handed": 85, "enrolled": 15})
            since = max(new, home.opened)
            handed = min(since + timedelta(days=own.whole(5, 40)), town.today) if stage == "handed" else None
            told = since - timedelta(days=own.whole(10, 40))
            stages = {"stage": stage, "handed_on": handed, "told_on": told}
            found.append(_term(town, (since, until), **common, policy_id=new_id, **stages))
        if way == "soon":
            until = town.today + timedelta(days=dice.whole(0, 26))
            since = add_months(until, -12)
            found.append(_term(town, (since, until), **common, stage="handed", handed_on=since + timedelta(days=20)))
        if way == "none" and home.status == "active" and (bare or own.chance(0.8)):
            on = max(home.opened, town.ago(own.whole(3, 40)))
            town.sheaf.add("insured", **common, since=on, told_on=on, stage="publicity")
    return tuple(found)


def _term(town: Township, span: tuple[date, date], **fields: object) -> Covered:
    since, until = span
    return Covered(town.sheaf.add("insured", **fields, since=since, until=until), since, until)


def must_stay(town: Township, home: Home, member: Member, covers: Sequence[Covered]) -> bool:
    """Whether this member shows one of the stays that every township must have."""
    insured = any(each.since <= town.ago(100) and town.today <= each.until for each in covers)
    first = member is home.members[0] and town.turn % 3 == 0
    return bool(town.sure_stays) and first and insured and home.status == "active" and home.opened < town.ago(200)


def stay_in_hospital(town: Township, home: Home, member: Member, known: tuple[Care, Sequence[Covered]]) -> None:
    """One stay, the visit to the ward, and the claim where there is one; `known`: who visits, and the insurance."""
    dice, (care, covers) = _own_dice(home, member, "stay"), known
    if home.closed:
        return
    sure = town.sure_stays.pop(0) if must_stay(town, home, member, covers) else ""
    inside = sure == "inside" or (not sure and dice.chance(0.12))
    admitted = town.ago(dice.whole(1, 4)) if inside else town.ago(dice.whole(24, 60) if sure else dice.whole(30, 400))
    if admitted < home.opened:
        return
    left = admitted + timedelta(days=dice.whole(5, 16))
    ward = {"骨关节炎": 3, "肺部感染": 3, "高血压三级": 2, "脑梗死恢复期": 2, "胆囊结石": 1, "白内障": 2}
    _, hospital, grade = town.hospitals[0] if sure else dice.pick(town.hospitals)
    stay_id = town.sheaf.add(
        "hospital_stay",
        person_id=member.id,
        hospital=hospital,
        hospital_grade=grade,
        admitted_on=admitted,
        discharged_on=None if inside else left,
        diagnosis=dice.weigh(ward),
        icu_days=dice.whole(1, 3) if not inside and dice.chance(0.08) else None,
    )
    if dice.chance(0.45 if inside else 0.95):
        _seen(town, home, member, care, min(admitted + timedelta(days=dice.whole(0, 3)), town.today))
    cover = next((each for each in covers if each.since <= admitted <= each.until), None)
    if not inside and cover and grade_of(grade) >= _LEAST_GRADE:
        way = sure or dice.weigh({"paid": 78, "refused": 6, "accepted": 6, "submitted": 5, "waiting": 5})
        _claim(town, dice, (stay_id, cover.insured_id, way), left, (left - admitted).days)


def _seen(town: Township, home: Home, member: Member, care: Care, on: date) -> None:
    township, village = care.callers(on)
    town.sheaf.add(
        "visit",
        family_id=home.family_id,
        on=on,
        mode="home",
        outcome="met",
        category="hospital",
        contact_ids=[*township, *village],
        persons_met=[member.id],
        in_hospital="yes",
        note="到病房看望，医生说恢复得还可以。",
    )


def _claim(town: Township, dice: Dice, about: tuple[str, str, str], left: date, nights: int) -> None:
    """A claim of (stay, term, how far it is)."""
    way = about[2]
    if way == "waiting":
        return
    sent = min(left + timedelta(days=dice.whole(2, 12)), town.today)
    accepted = min(sent + timedelta(days=dice.whole(2, 8)), town.today)
    done = min(accepted + timedelta(days=dice.whole(5, 30)), town.today)
    town.sheaf.add(
        "claim",
        stay_id=about[0],
        insured_id=about[1],
        papers=dice.some(_PAPERS, 3) if way == "prepared" else list(_PAPERS),
        submitted_on=sent if way != "prepared" else None,
        accepted_on=accepted if way in {"accepted", "paid", "refused"} else None,
        paid_on=done if way == "paid" else None,
        refused_on=done if way == "refused" else None,
        refuse_reason=dice.pick(_REFUSALS) if way == "refused" else None,
        days=nights,
        amount=nights * _A_DAY,
        handed_by="王芳",
    )


def _own_dice(home: Home, member: Member, what: str) -> Dice:
    """Throws of their own, so that more told here leaves the rest of the township as it is."""
    return Dice(f"{what}/{home.slot.village.name}/{home.slot.number}/{member.name}/{member.birth}")
