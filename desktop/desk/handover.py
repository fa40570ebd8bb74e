"""Handing over: the package with its paper twin, a stick that is read back, and enrolment at the county."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from uuid import UUID

from db.clock import CHINA
from db.domain.entities.registry import ENTITIES
from db.ids import new_id
from db.queries.handover import last_received, records_on_file
from db.sync.package.carry import copy_verified
from db.sync.package.header import Share
from db.sync.package.listing import package_file_name
from db.sync.package.writing import SlipFacts
from db.sync.township.outbox import Exported, export_package
from db.sync.township.pending import HandOver, Part, pending
from db.sync.trust.identity import ask_enrolment, grant_enrolment, root_digits, take_enrolment
from db.sync.trust.keys import spoken
from desktop.desk.attachments import files_of
from desktop.desk.desk import Desk
from desktop.forms.sheets import SlipCount, SlipSheet
from desktop.forms.slip import slip_sheet

_UNITS = {
    "family": "户",
    "person": "人",
    "child": "人",
    "visit": "次",
    "contact_person": "人",
    "worker": "人",
    "volunteer": "人",
    "org_unit": "个",
    "green_card": "张",
    "agreement": "份",
    "printed_form": "张",
    "attachment": "个",
    "need": "件",
}
_KINDS = 10
_FIGURES = "〇一二三四五六七八九"
_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_FIRST = ("family", "person", "child", "visit", "assignment", "agreement", "green_card", "need")


@dataclass(frozen=True)
class Waiting:
    """What the next package would hold, in words.

    Attributes:
        changes: changes the county has not confirmed; `fresh`: of these, those in no package yet.
        kinds: (Chinese name with unit, records new, records changed).
        package_no: the number it would get; `parts`: how many packages it would take.
    """

    changes: int
    fresh: int
    kinds: tuple[tuple[str, int, int], ...]
    package_no: int
    parts: int = 1

    @property
    def said(self) -> str:
        """`家庭（户）新增 3、更新 1；…`"""
        parts = (
            f"{name}" + "、".join(f"{word} {count}" for word, count in (("新增", new), ("更新", edited)) if count)
            for name, new, edited in self.kinds
        )
        return "；".join(parts)


@dataclass(frozen=True)
class Asked:
    """An enrolment request: the text of its file, and the digits to be read out."""

    content: bytes
    digits: str


@dataclass(frozen=True)
class Granted:
    """The county's answer: the text of its file, whose it is, and the digits of both sides."""

    content: bytes
    org_code: str
    org_name: str
    station_digits: str
    root_digits: str


@dataclass(frozen=True)
class Taken:
    """An enrolment kept: at which county, and the digits of its root."""

    county_code: str
    county_name: str
    root_digits: str


def app_version() -> str:
    """The program's version; `0` from a folder that was never installed."""
    try:
        return version("nuanxin")
    except PackageNotFoundError:
        return "0"


def waiting(desk: Desk) -> Waiting:
    """What waits to be handed over."""
    with desk.record.store.reading() as connection:
        found = pending(connection)
    return in_words(found)


def in_words(found: HandOver) -> Waiting:
    """The counts of a hand-over under Chinese names."""
    counts = sorted(found.counts, key=lambda count: _FIRST.index(count[0]) if count[0] in _FIRST else len(_FIRST))
    kinds = tuple((kind_name(entity), new, edited) for entity, new, edited in counts)
    return Waiting(found.changes, found.fresh, kinds, found.package_no, found.parts)


def kind_name(entity: str) -> str:
    """An entity with its unit: 家庭（户）."""
    return f"{ENTITIES[entity].title}（{_UNITS.get(entity, '条')}）"


def counted_kind(entity: str, count: int) -> str:
    """So many of an entity: 家庭 3 户."""
    return f"{ENTITIES[entity].title} {count} {_UNITS.get(entity, '条')}"


