"""Solace: talks and sessions, files, scores, how a person is; and a look at what is kept apart."""

from datetime import date
from functools import partial
from typing import Any

from db.commands.solace import (
    NewAssessment,
    change_mental_state,
    close_psych_file,
    open_psych_file,
    record_assessment,
    record_session,
)
from desktop.desk.desk import Desk
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given, who, whose
from desktop.ui.dialogs.ask_panel import Ask, Asking
from desktop.words import tr

_OTHER = "other"
_SESSION = ("on", "kind", "topics", "provider", "summary", "next_step", "next_on")
_ASSESSMENT = ("person_id", "on", "instrument", "score", "level", "assessor")


def _session(case: Case) -> Plan:
    everyone = tuple(person_id for person_id, _ in case.people)
    questions = asking(
        case,
        tr("登记精神慰藉"),
        tr("登记"),
        Ask("person_ids", tr("和谁"), "ticks", everyone, case.people, required=True),
        Ask("kind", tr("形式"), "choice", "talk", case.choices("psych_session_kind"), required=True),
        Ask("on", tr("日期"), "day", case.today, required=True),
        Ask("provider", tr("服务人")),
        Ask("topics", tr("主题"), "ticks", (), case.choices("psych_topic")),
        Ask("summary", tr("摘要"), "notes", hint=tr("只写必要的，单独保管")),
        Ask("next_step", tr("下一步")),
        Ask("next_on", tr("下次日期"), "day"),
        note=tr("没有告知同意的，只记谈过：主题、摘要和下一步空着。"),
    )

    def command(a: Answers) -> Command:
        lists = {name: list(a[name] or ()) for name in ("person_ids", "topics")}
        fields = {**lists, **given(a, "kind", "on", "provider", "summary", "next_step", "next_on")}
        return partial(record_session, family_id=case.file.family_id, fields=fields)

    return Plan(questions, command)


def _open_file(case: Case) -> Plan:
    questions = asking(
        case,
        tr("建心理档案"),
        tr("建档"),
        *who(case),
        Ask("opened_on", tr("哪天建的"), "day", case.today, required=True),
        Ask("provider", tr("服务机构")),
        note=tr("要本人同意心理服务和测评。"),
    )

    def command(a: Answers) -> Command:
        return partial(open_psych_file, person_id=whose(case, a), fields=given(a, "opened_on", "provider"))

    return Plan(questions, command)


def _close_file(case: Case) -> Plan:
    day = Ask("closed_on", tr("哪天结案"), "day", case.today, required=True)
    questions = asking(case, tr("心理档案结案"), tr("结案"), day)
    return Plan(
        questions, lambda a: partial(close_psych_file, file_id=case.subject, closed_on=str(a["closed_on"] or ""))
    )


def _assess(case: Case) -> Plan:
    known = tuple((scale.code, scale.name) for scale in case.desk.profile.instruments_on(case.today))
    scales = (*known, (_OTHER, tr("其他量表")))
    questions = asking(
        case,
        tr("登记测评"),
        tr("登记"),
        *who(case),
        Ask("instrument", tr("量表"), "choice", scales[0][0], scales, required=True),
        Ask("other", tr("其他量表的名称")),
        Ask("score", tr("得分"), "whole", required=True),
        Ask("level", tr("程度"), hint=tr("测评人写的，如 轻度")),
        Ask("on", tr("哪天测的"), "day", case.today, required=True),
        Ask("assessor", tr("测评人")),
        note=tr("只记量表名称和得分，题目和回答不记。"),
    )

    def command(a: Answers) -> Command:
        return _assessment(case.desk, whose(case, a), a)

    return Plan(questions, command)


def _assessment(desk: Desk, person_id: str, a: Answers) -> Command:
    name = str(a["other"] or "") if a["instrument"] == _OTHER else str(a["instrument"] or "")
    on = str(a["on"] or "")
    scale = desk.profile.instrument(name, date.fromisoformat(on)) if on else None
    wish = NewAssessment(person_id, on, name, int(a["score"] or 0), given(a, "level", "assessor"))
    return partial(record_assessment, wish=wish, scale=scale)


def _change_state(case: Case) -> Plan:
    return _state_plan(case, case.subject, None, case.today)


def _accept_state(case: Case) -> Plan:
    """What a score suggested, for a person to agree to."""
    person_id, state, on = case.subject.split(":")
    return _state_plan(case, person_id, state, date.fromisoformat(on))


def _state_plan(case: Case, person_id: str, state: str | None, since: date) -> Plan:
    days = case.desk.profile.on(case.today).s1.intervene_days
    questions = asking(
        case,
        tr("改精神状态"),
        tr("保存"),
        Ask("mental_state", tr("现在怎样"), "choice", state, case.choices("mental_state"), required=True),
        Ask("mental_since", tr("从哪天起"), "day", since, required=True),
        note=tr("改为“需干预”的，{n} 日内要安排专业服务，今日页会提醒。").format(n=days),
    )

    def command(a: Answers) -> Command:
        state, since = str(a["mental_state"] or ""), str(a["mental_since"] or "")
        return partial(change_mental_state, person_id=person_id, state=state, since=since)

    return Plan(questions, command)


def _look_session(case: Case) -> Plan:
    h = case.held
    kind = case.desk.word("psych_session_kind", str(h.get("kind") or ""))
    topics = "、".join(case.desk.word("psych_topic", code) for code in h.get("topics") or ())
    told = (
        (tr("日期和形式"), f"{h.get('on') or ''} {kind}"),
        (tr("服务人"), h.get("provider")),
        (tr("主题"), topics),
        (tr("摘要"), h.get("summary")),
        (tr("下一步"), " ".join(str(h[name]) for name in ("next_on", "next_step") if h.get(name))),
    )
    return _looked(case, tr("精神慰藉的内容"), told)


def _look_assessment(case: Case) -> Plan:
    h = case.held
    name = next((word for code, word in case.people if code == h.get("person_id")), "")
    told = (
        (tr("量表"), case.desk.profile.instrument_name(str(h.get("instrument") or ""))),
        (tr("本人和日期"), f"{name} {h.get('on') or ''}".strip()),
        (tr("得分"), h.get("score")),
        (tr("程度"), h.get("level")),
        (tr("测评人"), h.get("assessor")),
    )
    return _looked(case, tr("测评得分"), told)


def _looked(case: Case, title: str, told: tuple[tuple[str, Any], ...]) -> Plan:
    shown = tuple((label, str(words)) for label, words in told if words not in (None, ""))
    note = tr("单独保管的内容，这次查看已留记录。")
    return Plan(Asking(title, case.over, (), "", note, shown=shown), _nothing)


def _nothing(_answers: Answers) -> Command:
    raise RuntimeError("a panel that only shows has nothing to save")


PLANS = {
    "record_session": _session,
    "open_psych_file": _open_file,
    "close_psych_file": _close_file,
    "record_assessment": _assess,
    "change_mental_state": _change_state,
    "accept_mental_state": _accept_state,
    "look_session": _look_session,
    "look_assessment": _look_assessment,
}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    "look_session": ("psych_session", _SESSION),
    "look_assessment": ("psych_assess", _ASSESSMENT),
}
