"""Insurance: who is told of a product, insured by it, handed the policy, until when; and the policies themselves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.commands.days import as_day
from db.errors import InvalidValue
from db.ids import new_id
from db.ledger.change import Draft
from db.queries.consents import declining
from db.queries.renewing import UNWILLING, Renewal, renewal_lines
from db.store.writing import Writing
from db.touched import Touched

NEVER_ENDS = "9999-12-31"
TOLD_ONLY = "publicity"


@dataclass(frozen=True)
class Product:
    """The product meant.

    Attributes:
        code: as the record keeps it.
        name: for sentences.
        also: every other code and name under which the record may hold it (imported rosters carry names).
    """

    code: str
    name: str
    also: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """All texts that mean this product."""
        return self.also | {self.code, self.name}


@dataclass(frozen=True)
class Term:
    """One person's insurance: ISO days, both counted; `policy_id` "" when the policy is not on file."""

    person_id: str
    since: str
    until: str
    policy_id: str = ""


def enrol(writing: Writing, product: Product, terms: Sequence[Term], fields: Mapping[str, Any]) -> Touched:
    """Insures one person, all of a family, or everybody of a renewal list, in one command.

    Who was only told of the product until now keeps that record: the telling becomes the first stage of the insurance.

    Args:
        writing: the open transaction.
        product: the product.
        terms: whom, from when, until when.
        fields: further fields of `insured` for all of them: `told_on`, `handed_on`.

    Raises:
        InvalidValue: nobody, no term, an end before the beginning, a term that overlaps another of the same product,
            a term longer than its policy, a person who is not alive then, or one whose last word is that the insurer
            may know nothing; nothing is written.
        NotFound: a person or policy is not here.
    """
    if not terms:
        raise InvalidValue("person_id", "没有勾给谁参保。", "请至少勾一位。")
    _require_willing(writing, [term.person_id for term in terms])
    known = _known_terms(writing, product, {term.person_id for term in terms})
    drafts = []
    for term in terms:
        mine = known.setdefault(term.person_id, [])
        require_sound_term(writing, product, term, mine)
        stage = "handed" if fields.get("handed_on") else "enrolled"
        said = {"product": product.code, "since": term.since, "until": term.until, "stage": stage, **fields}
        said = {**said, "policy_id": term.policy_id or None}
        told = next((row for row in mine if row["stage"] == TOLD_ONLY), None)
        if told is None:
            drafts.append(_created(writing, {**said, "person_id": term.person_id}))
        else:
            drafts.append(Draft("set", "insured", str(told["id"]), said))
        known[term.person_id] = [row for row in mine if row is not told] + [{"id": "", **said}]
    writing.append(drafts)
    return writing.finish("已登记参保" if len(terms) == 1 else f"已登记 {len(terms)} 人参保")


def renew(writing: Writing, product: Product, wish: Renewal) -> Touched:
    """Insures many people until one day, each from the day after the present term; what was reviewed, in one step.

    Who cannot be renewed is left out, as the review said; the rest is one command and is undone as one.

    Raises:
        InvalidValue: nobody is left, the last day is no day, or the policy is not on file; nothing is written.
    """
    lines = renewal_lines(writing.connection, wish, writing.clock.today())
    going = [line for line in lines if line.since is not None]
    if not going:
        raise InvalidValue("persons", "没有可以续保的人。", "请换一个险种、日期，或另选几位。")
    terms = [Term(each.person_id, each.since.isoformat(), wish.until, wish.policy_id) for each in going if each.since]
    return enrol(writing, product, terms, {})


def _require_willing(writing: Writing, persons: Sequence[str]) -> None:
    for person_id in sorted(declining(writing.connection, persons, "insurer", writing.clock.today())):
        name = writing.row("person", person_id)["name"]
        raise InvalidValue("person_id", f"{name}：{UNWILLING}。", "改了主意的，先登记新的同意。")


