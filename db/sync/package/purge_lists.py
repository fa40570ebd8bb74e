"""What was erased, as a return says it: `lists/purges.jsonl`, every time in full (B-19, B-26)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from db.ledger.change import Change, canonical
from db.ledger.purge import CONFIRM, named, step_of
from db.ledger.strict import JsonObject
from db.store.gone import Gone, in_stream
from db.sync.package.listing import LineList
from db.sync.package.reading import OpenedPackage
from db.sync.package.refusals import ContentsDiffer

PURGES = "purges"
_MEMBERS = ("purge", "entity", "id", "org", "sha256")


def purges_for(connection: Connection, org: str) -> Iterator[LineList]:
    """The list of a return: everything erased or spared that a township has or had to do with, every time in full."""
    yield from purge_lines(in_stream(connection, org))


def purge_lines(found: Sequence[Gone]) -> Iterator[LineList]:
    """These as the list of a package; no list where there are none."""
    if found:
        yield LineList(PURGES, "依法清除", (_line(each) for each in found))


def _line(gone: Gone) -> bytes:
    said: dict[str, Any] = dict(
        zip(_MEMBERS, (gone.purge, gone.record_type, gone.record_id, gone.org, gone.sha256), strict=True)
    )
    return canonical({**said, "spared": gone.spared}).encode()


def read_purges(package: OpenedPackage, changes: Iterable[Change]) -> tuple[Gone, ...]:
    """What a county's return says was erased.

    Args:
        package: the return, verified.
        changes: those it brings; a decision among them counts although no list speaks of it.

    Raises:
        ContentsDiffer: the list does not hold what it should.
    """
    found = [_gone(said) for _, said in package.list_lines(PURGES)]
    known = {each.record_id for each in found}
    return (*found, *(each for each in decided_by(changes) if each.record_id not in known))


def _gone(said: JsonObject) -> Gone:
    if not all(isinstance(said.get(name), str) for name in _MEMBERS) or not isinstance(said.get("spared"), bool):
        raise ContentsDiffer(f"lists/{PURGES}.jsonl")
    purge, entity, record_id, org, sha256 = (str(said[name]) for name in _MEMBERS)
    return Gone(record_id, entity, org, purge, bool(said["spared"]), sha256)


def decided_by(changes: Iterable[Change]) -> Iterator[Gone]:
    """What decisions among these changes erase and spare."""
    for change in changes:
        if step_of(change) == CONFIRM:
            for spared, ids in ((False, named(change, "records")), (True, named(change, "spared"))):
                for each in ids:
                    kind = change.record_type if each == change.record_id else ""
                    yield Gone(each, kind, change.by.org, change.hash, spared)
