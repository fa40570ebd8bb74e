"""写说明: why something strange is right; asked on the family's file and in the list of what to look at."""

from functools import partial

from db.commands.explaining import Explained, explain_finding, withdraw_explanation
from db.queries.checks import explanations
from desktop.desk.desk import Desk
from desktop.ui.asks.case import Answers, Command, Plan
from desktop.ui.asks.office import Office, OfficeVerb, Told
from desktop.ui.dialogs.ask_panel import Ask, Asking
from desktop.words import tr


def _explain(office: Office) -> Plan:
    code, entity, record_id, sentence = office.subject.split("|", 3)
    finding, before = Explained(entity, record_id, code), str(office.told.more or "")
    note = (
        tr("说明随包带走，[县]里看得到。写空就是撤回。") if before else tr("说明随包带走，[县]里看得到，下次不再问。")
    )
    why = Ask("sentence", tr("为什么这样是对的"), "notes", before, required=not before)
    title = tr("改说明") if before else tr("写说明")
    questions = Asking(title, office.over, (why,), tr("保存说明"), f"{sentence}。\n{note}")

    def command(answers: Answers) -> Command:
        words = str(answers.get("sentence") or "")
        if before and not words:
            return partial(withdraw_explanation, finding=finding)
        return partial(explain_finding, finding=finding, sentence=words)

    return Plan(questions, command)


def _tell(desk: Desk, subject: str) -> Told:
    code, _, record_id, _ = subject.split("|", 3)
    with desk.record.store.reading() as connection:
        return Told(more=explanations(connection, [record_id]).get((record_id, code), ""))


VERBS = {"explain": OfficeVerb(_explain, _tell)}
