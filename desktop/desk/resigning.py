"""整批续签: whose family-doctor agreement ends by a day, and the next one each would get, read before it is done."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from db.commands.agreements import NewAgreement
from db.domain.agreements import in_force, last_day, signed, term_end, until_then
from db.domain.almanac import Almanac, almanac
from db.domain.coverage_facts import Agreement
from db.domain.family import Family, Person
from db.domain.standing import NO, day_words
from db.domain.subjects import left_out, subjects
from db.errors import InvalidValue
from db.queries.facts import families_on_file
from desktop.desk.desk import Desk
from desktop.desk.reviewing import Review, ReviewPart
from desktop.words import tr

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """Whose agreements: of one village and one team (all when ""), ending by `until` at the latest."""

    until: date
    village: str = ""
    team_id: str = ""
    new_team_id: str = ""


@dataclass(frozen=True)
class Due:
    """One person's agreement that ends, and the next one it would get, or why it gets none."""

    person_id: str
    name: str
    village: str
    last: date
    since: date
    until: date
    team: str
    why_not: str = ""


def due_for_renewal(desk: Desk, connection: Connection, wanted: Wanted) -> tuple[Due, ...]:
    """Everybody meant, in route order, those who get none included.

    A renewal begins the day after the last agreement, or today where that lies behind.
    """
    page = almanac(desk.profile, desk.today)
    team = _team_name(connection, wanted.team_id)
    families = [f for f in families_on_file(connection) if f.active(desk.today)]
    found = []
    for family in families:
        if wanted.village and family.village != wanted.village:
            continue
        for person in subjects(family, desk.today, page.rules.c3.holders):
            due = _due(desk, page, family, person, (wanted.until, team))
            if due is not None:
                found.append(due)
    return tuple(found)


def _due(desk: Desk, page: Almanac, family: Family, person: Person, meant: tuple[date, str]) -> Due | None:
    by, team = meant
    mine = [a for a in family.agreements if a.person_id == person.id and signed(a) and a.since]
    last = max((a for a in mine if a.since and a.since <= desk.today), key=until_then, default=None)
    ends = last_day(last) if last else None
    if last is None or ends is None or ends > by or (team and last.team != team):
        return None
    following = [a for a in mine if a is not last and a.since and a.since > ends]
    since = max(ends + ONE_DAY, desk.today)
    until = term_end(desk.profile, since)
    why = _why_not(page, family, person, last, following=bool(following))
    return Due(person.id, person.name, family.village, ends, since, until, last.team, why)


def _why_not(page: Almanac, family: Family, person: Person, last: Agreement, *, following: bool) -> str:
    if following:
        return tr("已经续签过")
    said = [a.declined_on or a.since for a in family.agreements if a.person_id == person.id and a.state == "declined"]
    if any(on and on >= (last_day(last) or page.day) for on in said):
        return tr("本人不愿再签")
    if last.state == "ended" and not in_force(last, page.day):
        return tr("中途解约过，请单独登记")
    return left_out(person, page, page.rules.c3.exclude)


def wishes(desk: Desk, connection: Connection, wanted: Wanted) -> tuple[NewAgreement, ...]:
    """The renewals themselves: the same team, or the one chosen for all.

    Args:
        desk: profile and day.
        connection: from `store.reading()`, or of the transaction that will write them.
        wanted: whose.

    Raises:
        InvalidValue: there is nobody to renew.
    """
    found = [due for due in due_for_renewal(desk, connection, wanted) if not due.why_not]
    if not found:
        raise InvalidValue("until", "没有可以续签的人。", "请换一个村、团队或日期。")
    teams = _teams(connection)
    return tuple(
        NewAgreement(
            due.person_id,
            {
                "since": due.since.isoformat(),
                "until": due.until.isoformat(),
                "team_id": wanted.new_team_id or teams.get(due.team),
                "team_name": due.team or None,
            },
        )
        for due in found
    )


def lay_out_renewals(desk: Desk, wanted: Wanted) -> Review:
    """What would be renewed, and who is left out and why.

    Raises:
        InvalidValue: there is nobody to renew.
    """
    with desk.record.store.reading() as connection:
        found = due_for_renewal(desk, connection, wanted)
        team = _team_name(connection, wanted.new_team_id)
    going = [due for due in found if not due.why_not]
    if not going:
        raise InvalidValue("until", "没有可以续签的人。", "请换一个村、团队或日期。")

    def say(day: date) -> str:
        return day_words(day, desk.today.year)

    lines = tuple(
        tr("{village} {name}，原到 {last}，续 {since} 至 {until}").format(
            village=due.village, name=due.name, last=say(due.last), since=say(due.since), until=say(due.until)
        )
        for due in going
    )
    left = tuple(
        tr("{village} {name}：{why}").format(village=due.village, name=due.name, why=due.why_not)
        for due in found
        if due.why_not
    )
    whom = tr("都签给{team}").format(team=team) if team else tr("团队不变")
    parts = (
        ReviewPart(tr("续签 {n} 人，{whom}").format(n=len(going), whom=whom), lines),
        ReviewPart(tr("不续 {n} 人").format(n=len(left)), left, NO),
    )
    title = tr("{day} 前到期的家庭医生协议").format(day=say(wanted.until))
    return Review(title, parts, tr("续签这 {n} 人").format(n=len(going)))


def _teams(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, id FROM doctor_team WHERE voided = 0")
    return {str(name): str(team_id) for name, team_id in rows}


def _team_name(connection: Connection, team_id: str) -> str:
    return next((name for name, each in _teams(connection).items() if each == team_id), "") if team_id else ""
