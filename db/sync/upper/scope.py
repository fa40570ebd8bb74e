"""What a county may speak of above it: its own streams, its own records, nobody else's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES, targets_of
from db.errors import Refusal
from db.ledger.change import GRANT, Change
from db.store.folding import standings
from db.store.gone import Gone
from db.store.store import Store
from db.sync.merging.granting import townships
from db.sync.upper.counties import EnrolledCounty
from db.sync.upper.streams import Stream


class StreamOfAnother(Refusal):
    """A county brings a stream, or changes, of an office that is another county's here.

    Args:
        code_: of that office.
        owner: the county it belongs to here, "" for none of them.
    """

    code = "P-UPP-01"

    def __init__(self, code_: str, owner: str) -> None:
        whose = f"是“{owner}”的" if owner else "不是这个县的"
        super().__init__(
            f"包里有代码 {code_} 的内容，它{whose}。",
            "没有读入，数据没有改动。",
            "请与县里核对代码：两个县用了同一个代码时，由写错的一方改正。",
        )


class RecordOfAnother(Refusal):
    """A county writes into, erases, or points at a record that another county's township has made."""

    code = "P-UPP-02"

    def __init__(self) -> None:
        super().__init__("包里改动了别的县的记录。", "没有读入，数据没有改动。", "请与县里联系，核对这个包的来历。")


@dataclass(frozen=True)
class County:
    """A county as far as it reaches.

    Attributes:
        id, code: the county's.
        own_station: id of this upper office, in whose name nobody else writes.
        orgs: codes of its streams, those this package brings among them.
    """

    id: str
    code: str
    own_station: str
    orgs: frozenset[str]

    def has(self, org: str) -> bool:
        """Whether an office is this county's: it has a stream, or a code that begins with the county's.

        A county put back may know a township by another one's case only, or by what was erased of it.
        """
        return org in self.orgs or org.startswith(self.code)

    @classmethod
    def of(
        cls,
        connection: Connection,
        store: Store,
        counties: Iterable[EnrolledCounty],
        county_id: str,
        streams: Collection[Stream],
    ) -> "County":
        """The county that brings these streams.

        Raises:
            StreamOfAnother: one of them is another office's here.
        """
        names = {each.id: each.manifest.county_name for each in counties}
        taken = {each.manifest.county_code: each.id for each in counties}
        code = next(code for code, owner in taken.items() if owner == county_id)
        rows = connection.exec_driver_sql("SELECT org, county_id FROM county_stream").all()
        owners = taken | {str(org): str(owner) for org, owner in rows} | {store.office.org_code: ""}
        for stream in streams:
            by_code = next((taken[each] for each in taken if stream.org.startswith(each)), county_id)
            owner = owners.get(stream.org, by_code)
            if owner != county_id:
                raise StreamOfAnother(stream.org, names.get(owner, store.office.org_name))
        mine = {org for org, owner in owners.items() if owner == county_id}
        return cls(county_id, code, store.office.station_id, frozenset({*mine, *(each.org for each in streams)}))


def require_own(connection: Connection, county: County, changes: Collection[Change], gone: Iterable[Gone]) -> None:
    """Nothing a county brings is about another's records, nor in this office's name.

    Args:
        connection: inside the transaction that takes the hand-up in.
        county: who brings it.
        changes: what it brings.
        gone: what it says was erased.

    Raises:
        StreamOfAnother, RecordOfAnother: nothing is taken in.
    """
    gone = list(gone)
    for change in changes:
        named = {change.by.org, *(townships(change) if change.kind == GRANT else ())} - {""}
        for org in sorted(each for each in named if not county.has(each)):
            raise StreamOfAnother(org, "")
        if change.by.station_id == county.own_station:
            raise RecordOfAnother
    if not all(county.has(each.org) for each in gone):
        raise RecordOfAnother
    wanted = {(change.record_type, change.record_id) for change in changes}
    wanted |= {target for change in changes for target in targets_of(change.record_type, change.fields)}
    wanted |= {(each.record_type, each.record_id) for each in gone}
    known = standings(connection, (each for each in wanted if each[0] in ENTITIES))
    if not all(county.has(standing.org) for standing in known.values()):
        raise RecordOfAnother


def keep_streams(connection: Connection, county: County, streams: Iterable[Stream]) -> None:
    """Remembers whose these streams are, and what the county calls them now."""
    rows = [(each.org, county.id, each.name) for each in streams]
    connection.exec_driver_sql(
        "INSERT INTO county_stream (org, county_id, name) VALUES (?, ?, ?)"
        " ON CONFLICT (org) DO UPDATE SET name = excluded.name",
        rows,
    )
