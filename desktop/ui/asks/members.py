"""Members and children: adding and correcting."""

from functools import partial

from db.commands.children import add_child
from db.commands.members import add_member
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, corrected, given
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


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
    questions = asking(case, tr("加一位成员"), tr("保存成员"), *_member_asks(case))
    return Plan(
        questions,
        lambda a: partial(add_member, family_id=case.file.family_id, fields=given(a, *_MEMBER)),
    )


def _edit_person(case: Case) -> Plan:
    h = case.held
    questions = asking(
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
        return corrected("person", case.subject, fields, tr("已改成员信息"))

    return Plan(questions, command)


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
    questions = asking(case, tr("登记子女"), tr("保存"), parents, *_child_asks(case))
    sexes = {member.person_id: member.sex for member in case.file.members}

    def command(a: Answers) -> Command:
        chosen = tuple((person_id, sexes[person_id]) for person_id in a["parents"])
        return partial(add_child, parents=chosen, fields=given(a, *_CHILD))

    return Plan(questions, command)


def _edit_child(case: Case) -> Plan:
    questions = asking(case, tr("改子女信息"), tr("保存修改"), *_child_asks(case))
    return Plan(
        questions,
        lambda a: corrected("child", case.subject, {name: a[name] for name in _CHILD}, tr("已改子女信息")),
    )


PLANS = {
    "add_member": _add_member,
    "edit_person": _edit_person,
    "add_child": _add_child,
    "edit_child": _edit_child,
}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    "edit_person": (
        "person",
        ("name", "id_no", "sex", "birth_date", "relation", "marital", "phone", "alive", "death_date", "is_target"),
    ),
    "edit_child": ("child", ("name", "sex", "birth_date", "state", "event_date", "disability_grade")),
}
