"""A county's whole ledger as it travels up: its streams, and the entries of each with the stream they belong to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from db.ledger.change import Change, canonical
from db.ledger.strict import JsonObject
from db.store.county_ledger import ledger_hash
from db.store.dialect import ROW_BY_ROW
from db.sync.county.returning import ENTRIES
from db.sync.merging.attaching import Entry
from db.sync.package.fields import Fields
from db.sync.package.header import LedgerPoint
from db.sync.package.listing import LineList
from db.sync.package.reading import OpenedPackage
from db.sync.package.refusals import ContentsDiffer

STREAMS, LEDGER = "streams", "ledger"


@dataclass(frozen=True)
class Stream:
    """One stream in one package.

    Attributes:
        org: code of the township, or the county's own; name: what the county calls it.
        base, head: from where and up to where this package brings its entries.
        ends: where it stood at the county when the hand-up was made; beyond `head` in all parts but the last.
        state_digest: digest of the township's records at that moment (B-30).
    """

    org: str
    name: str
    base: LedgerPoint
    head: LedgerPoint
    ends: LedgerPoint
    state_digest: str


def lists_of(connection: Connection, streams: Iterable[Stream]) -> Iterator[LineList]:
    """The two lists of a hand-up: its streams, and their entries."""
    streams = tuple(streams)
    yield LineList(STREAMS, "各乡镇的账", (canonical(_told(each)).encode() for each in streams))
    yield LineList(LEDGER, "县级账本", (line for each in streams for line in _entry_lines(connection, each)))


def _told(stream: Stream) -> JsonObject:
    points = {name: _point(getattr(stream, name)) for name in ("base", "head", "ends")}
    return {"org": stream.org, "name": stream.name, **points, "state_digest": stream.state_digest}


def _point(point: LedgerPoint) -> JsonObject:
    return {"ledger_no": point.no, "ledger_hash": point.hash}


def _entry_lines(connection: Connection, stream: Stream) -> Iterator[bytes]:
    reach = (stream.org, stream.base.no, stream.head.no)
    for no, change, rejected, entry, *_ in connection.exec_driver_sql(ENTRIES, reach, execution_options=ROW_BY_ROW):
        told = {"org": stream.org, "no": no, "change": change, "rejected": rejected, "entry": entry}
        yield canonical(told).encode()


def read_streams(package: OpenedPackage) -> tuple[Stream, ...]:
    """The streams a hand-up speaks of, each once.

    Raises:
        ContentsDiffer: the list does not hold what it should.
    """
    found = tuple(_stream(Fields(said, _refuse)) for _, said in package.list_lines(STREAMS))
    if not found or len({each.org for each in found}) != len(found):
        raise ContentsDiffer(f"lists/{STREAMS}.jsonl")
    return found


def _stream(fields: Fields) -> Stream:
    points = {name: _read_point(fields.record(name)) for name in ("base", "head", "ends")}
    stream = Stream(fields.text("org"), fields.text("name"), **points, state_digest=fields.text("state_digest"))
    if not stream.org or not stream.base.no <= stream.head.no <= stream.ends.no:
        raise ContentsDiffer(f"lists/{STREAMS}.jsonl")
    return stream


def _read_point(fields: Fields) -> LedgerPoint:
    return LedgerPoint(fields.number("ledger_no"), fields.text("ledger_hash"))


def _refuse(_field: str) -> ContentsDiffer:
    return ContentsDiffer(f"lists/{STREAMS}.jsonl")


def read_entries(
    package: OpenedPackage, streams: Iterable[Stream], changes: Mapping[str, Change]
) -> dict[str, tuple[Entry, ...]]:
    """The entries by stream, each following from the one before, each with its change, and no change without one.

    Args:
        package: the hand-up, verified.
        streams: from `read_streams`.
        changes: everything it brings, by hash.

    Raises:
        ContentsDiffer: the county's own word is broken.
    """
    known = {each.org: each for each in streams}
    found: dict[str, list[Entry]] = {org: [] for org in known}
    before = {org: stream.base for org, stream in known.items()}
    verdicts: dict[str, dict[str, str]] = {org: {} for org in known}
    for _, said in package.list_lines(LEDGER):
        org, entry = _entry(Fields(said, _broken))
        if org not in known or not _follows(entry, org, before[org], verdicts[org]) or entry.change not in changes:
            raise _broken()
        found[org].append(entry)
        verdicts[org][entry.change] = entry.rejected
        before[org] = LedgerPoint(entry.no, entry.hash)
    spoken_of = {change for said in verdicts.values() for change in said}
    if any(before[org] != stream.head for org, stream in known.items()) or spoken_of != changes.keys():
        raise _broken()
    return {org: tuple(entries) for org, entries in found.items()}


def _follows(entry: Entry, org: str, before: LedgerPoint, verdicts: Mapping[str, str]) -> bool:
    """A change is spoken of once in a stream, or turned away first and accepted later."""
    again = entry.change not in verdicts or (verdicts[entry.change] != "" and entry.rejected == "")
    hashed = ledger_hash(before.hash, org, entry.no, entry.change, entry.rejected)
    return again and entry.no == before.no + 1 and entry.hash == hashed


def _entry(fields: Fields) -> tuple[str, Entry]:
    texts = tuple(fields.text(name) for name in ("change", "rejected", "entry"))
    return fields.text("org"), Entry(fields.number("no"), *texts)


def _broken(_field: str = "") -> ContentsDiffer:
    return ContentsDiffer(f"lists/{LEDGER}.jsonl")
