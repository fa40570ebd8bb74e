"""A case goes over to another township: asked for there, granted or declined by the county (B-37 to B-39)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from db.commands.closing import close_all
from db.commands.ties import cut_ties
from db.domain.closings import closings_of_family
from db.domain.departures import MOVED
from db.errors import InvalidValue, NotFound
from db.ids import new_id
from db.ledger.change import GRANT, REQUEST, Draft, Signer
from db.queries.facts import family_on_file
from db.queries.transfers import open_request
from db.store.cases import Record, case_records
from db.store.folding import row_of, standings
from db.store.writing import Writing
from db.touched import Touched

CODE_DIGITS = 9
HANDED_BACK = frozenset({"assignment", "pairing"})
"""What ends with a transfer: those who looked after the household where it was."""


@dataclass(frozen=True)
class Asking:
    """A township asks the county to grant one of its cases to another.

    Attributes:
        family_id: the household.
        to: code of the township it has moved to.
        reason: why, in words.
    """

    family_id: str
    to: str
    reason: str


@dataclass(frozen=True)
class Granting:
    """The county's decision.

    Attributes:
        family_id: the household; to: code of the township that takes it over; reason: why.
        request: hash of the request this answers; "" for whichever is open, or none.
    """

    family_id: str
    to: str
    reason: str
    request: str = ""


def request_transfer(writing: Writing, asking: Asking) -> Touched:
    """Asks for a case to be granted to another township; until the county does, nothing of it changes.

    Raises:
        InvalidValue: no township's code, our own one, no reason, or it has been asked for already.
        NotFound: the family is not here.
        MovedAway: the case is another township's by now.
    """
    writing.append([asking_draft(writing, asking)])
    return writing.finish("已申请转档")


def asking_draft(writing: Writing, asking: Asking) -> Draft:
    """The request, as a part of a longer command.

    Raises:
        InvalidValue, NotFound, MovedAway: as `request_transfer`.
    """
    writing.require_home("family", asking.family_id)
    row = writing.row("family", asking.family_id)
    to, reason = asking.to.strip(), asking.reason.strip()
    if len(to) != CODE_DIGITS or not to.isascii() or not to.isdigit():
        raise InvalidValue("to", f"接收的乡镇应写 {CODE_DIGITS} 位代码。", "代码可向县里询问。")
    if to == row["org"]:
        raise InvalidValue("to", "这一户本来就在这个乡镇。", "请选另一个乡镇。")
    if not reason:
        raise InvalidValue("reason", "没有写原因。", "请写一句，县里据此定。")
    if open_request(writing.connection, asking.family_id) is not None:
        raise InvalidValue("to", "这一户已经申请过转档，县里还没有定。", "要改的请先撤回原来的申请。")
    return Draft(REQUEST, "family", asking.family_id, reason=reason, extra={"from": str(row["org"]), "to": to})


def withdraw_request(writing: Writing, family_id: str) -> Touched:
    """Takes back a request that the county has not answered.

    Raises:
        InvalidValue: nothing waits for the county.
        NotFound: the family is not here.
        MovedAway: the case is another township's by now.
    """
    writing.require_home("family", family_id)
    writing.append([_answering(writing, family_id, "撤回")])
    return writing.finish("已撤回转档申请")


def _answering(writing: Writing, family_id: str, reason: str) -> Draft:
    writing.row("family", family_id)
    asked = open_request(writing.connection, family_id)
    if asked is None:
        raise InvalidValue("family_id", "这一户没有等着定的转档申请。", "请刷新后再看。")
    if not reason:
        raise InvalidValue("reason", "没有写原因。", "请写一句，乡镇看得到。")
    return Draft("note", "family", family_id, reason=reason, extra={"answers": asked})


def decline_transfer(writing: Writing, family_id: str, reason: str) -> Touched:
    """The county lets the case stay where it is.

    Raises:
        InvalidValue: nothing was asked for, or no reason.
        NotFound: the family is not here.
    """
    writing.append([_answering(writing, family_id, reason.strip())])
    return writing.finish("已回复：不转")


def grant_draft(record: Record, before: str, after: str, reason: str, sign: Signer, answers: str = "") -> Draft:
    """The change by which one record goes over."""
    extra = {"from": before, "to": after, **({"answers": answers} if answers else {})}
    return Draft(GRANT, *record, reason=reason, org=after, extra=extra, sign=sign)


def grant_case(writing: Writing, granting: Granting, names: Mapping[str, str], sign: Signer) -> Touched:
    """The county's side of a grant: every record of the case goes over; who looked after it there ends the day before.

    Agreements, cards, insurance and money are the persons' own and go with them.

    Args:
        writing: the county's open transaction.
        granting: the decision.
        names: of the townships, by code.
        sign: makes the county's seal.

    Raises:
        InvalidValue: not a township of this county, the one it is in, a case taken out, or no reason.
        NotFound: the family is not here.
    """
    before = require_grantable(writing.connection, granting, names)
    to, reason = granting.to.strip(), granting.reason.strip()
    answers = granting.request or open_request(writing.connection, granting.family_id) or ""
    records = case_records(writing.connection, granting.family_id)
    owned = standings(writing.connection, records)
    going = [record for record in records if record[1] in owned and owned[record[1]].org == before]
    writing.append([grant_draft(record, before, to, reason, sign, answers) for record in going])
    cut_ties(writing, going, to)
    _arrive(writing, granting.family_id, (names.get(before, before), names[to]), to, reason)
    return replace(writing.finish(f"已转档到{names[to]}"), undo="")  # it goes back by another grant


def require_grantable(connection: Connection, granting: Granting, names: Mapping[str, str]) -> str:
    """Asks whether a grant could be made; nothing is written.

    Returns:
        Code of the township the case is in.

    Raises:
        InvalidValue, NotFound: as `grant_case`.
    """
    row = row_of(connection, "family", granting.family_id)
    if row is None:
        raise NotFound("没有找到这一户。", next_step="请刷新后再试。")
    before, to = str(row["org"]), granting.to.strip()
    if row["voided"]:
        raise InvalidValue("family", "这一户已作废。", "请先让乡镇恢复它。")
    if to not in names:
        raise InvalidValue("to", f"没有代码是 {to} 的乡镇。", "请先给那个乡镇登记电脑。")
    if to == before:
        raise InvalidValue("to", "这一户本来就在这个乡镇。", "请选另一个乡镇。")
    if not granting.reason.strip():
        raise InvalidValue("reason", "没有写原因。", "请写一句，以后查得到。")
    return before


def _arrive(writing: Writing, family_id: str, places: tuple[str, str], to: str, reason: str) -> None:
    """The file as the new township takes it over: on its register from today, without the others' contact persons."""
    today = writing.clock.today()
    family = family_on_file(writing.connection, family_id)
    if family is not None:
        ending = closings_of_family(family, today, MOVED)
        close_all(writing, [each for each in ending if each.entity in HANDED_BACK])
        if family.status == "moved_out":
            back = {"status": "active", "status_on": today.isoformat(), "status_reason": reason[:200]}
            writing.set("family", family_id, back)
    fields = {
        "family_id": family_id,
        "kind": "moved_in",
        "on": today.isoformat(),
        "reason": reason[:200],
        "from_addr": places[0],
        "to_addr": places[1],
    }
    writing.append([Draft("create", "change_event", new_id(writing.clock), fields, org=to)])
