"""理赔台账: every claim with its days, amount and step, and the stays that still wait for one (R7)."""

from dataclasses import dataclass

from db.domain.claims import PAID, REFUSED, Proposal, nights, stage_of
from db.domain.family import Family
from db.domain.money import yuan_words
from db.domain.standing import EXCLUDED, LATE, NO, OK, SOON, day_words
from db.domain.support_facts import Claim
from db.queries.facts import insured_on_file
from desktop.desk.desk import Desk
from desktop.desk.insuring import StayCase, stay_cases, step_words
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
)
from desktop.desk.sections.section import Verb
from desktop.words import tr


@dataclass(frozen=True)
class _Line:
    """One claim, or a stay waiting for one."""

    family: Family
    case: StayCase
    claim: Claim | None
    offer: Proposal | None


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("姓名"), 86, NAME, personal=True),
        RegisterColumn("village", tr("[村（社区）]"), 82),
        RegisterColumn("stay", tr("住院"), 250, stretch=True, personal=True),
        RegisterColumn("product", tr("险种"), 130),
        RegisterColumn("days", tr("天数"), 50, NUMBER),
        RegisterColumn("amount", tr("金额（元）"), 84, NUMBER),
        RegisterColumn("step", tr("进度"), 126, STATE),
        RegisterColumn("on", tr("日期"), 84),
    )
    lines = _lines(desk)
    return RegisterTable(
        columns,
        tuple(_row(desk, line) for line in lines),
        note=_sum(desk, lines),
        empty=tr("还没有理赔。到一户的档案里登记住院，出院后这里就有待理赔的。"),
    )


def _lines(desk: Desk) -> list[_Line]:
    """Waiting stays first, then the claims, the latest first."""
    with desk.record.store.reading() as connection:
        families = tuple(insured_on_file(connection, connection.exec_driver_sql(_WITH_STAYS).scalars().all()))
    waiting: list[_Line] = []
    made: list[_Line] = []
    drop = desk.profile.on(desk.today).s4.claim_drop_days
    for family in families:
        for case in stay_cases(family, desk.profile, desk.today):
            left = case.stay.discharged_on
            made += [_Line(family, case, claim, None) for claim in case.claims]
            if left and (desk.today - left).days <= drop and family.active(desk.today):
                waiting += [_Line(family, case, None, offer) for offer in case.waiting if offer.days]
    waiting.sort(key=lambda line: line.case.stay.discharged_on or desk.today)
    made.sort(key=lambda line: line.case.stay.admitted_on, reverse=True)
    return waiting + made


_WITH_STAYS = (
    "SELECT DISTINCT p.family_id FROM hospital_stay s JOIN person p ON p.id = s.person_id WHERE s.voided = 0"
    " ORDER BY p.family_id"
)


def _row(desk: Desk, line: _Line) -> RegisterRow:
    stay, claim, offer = line.case.stay, line.claim, line.offer
    days = claim.days if claim else offer.days if offer else 0
    amount = claim.amount if claim else offer.amount if offer else None
    cells = (
        line.case.name,
        line.family.village,
        _stay(desk, line),
        _product(desk, line),
        days or "",
        Cell(yuan_words(amount), order=amount) if amount else "",
        _step(desk, line),
        _on(desk, line),
    )
    subject = claim.id if claim else stay.id
    return RegisterRow(f"{subject}:{offer.insured_id if offer else ''}", cells, _verbs(desk, line), line.family.id)


def _stay(desk: Desk, line: _Line) -> Cell:
    stay, year = line.case.stay, desk.today.year
    left = day_words(stay.discharged_on, year) if stay.discharged_on else tr("住院中")
    days = tr("{n} 天").format(n=nights(stay, desk.today)) if stay.discharged_on else ""
    span = tr("{since} 至 {left}").format(since=day_words(stay.admitted_on, year), left=left)
    words = "，".join(part for part in (stay.hospital, span, days) if part)
    return Cell(words, order=stay.admitted_on.isoformat())


def _product(desk: Desk, line: _Line) -> str:
    if line.offer:
        return line.offer.name
    cover = next((i for i in line.family.insured if line.claim and i.id == line.claim.insured_id), None)
    return desk.profile.product_name(cover.product) if cover else ""


def _step(desk: Desk, line: _Line) -> Cell:
    if line.claim:
        stage = stage_of(line.claim, desk.today)
        state = OK if stage == PAID else NO if stage == REFUSED else EXCLUDED
        return Cell(step_words(line.claim, desk.today), state=state)
    left = line.case.stay.discharged_on
    days = desk.profile.on(desk.today).s4.claim_days
    late = left is not None and (desk.today - left).days > days
    return Cell(tr("待理赔，已逾期") if late else tr("待理赔"), state=LATE if late else SOON)


def _on(desk: Desk, line: _Line) -> Cell | str:
    claim, year = line.claim, desk.today.year
    on = claim and (claim.refused_on or claim.paid_on or claim.accepted_on or claim.submitted_on)
    return Cell(day_words(on, year), order=on.isoformat(), whole=on.isoformat()) if on else ""


def _verbs(desk: Desk, line: _Line) -> tuple[Verb, ...]:
    if line.claim is None:
        return (Verb("file_claim", tr("登记理赔"), line.case.stay.id),)
    claim, stage = line.claim, stage_of(line.claim, desk.today)
    steps = {
        "prepared": (Verb("hand_in_claim", tr("登记交材料"), claim.id),),
        "submitted": (Verb("accept_claim", tr("登记受理"), claim.id), Verb("pay_claim", tr("登记赔付"), claim.id)),
        "accepted": (Verb("pay_claim", tr("登记赔付"), claim.id), Verb("refuse_claim", tr("登记拒赔"), claim.id)),
    }
    papers = Verb("add_attachment", tr("添材料"), f"claim:{claim.id}")
    return (*steps.get(stage, ()), Verb("edit_claim", tr("改"), claim.id), papers)


def _sum(desk: Desk, lines: list[_Line]) -> str:
    """本年赔付 12 例 18600 元；在办 3 例，待理赔 2 例 — of the calendar year, as R1 counts 例 and 金额."""
    claims = [line.claim for line in lines if line.claim]
    paid = [c for c in claims if c.paid_on and c.paid_on.year == desk.today.year and c.paid_on <= desk.today]
    going = sum(stage_of(claim, desk.today) not in {PAID, REFUSED} for claim in claims)
    words = tr("本年赔付 {n} 例 {amount} 元；在办 {going} 例，待理赔 {waiting} 例").format(
        n=len(paid),
        amount=yuan_words(sum(claim.amount or 0 for claim in paid)),
        going=going,
        waiting=len(lines) - len(claims),
    )
    return words if lines else ""


def _count(desk: Desk) -> int:
    return len(_lines(desk))


CLAIMS = Register("claims", "first-aid", INSURANCE, "理赔台账", _read, _count, "lipeitaizhang lptz 住院 赔付")
