"""What each verb on a family's file asks, and the command its answers make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from db.commands.coverage import (
    NewAgreement,
    NewAssignment,
    NewGreenCard,
    assign_contact,
    end_assignment,
    issue_green_card,
    sign_agreement,
)
from db.domain.periods import add_months
from db.touched import Touched
from desktop.desk import case_writes
from desktop.desk.case_file import CaseFile
from desktop.desk.desk import Desk
from desktop.ui.dialogs.ask_panel import Ask, Asking
from desktop.words import tr

if TYPE_CHECKING:
    from db.store.log import Writing

Answers = Mapping[str, Any]
Command = Callable[["Writing"], Touched]


@dataclass(frozen=True)
class Plan:
    """A panel's questions and what becomes of the answers."""

    asking: Asking
    command: Callable[[Answers], Command]


@dataclass(frozen=True)
class Case:
    """What the plans are made from.

    Attributes:
        desk: words and the day.
        file: the family.
        subject: the person, post or record the verb is about.
        held: for corrections, the fields as they stand.
    """

    desk: Desk
    file: CaseFile
    subject: str
    held: Mapping[str, Any]

    @property
    def today(self) -> date:
        """The day in China."""
        return self.desk.today

    @property
    def person(self) -> str:
        """Name of the member the verb is about."""
        return next((m.name for m in self.file.members if m.person_id == self.subject), "")

    @property
    def over(self) -> str:
        """The small line above a panel's title."""
        household = tr("{name}户").format(name=self.file.name)
        return f"{household}  {self.person}".strip()

    def choices(self, code_list: str, *wanted: str) -> tuple[tuple[Any, str], ...]:
        """A code list as choices; only `wanted` ones when given."""
        entries = self.desk.codes[code_list].entries
        return tuple((entry.code, entry.name) for entry in entries if not wanted or entry.code in wanted)

    @property
    def people(self) -> tuple[tuple[Any, str], ...]:
        """The living members as choices."""
        return tuple((member.person_id, member.name) for member in self.file.members)


EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    "edit_person": (
        "person",
        ("name", "id_no", "sex", "birth_date", "relation", "marital", "phone", "alive", "death_date", "is_target"),
    ),
    "edit_child": ("child", ("name", "sex", "birth_date", "state", "event_date", "disability_grade")),
    "edit_family": (
        "family",
        ("case_no", "group_name", "live_addr", "hukou_addr", "phone", "contact_hours", "contact_preference"),
    ),
    "change_risk": ("family", ("risk_level", "risk_reason")),
    "change_status": ("family", ("status", "status_on", "status_reason")),
}
"""Verbs that correct a record: its entity and the fields shown."""


def plan_for(verb: str, case: Case) -> Plan | None:
    """The panel of a verb; None when there is none here."""
    made = _PLANS.get(verb)
    return made(case) if made else None


def _given(answers: Answers, *names: str) -> dict[str, Any]:
    return {name: answers[name] for name in names if answers.get(name) not in (None, "", ())}


def _asking(case: Case, title: str, save: str, *asks: Ask, note: str = "") -> Asking:
    return Asking(title, case.over, asks, save, note)


# 双岗联系人


