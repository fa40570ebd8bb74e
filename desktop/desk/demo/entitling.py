"""The special assistance of the practice township: applied for, confirmed, checked each year, paid, some stopped."""

from datetime import date, timedelta

from db.domain.identity import FEMALE
from db.domain.periods import age_on, month_of
from db.domain.standards import AmountTable, grades_of
from desktop.desk.demo.office import Township
from desktop.desk.demo.people import Home, Member

AGE = 49
_BORN_FROM = 1933
_YEARS_TOLD, _MONTHS_TOLD = 3, 3
_STOPS = {"moved_out": "moved", "closed_deceased": "death"}
_EXITS = {"death": "adoption", "disability": "recovery", "complication": "other"}
_PAPERS = ["id_card", "hukou_book", "marriage", "only_child_cert", "bank_card", "photo"]
_PROOF = {"death": "death_proof", "disability": "disability_cert"}


def entitle(town: Township, home: Home, member: Member) -> None:
    """What is recorded of one member; who is not of age yet waits."""
    measured = _measured(home, member)
    certified = home.case_type != "complication" or member is home.members[-1]
    if home.care == "new" or measured.birth.year < _BORN_FROM or not certified:
        return
    if age_on(measured.birth, town.today) < AGE:
        town.sheaf.add("eligibility", person_id=member.id, kind=home.case_type, status="underage")
        return
    first_year = max(home.opened.year, measured.birth.year + AGE)
    confirmed = max(home.opened, date(first_year, 4, 1))
    if home.closed:
        _stopped(town, home, member, confirmed)
        return
    status = town.dice.weigh({"confirmed": 95, "applied": 2, "publicised": 1, "ready": 2})
    if status == "confirmed" and confirmed <= town.today:
        _confirmed(town, home, member, confirmed)
    elif status != "ready":
        applied = town.any_day(60, 20)
        done = {"applied_on": applied, "publicised_on": applied + timedelta(days=12)}
        kept = done if status == "publicised" else {"applied_on": applied}
        step = "publicised" if status == "publicised" else "applied"
        town.sheaf.add(
            "eligibility", person_id=member.id, kind=home.case_type, status=step, papers=_papers(home), **kept
        )


def _measured(home: Home, member: Member) -> Member:
    """Whose age counts: the wife's for both."""
    return next((each for each in home.members if each.sex == FEMALE), member)


def _papers(home: Home) -> list[str]:
    proof = _PROOF.get(home.case_type)
    return [*_PAPERS, *([proof] if proof else [])]


def _stopped(town: Township, home: Home, member: Member, confirmed: date) -> None:
    if home.closed is None or confirmed >= home.closed:
        return
    town.sheaf.add(
        "eligibility",
        person_id=member.id,
        kind=home.case_type,
        status="stopped",
        first_year=confirmed.year,
        confirmed_on=confirmed,
        stopped_on=home.closed,
        stop_reason=_STOPS.get(home.status) or _EXITS[home.case_type],
    )


def _confirmed(town: Township, home: Home, member: Member, on: date) -> None:
    applied = max(home.opened, on - timedelta(days=70))
    eligibility_id = town.sheaf.add(
        "eligibility",
        person_id=member.id,
        kind=home.case_type,
        status="confirmed",
        first_year=on.year,
        applied_on=applied,
        publicised_on=max(applied, on - timedelta(days=30)),
        confirmed_on=on,
        papers=_papers(home),
    )
    _checks(town, member, eligibility_id, on.year)
    if not town.large:
        _payments(town, home, member, on)


def _checks(town: Township, member: Member, eligibility_id: str, first_year: int) -> None:
    dice, now = town.dice, town.today.year
    for year in range(max(first_year + 1, now - _YEARS_TOLD), now + 1):
        day = date(year, dice.whole(1, 3), dice.whole(1, 28))
        way = dice.weigh({"passed": 95, "pending": 2, "none": 3}) if year == now else "passed"
        if way != "none" and day <= town.today:
            result = way if member.sex == FEMALE else "passed"
            town.sheaf.add("annual_check", eligibility_id=eligibility_id, year=year, result=result, on=day)


def _payments(town: Township, home: Home, member: Member, confirmed: date) -> None:
    """The last months, as the bank's list said."""
    row = AmountTable(town.profile).on(home.case_type, grades_of(home.case_type, "3", ""), town.today)
    month = month_of(town.today)
    for _ in range(_MONTHS_TOLD if row else 0):
        month = month.previous()
        if row is not None and month.start > confirmed:
            fields = {"kind": home.case_type, "period": month.code, "amount": row.amount, "channel": "一卡通"}
            town.sheaf.add("benefit_payment", person_id=member.id, **fields, status="paid")
