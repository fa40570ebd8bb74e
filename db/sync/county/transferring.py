"""A case goes over to another township: the county's grant, and the case's history into the new owner's stream (B-37).

Every record of the case gets a grant of its own, so that each folds by itself (B-17). What the former owner wrote
before it knew goes the same way as soon as it arrives (B-38).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from db.commands.transfers import Granting, decline_transfer, grant_case, grant_draft
from db.ledger.change import GRANT, Change
from db.ledger.line import from_stored
from db.store.cases import Record, case_of, case_records, pointed_at
from db.store.county_ledger import enter_ledger
from db.store.folding import changes_of, standings
from db.store.store import Store
from db.store.writing import Writing
from db.sync.county.returning import enter_own, in_force
from db.sync.merging.granting import GrantSigner, townships
from db.sync.merging.intake import REVIEW
from db.sync.trust.identity import CountyDesk, county_desk
from db.touched import Touched

_BATCH = 400
_FOLLOWED = "随案转出"


def grant_transfer(store: Store, family_id: str, to: str, reason: str, request: str = "") -> Touched:
    """Grants a case to another township, with a request of its owner or without one (B-39).

    From now on it is the new township's in every figure; its next return brings it the whole history.

    Args:
        store: the county's open record.
        family_id: the household.
        to: code of the township that takes it over.
        reason: why.
        request: hash of the request this answers; "" answers whichever is open.

    Raises:
        NotACounty: this is a township's record.
        InvalidValue, NotFound: nothing is written.
    """
    desk = county_desk(store)
    names = {**store.setting("townships", {}), **{one.org_code: one.org_name for one in in_force(desk)}}
    with store.writing() as writing:
        row = writing.row("family", family_id)
        before = str(row["org"])
        enter_own(writing.connection, store, before)
        signer = GrantSigner(desk.keys.signing)
        done = grant_case(writing, Granting(family_id, to, reason, request), names, signer)
        records = case_records(writing.connection, family_id)
        _enter_grants(writing.connection, _grants_of_group(writing.connection, writing.group), before)
        forward(writing.connection, to, records)
    return done


def decline(store: Store, family_id: str, reason: str) -> Touched:
    """Answers an open request: the case stays where it is.

    Raises:
        NotACounty: this is a township's record.
        InvalidValue, NotFound: nothing is written.
    """
    county_desk(store)
    with store.writing() as writing:
        return decline_transfer(writing, family_id, reason)


@dataclass(frozen=True)
class Settled:
    """What followed from a package for cases that go from township to township.

    Attributes:
        late: changes of a former owner passed on.
        to: codes of the townships that get something to know.
    """

    late: int = 0
    to: frozenset[str] = frozenset()


def settle_transfers(
    store: Store, connection: Connection, desk: CountyDesk, late: Iterable[Change], granted: Iterable[Change]
) -> Settled:
    """After changes were taken in: passes on what belongs to cases of other townships by now.

    Args:
        store: the county's.
        connection: inside the importing transaction, everything folded.
        desk: the county's keys.
        late: changes let in as written before their author knew (B-38).
        granted: the county's own grants, come back to it (B-35).
    """
    late, granted = list(late), list(granted)
    if not late and not granted:
        return Settled()
    for grant in granted:
        for org in townships(grant):
            _enter_grants(connection, [grant], org)
    touched = {(each.record_type, each.record_id) for each in (*late, *granted)}
    families = {family for entity, each in touched if (family := case_of(connection, entity, each))}
    owners = _owners(connection, (("family", each) for each in families))
    by_owner: dict[str, set[Record]] = {}
    for family_id in sorted(families):
        records = case_records(connection, family_id)
        _follow(store, connection, desk, records, owners[family_id])
        by_owner.setdefault(owners[family_id], set()).update(records)
    for record, org in _owners_by_record(connection, touched).items():
        by_owner.setdefault(org, set()).add(record)
    for org, some in by_owner.items():
        forward(connection, org, some)
    return Settled(len(late), frozenset(by_owner))


def forward(connection: Connection, org: str, records: Iterable[Record]) -> None:
    """Enters into a township's stream whatever it does not have of these records, and of what they point at.

    Villages, contact persons and hospitals named by a case come with it to be read; they stay whose they are (B-31).
    """
    records = set(records)
    ids = {each for _, each in records}
    others = {each for _, each in pointed_at(connection, records)}
    known = changes_of(connection, sorted(ids | others))
    authors = {change.by.author for each in ids for _, change in known.get(each, ())}
    known |= changes_of(connection, sorted(authors - known.keys()))
    numbered = sorted((each for changes in known.values() for each in changes), key=lambda each: each[0])
    entered = _entered(connection, org, [change.hash for _, change in numbered])
    fresh = [change for _, change in numbered if change.hash not in entered]
    enter_ledger(connection, org, "", fresh, _refused(connection, org, ids))


def _follow(store: Store, connection: Connection, desk: CountyDesk, records: Iterable[Record], owner: str) -> None:
    """What a former owner added to the case before it knew goes over to the new one as well."""
    strays = {record: org for record, org in _owners_by_record(connection, records).items() if org != owner}
    if not strays:
        return
    writing = Writing(connection, store.author, store.clock, prover=store.prover)
    signer = GrantSigner(desk.keys.signing)
    writing.append([grant_draft(record, org, owner, _FOLLOWED, signer) for record, org in strays.items()])
    writing.finish(_FOLLOWED)
    for org in set(strays.values()):
        _enter_grants(connection, _grants_of_group(connection, writing.group, org), org)


def _enter_grants(connection: Connection, grants: Iterable[Change], org: str) -> None:
    grants = list(grants)
    entered = _entered(connection, org, [each.hash for each in grants])
    enter_ledger(connection, org, "", [each for each in grants if each.hash not in entered], ())


def _grants_of_group(connection: Connection, group: str, before: str = "") -> list[Change]:
    asked = """
        SELECT c.hash, c.header, c.payload, c.payload_digest FROM transfer t JOIN change c ON c.hash = t.change_hash
         WHERE t.group_id = ? AND t.kind = ? AND ? IN ('', t.org_from) ORDER BY c.no
    """
    return [from_stored(*row) for row in connection.exec_driver_sql(asked, (group, GRANT, before)).all()]


def _owners(connection: Connection, records: Iterable[Record]) -> dict[str, str]:
    return {each: standing.org for each, standing in standings(connection, records).items()}


def _owners_by_record(connection: Connection, records: Iterable[Record]) -> Mapping[Record, str]:
    records = list(records)
    owners = _owners(connection, records)
    return {record: owners[record[1]] for record in records if record[1] in owners}


def _entered(connection: Connection, org: str, hashes: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(hashes), _BATCH):
        batch = tuple(hashes[start : start + _BATCH])
        asked = f"SELECT change_hash FROM ledger WHERE org = ? AND change_hash IN ({', '.join('?' * len(batch))})"
        found.update(connection.exec_driver_sql(asked, (org, *batch)).scalars())
    return found


def _refused(connection: Connection, org: str, ids: Iterable[str]) -> list[tuple[Change, str]]:
    """What was turned away of these records: later changes may stand on top of it. What waits for review stays."""
    wanted = set(ids)
    asked = """
        SELECT r.record_id, r.hash, r.header, r.payload, r.payload_digest, l.rejected
          FROM refused r JOIN ledger l ON l.change_hash = r.hash AND l.org = r.org
         WHERE r.org <> ? AND l.rejected NOT IN ('', ?)
           AND NOT EXISTS (SELECT 1 FROM ledger m WHERE m.change_hash = r.hash AND m.org = ?)
         ORDER BY l.org, l.ledger_no
    """
    rows = connection.exec_driver_sql(asked, (org, REVIEW, org)).all()
    found = {row[1]: (from_stored(*row[1:5]), str(row[5])) for row in rows if row[0] in wanted}
    return list(found.values())
