"""Claims on a stay in hospital: prepared, handed in, accepted, paid or refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.commands.days import as_day
from db.commands.hospital import length
from db.domain.claims import Proposal, proposals
from db.domain.profile import Profile
from db.errors import InvalidValue
from db.ids import new_id
from db.ledger.change import Draft
from db.queries.facts import family_on_file
from db.store.writing import Writing
from db.touched import Touched


@dataclass(frozen=True)
class NewClaim:
    """A claim to prepare or hand in.

    Attributes:
        stay_id: the stay.
        insured_id: the term of insurance it is made on.
        fields: fields of the entity `claim`: `papers`, `days`, `amount` (分), `submitted_on` and `handed_by` when it
            has been handed in.
        reason: why it is filed although the rules propose nothing.
    """

    stay_id: str
    insured_id: str
    fields: Mapping[str, Any]
    reason: str = ""


def file_claim(writing: Writing, wish: NewClaim, profile: Profile) -> Touched:
    """Prepares a claim, and hands it in when the wish says on which day.

    Days and amount not said are those the rules propose. Where they propose nothing (waiting time, outside the term,
    another grade of hospital) the insurer may still pay: then a reason must stand beside the claim, and is kept in
    the log.

    Args:
        writing: the open transaction.
        wish: the claim.
        profile: the locality, for the products' terms.

    Raises:
        InvalidValue: still in hospital, insured elsewhere, claimed already, nothing to pay and no reason, more days
            than the stay has, or handed in before the discharge; nothing is written.
        NotFound: the stay is not here.
    """
    stay = writing.row("hospital_stay", wish.stay_id)
    if not stay["discharged_on"]:
        raise InvalidValue("stay_id", "还没有登记出院，不能理赔。", "请先登记出院。")
    offered = _proposal(writing, wish, str(stay["person_id"]), profile)
    _require_unclaimed(writing, wish)
    if not offered.days and not wish.reason.strip():
        said = f"{offered.words}。"
        raise InvalidValue("reason", said, "保险公司同意受理的，请写明原因再登记。")
    fields = {"days": offered.days or None, "amount": offered.amount or None, **wish.fields}
    _require_days(fields, stay)
    if fields.get("submitted_on"):
        _require_order(writing, "submitted_on", str(fields["submitted_on"]), str(stay["discharged_on"]), "出院")
    present = {name: value for name, value in fields.items() if value not in (None, "", [], ())}
    claim = {**present, "stay_id": wish.stay_id, "insured_id": wish.insured_id}
    writing.append([Draft("create", "claim", new_id(writing.clock), claim, reason=wish.reason.strip())])
    return writing.finish("已登记理赔，材料已交" if fields.get("submitted_on") else "已登记理赔，材料还没交")


def _proposal(writing: Writing, wish: NewClaim, person_id: str, profile: Profile) -> Proposal:
    family_id = str(writing.row("person", person_id)["family_id"])
    family = family_on_file(writing.connection, family_id)
    stays = {stay.id: stay for stay in family.stays} if family else {}
    if family is None or wish.stay_id not in stays:
        raise InvalidValue("stay_id", "这次住院已作废，不能理赔。", "请先恢复它。")
    offered = proposals(family, stays[wish.stay_id], profile, writing.clock.today())
    found = next((each for each in offered if each.insured_id == wish.insured_id), None)
    if found is None:
        raise InvalidValue("insured_id", "住院的这些天不在这份保险的期限里。", "请选住院时在保的那一份。")
    return found


def _require_unclaimed(writing: Writing, wish: NewClaim) -> None:
    asked = (
        "SELECT count(*) FROM claim WHERE stay_id = ? AND (insured_id = ? OR insured_id IS NULL)"
        " AND refused_on IS NULL AND voided = 0"
    )
    if writing.connection.exec_driver_sql(asked, (wish.stay_id, wish.insured_id)).scalar():
        raise InvalidValue("insured_id", "这次住院在这份保险上已经登记过理赔。", "请接着办原来的那一条。")


def hand_in_claim(writing: Writing, claim_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down that the papers were handed in: `submitted_on`, `papers`, `handed_by`.

    Raises:
        InvalidValue: handed in already, no day, or before the discharge.
        NotFound: the claim is not here.
    """
    row = _open_claim(writing, claim_id)
    if row["submitted_on"]:
        raise InvalidValue("submitted_on", f"材料 {row['submitted_on']} 已经交了。", "记错了请改这条理赔。")
    left = str(writing.row("hospital_stay", str(row["stay_id"]))["discharged_on"] or "")
    _require_order(writing, "submitted_on", str(fields.get("submitted_on") or ""), left, "出院")
    writing.set("claim", claim_id, fields)
    return writing.finish("已登记交材料")