def export(desk: Desk, folder: Path) -> Exported:
    """Writes what waits with its paper twin into `folder`; in several packages where one would be too large.

    Raises:
        NotEnrolled, PracticeStays, CopyUnconfirmed, DiskFull, PlaceNotWritable, ExportNotVerified: as
            `db.sync.township.outbox.export_package`.
    """
    store, office = desk.record.store, desk.record.office
    with store.reading() as connection:
        on_file = records_on_file(connection, office.org_code)
        received = last_received(connection)

    def slip(facts: SlipFacts, part: Part) -> bytes:
        counts = _counts(part.changes, on_file)
        return slip_sheet(_sheet(desk, facts, counts, received, practice=office.practice))

    return export_package(store, folder, app_version(), slip, files=files_of(desk))


def _counts(changes: Mapping[str, int], on_file: Mapping[str, int]) -> tuple[SlipCount, ...]:
    """The kinds a person looks for first, then the others with most changes; the rest together as 其他."""
    wanted = [name for name in _FIRST if name in changes]
    others = sorted((name for name in changes if name not in wanted), key=lambda name: -changes[name])
    room = _KINDS - len(wanted)
    shown = wanted + (others if len(others) <= room else others[: room - 1])
    rest = [name for name in changes if name not in shown]
    counts = [
        SlipCount(kind_name(name) if name in ENTITIES else name, changes[name], on_file.get(name, 0)) for name in shown
    ]
    if rest:
        counts.append(SlipCount("其他（条）", sum(changes[n] for n in rest), sum(on_file.get(n, 0) for n in rest)))
    return tuple(counts)


def _sheet(
    desk: Desk, facts: SlipFacts, counts: tuple[SlipCount, ...], received: int | None, *, practice: bool
) -> SlipSheet:
    header, counted = facts.header, facts.counted
    made = datetime.fromisoformat(header.created_at).astimezone(CHINA)
    name = package_file_name(header.sender.org_code, header.package_no, made.date().isoformat())
    return SlipSheet(
        form_id=UUID(new_id(desk.clock)),
        package_id=UUID(header.package_id),
        serial=f"{header.sender.org_code}-{header.package_no:06d}",
        period=in_characters(made.date()) + _which(header.share),
        sender=header.sender.name,
        recipient=header.recipient.name,
        package_no=header.package_no,
        last_received=received,
        made_at=f"{made:%Y-%m-%d %H:%M}",
        size=counted.total_bytes,
        file_name=name,
        digest=counted.payload_digest[:16],
        counts=counts,
        seq=header.high_water.seq,
        practice=practice,
    )


def _which(share: Share | None) -> str:
    return f"（第 {share.no} 部分，共 {share.of} 部分）" if share else ""


def in_characters(day: date) -> str:
    """The month of a day as it stands under a title: 二〇二六年十一月."""
    year = "".join(_FIGURES[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{_MONTHS[day.month - 1]}月"


def carry(package: Path, folder: Path, sha256: str) -> Path:
    """Copies a package to a stick and reads it back.

    Raises:
        DiskFull, StickFailed: the stick cannot be trusted; the package itself is untouched.
    """
    return copy_verified(package, folder, sha256)


def ask(desk: Desk) -> Asked:
    """A request of this laptop, to be carried to the county."""
    request, content = ask_enrolment(desk.record.store, desk.clock.now())
    return Asked(content, spoken(request.fingerprint))


def grant(desk: Desk, request: bytes, seen: str = "", succeeds: str = "") -> Granted:
    """The county's answer to a request.

    Args:
        desk: the county's desk.
        request: the request file.
        seen: the 12 digits as read out by the township; "" leaves the comparison to the two on the telephone.
        succeeds: id of the laptop it takes the place of, "" for one more.

    Raises:
        Those of `db.sync.trust.identity.grant_enrolment`; nothing is signed.
    """
    found, content = grant_enrolment(desk.record.store, request, seen, desk.clock.now(), succeeds)
    return Granted(content, found.org_code, found.org_name, spoken(found.fingerprint), spoken(root_digits(content)))


def take(desk: Desk, answer: bytes, seen: str = "") -> Taken:
    """Keeps the county's answer.

    Args:
        desk: the township's desk.
        answer: the answer file.
        seen: the 12 digits of the county's root as read out by the county; "" as in `grant`.

    Raises:
        Those of `db.sync.trust.identity.take_enrolment`; nothing is kept.
    """
    enrolment = take_enrolment(desk.record.store, answer, seen)
    manifest = enrolment.manifest
    return Taken(manifest.county_code, manifest.county_name, spoken(root_digits(answer)))
