"""The insurance registers: policies, and insuring or handing policies to many people at once."""

from functools import partial
from typing import Any

from db.commands.insurance import Product, hand_over_policy, record_policy, renew
from db.domain.periods import add_months
from db.domain.renewals import ONE_DAY
from db.queries.insurance import PolicyRow, cover_rows, policy_rows
from db.queries.renewing import Renewal
from desktop.desk.desk import Desk
from desktop.desk.insuring import products_of
from desktop.desk.registers.reading import stored_values
from desktop.desk.renewing import lay_out_renewal, renewal_needs
from desktop.ui.asks.case import Answers, Command, Plan, asking
from desktop.ui.asks.office import Office, OfficeVerb, Told, as_fields, asks_of, void_verb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_FIELDS = (
    *("product", "insurer", "policy_no", "since", "until", "premium", "payer", "per_day"),
    *("day_limit", "stay_limit", "waiting_days", "hospital_rule"),
)
_A_YEAR = 12


def _told(desk: Desk, subject: str) -> Told:
    held = stored_values(desk, "policy", subject) if subject else {}
    return Told(held, {"product": tuple((p.code, p.name) for p in products_of(desk.profile, desk.today))})


def _add(office: Office) -> Plan:
    products = office.told.choices["product"]
    first = products[0][0] if products else None
    profile = next((p for p in office.desk.profile.products_on(office.today) if p.code == first), None)
    since = office.today.replace(month=1, day=1)
    held: dict[str, Any] = {
        "product": first,
        "insurer": profile.insurer if profile else None,
        "since": since,
        "until": add_months(since, _A_YEAR) - ONE_DAY,
    }
    asks = asks_of(office, "policy", _FIELDS, held)
    questions = asking(office, tr("新增保单"), tr("保存"), *asks, note=tr("金额写元；保单上没有的就空着。"))
    return Plan(questions, lambda a: partial(record_policy, fields=_given(as_fields(a))))


def _edit(office: Office) -> Plan:
    asks = asks_of(office, "policy", _FIELDS, office.told.held)
    questions = asking(office, tr("改保单"), tr("保存修改"), *asks, note=tr("原来的值留在历史里。"))
    return Plan(questions, lambda a: partial(record_policy, fields=as_fields(a), policy_id=office.subject))


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


# Many at once


def _tell_renewal(desk: Desk, _subject: str) -> Told:
    needs = renewal_needs(desk)
    people = tuple({n.cover.person_id: f"{n.cover.name}　{n.cover.village}" for n in needs}.items())
    ending = tuple(n.cover.person_id for n in needs if n.until is not None)
    with desk.record.store.reading() as connection:
        policies = tuple(p for p in policy_rows(connection) if p.until >= desk.today)
    return Told({"persons": ending}, {"persons": people}, more=policies)


def _renew_many(office: Office) -> Plan:
    policies: tuple[PolicyRow, ...] = office.told.more
    ways = _ways(office.desk, policies)
    first = next(iter(ways), None)
    until = ways[first][2] if first else None
    asks = (
        Ask("way", tr("险种与保单"), "choice", first, tuple((k, v[3]) for k, v in ways.items()), required=True),
        Ask("until", tr("保到哪天"), "day", until, required=True),
        Ask("persons", tr("给谁"), "picks", office.told.held["persons"], office.told.choices["persons"], required=True),
    )
    note = tr("每人从上一期的第二天接上；先看一遍会写什么，再一起写入。")
    questions = asking(office, tr("整批参保"), tr("看一遍"), *asks, note=note)

    def wish(a: Answers) -> tuple[Product, Renewal]:
        product, policy_id, _, _ = ways[str(a["way"])]
        persons = tuple(str(each) for each in a["persons"])
        return product, Renewal(product.names, persons, str(a["until"] or ""), policy_id)

    def command(a: Answers) -> Command:
        product, renewal = wish(a)
        return partial(renew, product=product, wish=renewal)

    def review(a: Answers) -> Any:
        product, renewal = wish(a)
        return lambda desk: lay_out_renewal(desk, product, renewal)

    return Plan(questions, command, review)


def _ways(desk: Desk, policies: tuple[PolicyRow, ...]) -> dict[str, tuple[Product, str, Any, str]]:
    """By choice: product, policy, last day at first, and the words. The policy that ends last comes first."""
    found: dict[str, tuple[Product, str, Any, str]] = {}
    for product in products_of(desk.profile, desk.today):
        for policy in sorted((p for p in policies if p.product in product.names), key=lambda p: p.until, reverse=True):
            words = tr("{product} 至 {day}").format(product=product.name, day=policy.until.isoformat())
            found[f"policy:{policy.id}"] = (product, policy.id, policy.until, words)
        year = add_months(desk.today, _A_YEAR) - ONE_DAY
        words = tr("{product}（没有保单）").format(product=product.name)
        found[f"product:{product.code}"] = (product, "", year, words)
    return found


def _tell_handing(desk: Desk, _subject: str) -> Told:
    with desk.record.store.reading() as connection:
        waiting = [row for row in cover_rows(connection) if row.active and row.stage == "enrolled"]
    people = tuple((row.id, f"{row.name}　{row.village}") for row in waiting)
    return Told({}, {"insured": people})


def _hand_policies(office: Office) -> Plan:
    questions = asking(
        office,
        tr("整批发保单"),
        tr("登记"),
        Ask("handed_on", tr("哪天发到家"), "day", office.today, required=True),
        Ask("insured", tr("发给谁"), "picks", (), office.told.choices["insured"], required=True),
        note=tr("列出来的是已投保、保单还没发的。"),
    )
    return Plan(
        questions,
        lambda a: partial(hand_over_policy, insured_ids=[str(i) for i in a["insured"]], handed_on=a["handed_on"]),
    )


VERBS: dict[str, OfficeVerb] = {
    "add_policy": OfficeVerb(_add, _told),
    "edit_policy": OfficeVerb(_edit, _told),
    "void_policy": void_verb("policy"),
    "renew_many": OfficeVerb(_renew_many, _tell_renewal),
    "hand_policies": OfficeVerb(_hand_policies, _tell_handing),
}
