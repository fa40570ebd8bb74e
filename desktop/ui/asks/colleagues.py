"""The register of contact persons: entering, correcting, leaving with every family handed over, coming back."""

from collections.abc import Callable
from datetime import date
from functools import partial

from db.commands.contacts import keep_contact, return_to_office
from db.commands.leaving import contact_leaves
from desktop.desk.desk import Desk
from desktop.desk.leaving import LeavingStart, lay_out_leaving, leaving_of, leaving_start
from desktop.desk.registers.reading import stored_values
from desktop.desk.reviewing import Review
from desktop.ui.asks.case import Answers, Command, Plan, asking
from desktop.ui.asks.office import Choices, Office, OfficeVerb, Told, as_fields, asks_of, void_verb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_FIELDS = ("name", "level", "phone", "phone_since", "unit", "post", "kind")


def _told(desk: Desk, subject: str) -> Told:
    """The person as it stands, and the kinds of contact persons the place knows (计生协会工作者, 会员, 签约医生 …)."""
    held = stored_values(desk, "contact_person", subject) if subject else {}
    local = {each.code: each.name for each in desk.profile.contact_kinds_on(desk.today)}
    kinds = tuple((each.code, local.get(each.code, each.name)) for each in desk.codes["contact_kind"].entries)
    return Told(held, {"kind": kinds})


def _add(office: Office) -> Plan:
    return _keeping(office, tr("新增联系人"), tr("保存联系人"))


def _edit(office: Office) -> Plan:
    return _keeping(office, tr("改联系人"), tr("保存修改"))


def _keeping(office: Office, title: str, save: str) -> Plan:
    held = office.told.held or {"level": "village"}
    questions = asking(office, title, save, *asks_of(office, "contact_person", _FIELDS, held))
    contact_id = office.subject if office.told.held else ""
    return Plan(questions, lambda a: partial(keep_contact, fields=as_fields(a), contact_id=contact_id))


def _leaves(office: Office) -> Plan:
    start: LeavingStart = office.told.more
    others: Choices = tuple((one.id, " ".join(part for part in (one.name, one.post) if part)) for one in start.others)
    now = start.reaching(office.today)
    villages = start.villages(date(1900, 1, 1))
    own = tuple(
        Ask(f"village:{place}", tr("{village}（{n} 户）另给").format(village=village, n=number), "choice", None, others)
        for place, (village, number) in enumerate(villages)
        if number and len(start.villages(office.today)) > 1 and village in dict(start.villages(office.today))
    )
    families = tuple(
        (row.assignment_id, tr("{village} {name}户").format(village=row.village, name=row.family_name)) for row in now
    )
    single = (
        Ask("others", tr("个别户交给另一位"), "picks", (), families),
        Ask("other_successor", tr("交给谁"), "choice", None, others),
    )
    questions = asking(
        office,
        tr("{name}离岗交接").format(name=start.name),
        tr("看看怎样交接"),
        Ask("left_on", tr("从哪天起不在岗"), "day", office.today, required=True),
        Ask("successor", tr("由谁接任"), "choice", None, others, hint=tr("还没有人就空着")),
        Ask("since", tr("接任从哪天起"), "day", office.today),
        *own,
        *(single if len(now) > 1 else ()),
        note=tr("名下现有 {n} 户。先列出每一户再写入，可以撤销。").format(n=len(now)),
    )

    def command(a: Answers) -> Command:
        return partial(contact_leaves, leaving=leaving_of(start, a))

    def review(a: Answers) -> Callable[[Desk], Review]:
        return lambda desk: lay_out_leaving(desk, start, leaving_of(start, a))

    return Plan(questions, command, review)


def _back(office: Office) -> Plan:
    questions = asking(
        office,
        tr("回到岗位"),
        tr("记下"),
        note=tr("离岗日期会去掉，原来的户不会自动回来，要重新分派。"),
    )
    return Plan(questions, lambda _a: partial(return_to_office, contact_id=office.subject))


VERBS = {
    "add_contact_person": OfficeVerb(_add, _told),
    "edit_contact_person": OfficeVerb(_edit, _told),
    "void_contact_person": void_verb("contact_person"),
    "contact_leaves": OfficeVerb(_leaves, lambda desk, subject: Told(more=leaving_start(desk, subject))),
    "contact_returns": OfficeVerb(_back),
}
