"""Keeps back what was erased from whatever arrives later: nothing brings it back (B-19)."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection

from db.domain.entities.belonging import hangs_on
from db.ledger.change import Change
from db.ledger.purge import without
from db.store.gone import Gone, erased_in, gone_ids, listed_ids, put_on_list


class Sieve:
    """Keeps back what was erased from what arrives, and what arrives and hangs on it.

    Args:
        connection: inside the writing transaction.

    Attributes:
        listed, gone: ids on the list, and of these those erased.
        erased: changes that lost what they said here; added: records that came on the list.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.listed: set[str] = set()
        self.gone: set[str] = set()
        self._orgs: set[str] = set()
        self._explained: dict[str, str] = {}
        self.erased = self.added = 0
        self.renew()

    def expect(self, org: str) -> None:
        """What arrives also brings a decision for this township: its blank creations belong to that."""
        self._orgs.add(org)

    def explain(self, records: Iterable[str], org: str) -> None:
        """These were erased by a decision for this township, whoever's stream their creation is of."""
        self._explained.update(dict.fromkeys(records, org))

    def renew(self) -> None:
        """Reads the list again: more was erased."""
        self.listed |= listed_ids(self._connection)
        if self.listed:
            self.gone |= gone_ids(self._connection)
            self._orgs |= erased_in(self._connection)

    def pass_on(self, arrived: Iterable[Change], known: AbstractSet[str] = frozenset()) -> list[Change]:
        """The changes as they may be kept.

        Args:
            arrived: in an order in which references point backwards.
            known: hashes of those that are here already; of them nothing is concluded.
        """
        if not self.listed and not self._orgs:
            return list(arrived)
        return [self._one(change, new=change.hash not in known) for change in arrived]

    def _one(self, change: Change, *, new: bool) -> Change:
        unheard = new and change.kind == "create" and change.record_id not in self.listed
        blank = change.purged and (change.by.org in self._orgs or change.record_id in self._explained)
        hangs = unheard and hangs_on(change.record_type, change.fields, self.gone)
        if unheard and (blank or hangs) and never_read(self._connection, change.record_id):
            self._add(change)
        kept = without(change, self.gone)
        self.erased += kept is not change
        return kept

    def _add(self, change: Change) -> None:
        self.added += 1
        self.listed.add(change.record_id)
        self.gone.add(change.record_id)
        org = self._explained.get(change.record_id, change.by.org)
        put_on_list(self._connection, [following(self._connection, change, org)])


def never_read(connection: Connection, record_id: str) -> bool:
    """Nobody erases by a second creation what was read here before."""
    asked = "SELECT 1 FROM change WHERE record_id = ? AND payload <> '' LIMIT 1"
    return connection.exec_driver_sql(asked, (record_id,)).first() is None


def following(connection: Connection, change: Change, org: str) -> Gone:
    """A record that goes because of others: under the purge of one it names, else the latest of the township `org`."""
    asked = "SELECT purge FROM purged WHERE spared = 0 AND record_id = ?"
    named = (str(value) for value in change.fields.values() if isinstance(value, str))
    purge = next((found for each in named if (found := connection.exec_driver_sql(asked, (each,)).scalar())), None)
    if purge is None:
        latest = """
            SELECT p.purge FROM purged p LEFT JOIN change c ON c.hash = p.purge
             WHERE p.spared = 0 AND (p.org = ? OR EXISTS (
                   SELECT 1 FROM ledger l WHERE l.change_hash = p.purge AND l.org = ? AND l.rejected = ''))
             ORDER BY coalesce(c.no, 0) DESC, p.purge LIMIT 1
        """
        purge = connection.exec_driver_sql(latest, (org, org)).scalar()
    return Gone(change.record_id, change.record_type, change.by.org, str(purge or ""), sha256=file_of(change))


def file_of(change: Change) -> str:
    """The digest of an attachment's file; "" of anything else."""
    return str(change.fields.get("sha256") or "") if change.record_type == "attachment" else ""
