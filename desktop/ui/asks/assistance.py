"""The special assistance: applied for, publicised, confirmed, checked, stopped, paid; and many checks in one step."""

from functools import partial
from typing import Any

from db.commands.annual_checks import NewCheck, pass_all, record_check
from db.commands.entitlements import (
    apply_assistance,
    confirm_assistance,
    confirm_known,
    publicise_assistance,
    retype_assistance,
    stop_assistance,
)
from db.commands.payments import record_payment
from db.commands.standards import end_standard
from desktop.desk.entitling import (
    EntitlementTold,
    import_standards,
    plan_year,
    review_standards,
    review_year,
    told_of_entitlement,
    told_of_person,
    unrecorded,
)
from desktop.ui.asks.case import Answers, Command, Plan, asking
from desktop.ui.asks.office import Office, OfficeVerb, Told, void_verb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _of_person(desk: Any, subject: str) -> Told:
    return Told(more=told_of_person(desk, subject))


def _of_entitlement(desk: Any, subject: str) -> Told:
    return Told(more=told_of_entitlement(desk, subject))


def _told(office: Office) -> EntitlementTold:
    if not isinstance(office.told.more, EntitlementTold):
        raise TypeError(type(office.told.more))
    return office.told.more


def _asking(office: Office, title: str, save: str, *asks: Ask, note: str = "") -> Any:
    told = _told(office)
    made = asking(office, title, save, *asks, note=note or told.reason)
    return type(made)(**{**vars(made), "over": f"{told.household}  {told.name}".strip()})


def _papers(office: Office, value: tuple[str, ...]) -> Ask:
    return Ask("papers", tr("收到的材料"), "ticks", value, office.choices("eligibility_paper"))


def _apply(office: Office) -> Plan:
    told = _told(office)
    kinds = office.choices("eligibility_kind")
    questions = _asking(
        office,
        tr("登记特扶申报"),
        tr("登记申报"),
        Ask("kind", tr("类别"), "choice", told.kind or None, kinds, required=True),
        Ask("applied_on", tr("申报日期"), "day", office.today, required=True),
        _papers(office, told.papers),
    )
    return Plan(questions, lambda a: partial(apply_assistance, person_id=told.person_id, fields=dict(a)))


def _publicise(office: Office) -> Plan:
    questions = _asking(
        office,
        tr("登记公示"),
        tr("登记"),
        Ask("on", tr("公示日期"), "day", office.today, required=True),
        _papers(office, _told(office).papers),
        note=tr("[村]级审议公示和乡级初审公示都做了再登记。"),
    )

    def command(a: Answers) -> Command:
        return partial(publicise_assistance, eligibility_id=office.subject, on=_text(a, "on"), papers=a["papers"])

    return Plan(questions, command)


def _confirm(office: Office) -> Plan:
    questions = _asking(
        office,
        tr("登记[县]级确认"),
        tr("登记"),
        Ask("on", tr("确认日期"), "day", office.today, required=True),
        Ask("first_year", tr("起始年度"), "whole", office.today.year),
    )

    def command(a: Answers) -> Command:
        return partial(confirm_assistance, eligibility_id=office.subject, on=_text(a, "on"), first_year=a["first_year"])

    return Plan(questions, command)


def _stop(office: Office) -> Plan:
    told = _told(office)
    questions = _asking(
        office,
        tr("停止特扶资格"),
        tr("停止"),
        Ask("on", tr("从哪天起停止"), "day", told.proposed_on or office.today, required=True),
        Ask("reason", tr("退出原因"), "choice", told.proposed or None, office.choices("stop_reason"), required=True),
        note=told.sentence or tr("停止是一条记录，不删除；以后再符合，重新申报。"),
    )

    def command(a: Answers) -> Command:
        return partial(stop_assistance, eligibility_id=office.subject, on=_text(a, "on"), reason=_text(a, "reason"))

    return Plan(questions, command)


def _review(office: Office) -> Plan:
    questions = _asking(
        office,
        tr("登记年审"),
        tr("登记"),
        Ask("year", tr("年度"), "whole", office.today.year, required=True),
        Ask("result", tr("结果"), "choice", "passed", office.choices("annual_check_result"), required=True),
        Ask("on", tr("日期"), "day", office.today, required=True),
        Ask("stop_reason", tr("退出的原因"), "choice", None, office.choices("stop_reason")),
        note=tr("一年一次。选“退出”的，资格从这一天起停止。"),
    )

    def command(a: Answers) -> Command:
        year = a["year"] if isinstance(a["year"], int) else 0
        wish = NewCheck(office.subject, year, _text(a, "result"), _text(a, "on"), _text(a, "stop_reason"))
        return partial(record_check, wish=wish)

    return Plan(questions, command)


def _retype(office: Office) -> Plan:
    told = _told(office)
    kinds = tuple(pair for pair in office.choices("eligibility_kind") if pair[0] != told.kind)
    questions = _asking(
        office,
        tr("变更特扶类别"),
        tr("变更"),
        Ask("kind", tr("新的类别"), "choice", "death" if told.kind == "disability" else None, kinds, required=True),
        Ask("on", tr("从哪天起"), "day", told.proposed_on or office.today, required=True),
        note=tr("原来的停止，新类别从申报做起，两条都留着。"),
    )

    def command(a: Answers) -> Command:
        return partial(retype_assistance, eligibility_id=office.subject, on=_text(a, "on"), kind=_text(a, "kind"))

    return Plan(questions, command)