def _assign(case: Case) -> Plan:
    kind = case.subject or "extra"
    title = tr("落实{post}").format(post=case.desk.word("assignment_post_kind", kind))
    asking = _asking(
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
        more = _given(a, "unit", "post")
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

    return Plan(asking, command)


def _end_assignment(case: Case) -> Plan:
    asking = _asking(
        case, tr("结束这位联系人"), tr("结束"), Ask("until", tr("最后一天"), "day", case.today, required=True)
    )
    return Plan(asking, lambda a: partial(end_assignment, assignment_id=case.subject, until=str(a["until"])))


def _add_phone(case: Case) -> Plan:
    asking = _asking(case, tr("补联系人电话"), tr("保存电话"), Ask("phone", tr("电话"), "phone", required=True))
    return Plan(asking, lambda a: _correct("contact_person", case.subject, {"phone": a["phone"]}, tr("已补电话")))


def _hand_card(case: Case) -> Plan:
    word = case.desk.profile.word("contact_card")
    asking = _asking(
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
        fields = _given(a, "issued_on", "card_no", "signer")
        return partial(case_writes.hand_card, family_id=case.file.family_id, fields=fields, assignments=ids)

    return Plan(asking, command)


def _correct(entity: str, record_id: str, fields: Answers, said: str) -> Command:
    return partial(case_writes.correct, entity=entity, record_id=record_id, fields=fields, said=said)


# 家庭医生、就诊卡


def _sign(case: Case) -> Plan:
    until = add_months(case.today, 12)
    asking = _asking(
        case,
        tr("登记家庭医生签约"),
        tr("保存签约"),
        *_who(case),
        Ask("since", tr("协议起"), "day", case.today, required=True),
        Ask("until", tr("协议止"), "day", date.fromordinal(until.toordinal() - 1), required=True),
        Ask("team_name", tr("团队")),
        Ask("doctor", tr("医生")),
        Ask("doctor_phone", tr("医生电话"), "phone"),
        Ask("agreement_no", tr("协议编号")),
    )

    def command(a: Answers) -> Command:
        fields = _given(a, "since", "until", "team_name", "doctor", "doctor_phone", "agreement_no")
        return partial(sign_agreement, wish=NewAgreement(_whose(case, a), fields))

    return Plan(asking, command)


def _who(case: Case) -> tuple[Ask, ...]:
    """Asks whom it is about where the verb does not say."""
    if case.person:
        return ()
    first = case.people[0][0] if case.people else None
    return (Ask("person_id", tr("是谁"), "choice", first, case.people, required=True),)


def _whose(case: Case, answers: Answers) -> str:
    return str(answers.get("person_id") or case.subject)


def _decline_agreement(case: Case) -> Plan:
    asking = _asking(
        case,
        tr("本人不愿签约"),
        tr("记下"),
        *_who(case),
        Ask("declined_on", tr("哪天问的"), "day", case.today, required=True),
        Ask("reason", tr("原因"), hint=tr("可以不写")),
        note=tr("记下之后不算缺，到时候会提醒再问一次。"),
    )

    def command(a: Answers) -> Command:
        fields = {"state": "declined", "since": a["declined_on"], **_given(a, "declined_on", "reason")}
        return partial(sign_agreement, wish=NewAgreement(_whose(case, a), fields))

    return Plan(asking, command)


def _end_agreement(case: Case) -> Plan:
    asking = _asking(
        case,
        tr("解约"),
        tr("记下解约"),
        Ask("ended_on", tr("最后一天"), "day", case.today, required=True),
        Ask("reason", tr("原因"), required=True),
    )
    return Plan(
        asking,
        lambda a: partial(case_writes.end_agreement, agreement_id=case.subject, fields=_given(a, "ended_on", "reason")),
    )


def _issue_card(case: Case) -> Plan:
    word = case.desk.profile.word("green_card")
    asking = _asking(
        case,
        tr("登记发{card}").format(card=word),
        tr("保存"),
        *_who(case),
        Ask("card_no", tr("卡号"), required=True),
        Ask("since", tr("发放日期"), "day", case.today, required=True),
        Ask("until", tr("有效期至"), "day", hint=tr("长期有效就空着")),
        Ask("handed_by", tr("经办人")),
    )

    def command(a: Answers) -> Command:
        fields = _given(a, "card_no", "since", "until", "handed_by")
        return partial(issue_green_card, wish=NewGreenCard(_whose(case, a), fields))

    return Plan(asking, command)


def _decline_card(case: Case) -> Plan:
    asking = _asking(
        case,
        tr("本人不愿领取"),
        tr("记下"),
        *_who(case),
        Ask("since", tr("哪天问的"), "day", case.today, required=True),
        note=tr("记下之后不算缺。以后愿意了，随时可以登记发卡。"),
    )
    return Plan(
        asking,
        lambda a: partial(
            issue_green_card, wish=NewGreenCard(_whose(case, a), {"state": "declined", "since": a["since"]})
        ),
    )


def _lose_card(case: Case) -> Plan:
    asking = _asking(case, tr("挂失"), tr("记下挂失"), note=tr("挂失之后算缺，补发时再登记一次。"))
    return Plan(asking, lambda _a: _correct("green_card", case.subject, {"state": "lost"}, tr("已记下挂失")))


# 诉求


def _open_need(case: Case) -> Plan:
    asking = _asking(
        case,
        tr("登记诉求"),
        tr("登记"),
        Ask("category", tr("类别"), "choice", None, case.choices("need_category"), required=True),
        Ask("request", tr("什么诉求"), "notes", required=True),
        Ask("person_id", tr("是谁提的"), "choice", None, case.people),
        Ask("raised_on", tr("哪天提的"), "day", case.today, required=True),
        Ask("due_by", tr("哪天前办结"), "day"),
        Ask("responsible", tr("责任人")),
    )
    names = ("category", "request", "person_id", "raised_on", "due_by", "responsible")

    def command(a: Answers) -> Command:
        return partial(case_writes.open_need, family_id=case.file.family_id, fields=_given(a, *names))

    return Plan(asking, command)


def _answer_need(case: Case) -> Plan:
    asking = _asking(
        case,
        tr("答复诉求"),
        tr("记下答复"),
        Ask("action", tr("怎么答复的"), "notes", required=True),
        Ask("referred_to", tr("转给哪个单位"), hint=tr("没有转就空着")),
        Ask("due_by", tr("哪天前办结"), "day"),
    )
    return Plan(
        asking,
        lambda a: partial(
            case_writes.answer_need, need_id=case.subject, fields=_given(a, "action", "referred_to", "due_by")
        ),
    )


def _close_need(case: Case) -> Plan:
    asking = _asking(
        case,
        tr("办结诉求"),
        tr("办结"),
        Ask("result", tr("办理结果"), "notes", required=True),
        Ask("closed_on", tr("哪天办结"), "day", case.today, required=True),
    )
    return Plan(
        asking,
        lambda a: partial(case_writes.close_need, need_id=case.subject, fields=_given(a, "result", "closed_on")),
    )


# 四项帮扶


def _doctor_service(case: Case) -> Plan:
    kinds = case.choices("doctor_service_kind")
    asking = _asking(
        case,
        tr("登记家庭医生服务"),
        tr("登记"),
        *_who(case),
        Ask("kind", tr("类型"), "choice", "follow_up", kinds, required=True),
        Ask("on", tr("日期"), "day", case.today, required=True),
        Ask("result", tr("结果"), "notes"),
    )

    def command(a: Answers) -> Command:
        fields = {"person_id": _whose(case, a), **_given(a, "kind", "on", "result")}
        return partial(case_writes.record_service, entity="doctor_service", fields=fields, said=tr("已登记服务"))

    return Plan(asking, command)


def _session(case: Case) -> Plan:
    everyone = tuple(person_id for person_id, _ in case.people)
    asking = _asking(
        case,
        tr("登记精神慰藉"),
        tr("登记"),
        Ask("person_ids", tr("和谁"), "ticks", everyone, case.people, required=True),
        Ask("kind", tr("形式"), "choice", "talk", case.choices("psych_session_kind"), required=True),
        Ask("on", tr("日期"), "day", case.today, required=True),
        Ask("provider", tr("服务人")),
        Ask("summary", tr("摘要"), "notes", hint=tr("只写必要的，单独保管")),
    )

    def command(a: Answers) -> Command:
        fields = {
            "family_id": case.file.family_id,
            "person_ids": list(a["person_ids"]),
            **_given(a, "kind", "on", "provider", "summary"),
        }
        return partial(case_writes.record_service, entity="psych_session", fields=fields, said=tr("已登记精神慰藉"))

    return Plan(asking, command)


def _pair(case: Case) -> Plan:
    asking = _asking(
        case,
        tr("登记志愿结对"),
        tr("登记"),
        Ask("name", tr("志愿者姓名或单位"), required=True),
        Ask("kind", tr("类型"), "choice", "volunteer", case.choices("volunteer_kind"), required=True),
        Ask("phone", tr("电话"), "phone"),
        Ask("since", tr("从哪天起"), "day", case.today, required=True),
        Ask("content", tr("服务内容")),
    )

    def command(a: Answers) -> Command:
        volunteer, fields = _given(a, "name", "kind", "phone"), _given(a, "since", "content")
        return partial(case_writes.pair_volunteer, family_id=case.file.family_id, volunteer=volunteer, fields=fields)

    return Plan(asking, command)


def _volunteering(case: Case) -> Plan:
    asking = _asking(
        case,
        tr("登记志愿服务"),
        tr("登记"),
        Ask("on", tr("日期"), "day", case.today, required=True),
        Ask("content", tr("做了什么"), "notes", required=True),
    )

    def command(a: Answers) -> Command:
        fields = {"family_id": case.file.family_id, **_given(a, "on", "content")}
        return partial(case_writes.record_service, entity="volunteer_service", fields=fields, said=tr("已登记志愿服务"))

    return Plan(asking, command)


def _insure(case: Case) -> Plan:
    products = tuple((p.code, p.name) for p in case.desk.profile.products_on(case.today))
    first = products[0][0] if products else None
    product = (
        Ask("product", tr("险种"), "choice", first, products, required=True)
        if products
        else Ask("product", tr("险种"), required=True)
    )
    year_end = case.today.replace(month=12, day=31)
    asking = _asking(
        case,
        tr("登记参保"),
        tr("登记"),
        *_who(case),
        product,
        Ask("since", tr("保险起"), "day", case.today, required=True),
        Ask("until", tr("保险止"), "day", year_end, required=True),
    )

    def command(a: Answers) -> Command:
        fields = {"person_id": _whose(case, a), "stage": "enrolled", **_given(a, "product", "since", "until")}
        return partial(case_writes.record_service, entity="insured", fields=fields, said=tr("已登记参保"))

    return Plan(asking, command)


# 成员与档案


def _member_asks(case: Case) -> tuple[Ask, ...]:
    h = case.held
    return (
        Ask("name", tr("姓名"), value=h.get("name"), required=True),
        Ask("relation", tr("与户主关系"), "choice", h.get("relation") or "10", case.choices("relation"), required=True),
        Ask("id_no", tr("证件号码"), "id", h.get("id_no")),
        Ask("sex", tr("性别"), "choice", h.get("sex") or "0", case.choices("sex"), required=True),
        Ask("birth_date", tr("出生日期"), value=h.get("birth_date"), hint=tr("1964-03-09，只知道年月写 1964-03")),
        Ask("phone", tr("电话"), "phone", h.get("phone")),
    )


_MEMBER = ("name", "relation", "id_no", "sex", "birth_date", "phone")


def _add_member(case: Case) -> Plan:
    asking = _asking(case, tr("加一位成员"), tr("保存成员"), *_member_asks(case))
    return Plan(
        asking,
        lambda a: partial(case_writes.add_member, family_id=case.file.family_id, fields=_given(a, *_MEMBER)),
    )


def _edit_person(case: Case) -> Plan:
    h = case.held
    asking = _asking(
        case,
        tr("改成员信息"),
        tr("保存修改"),
        *_member_asks(case),
        Ask("marital", tr("婚姻状况"), "choice", h.get("marital"), case.choices("marital")),
        Ask("alive", tr("健在"), "choice", "1" if h.get("alive", 1) else "0", (("1", tr("健在")), ("0", tr("已去世")))),
        Ask("death_date", tr("去世日期"), value=h.get("death_date"), hint=tr("只知道年月写 2026-03")),
        note=tr("看过、改过都留记录；原来的值留在历史里。"),
    )

    def command(a: Answers) -> Command:
        fields = {name: a[name] for name in (*_MEMBER, "marital", "death_date")}
        fields["alive"] = a["alive"] != "0"
        if fields["alive"]:
            fields["death_date"] = None
        return _correct("person", case.subject, fields, tr("已改成员信息"))

    return Plan(asking, command)


def _child_asks(case: Case) -> tuple[Ask, ...]:
    h = case.held
    states = (("dead", tr("离世")), ("disabled", tr("伤残")), ("alive", tr("健在")))
    grades = tuple((grade, tr("{n} 级").format(n=grade)) for grade in "1234")
    return (
        Ask("state", tr("现状"), "choice", h.get("state") or "dead", states, required=True),
        Ask("event_date", tr("日期"), value=h.get("event_date"), hint=tr("只知道年月写 2016-06")),
        Ask("name", tr("姓名"), value=h.get("name"), hint=tr("可以不写")),
        Ask("sex", tr("性别"), "choice", h.get("sex"), case.choices("sex", "1", "2")),
        Ask("birth_date", tr("出生日期"), value=h.get("birth_date"), hint=tr("只知道年月写 1990-06")),
        Ask("disability_grade", tr("残疾等级"), "choice", h.get("disability_grade"), grades),
    )


_CHILD = ("state", "event_date", "name", "sex", "birth_date", "disability_grade")


def _add_child(case: Case) -> Plan:
    everyone = tuple(person_id for person_id, _ in case.people[:2])
    parents = Ask("parents", tr("父母"), "ticks", everyone, case.people, required=True)
    asking = _asking(case, tr("登记子女"), tr("保存"), parents, *_child_asks(case))
    sexes = {member.person_id: member.sex for member in case.file.members}

    def command(a: Answers) -> Command:
        chosen = tuple((person_id, sexes[person_id]) for person_id in a["parents"])
        return partial(case_writes.add_child, parents=chosen, fields=_given(a, *_CHILD))

    return Plan(asking, command)


def _edit_child(case: Case) -> Plan:
    asking = _asking(case, tr("改子女信息"), tr("保存修改"), *_child_asks(case))
    return Plan(
        asking,
        lambda a: _correct("child", case.subject, {name: a[name] for name in _CHILD}, tr("已改子女信息")),
    )


def _edit_family(case: Case) -> Plan:
    h = case.held
    asking = _asking(
        case,
        tr("改住址与电话"),
        tr("保存修改"),
        Ask("live_addr", tr("居住地址"), value=h.get("live_addr")),
        Ask("hukou_addr", tr("户籍地址"), value=h.get("hukou_addr")),
        Ask("group_name", tr("组"), value=h.get("group_name")),
        Ask("case_no", tr("档案编号"), value=h.get("case_no")),
        Ask("phone", tr("家庭电话"), "phone", h.get("phone")),
        Ask("contact_hours", tr("方便时段"), value=h.get("contact_hours"), hint=tr("下午为宜")),
        Ask(
            "contact_preference",
            tr("怎样见面"),
            "choice",
            h.get("contact_preference"),
            case.choices("contact_preference"),
            required=True,
        ),
    )
    names = EDITED["edit_family"][1]
    return Plan(
        asking,
        lambda a: _correct("family", case.file.family_id, {n: a[n] for n in names}, tr("已改住址与电话")),
    )


def _change_risk(case: Case) -> Plan:
    levels = case.choices("risk_level")
    asking = _asking(
        case,
        tr("改关注等级"),
        tr("保存"),
        Ask("risk_level", tr("关注等级"), "choice", case.held.get("risk_level"), levels, required=True),
        Ask("risk_reason", tr("原因"), "notes", case.held.get("risk_reason")),
        note=tr("等级高的，上门和联系的间隔会短一些。"),
    )
    return Plan(
        asking,
        lambda a: _correct("family", case.file.family_id, dict(a), tr("已改关注等级")),
    )


def _change_status(case: Case) -> Plan:
    asking = _asking(
        case,
        tr("改档案状态"),
        tr("保存"),
        Ask("status", tr("状态"), "choice", case.held.get("status"), case.choices("family_status"), required=True),
        Ask("status_on", tr("从哪天起"), "day", case.today, required=True),
        Ask("status_reason", tr("原因"), "notes"),
        note=tr("不在册之后不再生成待办，档案留着。"),
    )
    return Plan(
        asking,
        lambda a: partial(case_writes.change_status, family_id=case.file.family_id, fields=dict(a)),
    )


_PLANS: dict[str, Callable[[Case], Plan]] = {
    "assign_contact": _assign,
    "end_assignment": _end_assignment,
    "add_phone": _add_phone,
    "hand_card": _hand_card,
    "sign_agreement": _sign,
    "renew_agreement": _sign,
    "decline_agreement": _decline_agreement,
    "end_agreement": _end_agreement,
    "issue_card": _issue_card,
    "decline_card": _decline_card,
    "lose_card": _lose_card,
    "open_need": _open_need,
    "answer_need": _answer_need,
    "close_need": _close_need,
    "record_service": _doctor_service,
    "record_doctor_service": _doctor_service,
    "record_session": _session,
    "pair_volunteer": _pair,
    "record_volunteer_service": _volunteering,
    "enrol_insurance": _insure,
    "renew_insurance": _insure,
    "add_member": _add_member,
    "edit_person": _edit_person,
    "add_child": _add_child,
    "edit_child": _edit_child,
    "edit_family": _edit_family,
    "change_risk": _change_risk,
    "change_status": _change_status,
}
