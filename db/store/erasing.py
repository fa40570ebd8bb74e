"""Erasing records for good: every payload, row, index line, draft and file that tells of them (B-19).

The chain stays: a change commits to its payload's digest alone. What is erased is remembered by id, so that nothing
brings it back, whatever arrives later: each change is kept without its payload as soon as its record is on the list.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection

from db.domain.entities.belonging import hangs_on
from db.ledger.change import Change, erased
from db.ledger.line import from_line, from_stored, to_line
from db.ledger.purge import goes, without
from db.store.dialect import ROW_BY_ROW
from db.store.folding import changes_of, refold
from db.store.searching import index_persons, persons_concerned
from db.store.settings import read_setting, write_setting
from db.store.timelines import throw_away

RESEALING_OWED = "resealing_owed"
"""Setting of a county: digests of the raw packages that are still to be written anew (`db.sync.county.resealing`)."""
EVERYTHING = "*"
"""In it: every package; the record was put back, and nobody knows which it may have kept."""
UNKNOWN = "?"
"""In it: packages the journal does not know, left in the archive by a record since put back; they are looked into."""
_LEAST_NAME = 2
_TELLING = ("name", "proxy_name", "id_no", "phone", "backup_phone", "proxy_phone", "bank_account", "case_no")
"""Fields whose values lead to somebody wherever they stand."""


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


@dataclass(frozen=True)
class Erased:
    """What an erasure did here.

    Attributes:
        records: records on the list that were not on it before; changes: payloads that went.
        unsent: of these, changes the county never had.
        derived: records that were not named and went because they hang on those that were.
    """

    records: int = 0
    changes: int = 0
    unsent: int = 0
    derived: tuple[Gone, ...] = ()


def name_decision(connection: Connection, purge: str, orgs: Iterable[str]) -> None:
    """What came blank in these townships' streams before its decision did is put under it."""
    asked = "UPDATE purged SET purge = ? WHERE purge = '' AND org = ?"
    connection.exec_driver_sql(asked, [(purge, org) for org in sorted(orgs)])


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
        put_on_list(self._connection, [_following(self._connection, change, org)])


def never_read(connection: Connection, record_id: str) -> bool:
    """Nobody erases by a second creation what was read here before."""
    asked = "SELECT 1 FROM change WHERE record_id = ? AND payload <> '' LIMIT 1"
    return connection.exec_driver_sql(asked, (record_id,)).first() is None


def _following(connection: Connection, change: Change, org: str) -> Gone:
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
    return Gone(change.record_id, change.record_type, change.by.org, str(purge or ""), sha256=_file_of(change))


def _file_of(change: Change) -> str:
    return str(change.fields.get("sha256") or "") if change.record_type == "attachment" else ""


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


def erase(connection: Connection, gone: Iterable[Gone], *, follow: bool = True, again: bool = False) -> Erased:
    """Erases records and remembers them; what hangs on them and the county never had goes as well.

    Args:
        connection: inside the writing transaction.
        gone: what is to be erased or spared; known or not yet known here.
        follow: whether new records of this laptop are looked at for what they hang on.
        again: the decision comes back to a county that had lost it, and that may have taken in since what hangs on it
            (B-35); all it does not name were new then, and every creation is looked at.

    Returns:
        What it did; nothing when everything was erased before.
    """
    listed, here = listed_ids(connection), gone_ids(connection)
    fresh = [each for each in gone if each.record_id not in listed]
    if not fresh and not listed:
        return Erased()
    put_on_list(connection, fresh)
    _name_kinds(connection)
    ids = {each.record_id for each in fresh if not each.spared}
    # what was erased before, nothing has been hung on since: only news make it worth reading what is not handed over
    known = listed | {each.record_id for each in fresh}
    asked = _MADE if again else f"{_MADE} AND {_NOT_IN_LEDGER}"
    derived = _derive(connection, known, here | ids, asked) if again or (follow and ids) else []
    put_on_list(connection, derived)
    ids |= {each.record_id for each in derived}
    left = _left_over(connection)
    if not ids and not left:
        return Erased()
    throw_away(connection)  # what was worked out of those who are gone, under their ids
    changes, unsent = _erase_payloads(connection, ids | left)
    return Erased(len(ids), changes, unsent, tuple(derived))


def _name_kinds(connection: Connection) -> None:
    """A decision names its records by id alone; what kind they are the log knows."""
    asked = """
        UPDATE purged SET record_type = (SELECT min(c.record_type) FROM change c WHERE c.record_id = purged.record_id)
         WHERE record_type = '' AND EXISTS (SELECT 1 FROM change c WHERE c.record_id = purged.record_id)
    """
    connection.exec_driver_sql(asked)


def _left_over(connection: Connection) -> set[str]:
    """Records on the list with a payload still here: the list came from outside, the database from a copy."""
    asked = """
        SELECT p.record_id, c.hash, c.header, c.payload, c.payload_digest FROM purged p
          JOIN change c ON c.record_id = p.record_id WHERE p.spared = 0 AND c.payload <> ''
    """
    rows = connection.exec_driver_sql(asked).all()
    return {str(row[0]) for row in rows if goes(from_stored(*row[1:]), {str(row[0])})}


