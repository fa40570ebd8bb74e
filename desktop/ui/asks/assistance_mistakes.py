"""The special assistance put right: what was written down wrongly, a year's check taken back, a record taken out."""

from functools import partial

from db.commands.assistance_corrections import correct_assistance, take_back_check, take_out_assistance
from desktop.desk.desk import Desk
from desktop.desk.registers.reading import stored_values
from desktop.ui.asks.case import Answers, Command, Plan, asking
from desktop.ui.asks.office import Office, OfficeVerb, Told, as_fields, asks_of, void_verb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_BY_STATUS = {
    "applied": ("kind", "applied_on", "papers"),
    "publicised": ("kind", "applied_on", "papers", "publicised_on"),
    "confirmed": ("kind", "applied_on", "papers", "publicised_on", "confirmed_on", "first_year"),
    "stopped": (
        *("kind", "applied_on", "papers", "publicised_on", "confirmed_on", "first_year"),
        *("stopped_on", "stop_reason"),
    ),
}
"""What can have been written down wrongly, by how far an entitlement has come."""


def _tell(desk: Desk, subject: str) -> Told:
    held = stored_values(desk, "eligibility", subject)
    papers = tuple((each.code, each.name) for each in desk.codes["eligibility_paper"].entries)
    return Told(held, {"papers": papers})


def _edit(office: Office) -> Plan:
    held = office.told.held
    asks = asks_of(office, "eligibility", _BY_STATUS.get(str(held.get("status")), ("kind",)), held)
    note = tr("只在当初记错时改；往下走一步，请用登记公示、确认、停止。")
    questions = asking(office, tr("改特扶登记"), tr("保存修改"), *asks, note=note)
    return Plan(questions, lambda a: partial(correct_assistance, eligibility_id=office.subject, fields=as_fields(a)))


def _take_back(office: Office) -> Plan:
    questions = asking(
        office,
        tr("年审登记错了"),
        tr("作废"),
        Ask("year", tr("哪一年的"), "whole", office.today.year, required=True),
        Ask("reason", tr("哪里记错了"), "notes", required=True),
        note=tr("作废后可以重新登记。因年审退出而停止的资格不会自动恢复，请一起看一眼。"),
    )

    def command(a: Answers) -> Command:
        year = a["year"] if isinstance(a["year"], int) else 0
        return partial(take_back_check, eligibility_id=office.subject, year=year, reason=str(a["reason"] or ""))

    return Plan(questions, command)


VERBS = {
    "edit_assistance": OfficeVerb(_edit, _tell),
    "void_eligibility": void_verb("eligibility", take=take_out_assistance),
    "void_annual_check": OfficeVerb(_take_back),
}
