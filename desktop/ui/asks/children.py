"""Children and certified complications: every field, part by part."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from db.commands.children import add_child, correct_child, correct_parents, record_complication
from db.domain.entities.registry import ENTITIES
from db.domain.people_checks import child_doubts, complication_doubts
from desktop.desk.parts import PARTS
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given, who, whose
from desktop.ui.asks.groups import Doubts, Grouped, generic_ask, plain, verdicts
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _save(case: Case, fields: Mapping[str, Any]) -> Command:
    return partial(correct_child, child_id=case.subject, fields=fields)


def _doubts(case: Case) -> Doubts:
    return lambda fields: child_doubts(fields, case.today)


def _states(case: Case, ask: Ask) -> Ask:
    return replace(ask, choices=case.choices("child_state"))


def _optional(_case: Case, ask: Ask) -> Ask:
    return replace(ask, hint=tr("可以不写"))


def _sexes(case: Case, ask: Ask) -> Ask:
    return replace(ask, choices=case.choices("sex", "1", "2"))


def _number(_case: Case, ask: Ask) -> Ask:
    return replace(ask, kind="id")


def _certificate(_case: Case, ask: Ask) -> Ask:
    return replace(ask, hint=tr("20 位：身份证号、类别、等级，补发的后面有 B1"))


CHILD = Grouped(
    "child",
    "改子女信息",
    PARTS["child"],
    _save,
    {
        "state": _states,
        "disability_cert_no": _certificate,
        "name": _optional,
        "sex": _sexes,
        "id_no": _number,
    },
    _doubts,
    "看过、改过都留记录；原来的值留在历史里。",
)
_NEW = (
    *("state", "event_date", "proof_by", "name", "sex", "birth_date", "origin"),
    *("disability_class", "disability_grade", "disability_cert_no"),
)


def _add_child(case: Case) -> Plan:
    everyone = tuple(person_id for person_id, _ in case.people[:2])
    parents = Ask("parents", tr("父母"), "ticks", everyone, case.people, required=True)
    asks = [generic_ask(case, "child", ENTITIES["child"].by_name[name]) for name in _NEW]
    asks = [CHILD.asks[ask.name](case, ask) if ask.name in CHILD.asks else ask for ask in asks]
    asks = [replace(ask, value="dead") if ask.name == "state" else ask for ask in asks]
    sexes = {member.person_id: member.sex for member in case.file.members}
    questions = asking(case, tr("登记子女"), tr("保存"), parents, *asks)

    def command(a: Answers) -> Command:
        chosen = tuple((person_id, sexes[person_id]) for person_id in a["parents"])
        return partial(add_child, parents=chosen, fields=given(a, *_NEW))

    def judge(answers: Answers) -> Any:
        return verdicts(child_doubts(plain(answers), case.today), answers)

    return Plan(replace(questions, judge=judge), command)


def _edit_parents(case: Case) -> Plan:
    """Whose child it is; a parent who lives in another file is kept and not asked about."""
    held = tuple(str(case.held[name]) for name in ("father_id", "mother_id") if case.held.get(name))
    here = {person_id for person_id, _ in case.people}
    elsewhere = tuple(person_id for person_id in held if person_id not in here)
    parents = Ask("parents", tr("父母"), "ticks", tuple(p for p in held if p in here), case.people, required=True)
    note = tr("另一位父母在别的户里或已去世的，保留不变。") if elsewhere else ""
    sexes = {member.person_id: member.sex for member in case.file.members}
    questions = asking(case, tr("改子女的父母"), tr("保存修改"), parents, note=note)

    def command(a: Answers) -> Command:
        kept = tuple((person_id, _sex_of(case.held, person_id)) for person_id in elsewhere)
        chosen = tuple((person_id, sexes[person_id]) for person_id in a["parents"])
        return partial(correct_parents, child_id=case.subject, parents=(*kept, *chosen))

    return Plan(questions, command)


def _sex_of(held: Mapping[str, Any], person_id: str) -> str:
    """By the place in which a parent stands, where the person is not at hand."""
    return "2" if held.get("mother_id") == person_id else "1"


_COMPLICATION = ("grade", "certificate_no", "certified_on", "surgery_on", "children_born")


def _complication(case: Case) -> Plan:
    held = case.held
    known = str(held.get("person_id") or "")
    asks = tuple(generic_ask(case, "complication", ENTITIES["complication"].by_name[name]) for name in _COMPLICATION)
    title = tr("改并发症鉴定") if known else tr("登记并发症鉴定")
    questions = asking(case, title, tr("保存"), *(() if known else who(case)), *asks)

    def command(a: Answers) -> Command:
        fields = {name: a[name] for name in _COMPLICATION} if known else given(a, *_COMPLICATION)
        person = known or whose(case, a)
        return partial(
            record_complication, person_id=person, fields=fields, complication_id=case.subject if known else ""
        )

    def judge(answers: Answers) -> Any:
        return verdicts(complication_doubts(plain(answers), case.today), answers)

    return Plan(replace(questions, judge=judge), command)


PLANS = {
    **CHILD.plans,
    "add_child": _add_child,
    "edit_parents": _edit_parents,
    "add_complication": _complication,
    "edit_complication": _complication,
}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    **CHILD.edited,
    "edit_parents": ("child", ("father_id", "mother_id")),
    "edit_complication": ("complication", ("person_id", *_COMPLICATION)),
}