def _derive(connection: Connection, listed: AbstractSet[str], gone: AbstractSet[str], asked: str) -> list[Gone]:
    """Records whose creation says that they hang on what goes, and on each other; `asked`: which of the log's.

    Read again until no more is found: what hangs on another nearly always comes after it, and the log is long.
    """
    found: list[Gone] = []
    growing, known, before = set(gone), set(listed), -1
    while len(found) != before:
        before = len(found)
        for change in _creations(connection, asked):
            if change.record_id not in known and hangs_on(change.record_type, change.fields, growing):
                known.add(change.record_id)
                growing.add(change.record_id)
                found.append(_following(connection, change, change.by.org))
    return found


_MADE = """
    SELECT c.hash, c.header, c.payload, c.payload_digest FROM change c
     WHERE json_extract(c.header, '$.kind') = 'create' AND c.payload <> ''
"""
_NOT_IN_LEDGER = """
    NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash AND l.org = c.org AND l.rejected = '')
"""


def _creations(connection: Connection, asked: str) -> Iterator[Change]:
    """Creations of the log as asked for, of what was refused, and of what waits."""
    refused = "SELECT hash, header, payload, payload_digest FROM refused WHERE payload <> ''"
    for sql in (asked, refused):
        for row in connection.exec_driver_sql(sql, execution_options=ROW_BY_ROW):
            change = from_stored(*row)
            if change.kind == "create":
                yield change
    yield from (change for change in _held(connection) if change.kind == "create")


def _held(connection: Connection) -> Iterator[Change]:
    waiting = connection.exec_driver_sql("SELECT line FROM held ORDER BY hash", execution_options=ROW_BY_ROW)
    for (line,) in waiting:
        yield from_line(line.encode(), 0)


def _erase_payloads(connection: Connection, ids: AbstractSet[str]) -> tuple[int, int]:
    """Of these records: log, refused and waiting changes, rows, answers in conflict, index lines, drafts."""
    logged = [change for known in changes_of(connection, sorted(ids)).values() for _, change in known]
    going = [change for change in logged if goes(change, ids) and not change.purged]
    refused = [change for change in _refused(connection, ids) if goes(change, ids)]
    held = [change for change in _held(connection) if goes(change, ids) and not change.purged]
    telling = set(_telling([*going, *refused, *held])) | ids
    persons = persons_concerned(connection, going)  # before the log forgets whose parents they were
    _remember(connection, going)
    if going:
        rows = [(change.hash,) for change in going]
        connection.exec_driver_sql("UPDATE change SET payload = '' WHERE hash = ?", rows)
    if refused:
        connection.exec_driver_sql("UPDATE refused SET payload = '' WHERE hash = ?", [(c.hash,) for c in refused])
    if held:
        lines = [(to_line(erased(change)).decode(), change.hash) for change in held]
        connection.exec_driver_sql("UPDATE held SET line = ? WHERE hash = ?", lines)
    refold(connection, sorted({change.record_id for change in going}))
    index_persons(connection, persons)
    _drop_drafts(connection, telling)
    unsent = sum(_unsent(connection, change) for change in going)
    return len(going) + len(refused) + len(held), unsent


def _refused(connection: Connection, ids: AbstractSet[str]) -> Iterator[Change]:
    for row in connection.exec_driver_sql(
        "SELECT hash, header, payload, payload_digest, record_id FROM refused WHERE payload <> ''"
    ).all():
        if row[4] in ids:
            yield from_stored(*row[:4])


def _remember(connection: Connection, going: Sequence[Change]) -> None:
    """How many payloads went, by record, and the files of the attachments among them."""
    counted: dict[str, list[int]] = {}
    for change in going:
        mine = counted.setdefault(change.record_id, [0, 0])
        mine[0] += 1
        mine[1] += _unsent(connection, change)
    rows = [(changes, unsent, record_id) for record_id, (changes, unsent) in counted.items()]
    if rows:
        asked = "UPDATE purged SET changes = changes + ?, unsent = unsent + ? WHERE record_id = ?"
        connection.exec_driver_sql(asked, rows)
    files = [(_file_of(change), change.record_id) for change in going if _file_of(change)]
    if files:
        connection.exec_driver_sql("UPDATE purged SET sha256 = ? WHERE record_id = ?", files)


def _unsent(connection: Connection, change: Change) -> int:
    asked = "SELECT 1 FROM ledger WHERE change_hash = ? AND rejected = ''"
    return int(connection.exec_driver_sql(asked, (change.hash,)).first() is None)


def _telling(changes: Iterable[Change]) -> Iterator[str]:
    """The names and numbers that stood in what goes."""
    for change in changes:
        for name in _TELLING:
            value = change.fields.get(name)
            if isinstance(value, str) and len(value.strip()) >= _LEAST_NAME:
                yield value.strip()


def _drop_drafts(connection: Connection, telling: AbstractSet[str]) -> None:
    """Unfinished typing about these people; a draft is nobody's record yet."""
    for key, content in connection.exec_driver_sql("SELECT key, content FROM draft").all():
        text = f"{key} {_plain(str(content))}"
        if any(word in text for word in telling):
            connection.exec_driver_sql("DELETE FROM draft WHERE key = ?", (key,))


def _plain(content: str) -> str:
    """The draft's characters as they were typed."""
    with suppress(ValueError):
        return json.dumps(json.loads(content), ensure_ascii=False)
    return content


def telling_words(changes: Iterable[Change]) -> frozenset[str]:
    """The names and numbers in these changes by which somebody could be found."""
    return frozenset(_telling(changes))


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