def _created(writing: Writing, fields: Mapping[str, Any]) -> Draft:
    present = {name: value for name, value in fields.items() if value is not None}
    return Draft("create", "insured", new_id(writing.clock), present)


def require_sound_term(writing: Writing, product: Product, term: Term, mine: Sequence[Mapping[str, Any]]) -> None:
    """The rules of a term.

    Args:
        writing: the open transaction.
        product: for the sentence.
        term: the term wished for.
        mine: the person's other records of that product.

    Raises:
        InvalidValue, NotFound: the term cannot be.
    """
    person = writing.row("person", term.person_id)
    since, until = as_day("since", term.since).isoformat(), as_day("until", term.until).isoformat()
    if until < since:
        raise InvalidValue("until", f"保险止 {until} 早于保险起 {since}。")
    if not person["alive"] and (not person["death_date"] or str(person["death_date"]) <= since):
        raise InvalidValue("person_id", f"{person['name']}已不在世，不能参保。", "请去掉这一位。")
    for other in mine:
        end = str(other["until"] or NEVER_ENDS)
        if other["stage"] != TOLD_ONLY and since <= end and str(other["since"]) <= until:
            said = "长期" if end == NEVER_ENDS else f"至 {end}"
            held = f"{person['name']}的{product.name}已经从 {other['since']} 起投保，{said}，两段重叠。"
            raise InvalidValue("since", held, "请改起止日期，或先把原来的终止。")
    if term.policy_id:
        _require_inside(writing, term, since, until)


def _require_inside(writing: Writing, term: Term, since: str, until: str) -> None:
    policy = writing.row("policy", term.policy_id)
    if since < str(policy["since"]) or until > str(policy["until"]):
        said = f"参保期超出了保单的期限（{policy['since']} 至 {policy['until']}）。"
        raise InvalidValue("until", said, "请改起止日期，或选另一张保单。")


def _known_terms(writing: Writing, product: Product, persons: Collection[str]) -> dict[str, list[Mapping[str, Any]]]:
    """The live records of that product by person, the terms that have ended included."""
    marks = ", ".join("?" * len(product.names))
    asked = f"SELECT id, person_id, since, until, stage FROM insured WHERE voided = 0 AND product IN ({marks})"
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in writing.connection.exec_driver_sql(asked, tuple(sorted(product.names))).mappings():
        if row["person_id"] in persons:
            found.setdefault(str(row["person_id"]), []).append(dict(row))
    return found


def tell_of_product(writing: Writing, product: Product, person_ids: Sequence[str], told_on: str) -> Touched:
    """Writes down that people were told of a product (宣传): the first stage, before anybody is insured.

    Raises:
        InvalidValue: nobody, a day that has not come, or a person told or insured already.
        NotFound: a person is not here.
    """
    if not person_ids:
        raise InvalidValue("person_id", "没有勾给谁宣传过。", "请至少勾一位。")
    on = _past(writing, "told_on", told_on)
    known = _known_terms(writing, product, person_ids)
    for person_id in person_ids:
        person = writing.row("person", person_id)
        running = [row for row in known.get(person_id, []) if str(row["until"] or NEVER_ENDS) >= on]
        if running:
            raise InvalidValue("person_id", f"{person['name']}的{product.name}已经登记过。", "请去掉这一位。")
        said = {"person_id": person_id, "product": product.code, "since": on, "stage": TOLD_ONLY, "told_on": on}
        writing.create("insured", said)
    return writing.finish("已登记宣传")


def hand_over_policy(writing: Writing, insured_ids: Sequence[str], handed_on: str) -> Touched:
    """Writes down that the policy came to the family (发放).

    Raises:
        InvalidValue: a day that has not come, or before the beginning of what was told only.
        NotFound: it is not here.
    """
    on = _past(writing, "handed_on", handed_on)
    for insured_id in insured_ids:
        if writing.row("insured", insured_id)["stage"] == TOLD_ONLY:
            raise InvalidValue("handed_on", "还没有投保，不能登记保单发放。", "请先登记参保。")
        writing.set("insured", insured_id, {"handed_on": on, "stage": "handed"})
    return writing.finish("已登记保单发放")


