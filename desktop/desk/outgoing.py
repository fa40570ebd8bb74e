"""What the hand-over page shows: whether the laptop is enrolled, what waits, and the packages made so far."""

import json
from dataclasses import dataclass
from pathlib import Path

from db.sync.outbox import own_slip
from desktop.desk.desk import Desk
from desktop.desk.handover import Waiting, export, waiting

FOLDER = "outbox"


@dataclass(frozen=True)
class Package:
    """A package made here.

    Attributes:
        number: its number; `made_at`: UTC, ISO 8601.
        file_name: of the file in the outbox.
        changes, size: changes inside, bytes of the file.
        sha256: of the file.
        state: `received` when the county's ledger holds its last change, else `sent`.
    """

    number: int
    made_at: str
    file_name: str
    changes: int
    size: int
    sha256: str
    state: str


@dataclass(frozen=True)
class Outgoing:
    """The hand-over page.

    Attributes:
        county: the county's name; "" while the laptop is not enrolled.
        asked: an enrolment request was made and not answered yet.
        practice: a practice record, never handed over.
        waiting: what the next package would hold.
        packages: newest first.
        folder: where packages lie on this laptop.
    """

    county: str
    asked: bool
    practice: bool
    waiting: Waiting
    packages: tuple[Package, ...]
    folder: Path


def outgoing(desk: Desk) -> Outgoing:
    """The page as it stands now."""
    store = desk.record.store
    enrolment = store.setting("enrolment")
    # the manifest was verified when it was taken in; here only its name is shown
    county = "" if enrolment is None else str(json.loads(enrolment["manifest"])["body"]["county_name"])
    asked = store.setting("enrolment_request") is not None
    return Outgoing(
        county, asked, desk.record.office.practice, waiting(desk), _packages(desk), desk.record.home / FOLDER
    )


def _packages(desk: Desk) -> tuple[Package, ...]:
    sql = """
        SELECT o.package_no, o.made_at, o.file_name, o.changes, o.size, o.sha256,
               EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = o.head_hash)
          FROM outgoing_package o ORDER BY o.package_no DESC
    """
    with desk.record.store.reading() as connection:
        rows = connection.exec_driver_sql(sql).all()
    return tuple(Package(*row[:6], "received" if row[6] else "sent") for row in rows)


def make_package(desk: Desk) -> Package:
    """Makes the next package in the outbox, read back and verified.

    Raises:
        Those of `desktop.desk.handover.export`.
    """
    export(desk, desk.record.home / FOLDER)
    return _packages(desk)[0]


def package_slip(desk: Desk, package: Package) -> bytes:
    """The paper twin of a package, out of the package itself: figures on paper and in the file are one (SB, §11.10).

    Raises:
        PackageRefused: the file in the outbox is damaged or gone.
    """
    return own_slip(desk.record.store, desk.record.home / FOLDER / package.file_name)
