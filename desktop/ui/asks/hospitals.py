"""The registers of hospitals and doctor teams: entering, correcting, going through the list, renewing in bulk."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from db.commands.agreements import renew_agreements
from db.commands.hospitals import check_hospitals
from desktop.desk.desk import Desk
from desktop.desk.registers.register import records
from desktop.desk.resigning import Wanted, lay_out_renewals, wishes
from desktop.desk.reviewing import Review
from desktop.ui.asks.case import Answers, Command, Plan, asking
from desktop.ui.asks.office import Choices, Office, OfficeVerb, Told, record_verbs
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

if TYPE_CHECKING:
    from db.store.writing import Writing
    from db.touched import Touched

_VILLAGES = """
    SELECT name FROM org_unit WHERE level = 'village' AND voided = 0 ORDER BY coalesce(route_order, 1000000), name
"""


def _check(office: Office) -> Plan:
    """核对过: of one hospital, or of the whole list."""
    one = office.told.held.get("name")
    title = tr("{name}核对过").format(name=one) if one else tr("全部定点医院核对过")
    questions = asking(
        office,
        title,
        tr("记下核对"),
        Ask("on", tr("哪天核对的"), "day", office.today, required=True),
        note=tr("电话打得通，联络员还是这位，服务和标识牌没有变。"),
    )
    ids = tuple(office.told.more)
    return Plan(questions, lambda a: partial(check_hospitals, hospital_ids=ids, on=str(a["on"] or "")))


def _tell_check(desk: Desk, subject: str) -> Told:
    found = [each for each in records(desk, "hospital") if subject in {"", each.id}]
    held = dict(found[0].values) if subject and found else {}
    return Told(held, more=tuple(each.id for each in found))


def _renew(office: Office) -> Plan:
    """Many agreements at once: of a village, of a team, of all; laid out before they are written."""
    villages, teams = office.told.choices["village"], office.told.choices["team"]
    lead = max(office.desk.profile.on(office.today).c3.remind_days, default=0)
    by = office.today + timedelta(days=lead)
    questions = asking(
        office,
        tr("整批续签"),
        tr("看看有哪些人"),
        Ask("until", tr("哪天前到期的"), "day", by, required=True),
        Ask("village", tr("哪个[村]"), "choice", None, villages, hint=tr("不选就是全部")),
        Ask("team_id", tr("原来是哪个团队"), "choice", office.subject or None, teams),
        Ask("new_team_id", tr("改签给哪个团队"), "choice", None, teams),
        note=tr("从原协议的第二天接上，一般签一个年度。先列出每个人再写入，可以撤销。"),
    )

    def review(a: Answers) -> Callable[[Desk], Review]:
        return lambda desk: lay_out_renewals(desk, _wanted(a))

    def command(a: Answers) -> Command:
        return partial(_renewed, desk=office.desk, wanted=_wanted(a))

    return Plan(questions, command, review)


def _renewed(writing: "Writing", desk: Desk, wanted: Wanted) -> "Touched":
    return renew_agreements(writing, wishes(desk, writing.connection, wanted))


def _wanted(a: Answers) -> Wanted:
    until = date.fromisoformat(str(a["until"]))
    return Wanted(until, str(a["village"] or ""), str(a["team_id"] or ""), str(a["new_team_id"] or ""))


def _tell_renew(desk: Desk, _subject: str) -> Told:
    with desk.record.store.reading() as connection:
        names = tuple((str(name), str(name)) for name in connection.exec_driver_sql(_VILLAGES).scalars())
    teams: Choices = tuple((each.id, str(each.values["name"])) for each in records(desk, "doctor_team"))
    return Told(choices={"village": names, "team": teams})


VERBS = {
    **record_verbs(
        "hospital",
        ("name", "level", "grade", "liaison", "phone", "services", "sign_board", "checked_on"),
        noun=lambda _desk: tr("定点医院"),
    ),
    **record_verbs("doctor_team", ("name", "institution", "leader", "doctor", "phone")),
    "check_hospital": OfficeVerb(_check, _tell_check),
    "check_hospitals": OfficeVerb(_check, lambda desk, _subject: _tell_check(desk, "")),
    "renew_team": OfficeVerb(_renew, _tell_renew),
    "renew_agreements": OfficeVerb(_renew, lambda desk, _subject: _tell_renew(desk, "")),
}