def accept_claim(writing: Writing, claim_id: str, accepted_on: str) -> Touched:
    """Writes down that the insurer has taken the claim on.

    Raises:
        InvalidValue: not handed in yet, or a day before that.
        NotFound: the claim is not here.
    """
    row = _open_claim(writing, claim_id)
    _require_handed_in(row)
    _require_order(writing, "accepted_on", accepted_on, str(row["submitted_on"]), "提交")
    writing.set("claim", claim_id, {"accepted_on": accepted_on})
    return writing.finish("已登记受理")


def pay_claim(writing: Writing, claim_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down what was paid: `paid_on`, `amount` (分) and `days`, which close the claim.

    Raises:
        InvalidValue: not handed in yet, a day before that, no amount, or more days than the stay has.
        NotFound: the claim is not here.
    """
    row = _open_claim(writing, claim_id)
    _require_handed_in(row)
    before = str(row["accepted_on"] or row["submitted_on"])
    _require_order(
        writing, "paid_on", str(fields.get("paid_on") or ""), before, "受理" if row["accepted_on"] else "提交"
    )
    if not fields.get("amount"):
        raise InvalidValue("amount", "没有写赔付金额。", "没有赔的，请登记拒赔。")
    _require_days({**row, **fields}, writing.row("hospital_stay", str(row["stay_id"])))
    writing.set("claim", claim_id, fields)
    return writing.finish("已登记赔付")


def refuse_claim(writing: Writing, claim_id: str, refused_on: str, refuse_reason: str) -> Touched:
    """Writes down that the insurer pays nothing; the days claimed are free again.

    Raises:
        InvalidValue: not handed in yet, a day before that, or no reason.
        NotFound: the claim is not here.
    """
    row = _open_claim(writing, claim_id)
    _require_handed_in(row)
    if not refuse_reason.strip():
        raise InvalidValue("refuse_reason", "没有写为什么拒赔。", "请照保险公司的说法写一句。")
    _require_order(writing, "refused_on", refused_on, str(row["submitted_on"]), "提交")
    writing.set("claim", claim_id, {"refused_on": refused_on, "refuse_reason": refuse_reason})
    return writing.finish("已登记拒赔")


def correct_claim(writing: Writing, claim_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects days, amount, papers or days of a claim, the settled one too.

    Raises:
        InvalidValue: more days than the stay has, or days out of order.
        NotFound: the claim is not here.
    """
    row = writing.row("claim", claim_id)
    now, stay = {**row, **fields}, writing.row("hospital_stay", str(row["stay_id"]))
    _require_days(now, stay)
    before, words = str(stay["discharged_on"] or ""), "出院"
    steps = (("submitted_on", "提交"), ("accepted_on", "受理"), ("refused_on", "拒赔"), ("paid_on", "赔付"))
    for name, step in steps:
        if now.get(name):
            _require_order(writing, name, str(now[name]), before, words)
            before, words = str(now[name]), step
    writing.set("claim", claim_id, fields)
    return writing.finish("已改理赔登记")


def _open_claim(writing: Writing, claim_id: str) -> Mapping[str, Any]:
    row = writing.row("claim", claim_id)
    if row["paid_on"] or row["refused_on"]:
        how = f"{row['paid_on']} 已经赔付" if row["paid_on"] else f"{row['refused_on']} 已经拒赔"
        raise InvalidValue("submitted_on", f"这条理赔 {how}，已经办完。", "记错了请改这条理赔。")
    return row


def _require_handed_in(row: Mapping[str, Any]) -> None:
    if not row["submitted_on"]:
        raise InvalidValue("submitted_on", "材料还没有交。", "请先登记交材料。")


def _require_days(fields: Mapping[str, Any], stay: Mapping[str, Any]) -> None:
    days, most = int(fields.get("days") or 0), length(stay) if stay["discharged_on"] else 0
    if days > most:
        raise InvalidValue("days", f"报 {days} 天，比住院的 {most} 天还多。")


def _require_order(writing: Writing, field: str, text: str, before: str, words: str) -> None:
    on = as_day(field, text)
    if on > writing.clock.today():
        raise InvalidValue(field, f"{on.isoformat()} 还没到。", "请改成已经发生的日期。")
    if before and on.isoformat() < before:
        raise InvalidValue(field, f"{on.isoformat()} 早于{words}的 {before}。")
