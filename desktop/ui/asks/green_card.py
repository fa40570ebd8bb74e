"""The medical green channel: cards given, told of, declined, lost, replaced, corrected; what they were used for."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from db.commands.green_cards import (
    NewGreenCard,
    correct_green_card,
    issue_green_card,
    lose_green_card,
    record_green_use,
)
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, corrected, given, who, whose
from desktop.ui.asks.office import void_verb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_CARD = ("card_no", "card_type", "since", "until", "handed_by")


def _issue_card(case: Case) -> Plan:
    word = case.desk.profile.word("green_card")
    questions = asking(
        case,
        tr("登记发{card}").format(card=word),
        tr("保存"),
        *who(case),
        *_asks({"since": case.today, "card_type": word}),
        note=tr("手里还有旧卡的，旧卡从这一天起作废。"),
    )

    def command(a: Answers) -> Command:
        return partial(issue_green_card, wish=NewGreenCard(whose(case, a), given(a, *_CARD)))

    return Plan(questions, command)


def _edit_card(case: Case) -> Plan:
    questions = asking(
        case,
        tr("改{card}").format(card=case.desk.profile.word("green_card")),
        tr("保存修改"),
        *_asks(case.held),
        note=tr("原来的值留在历史里。"),
    )
    return Plan(
        questions,
        lambda a: partial(correct_green_card, card_id=case.subject, fields={name: a[name] for name in _CARD}),
    )


def _asks(h: Mapping[str, Any]) -> tuple[Ask, ...]:
    return (
        Ask("card_no", tr("卡号"), value=h.get("card_no"), required=True),
        Ask("card_type", tr("类型"), value=h.get("card_type")),
        Ask("since", tr("发放日期"), "day", h.get("since"), required=True),
        Ask("until", tr("有效期至"), "day", h.get("until"), hint=tr("长期有效就空着")),
        Ask("handed_by", tr("经办人"), value=h.get("handed_by")),
    )


def _tell(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记已告知定点医院"),
        tr("记下"),
        *who(case),
        Ask("since", tr("哪天告知"), "day", case.today, required=True),
        Ask("handed_by", tr("谁告知的")),
        note=tr("这里不发卡，告知过定点医院名单就算落实。"),
    )
    return Plan(
        questions,
        lambda a: partial(
            issue_green_card,
            wish=NewGreenCard(whose(case, a), {"state": "told", **given(a, "since", "handed_by")}),
        ),
    )


def _decline_card(case: Case) -> Plan:
    questions = asking(
        case,
        tr("本人不愿领取"),
        tr("记下"),
        *who(case),
        Ask("since", tr("哪天问的"), "day", case.today, required=True),
        note=tr("记下之后不算缺，过一段时间会提醒再问一次。"),
    )
    return Plan(
        questions,
        lambda a: partial(
            issue_green_card, wish=NewGreenCard(whose(case, a), {"state": "declined", "since": a["since"]})
        ),
    )


def _lose_card(case: Case) -> Plan:
    states = (("lost", tr("遗失")), ("void", tr("作废收回")))
    questions = asking(
        case,
        tr("挂失或作废"),
        tr("记下"),
        Ask("state", tr("怎么了"), "choice", "lost", states, required=True),
        Ask("ended_on", tr("从哪天起"), "day", case.today, required=True),
        note=tr("从这一天起算缺，以前仍算持卡。补发时再登记一次发卡。"),
    )
    return Plan(
        questions,
        lambda a: partial(lose_green_card, card_id=case.subject, fields=given(a, "state", "ended_on")),
    )


def _use(case: Case) -> Plan:
    """One use of the channel; who came along is the place's own service where it has one (门诊就医陪伴)."""
    hospitals = case.file.office.hospitals
    programmes = tuple((p.code, p.name) for p in case.desk.profile.programmes_on(case.today) if p.kind == "hospital")
    where = (Ask("hospital_id", tr("在哪家医院"), "choice", None, hospitals),) if hospitals else ()
    project = (Ask("programme", tr("算哪个项目"), "choice", None, programmes),) if programmes else ()
    questions = asking(
        case,
        tr("登记绿色通道使用"),
        tr("登记"),
        *who(case),
        Ask("on", tr("日期"), "day", case.today, required=True),
        *where,
        Ask("services", tr("用了什么"), "ticks", (), case.choices("green_service")),
        Ask("accompanied_by", tr("谁陪同"), hint=tr("陪诊的人，可以不写")),
        *project,
        Ask("problem", tr("遇到什么问题"), "notes", hint=tr("顺利就空着")),
    )
    names = ("on", "hospital_id", "accompanied_by", "programme", "problem")

    def command(a: Answers) -> Command:
        fields = {"person_id": whose(case, a), "services": list(a["services"] or ()), **given(a, *names)}
        return partial(record_green_use, fields=fields)

    return Plan(questions, command)


def _proxy(case: Case) -> Plan:
    h = case.held
    questions = asking(
        case,
        tr("委托签字人"),
        tr("保存"),
        Ask("proxy_name", tr("姓名"), value=h.get("proxy_name"), required=True),
        Ask("proxy_relation", tr("与本人关系"), value=h.get("proxy_relation")),
        Ask("proxy_phone", tr("电话"), "phone", h.get("proxy_phone"), required=True),
        Ask("proxy_on", tr("委托日期"), "day", h.get("proxy_on")),
        note=tr("住院、手术要家属签字时找谁，由本人定。"),
    )
    names = ("proxy_name", "proxy_relation", "proxy_phone", "proxy_on")
    return Plan(
        questions,
        lambda a: corrected("person", case.subject, {name: a[name] for name in names}, tr("已记下委托签字人")),
    )


PLANS = {
    "issue_card": _issue_card,
    "edit_card": _edit_card,
    "tell_hospitals": _tell,
    "decline_card": _decline_card,
    "lose_card": _lose_card,
    "record_green_use": _use,
    "edit_proxy": _proxy,
}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    "edit_card": ("green_card", _CARD),
    "edit_proxy": ("person", ("proxy_name", "proxy_relation", "proxy_phone", "proxy_on")),
}
VERBS = {
    "void_card": void_verb("green_card", lambda desk: desk.profile.word("green_card")),
    "void_green_use": void_verb("green_use"),
}
