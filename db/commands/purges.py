"""Asking that somebody be erased for good; the asking erases nothing, somebody else decides (B-19)."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.errors import InvalidValue, NotFound, Refusal
from db.ledger.change import Draft
from db.ledger.purge import GROUNDS, REQUEST, WITHDRAW
from db.queries.purges import PurgePlan, find_request, plan_of
from db.store.gone import gone_ids
from db.store.writing import Writing
from db.touched import Touched

PURGED_ALONE = ("family", "person", "attachment")
"""What can be asked for: a whole household, one member, one attachment."""


class AskedAlready(Refusal):
    """A request about this record waits already."""

    code = "P-PRG-01"


class NoSuchRequest(Refusal):
    """There is no request of that number that waits for a decision."""

    code = "P-PRG-02"


class VoidIsEnough(Refusal):
    """What is wanted is no erasure: taking the record out, or the household off the register, does it."""

    code = "P-PRG-03"


@dataclass(frozen=True)
class PurgeWish:
    """What is to be erased, and why.

    Attributes:
        entity, record_id: one of `PURGED_ALONE`.
        grounds: one of `db.ledger.purge.GROUNDS`; `mistake` is answered that voiding is enough.
        reason: in words, without the name or a number of whoever is to be erased: it stays.
        also: ids of further records that name them (`PurgePlan.mentions`).
        named: all of these, as far as they can go by themselves.
    """

    entity: str
    record_id: str
    grounds: str
    reason: str
    also: tuple[str, ...] = ()
    named: bool = False


def plan_purge(connection: Connection, entity: str, record_id: str, also: tuple[str, ...] = ()) -> PurgePlan:
    """What an erasure would take; nothing is written.

    Raises:
        InvalidValue: not a kind of record that is erased by itself, the head of a household, or its only member.
        NotFound: there is no such record, or it was erased.
    """
    if entity not in PURGED_ALONE:
        raise InvalidValue("entity", "只能清除整户、一位成员或一个附件。", "别的记录请作废。")
    plan = plan_of(connection, entity, record_id, also) if record_id not in gone_ids(connection) else None
    if plan is None:
        raise NotFound(f"没有找到这条{ENTITIES[entity].title}记录，或已清除。", next_step="请刷新后再试。")
    if entity == "person":
        _require_others(connection, record_id)
    return plan


def _require_others(connection: Connection, person_id: str) -> None:
    """A household goes on without the member: it has others, and a head among them."""
    asked = "SELECT family_id, relation FROM person WHERE id = ?"
    family_id, relation = connection.exec_driver_sql(asked, (person_id,)).one()
    others = "SELECT count(*) FROM person WHERE family_id = ? AND id <> ? AND voided = 0"
    if not connection.exec_driver_sql(others, (family_id, person_id)).scalar_one():
        raise InvalidValue("record_id", "这一户只有这一位成员。", "请清除整户。")
    if relation == "02":
        raise InvalidValue("record_id", "这一位是户主，清除后这一户就没有户主了。", "请先换户主，或清除整户。")


def require_sound_wish(connection: Connection, wish: PurgeWish) -> PurgePlan:
    """Asks whether the request could be written; nothing is.

    Returns:
        What it would take.

    Raises:
        As `request_purge`.
    """
    if wish.grounds == "mistake":
        raise VoidIsEnough(
            "只是记错、重复或人已不在册，不用清除。",
            next_step="请作废这一条，或登记迁出、退出：不再计入，历史查得到，也能恢复。清除不能恢复。",
        )
    if wish.grounds not in GROUNDS:
        raise InvalidValue("grounds", "没有选依据。", "请选一项。")
    if not wish.reason.strip():
        raise InvalidValue("reason", "没有写理由。", "请写一句，批的人要看。")
    plan = plan_purge(connection, wish.entity, wish.record_id, wish.also)
    if wish.named and plan.mentions:
        also = tuple(each.record_id for each in plan.mentions)
        plan = plan_purge(connection, wish.entity, wish.record_id, (*wish.also, *also))
    require_nameless(plan, wish.reason)
    return plan


def require_nameless(plan: PurgePlan, reason: str) -> None:
    """The words of a request or decision stay when everything else is gone.

    Raises:
        InvalidValue: a name or number of whoever is to be erased stands in them.
    """
    if any(name in reason for name in plan.names):
        raise InvalidValue("reason", "理由里写了要清除的姓名或号码，清除以后还会留着。", "请换个说法，不写姓名和号码。")


def request_purge(writing: Writing, wish: PurgeWish) -> Touched:
    """Asks for an erasure; it travels to the county, whose officer decides. Nothing is erased by asking.

    Raises:
        VoidIsEnough: it is a mere mistake.
        InvalidValue: no grounds or reason, a name in the reason, the head or the only member of a household.
        NotFound: there is no such record.
        AskedAlready: a request about it waits.
    """
    plan = require_sound_wish(writing.connection, wish)
    if _waiting(writing.connection, wish.record_id):
        raise AskedAlready("这一条已经申请过清除，还没有答复。", next_step="请等县里答复，或先撤回那一次。")
    fields: dict[str, object] = {"step": REQUEST, "grounds": wish.grounds}
    if plan.also:
        fields["also"] = list(plan.also)
    writing.append([Draft("purge", wish.entity, wish.record_id, fields, reason=wish.reason.strip())])
    return _for_good(writing.finish("已申请清除，等县里答复"))


def withdraw_purge(writing: Writing, request: str) -> Touched:
    """Takes a request back before it is decided.

    Raises:
        NoSuchRequest: it is not here, or decided already.
    """
    change = find_request(writing.connection, request)
    if change is None:
        raise NoSuchRequest("没有这条等答复的清除申请。", next_step="请刷新后再看。")
    fields = {"step": WITHDRAW, "request": request}
    writing.append([Draft("purge", change.record_type, change.record_id, fields)])
    return _for_good(writing.finish("已撤回清除申请"))


def _for_good(touched: Touched) -> Touched:
    """Without the button that takes it back: a request is withdrawn, an erasure cannot be."""
    return replace(touched, undo="")


def _waiting(connection: Connection, record_id: str) -> bool:
    asked = "SELECT hash FROM change WHERE record_id = ? ORDER BY no"
    hashes = connection.exec_driver_sql(asked, (record_id,)).scalars().all()
    return any(find_request(connection, str(each)) is not None for each in hashes)
