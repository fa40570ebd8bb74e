"""保单: the insurance policies of the office, their terms, and how many people are under each (domain.md §2.6)."""

from db.domain.money import yuan_words
from db.domain.standing import EXCLUDED, OK, SOON, day_words
from db.queries.insurance import PolicyRow, policy_rows
from desktop.desk.desk import Desk
from desktop.desk.insuring import products_of
from desktop.desk.registers.register import (
    INSURANCE,
    NAME,
    NUMBER,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
    counting,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("product", tr("险种"), 140, NAME),
        RegisterColumn("policy_no", tr("保单号"), 104),
        RegisterColumn("insurer", tr("保险公司"), 100),
        RegisterColumn("term", tr("期限"), 192, STATE),
        RegisterColumn("terms", tr("待遇"), 196, stretch=True),
        RegisterColumn("premium", tr("保费（元）"), 84, NUMBER),
        RegisterColumn("insured", tr("参保人数"), 74, NUMBER),
    )
    with desk.record.store.reading() as connection:
        found = policy_rows(connection)
    rows = tuple(_row(desk, policy) for policy in found)
    running = sum(policy.since <= desk.today <= policy.until for policy in found)
    step = tr("保险公司给的保单登记在这里，参保时一选，每日金额、天数上限、等待期就都有了。")
    return RegisterTable(
        columns,
        rows,
        (Verb("add_policy", tr("新增保单")),),
        tr("在保期内 {n} 张").format(n=running) if found else "",
        empty=step,
    )


def _row(desk: Desk, policy: PolicyRow) -> RegisterRow:
    names = {name: product.name for product in products_of(desk.profile, desk.today) for name in product.names}
    cells = (
        names.get(policy.product, policy.product),
        policy.policy_no,
        policy.insurer,
        _term(desk, policy),
        _terms(policy),
        Cell(yuan_words(policy.premium), order=policy.premium) if policy.premium else "",
        policy.insured,
    )
    verbs = (Verb("edit_policy", tr("改"), policy.id), Verb("void_policy", tr("作废"), policy.id))
    return RegisterRow(policy.id, cells, verbs)


def _term(desk: Desk, policy: PolicyRow) -> Cell:
    year = desk.today.year
    words = tr("{since} 至 {until}").format(since=day_words(policy.since, year), until=day_words(policy.until, year))
    left = (policy.until - desk.today).days
    state = EXCLUDED if left < 0 else SOON if left <= desk.profile.on(desk.today).s4.remind_days else OK
    return Cell(words, state=state, order=policy.until.isoformat())


def _terms(policy: PolicyRow) -> str:
    """What it pays, in a line: 每日 100 元，每期 90 天，等待 30 天."""
    parts = (
        tr("每日 {n} 元").format(n=yuan_words(policy.per_day)) if policy.per_day else "",
        tr("每期 {n} 天").format(n=policy.day_limit) if policy.day_limit else "",
        tr("每次 {n} 天").format(n=policy.stay_limit) if policy.stay_limit else "",
        tr("等待 {n} 天").format(n=policy.waiting_days) if policy.waiting_days else "",
        policy.hospital_rule,
    )
    return "，".join(part for part in parts if part)


POLICIES = Register("policies", "umbrella", INSURANCE, "保单", _read, counting("policy"), "baodan bd 保险")
