"""A county settles whether two townships have enrolled the same person: two people, or one and who keeps the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from db.domain.duplicates import SETTLED, AlikeHouseholds
from db.errors import InvalidValue, Refusal
from db.ids import new_id
from db.ledger.change import Draft
from db.queries.duplicates import duplicates
from db.store.store import Store
from db.store.writing import Writing
from db.sync.county.returning import enter_own
from db.sync.county.transferring import grant_transfer
from db.sync.trust.identity import county_desk
from db.touched import Touched

Answer = Literal["not_same", "void", "transfer"]
ANSWERS: tuple[Answer, ...] = ("not_same", "void", "transfer")
HEAD = "02"


class NotAlike(Refusal):
    """These two households are no open suspicion: settled, taken out, or changed since they were shown."""

    code = "P-DUP-01"


@dataclass(frozen=True)
class Settling:
    """How a suspicion is settled.

    Attributes:
        left, right: ids of the two families, in either order.
        answer: `not_same`; `void` takes the record of the other township out; `transfer` hands its case over.
        keeps: code of the township that keeps the person; "" for `not_same`.
        reason: in the officer's words.
    """

    left: str
    right: str
    answer: Answer
    keeps: str
    reason: str


def find_alike(connection: Connection, left: str, right: str) -> AlikeHouseholds:
    """The open suspicion about two households.

    Raises:
        NotAlike: there is none.
    """
    wanted = {left, right}
    found = next((each for each in duplicates(connection) if {each.left, each.right} == wanted), None)
    if found is None:
        raise NotAlike("这两户现在不在重复登记的名单里。", next_step="请刷新后再看。")
    return found


def settle_duplicate(store: Store, wish: Settling) -> Touched:
    """Settles one suspicion; what follows from it goes to the townships with their next returns.

    Args:
        store: the county's open record.
        wish: how.

    Raises:
        NotACounty: this is a township's record.
        NotAlike: there is no such suspicion.
        InvalidValue: no reason, not one of the two townships, or a head whose household has others who are not meant.
    """
    county_desk(store)
    if not wish.reason.strip():
        raise InvalidValue("reason", "没有写为什么。", "请写一句，乡镇要看。")
    with store.reading() as connection:
        found = find_alike(connection, wish.left, wish.right)
    if wish.answer == "not_same":
        return _two_people(store, found, wish.reason.strip())
    if wish.keeps not in {found.left_org, found.right_org}:
        raise InvalidValue("keeps", "没有选由哪个乡镇留。", "请选两个乡镇中的一个。")
    if wish.answer == "transfer":
        other = found.right if wish.keeps == found.left_org else found.left
        return grant_transfer(store, other, wish.keeps, wish.reason.strip())
    return _taken_out(store, found, wish)


def _two_people(store: Store, found: AlikeHouseholds, reason: str) -> Touched:
    """Written down at both townships, so that nobody is asked again; undone as one."""
    with store.writing() as writing:
        drafts = []
        for pair in found.pairs:
            for mine, other in ((pair.left, pair.right), (pair.right, pair.left)):
                fields = {
                    "subject_type": "person",
                    "subject_id": mine.person_id,
                    "check_code": f"{SETTLED}{other.person_id}",
                    "sentence": reason,
                }
                drafts.append(Draft("create", "explanation", new_id(store.clock), fields, org=mine.org))
        writing.append(drafts)
        touched = writing.finish("已记下：不是同一人")
        for org in (found.left_org, found.right_org):
            enter_own(writing.connection, store, org)
    return touched


def _taken_out(store: Store, found: AlikeHouseholds, wish: Settling) -> Touched:
    keeps_left = wish.keeps == found.left_org
    family_id, org = (found.right, found.right_org) if keeps_left else (found.left, found.left_org)
    people = [(pair.right if keeps_left else pair.left).person_id for pair in found.pairs]
    with store.writing() as writing:
        drafts = _voids(writing, family_id, people, wish.reason.strip())
        writing.append(drafts)
        touched = writing.finish("已作废重复的登记，下一份回执会告诉乡镇")
        enter_own(writing.connection, store, org)
    return touched


def _voids(writing: Writing, family_id: str, people: Sequence[str], reason: str) -> list[Draft]:
    """The whole household where everybody in it is meant, else the members meant; never its head alone."""
    asked = "SELECT id, relation FROM person WHERE family_id = ? AND voided = 0 AND coalesce(alive, 1) = 1"
    living = {str(each): str(relation) for each, relation in writing.connection.exec_driver_sql(asked, (family_id,))}
    if set(living) <= set(people):
        return [Draft("void", "family", family_id, reason=reason)]
    if any(living.get(each) == HEAD for each in people):
        raise InvalidValue(
            "answer", "重复的是户主，这一户还有别的成员，不能只作废户主。", "请选“转过去”，或先请乡镇换户主。"
        )
    return [Draft("void", "person", each, reason=reason) for each in people]
