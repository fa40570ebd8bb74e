"""Stays in hospital and their claims: admission, discharge, filing, payment, refusal, correction."""

from functools import partial

from db.commands.claims import (
    NewClaim,
    accept_claim,
    correct_claim,
    file_claim,
    hand_in_claim,
    pay_claim,
    refuse_claim,
)
from db.commands.families import void_record
from db.commands.hospital import correct_stay, discharge, record_stay, void_stay
from db.domain.claims import Proposal
from desktop.desk.insuring import StayCase
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given, who, whose
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_STAY = ("hospital", "hospital_grade", "admitted_on", "discharged_on", "icu_days", "diagnosis")


def _record_stay(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记住院"),
        tr("登记"),
        *who(case),
        Ask("admitted_on", tr("入院"), "day", case.today, required=True),
        *_where(case),
        Ask("discharged_on", tr("出院"), "day"),
        Ask("diagnosis", tr("诊断"), hint=tr("可以不写")),
        note=tr("登记后，今日里会提醒去看望；出院后会提醒理赔。"),
    )

    def command(a: Answers) -> Command:
        fields = given(a, "admitted_on", "discharged_on", "diagnosis") | _hospital(case, a)
        return partial(record_stay, person_id=whose(case, a), fields=fields)

    return Plan(questions, command)


def _where(case: Case) -> tuple[Ask, ...]:
    """One of the hospitals on the office's list, or another one in words; its grade where the list does not say."""
    known = tuple((name, name) for name, _ in case.file.cover.hospitals)
    other = Ask("other_hospital", tr("别的医院"), hint=tr("名单里没有的写这里"))
    grade = Ask("hospital_grade", tr("医院等级"), hint=tr("如 二级甲等；名单里有的不用写"))
    if not known:
        return Ask("other_hospital", tr("医院")), Ask("hospital_grade", tr("医院等级"), hint=tr("如 二级甲等"))
    return Ask("hospital", tr("医院"), "choice", None, known), other, grade


def _hospital(case: Case, a: Answers) -> dict[str, object]:
    name = a.get("other_hospital") or a.get("hospital")
    grade = a.get("hospital_grade") or dict(case.file.cover.hospitals).get(str(name or ""))
    return {key: value for key, value in (("hospital", name), ("hospital_grade", grade)) if value}


def _discharge(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记出院"),
        tr("登记"),
        Ask("discharged_on", tr("出院"), "day", case.today, required=True),
        Ask("icu_days", tr("其中重症监护天数"), "whole"),
        Ask("diagnosis", tr("诊断"), value=case.held.get("diagnosis"), hint=tr("可以不写")),
        note=_about(case.file.cover.stay(case.subject)),
    )
    return Plan(
        questions,
        lambda a: partial(discharge, stay_id=case.subject, fields=given(a, "discharged_on", "icu_days", "diagnosis")),
    )


def _edit_stay(case: Case) -> Plan:
    h = case.held
    questions = asking(
        case,
        tr("改住院登记"),
        tr("保存修改"),
        Ask("admitted_on", tr("入院"), "day", h.get("admitted_on"), required=True),
        Ask("discharged_on", tr("出院"), "day", h.get("discharged_on")),
        Ask("hospital", tr("医院"), value=h.get("hospital")),
        Ask("hospital_grade", tr("医院等级"), value=h.get("hospital_grade")),
        Ask("icu_days", tr("重症监护天数"), "whole", h.get("icu_days")),
        Ask("diagnosis", tr("诊断"), value=h.get("diagnosis")),
        note=tr("看过、改过都留记录；原来的值留在历史里。"),
    )
    return Plan(
        questions,
        lambda a: partial(correct_stay, stay_id=case.subject, fields={name: a[name] for name in _STAY}),
    )


def _void_stay(case: Case) -> Plan:
    questions = asking(
        case,
        tr("作废住院登记"),
        tr("作废"),
        Ask("reason", tr("原因"), "notes", required=True),
        note=_about(case.file.cover.stay(case.subject)),
    )
    return Plan(questions, lambda a: partial(void_stay, stay_id=case.subject, reason=a["reason"]))


# Claims


def _file(case: Case) -> Plan:
    stay = case.file.cover.stay(case.subject)
    offers = stay.open if stay else ()
    first = next((each for each in offers if each.days), next(iter(offers), None))
    asks = [
        _on_which(offers, first),
        *_papers(case, ()),
        Ask("submitted_on", tr("哪天交的"), "day", case.today),
        Ask("handed_by", tr("交接人"), value=case.desk.record.worker_name),
        Ask("days", tr("报几天"), "whole", first.days if first and len(offers) == 1 else None),
        Ask("amount", tr("报多少元"), "money", first.amount if first and len(offers) == 1 else None),
    ]
    if not all(each.days for each in offers):
        asks.append(Ask("reason", tr("为什么还要报"), "notes", hint=tr("按规定不能报、保险公司同意受理的才写")))
    note = "；".join(_proposal(each) for each in offers) or tr("住院时没有在保的保险，不能登记理赔。")
    questions = asking(case, tr("登记理赔"), tr("登记"), *asks, note="。".join((_about(stay), note)).strip("。"))

    def command(a: Answers) -> Command:
        fields = given(a, "submitted_on", "handed_by", "days", "amount") | {"papers": list(a["papers"])}
        wish = NewClaim(case.subject, str(a["insured_id"] or ""), fields, str(a.get("reason") or ""))
        return partial(file_claim, wish=wish, profile=case.desk.profile)

    return Plan(questions, command)


