"""心理服务: one session for persons of several families, chosen among those who have agreed to it."""

from functools import partial

from db.commands.solace import record_group_session
from db.domain.consent import may
from db.queries.facts import families_on_file
from desktop.desk.desk import Desk
from desktop.ui.asks.case import Answers, Command, Plan, asking, given
from desktop.ui.asks.office import Office, OfficeVerb, Told
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _tell(desk: Desk, _subject: str) -> Told:
    """Who has agreed to psychological services today."""
    day, found = desk.today, []
    with desk.record.store.reading() as connection:
        asked = "SELECT DISTINCT p.family_id FROM consent c JOIN person p ON p.id = c.person_id WHERE c.voided = 0"
        for family in families_on_file(connection, connection.exec_driver_sql(asked).scalars().all()):
            if family.active(day):
                found += [
                    (person.id, f"{person.name}，{family.village}")
                    for person in family.members(day)
                    if may(family, person.id, "psych", day).allowed
                ]
    return Told(choices={"person_ids": tuple(found)})


def _group(office: Office) -> Plan:
    agreed = office.told.choices["person_ids"]
    questions = asking(
        office,
        tr("登记团体服务"),
        tr("登记"),
        Ask("on", tr("日期"), "day", office.today, required=True),
        Ask("provider", tr("服务人"), required=True),
        Ask("topics", tr("主题"), "ticks", (), office.choices("psych_topic")),
        Ask("person_ids", tr("参加的人"), "picks", (), agreed, required=True, hint=tr("已选 {n} 人")),
        Ask("summary", tr("摘要"), "notes", hint=tr("只写必要的，单独保管")),
        Ask("next_step", tr("下一步")),
        note=tr("只列出同意心理服务的 {n} 人。").format(n=len(agreed)),
    )

    def command(a: Answers) -> Command:
        lists = {name: list(a[name] or ()) for name in ("person_ids", "topics")}
        return partial(record_group_session, fields={**lists, **given(a, "on", "provider", "summary", "next_step")})

    return Plan(questions, command)


VERBS = {"record_group_session": OfficeVerb(_group, _tell)}
