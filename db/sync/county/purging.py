"""Erasing for good, decided at the county and carried to every laptop that holds the records (B-19)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from db.commands.purges import NoSuchRequest, plan_purge, require_nameless
from db.errors import InvalidValue, Refusal
from db.ledger.change import Change, Draft
from db.ledger.purge import CONFIRM, DECLINE, FEW, named
from db.queries.purges import PurgePlan, find_request
from db.store.erasing import Erased, erase
from db.store.gone import UNKNOWN, Gone, owe_resealing
from db.store.settling import settle_erasure
from db.store.store import Store
from db.store.writing import Writing
from db.sync.county.resealing import archived_since, reseal_owed
from db.sync.county.returning import enter_own
from db.sync.merging.deciding import holders
from db.sync.merging.granting import ErasureSigner
from db.sync.package.seal import SigningKey
from db.sync.trust.identity import county_desk
from db.touched import Touched


class SameHand(Refusal):
    """Whoever asks for an erasure cannot decide about it as well."""

    code = "P-PRG-04"


class OtherThanTyped(Refusal):
    """What was typed does not say what would go."""

    code = "P-PRG-06"


@dataclass(frozen=True)
class Confirmed:
    """What an erasure did at the county.

    Attributes:
        touched: for the pages.
        records, changes: what went; attachments: files deleted.
        resealed: raw packages written anew without it; to_destroy: names of those that could not be.
    """

    touched: Touched
    records: int
    changes: int
    attachments: int
    resealed: int
    to_destroy: tuple[str, ...]


def plan_asked(connection: Connection, request: str) -> PurgePlan:
    """What a request would take now.

    Raises:
        NoSuchRequest: it does not wait for a decision.
        InvalidValue, NotFound: it cannot be done as things stand.
    """
    change = find_request(connection, request)
    if change is None:
        raise NoSuchRequest("没有这条等答复的清除申请。", next_step="请刷新后再看。")
    return plan_purge(connection, change.record_type, change.record_id, named(change, "also"))


def confirm_purge(store: Store, request: str, typed: str, reason: str) -> Confirmed:
    """Erases what was asked for, here and with their next returns at all laptops; it cannot be taken back.

    Args:
        store: the county's open record.
        request: hash of the asking change.
        typed: what the officer has typed: `PurgePlan.typed`.
        reason: why it is right, without a name.

    Raises:
        NotACounty: this is a township's record.
        NoSuchRequest: it does not wait for a decision.
        SameHand: the officer has asked for it; a colleague must decide.
        OtherThanTyped: the words do not say what would go, or it has changed since they were shown.
        InvalidValue, NotFound: it cannot be done as things stand; nothing is erased.
    """
    key = county_desk(store).keys.signing
    with store.writing() as writing:
        change = _required(writing.connection, store, request)
        plan = plan_asked(writing.connection, request)
        if "".join(typed.split()) != plan.typed:
            said = f"要清除的是：{plan.typed}。输入的不是这一句。"
            raise OtherThanTyped(said, "什么都没有清除。", "请核对数目，照着输入。")
        _require_reason(reason)
        require_nameless(plan, reason)
        decisions = list(_decisions(key, change, plan, reason.strip()))
        touched, done = _erase(writing, store, plan, decisions)
    files = settle_erasure(store)
    archived = reseal_owed(store)
    said = f"已清除 {done.records} 条记录的内容，下一份回执会告诉各台电脑"
    return Confirmed(
        replace(touched, said=said, undo=""),
        done.records,
        done.changes,
        len(files),
        archived.resealed,
        archived.to_destroy,
    )


def _required(connection: Connection, store: Store, request: str) -> Change:
    change = find_request(connection, request)
    if change is None:
        raise NoSuchRequest("没有这条等答复的清除申请。", next_step="请刷新后再看。")
    if change.by.author == store.author.author:
        raise SameHand("这条清除是您自己申请的。", "什么都没有清除。", "请让县里另一位工作人员用自己的口令登录后确认。")
    return change


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidValue("reason", "没有写为什么。", "请写一句，以后查得到。")


def _erase(writing: Writing, store: Store, plan: PurgePlan, decisions: list[Draft]) -> tuple[Touched, Erased]:
    """Everything it names out of the record, the decision into the streams that held it, in one transaction."""
    changes = writing.append(decisions)
    touched = writing.finish("已清除一项")
    gone = [
        *(Gone(each, name, plan.org, changes[0].hash) for name, each in plan.records),
        *(Gone(each, name, plan.org, changes[0].hash, spared=True) for name, each in plan.spared),
    ]
    done = erase(writing.connection, gone)
    for org in {plan.org, *holders(writing.connection, changes[0].hash)}:
        enter_own(writing.connection, store, org)
    owe_resealing(writing.connection, (*archived_since(writing.connection, gone[0].purge), UNKNOWN))
    return touched, done


def _decisions(key: SigningKey, asked: Change, plan: PurgePlan, reason: str) -> Iterator[Draft]:
    """One change, or several where it names very many records."""
    ids = [each for _, each in plan.records]
    for start in range(0, len(ids), FEW):
        fields: dict[str, Any] = {
            "step": CONFIRM,
            "request": asked.hash,
            "grounds": asked.fields.get("grounds"),
            "asked_by": asked.by.author,
            "asked_on": asked.wall_time,
            "records": ids[start : start + FEW],
        }
        if plan.spared and not start:
            fields["spared"] = [each for _, each in plan.spared]
        signer = ErasureSigner(key, fields)
        yield Draft("purge", plan.entity, plan.record_id, fields, reason=reason, sign=signer)


def decline_purge(store: Store, request: str, reason: str) -> Touched:
    """Answers a request with no; the township reads why with its next return.

    Raises:
        NotACounty, NoSuchRequest: nothing changes.
        InvalidValue: no reason.
    """
    county_desk(store)
    _require_reason(reason)
    with store.writing() as writing:
        change = find_request(writing.connection, request)
        if change is None:
            raise NoSuchRequest("没有这条等答复的清除申请。", next_step="请刷新后再看。")
        fields = {"step": DECLINE, "request": request}
        writing.append([Draft("purge", change.record_type, change.record_id, fields, reason=reason.strip())])
        touched = writing.finish("已答复：不清除")
        enter_own(writing.connection, store, change.by.org)
    return replace(touched, undo="")
