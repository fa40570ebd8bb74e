"""The three coverages of a family: who holds its posts, its cards, its doctor agreements and what came of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.periods import add_months
from desktop.desk.demo.beside import gone
from desktop.desk.demo.office import Contact, Township
from desktop.desk.demo.people import Home, Member

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A contact person's time at a post of one family."""

    contact: Contact
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether the contact was there on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Care:
    """Who went to a family and when: spans of both posts, oldest first."""

    township: tuple[Span, ...]
    village: tuple[Span, ...]

    def callers(self, day: date) -> tuple[list[str], list[str]]:
        """Contact ids of the township and of the village post on a day."""
        return (
            [span.contact.id for span in self.township if span.holds(day)],
            [span.contact.id for span in self.village if span.holds(day)],
        )


def cover(town: Township, home: Home) -> Care:
    """Writes down posts, contact card, green cards and agreements of a family."""
    care = _posts(town, home)
    if town.beside:
        town.beside.join(home)
    for member in home.members:
        _green_card(town, home, member)
        _agreements(town, home, member)
    return care


def _posts(town: Township, home: Home) -> Care:
    dice, posts = town.dice, town.posts[home.slot.village]
    second = home.slot.number % 6 == 0
    cadre = posts.cadres[1 if second else 0]
    leaders = posts.leaders
    if home.care == "new" and dice.chance(0.4):
        leaders, cadre = (), cadre if dice.chance(0.5) else None  # type: ignore[assignment] # nobody named yet
    elif home.care != "new" and (dice.chance(0.008) or town.turn == _NO_LEADER):
        leaders = ()
    township = _held(town, home, "township", leaders)
    village = _held(town, home, "village", (cadre,) if cadre else ())
    if (township or village) and dice.chance(0.86):
        day = max(span.since for span in (*township, *village)) + timedelta(days=dice.whole(0, 12))
        serial = f"LX{home.slot.village.number:02d}{home.slot.number:04d}"
        if day <= (home.last_day or town.today):
            town.sheaf.add("contact_card", family_id=home.family_id, card_no=serial, issued_on=day)
    return Care(township, village)


def _held(town: Township, home: Home, post: str, contacts: tuple[Contact, ...]) -> tuple[Span, ...]:
    spans: list[Span] = []
    before = None
    for contact in contacts:
        since = max(contact.since, home.opened + timedelta(days=town.dice.whole(0, 14)))
        ends = [day for day in (contact.until, home.last_day) if day]
        until = min(ends) if ends else None
        if since > (until or town.today):
            continue
        informed = min(since + timedelta(days=town.dice.whole(0, 12)), town.today)
        before = town.sheaf.add(
            "assignment",
            family_id=home.family_id,
            contact_id=contact.id,
            post_kind=post,
            since=since,
            until=until,
            handover_from=before,
            family_informed_on=informed if town.dice.chance(0.95) else None,
        )
        spans.append(Span(contact, since, until))
    return tuple(spans)


_NO_LEADER = 13
_CARDS = {5: "declined", 14: "soon", 15: "gone", 16: "none"}
_AGREEMENTS = {5: "none", 14: "soon", 15: "gone", 16: "declined", 17: "unfit", 18: "today"}
"""Households that show a state for certain, so that every small practice township has something to put right."""


def _settled(ways: Mapping[int, str], town: Township, home: Home, member: Member) -> str:
    """What is settled for the last member of a household, "" when the dice decide."""
    return ways.get(town.turn, "") if member is home.members[-1] else ""


def _green_card(town: Township, home: Home, member: Member) -> None:
    dice = town.dice
    if home.care == "new" and dice.chance(0.6):
        return
    kinds = {"valid": 87, "ends": 7, "soon": 1.2, "gone": 0.8, "declined": 2.2, "lost": 0.6, "none": 1.2}
    kind = _settled(_CARDS, town, home, member) or dice.weigh(kinds)
    since = min(town.today, home.opened + timedelta(days=dice.whole(5, 50)))
    ends = {
        "ends": town.today + timedelta(days=dice.whole(70, 700)),
        "soon": town.today + timedelta(days=dice.whole(0, 28)),
    }
    until = ends.get(kind) or (town.any_day(50, 1) if kind == "gone" else None)
    if kind == "none" or (until and until <= since):
        return
    number = f"LT{home.slot.village.number:02d}{home.slot.number:04d}{home.members.index(member) + 1}"
    state = {"declined": "declined", "lost": "lost"}.get(kind, "valid")
    since = max(since, town.any_day(400, 10)) if state != "valid" else since
    town.sheaf.add(
        "green_card",
        person_id=member.id,
        card_no=number if state != "declined" else None,
        card_type="就诊服务卡" if state != "declined" else None,
        since=since,
        until=until,
        state=state,
        ended_on=gone(since, town.today, town.turn) if state == "lost" else None,
    )
    if state == "valid" and dice.chance(0.12):
        _used(town, home, member, since)