def _on_which(offers: tuple[Proposal, ...], first: Proposal | None) -> Ask:
    choices = tuple((each.insured_id, each.name) for each in offers)
    return Ask("insured_id", tr("报哪份保险"), "choice", first.insured_id if first else None, choices, required=True)


def _proposal(offer: Proposal) -> str:
    because = "，".join(part for part in (offer.reason if offer.days else "", offer.doubt) if part)
    said = tr("建议{what}").format(what=offer.words) if offer.days else offer.words
    return f"{said}（{because}）" if because else said


def _papers(case: Case, held: object) -> tuple[Ask, ...]:
    return (Ask("papers", tr("材料"), "ticks", tuple(held or ()), case.choices("claim_paper")),)  # type: ignore[arg-type] # a listing of the record


def _hand_in(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记交材料"),
        tr("登记"),
        Ask("submitted_on", tr("哪天交的"), "day", case.today, required=True),
        *_papers(case, case.held.get("papers")),
        Ask("handed_by", tr("交接人"), value=case.held.get("handed_by") or case.desk.record.worker_name),
        note=_of_claim(case),
    )

    def command(a: Answers) -> Command:
        fields = given(a, "submitted_on", "handed_by") | {"papers": list(a["papers"])}
        return partial(hand_in_claim, claim_id=case.subject, fields=fields)

    return Plan(questions, command)


def _accept(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记受理"),
        tr("登记"),
        Ask("accepted_on", tr("保险公司哪天受理"), "day", case.today, required=True),
        note=_of_claim(case),
    )
    return Plan(questions, lambda a: partial(accept_claim, claim_id=case.subject, accepted_on=a["accepted_on"]))


def _pay(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记赔付"),
        tr("登记"),
        Ask("paid_on", tr("哪天赔付"), "day", case.today, required=True),
        Ask("days", tr("赔几天"), "whole", case.held.get("days")),
        Ask("amount", tr("赔多少元"), "money", case.held.get("amount"), required=True),
        note=_of_claim(case),
    )
    return Plan(
        questions,
        lambda a: partial(pay_claim, claim_id=case.subject, fields=given(a, "paid_on", "days", "amount")),
    )


def _refuse(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记拒赔"),
        tr("登记"),
        Ask("refused_on", tr("哪天答复"), "day", case.today, required=True),
        Ask("refuse_reason", tr("为什么拒赔"), "notes", required=True, hint=tr("照保险公司的说法写")),
        note=_of_claim(case),
    )
    return Plan(
        questions,
        lambda a: partial(
            refuse_claim, claim_id=case.subject, refused_on=a["refused_on"], refuse_reason=a["refuse_reason"]
        ),
    )


_CLAIM = ("submitted_on", "accepted_on", "paid_on", "days", "amount", "handed_by")
_REFUSED = ("refused_on", "refuse_reason")


def _edit_claim(case: Case) -> Plan:
    h, refused = case.held, tuple[Ask, ...]()
    if h.get("refused_on"):
        refused = (
            Ask("refused_on", tr("哪天答复拒赔"), "day", h.get("refused_on"), required=True),
            Ask("refuse_reason", tr("为什么拒赔"), "notes", h.get("refuse_reason"), required=True),
        )
    questions = asking(
        case,
        tr("改理赔登记"),
        tr("保存修改"),
        *_papers(case, h.get("papers")),
        Ask("submitted_on", tr("提交"), "day", h.get("submitted_on")),
        Ask("accepted_on", tr("受理"), "day", h.get("accepted_on")),
        Ask("paid_on", tr("赔付"), "day", h.get("paid_on")),
        Ask("days", tr("天数"), "whole", h.get("days")),
        Ask("amount", tr("金额（元）"), "money", h.get("amount")),
        Ask("handed_by", tr("交接人"), value=h.get("handed_by")),
        *refused,
        note=_of_claim(case),
    )

    def command(a: Answers) -> Command:
        names = (*_CLAIM, *(ask.name for ask in refused))
        fields = {name: a[name] for name in names} | {"papers": list(a["papers"])}
        return partial(correct_claim, claim_id=case.subject, fields=fields)

    return Plan(questions, command)


def _void_claim(case: Case) -> Plan:
    questions = asking(
        case,
        tr("作废理赔登记"),
        tr("作废"),
        Ask("reason", tr("原因"), "notes", required=True),
        note=_of_claim(case),
    )
    return Plan(
        questions,
        lambda a: partial(void_record, entity="claim", record_id=case.subject, reason=a["reason"]),
    )


def _of_claim(case: Case) -> str:
    return _about(case.file.cover.stay_of_claim(case.subject))


def _about(stay: StayCase | None) -> str:
    """Whose stay it is and since when: the verb's own subject is the stay, not the person."""
    if stay is None:
        return ""
    since = stay.stay.admitted_on
    return tr("{name} {month}月{day}日 入院").format(name=stay.name, month=since.month, day=since.day)


PLANS = {
    "record_stay": _record_stay,
    "discharge": _discharge,
    "edit_stay": _edit_stay,
    "void_stay": _void_stay,
    "file_claim": _file,
    "hand_in_claim": _hand_in,
    "accept_claim": _accept,
    "pay_claim": _pay,
    "refuse_claim": _refuse,
    "edit_claim": _edit_claim,
    "void_claim": _void_claim,
}
_HELD_CLAIM = ("papers", *_CLAIM)
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    "discharge": ("hospital_stay", ("diagnosis",)),
    "edit_stay": ("hospital_stay", _STAY),
    "hand_in_claim": ("claim", _HELD_CLAIM),
    "pay_claim": ("claim", _HELD_CLAIM),
    "edit_claim": ("claim", _HELD_CLAIM),
}
