"""Help: given, asked for, approved, declined; the programmes are the place's own."""

from functools import partial

from db.commands.aid import NewAid, correct_aid, move_aid, record_aid
from db.domain.profile_entries import Programme
from desktop.desk.desk import Desk
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

AID_KINDS = frozenset({"aid", "care", "elder", "study", "legal"})
"""Programmes that give something to one family; centres, partners and sessions have places of their own."""
_OTHER = "other"
EMERGENCY_FUND = "public_fund"
"""The fund asked first after a major event (BT: 生育关怀公益金, 紧急救助)."""


def _given(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记帮扶"),
        tr("登记"),
        *_what(case, _first(case)),
        Ask("on", tr("哪天给的"), "day", case.today, required=True),
        Ask("amount", tr("金额（元）"), "money"),
        Ask("item", tr("物品、服务或编号"), hint=tr("黄手环写环上的编号")),
        Ask("source", tr("资助方"), hint=tr("项目有固定资助方的空着")),
        Ask("note", tr("说明"), "notes"),
    )
    return Plan(questions, lambda a: _record(case, a, "given"))


def _request(case: Case) -> Plan:
    programmes = {code for code, _ in _programmes(case.desk, case)}
    first = EMERGENCY_FUND if case.subject and EMERGENCY_FUND in programmes else _first(case)
    questions = asking(
        case,
        tr("登记救助申请"),
        tr("登记申请"),
        *_what(case, first),
        Ask("on", tr("哪天申请的"), "day", case.today, required=True),
        Ask("amount", tr("申请金额（元）"), "money"),
        Ask("note", tr("为什么申请"), "notes", required=True),
    )
    return Plan(questions, lambda a: _record(case, a, "requested"))


def _what(case: Case, first: str) -> tuple[Ask, ...]:
    choices = (*_programmes(case.desk, case), (_OTHER, tr("其他项目")))
    return (
        Ask("programme", tr("项目"), "choice", first, choices, required=True),
        Ask("other", tr("其他项目的名称")),
        Ask("person_id", tr("给谁"), "choice", None, (*case.people,)),
    )


def _programmes(desk: Desk, case: Case) -> tuple[tuple[str, str], ...]:
    return tuple((p.code, p.name) for p in desk.profile.programmes_on(case.today) if p.kind in AID_KINDS)


def _first(case: Case) -> str:
    return next((code for code, _ in _programmes(case.desk, case)), _OTHER)


def _programme(desk: Desk, case: Case, code: str) -> Programme | None:
    return next((p for p in desk.profile.programmes_on(case.today) if p.code == code), None)


def _record(case: Case, a: Answers, stage: str) -> Command:
    code = str(a["other"] or "") if a["programme"] == _OTHER else str(a["programme"] or "")
    fields = {"programme": code, "stage": stage, **given(a, "on", "amount", "item", "source", "person_id", "note")}
    wish = NewAid(case.file.family_id, fields)
    return partial(record_aid, wish=wish, programme=_programme(case.desk, case, code))


def _approve(case: Case) -> Plan:
    questions = asking(
        case,
        tr("批准救助"),
        tr("记下批准"),
        Ask("decided_on", tr("哪天批的"), "day", case.today, required=True),
        Ask("amount", tr("批准金额（元）"), "money", case.held.get("amount")),
        Ask("note", tr("说明"), "notes", case.held.get("note")),
    )
    return Plan(questions, lambda a: _move(case, a, "approved"))


def _give(case: Case) -> Plan:
    h = case.held
    questions = asking(
        case,
        tr("登记发放"),
        tr("登记发放"),
        Ask("given_on", tr("哪天发的"), "day", case.today, required=True),
        Ask("amount", tr("金额（元）"), "money", h.get("amount")),
        Ask("item", tr("物品、服务或编号"), value=h.get("item")),
        Ask("source", tr("资助方"), value=h.get("source")),
        Ask("note", tr("说明"), "notes", h.get("note")),
    )
    return Plan(questions, lambda a: _move(case, a, "given"))


def _decline(case: Case) -> Plan:
    questions = asking(
        case,
        tr("没有批准"),
        tr("记下"),
        Ask("decided_on", tr("哪天定的"), "day", case.today, required=True),
        Ask("note", tr("为什么没批"), "notes", required=True),
    )
    return Plan(questions, lambda a: _move(case, a, "declined"))


def _edit(case: Case) -> Plan:
    """What is written of help; the days of the steps it has taken."""
    h = case.held
    known = _programmes(case.desk, case)
    code = str(h.get("programme") or "")
    choices = known if code in dict(known) else (*known, (code, code))
    days = (("decided_on", tr("哪天定的")), ("given_on", tr("哪天给的")))
    asks = (
        Ask("programme", tr("项目"), "choice", code, choices, required=True),
        Ask("person_id", tr("给谁"), "choice", h.get("person_id"), case.people),
        Ask("on", tr("日期"), "day", h.get("on"), required=True),
        *(Ask(name, words, "day", h[name], required=True) for name, words in days if h.get(name)),
        Ask("amount", tr("金额（元）"), "money", h.get("amount")),
        Ask("item", tr("物品、服务或编号"), value=h.get("item")),
        Ask("source", tr("资助方"), value=h.get("source")),
        Ask("note", tr("说明"), "notes", h.get("note")),
    )
    questions = asking(case, tr("改帮扶登记"), tr("保存修改"), *asks, note=tr("原来的值留在历史里。"))
    names = tuple(ask.name for ask in asks)

    def command(a: Answers) -> Command:
        fields, programme = {name: a[name] for name in names}, _programme(case.desk, case, str(a["programme"] or ""))
        return partial(correct_aid, aid_id=case.subject, fields=fields, programme=programme)

    return Plan(questions, command)


def _move(case: Case, a: Answers, stage: str) -> Command:
    fields = {"stage": stage, **given(a, "decided_on", "given_on", "amount", "item", "source", "note")}
    programme = _programme(case.desk, case, str(case.held.get("programme") or ""))
    return partial(move_aid, aid_id=case.subject, fields=fields, programme=programme)


PLANS = {
    "record_aid": _given,
    "request_aid": _request,
    "approve_aid": _approve,
    "give_aid": _give,
    "decline_aid": _decline,
    "edit_aid": _edit,
}
_HELD = ("programme", "amount", "item", "source", "note")
_ALL = (*_HELD, "person_id", "on", "decided_on", "given_on")
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(("approve_aid", "give_aid", "decline_aid"), ("aid_record", _HELD)),
    "edit_aid": ("aid_record", _ALL),
}
