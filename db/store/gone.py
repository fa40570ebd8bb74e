"""The list of what was erased by law, and what else has to follow from it (B-19)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from db.store.settings import read_setting, write_setting

RESEALING_OWED = "resealing_owed"
"""Setting of a county: digests of the raw packages that are still to be written anew (`db.sync.county.resealing`)."""
EVERYTHING = "*"
"""In it: every package; the record was put back, and nobody knows which it may have kept."""
UNKNOWN = "?"
"""In it: packages the journal does not know, left in the archive by a record since put back; they are looked into."""


@dataclass(frozen=True)
class Gone:
    """One record on the list of what was erased.

    Attributes:
        record_id, record_type, org: which, and in whose stream.
        purge: hash of the change that decided it.
        spared: not erased, although its creation says that it belongs to what was.
        sha256: of an attachment, its file; else "".
    """

    record_id: str
    record_type: str
    org: str
    purge: str
    spared: bool = False
    sha256: str = ""


def purge_list(connection: Connection) -> tuple[Gone, ...]:
    """Everything erased or spared here."""
    asked = "SELECT record_id, record_type, org, purge, spared, sha256 FROM purged ORDER BY record_id"
    rows = connection.exec_driver_sql(asked)
    return tuple(Gone(str(r[0]), str(r[1]), str(r[2]), str(r[3]), bool(r[4]), str(r[5])) for r in rows)


def gone_ids(connection: Connection) -> frozenset[str]:
    """Ids of the records erased; nearly always none."""
    return frozenset(connection.exec_driver_sql("SELECT record_id FROM purged WHERE spared = 0").scalars())


def listed_ids(connection: Connection) -> frozenset[str]:
    """Ids of everything on the list, the spared ones too: about them nothing is to be found out any more."""
    return frozenset(connection.exec_driver_sql("SELECT record_id FROM purged").scalars())


def put_on_list(connection: Connection, gone: Iterable[Gone]) -> None:
    """Remembers these; what is on the list stays as it is, but for a file's digest not known before."""
    rows = [(g.record_id, g.record_type, g.org, g.purge, int(g.spared), g.sha256) for g in gone]
    if rows:
        connection.exec_driver_sql(
            "INSERT INTO purged (record_id, record_type, org, purge, spared, sha256, changes, unsent)"
            " VALUES (?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT (record_id) DO UPDATE"
            " SET sha256 = CASE WHEN purged.sha256 = '' THEN excluded.sha256 ELSE purged.sha256 END",
            rows,
        )


def name_decision(connection: Connection, purge: str, orgs: Iterable[str]) -> None:
    """What came blank in these townships' streams before its decision did is put under it."""
    asked = "UPDATE purged SET purge = ? WHERE purge = '' AND org = ?"
    connection.exec_driver_sql(asked, [(purge, org) for org in sorted(orgs)])


def in_stream(connection: Connection, org: str) -> tuple[Gone, ...]:
    """The list as far as a township has or had to do with it: its own records, and those it handed on to another.

    And whatever else a decision names that stands in its stream: the laptop reads it there.
    """
    asked = """
        SELECT p.record_id FROM purged p JOIN change c ON c.record_id = p.record_id
         WHERE c.org = ? OR EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash AND l.org = ?)
         UNION SELECT p.record_id FROM purged p CROSS JOIN ledger l
         WHERE l.change_hash = p.purge AND l.org = ? AND l.rejected = ''
    """  # crossed: it begins with the few erased, not with the whole stream
    touched = set(connection.exec_driver_sql(asked, (org, org, org)).scalars())
    return tuple(each for each in purge_list(connection) if each.org == org or each.record_id in touched)


def decided_purges(connection: Connection) -> dict[str, str]:
    """The decisions this record knows of, in its log or on the list kept outside: township by hash of the change."""
    rows = connection.exec_driver_sql("SELECT DISTINCT purge, org FROM purged WHERE spared = 0")
    return {str(purge): str(org) for purge, org in rows}


def erased_in(connection: Connection) -> frozenset[str]:
    """Codes of the townships in whose streams something was erased, or a decision stands that erased something."""
    asked = """
        SELECT org FROM purged WHERE spared = 0
         UNION SELECT l.org FROM (SELECT DISTINCT purge FROM purged WHERE spared = 0) p CROSS JOIN ledger l
         WHERE l.change_hash = p.purge AND l.rejected = ''
    """  # crossed: as above
    return frozenset(map(str, connection.exec_driver_sql(asked).scalars()))


def owe_resealing(connection: Connection, names: Iterable[str]) -> None:
    """Notes that these packages are to be written anew, in the transaction that erases: a crash does not forget it.

    Args:
        connection: inside the writing transaction.
        names: digests of packages.
    """
    write_setting(connection, RESEALING_OWED, sorted({*read_setting(connection, RESEALING_OWED, []), *names}))
