"""Raw packages in a county's archive that its journal does not know: a record since put back left them there (B-35).

Nobody has taken them in again yet, so nothing here says what is in them. Before an erasure is done each is opened and
looked into; what tells of somebody erased is written anew like the others, and what cannot be opened is told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db.domain.entities.belonging import hangs_on, owned
from db.errors import Refusal
from db.ledger.line import from_line
from db.store.gone import Gone
from db.store.sieve import never_read
from db.sync.package.limits import Limits
from db.sync.package.reading import OpenedPackage, open_package
from db.sync.package.telling import tells
from db.sync.trust.identity import CountyDesk


@dataclass(frozen=True)
class Looked:
    """What was found in them.

    Attributes:
        telling: those that tell of somebody erased.
        failed: names of those that cannot be opened.
        hanging: records in them that the county does not have and that hang on what was erased; they go as well.
    """

    telling: tuple[Path, ...] = ()
    failed: tuple[str, ...] = ()
    hanging: tuple[Gone, ...] = ()


@dataclass(frozen=True)
class _Made:
    """A record's creation, as far as it says what the record hangs on."""

    entity: str
    org: str
    fields: Mapping[str, Any]
    sha256: str


def look_into(
    connection: Connection, county: tuple[CountyDesk, Limits], paths: Iterable[Path], listed: Iterable[Gone]
) -> Looked:
    """Opens each, and says which tell of somebody erased.

    Args:
        connection: from the store.
        county: its keys and trust, and what a package may be (B-55).
        paths: those the journal does not know.
        listed: everything erased or spared here.
    """
    desk, limits = county
    listed = tuple(listed)
    gone = {each.record_id: each.purge for each in listed if not each.spared}
    files = {each.sha256 for each in listed if each.sha256}
    made, telling, others, failed = dict[str, _Made](), list[Path](), list[Path](), list[str]()
    for path in paths if gone else ():
        try:
            with open_package(path, desk.keys.identities, desk.trust, limits) as package:
                made |= _creations(package)
                (telling if tells(package, gone.keys(), files) else others).append(path)
        except Refusal:  # nobody can say what is in it
            failed.append(path.name)
    for each in listed:
        made.pop(each.record_id, None)
    hanging = tuple(_hanging(connection, made, gone))
    files.update(each.sha256 for each in hanging if each.sha256)
    for path in others if hanging else ():
        with open_package(path, desk.keys.identities, desk.trust, limits) as package:
            if tells(package, gone.keys(), files):
                telling.append(path)
    return Looked(tuple(telling), tuple(failed), hanging)


def _creations(package: OpenedPackage) -> dict[str, _Made]:
    found = dict[str, _Made]()
    for line_no, line in package.lines():
        change = from_line(line, line_no)
        if change.kind == "create" and change.record_type in owned():
            names = {spec.name for group in owned()[change.record_type] for spec in group}
            fields = {name: value for name, value in change.fields.items() if name in names}
            digest = change.fields.get("sha256", "") if change.record_type == "attachment" else ""
            found[change.record_id] = _Made(change.record_type, change.by.org, fields, str(digest))
    return found


def _hanging(connection: Connection, made: dict[str, _Made], gone: dict[str, str]) -> Iterator[Gone]:
    """Of these those that hang on what goes, and on each other; `gone` grows by them."""
    while more := [each for each, one in made.items() if hangs_on(one.entity, one.fields, gone.keys())]:
        for each in more:
            one = made.pop(each)
            if never_read(connection, each):
                gone[each] = next(gone[name] for name in _names(one.fields) if name in gone)
                yield Gone(each, one.entity, one.org, gone[each], sha256=one.sha256)


def _names(fields: Mapping[str, Any]) -> Iterator[str]:
    for value in fields.values():
        yield from (str(each) for each in (value if isinstance(value, list) else [value]) if each)
