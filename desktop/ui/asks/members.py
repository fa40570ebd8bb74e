"""Members: adding, every field part by part, marriage, head, death, and a household of one's own."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from db.commands.deaths import NewDeath, record_death
from db.commands.members import add_member, change_head, change_marital, correct_member, take_out_member
from db.commands.splitting import Split, split_household
from db.domain.people_checks import person_doubts
from desktop.desk.departing import review_death, review_head, review_split
from desktop.desk.parts import PARTS
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given
from desktop.ui.asks.groups import Doubts, Grouped, plain, verdicts
from desktop.ui.asks.office import void_verb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.ui.widgets.fields import Verdict, hard
from desktop.words import tr


def _save(case: Case, fields: Mapping[str, Any]) -> Command:
    return partial(correct_member, person_id=case.subject, fields=fields)


def _doubts(case: Case) -> Doubts:
    return lambda fields: person_doubts(fields, case.today)


def _number(_case: Case, ask: Ask) -> Ask:
    return replace(ask, kind="id")


def _lunar(_case: Case, ask: Ask) -> Ask:
    return replace(ask, hint=tr("八月十五，闰月前面加“闰”"))


def _reason(_case: Case, ask: Ask) -> Ask:
    return replace(ask, hint=tr("号码有疑问又确实如此时写"))


PERSON = Grouped(
    "person",
    "改成员信息",
    PARTS["person"],
    _save,
    {"id_no": _number, "lunar_birthday": _lunar, "id_reason": _reason},
    _doubts,
    "看过、改过都留记录；原来的值留在历史里。",
)


_MEMBER = ("name", "relation", "id_no", "id_reason", "sex", "birth_date", "lunar_birthday", "phone", "registered_on")


def _add_member(case: Case) -> Plan:
    relations = case.choices("relation")
    asks = (
        Ask("name", tr("姓名"), required=True),
        Ask("relation", tr("与户主关系"), "choice", "10", relations, required=True),
        Ask("id_no", tr("证件号码"), "id"),
        Ask("id_reason", tr("证件号说明"), hint=tr("号码有疑问又确实如此时写")),
        Ask("sex", tr("性别"), "choice", "0", case.choices("sex"), required=True),
        Ask("birth_date", tr("出生日期"), "part_day"),
        Ask("lunar_birthday", tr("农历生日"), hint=tr("八月十五，闰月前面加“闰”")),
        Ask("phone", tr("电话"), "phone"),
        Ask("registered_on", tr("从哪天起在这一户"), "day", hint=tr("建档时就在的空着")),
    )
    questions = asking(case, tr("加一位成员"), tr("保存成员"), *asks)
    judge = lambda answers: verdicts(person_doubts(plain(answers), case.today), answers)  # noqa: E731 - one expression
    return Plan(
        replace(questions, judge=judge),
        lambda a: partial(add_member, family_id=case.file.family_id, fields=given(a, *_MEMBER)),
    )


def _marital(case: Case) -> Plan:
    h = case.held
    questions = asking(
        case,
        tr("登记婚姻变动"),
        tr("记下"),
        Ask("marital", tr("现在的婚姻状况"), "choice", h.get("marital"), case.choices("marital"), required=True),
        Ask("marital_since", tr("婚变日期"), "part_day", h.get("marital_since"), required=True),
        note=tr("原来的状况和日期留在历史里。离婚后分开住的，另用“分户”。"),
    )
    return Plan(
        questions,
        lambda a: partial(change_marital, person_id=case.subject, fields=given(a, "marital", "marital_since")),
    )


def _change_head(case: Case) -> Plan:
    others = tuple((key, name) for key, name in case.people if key != case.file.head_id)
    first = case.subject if case.subject in {key for key, _ in others} else None
    questions = asking(
        case,
        tr("换户主"),
        tr("看看怎么改"),
        Ask("head_id", tr("新户主"), "choice", first, others, required=True),
        note=tr("全户与户主的关系一起改写。"),
    )

    def command(a: Answers) -> Command:
        return partial(change_head, family_id=case.file.family_id, new_head_id=str(a["head_id"]))

    return Plan(questions, command, lambda a: partial(review_head, family_id=case.file.family_id, head_id=a["head_id"]))


def _death(case: Case) -> Plan:
    others = tuple((key, name) for key, name in case.people if key != case.subject)
    heads = case.subject == case.file.head_id and len(others) > 1
    asks = [
        Ask("on", tr("去世日期"), "day", required=True),
        Ask("known_on", tr("哪天得知的"), "day", case.today, required=True),
        Ask("summary", tr("经过"), "notes", hint=tr("可以不写；写了单独保管")),
        Ask("measures", tr("已做的安排"), "notes"),
        Ask("reported_to", tr("已报告给谁")),
    ]
    if heads:
        asks.insert(2, Ask("new_head_id", tr("以后的户主"), "choice", None, others))
    questions = asking(
        case,
        tr("登记亡故"),
        tr("看看会怎样"),
        *asks,
        note=tr("先看会停止什么、接着要办什么，再登记。一步写完，可以整步撤销。"),
    )

    def wish(a: Answers) -> NewDeath:
        names = ("on", "known_on", "new_head_id", "summary", "measures", "reported_to")
        return NewDeath(case.subject, **{name: str(a.get(name) or "") for name in names})

    return Plan(questions, lambda a: partial(record_death, wish=wish(a)), lambda a: partial(review_death, wish=wish(a)))


def _split(case: Case) -> Plan:
    partings = case.choices("marital", "40", "22", "10")
    questions = asking(
        case,
        tr("分成两户"),
        tr("看看会怎样"),
        Ask("on", tr("从哪天起"), "day", case.today, required=True),
        Ask("said", tr("原因"), hint=tr("如离婚"), required=True),
        Ask("marital", tr("两人的婚姻状况"), "choice", None, partings),
        Ask("village", tr("新户在哪个[村（社区）]"), value=case.file.village, required=True),
        Ask("address", tr("新户住址")),
        note=tr("{name}另立一户，协议、就诊卡、保险和特扶资格跟人走；子女仍是两个人的。").format(name=case.person),
    )

    def wish(a: Answers) -> Split:
        said = {name: str(a.get(name) or "") for name in ("on", "said", "village", "address", "marital")}
        return Split(case.subject, **said)  # type: ignore[arg-type] # only texts are asked

    return Plan(
        questions, lambda a: partial(split_household, wish=wish(a)), lambda a: partial(review_split, wish=wish(a))
    )


def _death_date(case: Case) -> Plan:
    alive = ((False, tr("已去世")), (True, tr("仍健在，原来登记错了")))
    questions = asking(
        case,
        tr("改去世日期"),
        tr("保存修改"),
        Ask("alive", tr("现状"), "choice", bool(case.held.get("alive")), alive, required=True),
        Ask("death_date", tr("去世日期"), "part_day", case.held.get("death_date")),
        note=tr("因亡故停止的各项不跟着改。刚登记错的，在历史里撤销那一步，各项会一起恢复。"),
    )

    def judge(answers: Answers) -> Mapping[str, Verdict]:
        missing = not answers["alive"] and not answers["death_date"]
        return {"death_date": hard(tr("还没填去世日期，只知道年月写 2026-03"))} if missing else {}

    def command(a: Answers) -> Command:
        fields = {"alive": True, "death_date": None} if a["alive"] else {"alive": False, "death_date": a["death_date"]}
        return partial(correct_member, person_id=case.subject, fields=fields)

    return Plan(replace(questions, judge=judge), command)


PLANS = {
    **PERSON.plans,
    "add_member": _add_member,
    "change_marital": _marital,
    "change_head": _change_head,
    "record_death": _death,
    "edit_death": _death_date,
    "split_household": _split,
}
VERBS = {"void_member": void_verb("person", take=take_out_member)}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    **PERSON.edited,
    "change_marital": ("person", ("marital", "marital_since")),
    "edit_death": ("person", ("alive", "death_date")),
}