def _pay(office: Office) -> Plan:
    told = _told(office)
    month = office.today.isoformat()[: len("2026-03")]
    again = ((True, tr("确实又发了一笔，不是重复")),)
    questions = _asking(
        office,
        tr("登记发放"),
        tr("登记"),
        Ask("kind", tr("类别"), "choice", told.kind or None, office.choices("benefit_payment_kind"), required=True),
        Ask("period", tr("所属期"), "part_day", month, required=True, hint=tr("按月发写 2026-03，按年发写 2026")),
        Ask("amount", tr("金额（元）"), "money", told.amount or None, required=True),
        Ask("channel", tr("渠道"), value=tr("一卡通")),
        Ask("status", tr("状态"), "choice", "paid", office.choices("benefit_payment_status"), required=True),
        Ask("again", tr("重复"), "ticks", (), again),
        note=told.amount_words or tr("这里是参照，银行发放文件以[县]里为准。"),
    )

    def command(a: Answers) -> Command:
        fields = {name: a[name] for name in ("kind", "period", "amount", "channel", "status") if a[name] is not None}
        return partial(record_payment, person_id=told.person_id, fields=fields, again=bool(a["again"]))

    return Plan(questions, command)


def _pass_year(office: Office) -> Plan:
    year = office.today.year
    questions = asking(
        office,
        tr("一起登记年审合格"),
        tr("看看名单"),
        Ask("year", tr("年度"), "whole", year, required=True),
        Ask("on", tr("日期"), "day", office.today, required=True),
        note=tr("没有疑问的一次登记合格；待核的、有变动的留给您逐人定。一步写完，可以整步撤销。"),
    )

    def command(a: Answers) -> Command:
        desk = office.desk
        return lambda writing: pass_all(writing, plan_year(desk, writing.connection, a["year"], _text(a, "on")))

    return Plan(questions, command, lambda a: partial(review_year, year=a["year"], on=_text(a, "on")))


def _known(desk: Any, _subject: str) -> Told:
    people = unrecorded(desk)
    return Told(choices={"people": tuple((key, words) for key, words, _, _ in people)}, more=people)


def _confirm_known(office: Office) -> Plan:
    offered = office.told.choices["people"]
    questions = asking(
        office,
        tr("登记已在享受的人"),
        tr("登记"),
        Ask(
            "people",
            tr("谁已经在享受"),
            "picks",
            tuple(key for key, _ in offered),
            offered,
            required=True,
            hint=tr("已勾 {n} 人"),
        ),
        note=tr("建这份档案以前就确认过的人用。确认日期不详，起始年度按推算写，可以逐人再改。"),
    )

    def command(a: Answers) -> Command:
        chosen = set(a["people"])
        people = tuple((key, kind, year) for key, _, kind, year in office.told.more if key in chosen)
        return partial(confirm_known, people=people)

    return Plan(questions, command)


def _import_standards(office: Office) -> Plan:
    kinds = tr("标准表 (*.csv *.toml)")
    questions = asking(
        office,
        tr("导入本地标准"),
        tr("看看里面"),
        Ask("path", tr("[县]里发来的表"), "file", hint=kinds, required=True),
        note=tr("表头：地区、类别、等级、每人每月（元）、起、止、依据。有一行不对，整张表都不写入。"),
    )
    return Plan(
        questions,
        lambda a: partial(import_standards, path=_text(a, "path")),
        lambda a: partial(review_standards, path=_text(a, "path")),
    )


def _end_standard(office: Office) -> Plan:
    last = Ask("until", tr("最后一天"), "day", office.today, required=True)
    questions = asking(office, tr("写上止期"), tr("写上"), last, note=tr("写上后，再导入接替它的一条。"))
    return Plan(questions, lambda a: partial(end_standard, standard_id=office.subject, until=_text(a, "until")))


def _text(answers: Answers, name: str) -> str:
    return str(answers.get(name) or "")


VERBS = {
    "apply_assistance": OfficeVerb(_apply, _of_person),
    "publicise_assistance": OfficeVerb(_publicise, _of_entitlement),
    "confirm_assistance": OfficeVerb(_confirm, _of_entitlement),
    "stop_assistance": OfficeVerb(_stop, _of_entitlement),
    "review_assistance": OfficeVerb(_review, _of_entitlement),
    "retype_assistance": OfficeVerb(_retype, _of_entitlement),
    "record_payment": OfficeVerb(_pay, _of_person),
    "void_benefit_payment": void_verb("benefit_payment"),
    "pass_year": OfficeVerb(_pass_year),
    "confirm_known": OfficeVerb(_confirm_known, _known),
    "import_standards": OfficeVerb(_import_standards),
    "end_standard": OfficeVerb(_end_standard),
    "void_benefit_standard": void_verb("benefit_standard"),
}
