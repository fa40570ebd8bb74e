"""Above the county: hand-ups written for the offices above, and at such an office its counties and what they sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.queries.streams import StreamRow, last_taken, stream_rows
from db.store.home import UPPER
from db.sync.merging.adopting import fallen_out
from db.sync.trust.identity import NoSuchStation
from db.sync.trust.keys import root_fingerprint, spoken
from db.sync.upper.counties import EnrolledCounty, enrolled_counties, take_county
from db.sync.upper.hand_up_result import HandUpResult
from db.sync.upper.handing_up import HandedUp, UpperOffice, hand_up, upper_offices
from db.sync.upper.taking_up import MISSING, take_hand_ups
from desktop.desk.desk import Desk
from desktop.desk.handover import Taken, app_version, take


@dataclass(frozen=True)
class CountyRow:
    """A county at the office above it.

    Attributes:
        county_id, code, name: which.
        since: ISO day of this office's certificate there; keys_version: of the newest key manifest held.
        root_digits: of its pinned root, as they were compared.
        package_no, made_at, taken_at: of the hand-up taken in last; 0 and "" before the first.
        missing: why the last one could not be taken, "" when it was.
        fallen_out: changes kept beside the log that its ledger no longer speaks of.
        streams: its townships, its own lists first.
    """

    county_id: str
    code: str
    name: str
    since: str
    keys_version: int
    root_digits: str
    package_no: int
    made_at: str
    taken_at: str
    missing: str
    fallen_out: int
    streams: tuple[StreamRow, ...]

    @property
    def families(self) -> int:
        """Households of all its townships."""
        return sum(each.families for each in self.streams)


def is_upper(desk: Desk) -> bool:
    """Whether this is an office above the counties."""
    return desk.record.office.role == UPPER


def counties(desk: Desk) -> tuple[CountyRow, ...]:
    """The counties, by code.

    Raises:
        NotAnUpper: this is another office's record.
    """
    store = desk.record.store
    enrolled = enrolled_counties(store)
    missing = store.setting(MISSING, {})
    with store.reading() as connection:
        streams, last = stream_rows(connection), last_taken(connection)
        out = {each.id: fallen_out(connection, [s.org for s in streams if s.county_id == each.id]) for each in enrolled}
    return tuple(
        _row(each, streams, last.get(each.id), str(missing.get(each.id, "")), out[each.id]) for each in enrolled
    )


def _row(
    county: EnrolledCounty, streams: Sequence[StreamRow], last: tuple[int, str, str] | None, missing: str, out: int
) -> CountyRow:
    manifest = county.manifest
    no, made, taken = last or (0, "", "")
    mine = tuple(each for each in streams if each.county_id == county.id)
    return CountyRow(
        county.id,
        manifest.county_code,
        manifest.county_name,
        county.certificate.valid_from[:10],
        manifest.version,
        spoken(root_fingerprint(county.root)),
        no,
        made,
        taken,
        missing,
        out,
        mine,
    )


def take_up(
    desk: Desk,
    paths: Sequence[Path],
    *,
    apply: bool,
    readopt: bool = False,
    told: Callable[[int], None] = lambda _: None,
) -> tuple[HandUpResult, ...]:
    """Takes hand-ups in, each for itself, in the order of their names, or only says what that would do.

    Args:
        desk: the upper office's desk.
        paths: the files.
        apply: false for a preview, which changes nothing.
        readopt: the county's word counts where its ledger is another than the one held (B-35).
        told: called with how many are done.

    Raises:
        NotAnUpper: this is another office's record.
    """
    ordered = sorted(paths, key=lambda path: path.name)
    return take_hand_ups(desk.record.store, ordered, apply=apply, readopt=readopt, told=told)


def take_answer(desk: Desk, answer: bytes, seen: str) -> Taken:
    """Keeps a county's answer to this office's request; above the counties, beside those of the others.

    Args:
        desk: the desk of a township, or of an upper office.
        answer: the answer file.
        seen: the 12 digits of the county's root as read out by the county.

    Raises:
        Those of `db.sync.trust.identity.take_enrolment` and `db.sync.upper.counties.take_county`; nothing is kept.
    """
    if not is_upper(desk):
        return take(desk, answer, seen)
    enrolment = take_county(desk.record.store, answer, seen)
    manifest = enrolment.manifest
    return Taken(manifest.county_code, manifest.county_name, spoken(root_fingerprint(enrolment.root)))


def uppers(desk: Desk) -> tuple[UpperOffice, ...]:
    """At a county: the offices above it that it hands up to.

    Raises:
        NotACounty: this is another office's record.
    """
    return upper_offices(desk.record.store)


def hand_up_to(desk: Desk, folder: Path, to: str = "", *, whole: bool = False) -> tuple[HandedUp, ...]:
    """Writes the county's hand-up for the offices above it.

    Args:
        desk: the county's desk.
        folder: where the files go.
        to: station id of one of them; "" for all.
        whole: from the beginning.

    Raises:
        NotACounty: this is another office's record.
        NoSuchStation: there is no such office, or none at all.
        DiskFull, ExportNotVerified: those written before stay, the record knows of each.
    """
    wanted = [each.certificate.station_id for each in uppers(desk) if to in {"", each.certificate.station_id}]
    if not wanted:
        raise NoSuchStation("没有这个上级单位的登记，或登记已停用。", next_step="请先批复上级单位的登记申请。")
    store = desk.record.store
    return tuple(made for each in wanted for made in hand_up(store, each, folder, app_version(), whole=whole))
