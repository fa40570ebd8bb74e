"""Who looks after the family: assigning, changing, ending, correcting, phones, the card handed over."""

from dataclasses import replace
from functools import partial
from typing import Any

from db.commands.contacts import NewAssignment, assign_contact, correct_assignment, end_assignment, hand_card
from db.queries.contacts import ContactRow
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, corrected, given
from desktop.ui.asks.office import void_verb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _assign(case: Case) -> Plan:
    kind = case.subject or "extra"
    title = tr("落实{post}").format(post=case.desk.word("assignment_post_kind", kind))
    return _assigning(case, title, kind, "")


def _change(case: Case) -> Plan:
    kind = str(case.held.get("post_kind") or "extra")
    title = tr("换{post}").format(post=case.desk.word("assignment_post_kind", kind))
    return _assigning(case, title, kind, case.subject)


def _assigning(case: Case, title: str, kind: str, replaces: str) -> Plan:
    """Somebody of the register, whose name and telephone then stand in the fields, or somebody new."""
    others = tuple(one for one in case.file.office.contacts if one.id != case.held.get("contact_id"))
    listed = _of_level(others, kind)
    choices = tuple((one.id, _called(one)) for one in listed)
    pick = (
        (Ask("contact_id", tr("从名册里选"), "choice", None, choices, hint=tr("新的人就直接写姓名")),)
        if choices
        else ()
    )
    questions = asking(
        case,
        title,
        tr("保存联系人"),
        *pick,
        Ask("name", tr("姓名"), required=True),
        Ask("phone", tr("电话"), "phone", required=True),
        Ask("unit", tr("单位")),
        Ask("post", tr("职务")),
        Ask("since", tr("从哪天起"), "day", case.today, required=True),
        Ask("informed_on", tr("哪天告知家庭"), "day"),
        note=tr("现任的会止在前一天，留在历史里。"),
    )
    fills = {("contact_id", one.id): {"name": one.name, "phone": one.phone, "post": one.post} for one in listed}

    def command(a: Answers) -> Command:
        chosen = next((one for one in listed if one.id == a.get("contact_id")), None)
        same = chosen is not None and (chosen.name, chosen.phone) == (a["name"], a["phone"])
        wish = NewAssignment(
            case.file.family_id,
            kind,
            str(a["name"] or ""),
            str(a["phone"] or ""),
            str(a["since"] or ""),
            contact_id=chosen.id if chosen is not None and same else "",
            fields=given(a, "unit", "post"),
            informed_on=str(a["informed_on"] or ""),
            replaces=replaces,
        )
        return partial(assign_contact, wish=wish)

    return Plan(replace(questions, fills=fills), command)


def _of_level(contacts: tuple[ContactRow, ...], kind: str) -> tuple[ContactRow, ...]:
    """Those of the post's level first; for any other post everybody."""
    own = tuple(one for one in contacts if one.level == kind)
    return own or (contacts if kind == "extra" else ())


def _called(one: ContactRow) -> str:
    return " ".join(part for part in (one.name, one.post) if part)


def _edit_assignment(case: Case) -> Plan:
    h = case.held
    questions = asking(
        case,
        tr("改联系人的起止日期"),
        tr("保存修改"),
        Ask("since", tr("从哪天起"), "day", h.get("since"), required=True),
        Ask("until", tr("最后一天"), "day", h.get("until")),
        Ask("family_informed_on", tr("哪天告知家庭"), "day", h.get("family_informed_on")),
        note=tr("只在当初记错时改；换人请用“换人”。"),
    )
    names = ("since", "until", "family_informed_on")

    def command(a: Answers) -> Command:
        fields: dict[str, Any] = {name: a[name] for name in names}
        return partial(correct_assignment, assignment_id=case.subject, fields=fields)

    return Plan(questions, command)


def _end_assignment(case: Case) -> Plan:
    questions = asking(
        case, tr("结束这位联系人"), tr("结束"), Ask("until", tr("最后一天"), "day", case.today, required=True)
    )
    return Plan(questions, lambda a: partial(end_assignment, assignment_id=case.subject, until=str(a["until"])))


def _add_phone(case: Case) -> Plan:
    """Of a contact person; a duty names the post instead of the person."""
    lines = _contact_lines(case)
    mute = [verb.subject for line in lines for verb in line.verbs if verb.key == "add_phone"]
    contact_id = case.subject if case.subject in mute or not mute else mute[0]
    questions = asking(
        case,
        tr("补联系人电话"),
        tr("保存电话"),
        Ask("phone", tr("电话"), "phone", required=True),
        Ask("phone_since", tr("从哪天起能打这个电话"), "day", case.today, required=True),
        note=tr("这一天以前仍算缺电话；一直有、只是没登记的，写到岗那天。"),
    )
    names = ("phone", "phone_since")
    said = tr("已补电话")
    return Plan(questions, lambda a: corrected("contact_person", contact_id, {n: a[n] for n in names}, said))


def _contact_lines(case: Case) -> Any:
    contacts = next((section for section in case.file.sections if section.key == "contacts"), None)
    return contacts.lines if contacts else ()


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
    ids = tuple(verb.subject for line in _contact_lines(case) for verb in line.verbs if verb.key == "end_assignment")

    def command(a: Answers) -> Command:
        fields = given(a, "issued_on", "card_no", "signer")
        return partial(hand_card, family_id=case.file.family_id, fields=fields, assignments=ids)

    return Plan(questions, command)


PLANS = {
    "assign_contact": _assign,
    "change_contact": _change,
    "edit_assignment": _edit_assignment,
    "end_assignment": _end_assignment,
    "add_phone": _add_phone,
    "hand_card": _hand_card,
}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    "change_contact": ("assignment", ("post_kind", "contact_id")),
    "edit_assignment": ("assignment", ("since", "until", "family_informed_on")),
}
VERBS = {
    "void_assignment": void_verb("assignment"),
    "void_contact_card": void_verb("contact_card"),
}
