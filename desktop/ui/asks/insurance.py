"""Insurance: telling of a product, insuring one or all of a family, handing over the policy, ending, correcting."""

from datetime import timedelta
from functools import partial

from db.commands.insurance import (
    Product,
    Term,
    correct_insured,
    end_insured,
    enrol,
    hand_over_policy,
    tell_of_product,
)
from db.domain.periods import add_months
from db.domain.support_facts import Insured
from db.queries.insurance import PolicyRow
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given, who, whose
from desktop.ui.asks.office import void_verb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

ONE_DAY = timedelta(days=1)
_A_YEAR = 12


def _insure(case: Case) -> Plan:
    """One person, from the day after the present term where there is one."""
    return _enrolment(case, who(case), case.subject if case.person else "")


def _insure_all(case: Case) -> Plan:
    """Everybody of the family who is not insured yet, ticked."""
    covered = {i.person_id for i in case.file.cover.covers if i.until is None or i.until >= case.today}
    bare = tuple(person_id for person_id, _ in case.people if person_id not in covered)
    return _enrolment(case, (Ask("persons", tr("给谁参保"), "ticks", bare, case.people, required=True),), "")


def _enrolment(case: Case, whom: tuple[Ask, ...], person_id: str) -> Plan:
    ways = _ways(case)
    first = next(iter(ways), None)
    last = _last(case, person_id, first)
    since = last.until + ONE_DAY if last and last.until and last.until >= case.today else case.today
    policy = _policy(case, first)
    if policy is not None:
        since = max(since, policy.since)
    until = policy.until if policy and policy.until >= since else add_months(since, _A_YEAR) - ONE_DAY
    renewing = last is not None
    questions = asking(
        case,
        tr("登记续保") if renewing else tr("登记参保"),
        tr("登记"),
        *whom,
        _which(ways, first),
        Ask("since", tr("保险起"), "day", since, required=True),
        Ask("until", tr("保险止"), "day", until, required=True),
        Ask("told_on", tr("哪天宣传过"), "day"),
        Ask("handed_on", tr("保单哪天发到家"), "day"),
        note=tr("上一期到 {day}，从第二天接上。").format(day=last.until.isoformat()) if last and last.until else "",
    )

    def command(a: Answers) -> Command:
        product, policy_id = _meant(case, str(a["way"]))
        persons = a.get("persons") or (whose(case, a),)
        terms = [Term(str(each), a["since"], a["until"], policy_id) for each in persons]
        return partial(enrol, product=product, terms=terms, fields=given(a, "told_on", "handed_on"))

    return Plan(questions, command)


def _which(ways: dict[str, str], first: str | None) -> Ask:
    if not ways:
        return Ask("way", tr("险种"), required=True)
    return Ask("way", tr("险种与保单"), "choice", first, tuple(ways.items()), required=True)


def _ways(case: Case) -> dict[str, str]:
    """What can be chosen: each product's policies that run now or later, the running first; then without a policy."""
    cover, found = case.file.cover, {}
    for product in cover.products:
        policies = sorted(
            (p for p in cover.policies if p.product in product.names), key=lambda p: (p.since > case.today, p.since)
        )
        for policy in policies:
            found[f"policy:{policy.id}"] = tr("{product} 至 {day}").format(
                product=product.name, day=policy.until.isoformat()
            )
        found[f"product:{product.code}"] = tr("{product}（没有保单）").format(product=product.name)
    return found


def _meant(case: Case, way: str) -> tuple[Product, str]:
    """The product and the policy's id ("" for none) of a choice, or of a product's name as it was typed."""
    kind, _, key = way.partition(":")
    policy = _policy(case, way)
    if policy is not None:
        return case.file.cover.product(policy.product), policy.id
    return case.file.cover.product(key if kind == "product" else way), ""


def _policy(case: Case, way: str | None) -> PolicyRow | None:
    return next((p for p in case.file.cover.policies if way == f"policy:{p.id}"), None)


