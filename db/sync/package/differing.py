"""In which records county and township differ, told by a digest of each, on both sides alike (B-30, D-43)."""

from collections.abc import Iterator

from sqlalchemy import Connection

from db.ledger.change import canonical
from db.ledger.strict import JsonObject
from db.store.digest import record_digests
from db.sync.package.listing import LineList
from db.sync.package.reading import OpenedPackage
from db.sync.package.refusals import ContentsDiffer

DIFFERING = "differing"
"""Setting. At a township: the records in which it differs from the county, as [entity, id]; null when it does not. At a
county: the same by township, without those that do not."""
_LIST, _PATH = "digests", "lists/digests.jsonl"


def digest_list(connection: Connection, org: str) -> LineList:
    """What goes into a package whose reader may differ: entity, id and digest of every record of the township.

    Args:
        connection: from the store.
        org: code of the township's stream.
    """
    rows = record_digests(connection, org)
    lines = (canonical({"entity": entity, "id": each, "digest": digest}).encode() for entity, each, digest in rows)
    return LineList(_LIST, "逐条摘要", lines)


def differing_records(connection: Connection, package: OpenedPackage, org: str) -> list[list[str]]:
    """The records in which both sides differ, as [entity, id]; empty when the package does not tell of each.

    Raises:
        ContentsDiffer: the list is not what its sender calls it.
    """
    theirs = {(str(said["entity"]), str(said["id"])): str(said["digest"]) for said in _told(package)}
    if not theirs:
        return []
    ours = {(entity, record_id): digest for entity, record_id, digest in record_digests(connection, org)}
    return [list(each) for each in sorted(theirs.keys() | ours.keys()) if theirs.get(each) != ours.get(each)]


def _told(package: OpenedPackage) -> Iterator[JsonObject]:
    for _, said in package.list_lines(_LIST):
        if not all(isinstance(said.get(name), str) for name in ("entity", "id", "digest")):
            raise ContentsDiffer(_PATH)
        yield said
