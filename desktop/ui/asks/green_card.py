"""The medical green channel: cards given, declined, lost."""

from functools import partial

from db.commands.green_cards import NewGreenCard, issue_green_card
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, corrected, given, who, whose
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _issue_card(case: Case) -> Plan:
    word = case.desk.profile.word("green_card")
    questions = asking(
        case,
        tr("登记发{card}").format(card=word),
        tr("保存"),
        *who(case),
        Ask("card_no", tr("卡号"), required=True),
        Ask("since", tr("发放日期"), "day", case.today, required=True),
        Ask("until", tr("有效期至"), "day", hint=tr("长期有效就空着")),
        Ask("handed_by", tr("经办人")),
    )

    def command(a: Answers) -> Command:
        fields = given(a, "card_no", "since", "until", "handed_by")
        return partial(issue_green_card, wish=NewGreenCard(whose(case, a), fields))

    return Plan(questions, command)


def _decline_card(case: Case) -> Plan:
    questions = asking(
        case,
        tr("本人不愿领取"),
        tr("记下"),
        *who(case),
        Ask("since", tr("哪天问的"), "day", case.today, required=True),
        note=tr("记下之后不算缺。以后愿意了，随时可以登记发卡。"),
    )
    return Plan(
        questions,
        lambda a: partial(
            issue_green_card, wish=NewGreenCard(whose(case, a), {"state": "declined", "since": a["since"]})
        ),
    )


def _lose_card(case: Case) -> Plan:
    questions = asking(case, tr("挂失"), tr("记下挂失"), note=tr("挂失之后算缺，补发时再登记一次。"))
    return Plan(questions, lambda _a: corrected("green_card", case.subject, {"state": "lost"}, tr("已记下挂失")))


PLANS = {
    "issue_card": _issue_card,
    "decline_card": _decline_card,
    "lose_card": _lose_card,
}