def _last(case: Case, person_id: str, way: str | None) -> Insured | None:
    return case.file.cover.latest(person_id, _meant(case, way)[0]) if person_id and way else None


def _tell(case: Case) -> Plan:
    products = tuple((product.code, product.name) for product in case.file.cover.products)
    ticked = (case.subject,) if case.person else tuple(person_id for person_id, _ in case.people)
    questions = asking(
        case,
        tr("登记宣传"),
        tr("登记"),
        Ask("persons", tr("给谁宣传过"), "ticks", ticked, case.people, required=True),
        Ask("product", tr("险种"), "choice", products[0][0] if products else None, products, required=True),
        Ask("told_on", tr("哪天"), "day", case.today, required=True),
        note=tr("宣传过不等于参保，投保了再登记参保。"),
    )

    def command(a: Answers) -> Command:
        product = case.file.cover.product(str(a["product"]))
        return partial(tell_of_product, product=product, person_ids=a["persons"], told_on=a["told_on"])

    return Plan(questions, command)


def _hand_policy(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记发保单"),
        tr("登记"),
        Ask("handed_on", tr("哪天发到家"), "day", case.today, required=True),
        note=_about(case),
    )
    return Plan(
        questions,
        lambda a: partial(hand_over_policy, insured_ids=[case.subject], handed_on=a["handed_on"]),
    )


def _end(case: Case) -> Plan:
    questions = asking(
        case,
        tr("终止保险"),
        tr("终止"),
        Ask("until", tr("最后一天"), "day", case.today, required=True),
        Ask("reason", tr("原因"), "notes", required=True),
        note=_about(case),
    )
    return Plan(
        questions,
        lambda a: partial(end_insured, insured_id=case.subject, until=a["until"], reason=a["reason"]),
    )


def _edit(case: Case) -> Plan:
    h, cover = case.held, case.file.cover.cover(case.subject)
    product = case.file.cover.product(cover.product if cover else "")
    policies = tuple((p.id, _policy_words(p)) for p in case.file.cover.policies if p.product in product.names)
    of_which = (Ask("policy_id", tr("哪张保单"), "choice", h.get("policy_id"), policies),) if policies else ()
    questions = asking(
        case,
        tr("改参保登记"),
        tr("保存修改"),
        Ask("since", tr("保险起"), "day", h.get("since"), required=True),
        Ask("until", tr("保险止"), "day", h.get("until"), required=True),
        *of_which,
        Ask("told_on", tr("哪天宣传过"), "day", h.get("told_on")),
        Ask("handed_on", tr("保单哪天发到家"), "day", h.get("handed_on")),
        note=_about(case),
    )
    names = ("since", "until", *(ask.name for ask in of_which), "told_on", "handed_on")
    return Plan(
        questions,
        lambda a: partial(
            correct_insured, insured_id=case.subject, product=product, fields={name: a[name] for name in names}
        ),
    )


def _policy_words(policy: PolicyRow) -> str:
    return " ".join(part for part in (policy.policy_no or "", f"{policy.since.isoformat()} {tr('起')}") if part)


def _about(case: Case) -> str:
    """Whose insurance by what: the verb's own subject is the insurance, not the person."""
    cover = case.file.cover.cover(case.subject)
    if cover is None:
        return ""
    name = next((member.name for member in case.file.members if member.person_id == cover.person_id), "")
    return tr("{name}的{product}").format(name=name, product=case.file.cover.product(cover.product).name)


PLANS = {
    "enrol_insurance": _insure,
    "renew_insurance": _insure,
    "enrol_family": _insure_all,
    "tell_insurance": _tell,
    "hand_policy": _hand_policy,
    "end_insured": _end,
    "edit_insured": _edit,
}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    "edit_insured": ("insured", ("since", "until", "policy_id", "told_on", "handed_on")),
}
VERBS = {"void_insured": void_verb("insured")}