def _used(town: Township, home: Home, member: Member, since: date) -> None:
    day = town.dice.day(max(since, town.ago(400)), home.last_day or town.today)
    town.sheaf.add(
        "green_use",
        person_id=member.id,
        hospital_id=town.dice.pick(town.hospitals)[0],
        on=day,
        services=town.dice.some(("register", "visit", "pay", "exam", "medicine"), 2),
        **(town.beside.use(member) if town.beside else {}),
    )


def _agreements(town: Township, home: Home, member: Member) -> None:
    dice = town.dice
    team = town.teams[home.slot.village.number % len(town.teams)]
    ways = {"current": 87, "soon": 4, "today": 0.5, "gone": 2, "declined": 3, "unfit": 0.8, "ended": 0.6, "none": 1}
    way = (
        _settled(_AGREEMENTS, town, home, member) or dice.weigh(ways)
        if home.care != "new"
        else dice.weigh({"current": 4, "none": 6})
    )
    common = {"person_id": member.id, "team_id": team.id, "team_name": team.name, "doctor": team.doctor}
    if way in {"declined", "unfit"}:
        asked = max(home.opened, town.any_day(220, 12))
        words = "觉得用不上，过一阵再说" if way == "declined" else "长期住院，由专科随诊"
        town.sheaf.add("agreement", **common, state=way, declined_on=asked, since=asked, reason=words)
        return
    if way == "none":
        return
    last = {
        "current": town.today + timedelta(days=dice.whole(45, 330)),
        "soon": town.today + timedelta(days=dice.whole(1, 29)),
        "today": town.today,
        "gone": town.any_day(60, 1),
        "ended": town.today + timedelta(days=dice.whole(20, 200)),
    }[way]
    start = add_months(last + _DAY, -12)
    terms = [(start, last)]
    if way in {"current", "soon", "today", "gone"}:
        terms.insert(0, (add_months(start, -12), start - _DAY))
    terms = [(max(since, home.opened), until) for since, until in terms if until > home.opened]
    if home.care == "new":
        terms = [(since, add_months(since, 12) - _DAY) for since, _ in terms[-1:]]
    for place, (since, until) in enumerate(terms):
        ended = town.any_day(40, 3) if way == "ended" and place == len(terms) - 1 else None
        agreement_id = town.sheaf.add(
            "agreement",
            **common,
            doctor_phone=team.phone,
            agreement_no=f"JY{since.year}{home.slot.village.number:02d}{home.slot.number:04d}"
            f"{home.members.index(member) + 1}",
            since=since,
            until=until,
            package="基础包" if dice.chance(0.7) else "慢病包",
            kind="renewal" if place else "first",
            state="ended" if ended else "signed",
            ended_on=ended,
            reason="搬到县城，改在那边签" if ended else None,
        )
        _services(town, home, member, (agreement_id, since, until))


def _services(town: Township, home: Home, member: Member, agreement: tuple[str, date, date]) -> None:
    """One examination and a follow-up every quarter, as far as the year has gone."""
    dice, (agreement_id, since, until) = town.dice, agreement
    end = min(until, home.last_day or town.today, town.today)
    if until < town.ago(370) or (town.large and until < town.today):
        return
    visits = [(since + timedelta(days=dice.whole(20, 150)), "exam", "血压略高，其余项目平稳。")]
    step = dice.whole(60, 92)
    visits += [(since + timedelta(days=step * n), "follow_up", "按时服药，情况平稳。") for n in range(1, 5)]
    for day, kind, result in visits:
        if day <= end and dice.chance(0.94):
            town.sheaf.add(
                "doctor_service", person_id=member.id, agreement_id=agreement_id, on=day, kind=kind, result=result
            )