def end_insured(writing: Writing, insured_id: str, until: str, reason: str) -> Touched:
    """Ends an insurance before its time; `until` is its last day.

    Raises:
        InvalidValue: no reason, a last day before the first, or after the end agreed.
        NotFound: it is not here.
    """
    row = writing.row("insured", insured_id)
    last = as_day("until", until).isoformat()
    if not reason.strip():
        raise InvalidValue("reason", "没有写为什么终止。", "请写一句，以后查得到。")
    if last < str(row["since"]):
        raise InvalidValue("until", f"最后一天早于保险起 {row['since']}。", "记错了请作废这一条。")
    if row["until"] and last > str(row["until"]):
        raise InvalidValue("until", f"这份保险 {row['until']} 就到期了。", "终止日不能晚于到期日。")
    writing.set("insured", insured_id, {"until": last, "stage": "closed"}, reason)
    return writing.finish("已终止这份保险")


def correct_insured(writing: Writing, insured_id: str, product: Product, fields: Mapping[str, Any]) -> Touched:
    """Corrects the term or the days of an insurance.

    Raises:
        InvalidValue: as `enrol`.
        NotFound: it is not here.
    """
    row = writing.row("insured", insured_id)
    now = {name: fields.get(name, row[name]) for name in ("since", "until", "policy_id")}
    others = _known_terms(writing, product, {str(row["person_id"])}).get(str(row["person_id"]), [])
    if row["stage"] != TOLD_ONLY:
        term = Term(
            str(row["person_id"]), str(now["since"] or ""), str(now["until"] or ""), str(now["policy_id"] or "")
        )
        require_sound_term(writing, product, term, [each for each in others if each["id"] != insured_id])
    for name in ("told_on", "handed_on"):
        if fields.get(name):
            _past(writing, name, str(fields[name]))
    writing.set("insured", insured_id, fields)
    return writing.finish("已改参保登记")


def record_policy(writing: Writing, fields: Mapping[str, Any], policy_id: str = "") -> Touched:
    """Writes down a policy of the office, or corrects one.

    Args:
        writing: the open transaction.
        fields: fields of the entity `policy`; amounts in 分.
        policy_id: the one to correct; "" for a new one.

    Raises:
        InvalidValue: no product, an end before the beginning, a number used already, or a limit of one stay above
            that of the term.
    """
    row = writing.row("policy", policy_id) if policy_id else {}
    now = {**row, **fields}
    if not str(now.get("product") or "").strip():
        raise InvalidValue("product", "没有写险种。")
    since, until = (as_day(name, str(now.get(name) or "")).isoformat() for name in ("since", "until"))
    if until < since:
        raise InvalidValue("until", f"保单止 {until} 早于保单起 {since}。")
    if now.get("stay_limit") and now.get("day_limit") and int(now["stay_limit"]) > int(now["day_limit"]):
        raise InvalidValue("stay_limit", "每次住院的上限大过了全期的上限。")
    _require_new_number(writing, str(now.get("policy_no") or ""), policy_id)
    if policy_id:
        writing.set("policy", policy_id, fields)
    else:
        writing.create("policy", fields)
    return writing.finish("已改保单" if policy_id else "已登记保单")


def _require_new_number(writing: Writing, number: str, policy_id: str) -> None:
    asked = "SELECT count(*) FROM policy WHERE policy_no = ? AND id <> ? AND voided = 0"
    if number and writing.connection.exec_driver_sql(asked, (number, policy_id)).scalar():
        raise InvalidValue("policy_no", f"保单号 {number} 已经登记过。", "请核对保单号，或去改原来的那一张。")


def _past(writing: Writing, field: str, text: str) -> str:
    on = as_day(field, text)
    if on > writing.clock.today():
        raise InvalidValue(field, f"{on.isoformat()} 还没到。", "请改成已经发生的日期。")
    return on.isoformat()
