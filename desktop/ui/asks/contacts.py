"""Who looks after the family: assigning, ending, phones, the card handed over."""

from functools import partial

from db.commands.contacts import NewAssignment, assign_contact, end_assignment, hand_card
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, corrected, given
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _assign(case: Case) -> Plan:
    kind = case.subject or "extra"
    title = tr("落实{post}").format(post=case.desk.word("assignment_post_kind", kind))
    questions = asking(
        case,
        title,
        tr("保存联系人"),
        Ask("name", tr("姓名"), required=True),
        Ask("phone", tr("电话"), "phone", required=True),
        Ask("unit", tr("单位")),
        Ask("post", tr("职务")),
        Ask("since", tr("从哪天起"), "day", case.today, required=True),
        Ask("informed_on", tr("哪天告知家庭"), "day"),
        note=tr("现任的会止在前一天，留在历史里。"),
    )

    def command(a: Answers) -> Command:
        more = given(a, "unit", "post")
        wish = NewAssignment(
            case.file.family_id,
            kind,
            str(a["name"] or ""),
            str(a["phone"] or ""),
            str(a["since"] or ""),
            fields=more,
            informed_on=str(a["informed_on"] or ""),
        )
        return partial(assign_contact, wish=wish)

    return Plan(questions, command)


def _end_assignment(case: Case) -> Plan:
    questions = asking(
        case, tr("结束这位联系人"), tr("结束"), Ask("until", tr("最后一天"), "day", case.today, required=True)
    )
    return Plan(questions, lambda a: partial(end_assignment, assignment_id=case.subject, until=str(a["until"])))


def _add_phone(case: Case) -> Plan:
    questions = asking(case, tr("补联系人电话"), tr("保存电话"), Ask("phone", tr("电话"), "phone", required=True))
    return Plan(questions, lambda a: corrected("contact_person", case.subject, {"phone": a["phone"]}, tr("已补电话")))


def _hand_card(case: Case) -> Plan:
    word = case.desk.profile.word("contact_card")
    questions = asking(
        case,
        tr("登记送{card}").format(card=word),
        tr("登记"),
        Ask("issued_on", tr("哪天送到"), "day", case.today, required=True),
        Ask("card_no", tr("卡号")),
        Ask("signer", tr("签收人")),
    )
    contacts = next((section for section in case.file.sections if section.key == "contacts"), None)
    lines = contacts.lines if contacts else ()
    ids = tuple(verb.subject for line in lines for verb in line.verbs if verb.key == "end_assignment")

    def command(a: Answers) -> Command:
        fields = given(a, "issued_on", "card_no", "signer")
        return partial(hand_card, family_id=case.file.family_id, fields=fields, assignments=ids)

    return Plan(questions, command)


PLANS = {
    "assign_contact": _assign,
    "end_assignment": _end_assignment,
    "add_phone": _add_phone,
    "hand_card": _hand_card,
}
