"""What else a family's year holds: insurance, stays in hospital, volunteers, entitlement, and the care beside them."""

from collections.abc import Sequence
from datetime import date, timedelta

from desktop.desk.demo.caring import care_for
from desktop.desk.demo.covering import Care
from desktop.desk.demo.entitling import entitle
from desktop.desk.demo.insuring import insure, must_stay, stay_in_hospital
from desktop.desk.demo.office import Township
from desktop.desk.demo.people import Home


def help_family(town: Township, home: Home, care: Care, visits: Sequence[date]) -> None:
    """Writes down the supports and the casework of a family."""
    if not home.members:
        return
    last = home.last_day or town.today
    for member in home.members:
        covers = insure(town, home, member)
        entitle(town, home, member)
        may = home.opened < town.ago(120) and town.dice.chance(0.05)
        if may or must_stay(town, home, member, covers):
            stay_in_hospital(town, home, member, (care, covers))
    if town.dice.chance(0.3) and home.care != "new":
        _pair(town, home, last)
    care_for(town, home, care, visits)


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
