"""Insurance: enrolling and renewing."""

from functools import partial

from db.commands.services import record_service
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given, who, whose
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _insure(case: Case) -> Plan:
    products = tuple((p.code, p.name) for p in case.desk.profile.products_on(case.today))
    first = products[0][0] if products else None
    product = (
        Ask("product", tr("险种"), "choice", first, products, required=True)
        if products
        else Ask("product", tr("险种"), required=True)
    )
    year_end = case.today.replace(month=12, day=31)
    questions = asking(
        case,
        tr("登记参保"),
        tr("登记"),
        *who(case),
        product,
        Ask("since", tr("保险起"), "day", case.today, required=True),
        Ask("until", tr("保险止"), "day", year_end, required=True),
    )

    def command(a: Answers) -> Command:
        fields = {"person_id": whose(case, a), "stage": "enrolled", **given(a, "product", "since", "until")}
        return partial(record_service, entity="insured", fields=fields, said=tr("已登记参保"))

    return Plan(questions, command)


PLANS = {
    "enrol_insurance": _insure,
    "renew_insurance": _insure,
}
